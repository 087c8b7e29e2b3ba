"""What the API takes in a text and a customer should not see."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from kfmenu.facts.limits import Limit
from kfmenu.problems import quote


class Odd(NamedTuple):
    """Something odd in a text.

    Args:
        code: the rule.
        within: the code points (from, to) that it is about, or None for all of them.
        holes: what fills the rule's message.
        variant: which of the rule's hints fits, where it has several.
    """

    code: str
    within: tuple[int, int] | None = None
    holes: Mapping[str, Any] = MappingProxyType({})
    variant: str | None = None


def is_fine(name: str, value: str) -> bool:
    """Tell at one look that a string has nothing odd; False only means: look closely.

    Args:
        name: the field that holds it.
        value: the string.
    """
    pattern = _PATTERNS.get(name)
    return (
        value != ""
        and not _SUSPECT.search(value)
        and (pattern is None or pattern.match(value) is not None)
    )


def odd_texts(limit: Limit, value: str) -> Iterator[Odd]:
    """Find what is odd in a string, one of each kind at most.

    Args:
        limit: the row of the table for the field that holds it.
        value: the string, escapes and surrogates as they may be.
    """
    name = limit.name
    if not value:
        if not limit.min_bytes and (not limit.required or limit.path == "text.content"):
            yield Odd("KF431")
        return
    if _SUSPECT.search(value):
        yield from _suspects(name, value)
    if name in _PATTERNS and not _PATTERNS[name].match(value):
        yield _odd_target(name, value)


def _odd_target(name: str, value: str) -> Odd:
    """Say why a URL or appid is odd."""
    holes = {"text": quote(value)}
    sign = _WIDE_SIGN.search(value)
    if name == "url" and sign:
        return Odd("KF428", sign.span(), holes | {"char": quote(sign[0])}, "sign")
    return Odd("KF428" if name == "url" else "KF429", None, holes)


def _suspects(name: str, value: str) -> Iterator[Odd]:
    """Find what is odd in a string that holds a suspicious character."""
    if (name in _SHOWN or name in _TARGETS) and (found := re.search(_ENTITY, value)):
        yield Odd("KF426", found.span(), {"text": found[0]})
    at = value.find("\\n")
    if at >= 0 and name in _SHOWN:
        yield Odd("KF427", (at, at + 2))
    for found in re.finditer(_INVISIBLE, value):
        if not _in_emoji(value, found.start()):
            yield Odd("KF432", found.span(), {"char": f"U+{ord(found[0]):04X}"})
            return


def _in_emoji(text: str, at: int) -> bool:
    """Tell whether the invisible character at `at` is part of an emoji."""
    before = text[at - 1 : at]
    match text[at]:
        case "\u200d":
            return bool(re.match(_EMOJI, before) and re.match(_EMOJI, text[at + 1 : at + 2]))
        case "\ufe0e" | "\ufe0f":
            return bool(re.match(_EMOJI_BASE, before))
        case char if "\U000e0020" <= char <= "\U000e007f":
            return bool(re.match(_TAGGED, before))
    return False


_SHOWN = frozenset({"head_content", "content", "tail_content"})
_TARGETS = frozenset({"url", "pagepath"})

# Only what nearly every text is matched with is compiled now: the rest waits for its first use.
_ENTITY = r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
_PATTERNS = {
    "url": re.compile(
        r"[hH][tT]{2}[pP][sS]?://[^/?#\s。，；：！？／．＆＝][^。，；：！？／．＆＝]*\Z"
    ),
    "appid": re.compile(r"wx[0-9a-f]+\Z"),
}
"""What a field's value looks like; nobody means full-width punctuation in a URL."""

_WIDE_SIGN = re.compile("[。，；：！？／．＆＝]")

_INVISIBLE_SET = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f"
)
_INVISIBLE = f"[{_INVISIBLE_SET}]"
_SUSPECT = re.compile(rf"[\\&{_INVISIBLE_SET}]")
"""Any character that a warning may be about: most texts have none, and one look tells."""

_EMOJI = "[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"
_EMOJI_BASE = "[#*0-9\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_TAGGED = "[\U0001f3f4\U000e0020-\U000e007f]"
