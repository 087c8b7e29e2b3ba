"""Names and order: the words and examples of KF3xx."""

from kfmenu.rules.rule import Rule, Wording

RULES = (
    Rule(
        "KF301",
        "duplicate-name",
        "error",
        Wording(
            "名称 {text} 已经用过",
            "换一个名称，不分大小写；"
            "两个账号的菜单各放一个文件夹，里面各有一个 kfmenu.toml，就可以重名",
        ),
        Wording(
            "the name {text} is taken",
            "choose another, whatever its case; a folder with a kfmenu.toml of its own is a "
            "project of its own, with its own names",
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
        "KF303",
        "unknown-part",
        "error",
        Wording("没有 {text} 这个片段", "先写一个片段：片段 名称；或者改成已有的名称"),
        Wording("there is no part {text}", "write one, `part NAME`, or use the name of one"),
        bad="menu greeting\n  click: 满意 -> 101\n  use: after_sales\n",
        good="menu greeting\n  click: 满意 -> 101\n  use: after_sales\n\n"
        "part after_sales\n  click: 转人工 -> human\n",
        messages={
            "none": ("{keyword}后面没有片段的名称", "no part's name stands behind this {keyword}"),
        },
        hints={
            "guess": ("写成：{line}", "write `{line}`"),
            "none": ("写成：{line}", "write `{line}`"),
            "message": (
                "它是菜单或消息，不是片段；片段这样开头：片段 名称",
                "it names a menu or message; a part begins with `part NAME`",
            ),
        },
    ),
    Rule(
        "KF304",
        "part-cycle",
        "error",
        Wording("片段互相引用，没有尽头：{text}", "去掉其中一行引用"),
        Wording("the parts use each other in a circle: {text}", "take one of these `use:` out"),
        bad="menu greeting\n  use: one\n\npart one\n  click: 满意 -> 101\n  use: two\n\n"
        "part two\n  use: one\n",
        good="menu greeting\n  use: one\n\npart one\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF305",
        "unused-part",
        "warning",
        Wording("片段 {text} 没有被引用", "在菜单里写 {line}，或者删掉它"),
        Wording("no menu uses the part {text}", "write `{line}` where it belongs, or delete it"),
        bad="part after_sales\n  click: 转人工 -> human\n",
        good="part after_sales\n  click: 转人工 -> human\n\nmenu greeting\n  use: after_sales\n",
    ),
    Rule(
        "KF306",
        "out-of-order",
        "warning",
        Wording("{keyword} 不在它显示的位置", "开头写在最前面，结尾写在最后面，读起来和看到的一样"),
        Wording(
            "{keyword} does not stand where it is shown",
            "write head first and tail last, so that the file reads as the menu looks",
        ),
        bad="menu order\n  click: 满意 -> 101\n  head: 您好\n",
        good="menu order\n  head: 您好\n  click: 满意 -> 101\n",
        mended="fix",
    ),
    Rule(
        "KF309",
        "unknown-menu",
        "error",
        Wording("没有叫 {text} 的菜单或消息", "先写这个菜单；如果 {text} 就是编号，去掉 @"),
        Wording(
            "there is no menu or message {text}",
            "write it; where this is just an id, leave the @ out",
        ),
        bad="menu greeting\n  click: 售后 -> @after_sales\n",
        good="menu greeting\n  click: 售后 -> @after_sales\n\nmessage after_sales\n  | 请稍候\n",
        messages={
            "none": ("@ 后面没有菜单的名称", "no menu's name stands behind this @"),
        },
        hints={
            "guess": ("写成：-> {guess}", "write `-> {guess}`"),
            "none": ("写成：-> {guess}", "write `-> {guess}`"),
        },
    ),
)
