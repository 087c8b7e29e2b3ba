"""Whether a declaration still takes what another took: shown by a value that it refuses."""

from collections.abc import Iterator
from decimal import Decimal
from string import ascii_letters, digits

from kfmenu.params.types import TYPES, Param, Refused

_CHARS = digits + ascii_letters + '-_ "&~\n中😀'
"""Some characters of each type; so many that no list of alternatives holds them all."""


def refused_now(old: Param, new: Param) -> tuple[object] | None:
    """Give a value that `old` takes and `new` refuses, alone in a tuple; None where there is none.

    Args:
        old: the declaration of before.
        new: that of today.
    """
    for value in _edges(old, new):
        if _takes(old, value) and not _takes(new, value):
            return (value,)
    return None


def _edges(old: Param, new: Param) -> Iterator[object]:
    """Give values at the edges of what two declarations take."""
    yield None
    if old.type == "one":
        yield from old.alternatives
    elif old.type == "number":
        for end in (old.written(old.least), old.written(old.most)):
            yield end
            yield Decimal(end)
    else:
        row = TYPES[old.type]
        for length in sorted({old.least, old.least + 1, old.most, new.least - 1, new.most + 1}):
            for char in _CHARS:
                yield row.start + char * (length - len(row.start))
        if old.type == "digits":
            yield int("9" * max(old.least, 1))


def _takes(param: Param, value: object) -> bool:
    try:
        param.read(value)
    except Refused:
        return False
    return True
