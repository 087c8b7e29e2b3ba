"""What a Chinese keyboard types: the words and examples of KF6xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

RULES = (
    Rule(
        "KF601",
        "look-alike",
        "warning",
        Wording("这里的 {text} 按 {meant} 来读", "写成：{mended}（用英文输入法）"),
        Wording("{text} is read as {meant} here", "write {mended}"),
        bad="menu greeting\n  click: 满意 → 101\n",
        good=GOOD,
        mended="fmt",
    ),
    Rule(
        "KF604",
        "full-width-brace",
        "warning",
        Wording("这里的 {text} 按 {mended} 来读", "写成：{mended}"),
        Wording("{text} is read as {mended} here", "write {mended}"),
        bad="menu greeting\n  param: name text(20)\n  head: ｛name｝，您好\n  click: 满意 -> 101\n",
        good="menu greeting\n  param: name text(20)\n  head: {name}，您好\n  click: 满意 -> 101\n",
        mended="fmt",
    ),
    Rule(
        "KF605",
        "arrow-in-text",
        "warning",
        Wording("{entry} 不能点", "要能点，整行改成：{line}；只是文字，把 -> 写成 \\->"),
        Wording(
            "{entry} cannot be tapped, so this -> will be shown as it is",
            "for something to tap write `{line}`; else write \\->",
        ),
        bad="menu greeting\n  text: 官网 -> https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
    ),
    Rule(
        "KF608",
        "quoted-value",
        "warning",
        Wording("引号会原样显示", "去掉两边的引号，只留：{text}"),
        Wording("the quotes will be shown", "take them away: {text}"),
        bad="menu greeting\n  click: “满意” -> 101\n",
        good=GOOD,
    ),
)
