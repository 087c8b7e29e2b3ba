"""Why each rule is there, in both languages; loaded when somebody asks, so by no check."""

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    "KF101": (
        "接口只收 UTF-8；按别的编码猜着读，客户会看到乱码。",
        "The API takes UTF-8 alone; read by a guess, the text would reach customers garbled.",
    ),
    "KF102": (
        "这个字符看不见，拼接文件以后会混进文字里，有的工具也读不了开头有它的文件。",
        "Nobody sees it, other tools stumble over it, and joined files carry it into a text.",
    ),
    "KF103": (
        "控制字符看不见，却会改变显示的样子，甚至把文字的顺序倒过来。",
        "Nobody sees it in an editor, yet it changes what is shown, and may even turn it around.",
    ),
    "KF104": (
        "两个版本都还在文件里，要用哪一个只有人知道。",
        "Both versions stand in the file, and only a person knows which one is meant.",
    ),
    "KF105": (
        "这么大的文件多半是给错了，读完它只会浪费时间和内存。",
        "A file of this size was hardly meant; to read it would cost time and memory for nothing.",
    ),
    "KF106": (
        "编辑器、git 和 kfmenu 对行的数法不同，报告的行号会对不上。",
        "Editors and git count its lines in another way, so that places and diffs do not match.",
    ),
    "KF201": (
        "猜错一行，客户会看到不该看的，或者少看到一行。",
        "A wrong guess would show customers what is not for them, or hide a line from them.",
    ),
    "KF202": (
        "每一行由关键字决定它是什么；写错一个字，整行的意思就变了。",
        "The keyword says what a line is; one letter decides between a button and a text.",
    ),
    "KF203": (
        "| 只是接着上面的正文写；上面没有正文，这些字就没有去处。",
        "A | goes on with the text above it; without one these words belong nowhere.",
    ),
    "KF204": (
        "每一项都属于一个菜单；不知道是哪个菜单，就发不出去。",
        "Every entry belongs to a menu; without one it would never be sent.",
    ),
    "KF205": (
        "花括号里写参数；没写对，客户会看到花括号，而不是自己的名字。",
        "Braces hold params; where they hold none, customers see the braces and not their name.",
    ),
    "KF206": (
        "反斜杠和后面的字一起有特别的意思；没有这个意思时，不能猜是要显示什么。",
        "A backslash gives the next character a meaning; without one, what to show is a guess.",
    ),
    "KF207": (
        "能点的项必须说明点了以后去哪；接口会退回没有目标的项。",
        "What can be tapped must lead somewhere; the API refuses an item without its target.",
    ),
    "KF208": (
        "一项只能去一个地方；有两个箭头时，不知道哪一段是文字。",
        "An item leads to one place; with two arrows nobody knows where its label ends.",
    ),
    "KF209": (
        "打开小程序要两样东西：哪个小程序，和其中哪一页。",
        "To open a mini program takes two things: which one it is, and which of its pages.",
    ),
    "KF210": (
        "编号、网址和路径里没有空格；有空格，多半是把说明或下一项也写进来了。",
        "Ids, addresses and paths have no blanks; mostly a remark has slipped into them.",
    ),
    "KF211": (
        "消息只有正文，片段只有几项：每一块能放什么是定好的，接口没有地方放别的。",
        "Each block has its own entries; the API has no place for any other.",
    ),
    "KF212": (
        "名称会成为文件名，也会写进代码；这些字符在别的系统上用不了。",
        "A name becomes a file's name and stands in code; not every system takes these characters.",
    ),
    "KF213": (
        "行首的 | 让这一行成了文字：按钮不见了，客户却看到它的写法。",
        "The | makes the line a text: the button is gone, and customers read how it is written.",
    ),
    "KF214": (
        "每种项打开一种东西；换了一种，客户点了没有反应。",
        "Each kind of item opens one kind of thing; another does nothing when it is tapped.",
    ),
    "KF215": (
        "# 开头的行客户看不到；一个字就能让整个菜单消失。",
        "Nobody sees a line with #; one character is enough to lose a menu.",
    ),
    "KF301": (
        "服务按名称取菜单；两个同名，就不知道发哪一个。",
        "A service asks for a menu by its name; with two of them nobody knows which is sent.",
    ),
    "KF302": (
        "一个菜单只有一个开头和一个结尾；第二个会盖掉第一个。",
        "A menu has one head and one tail; the second would silently replace the first.",
    ),
    "KF303": (
        "引用的片段不在，菜单就少了这几项。",
        "Without the part the menu would lack all of its items.",
    ),
    "KF304": (
        "片段引用自己，展开永远没有尽头。",
        "A part that holds itself never ends.",
    ),
    "KF305": (
        "没人引用的片段，多半是菜单里漏了一行。",
        "A part that nobody uses mostly means that a menu lacks a line.",
    ),
    "KF306": (
        "显示时开头总在最前、结尾总在最后；文件里换了位置，读的人会看错。",
        "Whatever the file says, the head is shown first and the tail last; a reader is misled.",
    ),
    "KF309": (
        "客户点了以后，服务按这个名称找下一个菜单；没有它，客户等不到回答。",
        "After the tap the service looks for a menu of this name; the customer would wait in vain.",
    ),
    "KF400": (
        "读不懂的 JSON，接口也读不懂；同一个键写两次时，各家程序取的还不一样。",
        "The API cannot parse it either; of a key that is given twice each parser takes its own.",
    ),
    "KF401": (
        "接口限制一个菜单里有几项，超过就退回，客户什么也收不到。",
        "The API limits the items of a menu and refuses more, so that the customer gets nothing.",
    ),
    "KF402": (
        "接口按 UTF-8 字节数，超过就退回；code 可能也跟着用掉，补发不了。",
        "The API counts bytes of UTF-8 and refuses more; the code may be lost with it.",
    ),
    "KF403": (
        "这个字段至少要有一个字节，空的会被接口退回。",
        "The API wants at least one byte here and refuses an empty text.",
    ),
    "KF404": (
        "接口少了必填的字段就退回整条消息。",
        "The API refuses a message that lacks a required field, all of it.",
    ),
    "KF405": (
        '接口看类型：数字 101 和字符串 "101" 不是一回事，null 也不等于没写。',
        'To the API the number 101 is not the string "101", and null is not the same as absent.',
    ),
    "KF406": (
        "接口只认识这几种；公众号等别的接口的类型，在这里会被退回。",
        "The API knows these types alone; those of WeChat's other APIs are refused.",
    ),
    "KF407": (
        "type 说是一种，内容却是另一种：接口读不到它要的内容。",
        "The type names one body and another is there: the API does not find what it looks for.",
    ),
    "KF408": (
        "接口规定 msgid 只能用这些字符。",
        "The API's page allows these characters in a msgid and no others.",
    ),
    "KF409": (
        "接口只规定了换行和不换行两种，别的值会怎样没有说。",
        "The page says what 0 and 1 do, and nothing of any other value.",
    ),
    "KF410": (
        "半个字符写不成 UTF-8，发送时程序会出错。",
        "Half a character has no bytes in UTF-8: sending it would end in an exception.",
    ),
    "KF411": (
        "接口可能收下它，用掉 code，客户却只看到一个空气泡。",
        "The API may take it and use the code up, for a bubble with nothing in it.",
    ),
    "KF421": (
        "接口不看它不认识的字段；要是拼错了，你以为写了的其实没有。",
        "The API passes over what it does not know; a misspelt field is as good as not there.",
    ),
    "KF422": (
        "msgtype 决定发哪一个，另一个没有人看到。",
        "The msgtype decides which body is sent; nobody sees the other one.",
    ),
    "KF423": (
        "服务只收到编号；两项编号相同，就不知道客户点的是哪一项。",
        "A service learns the id alone; with the same one twice it cannot tell what was tapped.",
    ),
    "KF424": (
        "没有按钮的菜单，客户没有可以点的；这样的话用文本消息更清楚。",
        "A menu without items offers nothing to tap; a text message says the same more plainly.",
    ),
    "KF425": (
        "没有编号，服务收到点击时只能靠文字去认，改了文字就认不出了。",
        "Without an id a service must go by the label, and is lost once that is reworded.",
    ),
    "KF426": (
        "微信不解释 HTML，标签和 &amp; 会原样显示，网址会变成另一个。",
        "WeChat reads no HTML: tags are shown as they stand, and an address becomes another one.",
    ),
    "KF427": (
        "\\n 被转义了两次，客户会看到反斜杠和 n，而不是换行。",
        "It was escaped twice, so that customers see a backslash and an n in place of a new line.",
    ),
    "KF428": (
        "接口不检查网址能不能打开；客户点了才发现。",
        "The API does not look whether an address opens; the customer would find out.",
    ),
    "KF429": (
        "接口不检查 appid；写错了，客户点了打不开。",
        "The API does not look at the appid; with a wrong one the tap opens nothing.",
    ),
    "KF431": (
        "写了却是空的，多半是忘了填；不要它时，不写更清楚。",
        "Given but empty mostly means forgotten; what is not wanted is better left out.",
    ),
    "KF432": (
        "看不见的字符也占字节，还会让编号和搜索对不上。",
        "It takes bytes, and what looks alike no longer compares alike.",
    ),
    "KF433": (
        "服务按编号逐字比较；多一个标点就认不出。",
        "A service compares ids sign by sign; with one too many no id fits.",
    ),
    "KF435": (
        "客户会看到占位符，而不是自己的名字。",
        "Customers would read the placeholder, and not their name.",
    ),
    "KF436": (
        "微信不认 Markdown，客户会看到星号和方括号。",
        "WeChat reads no Markdown: customers see the asterisks and brackets.",
    ),
    "KF501": (
        "参数的类型说明它最长多少；写不清楚，就不能保证消息发得出去。",
        "A param's type says how long it may become; without it no promise of a message holds.",
    ),
    "KF502": (
        "没有声明，就不知道值能有多长，也不知道程序要给什么。",
        "Undeclared, nobody knows how long its value may be, nor that a program must give one.",
    ),
    "KF503": (
        "编译时就按最长的值检查；不然要等到某个客户名字太长，才在发送时失败。",
        "Checked with the longest value now, or it fails the day a customer has a long name.",
    ),
    "KF504": (
        "参数可以是空的，字段却不能；不然要等到某个值为空，才在发送时失败。",
        "The param may be empty and the field may not: it fails the day a value is empty.",
    ),
    "KF505": (
        "菜单和它引用的片段用同一个值；两处说法不同，就没法保证长度。",
        "A menu and its parts share one value; declared in two ways, no length can be promised.",
    ),
    "KF506": (
        "程序要给一个没有人看到的值；多半是文字里漏了它。",
        "A program must give a value that nobody sees; most often a text was meant to hold it.",
    ),
    "KF507": (
        "放在这里，一个值就能把客户带到别的网站。",
        "In this place a value could lead customers to any site.",
    ),
    "KF510": (
        "编译时只保证声明的类型放得下；别的值可能太长。",
        "Only values of the declared type are known to fit; another may be too long.",
    ),
    "KF511": (
        "没有值，客户会看到一个空的位置。",
        "Without a value customers would read a gap.",
    ),
    "KF601": (
        "输入法打出来的符号看着一样，别人和别的工具搜索时却找不到。",
        "Input methods type it, and it looks the same; whoever searches for the sign misses it.",
    ),
    "KF604": (
        "全角的花括号看着一样；换成半角，就不会有人以为它会原样显示。",
        "It looks like a brace; written as one, nobody takes it for a text that is shown.",
    ),
    "KF605": (
        "看着像按钮，客户却点不了，只会看到一个箭头。",
        "It reads like a button, but nobody can tap it, and customers see an arrow.",
    ),
    "KF608": (
        ".kfm 的文字不用引号；写了，客户就会看到。",
        "Texts of .kfm have no quotes; those that are there reach the customer.",
    ),
    "KF701": (
        "留着没用的忽略，以后真的警告会被它盖住。",
        "Left where it silences nothing, it will one day hide a warning that matters.",
    ),
    "KF801": (
        "客户手机上的旧菜单还会发来这个编号，服务也按它回答。",
        "Services answer by this id, which menus on customers' phones still send.",
    ),
    "KF802": (
        "服务还照旧给值；收窄以后，原来能发的会在发送时失败。",
        "Services still give the values of before; some would fail at the moment of sending.",
    ),
    "KF803": (
        "服务按名称取菜单，取不到就什么也发不出去。",
        "A service that asks for a menu by this name would have nothing to send.",
    ),
    "KF901": (
        "没读到的文件没有检查；当作没有问题，就会漏掉它。",
        "What was not read was not checked, and must not pass for clean.",
    ),
    "KF902": (
        "写好的文件和 .kfm 对不上，发出去的就不是评审过的内容。",
        "What is sent comes from the built file: out of date, it is not what was reviewed.",
    ),
}
"""Code → why it matters, a sentence or two in each language."""


def reason(code: str, lang: str) -> str:
    """Say why a rule is there.

    Args:
        code: the rule's.
        lang: `zh` or `en`.
    """
    zh, en = REASONS[code]
    return zh if lang == "zh" else en
