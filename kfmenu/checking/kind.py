"""What kind a payload is: a menu, a message, or the body of a request."""

from functools import cache
from typing import Any

from kfmenu.facts.shapes import MENU, TOP, Kind, shapes


def kind_of(payload: Any) -> Kind:
    """Tell by its keys what a payload is meant to be; what tells nothing counts as a message."""
    if not isinstance(payload, dict):
        return "message"
    if "code" in payload:
        return "on_event"
    if "touser" in payload or "open_kfid" in payload:
        return "send_msg"
    # A bare menu has no `msgmenu` and no `text` of its own: there the msgtype was forgotten.
    return "menu" if is_kind(payload, "menu") and not is_kind(payload, "message") else "message"


def is_kind(payload: dict[Any, Any], kind: Kind) -> bool:
    """Tell whether an object has any key of its kind."""
    return not keys_of(kind).isdisjoint(payload)


@cache
def keys_of(kind: Kind) -> frozenset[str]:
    """Give the names that an object of a kind may have."""
    outer = shapes(kind, "send_msg" if kind == "send_msg" else "on_event")
    return frozenset(outer[MENU if kind == "menu" else TOP].fields)
