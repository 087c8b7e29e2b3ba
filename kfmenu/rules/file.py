"""The file: encoding, characters, size, merge conflicts: the words and examples of KF1xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

RULES = (
    Rule(
        "KF101",
        "not-utf8",
        "error",
        Wording(
            "这里的字节不是 UTF-8，看起来是 {encoding}",
            "在编辑器里按 {encoding} 打开，字都正常了，再另存为 UTF-8",
        ),
        Wording(
            "these bytes are not UTF-8; they look like {encoding}",
            "open it in your editor as {encoding}, and save it as UTF-8",
        ),
        bad=b"menu greeting\n  click: \xc2\xfa\xd2\xe2 -> 101\n",  # 满意 in GBK
        good=GOOD,
        messages={
            **dict.fromkeys(
                ("HTML", "RTF", "zip"),
                ("这不是纯文本，是 {encoding}", "this is no plain text but {encoding}"),
            ),
        },
        hints={
            "HTML": (
                "用浏览器打开，全选、复制，粘贴到记事本，另存为 UTF-8 的 .kfm 文件",
                "open it in a browser, copy all into an editor and save that as UTF-8",
            ),
            **dict.fromkeys(
                ("RTF", "zip"),
                (
                    "用 Word 或 WPS 打开，另存为“纯文本”，编码选 UTF-8，文件名改回 .kfm",
                    "open it in a word processor and save it as plain text in UTF-8",
                ),
            ),
            "line": (
                "只有几行是这样：把这一行重新输入一遍，再存为 UTF-8",
                "the rest of the file is UTF-8: type this line anew",
            ),
        },
    ),
    Rule(
        "KF102",
        "byte-order-mark",
        "warning",
        Wording("文件开头有看不见的字符（BOM）", "另存为不带 BOM 的 UTF-8；或者运行 kfmenu fmt"),
        Wording(
            "the file begins with a byte order mark",
            "save it as UTF-8 without a BOM, or run kfmenu fmt",
        ),
        bad="\ufeffmenu greeting\n  click: 满意 -> 101\n",
        good=GOOD,
        mended="fmt",
        messages={
            "line": (
                "这一行开头有看不见的字符（BOM）",
                "this line begins with an invisible character, a byte order mark",
            ),
        },
        hints={
            "line": (
                "删掉整行，重新输入一遍；或者运行 kfmenu fmt",
                "delete the whole line and type it anew, or run kfmenu fmt",
            ),
        },
    ),
    Rule(
        "KF103",
        "control-character",
        "error",
        Wording(
            "这里有看不见的字符（{char}）",
            "删掉它，看不见就把这一行重新输入一遍；确实需要时写成 {escape}",
        ),
        Wording(
            "there is an invisible control character {char} here",
            "delete it, or type the line anew; where it is really meant write {escape}",
        ),
        bad="menu greeting\n  click: 满意\u0007 -> 101\n",
        good=GOOD,
        messages={
            "tab": ("这里有制表符（Tab）", "there is a TAB here"),
        },
        hints={
            "tab": ("把它换成空格", "write blanks for it"),
        },
    ),
    Rule(
        "KF104",
        "conflict-marker",
        "error",
        Wording(
            "两份改动撞在了一起，这是 git 留下的标记",
            "======= 的上面是一份，下面是另一份：留下要用的，删掉每个标记行",
        ),
        Wording(
            "this is a marker of a git merge conflict",
            "keep the lines that you want and delete all the markers",
        ),
        bad="menu greeting\n<<<<<<< HEAD\n  click: 满意 -> 101\n=======\n"
        "  click: 很满意 -> 101\n>>>>>>> theirs\n",
        good=GOOD,
        hints={
            "manifest": (
                "运行 kfmenu build（不带 --check）：它取两边的名称，重写清单",
                "run kfmenu build without --check: it takes the names of both sides",
            ),
        },
    ),
    Rule(
        "KF105",
        "file-too-large",
        "error",
        Wording(
            "文件有 {actual} 字节，超过 1 MiB，没有读", "菜单文件不会这么大；看看是不是给错了文件"
        ),
        Wording(
            "the file has {actual:byte}, over 1 MiB, and was not read",
            "no menu file is that large; see whether it is the right one",
        ),
        bad="#" * (1024 * 1024 + 1),
        good=GOOD,
    ),
    Rule(
        "KF106",
        "line-ends",
        "warning",
        Wording(
            "这里的换行符不标准（{char}），按换行来读",
            "运行 kfmenu fmt，一次改好整个文件；或者在编辑器里把整个文件的换行改成 LF（Unix）",
        ),
        Wording(
            "lines end in {char} here",
            "kfmenu fmt mends all of them",
        ),
        bad="menu greeting\r  click: 满意 -> 101\r",
        good=GOOD,
        mended="fmt",
    ),
)
