"""What a build writes of a message with params, and how it is read again.

    {"version": 1, "name": …, "params": {name: {"type": …, …}}, "message": {"msgtype": …, …}}

In the message a list of lines, each a list of texts and of `{"param": name}`, stands in the place
of a text with params. The form is kfmenu's own: only `load` reads it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kfmenu.facts.kinds import KINDS
from kfmenu.facts.shapes import Json
from kfmenu.params.declared import LARGEST, Declared, read_type
from kfmenu.params.encoding import ENCODE
from kfmenu.params.phrase import Part, Phrase, Ref
from kfmenu.params.types import Param

VERSION = 1


class Damaged(ValueError):
    """What seems to be a compiled message cannot be read.

    Args:
        reason: why, as a word of the catalogue.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def compiled(name: str, message: Json) -> Json:
    """Give what a build writes: the message itself, or the form above if it has params.

    Args:
        name: of the message.
        message: in wire form.
    """
    params: dict[str, Json] = {}
    written = _mapped(message, lambda text: _written(text, params))
    if not params:
        return message
    return {"version": VERSION, "name": name, "params": params, "message": written}


def bundled(value: Any) -> Json | None:
    """Give the messages of a bundle by their names; None where a value is none.

    Raises:
        Damaged: a newer kfmenu wrote it.
    """
    if not isinstance(value, dict) or "version" not in value:
        return None
    messages = value.get("messages")
    if not isinstance(messages, dict):
        return None
    if value["version"] != VERSION:
        raise Damaged("@newer")
    return messages


def is_compiled(value: Any) -> bool:
    """Tell by its keys whether a JSON-like object is a message with params."""
    return isinstance(value, dict) and value.keys() >= {"version", "params", "message"}


def read_compiled(value: Json) -> tuple[str, Json]:
    """Give the name and the wire form of a message with params; the wire form is not checked yet.

    Raises:
        Damaged: the value is not as `compiled` makes it.
    """
    if value["version"] != VERSION:
        raise Damaged("@newer")
    try:
        params = {name: _param(name, said) for name, said in value["params"].items()}
        name = value["name"]
        if not isinstance(name, str) or not isinstance(value["message"], dict):
            raise Damaged("@form")
        return name, _mapped(value["message"], lambda text: _read(text, params))
    except (AttributeError, LookupError, TypeError) as error:
        raise Damaged("@form") from error


def _mapped(message: Any, change: Callable[[Any], Any]) -> Json:
    """Give a message with each of its texts changed."""
    wire = dict(message)
    for tag in ("text", "msgmenu"):
        if tag in wire:
            wire[tag] = {
                name: [_item(item, change) for item in part] if name == "list" else change(part)
                for name, part in wire[tag].items()
            }
    return wire


def _item(item: Json, change: Callable[[Any], Any]) -> Json:
    return {
        key: {name: one if name in _FLAGS else change(one) for name, one in part.items()}
        if isinstance(part, dict)
        else part
        for key, part in item.items()
    }


_FLAGS = {one.name for kind in KINDS.values() for one in kind.fields if one.role == "flag"}
"""The fields that hold no text."""


# ---- writing ------------------------------------------------------------------------------


def _written(text: Any, params: dict[str, Json]) -> Any:
    if not isinstance(text, Phrase):
        return text
    for param in text.params:
        params[param.name] = _declared(param)
    return [[_part(part) for part in line] for line in text.lines]


def _declared(param: Param) -> Json:
    """Write a declaration; what is as by default is left out."""
    said = param._asdict()
    usual = Param(param.name, param.type)._asdict()
    shown = {key: value for key, value in said.items() if key == "type" or value != usual[key]}
    if param.alternatives:
        shown["alternatives"] = [*param.alternatives]
    return shown


def _part(part: Part) -> str | Json:
    if isinstance(part, str):
        return part
    ref = {"param": part.param.name}
    return ref if part.encoding == "plain" else {**ref, "encoding": part.encoding}


# ---- reading ------------------------------------------------------------------------------


def _param(name: str, said: Json) -> Param:
    """Read a declaration, and see that it is one that may be declared."""
    kinds = {"least": int, "most": int, "decimals": int, "optional": bool, "alternatives": list}
    for key, value in said.items():
        if key != "type" and type(value) is not kinds[key]:
            raise Damaged("@form")
    if not 0 <= said.get("decimals", 0) <= LARGEST:  # more would be as many bytes
        raise Damaged("@form")
    param = Param(name, **{**said, "alternatives": tuple(said.get("alternatives", ()))})
    if param.type == "one":
        texts = param.alternatives
        sound = all(type(one) is str and one for one in texts) and len({*texts}) == len(texts) > 0
    else:
        read = read_type(param.spelt(), name=name, optional=param.optional)
        sound = read == Declared(param, ())
    if not sound:
        raise Damaged("@form")
    return param


def _read(text: Any, params: Mapping[str, Param]) -> Any:
    if not isinstance(text, list):
        return text
    phrase = Phrase([[_part_of(part, params) for part in line] for line in text])
    if not phrase.refs:  # a text without params is written as it is
        raise Damaged("@form")
    return phrase


def _part_of(part: Any, params: Mapping[str, Param]) -> Part:
    if isinstance(part, str):
        if any("\ud800" <= char <= "\udfff" for char in part):
            raise Damaged("@form")
        return part
    encoding = part.get("encoding", "plain")
    if encoding not in ENCODE:
        raise Damaged("@form")
    return Ref(params[part["param"]], encoding)
