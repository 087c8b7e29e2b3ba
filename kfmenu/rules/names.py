"""Names and order: the words and examples of KF3xx."""

from kfmenu.rules.rule import Rule, Wording

RULES = (
    Rule(
        "KF301",
        "duplicate-name",
        "error",
        Wording("名称 {text} 已经用过", "换一个名称；名称在整个项目里不能重复，不分大小写"),
        Wording(
            "the name {text} is taken",
            "choose another; names are unique in a project, whatever their case",
        ),
        bad="menu same\n  click: 满意 -> 101\n\nmenu same\n  click: 不满意 -> 102\n",
        good="menu same\n  click: 满意 -> 101\n\nmenu other\n  click: 不满意 -> 102\n",
    ),
    Rule(
        "KF302",
        "said-twice",
        "error",
        Wording("{keyword} 写了两次", "合成一处；多行时用 | 接着写"),
        Wording("{keyword} is given twice", "make it one; further lines begin with |"),
        bad="menu twice\n  head: 您好\n  head: 请选择\n  click: 满意 -> 101\n",
        good="menu twice\n  head: 您好\n    | 请选择\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF306",
        "out-of-order",
        "warning",
        Wording(
            "{keyword} 不在它显示的位置", "head 写在最前面，tail 写在最后面，读起来和看到的一样"
        ),
        Wording(
            "{keyword} does not stand where it is shown",
            "write head first and tail last, so that the file reads as the menu looks",
        ),
        bad="menu order\n  click: 满意 -> 101\n  head: 您好\n",
        good="menu order\n  head: 您好\n  click: 满意 -> 101\n",
        mended=True,
    ),
)
