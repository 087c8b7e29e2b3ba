"""The line: the words and examples of KF2xx."""

from kfmenu.facts.keywords import ITEMS
from kfmenu.rules.rule import GOOD, Rule, Wording

PAGE = (
    "还缺页面路径，在小程序后台查到后，照这个样子写：{line}",
    "the page's path is missing, which the mini program's console shows; such as `{line}`",
)
PROGRAM = (
    "还缺 appid 和页面路径，在小程序后台查到后，照这个样子写：{line}",
    "appid and page are missing, which the mini program's console shows; such as `{line}`",
)


def _each_item(variant: str, zh: str, en: str) -> dict[str, tuple[str, str]]:
    """Give the words of a variant for every kind of item: each has another way out."""
    return {f"{variant} {keyword}": (zh, en) for keyword in ITEMS}


RULES = (
    Rule(
        "KF201",
        "unknown-line",
        "error",
        Wording("看不懂这一行 {text}", "要给客户看，写成：{line}；只给自己看，最前面加 #"),
        Wording(
            "kfmenu does not understand this line {text}",
            "for a text between the buttons write `{line}`; a note to yourself begins with #",
        ),
        bad="menu greeting\n  欢迎光临本店\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 欢迎光临本店\n  click: 满意 -> 101\n",
        mended="fix",
        hints={
            "text": (
                "要给客户看，写成：{line}；只给自己看，最前面加 #",
                "for a text between the buttons write `{line}`; a note to yourself begins with #",
            ),
            "line": ("写成：{line}", "write `{line}`"),
            "label": (
                "在 -> 前面写按钮上的字，例如：{line}",
                "write what the button says before the ->, such as `{line}`",
            ),
            "cells": (
                "要做按钮，写成：{line}；只是一句话，写成：{text_line}",
                "for a button write `{line}`, for a mere text `{text_line}`",
            ),
            "page": PAGE,
            "alone": (
                "写成：{line}；不需要就删掉这一行",
                "write `{line}`, or delete the line",
            ),
            "json": ("这是 JSON，写成：{line}", "this is JSON; write `{line}`"),
            "url": (
                "接在上一行网址后面，中间不空格",
                "put it right behind the URL of the line above, without a blank",
            ),
            "brace": ("删掉这一行；菜单不用花括号", "delete the line; a menu takes no braces"),
            "chat": (
                "像聊天记录里的名字和时间，删掉这一行",
                "this looks like a name and time of a chat; delete the line",
            ),
            "quotes": (
                "两行里的引号都去掉，这一行写成：{line}",
                "take the quotes of both lines away, and write `{line}` here",
            ),
            "gutter": (
                "如果是正文，写成：{line}；只给自己看，最前面加 #",
                "if it is text, write `{line}`; a note to yourself begins with #",
            ),
            "nowhere": (
                "上面还没有菜单：先写一行，例如：菜单 问候；只给自己看，最前面加 #",
                "there is no menu above: begin with a line such as `menu greeting`; a note to "
                "yourself begins with #",
            ),
        },
        messages={
            "alone": ("{text} 后面没有内容", "nothing stands behind {text}"),
        },
    ),
    Rule(
        "KF202",
        "unknown-keyword",
        "error",
        Wording(
            "没有 {word} 这个关键字",
            "要给客户看，写成：{line}；只给自己看，最前面加 #。关键字有：{known}",
        ),
        Wording(
            "{word} is no keyword",
            "if customers should see it, write `{line}`; a note to yourself begins with #. The "
            "keywords are {known}",
        ),
        bad="menu greeting\n  clikc: 满意 -> 101\n",
        good=GOOD,
        mended="fix",
        hints={
            **dict.fromkeys(("guess", "synonym", "header"), ("写成：{line}", "write `{line}`")),
            "glued": (
                "{guess} 和名称之间空一格：{line}",
                "put a blank between {guess} and the name: `{line}`",
            ),
            "entry": ("前面加关键字：{line}", "begin with a keyword: `{line}`"),
            "message": (
                "如果是正文，写成：{line}；只给自己看，最前面加 #",
                "begin a line of text with |: `{line}`; a note to yourself begins with #",
            ),
        },
        messages={
            "header": ("{word} 后面不用冒号", "no colon belongs behind {word}"),
        },
    ),
    Rule(
        "KF203",
        "stray-gutter",
        "error",
        Wording(
            "这个 | 上面没有可以接的正文",
            "| 要紧跟在开头、结尾、文本、行内或消息下面；正文里的空行也写成 |",
        ),
        Wording(
            "this | line has no text directly above it",
            "put it right under head, tail, text, inline or message; an empty line of a text is a "
            "| too",
        ),
        bad="menu greeting\n  click: 满意 -> 101\n  | 谢谢\n",
        good="menu greeting\n  click: 满意 -> 101\n  tail: 谢谢\n",
        hints={
            "menu": (
                "写成：{line}；只有文字没有按钮，把 {word} 改成 {other}",
                "write `{line}`; where there is only text and no button, make {word} a {other}",
            ),
            "item": (
                "放在最后的话，写成：{tail}；夹在按钮中间的话，写成：{line}",
                "below all buttons write `{tail}`, between them `{line}`",
            ),
            "empty line": (
                "删掉上面的空行；要显示空行，就在空行里写一个 |",
                "delete the empty line, or write | in it to show one",
            ),
        },
        messages={
            "menu": ("菜单里还没有开头", "the menu has no head yet"),
            "item": ("按钮下面不能用 | 接着写", "no | line goes on with a button"),
            "empty line": (
                "上面的空行把正文断开了",
                "the empty line above has ended the text",
            ),
        },
    ),
    Rule(
        "KF204",
        "outside-block",
        "error",
        Wording("这一行不在任何菜单里", "在上面加一行：菜单 名称（或 menu 名称）"),
        Wording("this line stands in no menu", "put a line `menu NAME` above it"),
        bad="click: 满意 -> 101\n",
        good=GOOD,
    ),
    Rule(
        "KF205",
        "stray-brace",
        "error",
        Wording("花括号 {text} 不是参数", "要显示花括号本身，写成：{mended}"),
        Wording("the brace {text} is no placeholder", "to show it as it is, write {mended}"),
        bad="menu greeting\n  head: 您好 {}，请选择\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 您好 \\{\\}，请选择\n  click: 满意 -> 101\n",
        mended="fix",
        hints={
            "optional": (
                "写成：{mended}（? 写在参数的声明里，不写在这里）",
                "write {mended}; the ? stands in the declaration of the param",
            ),
            "template": (
                "要显示花括号本身，写成：{mended}；"
                "参数写成 {{名称}}，名称里只有字母、汉字、数字和 _，不能计算",
                "to show it as it is, write {mended}; a param is written {{name}}, of letters, "
                "digits and _",
            ),
            "double": ("写成：{mended}", "write {mended}"),
            "empty": (
                "要放客户的名字：这里写 {{名称}}，并在菜单名下面加一行：参数: 名称 截短(32)；"
                "要显示花括号本身，写 \\{{\\}}",
                "for a customer's name write {{name}}, and a line `param: name cut(32)` under the "
                "menu's name; to show the braces themselves, write \\{{\\}}",
            ),
        },
    ),
    Rule(
        "KF206",
        "unknown-escape",
        "error",
        Wording(
            "没有 {text} 这种转义",
            "要显示反斜杠写 \\\\：{mended}；换行写 \\n",
        ),
        Wording(
            "{text} is no escape",
            "to show a backslash write \\\\: `{mended}`; for a line break write \\n",
        ),
        bad="menu greeting\n  head: 文件在 C:\\temp\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 文件在 C:\\\\temp\n  click: 满意 -> 101\n",
        messages={
            "blank": ("\\s 在这里会变成空格", "\\s becomes a blank here"),
            "sign": ("{sign} 前面不用反斜杠", "{sign} takes no backslash"),
        },
        hints={
            "blank": (
                "要显示反斜杠写 \\\\：{mended}",
                "to show a backslash write \\\\: `{mended}`",
            ),
            "sign": (
                "反斜杠都删掉，写成：{mended}；真要显示反斜杠才写 \\\\",
                "take the backslash away: `{mended}`; only to show it write \\\\",
            ),
        },
    ),
    Rule(
        "KF207",
        "target-missing",
        "error",
        Wording(
            "{keyword}{label}没有 ->，不知道点了以后去哪",
            "写成：{line}",
        ),
        Wording(
            "{keyword} {label} has no ->: nobody knows where it leads",
            "write `{line}`",
        ),
        bad="menu greeting\n  view: 官网 https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
        mended="fix",
        hints={
            "click": (
                "写成：{line}；不要编号写 -> -",
                "write `{line}`; without an id -> -",
            ),
            "both": (
                "写成：{whole}（- 表示没有编号）；如果“{target}”是编号，写成：{line}",
                "write `{whole}`; if “{target}” is the id, `{line}`",
            ),
            **dict.fromkeys(
                ("none", "empty click"),
                (
                    "写成：{line}；系统要认出客户点了哪一个，就把最后的 - 换成编号，例如 102",
                    "write `{line}`; where it has an id, put that in the place of the -",
                ),
            ),
            **dict.fromkeys(
                ("blank click", "blank view"),
                (
                    "写上按钮上的字和去哪，例如：{line}；不需要就删掉这一行",
                    "write what it says and where it leads, such as `{line}`, or delete the line",
                ),
            ),
            "label": (
                "在 -> 前面写按钮上的字，例如：{line}",
                "write what the button says before the ->, such as `{line}`",
            ),
            "page": PAGE,
            **dict.fromkeys(("program", "empty miniprogram", "blank miniprogram"), PROGRAM),
        },
        messages={
            **_each_item(
                "empty", "{keyword}{label}的 -> 后面是空的", "nothing stands behind this ->"
            ),
            **_each_item("blank", "{keyword}后面没有内容", "nothing stands behind this {keyword}"),
            "label": ("{keyword}的 -> 前面没有文字", "no label stands before this ->"),
            "glued": (
                "{keyword}{label}的 -> 前后都要有空格",
                "this -> takes a blank on both sides",
            ),
            "sign": (
                "{keyword}{label}后面的 {sign} 要写成 ->，前后都要有空格",
                "{sign} should be -> with a blank on both sides",
            ),
        },
    ),
    Rule(
        "KF208",
        "several-arrows",
        "error",
        Wording("一行里有 {count} 个 ->", "属于文字的写成 \\->：{line}"),
        Wording(
            "there are {count} arrows in one item",
            "an arrow that is part of the text is written \\->: `{line}`",
        ),
        bad="menu greeting\n  click: 满意 -> 很好 -> 101\n",
        good="menu greeting\n  click: 满意 \\-> 很好 -> 101\n",
        mended="fix",
        hints={
            "two": (
                "分成两行：第一行 {line}，第二行 {second}",
                "make two lines of it: `{line}` and `{second}`",
            ),
            "program": (
                "appid 和页面之间用空格：{line}",
                "put a blank between appid and page: `{line}`",
            ),
            "end": ("最后多了一个 ->，写成：{line}", "one too many stands at the end: `{line}`"),
        },
        messages={
            "two": ("一行里有两项", "there are two items in one line"),
        },
    ),
    Rule(
        "KF209",
        "bad-miniprogram-target",
        "error",
        Wording("小程序的目标 {text} 不是“appid 页面”", PROGRAM[0]),
        Wording("the target {text} is not `appid pagepath`", PROGRAM[1]),
        bad="menu greeting\n  miniprogram: 订单 -> wx123123123123123\n",
        good="menu greeting\n  miniprogram: 订单 -> wx123123123123123 pages/index\n",
        mended="fix",
        hints={
            "order": ("appid 要写在页面前面：{line}", "the appid comes before the page: `{line}`"),
            "page": PAGE,
            "comma": ("中间用空格：{line}", "put a blank between them: `{line}`"),
            "short": (
                "短链接不能用，要 appid 和页面路径；在小程序后台查到后，照这个样子写：{line}",
                "a short link does not work here; it takes the appid and the page's path, which "
                "the mini program's console shows: `{line}`",
            ),
        },
    ),
    Rule(
        "KF210",
        "blank-in-target",
        "error",
        Wording("{field}里有空格", "写成：{line}"),
        Wording("there is a blank in the {field}", "write `{line}`"),
        bad="menu greeting\n  view: 官网 -> https://example.com/a b\n",
        good="menu greeting\n  view: 官网 -> https://example.com/a%20b\n",
        messages={
            "id": (
                "编号里有空格，后面的{rest}会变成编号",
                "the id holds a blank, and {rest} becomes part of it",
            ),
            "ref": ("@ 和名称之间有空格", "there is a blank between @ and the name"),
            "comment": (
                "空格后面的{rest}会变成目标",
                "{rest} behind the blank becomes part of the target",
            ),
            "value": ("{field} 里有空格或控制字符", "{field} holds a blank or control character"),
            "value kfm": (
                "{field}里有空格或控制字符",
                "{field} holds a blank or control character",
            ),
        },
        hints={
            **dict.fromkeys(
                ("id", "comment"),
                (
                    "写成：{line}；给自己看的说明写在上面一行：{note}",
                    "write `{line}`; a note to yourself stands on a line above: `{note}`",
                ),
            ),
            "value": ("去掉它；网址里的空格写成 %20", "take it out; a blank in a URL is %20"),
        },
    ),
    Rule(
        "KF211",
        "not-allowed-here",
        "error",
        Wording(
            "{block} 里不能有 {keyword}",
            "要有按钮，把第{row}行改成：{menu}；有正文的话写成 {head}，放在第{row}行下面",
        ),
        Wording(
            "{keyword} does not belong into a {block}",
            "where it should have buttons, write `{menu}` in line {row}, and text as `{head}` "
            "right below",
        ),
        bad="message thanks\n  | 谢谢\n  click: 满意 -> 101\n",
        good="menu thanks\n  head: 谢谢\n  click: 满意 -> 101\n",
        hints={
            "text": (
                "{block}里只写正文，这一行写成：{line}",
                "a {block} holds its text alone: write `{line}`",
            ),
            "body": (
                "要有按钮，改两行：第{row}行写成 {menu}，第{first}行写成 {head}",
                "where it should have buttons, write `{menu}` in line {row} and `{head}` in "
                "line {first}",
            ),
            "use": (
                "删掉这一行；片段里的话直接写成正文，例如：{line}",
                "delete the line, and write the words themselves, such as `{line}`",
            ),
        },
    ),
    Rule(
        "KF212",
        "bad-name",
        "error",
        Wording(
            "名称里不能有{sign}",
            "名称只用字母、汉字、数字、_ 和 -，以字母、汉字或数字开头：{line}",
        ),
        Wording(
            "a name cannot hold {sign}",
            "a name is a letter or digit, then letters, digits, _ and -: `{line}`",
        ),
        bad="menu 问候！\n  click: 满意 -> 101\n",
        good="menu 问候\n  click: 满意 -> 101\n",
        messages={
            "none": ("{keyword} 没有名称", "this {keyword} has no name"),
            "param": (
                "参数不能叫 {text}",
                "{text} cannot name a param",
            ),
            "no param": ("参数没有名称", "this param has no name"),
            "ref": ("@ 后面不能是参数", "no param can stand behind the @"),
            "device": (
                "Windows 上不能有叫 {text} 的文件",
                "Windows knows {text} as a device, not as a file",
            ),
            "long": (
                "名称 {text} 超过 200 字节（66 个汉字）",
                "the name {text} has over 200 bytes",
            ),
        },
        hints={
            "none": (
                "在后面写上名称，例如：{keyword} 问候",
                "write one behind it, such as `{keyword} greeting`",
            ),
            "device": (
                "换一个名称，例如：{line}；名称会成为文件名",
                "choose another name, such as `{line}`: it becomes the name of a file",
            ),
            "long": (
                "写短一些：名称会成为文件名",
                "make it shorter: it becomes the name of a file",
            ),
            "sign": ("写成：{line}", "write `{line}`"),
            "brace": (
                "写成：{line}（后面有 }} 的话也删掉）",
                "write `{line}`, and delete a }} that follows",
            ),
            "comment": (
                "写成：{line}（说明写在上一行，用 # 开头）",
                "write `{line}`; a comment stands above and begins with #",
            ),
            "text": (
                "写成：{line}（正文写在下一行，用 | 开头）",
                "write `{line}`; a text stands below and begins with |",
            ),
            "param": (
                "名称只用字母、汉字、数字和 _，不以数字开头：{line}",
                "a name is a letter or _, then letters, digits and _: `{line}`",
            ),
            "no param": ("写成：{line}", "write `{line}`"),
            "ref": (
                "直接写菜单的名称：-> @名称；如果 {text} 是编号，去掉 @：-> {text}",
                "write the name of the menu itself, `-> @NAME`; where {text} is the id, leave "
                "the @ out: `-> {text}`",
            ),
        },
    ),
    Rule(
        "KF213",
        "entry-in-text",
        "error",
        Wording(
            "行首的 | 把这一行变成了“{entry}”的正文，客户会看到这些字",
            "去掉 |，写成：{line}",
        ),
        Wording(
            "this line is text of “{entry}” and customers will see it",
            "write `{line}`, without the |",
        ),
        bad="menu greeting\n  head: 您好\n  | 回复: 满意 -> 101\n  回复: 不满意 -> 102\n",
        good="menu greeting\n  head: 您好\n  回复: 满意 -> 101\n  回复: 不满意 -> 102\n",
        messages={
            "row": (
                "表格里的一行会原样显示",
                "a row of a table will be shown as it stands",
            ),
            "rule": (
                "这是表格的分隔线，会原样显示",
                "this is the rule of a table, and will be shown as it stands",
            ),
            "text": (
                "“{keyword}”这个词客户会看到",
                "customers will see the word {keyword}",
            ),
        },
        hints={
            "row": ("一个按钮一行：{line}", "one line for each button: `{line}`"),
            "rule": ("删掉这一行", "delete the line"),
            "param": (
                "去掉 |，移到菜单名下面，写成：{line}",
                "write `{line}`, without the |, under the menu's name",
            ),
            "tail": (
                "去掉 |，移到菜单最后，写成：{line}",
                "write `{line}`, without the |, at the end of the menu",
            ),
            "text": (
                "{entry} 的正文不用写关键字：{line}",
                "the text of a {entry} takes no keyword: `{line}`",
            ),
            "message": (
                "{entry} 里不能有按钮；要有按钮，改两行：第{row}行写成 {menu}，这一行写成 {line}；"
                "有正文的话写成 {head}，放在第{row}行下面",
                "a {entry} has no buttons; for them write `{menu}` in line {row}, here `{line}`, "
                "and text as `{head}` right below line {row}",
            ),
            "body": (
                "{entry} 里不能有按钮；要有按钮，改三行：第{row}行写成 {menu}，"
                "第{first}行写成 {head}，这一行写成 {line}",
                "a {entry} has no buttons; for them write `{menu}` in line {row}, `{head}` in "
                "line {first}, and here `{line}`",
            ),
        },
    ),
    Rule(
        "KF214",
        "wrong-kind",
        "error",
        Wording("{keyword} 打不开{what}", "改成：{line}"),
        Wording(
            "behind {keyword} stands {what}, which it cannot open",
            "write `{line}`",
        ),
        bad="menu greeting\n  click: 官网 -> https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
        mended="fix",
        messages={
            "phone": (
                "{keyword}只能打开网页，这里是电话",
                "a {keyword} opens a web page, and this is a telephone number",
            ),
            "scheme": ("这不是完整的网址", "this is no whole URL"),
            "backslash": ("网址里写成了 \\", "there is a \\ in the URL"),
            "word": ("这不是网址", "this is no URL"),
        },
        hints={
            "phone": ("改成：{line}", "write `{line}`"),
            "scheme": ("前面加 https://：{mended}", "put https:// before it: {mended}"),
            "backslash": ("改成 /：{mended}", "write /: {mended}"),
        },
    ),
    Rule(
        "KF215",
        "lost-in-comment",
        "error",
        Wording("# 开头是注释，客户看不到，这里却像菜单的第一行", "去掉 #：{line}"),
        Wording(
            "a line with # is a comment, but this looks like the first line of a menu",
            "take the # away: `{line}`",
        ),
        bad="# menu greeting\nhead: 您好\nclick: 满意 -> 101\n",
        good="menu greeting\nhead: 您好\nclick: 满意 -> 101\n",
        messages={
            "text": (
                "# 开头是注释，正文在这里断了",
                "a line with # is a comment, and the text breaks off here",
            ),
        },
        hints={
            "text": (
                "正文写成：| {text}",
                "as text write `| {text}`; else move it elsewhere",
            ),
        },
    ),
)
