"""Names and order: the words and examples of KF3xx."""

from kfmenu.rules.rule import Rule, Wording

RULES = (
    Rule(
        "KF301",
        "duplicate-name",
        "error",
        Wording(
            "名称 {text} 已经用过",
            "换一个名称，例如：{other}（大小写不同也算重名）；"
            "两个账号的菜单各放一个文件夹，里面各有一个 kfmenu.toml，就可以重名",
        ),
        Wording(
            "the name {text} is taken",
            "choose another, such as {other}; case does not tell them apart; a folder with a "
            "kfmenu.toml of its own is a project of its own, with its own names",
        ),
        bad="menu same\n  click: 满意 -> 101\n\nmenu same\n  click: 不满意 -> 102\n",
        good="menu same\n  click: 满意 -> 101\n\nmenu other\n  click: 不满意 -> 102\n",
    ),
    Rule(
        "KF302",
        "said-twice",
        "error",
        Wording(
            "{keyword} 写了两次，第一次在{there}",
            "只留一个；两句都要，就让这一行紧接在{there}下面，写成：{line}",
        ),
        Wording(
            "{keyword} is given twice, first in {there}",
            "keep one; for both move this line right below {there} and write `{line}`",
        ),
        bad="menu twice\n  head: 您好\n  head: 请选择\n  click: 满意 -> 101\n",
        good="menu twice\n  head: 您好\n    | 请选择\n  click: 满意 -> 101\n",
        messages={
            "part": (
                "引用的{here}里又有一个{keyword}，第一个在{there}",
                "{here} gives {keyword} again, which is first in {there}",
            ),
        },
        hints={
            **dict.fromkeys(
                ("part", "after part"),
                (
                    "只留一个：删掉{there}的{keyword}，或者删掉{here}的{keyword}；"
                    "片段改了，引用它的菜单都会变",
                    "keep one: delete that of {there} or that of {here}; a part is the same in "
                    "each menu that uses it",
                ),
            ),
        },
    ),
    Rule(
        "KF303",
        "unknown-part",
        "error",
        Wording(
            "没有 {text} 这个片段",
            "已有的片段是 {known}；要用新的，在文件最后加一行：{part}，"
            "下面写要共用的内容，例如：{text_line}",
        ),
        Wording(
            "there is no part {text}",
            "there is {known}; for a new one put `{part}` at the end of the file, and below it "
            "what it holds, such as `{text_line}`",
        ),
        bad="menu greeting\n  click: 满意 -> 101\n  use: after_sales\n",
        good="menu greeting\n  click: 满意 -> 101\n  use: after_sales\n\n"
        "part after_sales\n  click: 转人工 -> human\n",
        messages={
            **dict.fromkeys(
                ("none", "no part none"),
                ("{keyword}后面没有片段的名称", "no part's name stands behind this {keyword}"),
            ),
            "message": (
                "{text} 是菜单或消息，不是片段，不能引用",
                "{text} is a menu or message, which no {keyword} takes",
            ),
        },
        hints={
            "guess": ("写成：{line}", "write `{line}`"),
            "none": ("写成：{line}", "write `{line}`"),
            "message": (
                "要点了跳到那里，写成：{line}；要共用几行，把它们移到片段里（片段这样开头：{part}）再引用",
                "for a button that leads there write `{line}`; lines to share belong into a part, "
                "which begins with `{part}`",
            ),
            **dict.fromkeys(
                ("no part", "no part none"),
                (
                    "没有可以引用的片段：在文件最后加一行：{part}，下面写要共用的内容，"
                    "例如：{text_line}；这里写成：{line}。不需要就删掉这一行",
                    "there is no part to use: put `{part}` at the end of the file, below it what "
                    "it holds, such as `{text_line}`, and here `{line}`; or delete the line",
                ),
            ),
        },
    ),
    Rule(
        "KF304",
        "part-cycle",
        "error",
        Wording("片段互相引用，没有尽头：{text}", "删掉这一行就行，或者删掉圈里的另一行引用"),
        Wording(
            "the parts use each other in a circle: {text}",
            "delete this line, or another `use:` of the circle",
        ),
        bad="menu greeting\n  use: one\n\npart one\n  click: 满意 -> 101\n  use: two\n\n"
        "part two\n  use: one\n",
        good="menu greeting\n  use: one\n\npart one\n  click: 满意 -> 101\n",
        messages={
            "self": ("片段{text}引用了它自己", "the part {text} uses itself"),
        },
        hints={
            "self": ("删掉这一行", "delete the line"),
        },
    ),
    Rule(
        "KF305",
        "unused-part",
        "warning",
        Wording("片段 {text} 没有被引用", "在要用它的菜单里加一行：{line}；不用就把它整个删掉"),
        Wording("no menu uses the part {text}", "write `{line}` where it belongs, or delete it"),
        bad="part after_sales\n  click: 转人工 -> human\n",
        good="part after_sales\n  click: 转人工 -> human\n\nmenu greeting\n  use: after_sales\n",
    ),
    Rule(
        "KF306",
        "out-of-order",
        "warning",
        Wording("{keyword}显示在{shown}，却没有写在{shown}", "把{here}移到{there}"),
        Wording("{keyword} is shown {shown}, but not written there", "move {here} {there}"),
        bad="menu order\n  click: 满意 -> 101\n  head: 您好\n",
        good="menu order\n  head: 您好\n  click: 满意 -> 101\n",
        mended="fix",
        messages={
            "part": (
                "引用的片段{part}里有{keyword}，{keyword}显示在{shown}",
                "the part {part} holds {keyword}, which is shown {shown}",
            ),
        },
    ),
    Rule(
        "KF309",
        "unknown-menu",
        "error",
        Wording(
            "没有叫 {text} 的菜单或消息",
            "在文件最后写一个：{menu}，下面写它的开头和按钮；如果 {text} 是编号，去掉 @",
        ),
        Wording(
            "there is no menu or message {text}",
            "write one at the end of the file: `{menu}`; where this is an id, leave the @ out",
        ),
        bad="menu greeting\n  click: 售后 -> @after_sales\n",
        good="menu greeting\n  click: 售后 -> @after_sales\n\nmessage after_sales\n  | 请稍候\n",
        messages={
            "none": ("@ 后面没有菜单的名称", "no menu's name stands behind this @"),
            "part": (
                "{text} 是片段，按钮只能通向菜单或消息",
                "{text} is a part, and a button leads to a menu or message",
            ),
        },
        hints={
            "part": (
                "@ 后面写菜单或消息的名称；要在这个菜单里放进这个片段，把这一行改成：{use}",
                "behind the @ write the name of a menu or message; to put the part into this menu, "
                "write `{use}` instead of the line",
            ),
            "guess": ("写成：-> {guess}", "write `-> {guess}`"),
            "none": ("写成：-> {guess}", "write `-> {guess}`"),
        },
    ),
)
