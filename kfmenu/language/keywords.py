"""The words and signs of the language as data."""

import re

HEADERS = ("menu", "message", "part")
"""Words that open a block."""

TEXTS = ("head", "tail", "text", "inline")
"""Entries whose value is a text, which may go on in gutter lines."""

TARGETS = {"click": ("id",), "view": ("url",), "miniprogram": ("appid", "pagepath")}
"""Entries that lead somewhere, and the fields that stand behind their arrow."""

LATER = ("part", "use", "param")
"""Words of the language that this version knows but does not read yet."""

ENTRIES = (*TEXTS, *TARGETS, "use", "param")

CHINESE = {
    "菜单": "menu",
    "消息": "message",
    "片段": "part",
    "开头": "head",
    "结尾": "tail",
    "回复": "click",
    "链接": "view",
    "小程序": "miniprogram",
    "文本": "text",
    "行内": "inline",
    "引用": "use",
    "参数": "param",
}

SYNONYMS = {
    "button": "click",
    "reply": "click",
    "按钮": "回复",
    "点击": "回复",
    "按扭": "回复",
    "选项": "回复",
    "link": "view",
    "url": "view",
    "网址": "链接",
    "网页": "链接",
    "mini": "miniprogram",
    "小程式": "小程序",
    "header": "head",
    "title": "head",
    "标题": "开头",
    "问候": "开头",
    "footer": "tail",
    "底部": "结尾",
    "结束语": "结尾",
    "正文": "文本",
}
"""Words that people write for a keyword which looks quite different."""

HEADER_WORDS = {word: word for word in HEADERS} | {
    chinese: word for chinese, word in CHINESE.items() if word in HEADERS
}
"""Every way to write a header's word → the word."""

ENTRY_WORDS = {word: word for word in ENTRIES} | {
    chinese: word for chinese, word in CHINESE.items() if word in ENTRIES
}
"""Every way to write an entry's word → the word."""

BLANKS = " \t"
"""The only blanks; all others are content, or look-alikes where structure stands."""

WIDE_BLANKS = "\u3000\u00a0"
"""Blanks that an input method or a web page puts in place of a real one."""

ANY_BLANKS = BLANKS + WIDE_BLANKS

ESCAPES = {
    "\\\\": "\\",
    "\\n": "\n",
    "\\s": " ",
    "\\{": "{",
    "\\}": "}",
    "\\->": "->",
    "\\@": "@",
}
"""Every escape but `\\u{…}`."""

WORD = re.compile(f"[^{ANY_BLANKS}]+")
"""One of the words behind an arrow."""

ARROW = re.compile(rf"[{ANY_BLANKS}]->(?=[{ANY_BLANKS}]|$)")
"""An arrow, with the blank before it."""

ARROW_LIKE = re.compile(
    rf"[{ANY_BLANKS}](?:[→⇒➔➜]|➡\ufe0f?|=+>|－＞|[—–―]+>|-{{2,}}>|-》)(?=[{ANY_BLANKS}]|$)"
)
"""What is read as an arrow where there is none."""

ARROW_GLUED = re.compile(r"(?<!\\)(?:\\\\)*(?:->|=>|[→⇒➔➜➡]|[—–―]>|－＞|-》)")
"""What was meant as an arrow but has no blanks around it."""

HALF_WIDTH = str.maketrans("０１２３４５６７８９（）＝｜＠", "0123456789()=|@")
"""Full-width signs that a target may be typed with."""

FULL_WIDTH = re.compile("[０-９（）＝｜＠]+")

_MEANT = rf"\\{{}}<>＜＞》→⇒➔➜➡“”\"\t{WIDE_BLANKS}"
_TARGET = "([A-Za-z0-9_!#$%&'()*+,./:;=?~-]+)"
PLAIN = re.compile(
    rf"[{BLANKS}]*(\w+): *([^ {_MEANT}](?:[^{_MEANT}]*[^ {_MEANT}])?) +-> +"
    rf"{_TARGET}(?: +{_TARGET})? *"
)
"""An item as nearly all are written: no sign in it may mean anything but itself."""
