"""The one walker over a message in wire form: lengths, counts, pairing, pointers."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from kfmenu.guess import nearest
from kfmenu.limits import ACTION_TYPES, ITEM_TYPES, LIMITS, Limit, Target
from kfmenu.problems import Problem, Related, quote

Kind = Literal["message", "menu", "on_event", "send_msg"]
"""What a payload is: `{"msgtype": …}`, a bare `msgmenu` object, or one of the two requests."""

Path = tuple[str | int, ...]


def check(
    payload: Any,
    kind: Kind | Literal["auto"] = "auto",
    target: Target | None = None,
) -> tuple[Problem, ...]:
    """Report every problem of a JSON-like object, errors and warnings, in order of place.

    Nothing is coerced and nothing raises, whatever the object holds.

    Args:
        payload: what `json.loads` gives, or the same made by hand.
        kind: what it is; `auto` tells by its keys: `code` is a request to `on_event`, `touser` or
            `open_kfid` one to `send_msg`, `msgtype` a message, anything else a bare menu.
        target: the API whose limits hold; without one those of `send_msg` for the kind
            `send_msg`, those of `on_event` for all others.

    Raises:
        ValueError: `kind` or `target` is none of those above.
    """
    return walk(payload, kind, target, lint=True)


def walk(
    payload: Any,
    kind: Kind | Literal["auto"] = "auto",
    target: Target | None = None,
    *,
    lint: bool,
) -> tuple[Problem, ...]:
    """Do what `check` does, without the warnings unless `lint`."""
    if kind == "auto":
        kind = kind_of(payload)
    if target is None:
        target = "send_msg" if kind == "send_msg" else "on_event"
    walker = _Walker(_shapes(kind, target), lint=lint)
    walker.top(payload, kind)
    return tuple(walker.found)


def kind_of(payload: Any) -> Kind:
    """Tell by its keys what a payload is meant to be."""
    if not isinstance(payload, dict):
        return "message"
    if "code" in payload:
        return "on_event"
    if "touser" in payload or "open_kfid" in payload:
        return "send_msg"
    return "message" if "msgtype" in payload else "menu"


class _Shape(NamedTuple):
    """One kind of object: its fields, those that must be there, and the sizes of the strings."""

    fields: Mapping[str, Limit]
    required: tuple[str, ...]
    sizes: Mapping[str, range]


_TOP = ""
_MENU = "msgmenu"
_ITEM = "msgmenu.list"


@cache
def _shapes(kind: Kind, target: Target) -> Mapping[str, _Shape]:
    """Give the shape of every object of a payload by its path, from the limit table."""
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be auto or one of {', '.join(get_args(Kind))}, not {kind!r}")
    if target not in get_args(Target):
        raise ValueError(f"target must be one of {', '.join(get_args(Target))}, not {target!r}")
    rows = {path: row for path, row in LIMITS[target].items() if _in_message(row)}
    if kind == "on_event" or kind == "send_msg":  # noqa: PLR1714 - so that mypy sees it too
        envelope = (row for row in LIMITS[kind].values() if not _in_message(row))
        rows = {row.path: row for row in envelope} | rows
    return {
        parent: _shape([row for row in rows.values() if row.parent == parent])
        for parent in {row.parent for row in rows.values()}
    }


def _shape(rows: list[Limit]) -> _Shape:
    return _Shape(
        {row.name: row for row in rows},
        # Which of several bodies is required depends on the type beside them.
        tuple(row.name for row in rows if row.required and row.type != "object"),
        {
            row.name: range(row.min_bytes, row.max_bytes + 1)
            for row in rows
            if row.max_bytes is not None
        },
    )


def _in_message(row: Limit) -> bool:
    return row.path.partition(".")[0] in {"msgtype", "text", "msgmenu"}


class _Walker:
    """One walk over one payload; `path` is where it stands, `found` what it saw so far."""

    __slots__ = ("_first", "_items", "_lint", "_path", "_shapes", "found")

    def __init__(self, shapes: Mapping[str, _Shape], *, lint: bool) -> None:
        self._shapes = shapes
        self._items = {tag: shapes[f"{_ITEM}.{tag}"] for tag in ITEM_TYPES}
        self._lint = lint
        self._path: list[str | int] = []
        self._first: dict[str, Path] = {}
        self.found: list[Problem] = []

    def top(self, payload: Any, kind: Kind) -> None:
        """Check the whole of `payload`."""
        if not isinstance(payload, dict):
            self._wrong_type(kind if kind != "menu" else _MENU, payload, "@object")
        elif kind == "menu":
            self._menu(payload)
        else:
            self._message(payload)

    # ---- objects --------------------------------------------------------------------------

    def _message(self, message: dict[Any, Any]) -> None:
        """Check a message or a whole request."""
        shape = self._shapes[_TOP]
        tag = message.get("msgtype")
        bodies = shape.fields["msgtype"].choices
        known = isinstance(tag, str) and tag in bodies
        renamed = self._renamed(message, shape)
        for name, value in message.items():
            if name == "msgtype":
                self._tag(name, value, bodies)
            elif name in bodies:
                if name == tag or not known:
                    self._body(name, value)
                elif value is None:
                    self._at(name, self._wrong_type, name, value, "@object")
                elif tag in message and self._lint:
                    self._report("KF422", name, type=str(tag), field=name)
            else:
                self._field(name, value, shape, renamed)
        self._missing(shape, message, renamed)
        if known and tag not in message:
            others = [name for name in bodies if name in message]
            self._report(
                "KF404",
                str(tag),
                variant="other" if others else None,
                field=str(tag),
                found=others[0] if others else "",
            )

    def _body(self, name: str, value: Any) -> None:
        """Check what stands under `text` or `msgmenu` of a message."""
        self._path.append(name)
        if not isinstance(value, dict):
            self._wrong_type(name, value, "@object")
        elif name == _MENU:
            self._menu(value)
        else:
            self._fields(value, self._shapes[name])
        self._path.pop()

    def _menu(self, menu: dict[Any, Any]) -> None:
        """Check a `msgmenu` object."""
        shape = self._shapes[_MENU]
        renamed = self._renamed(menu, shape)
        for name, value in menu.items():
            if name == "list":
                self._path.append(name)
                self._list(value, shape.fields[name])
                self._path.pop()
            else:
                self._field(name, value, shape, renamed)
        if self._lint and "list" not in menu:
            self._report("KF424")

    def _list(self, items: Any, limit: Limit) -> None:
        """Check the menu's items, one by one and all together."""
        if not isinstance(items, (list, tuple)):
            self._wrong_type("list", items, "@array")
            return
        if limit.max_items is not None and len(items) > limit.max_items:
            self._too_many(len(items), limit.max_items)
        elif limit.max_actions is not None and len(items) > limit.max_actions:
            actions = sum(isinstance(i, dict) and i.get("type") in ACTION_TYPES for i in items)
            if actions > limit.max_actions:
                self._too_many(actions, limit.max_actions, variant="actions")
        if self._lint and not items:
            self._report("KF424")
        for index, item in enumerate(items):
            if not self._lint and self._is_plain(item):
                continue
            self._path.append(index)
            if isinstance(item, dict):
                self._item(item)
            else:
                self._wrong_type(f"list[{index}]", item, "@object")
            self._path.pop()

    def _is_plain(self, item: Any) -> bool:
        """Tell at one look that an item has no error; False only means: look closely.

        Nearly every item is plain, and so a message costs less to check than to write as JSON.
        """
        try:
            tag = item["type"]
            body = item[tag]
            shape = self._items[tag]
            if len(item) > 2:
                return False
            for name in shape.required:
                if name not in body:
                    return False
            for name, value in body.items():
                if value.__class__ is not str:
                    if name != "no_newline" or value.__class__ is not int or value not in _FLAGS:
                        return False
                elif len(value.encode()) not in shape.sizes[name]:
                    return False
        except (AttributeError, LookupError, TypeError, UnicodeEncodeError):
            return False
        return True

    def _item(self, item: dict[Any, Any]) -> None:
        """Check one item: its type, the body of that type, and that it has no other."""
        tag = item.get("type")
        known = isinstance(tag, str) and tag in ITEM_TYPES
        bodies = [name for name in ITEM_TYPES if name in item]
        flat = frozenset[str]() if bodies else _FLAT
        if isinstance(item.get("text"), str) and tag != "text":
            # Flat items call their label `text`, which is a body's name too.
            bodies.remove("text")
            flat = _FLAT | {"text"}
        for name, value in item.items():
            if name == "type":
                self._tag(name, value, ITEM_TYPES)
            elif name in flat:
                continue
            elif name in bodies:
                if name == tag or (not known and len(bodies) == 1):
                    self._item_body(name, value)
                elif value is None:
                    self._at(name, self._wrong_type, name, value, "@object")
                elif known:
                    self._report("KF407", name, type=str(tag), field=str(name))
            else:
                self._field(name, value, self._shapes[_ITEM], _NOTHING)
        is_flat = not flat.isdisjoint(item)
        if "type" not in item:
            variant = "official" if is_flat else None
            self._report("KF404", "type", variant=variant, field="type")
        elif known and not bodies:
            variant = "flat" if is_flat else None
            self._report("KF404", str(tag), variant=variant, field=str(tag))

    def _item_body(self, name: str, body: Any) -> None:
        """Check the body of one item."""
        self._path.append(name)
        if not isinstance(body, dict):
            self._wrong_type(name, body, "@object")
        else:
            self._fields(body, self._items[name])
            if self._lint and name == "click":
                self._click(body)
        self._path.pop()

    def _click(self, click: dict[Any, Any]) -> None:
        """Warn of a click whose answer cannot be told from others."""
        if "id" not in click:
            content = click.get("content")
            if content and isinstance(content, str):
                self._report("KF425", text=quote(content))
            return
        ident = click["id"]
        if not isinstance(ident, str) or not ident:
            return
        if ident in self._first:
            first = Related(pointer=pointer_of(self._first[ident]))
            self._report("KF423", "id", text=quote(ident), related=(first,))
        else:
            self._first[ident] = (*self._path, "id")

    # ---- fields ---------------------------------------------------------------------------

    def _fields(self, body: dict[Any, Any], shape: _Shape) -> None:
        """Check all fields of an object that holds no other."""
        renamed = self._renamed(body, shape)
        for name, value in body.items():
            self._field(name, value, shape, renamed)
        self._missing(shape, body, renamed)

    def _field(self, name: Any, value: Any, shape: _Shape, renamed: Mapping[str, str]) -> None:
        """Check one field against its row of the table."""
        limit = shape.fields.get(name)
        if limit is None:
            if self._lint and name not in renamed:
                self._unknown(str(name), shape.fields)
        elif limit.type == "flag":
            # 1.0 == 1 and True == 1, but JSON tells 1.0 apart.
            if not isinstance(value, int) or value not in _FLAGS:
                self._report("KF409", name, field=_title(limit))
        elif not isinstance(value, str):
            self._at(name, self._wrong_type, _title(limit), value, "@string")
        else:
            try:
                size = len(value.encode())
            except UnicodeEncodeError as error:
                size = len(value.encode("utf-8", "surrogatepass"))
                at = error.start
                char = f"U+{ord(value[at]):04X}"
                self._report("KF410", name, within=(at, at + 1), field=_title(limit), char=char)
            if size < limit.min_bytes:
                variant = None if limit.required else "optional"
                self._report(
                    "KF403",
                    name,
                    limit=limit.min_bytes,
                    actual=size,
                    unit="byte",
                    variant=variant,
                    field=_title(limit),
                )
            elif limit.max_bytes is not None and size > limit.max_bytes:
                self._too_long(limit, value, size)
            if limit.pattern is not None and not re.fullmatch(limit.pattern, value):
                self._report("KF408", name, field=_title(limit), text=quote(value))
            if self._lint:
                self._odd(limit, value)

    def _too_long(self, limit: Limit, value: str, size: int) -> None:
        most = limit.max_bytes or 0
        # What "ignore" drops besides lone surrogates is the character that the cut would split.
        kept = value.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore")
        self._report(
            "KF402",
            limit.name,
            limit=most,
            actual=size,
            unit="byte",
            field=_title(limit),
            text=quote(value),
            over=size - most,
            chars=len(value) - len(kept),
        )

    def _too_many(self, actual: int, limit: int, variant: str | None = None) -> None:
        self._report(
            "KF401",
            limit=limit,
            actual=actual,
            unit="item",
            variant=variant,
            over=actual - limit,
        )

    def _odd(self, limit: Limit, value: str) -> None:
        """Warn of what the API takes and a customer should not see."""
        name = limit.name
        if not value:
            if not limit.min_bytes and (not limit.required or limit.path == "text.content"):
                self._report("KF431", name, field=_title(limit))
        elif name in _SHOWN or name in _TARGETS:
            if _SUSPECT.search(value):
                self._suspect(limit, value)
            if name == "url" and not _URL.match(value):
                self._report("KF428", name, text=quote(value))
            elif name == "appid" and not _APPID.fullmatch(value):
                self._report("KF429", name, text=quote(value))

    def _suspect(self, limit: Limit, value: str) -> None:
        """Say what exactly is wrong with a text that holds a suspicious character."""
        name, title = limit.name, _title(limit)
        if found := _ENTITY.search(value):
            self._report("KF426", name, within=found.span(), field=title, text=found[0])
        if name in _SHOWN:
            at = value.find("\\n")
            if at >= 0:
                self._report("KF427", name, within=(at, at + 2), field=title)
            for found in _INVISIBLE.finditer(value):
                if not _in_emoji(value, found.start()):
                    char = f"U+{ord(found[0]):04X}"
                    self._report("KF432", name, within=found.span(), field=title, char=char)
                    break

    def _tag(self, name: str, value: Any, known: tuple[str, ...]) -> None:
        """Check `msgtype` or an item's `type`."""
        if not isinstance(value, str):
            self._at(name, self._wrong_type, name, value, "@string")
        elif value not in known:
            guess = nearest(value, known)
            self._report(
                "KF406",
                name,
                variant="guess" if guess else None,
                field=name,
                text=quote(value),
                known=", ".join(known),
                guess=guess or "",
            )

    def _unknown(self, name: str, fields: Mapping[str, Limit]) -> None:
        # A payload that is mostly junk gets no guesses: they cost more than all else together.
        guess = nearest(name, fields) if len(self.found) < _GUESSES else None
        variant = "guess" if guess else None
        self._report("KF421", name, variant=variant, text=quote(name), guess=guess or "")

    # ---- what is not there ----------------------------------------------------------------

    def _renamed(self, body: dict[Any, Any], shape: _Shape) -> Mapping[str, str]:
        """Give the fields that stand there under another name: that name → the table's."""
        for name in shape.required:
            if name not in body:
                break
        else:
            return _NOTHING
        strange = {_fold(name): name for name in body if name not in shape.fields}
        renamed = {}
        for name in shape.required:
            if name in body:
                continue
            for alias in (_fold(name), *_ALIASES.get(name, ())):
                if alias in strange:
                    renamed[strange[alias]] = name
                    break
        return renamed

    def _missing(self, shape: _Shape, body: dict[Any, Any], renamed: Mapping[str, str]) -> None:
        """Report the required fields that are absent."""
        for name in shape.required:
            if name not in body:
                was = {field: found for found, field in renamed.items()}
                self._report(
                    "KF404",
                    name,
                    variant="renamed" if name in was else None,
                    field=_title(shape.fields[name]),
                    found=was.get(name, ""),
                )

    # ---- reporting ------------------------------------------------------------------------

    def _at(self, name: Any, report: Any, *args: Any) -> None:
        self._path.append(name)
        report(*args)
        self._path.pop()

    def _wrong_type(self, title: str, value: Any, expected: str) -> None:
        found = _type_of(value)
        variant = None
        if value is None:
            variant = "null"
        elif expected == "@string" and found == "@number":
            variant = "number"
        self._report("KF405", variant=variant, field=title, expected=expected, found=found)

    def _report(
        self,
        code: str,
        name: Any = None,
        *,
        limit: int | None = None,
        actual: int | None = None,
        unit: str | None = None,
        variant: str | None = None,
        within: tuple[int, int] | None = None,
        related: tuple[Related, ...] = (),
        **holes: str | int,
    ) -> None:
        """Note a problem at the walk's place, or at the member `name` of it."""
        path = self._path if name is None else [*self._path, name]
        self.found.append(
            Problem(
                code,
                pointer=pointer_of(path),
                limit=limit,
                actual=actual,
                unit=unit,
                variant=variant,
                within=within,
                related=related,
                holes=tuple(holes.items()),
            )
        )


def pointer_of(path: list[str | int] | Path) -> str:
    """Write a path as a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _title(limit: Limit) -> str:
    """Name a field for a person: an item's as `click.content`, others as in the message."""
    return limit.path.removeprefix(f"{_ITEM}.").removeprefix(f"{_MENU}.")


def _type_of(value: Any) -> str:
    """Name the JSON type of a value, as a word of the catalogue."""
    if value is None:
        return "@null"
    for python, word in _JSON_TYPES:
        if isinstance(value, python):
            return word
    return "@foreign"


def _fold(name: Any) -> str:
    return str(name).casefold().replace("_", "").replace("-", "")


def _in_emoji(text: str, at: int) -> bool:
    """Tell whether the invisible character at `at` is part of an emoji."""
    before = text[at - 1 : at]
    match text[at]:
        case "\u200d":
            return bool(_EMOJI.match(before) and _EMOJI.match(text, at + 1))
        case "\ufe0e" | "\ufe0f":
            return bool(_EMOJI_BASE.match(before))
        case char if "\U000e0020" <= char <= "\U000e007f":
            return bool(_TAGGED.match(before))
    return False


_NOTHING: Mapping[str, str] = MappingProxyType({})
_GUESSES = 100

_JSON_TYPES = (
    (bool, "@boolean"),  # before int, which it is too
    (int | float, "@number"),
    (str, "@string"),
    (list | tuple, "@array"),
    (dict, "@object"),
)

_ALIASES = {
    "content": ("title", "text", "name", "label"),
    "url": ("link", "href", "uri"),
    "pagepath": ("page", "path"),
}
"""What other APIs call the same field, folded."""

_FLAT = frozenset(
    {"id", "content", "title", "name", "label", "url", "link", "appid", "page", "pagepath"}
    | {"path", "no_newline"}
)
"""Fields that stand right in an item when its author did not nest them under its type."""

_SHOWN = frozenset({"head_content", "content", "tail_content"})
_TARGETS = frozenset({"url", "pagepath", "appid"})
_FLAGS = (0, 1)

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_URL = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_APPID = re.compile(r"wx[0-9a-f]+")

_INVISIBLE_SET = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f"
)
_INVISIBLE = re.compile(f"[{_INVISIBLE_SET}]")
_SUSPECT = re.compile(rf"[\\&{_INVISIBLE_SET}]")
"""Any character that a warning may be about: most texts have none, and one look tells."""

_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]")
_EMOJI_BASE = re.compile("[#*0-9\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
_TAGGED = re.compile("[\U0001f3f4\U000e0020-\U000e007f]")
