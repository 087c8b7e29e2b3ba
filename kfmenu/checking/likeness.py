"""What an object that is no message was probably meant to be."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, get_args

from kfmenu.checking.kind import is_kind, keys_of
from kfmenu.checking.misnamed import folded
from kfmenu.facts.limits import ITEM_TYPES, LIMITS
from kfmenu.facts.shapes import Kind
from kfmenu.places import Path, pointer_of

_SPELT = {folded(row.name): row.name for rows in LIMITS.values() for row in rows.values()}
"""Every name of the API by its spelling without capitals and underscores."""

_ENVELOPE = frozenset(folded(name) for kind in get_args(Kind) for name in keys_of(kind))

_MOST_SEEN = 20_000
"""Values of an object that are looked at: what is buried deeper is no message by mistake."""

_MOST_KEYS = 1_000
"""Keys that are looked at in each."""

_MOST_NAMED = 4


def likeness(payload: dict[Any, Any], kind: Kind, at: Path) -> tuple[str, str]:
    """Tell what an object without any key of its kind looks like.

    Args:
        payload: the object.
        kind: what it should have been.
        at: where it stands.

    Returns:
        The variant of `KF404`, and what it names.
    """
    strange = [name for name in payload if isinstance(name, str)]
    if any(folded(name) in _ENVELOPE and _SPELT[folded(name)] != name for name in strange):
        return "spelling", _renames(payload)
    if kind != "menu" and is_kind(payload, "menu"):
        return "bare menu", ""
    inside = [pointer_of(path) for path in _messages_in(payload, at)]
    if inside:
        named = ", ".join(inside[:_MOST_NAMED]) + (", …" if len(inside) > _MOST_NAMED else "")
        return "inside" if len(inside) == 1 else "several inside", named
    if kind == "menu" and "msgtype" in payload:
        return "whole message", ""
    wrapped = payload.get("menu")
    if "button" in payload or (isinstance(wrapped, dict) and "button" in wrapped):
        return "official menu", ""
    if payload.get("type") in ITEM_TYPES or any(name in payload for name in ITEM_TYPES):
        return "item", ""
    if "errcode" in payload:
        return "answer", ""
    return "none", ""


def _renames(payload: dict[Any, Any]) -> str:
    """List the names in an object that only their spelling keeps from being the API's."""
    found: dict[str, str] = {}
    for _, value in _walk(payload, ()):
        for name in value if isinstance(value, dict) else ():
            meant = _SPELT.get(folded(name))
            if meant is not None and meant != name:
                found[name] = meant
    return ", ".join(f"{name} → {meant}" for name, meant in found.items())


def _messages_in(payload: Any, at: Path) -> Iterator[Path]:
    """Find the messages and menus that stand inside a value, but not those inside of these."""
    inside: Path | None = None
    for path, value in _walk(payload, at):
        if inside is not None and path[: len(inside)] == inside:
            continue
        if path != at and isinstance(value, dict) and _is_message(value):
            inside = path
            yield path


def _is_message(value: dict[Any, Any]) -> bool:
    names = {folded(name) for name in islice(value, _MOST_KEYS)}
    if "msgtype" in names or names & {"msgmenu", "headcontent", "tailcontent"}:
        return True
    items = value.get("list")
    return isinstance(items, list) and any(
        isinstance(item, dict) and any(name in item for name in ITEM_TYPES) for item in items
    )


def _walk(value: Any, at: Path) -> Iterator[tuple[Path, Any]]:
    """Give the values of an object with their paths, outer ones first, as far as it is sane."""
    rest, left = [(at, value)], _MOST_SEEN
    while rest and left > 0:
        path, value = rest.pop()
        yield path, value
        members = value.items() if isinstance(value, dict) else enumerate(value)
        seen = list(islice(members, left))
        left -= len(seen) + 1
        inner = [((*path, name), one) for name, one in seen if isinstance(one, dict | list)]
        rest += reversed(inner)
