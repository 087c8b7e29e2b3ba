"""Items as people give them: in lists of lists, with None and False among them."""

from collections.abc import Iterable, Sequence
from typing import Any

from kfmenu.message.item import ItemBase


def flat(given: Iterable[Any]) -> tuple[Any, ...]:
    """Give items, and those of the iterables among them, however nested, without None and False."""
    found: list[Any] = []
    rest = [(given, iter(given))]
    around = {id(given)}
    while rest:
        for one in rest[-1][1]:
            if one is None or one is False:
                continue
            # What holds itself is no item, and is reported as such.
            if id(one) not in around and _holds_items(one, is_inside=len(rest) > 1):
                rest.append((one, iter(one)))
                around.add(id(one))
                break
            found.append(one)
        else:
            around.remove(id(rest.pop()[0]))
    return tuple(found)


def _holds_items(one: Any, *, is_inside: bool) -> bool:
    """Tell whether something is to be walked; what holds the fields of one item is not."""
    if isinstance(one, ItemBase) or _is_whole(one):
        return False
    if is_inside and isinstance(one, Sequence):
        return all(
            part is None or part is False or isinstance(part, ItemBase) or not _is_whole(part)
            for part in one
        )
    return True


def _is_whole(value: Any) -> bool:
    """Tell whether a value is nothing to walk: a text, a mapping, or no iterable at all."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return True
    return not isinstance(value, Iterable) or callable(getattr(type(value), "keys", None))
