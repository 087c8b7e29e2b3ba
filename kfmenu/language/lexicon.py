"""The signs of the language as data: blanks, arrows, escapes, look-alikes."""

import re

BLANKS = " \t"
"""The blanks that content may hold as they are."""

LAYOUT = (
    BLANKS
    + "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
)
"""Every blank that stands for one before, after and between tokens."""

LINE_SIGNS = "\u2028\u2029\x85\x0b\x0c"
"""What some programs end lines with; only before a token that begins a line is it read so."""

GUTTERS = "|｜"
LIKE_GUTTERS = "丨│┃¦"
COMMENTS = "#＃"
COLONS = ":："

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

# Patterns are strings, which `re` compiles when it first uses them: nearly no file needs them all.
ESCAPE = r"\\->|\\u\{[^{}]*\}|\\(?s:.)|\\$"
"""What is written as an escape, sound or not."""

BRACES = r"\$?\{\{[^{}]*\}\}|\$?\{[^{}]*\}|｛[^{}｛｝]*[｝}]|\{[^{}｛｝]*｝|[{}]"
"""What is written in braces, or a single brace; nothing inside parts words or is an arrow."""

ARROW = rf"(?<![^{LAYOUT}])->(?=[{LAYOUT}]|\Z)"
"""An arrow."""

# A run of one sign is looked at once, from its beginning on: a text may be nothing else.
_MAKES = r"[→⇒➔➜]|➡\ufe0f?|(?<!=)=+>|＝＞|－＞|(?<![—–―])[—–―]+>|(?<!-)-{2,}>|- >|-》"
ARROW_LIKE = rf"(?<![^{LAYOUT}])(?:{_MAKES})(?=[{LAYOUT}]|\Z)"
"""An arrow of another make."""

ANY_ARROW = rf"->|{_MAKES}"
"""What may be meant as an arrow, wherever it stands."""

_POINTS = ":：,，、;；|｜~～=＝—–―－-"
_HEADS = r"([>＞》»→⇒➔➜⟶▶►])\1*|➡\ufe0f?|[☞👉👇][\U0001f3fb-\U0001f3ff]?"
GAP = (
    rf"[{LAYOUT}]*(?:[{_POINTS}]*[{LAYOUT}]*[=＝—–―－-]*[{LAYOUT}]*(?:{_HEADS})"
    rf"|([{_POINTS}])\2*)?[{LAYOUT}]*\Z"
)
"""What people put between a label and where it leads: an arrow of any make, a sign, blanks."""

HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
HALF_WIDTH |= {code: code - 0xFEE0 for code in (*range(0xFF41, 0xFF5B), 0xFF20, 0xFF1D)}
"""Full-width letters, digits, `＠` and `＝`: as they are meant in a keyword or a target."""

FULL_WIDTH = "[０-９Ａ-Ｚａ-ｚ＠＝]+"

QUOTES = ("“”", "‘’", '""', "''")
"""Pairs that people put around a text that needs none."""

WRAPPERS = (
    *QUOTES,
    "``",
    "「」",
    "『』",
    "《》",
    "〈〉",
    "<>",
    "＜＞",
    "【】",
    "[]",
    "［］",
    "()",
    "（）",
)
"""Pairs that people put around a target."""


def arrows_in(text: str) -> list[re.Match[str]]:
    """Find the arrows of a text; where there are none, those of another make."""
    plain = masked(text)
    return list(re.finditer(ARROW, plain)) or list(re.finditer(ARROW_LIKE, plain))


def masked(text: str) -> str:
    """Give a text of the same length in which no escape or brace can pass for structure."""
    if "\\" not in text and "{" not in text and "｛" not in text:
        return text
    return re.sub(f"{ESCAPE}|{BRACES}", lambda found: "x" * len(found[0]), text)
