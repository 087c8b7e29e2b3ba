"""Comments that speak to kfmenu: the words and examples of KF7xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

RULES = (
    Rule(
        "KF701",
        "unused-suppression",
        "warning",
        Wording("这里没有 {text} 警告，不用忽略", "删掉 {text}"),
        Wording("there is no {text} here to ignore", "delete {text}"),
        bad="menu greeting\n  # kfmenu: ignore KF605\n  click: 满意 -> 101\n",
        good=GOOD,
        hints={
            "error": ("改正错误，再删掉 {text}", "mend the error, then delete {text}"),
            "unknown": (
                "kfmenu explain 列出所有规则",
                "kfmenu explain lists all rules",
            ),
            "none": (
                "写明哪一条：# kfmenu: ignore KF605",
                "say which: # kfmenu: ignore KF605",
            ),
        },
        messages={
            "error": ("{text} 是错误，不能忽略", "{text} is an error, which cannot be ignored"),
            "unknown": ("没有 {text} 这条规则", "there is no rule {text}"),
            "none": ("没有写忽略哪一条", "it does not say what to ignore"),
        },
    ),
)
