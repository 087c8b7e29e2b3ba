"""The signs of the language as data: blanks, arrows, escapes, look-alikes."""

import re

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
