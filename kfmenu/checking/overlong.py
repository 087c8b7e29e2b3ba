"""How much to take away from a text that is too long, as a person counts."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Overlong(NamedTuple):
    """What to take away from the end of a text so that it fits.

    Args:
        chars: how many characters, as a person counts them.
        last: the last of them.
        size: its bytes.
    """

    chars: int
    last: str
    size: int


def overlong(value: str, most: int) -> Overlong:
    """Tell the fewest characters that must go.

    Args:
        value: of more than `most` bytes.
        most: so many bytes fit.
    """
    size = 0
    chars = 0
    last = ""
    for last in _characters(value):
        size += len(last.encode("utf-8", "surrogatepass"))
        chars += size > most
    return Overlong(chars, last, len(last.encode("utf-8", "surrogatepass")))


def _characters(value: str) -> Iterable[str]:
    """Cut a text into what a person takes for one character each."""
    if len(value) > _MOST_COUNTED or re.fullmatch(_PLAIN, value):
        return value
    from wcwidth import iter_graphemes  # noqa: PLC0415 - 18 ms that no other text needs

    return iter_graphemes(value)


_MOST_COUNTED = 20_000
"""Code points of a text that are counted so: nobody takes the characters of a book away."""

_PLAIN = "[\x20-\x7e\n\u2014-\u2026\u3001-\u3011\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]*"
"""Where each code point is a character: ASCII, 汉字, their punctuation."""
