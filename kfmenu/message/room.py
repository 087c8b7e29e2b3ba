"""What a menu has left: items, actions, and the bytes of each text."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from kfmenu.facts.limits import ACTION_TYPES, ITEM_TYPES, LIMITS, Limit, Target
from kfmenu.facts.shapes import Json
from kfmenu.params.encoding import size
from kfmenu.places import Path, pointer_of


@frozen
class Room:
    """What is left in a menu; where it has too much, a number is negative.

    Args:
        items: so many more items may be added.
        actions: so many of these may be clicks, views or mini programs.
        bytes: the UTF-8 bytes left in each text by its JSON pointer, as problems have them;
            head and tail are among them though there may be none yet.
    """

    items: int
    actions: int
    bytes: Mapping[str, int] = field(hash=False)


def room_of(wire: Json, target: Target) -> Room:
    """Measure a menu.

    Args:
        wire: in wire form, right or wrong.
        target: the API whose limits hold.
    """
    rows = LIMITS[target]
    menu, row = wire["msgmenu"], rows["msgmenu.list"]
    found: dict[str, int] = {}

    def measure(text: object, row: Limit, at: Path) -> None:
        if row.max_bytes is not None and isinstance(text, str):
            found[pointer_of(at)] = row.max_bytes - size(text)

    measure(menu.get("head_content", ""), rows["msgmenu.head_content"], ("msgmenu", "head_content"))
    actions = 0
    for index, item in enumerate(menu["list"]):
        kind = item["type"] if isinstance(item, dict) else None
        actions += kind in ACTION_TYPES
        if kind in ITEM_TYPES:
            for name, text in item[kind].items():
                at = ("msgmenu", "list", index, kind, name)
                measure(text, rows[f"msgmenu.list.{kind}.{name}"], at)
    measure(menu.get("tail_content", ""), rows["msgmenu.tail_content"], ("msgmenu", "tail_content"))
    items = (row.max_items or 0) - len(menu["list"])
    most = row.max_items if row.max_actions is None else row.max_actions
    return Room(items, min(items, (most or 0) - actions), MappingProxyType(found))
