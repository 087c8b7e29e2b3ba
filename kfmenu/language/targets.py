"""What stands behind an arrow, or was meant to; and the line as it should be written."""

import re
from typing import NamedTuple

from kfmenu.facts.keywords import WORDS
from kfmenu.language.lexicon import LAYOUT, POINTERS, masked

_URL = re.compile(r"(?:https?[:：]//|www\.)[^\s]", re.IGNORECASE)
_APPID = re.compile(r"(?<![A-Za-z0-9])wx[0-9a-f]{6,}")
_PROGRAM = re.compile(rf"wx[0-9a-f]+[{LAYOUT}，,]+[^{LAYOUT}]*[^{LAYOUT}，,]")
_NAME = re.compile(rf"@[^{LAYOUT}]+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
_LAST_ID = re.compile(rf"(?:{_ID.pattern}|@[^{LAYOUT}@]+)\Z")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,}[0-9]")


def kind_of(target: str) -> str | None:
    """Tell what kind of item leads to a target.

    Args:
        target: what stands behind an arrow, or would.

    Returns:
        `view`, `miniprogram`, `click`, or None where nothing tells.
    """
    if _URL.match(target):
        return "view"
    if _PROGRAM.fullmatch(target):
        return "miniprogram"
    if _ID.fullmatch(target) or _NAME.fullmatch(target) or target == "-":
        return "click"
    return None


def is_url(target: str) -> bool:
    """Tell whether a target is an address of the web, whole or without its scheme."""
    return bool(_URL.match(target))


def is_program(target: str) -> bool:
    """Tell whether a target is the appid of a mini program and a page of it."""
    return bool(_PROGRAM.fullmatch(target))


def is_phone(target: str) -> bool:
    """Tell whether a target is the number of a telephone."""
    return bool(_PHONE.fullmatch(target))


class Split(NamedTuple):
    """A line without its arrow, taken apart.

    Args:
        label: what is shown.
        target: where it leads.
        sure: whether something stands between the two that nobody means as part of either.
    """

    label: str
    target: str
    sure: bool


def split(keyword: str, text: str) -> Split | None:
    """Find the target in what stands behind a keyword, where there is no arrow.

    Args:
        keyword: of a click, view or miniprogram; it tells what a target looks like.
        text: all that stands behind the colon.
    """
    text = text.strip(LAYOUT)
    plain = masked(text)
    found = _URL.search(plain)
    if found is None or keyword == "miniprogram":
        found = {"click": _LAST_ID, "miniprogram": _APPID}.get(keyword, _URL).search(plain) or found
    if found is None:
        return None
    start = found.start()
    before = text[:start]
    label = before.rstrip(POINTERS)
    target = text[start:]
    if target[:4].lower() == "www.":
        target = f"https://{target}"
    elif keyword == "miniprogram":
        target = " ".join(re.split(rf"[{LAYOUT}，,]+", target))
    return Split(label, target.replace("：//", "://"), label != before) if label else None


def worded(keyword: str, like: str) -> str:
    """Give a keyword in the tongue of a word that stands in the file."""
    word = WORDS[keyword]
    return word.english if like.isascii() else word.chinese


def line_of(word: str, label: str, target: str) -> str:
    """Write the line of an item."""
    return f"{word}: {label} -> {target}"
