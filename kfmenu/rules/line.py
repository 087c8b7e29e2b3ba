"""The line: what it declares, and how: the words and examples of KF2xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

RULES = (
    Rule(
        "KF201",
        "unknown-line",
        "error",
        Wording("看不懂这一行 {text}", "正文的续行要用 | 开头；注释用 # 开头"),
        Wording(
            "kfmenu does not understand this line {text}",
            "begin a line of text with |, a comment with #",
        ),
        bad="menu greeting\n  欢迎光临本店\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 欢迎光临本店\n  click: 满意 -> 101\n",
        hints={
            "guess": ("是不是想写 {guess}？", "did you mean {guess}?"),
            "blank": (
                "去掉冒号前面的空格：{guess}",
                "take the blank before the colon out: {guess}",
            ),
            "prefix": (
                "去掉行首的 {prefix}，这一行就能读懂",
                "take {prefix} away from the start, and the line can be read",
            ),
            "gutter": (
                "如果它是正文，写成：| {start}",
                "if it is text, write `| {start}`",
            ),
        },
    ),
    Rule(
        "KF202",
        "unknown-keyword",
        "error",
        Wording("没有 {word} 这个关键字", "可以用的有：{known}；正文的续行要用 | 开头"),
        Wording(
            "{word} is no keyword",
            "the keywords are {known}; a further line of text begins with |",
        ),
        bad="menu greeting\n  clikc: 满意 -> 101\n",
        good=GOOD,
        hints={
            "guess": (
                "是不是想写 {guess}？这里先按它读",
                "did you mean {guess}? It is read as that",
            ),
            "header": (
                "去掉冒号：{guess} 名称",
                "leave the colon out: {guess} NAME",
            ),
            "glued": (
                "{guess} 和名称之间空一格：{guess} {name}",
                "put a blank between {guess} and its name: {guess} {name}",
            ),
        },
    ),
    Rule(
        "KF203",
        "stray-gutter",
        "error",
        Wording(
            "这个 | 上面没有可以接的正文",
            "| 紧跟在 head、tail、text、inline 或 message 下面；正文里的空行也写成 |",
        ),
        Wording(
            "this | line has no text directly above it",
            "put it right under head, tail, text, inline or message; an empty line of a text is a "
            "| too",
        ),
        bad="menu greeting\n  click: 满意 -> 101\n  | 谢谢\n",
        good="menu greeting\n  click: 满意 -> 101\n  tail: 谢谢\n",
    ),
    Rule(
        "KF204",
        "outside-block",
        "error",
        Wording("这一行不在任何菜单里", "在上面加一行 menu 名称（或：菜单 名称）"),
        Wording("this line stands in no menu", "put a line `menu NAME` above it"),
        bad="click: 满意 -> 101\n",
        good=GOOD,
    ),
    Rule(
        "KF205",
        "stray-brace",
        "error",
        Wording("花括号 {text} 不是参数", "要显示花括号本身，写 \\{{ 和 \\}}"),
        Wording("the brace {text} is no placeholder", "to show a brace itself, write \\{{ or \\}}"),
        bad="menu greeting\n  head: 您好 {}，请选择\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 您好 \\{\\}，请选择\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF206",
        "unknown-escape",
        "error",
        Wording(
            "没有 {text} 这种转义",
            "可以用 \\\\ \\n \\s \\{{ \\}} \\-> \\@ \\u{{…}}；要显示反斜杠本身，写 \\\\",
        ),
        Wording(
            "{text} is no escape",
            "the escapes are \\\\ \\n \\s \\{{ \\}} \\-> \\@ \\u{{…}}; for a backslash itself "
            "write \\\\",
        ),
        bad="menu greeting\n  head: 文件在 C:\\temp\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 文件在 C:\\\\temp\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF207",
        "target-missing",
        "error",
        Wording(
            "{keyword} 缺少目标",
            "写成：{keyword}: 文字 -> 目标（-> 两边各留一个空格）",
        ),
        Wording(
            "this {keyword} has no target",
            "write `{keyword}: label -> target`, with a blank on both sides of ->",
        ),
        bad="menu greeting\n  view: 官网 https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
        hints={
            "glued": (
                "{arrow} 两边要有空格：文字 -> 目标；它本身是正文时写 {escape}",
                "put a blank on both sides of {arrow}: label -> target; where it is text write "
                "{escape}",
            ),
            "empty": (
                "在 -> 后面写上目标，或者去掉 ->",
                "write the target after ->, or leave -> out",
            ),
        },
    ),
    Rule(
        "KF208",
        "several-arrows",
        "error",
        Wording("一项里有 {count} 个 ->", "只留一个；属于文字的写成 \\->"),
        Wording(
            "there are {count} arrows in one item",
            "keep one; an arrow that is part of the text is written \\->",
        ),
        bad="menu greeting\n  click: 满意 -> 很好 -> 101\n",
        good="menu greeting\n  click: 满意 \\-> 很好 -> 101\n",
    ),
    Rule(
        "KF209",
        "bad-miniprogram-target",
        "error",
        Wording(
            "小程序的目标 {text} 不是“appid 页面路径”",
            "写成：小程序: 文字 -> wx开头的appid 页面路径",
        ),
        Wording(
            "the target {text} is not `appid pagepath`",
            "write `miniprogram: label -> appid pagepath`, with one blank between the two",
        ),
        bad="menu greeting\n  miniprogram: 订单 -> wx123123123123123\n",
        good="menu greeting\n  miniprogram: 订单 -> wx123123123123123 pages/index\n",
    ),
    Rule(
        "KF210",
        "blank-in-target",
        "error",
        Wording("{field} 里有空格", "删掉空格，或者写成 %20"),
        Wording("there is a blank inside the {field}", "delete it, or write %20"),
        messages={
            "control": (
                "{field} 里有看不见的控制字符",
                "there is an invisible control character inside the {field}",
            ),
        },
        hints={"control": ("删掉它", "delete it")},
        bad="menu greeting\n  view: 官网 -> https://example.com/a b\n",
        good="menu greeting\n  view: 官网 -> https://example.com/a%20b\n",
    ),
    Rule(
        "KF211",
        "not-allowed-here",
        "error",
        Wording("{keyword} 不能写在 {block} 里", "message 里只有 | 开头的正文；要按钮请用 menu"),
        Wording(
            "{keyword} cannot stand in {block}",
            "a message has only lines that begin with |; for buttons use a menu",
        ),
        bad="message thanks\n  | 谢谢\n  click: 满意 -> 101\n",
        good="menu thanks\n  head: 谢谢\n  click: 满意 -> 101\n",
        hints={
            "later": (
                "以后的版本才支持；先把内容直接写出来",
                "a later version will read it; until then write the content out",
            ),
        },
    ),
    Rule(
        "KF212",
        "bad-name",
        "error",
        Wording(
            "{text} 不能做名称",
            "名称以文字或字母开头，只用文字、字母、数字、_ 和 -，没有空格，不超过 200 字节",
        ),
        Wording(
            "{text} cannot be a name",
            "a name begins with a letter, has only letters, digits, _ and -, no blank, and at "
            "most 200 bytes",
        ),
        hints={
            "none": ("在后面写上名称：{keyword} 名称", "write its name behind it: {keyword} NAME"),
            "quotes": ("去掉引号：{keyword} {name}", "take the quotes away: {keyword} {name}"),
            "blank": (
                "名称里不能有空格：{keyword} {name}",
                "a name has no blanks: {keyword} {name}",
            ),
        },
        bad="menu 1st\n  click: 满意 -> 101\n",
        good="menu first\n  click: 满意 -> 101\n",
    ),
)
