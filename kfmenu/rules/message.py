"""The message: limits, types, pairing, oddities: the words and examples of KF4xx."""

from kfmenu.rules.rule import GOOD, Rule, Wording

_NOTHING_HERE = (
    "这里没有消息：没有 msgtype、msgmenu、list 这样的键",
    "there is no message here: no key such as msgtype, msgmenu or list",
)
NO_MESSAGE = (
    *(
        "spelling",
        "inside",
        "several inside",
        "bare menu",
        "official menu",
        "item",
        "answer",
        "none",
    ),
)
"""What an object that is no message may look like, as variants of KF404."""

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
            "fence": (
                "去掉 ``` 的那两行，只留中间的 JSON",
                "take the ``` lines away and keep the JSON between them",
            ),
            "extra": (
                "一个文件只放一个 JSON 值；多条消息各放一个文件",
                "a file holds one JSON value; give each message a file of its own",
            ),
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
            "actions kfm": (
                "能点的项（回复、链接、小程序）多了 {over} 项；去掉它们，或改成文本",
                "{over:item} too many of click, view and miniprogram; take them out or make them "
                "text",
            ),
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
            "删去 {chars} 个字（一个汉字 3 字节，一个表情至少 4 字节）",
        ),
        Wording(
            "{field} {text} has {actual} of {limit:byte}, {over} too many",
            "take away {chars:character} (a Chinese character has 3 bytes, an emoji 4 or more)",
        ),
        bad="menu long\n  click: " + "满" * 43 + " -> 101\n",
        good="menu long\n  click: " + "满" * 42 + " -> 101\n",
        hints={
            "large": (
                "删去 {chars} 个字（最后的 {last} 有 {size} 字节）",
                "take away {chars:character} (the last one, {last}, has {size:byte})",
            ),
        },
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
        messages={
            "kfm": ("{field}是空的", "{field} is empty; it takes at least {limit:byte}"),
        },
        hints={
            "kfm": ("写上客户会看到的字", "write what the customer will see"),
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
        messages={
            "kfm": ("{field}还没有写", "{field} is missing"),
            **dict.fromkeys(NO_MESSAGE, _NOTHING_HERE),
            "whole message": (
                "这里不是单独的菜单：没有 list、head_content 这样的键",
                "there is no bare menu here: no key such as list or head_content",
            ),
            "bare menu": (
                "这只是菜单，外面缺少 msgtype 和 msgmenu",
                "this is a menu alone, without msgtype and msgmenu around it",
            ),
        },
        hints={
            "spelling": (
                "键名要照接口的写法：{found}",
                "spell the keys as the API does: {found}",
            ),
            "inside": (
                "只给出 {found} 里面的内容",
                "give only what stands at {found}",
            ),
            "several inside": (
                "一次给一条消息，它们在：{found}",
                "give one message at a time; they stand at {found}",
            ),
            "bare menu": (
                '外面再包一层：{{"msgtype": "msgmenu", "msgmenu": {{…}}}}',
                'wrap it: {{"msgtype": "msgmenu", "msgmenu": {{…}}}}',
            ),
            "whole message": (
                "这是整条消息；种类（kind、--as）用 message",
                "this is a whole message; its kind (kind, --as) is message",
            ),
            "item": (
                '这是菜单里的一项，放进 list：{{"list": [{{…}}]}}',
                'this is one item of a menu; put it into a list: {{"list": [{{…}}]}}',
            ),
            "answer": (
                "这是接口的回答，不是要发的消息；看看是不是给错了",
                "this is an answer of the API, not a message; see whether it is the right object",
            ),
            "none": (
                '写成 {{"msgtype": "msgmenu", "msgmenu": {{"list": […]}}}}；'
                "看看是不是给错了文件或变量",
                'write {{"msgtype": "msgmenu", "msgmenu": {{"list": […]}}}}, or see whether it is '
                "the right file or variable",
            ),
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
            "official menu": (
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
        messages={
            "python": (
                "{field} 应当是{expected}，这里是 {found}",
                "{field} must be {expected}, and is of type {found}",
            ),
            "item": (
                "{field} 应当是 {expected}，这里是 {found}",
                "{field} must be {expected}, and is of type {found}",
            ),
        },
        hints={
            "python": ("写成 {meant}", "write {meant}"),
            "item": ("写成 {meant}", "write {meant}"),
            "any item": (
                "写成 Click(…)、View(…)、MiniProgram(…) 或 Text(…)",
                "write Click(…), View(…), MiniProgram(…) or Text(…)",
            ),
            "several": (
                '一次给一条消息；菜单的几项写成 {{"list": […]}}',
                'give one message at a time; the items of a menu are {{"list": […]}}',
            ),
            "null": (
                "不需要时去掉整个字段，不要写 null",
                "leave the field out where it is not needed; null is not the same",
            ),
            "null required": ("写上内容，不要写 null", "write something there instead of null"),
            "quoted": ("加上引号：{meant}", "put it in quotes: {meant}"),
            "nested": (
                '写成 {{"content": "{meant}"}}',
                'write {{"content": "{meant}"}}',
            ),
            "encoded": (
                "这是写在字符串里的 JSON；去掉外面的引号（Python 里先用 json.loads 读出来）",
                "this is JSON inside a string; take the quotes around it away (in Python read it "
                "with json.loads first)",
            ),
            "listed": ('写成 {{"list": […]}}', 'write {{"list": […]}}'),
            "single": ("外面加上方括号：[{{…}}]", "put it in brackets: [{{…}}]"),
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
        hints={
            "instead": (
                "把 type 改成 {field}，或者把 {field} 换成 {type}",
                "make the type {field}, or give it a {type}",
            ),
        },
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
        hints={
            "guess": (
                "写成 {meant}；只能用字母、数字、_ 和 -",
                "write {meant}: only letters, digits, _ and - are allowed",
            ),
        },
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
        hints={
            "guess": ("写成 {meant}", "write {meant}"),
            "python": (
                "换行写 False，不换行写 True",
                "write False to end the line after the text, True not to",
            ),
        },
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
        "KF411",
        "nothing-to-show",
        "error",
        Wording(
            "菜单里什么也没有，客户会收到一个空气泡",
            "写上 head_content、list 里的项或 tail_content",
        ),
        Wording(
            "the menu shows nothing: the customer would get an empty bubble",
            "give it a head_content, items in its list, or a tail_content",
        ),
        bad="menu greeting\n",
        good=GOOD,
        messages={
            "text": (
                "{field} 是空的，客户会收到一个空气泡",
                "{field} is empty: the customer would get an empty bubble",
            ),
            "kfm": (
                "{field}里什么也没有，客户会收到一个空气泡",
                "the menu shows nothing: the customer would get an empty bubble",
            ),
            "text kfm": (
                "{field}是空的，客户会收到一个空气泡",
                "{field} is empty: the customer would get an empty bubble",
            ),
        },
        hints={
            "text": ("写上内容", "write something there"),
            "python": (
                "用 .head(…)、.click(…) 或 .tail(…) 写上内容",
                "give it something with .head(…), .click(…) or .tail(…)",
            ),
            "kfm": (
                "在下面写上开头或按钮，例如：回复: 满意 -> 101",
                "write a head or a button below, such as `click: 满意 -> 101`",
            ),
            "text kfm": (
                "在下面用 | 开头写正文",
                "write its text below, on lines that begin with |",
            ),
        },
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
        messages={
            "kfm": (
                "编号{text}在这个菜单里已经用过",
                "the id {text} is used in this menu already",
            ),
            "near": (
                "id {text} 和 {found} 只差大小写或空格",
                "the ids {text} and {found} differ in case or blanks only",
            ),
            "near kfm": (
                "编号{text}和{found}只差大小写或空格",
                "the ids {text} and {found} differ in case or blanks only",
            ),
        },
        bad="menu ids\n  click: 满意 -> 101\n  click: 不满意 -> 101\n",
        good="menu ids\n  click: 满意 -> 101\n  click: 不满意 -> 102\n",
    ),
    Rule(
        "KF424",
        "empty-menu",
        "warning",
        Wording("菜单里一项也没有", "加上至少一项；只要文字时用 message"),
        Wording("the menu has no items", "add one; for text alone use a message"),
        hints={
            "kfm": (
                "加一项，例如：回复: 满意 -> 101；只有文字时，把 菜单 改成 消息，正文用 | 开头",
                "add one, such as `click: 满意 -> 101`; for text alone make it a message, its text "
                "on lines that begin with |",
            ),
        },
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
        hints={
            "python": (
                "加上 id=…，服务收到点击时才认得出是哪一项",
                "give it an id=…, so that your service knows what was clicked",
            ),
        },
    ),
    Rule(
        "KF426",
        "html",
        "warning",
        Wording("{field} 里的 {text} 是 HTML 写法，会原样显示", "写成 {meant}"),
        Wording("{text} in {field} is HTML and will be shown as it stands", "write {meant}"),
        bad="menu greeting\n  view: 官网 -> https://example.com/?a=1&amp;b=2\n",
        good="menu greeting\n  view: 官网 -> https://example.com/?a=1&b=2\n",
        messages={
            "kfm": (
                "{text} 会原样显示",
                "{text} in {field} is HTML and will be shown as it stands",
            ),
            "target": (
                "{field} 里的 {text} 是 HTML 写法，网址会打不开或打开错的页面",
                "{text} in {field} is HTML, and the link leads elsewhere or nowhere",
            ),
            "target kfm": (
                "{field}里的 {text} 是网页源码的写法，点开会不对",
                "{text} in {field} is HTML, and the link leads elsewhere or nowhere",
            ),
        },
        hints={
            "tag": ("换行写 \\n，其余的去掉", "write a line break as \\n and take the rest away"),
            "tag kfm": (
                "换行写 \\n，或另起一行用 | 开头",
                "write a line break as \\n, or go on in a line that begins with |",
            ),
            "label tag": ("去掉它", "take it away"),
        },
        mended="fix",
    ),
    Rule(
        "KF427",
        "literal-backslash-n",
        "warning",
        Wording("{field} 里的 {text} 会原样显示，不是换行", "换行在 JSON 里写 \\n，只有一个反斜杠"),
        Wording(
            "{text} in {field} will be shown as it stands, and breaks no line",
            "write a line break as \\n in JSON, with one backslash",
        ),
        bad="menu greeting\n  head: 第一行\\\\n第二行\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 第一行\\n第二行\n  click: 满意 -> 101\n",
        messages={
            "kfm": (
                "{text} 会原样显示",
                "{text} in {field} will be shown as it stands, and breaks no line",
            ),
        },
        hints={
            "kfm": (
                "换行写 \\n，或另起一行用 | 开头",
                "write a line break as \\n, or go on in a line that begins with |",
            ),
            "python": (
                '换行写 "\\n"，只有一个反斜杠，引号前不加 r',
                'write a line break as "\\n", with one backslash and no r before the quote',
            ),
        },
    ),
    Rule(
        "KF428",
        "odd-url",
        "warning",
        Wording("url {text} 不是完整的 http(s) 网址", "以 https:// 开头，写完整"),
        Wording(
            "the url {text} is no absolute http(s) URL", "write it whole, beginning with https://"
        ),
        messages={
            "kfm": (
                "{text} 不是完整的网址",
                "the url {text} is no absolute http(s) URL",
            ),
            "scheme": (
                "{scheme} 开头的不是网页，链接打不开",
                "what begins with {scheme} is no web page, and a view opens nothing else",
            ),
        },
        hints={
            "sign": (
                "{char} 是全角的或不属于网址；写成 {mended}",
                "{char} is full-width or no part of it; write {mended}",
            ),
            "sign only": (
                "{char} 是全角的或不属于网址；换成半角，或删掉它",
                "{char} is full-width or no part of it; write it half-width, or take it away",
            ),
            "scheme": (
                "改成 https:// 开头的网址；没有网页就改成 text，把它写在文字里",
                "give a URL that begins with https://; where there is no page make the item a text",
            ),
            "scheme kfm": (
                "改成 https:// 开头的网址；没有网页就改成 文本，把它写在文字里",
                "give a URL that begins with https://; where there is no page make the item a text",
            ),
            "no scheme": ("写成 {mended}", "write {mended}"),
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
        hints={
            "case": ("写成 {mended}", "write {mended}"),
            "original": (
                "gh_ 开头的是原始 ID；appid 以 wx 开头，在小程序后台的开发设置里可以查到",
                "gh_ begins an original id; the appid begins with wx, and the mini program's "
                "console shows it among the settings for developers",
            ),
        },
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
        messages={
            "kfm": ("{field}是空的", "{field} is empty"),
        },
        hints={
            "kfm": ("写上内容，或者删掉这一行", "write something there, or take the line away"),
        },
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
        messages={
            "kfm": (
                "{field}里有看不见的字符 {char}",
                "{field} holds an invisible character {char}",
            ),
            "line": ("{field} 里有换行", "{field} holds a line break"),
            "line kfm": ("{field}里有换行", "{field} holds a line break"),
        },
        hints={
            "line": (
                "按钮上的字写成一行；说明写在 text 里",
                "keep a label on one line; an explanation belongs into a text",
            ),
            "line kfm": (
                "按钮上的字写成一行；说明另写一行 文本:",
                "keep a label on one line; an explanation belongs into a `text:` line",
            ),
        },
    ),
    Rule(
        "KF433",
        "odd-click-id",
        "warning",
        Wording("id {text} 里有 {char}", "只用字母、数字、_ 和 -"),
        Wording("the id {text} holds {char}", "use letters, digits, _ and - only"),
        bad="menu greeting\n  click: 满意 -> 101。\n",
        good=GOOD,
        messages={
            "kfm": ("编号{text}里有{char}", "the id {text} holds {char}"),
            "end": ("id {text} 最后多了 {char}", "the id {text} ends in {char}"),
            "end kfm": ("编号{text}最后多了{char}", "the id {text} ends in {char}"),
            "none": ("{text} 会被当成 id", "{text} becomes an id"),
            "none kfm": ("{text}会被当成编号", "{text} becomes an id"),
            "swapped": (
                "id {text} 和文字像是写反了",
                "the id {text} and the label look swapped",
            ),
            "swapped kfm": (
                "编号和文字像是写反了",
                "the id {text} and the label look swapped",
            ),
        },
        hints={
            "end": ("写成 {mended}", "write {mended}"),
            "end kfm": ("写成：-> {mended}", "write -> {mended}"),
            "sign": ("写成 {mended}", "write {mended}"),
            "sign kfm": (
                "写成：-> {mended}；说明另起一行，用 # 开头",
                "write -> {mended}; comments go on lines of their own that begin with #",
            ),
            "around": ("写成 {mended}", "write {mended}"),
            "around kfm": ("写成：-> {mended}", "write -> {mended}"),
            "none": ("不要 id 就去掉整个字段", "where there is no id leave the field out"),
            "none python": ("不要 id 就写 None", "where there is no id give None"),
            "none kfm": ("不要编号写 -> -", "without an id write -> -"),
            "swapped": (
                "id 写 {label}，content 写 {id}",
                "make the id {label} and the content {id}",
            ),
            "swapped kfm": (
                "写成：回复: {id} -> {label}",
                "write `click: {id} -> {label}`",
            ),
        },
        mended="fix",
    ),
    Rule(
        "KF435",
        "unfilled-placeholder",
        "warning",
        Wording(
            "{field} 里的 {text} 没有填上值，会原样发出去",
            "先填好再发；看看是不是少了一步模板渲染",
        ),
        Wording(
            "{text} in {field} was not filled in and will be sent as it stands",
            "fill it in first; see whether a step of templating was left out",
        ),
        bad='{"msgtype": "text", "text": {"content": "尊敬的{{nickname}}，您好"}}',
        good='{"msgtype": "text", "text": {"content": "尊敬的张三，您好"}}',
        kind="json",
        messages={
            "query": (
                "{field} 里有个参数的值是 {text}",
                "a parameter in {field} has the value {text}",
            ),
            "query kfm": (
                "{field}里有个参数的值是 {text}",
                "a parameter in {field} has the value {text}",
            ),
        },
        hints={
            "query": (
                "这是程序没有取到值时的记号；填上真的值，或去掉这个参数",
                "a program writes this where it had no value; give a real one, or take the "
                "parameter away",
            ),
        },
    ),
    Rule(
        "KF436",
        "markdown-in-text",
        "warning",
        Wording("{field} 里的 {text} 会原样显示，微信不认 Markdown", "写成 {meant}"),
        Wording(
            "{text} in {field} will be shown as it stands: WeChat reads no Markdown",
            "write {meant}",
        ),
        bad="menu greeting\n  head: 请**务必**填写订单号\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 请务必填写订单号\n  click: 满意 -> 101\n",
        messages={
            "kfm": (
                "{text} 会原样显示，微信不认 Markdown",
                "{text} in {field} will be shown as it stands: WeChat reads no Markdown",
            ),
        },
        hints={
            "link": (
                "链接写成 view 的一项；文字里只写 {meant}",
                "make the link an item of type view; in a text write only {meant}",
            ),
            "link kfm": (
                "另写一行：链接: {meant} -> {url}",
                "write a line of its own: `view: {meant} -> {url}`",
            ),
            "fence": ("去掉 ``` 的那两行", "take the ``` lines away"),
        },
    ),
)
