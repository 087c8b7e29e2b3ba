"""What stands behind an arrow, or was meant to; and the line as it should be written."""

import re
from typing import NamedTuple

from kfmenu.facts.keywords import WORDS
from kfmenu.language.lexicon import GAP, HALF_WIDTH, LAYOUT, masked
from kfmenu.language.texts import is_name

_URL = r"(?i:https?[:：]//|www\.)[^\s]"
_APPID = r"wx[0-9a-f]{6,}"
_PROGRAM = rf"wx[0-9a-f]+[{LAYOUT}，,]+[^{LAYOUT}]*[^{LAYOUT}，,]"
_NAME = rf"@[^{LAYOUT}]+"
_ID = r"[A-Za-z0-9][A-Za-z0-9_.:-]*"
_PHONE = r"(?i:tel:)(\+?[0-9 -]+)|(\+?[0-9][0-9 -]{5,}[0-9])"


def kind_of(target: str) -> str | None:
    """Tell what kind of item leads to a target.

    Args:
        target: what stands behind an arrow, or would.

    Returns:
        `view`, `miniprogram`, `click`, or None where nothing tells.
    """
    if re.match(_URL, target):
        return "view"
    if re.fullmatch(_PROGRAM, target):
        return "miniprogram"
    if re.fullmatch(_ID, target) or re.fullmatch(_NAME, target) or target == "-":
        return "click"
    return None


def is_url(target: str) -> bool:
    """Tell whether a target is an address of the web, whole or without its scheme."""
    return bool(re.match(_URL, target))


def is_program(target: str) -> bool:
    """Tell whether a target is the appid of a mini program and a page of it."""
    return bool(re.fullmatch(_PROGRAM, target))


def phone_of(target: str) -> str | None:
    """Give the number of a telephone that a target is; None where it is none."""
    found = re.fullmatch(_PHONE, target)
    return (found[1] or found[2]) if found else None


class Split(NamedTuple):
    """A line without its arrow, taken apart.

    Args:
        label: what is shown; the text begins with it.
        target: where it leads.
        start: where that begins in the text; behind the label, if something stands between them.
    """

    label: str
    target: str
    start: int


def split(keyword: str, text: str) -> Split | None:
    """Find the target in what stands behind a keyword, where there is no arrow.

    Args:
        keyword: of a click, view or miniprogram; it tells what a target looks like.
        text: all that stands behind the colon, without blanks around it.
    """
    start = _start(keyword, masked(text).translate(HALF_WIDTH))
    label = _before(text[:start])
    if not label or start == len(text):
        return None
    target = text[start:].translate(HALF_WIDTH).replace("：//", "://")
    if target[:4].lower() == "www.":
        target = f"https://{target}"
    elif re.match(_APPID, target):
        target = " ".join(re.split(rf"[{LAYOUT}，,]+", target))
    return Split(label, target, start)


def _start(keyword: str, plain: str) -> int:
    """Tell where the target begins; what has none is all label."""
    url, appid = re.search(_URL, plain), re.search(_APPID, plain)
    if keyword == "miniprogram" and appid:
        return appid.start()
    if url and (keyword != "click" or not re.search(f"[{LAYOUT}]", plain[url.start() :])):
        return url.start()
    if appid and is_program(plain[appid.start() :]):
        return appid.start()
    if keyword != "click":
        return len(plain)
    at = plain.rfind("@")
    if at >= 0 and is_name(plain[at + 1 :]):
        return at
    run = plain[len(plain.rstrip(_OF_IDS)) :].lstrip("_.:-")
    if not run and plain[-1:] == "-" and _before(plain[:-1]) != plain[:-1]:
        return len(plain) - 1
    return len(plain) - len(run)


_OF_IDS = "".join(char for char in map(chr, range(128)) if char.isalnum()) + "_.:-"


def _before(text: str) -> str:
    """Give a label without what people put between it and its target."""
    start = max(0, len(text) - _LONGEST_GAP)
    gap = re.search(GAP, text[start:])
    assert gap is not None
    label = text[: start + gap.start()]
    for opening, closing in ("《》", "＜＞", "<>"):
        if label.count(opening) > label.count(closing):
            return text.rstrip(LAYOUT)
    return label


_LONGEST_GAP = 40


def worded(keyword: str, like: str) -> str:
    """Give a keyword in the tongue of a word that stands in the file."""
    word = WORDS[keyword]
    return word.english if like.isascii() else word.chinese


def sample(what: str, like: str) -> str:
    """Give what stands in a spelled line for what nobody can know.

    Args:
        what: the `name` of a block, a `param`, a `text`, or an item, whose label it is.
        like: a word in the tongue of the file.
    """
    chinese, english = _SAMPLES[what]
    return english if like.isascii() else chinese


_SAMPLES = {
    "click": ("满意", "Yes"),
    "view": ("官网", "Website"),
    "miniprogram": ("下单", "Order"),
    "name": ("名称", "NAME"),
    "param": ("名称", "name"),
    "text": ("文字", "text"),
}
