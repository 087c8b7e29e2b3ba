"""Values that are not what the API takes: what they are, and what to write for them."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from kfmenu.problems import Origin, quote


class Foreign(NamedTuple):
    """What is said of a value of the wrong type: variant and holes of `KF405`."""

    variant: str | None
    found: str
    meant: str = ""


def foreign(
    name: str, value: Any, expected: str, origin: Origin | None, *, required: bool
) -> Foreign:
    """Tell what a value is, and what to write instead.

    Args:
        name: the field that holds it.
        value: of another type than `expected`.
        expected: a word of the catalogue.
        origin: what the input was made from.
        required: whether the field must be there.
    """
    found = _type_of(value)
    if origin == "python" or found == "@foreign":
        found = type(value).__name__
        if expected == "@item":
            meant = _item_for(value)
            return Foreign("item" if meant else "any item", found, meant)
        return Foreign("python", found, _string_for(name, value) if expected == "@string" else "")
    if value is None:
        return Foreign("null required" if required else "null", found)
    if expected == "@string" and found in {"@number", "@boolean"}:
        return Foreign("quoted", found, f'"{str(value).lower()}"' if _is_short(value) else '"…"')
    if expected == "@object" and found == "@string":
        if value.lstrip()[:1] in {"{", "["}:
            return Foreign("encoded", found)
        return Foreign("nested" if name == "text" else None, found, quote(value)[1:-1])
    if expected == "@object" and found == "@array":
        return Foreign({"msgmenu": "listed", "message": "several"}.get(name), found)
    return Foreign("single" if expected == "@array" and found == "@object" else None, found)


def _is_short(number: float) -> bool:
    """Tell whether a number can be written out: Python refuses to write very long ones."""
    return not isinstance(number, int) or abs(number) < 10**20


def _type_of(value: Any) -> str:
    """Name the JSON type of a value, as a word of the catalogue."""
    if value is None:
        return "@null"
    for python, word in _JSON_TYPES:
        if isinstance(value, python):
            return word
    return "@foreign"


_JSON_TYPES = (
    (bool, "@boolean"),  # before int, which it is too
    (int | float, "@number"),
    (str, "@string"),
    (list | tuple, "@array"),
    (dict, "@object"),
)


# ---- what to write in Python --------------------------------------------------------------


def _string_for(name: str, value: Any) -> str:
    """Write the expression that makes a string of what was given."""
    if isinstance(value, bytes | bytearray):
        return f"{name}.decode()"
    if isinstance(value, Enum):
        return f"{name}.value"
    if callable(value):
        return f"{name}()"
    if value is None or isinstance(value, list | tuple | dict):
        return '"…"'
    return f"str({name})"


_LABELS = ("content", "title", "name", "label", "text")
_LINKS = ("url", "link", "href")
_IDS = ("id", "key", "code", "value")


def _item_for(value: Any) -> str:
    """Write the item that was meant by what stands where an item should, if that can be told."""
    if isinstance(value, str):
        return f'Text("{quote(value)[1:-1]}")'
    if isinstance(value, Mapping):
        tag = value.get("type")
        body = value.get(tag) if isinstance(tag, str) else None
        if isinstance(body, Mapping):
            return _row(body, f'row["{tag}"]["{{}}"]'.format)
        return _row(value, 'row["{}"]'.format)
    if isinstance(value, Sequence) and len(value) > 1:
        # Of a label and an id the Chinese one is the label, whatever their order.
        label = next((at for at, one in enumerate(value) if _is_shown(one)), 0)
        other = 0 if label else 1
        named = {"content": value[label], "id": value[other]}
        where = {"content": label, "id": other}
        return _row(named, lambda name: f"row[{where[name]}]")
    return _row(_fields_of(value), "row.{}".format)


def _fields_of(value: Any) -> Mapping[str, Any]:
    """Give the fields of an object; what its class computes is not asked for."""
    if isinstance(value, type):
        return {}
    made = {
        name: None
        for name in (*_LABELS, *_LINKS, *_IDS)
        if not callable(getattr(type(value), name, len))
    }
    return {**made, **getattr(value, "__dict__", {})}


def _is_shown(value: Any) -> bool:
    return isinstance(value, str) and not value.isascii()


def _row(row: Mapping[Any, Any], access: Callable[[str], str]) -> str:
    """Write the item that a row holds, as far as its names tell."""
    label = next((name for name in _LABELS if name in row), None)
    if label is None:
        return ""
    for name in _LINKS:
        if name in row:
            return f"View({access(label)}, url={access(name)})"
    ident = next((name for name in _IDS if name in row), None)
    if ident is None:
        return f"Click({access(label)}, id=…)"
    if isinstance(row[ident], str) and row[ident].startswith(("http://", "https://")):
        return f"View({access(label)}, url={access(ident)})"
    made = access(ident) if isinstance(row[ident], str) else f"str({access(ident)})"
    return f"Click({access(label)}, id={made})"
