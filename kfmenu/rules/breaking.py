"""What breaks a service: the words and examples of KF8xx."""

from kfmenu.rules.rule import Rule, Wording

_BEFORE = (
    "menu greeting\n  param: name text(20)\n  head: {name}，您好\n"
    "  click: 满意 -> 101\n  click: 不满意 -> 102\n"
)

RULES = (
    Rule(
        "KF801",
        "breaking-id",
        "error",
        Wording(
            "{name} 里原来{label}的编号 {text} 没有了",
            "服务按编号认出点击：留着它，或者先让服务不再依赖它",
        ),
        Wording(
            "the id {text} of {label} in {name} is gone",
            "the service tells clicks by their ids: keep it, or change the service first",
        ),
        bad=_BEFORE.replace("-> 102", "-> 103"),
        good=_BEFORE.replace("不满意", "不太满意"),
        kind="breaking",
        before=_BEFORE,
        messages={
            "changed": (
                "{name} 里{label}的编号原来是 {text}，现在是 {now}",
                "the id of {label} in {name} was {text} and is {now}",
            ),
            "moved": (
                "编号 {text} 原来是{other}，现在是{label}（它原来的编号是 {was}）",
                "the id {text} stood under {other}, and now under {label}, whose id was {was}",
            ),
        },
        hints={
            "moved": (
                "让每个按钮带着自己原来的编号",
                "let each button keep the id that it had",
            ),
        },
    ),
    Rule(
        "KF802",
        "breaking-param",
        "error",
        Wording(
            "{name} 原来的参数 {text} 没有了",
            "服务还会给它一个值：留着它，或者先改服务",
        ),
        Wording(
            "the param {text} of {name} is gone",
            "the service will still give a value for it: keep it, or change the service first",
        ),
        bad=_BEFORE.replace("text(20)", "text(10)"),
        good=_BEFORE.replace("text(20)", "text(30)"),
        kind="breaking",
        before=_BEFORE,
        messages={
            "new": (
                "{name} 多了必填的参数 {text}",
                "{name} has a new param {text}, which must be given",
            ),
            "needed": (
                "参数 {text} 原来可以没有，现在必填",
                "the param {text} may be absent no more",
            ),
            "narrower": (
                "参数 {text} 从 {was} 变成 {now}，有些值不能用了，比如 {value}",
                "the param {text} was {was} and is {now}: {value}, say, is refused now",
            ),
        },
        hints={
            "new": (
                "在名称后面加 ?，没有值时就不显示",
                "put a ? behind its name, so that it may be absent",
            ),
            "needed": ("把 ? 加回去，或者先改服务", "keep the ?, or change the service first"),
            "narrower": (
                "不要改窄，或者先改服务",
                "do not make it narrower, or change the service first",
            ),
        },
    ),
    Rule(
        "KF803",
        "breaking-name",
        "error",
        Wording("菜单或消息 {text} 没有了", "服务按名称来取：留着它，或者先改服务"),
        Wording(
            "the menu or message {text} is gone",
            "the service asks for it by name: keep it, or change the service first",
        ),
        bad=_BEFORE.replace("greeting", "hello"),
        good=_BEFORE + "\nmessage hello\n  | 您好\n",
        kind="breaking",
        before=_BEFORE,
    ),
)
