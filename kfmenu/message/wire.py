"""From the API's JSON to values: checked first, then structured by cattrs, never coerced."""

from collections.abc import Mapping
from typing import Any, Literal

from cattrs import Converter

from kfmenu.checking.check import check
from kfmenu.checking.kind import kind_of
from kfmenu.errors import InvalidMessage
from kfmenu.facts.kinds import KINDS
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Json, Kind
from kfmenu.message.values import ITEMS, Item, Menu, Message, TextMessage
from kfmenu.problems import has_errors


def from_dict(
    payload: Any, kind: Kind | Literal["auto"] | None = None, target: Target | None = None
) -> Message:
    """Read a message from a JSON-like object, whatever envelope it comes in.

    Args:
        payload: a message, a bare `msgmenu` object, or a whole request to either API (whose
            `code`, `touser` and the like are no part of the message and are left behind).
        kind: which of these it is; by default its keys tell.
        target: the API whose limits hold; by default those of its kind.

    Raises:
        InvalidMessage: the payload has errors; `.problems` holds them, and the warnings.
    """
    if kind is None or kind == "auto":
        kind = kind_of(payload)
    problems = check(payload, kind, target)
    if has_errors(problems):
        raise InvalidMessage(problems)
    return from_wire({"msgtype": "msgmenu", "msgmenu": payload} if kind == "menu" else payload)


def from_wire(wire: Json) -> Message:
    """Make the value of a message, or of a request, that has no errors.

    Args:
        wire: in wire form, checked.
    """
    tag = wire["msgtype"]
    if tag == "text":
        return _CONVERTER.structure(wire[tag], TextMessage)
    return _CONVERTER.structure(wire[tag], Menu)


def _menu(menu: dict[str, Any], _: type[Menu]) -> Menu:
    return Menu(
        menu.get("head_content"),
        tuple(item_from_wire(item) for item in menu.get("list", ())),
        menu.get("tail_content"),
    )


def item_from_wire(item: Json) -> Item:
    """Make the value of an item that has no errors.

    Args:
        item: in wire form, checked.
    """
    kind = item["type"]
    return _CONVERTER.structure(_ABSENT[kind] | item[kind], ITEMS[kind])


_ABSENT: Mapping[str, Json] = {
    kind.name: {one.name: None for one in kind.fields if one.free_for} for kind in KINDS.values()
}
"""The fields that some target takes an item without."""


def _string(value: Any, _: type[str]) -> str:
    # cattrs by itself would call str() on whatever comes; the check has seen to it before.
    assert isinstance(value, str)
    return str(value)  # an id that names a block is a plain one from here on


def _flag(value: Any, _: type[bool]) -> bool:
    assert value in (0, 1)
    return bool(value)


_CONVERTER = Converter(detailed_validation=False)
_CONVERTER.register_structure_hook(str, _string)
_CONVERTER.register_structure_hook(bool, _flag)
_CONVERTER.register_structure_hook(Menu, _menu)
