"""What a Chinese keyboard types: the words and examples of KF6xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

RULES = (
    Rule(
        "KF601",
        "full-width-structure",
        "warning",
        Wording("这里的 {text} 按 {meant} 来读", "改成{meant}"),
        Wording("{text} is read as {meant} here", "write {meant} instead"),
        bad="menu greeting\n  click：满意 -> 101\n",
        good=GOOD,
        mended=True,
    ),
    Rule(
        "KF602",
        "wide-blank",
        "warning",
        Wording("这里有全角或不换行的空格 {char}", "写成普通空格"),
        Wording("there is a wide or no-break blank {char} here", "write an ordinary blank"),
        bad="menu greeting\n\u3000click: 满意 -> 101\n",
        good=GOOD,
        mended=True,
    ),
    Rule(
        "KF605",
        "arrow-in-text",
        "warning",
        Wording(
            "{keyword} 不能点，这个 -> 会原样显示", "要能点的请用 click 或 view；否则写成 \\->"
        ),
        Wording(
            "{keyword} cannot be clicked, so this -> will be shown as it is",
            "for something to click use click or view; else write \\->",
        ),
        bad="menu greeting\n  text: 官网 -> https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
    ),
    Rule(
        "KF608",
        "quoted-value",
        "warning",
        Wording("引号会成为内容的一部分", "去掉两边的引号；.kfm 里的文字不用引号"),
        Wording(
            "the quotes will be part of the value",
            "take them away; texts in .kfm stand without quotes",
        ),
        bad="menu greeting\n  click: “满意” -> 101\n",
        good=GOOD,
    ),
)
