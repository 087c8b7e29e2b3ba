"""A menu that shows nothing, or may show nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from kfmenu.params.unwritten import Unwritten
from kfmenu.places import Path
from kfmenu.problems import Findings


def note_empty(menu: Mapping[Any, Any], names: Iterable[str], at: Path, findings: Findings) -> bool:
    """Report a menu of which nothing is there, or of which nothing may be left; tell if it is bare.

    Args:
        menu: in wire form.
        names: its fields.
        at: where it is.
        findings: told of KF411 and KF504.
    """
    if all(_is_empty(menu.get(name, "")) for name in names):
        findings.add("KF411", at, field="msgmenu")
        return True
    items = menu.get("list", ())
    shown = [menu.get("head_content", ""), menu.get("tail_content", "")]
    if (
        isinstance(items, list | tuple)
        and not any(map(_always_shows, shown))
        and not any(map(_always_stays, items))
    ):
        findings.add("KF504", at, variant="nothing")
    return False


def _is_empty(value: Any) -> bool:
    """Tell whether a part of a menu is there and empty, whatever its type ought to be."""
    return isinstance(value, str | list | tuple) and not value


def _always_shows(text: Any) -> bool:
    """Tell whether a text is there and not empty, whatever its params hold."""
    return text.always_shows if isinstance(text, Unwritten) else bool(text != "")


def _always_stays(item: Any) -> bool:
    """Tell whether an item is there, whatever its params hold; of a broken one nobody knows."""
    if not isinstance(item, Mapping):
        return True
    bodies = [body for body in item.values() if isinstance(body, Mapping)]
    texts = [text for body in bodies for text in body.values()]
    return not any(isinstance(text, Unwritten) and text.may_vanish for text in texts)
