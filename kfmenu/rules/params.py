"""Params: declarations, refs, budgets, values: the words and examples of KF5xx."""

from kfmenu.rules.rule import Rule, Wording

_MENU = "menu greeting\n  param: name text(20)\n  head: {name}，您好\n  click: 满意 -> 101\n"

RULES = (
    Rule(
        "KF501",
        "bad-param",
        "error",
        Wording("参数的类型写错了", "写成：{line}"),
        Wording("the type of this param is wrong", "write `{line}`"),
        bad=_MENU.replace("text(20)", "text"),
        good=_MENU,
        messages={
            "no type": ("参数没有类型", "this param has no type"),
            "unknown type": ("没有 {text} 这种类型", "there is no type {text}"),
            "no parens": ("类型后面没有括号", "the type has no parentheses"),
            "not closed": ("括号没有写完", "the parenthesis is not closed"),
            "behind": ("类型后面多了 {text}", "{text} stands behind the type"),
            "no length": ("括号里要写长度", "a length belongs into the parentheses"),
            "no ends": (
                "数值要写两头，例如 0.01..9999.99",
                "a number has two ends, such as 0.01..9999.99",
            ),
            "leading zero": ("{text} 前面多了 0", "{text} begins with a 0 too many"),
            "order": ("前面的数比后面的大", "the first end is larger than the second"),
            "too small": ("{actual} 太小了，最少是 {least}", "{actual} is under {least}"),
            "too large": ("{text} 太大了，最多是 {most}", "{text} is over {most}"),
            "too many digits": ("这个数太长了", "this number is too long"),
            "empty": ("有一个选项是空的", "an alternative is empty"),
            "twice": ("选项 {text} 写了两次", "the alternative {text} is there twice"),
        },
        hints={
            "unknown type": (
                "写成：{line}。类型有：{known}",
                "write `{line}`. The types are {known}",
            ),
            **dict.fromkeys(("too small", "too large"), ("例如：{line}", "such as `{line}`")),
        },
    ),
    Rule(
        "KF502",
        "undeclared-param",
        "error",
        Wording(
            "没有声明参数 {text}",
            "在“{header}”下面加一行：{line}（这里还能放 {free} 字节）；"
            "要显示花括号本身，写 \\{{ 和 \\}}",
        ),
        Wording(
            "the param {text} is not declared",
            "put a line `{line}` under `{header}` ({free:byte} are left here); to show a "
            "brace itself, write \\{{ or \\}}",
        ),
        bad="menu greeting\n  head: 您好 {name}\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 您好 \\{name\\}\n  click: 满意 -> 101\n",
        hints={
            "guess": (
                "是不是 {guess}？"
                "要新的参数，在“{header}”下面加一行：{line}（这里还能放 {free} 字节）",
                "did you mean {guess}? For another param put a line `{line}` under `{header}` "
                "({free:byte} are left here)",
            ),
            "other": (
                "改两处：① 在“{header}”下面加一行：{line}（这里还能放 {free} 字节）；"
                "② 这里写成 {mended}",
                "put a line `{line}` under `{header}` ({free:byte} are left here), and write "
                "{mended} here",
            ),
            "wide": (
                "改两处：① 在“{header}”下面加一行：{line}（这里还能放 {free} 字节）；"
                "② 这里写成 {mended}；要显示全角括号，把 ｛ 写成 \\u{{ff5b}}",
                "put a line `{line}` under `{header}` ({free:byte} are left here), and write "
                "{mended} here; to show the full-width brace write \\u{{ff5b}}",
            ),
        },
    ),
    Rule(
        "KF503",
        "may-be-too-long",
        "error",
        Wording(
            "{field}最长 {actual} 字节（固定文字 {literal} 字节加上参数），上限 {limit} 字节，"
            "超出 {over} 字节",
            "{remedies}；或者删短固定文字",
        ),
        Wording(
            "{field} may have {actual:byte} ({literal} of them fixed, the rest params), "
            "{over} over the limit of {limit}",
            "{remedies}; or shorten the fixed text",
        ),
        bad="menu greeting\n  param: name text(50)\n  click: {name} -> 101\n",
        good="menu greeting\n  param: name text(32)\n  click: {name} -> 101\n",
        hints={
            "literal": ("删短固定文字，或把参数写短", "shorten the fixed text, or the params"),
        },
    ),
    Rule(
        "KF504",
        "may-be-too-short",
        "error",
        Wording(
            "{field}可能只有 {actual} 字节，至少要 {limit} 字节",
            "给参数 {names} 一个最小长度，或者加上固定文字",
        ),
        Wording(
            "{field} may have only {actual:byte}; it takes at least {limit}",
            "give {names} a minimum, or add a fixed text",
        ),
        bad="menu greeting\n  param: name text(0..20)\n  click: {name} -> 101\n",
        good="menu greeting\n  param: name text(20)\n  click: {name} -> 101\n",
        messages={
            "nothing": (
                "参数都空着时，没有东西可以显示",
                "without values for its params nothing is left to show",
            ),
        },
        hints={
            "nothing": (
                "留一行总会显示的内容，它不用带 ? 或可以为空的参数",
                "keep a line that always shows, with no param that may be absent or empty",
            ),
        },
    ),
    Rule(
        "KF505",
        "params-disagree",
        "error",
        Wording("参数 {text} 声明了两次，不一样：{one}，{other}", "留下要用的那一行，删掉另一行"),
        Wording("the param {text} is declared as {one} and as {other}", "keep one of the two"),
        bad=_MENU.replace("  head", "  param: name text(30)\n  head"),
        good=_MENU,
    ),
    Rule(
        "KF506",
        "unused-param",
        "warning",
        Wording("参数 {text} 没有用到", "要用就在文字里写 {ref}，不用就删掉这一行"),
        Wording("the param {text} is used nowhere", "put {ref} into a text, or delete this line"),
        bad="menu greeting\n  param: name text(20)\n  click: 满意 -> 101\n",
        good=_MENU,
    ),
    Rule(
        "KF507",
        "param-misplaced",
        "error",
        Wording(
            "网址不能以参数 {text} 开头",
            "写成：{line}；网址从头到尾都由参数给出时，改两处：{param}，{whole}",
        ),
        Wording(
            "a URL cannot begin with the param {text}",
            "write `{line}`; where the param gives the whole address, `{param}` and `{whole}`",
        ),
        bad="menu greeting\n  param: host id(20)\n  view: 官网 -> {host}/index\n",
        good="menu greeting\n  param: host url(200)\n  view: 官网 -> {host}\n",
        messages={
            "appid": (
                "appid 里只能用编号、数字和任选的参数，{text} 不是",
                "the param {text} cannot stand in an appid",
            ),
        },
        hints={
            "whole": (
                "写成：{whole}；后面的部分也放进参数的值里，它是整个网址",
                "write `{whole}`: the value of a param of type url is the whole address",
            ),
            "appid": (
                "把第{row}行改成：{declared}",
                "declare it as id, digits, or one(…) of letters and digits: `{declared}` in line "
                "{row}",
            ),
        },
    ),
    Rule(
        "KF510",
        "bad-value",
        "error",
        Wording("参数 {name} 的值不对", "{name} 声明为 {type}"),
        Wording("the value of {name} is wrong", "{name} is declared as {type}"),
        bad=f'{_MENU}{{"name": 12345}}\n',
        good=f'{_MENU}{{"name": "张三"}}\n',
        kind="render",
        messages={
            "type": ("参数 {name} 不收 {given}", "{name} takes no {given}"),
            "bool": ("参数 {name} 不收布尔值 {given}", "{name} takes no bool such as {given}"),
            "float": (
                "参数 {name} 不收浮点数 {given}：它不精确",
                "{name} takes no float such as {given}, which is not exact",
            ),
            "huge": (
                "参数 {name} 的值大得写不出来",
                "the value of {name} is too large to be written",
            ),
            "bad character": (
                "参数 {name} 的第 {at} 个字符 {char}（{code}）不能用",
                "character {at} of {name}, {char} ({code}), cannot stand there",
            ),
            "too few characters": (
                "参数 {name} 只有 {actual} 个字符，至少要 {least} 个",
                "{name} has only {actual:character}; it takes at least {least}",
            ),
            "too few bytes": (
                "参数 {name} 只有 {actual} 字节，至少要 {least} 字节",
                "{name} has only {actual:byte}; it takes at least {least}",
            ),
            "too many characters": (
                "参数 {name} 有 {actual} 个字符，最多 {most} 个",
                "{name} has {actual:character}; it takes at most {most}",
            ),
            "too many bytes": (
                "参数 {name} 有 {actual} 字节，最多 {most} 字节",
                "{name} has {actual:byte}; it takes at most {most}",
            ),
            "scheme": (
                "参数 {name} 的值 {text} 不以 http:// 或 https:// 开头",
                "the value of {name}, {text}, does not begin with http:// or https://",
            ),
            "host": (
                "参数 {name} 的网址 {text} 里没有域名",
                "the address of {name}, {text}, has no host",
            ),
            "not a number": (
                "参数 {name} 的值 {text} 不是数",
                "the value of {name}, {text}, is no number",
            ),
            "exponent": (
                "参数 {name} 的值 {text} 用了指数写法",
                "the value of {name}, {text}, has an exponent",
            ),
            "leading zero": (
                "参数 {name} 的值 {text} 前面多了 0",
                "the value of {name}, {text}, begins with a 0 too many",
            ),
            "decimals": (
                "参数 {name} 有 {actual} 位小数，最多 {most} 位；不会替你四舍五入",
                "{name} has {actual:decimal}, {most} at most; nothing is rounded",
            ),
            "out of range": (
                "参数 {name} 的值 {text} 不在 {least} 到 {most} 之间",
                "the value of {name}, {text}, is not between {least} and {most}",
            ),
            "not an alternative": (
                "参数 {name} 的值 {text} 不是选项之一",
                "the value of {name}, {text}, is none of its alternatives",
            ),
        },
        hints={
            "type": ("给它 {takes}", "give it a {takes}"),
            "bool": ("给它 {takes}", "give it a {takes}"),
            "float": ("给它 {takes}", "give it a {takes}"),
            "too few characters": (
                "给长一些的值，或把 {name} 的声明 {type} 放宽",
                "give a longer value, or widen {name}, {type}",
            ),
            "too few bytes": (
                "给长一些的值，或把 {name} 的声明 {type} 放宽",
                "give a longer value, or widen {name}, {type}",
            ),
            "too many characters": (
                "给短一些的值，或把 {name} 的声明 {type} 放宽；声明成截短的文字会自己变短",
                "give a shorter value, or widen {name}, {type}; "
                "a text that is declared as cut shortens itself",
            ),
            "too many bytes": (
                "给短一些的值，或把 {name} 的声明 {type} 放宽",
                "give a shorter value, or widen {name}, {type}",
            ),
            "exponent": ("写成普通的数，例如 1200", "write it out, such as 1200"),
            "leading zero": ("写成 {mended}", "write {mended}"),
            "decimals": ("先舍入再传入", "round it before"),
            "not an alternative": ("选项有：{alternatives}", "they are {alternatives}"),
        },
    ),
    Rule(
        "KF511",
        "value-missing",
        "error",
        Wording(
            "没有给参数 {name} 值",
            "给它一个值（{type}）；可以没有时，在声明的名称后面写 ?",
        ),
        Wording(
            "{name} has no value",
            "give it one ({type}); where it may be absent, write ? behind the declared name",
        ),
        bad=f"{_MENU}{{}}\n",
        good=f'{_MENU}{{"name": "张三"}}\n',
        kind="render",
        messages={
            "unknown": ("没有叫 {name} 的参数", "there is no param {name}"),
            "guess": ("没有叫 {name} 的参数", "there is no param {name}"),
            "none": ("没有叫 {name} 的参数", "there is no param {name}"),
            "twice": ("参数 {name} 给了两个值", "{name} is given two values"),
        },
        hints={
            "unknown": ("参数有：{known}", "there is {known}"),
            "guess": ("是不是 {guess}？参数有：{known}", "did you mean {guess}? There is {known}"),
            "none": ("这条消息没有参数，去掉它", "this message has no params; leave it out"),
            "twice": (
                "两个名称其实是同一个（NFKC），留下一个",
                "two of the names are the same in NFKC; keep one",
            ),
        },
    ),
)
