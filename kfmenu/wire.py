"""From the API's JSON to values: checked first, then structured by cattrs, never coerced."""

from typing import Any, Literal, get_args

from cattrs import Converter

from kfmenu.checker import kind_of, walk
from kfmenu.errors import InvalidMessage
from kfmenu.limits import Target
from kfmenu.message import Click, Item, Menu, Message, MiniProgram, Text, TextMessage, View
from kfmenu.problems import has_errors
from kfmenu.shapes import Kind

_CLASSES: dict[str, type[Item]] = {
    "click": Click,
    "view": View,
    "miniprogram": MiniProgram,
    "text": Text,
}


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
    problems = walk(payload, kind, target, lint=True)
    if has_errors(problems):
        raise InvalidMessage(problems)
    if kind == "menu":
        return _CONVERTER.structure(payload, Menu)
    if payload["msgtype"] == "text":
        return _CONVERTER.structure(payload["text"], TextMessage)
    return _CONVERTER.structure(payload["msgmenu"], Menu)


def _menu(menu: dict[str, Any], _: type[Menu]) -> Menu:
    return Menu(
        menu.get("head_content"),
        tuple(_item(item) for item in menu.get("list", ())),
        menu.get("tail_content"),
    )


def _item(item: dict[str, Any]) -> Item:
    kind = item["type"]
    # The label of a mini program may be absent for `send_msg`.
    return _CONVERTER.structure({"content": None, **item[kind]}, _CLASSES[kind])


def _string(value: Any, _: type[str]) -> str:
    # cattrs by itself would call str() on whatever comes; the check has seen to it before.
    assert isinstance(value, str)
    return value


def _flag(value: Any, _: type[bool]) -> bool:
    assert value in (0, 1)
    return bool(value)


_CONVERTER = Converter(detailed_validation=False)
_CONVERTER.register_structure_hook(str, _string)
_CONVERTER.register_structure_hook(bool, _flag)
_CONVERTER.register_structure_hook(Menu, _menu)
assert set(_CLASSES.values()) == set(get_args(Item))
