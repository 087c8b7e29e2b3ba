"""One look at a string: whether it has the right size and nothing odd."""

import re
from collections.abc import Callable
from functools import cache

from kfmenu.facts.kinds import KINDS
from kfmenu.facts.limits import Limit

Look = tuple[range, Callable[[str], object]]
"""How many code points surely fit, and one look at them; its None means: look more closely."""


size_of = str.__len__
"""The code points of a string; those of a class of its own may say what they like of their size."""


def is_fine(value: str, limit: Limit) -> bool:
    """Tell that a string has the right size and nothing odd; False only means: look more closely.

    Args:
        value: the string.
        limit: the row of the table for its field.
    """
    sizes, look = fine(limit)
    return size_of(value) in sizes and look(value) is not None


@cache
def fine(limit: Limit) -> Look:
    """Give what tells at one look that a field's string is fine.

    Args:
        limit: the row of the table for the field.
    """
    pattern = _FINE_LABEL if limit.path in LABELS else FINE.get(limit.name, "(?!)")
    widest = 4 if limit.name in SHOWN else 1  # bytes of a code point; all others are ASCII
    sizes = range(limit.min_bytes, (limit.max_bytes or 0) // widest + 1)
    return sizes, re.compile(pattern).match


SHOWN = frozenset({"head_content", "content", "tail_content"})
LABELS = frozenset(
    f"msgmenu.list.{kind.name}.{field.name}"
    for kind in KINDS.values()
    for field in kind.fields
    if kind.taps and field.role == "shown"
)


INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f"
)
_ADDRESS = r"[A-Za-z0-9._~/?#%+:@,!&*()'-]"
_QUERY = rf"{_ADDRESS}*(?:=(?!undefined|null|None|NaN){_ADDRESS}*)*\Z"
MARKUP = "\\/＼<*[#`"
"""Signs of which every line break in letters, every tag and all Markdown has one."""

_PLAIN = rf"[^{re.escape(MARKUP)}&{{\ud800-\udfff{INVISIBLE}"
FINE = {
    **dict.fromkeys(SHOWN, rf"{_PLAIN}]+\Z"),
    "id": r"(?![nN](?:[oO][nN][eE]|[uU][lL]{2})\Z)[A-Za-z0-9_.:-]*(?<=[A-Za-z0-9_-])\Z",
    "url": rf"[hH][tT]{{2}}[pP][sS]?://[A-Za-z0-9]{_QUERY}",
    "appid": r"wx[0-9a-f]+\Z",
    "pagepath": rf"[A-Za-z0-9/]{_QUERY}",
}
"""What nearly every string is, by field: nothing in it can be odd."""

_FINE_LABEL = rf"{_PLAIN}\r\n]+\Z"
"""The same of a label, which has one line."""
