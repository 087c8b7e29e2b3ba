"""The message: limits, types, pairing, oddities: the words and examples of KF4xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

RULES = (
    Rule(
        "KF400",
        "bad-json",
        "error",
        Wording("JSON 读不懂：{reason}", "看看这里和前一行的逗号、引号和括号"),
        Wording(
            "this is not JSON: {reason}",
            "look at the commas, quotes and brackets here and in the line before",
        ),
        bad='{"list": [{"type": "click" "click": {"content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "duplicate": (
                "同一个对象里一个键只能有一次；留下要用的那一个",
                "an object has each key once; keep the one that you mean",
            ),
            "constant": (
                "写一个数字或字符串",
                "write a number or a string",
            ),
            "trailing": ("删掉这个逗号", "take the comma away"),
            "quotes": ('换成半角的双引号 "', 'write the straight double quote "'),
            "sign": ("换成半角的 {meant}", "write {meant} instead"),
            "comment": ("删掉注释", "take the comment out"),
            "python": ("写成 {meant}", "write {meant}"),
            "end": ("补上缺少的引号或括号", "close the quotes and brackets that are open"),
            "deep": (
                "消息最多只有四五层；看看是不是给错了文件",
                "a message is five levels deep at most; see whether it is the right file",
            ),
        },
    ),
    Rule(
        "KF401",
        "too-many-items",
        "error",
        Wording("菜单有 {actual} 项，上限 {limit} 项", "去掉 {over} 项，或者分成两个菜单"),
        Wording(
            "the menu has {actual:item}, the limit is {limit}",
            "take {over:item} out, or make two menus of it",
        ),
        bad="menu eleven\n" + "".join(f"  click: 选项{n} -> {n}\n" for n in range(1, 12)),
        good="menu ten\n" + "".join(f"  click: 选项{n} -> {n}\n" for n in range(1, 11)),
        hints={
            "actions": (
                "可点的项（click、view、miniprogram）超出 {over} 项；去掉它们或改成 text",
                "{over:item} too many of click, view and miniprogram; take them out or make them "
                "text",
            ),
        },
    ),
    Rule(
        "KF402",
        "too-long",
        "error",
        Wording(
            "{field} {text} 有 {actual} 字节，上限 {limit} 字节，超出 {over} 字节",
            "删去 {chars} 个字（一个汉字 3 字节，一个表情 4 字节）",
        ),
        Wording(
            "{field} {text} has {actual} of {limit:byte}, {over} too many",
            "take away {chars:character} (a Chinese character has 3 bytes, an emoji 4)",
        ),
        bad="menu long\n  click: " + "满" * 43 + " -> 101\n",
        good="menu long\n  click: " + "满" * 42 + " -> 101\n",
        messages={
            "kfm": (
                "{field}有 {actual} 字节，上限 {limit} 字节，超出 {over} 字节",
                "{field} {text} has {actual} of {limit:byte}, {over} too many",
            ),
        },
    ),
    Rule(
        "KF403",
        "too-short",
        "error",
        Wording("{field} 是空的，至少要 {limit} 字节", "写上内容"),
        Wording("{field} is empty; it takes at least {limit:byte}", "write something there"),
        bad="menu short\n  click: -> 101\n",
        good="menu short\n  click: 满意 -> 101\n",
        hints={
            "optional": (
                "写上内容；不需要时整个 {field} 都不要写",
                "write something there; where it is not needed, leave {field} out altogether",
            ),
        },
    ),
    Rule(
        "KF404",
        "missing",
        "error",
        Wording("缺少 {field}", "加上 {field}"),
        Wording("{field} is missing", "add {field}"),
        bad="message silent\n",
        good="message silent\n  | 欢迎咨询\n",
        hints={
            "renamed": (
                "把 {found} 改名为 {name}",
                "rename {found} to {name}",
            ),
            "flat": (
                '把这一项的字段放进 {field}：{{"type": "{field}", "{field}": {{…}}}}',
                'nest the fields under their type: {{"type": "{field}", "{field}": {{…}}}}',
            ),
            "official": (
                "这像公众号的菜单；微信客服的写法是 "
                '{{"type": "click", "click": {{"id": …, "content": …}}}}',
                "this looks like an Official-Account menu; customer service takes "
                '{{"type": "click", "click": {{"id": …, "content": …}}}}',
            ),
            "other": (
                "加上 {field}；要发的若是 {found}，把 msgtype 改成 {found}",
                "add {field}; if you mean {found}, make that the msgtype",
            ),
            "kfm": (
                "在下面用 | 开头写正文",
                "write its text below, on lines that begin with |",
            ),
        },
    ),
    Rule(
        "KF405",
        "wrong-type",
        "error",
        Wording("{field} 应当是{expected}，这里是{found}", "写成{expected}"),
        Wording("{field} must be {expected}, and is {found}", "write {expected}"),
        bad='{"list": [{"type": "click", "click": {"id": 101, "content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "null": (
                "不需要时去掉整个字段，不要写 null",
                "leave the field out where it is not needed; null is not the same",
            ),
            "number": (
                "加上引号，写成字符串",
                "put it in quotes, as a string",
            ),
        },
    ),
    Rule(
        "KF406",
        "unknown-type",
        "error",
        Wording("{field} 不能是 {text}", "可以是：{known}"),
        Wording("{field} cannot be {text}", "it is one of {known}"),
        bad='{"list": [{"type": "button", "click": {"id": "101", "content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "guess": (
                "是不是想写 {guess}？可以是：{known}",
                "did you mean {guess}? One of {known}",
            ),
        },
    ),
    Rule(
        "KF407",
        "body-mismatch",
        "error",
        Wording("type 是 {type}，却带着 {field}", "去掉 {field}，或者把 type 改成 {field}"),
        Wording(
            "an item of type {type} carries a {field}",
            "take {field} out, or make the type {field}",
        ),
        bad='{"list": [{"type": "click", "view": {"url": "https://example.com", '
        '"content": "官网"}}]}',
        good='{"list": [{"type": "view", "view": {"url": "https://example.com", '
        '"content": "官网"}}]}',
        kind="json",
    ),
    Rule(
        "KF408",
        "bad-character",
        "error",
        Wording(
            "{field} {text} 里有不允许的字符",
            "只用字母、数字、_ 和 -；uuid4().hex 正好 32 字节",
        ),
        Wording(
            "{field} {text} has characters that are not allowed",
            "use only letters, digits, _ and -; uuid4().hex has just 32 bytes",
        ),
        bad='{"code": "CODE", "msgid": "编号 1", "msgtype": "text", "text": {"content": "您好"}}',
        good='{"code": "CODE", "msgid": "no-1", "msgtype": "text", "text": {"content": "您好"}}',
        kind="json",
    ),
    Rule(
        "KF409",
        "bad-choice",
        "error",
        Wording("{field} 只能是 0、1、true 或 false", "换行写 0，不换行写 1"),
        Wording(
            "{field} is 0, 1, true or false and nothing else",
            "write 0 to end the line after the text, 1 not to",
        ),
        bad='{"list": [{"type": "text", "text": {"content": "您好", "no_newline": "1"}}]}',
        good='{"list": [{"type": "text", "text": {"content": "您好", "no_newline": 1}}]}',
        kind="json",
    ),
    Rule(
        "KF410",
        "not-encodable",
        "error",
        Wording(
            "{field} 里有半个字符（孤立的代理项 {char}），写不成 UTF-8",
            "补上另一半，或者删掉；多半是把表情从中间截断了",
        ),
        Wording(
            "{field} holds half a character (a lone surrogate {char}), which UTF-8 cannot write",
            "give the other half or delete it; most often an emoji was cut in two",
        ),
        bad='{"list": [{"type": "click", "click": {"id": "1", "content": "\\ud83d"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "1", "content": "\\ud83d\\ude00"}}]}',
        kind="json",
    ),
    Rule(
        "KF421",
        "unknown-field",
        "warning",
        Wording("接口没有 {text} 这个字段", "看看是不是拼错了；否则去掉它"),
        Wording("the API has no field {text}", "see whether it is misspelt; else take it out"),
        bad='{"list": [{"type": "click", "click": {"id": "101", "content": "满意", '
        '"color": "red"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "guess": ("是不是想写 {guess}？", "did you mean {guess}?"),
            "official": (
                "这像公众号的菜单；微信客服的菜单写在 list 里",
                "this looks like an Official-Account menu; customer service takes a list of items",
            ),
        },
    ),
    Rule(
        "KF422",
        "extra-body",
        "warning",
        Wording("msgtype 是 {type}，多带了 {field}", "去掉 {field}"),
        Wording("the msgtype is {type}, and {field} comes along unused", "take {field} out"),
        bad='{"msgtype": "text", "text": {"content": "您好"}, "msgmenu": {}}',
        good='{"msgtype": "text", "text": {"content": "您好"}}',
        kind="json",
    ),
    Rule(
        "KF423",
        "duplicate-click-id",
        "warning",
        Wording("id {text} 在这个菜单里已经用过", "换一个；不然分不清客户点了哪一项"),
        Wording(
            "the id {text} is used in this menu already",
            "choose another, or the answers cannot be told apart",
        ),
        bad="menu ids\n  click: 满意 -> 101\n  click: 不满意 -> 101\n",
        good="menu ids\n  click: 满意 -> 101\n  click: 不满意 -> 102\n",
    ),
    Rule(
        "KF424",
        "empty-menu",
        "warning",
        Wording("菜单里一项也没有", "加上至少一项；只要文字时用 message"),
        Wording("the menu has no items", "add one; for text alone use a message"),
        bad="menu bare\n  head: 您好\n",
        good="menu bare\n  head: 您好\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF425",
        "click-without-id",
        "warning",
        Wording("click {text} 没有 id", "加上 id，服务收到点击时才认得出是哪一项"),
        Wording(
            "click {text} has no id",
            "give it one, so that your service knows what was clicked",
        ),
        bad='{"list": [{"type": "click", "click": {"content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
    ),
    Rule(
        "KF426",
        "html-entity",
        "warning",
        Wording(
            "{field} 里的 {text} 是 HTML 写法，会原样发出去", "写成字符本身，例如 &amp; 写成 &"
        ),
        Wording(
            "{text} in {field} is HTML and will be sent as it stands",
            "write the character itself: & for &amp;",
        ),
        bad="menu greeting\n  view: 官网 -> https://example.com/?a=1&amp;b=2\n",
        good="menu greeting\n  view: 官网 -> https://example.com/?a=1&b=2\n",
        mended=True,
    ),
    Rule(
        "KF427",
        "literal-backslash-n",
        "warning",
        Wording(
            "{field} 里是反斜杠和 n 两个字符，不是换行",
            "要换行时用真正的换行符（.kfm 里写 \\n，JSON 里写 \\n，不是 \\\\n）",
        ),
        Wording(
            "{field} has a backslash and an n, which is no line break",
            "for a line break use a real one (\\n in .kfm and in JSON, not \\\\n)",
        ),
        bad="menu greeting\n  head: 第一行\\\\n第二行\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 第一行\\n第二行\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF428",
        "odd-url",
        "warning",
        Wording("url {text} 不是完整的 http(s) 网址", "以 https:// 开头，写完整"),
        Wording(
            "the url {text} is no absolute http(s) URL", "write it whole, beginning with https://"
        ),
        hints={
            "sign": (
                "{char} 是全角的或不属于网址；换成半角，或删掉它",
                "{char} is full-width or no part of it; write it half-width, or take it away",
            ),
        },
        bad="menu greeting\n  view: 官网 -> ftp://www.example.com\n",
        good="menu greeting\n  view: 官网 -> https://www.example.com\n",
    ),
    Rule(
        "KF429",
        "odd-appid",
        "warning",
        Wording(
            "{text} 不像小程序的 appid", "appid 是 wx 加数字和小写字母 a–f，在小程序后台可以查到"
        ),
        Wording(
            "{text} does not look like a mini program's appid",
            "it is wx and then digits and a–f; the mini program's console shows it",
        ),
        bad="menu greeting\n  miniprogram: 订单 -> gh_123 pages/index\n",
        good="menu greeting\n  miniprogram: 订单 -> wx123123123123123 pages/index\n",
    ),
    Rule(
        "KF431",
        "empty-optional",
        "warning",
        Wording("{field} 是空的", "写上内容，或者去掉它"),
        Wording("{field} is empty", "write something there, or leave it out"),
        bad="menu greeting\n  head:\n  click: 满意 -> 101\n",
        good=GOOD,
    ),
    Rule(
        "KF432",
        "invisible-character",
        "warning",
        Wording("{field} 里有看不见的字符 {char}", "删掉它；多半是从网页或聊天里复制来的"),
        Wording(
            "{field} holds an invisible character {char}",
            "delete it; most often it came along from a web page or a chat",
        ),
        bad="menu greeting\n  click: 满\u200b意 -> 101\n",
        good=GOOD,
    ),
)
