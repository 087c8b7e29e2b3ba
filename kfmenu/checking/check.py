"""The one walk over a message in wire form: lengths, counts, types, pairing."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from kfmenu.checking.budget import note_budget
from kfmenu.checking.misnamed import FLAT_FIELDS, NONE_RENAMED, folded, renamed_fields
from kfmenu.checking.oddities import is_fine, odd_texts
from kfmenu.facts.limits import ACTION_TYPES, ITEM_TYPES, Limit, Target
from kfmenu.facts.shapes import ITEM, MENU, TOP, Kind, Shape, shapes
from kfmenu.guess import nearest
from kfmenu.params.phrase import Phrase
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import KEY, Path
from kfmenu.problems import Findings, Problem, See, quote


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
            `open_kfid` one to `send_msg`, `msgtype` (or a body alone) a message, anything else a
            bare menu.
        target: the API whose limits hold; without one those of `send_msg` for the kind
            `send_msg`, those of `on_event` for all others.

    Raises:
        ValueError: `kind` or `target` is none of those above.
    """
    findings = Findings()
    examine(payload, kind, target, findings)
    return tuple(findings.found)


def examine(
    wire: Any,
    kind: Kind | Literal["auto"],
    target: Target | None,
    findings: Findings,
    *,
    at: Path = (),
    warnings: bool = True,
) -> None:
    """Note every problem of an object in wire form; what is `UNREAD` is not asked about.

    Args:
        wire: a message, a bare menu or a whole request.
        kind: what it is.
        target: the API whose limits hold.
        findings: where the problems are noted.
        at: where the object stands in what was given.
        warnings: whether warnings are looked for, too.
    """
    if kind == "auto":
        kind = kind_of(wire)
    if target is None:
        target = "send_msg" if kind == "send_msg" else "on_event"
    walk = _Walk(shapes(kind, target), findings, warnings=warnings)
    if not isinstance(wire, dict):
        walk.wrong_type(kind if kind != "menu" else MENU, wire, "@object", at)
    elif kind == "menu":
        walk.menu(wire, at)
    else:
        walk.message(wire, at)


def is_valid(wire: Any, kind: Kind, target: Target | None = None) -> bool:
    """Tell whether an object in wire form has no errors."""
    findings = Findings()
    examine(wire, kind, target, findings, warnings=False)
    return not findings.found


def kind_of(payload: Any) -> Kind:
    """Tell by its keys what a payload is meant to be."""
    if not isinstance(payload, dict):
        return "message"
    if "code" in payload:
        return "on_event"
    if "touser" in payload or "open_kfid" in payload:
        return "send_msg"
    # A bare menu has no `msgmenu` and no `text` of its own: there the msgtype was forgotten.
    whole = "msgtype" in payload or "msgmenu" in payload or "text" in payload
    return "message" if whole else "menu"


class _Walk:
    """One walk over one object: objects first, then the fields of each."""

    __slots__ = ("_add", "_findings", "_first", "_shapes", "_warnings")

    def __init__(self, shapes: Mapping[str, Shape], findings: Findings, *, warnings: bool) -> None:
        self._shapes = shapes
        self._findings = findings
        self._add = findings.add
        self._warnings = warnings
        self._first: dict[str, Path] = {}

    # ---- objects --------------------------------------------------------------------------

    def message(self, message: dict[Any, Any], at: Path) -> None:
        """Check a message or a whole request."""
        shape = self._shapes[TOP]
        tag = message.get("msgtype")
        bodies = shape.fields["msgtype"].choices
        known = isinstance(tag, str) and tag in bodies
        renamed = renamed_fields(message, shape)
        for name, value in message.items():
            if name == "msgtype":
                self._tag(value, bodies, (*at, name))
            elif name in bodies:
                if name == tag or not known:
                    self._body(name, value, (*at, name))
                elif value is None:
                    self.wrong_type(name, value, "@object", (*at, name))
                elif tag in message and self._warnings:
                    self._add("KF422", (*at, name), type=str(tag), field=name)
            else:
                self._field(name, value, shape, renamed, at)
        self._missing(shape, message, renamed, at)
        if known and tag not in message:
            others = [name for name in bodies if name in message]
            self._add(
                "KF404",
                (*at, str(tag)),
                variant="other" if others else None,
                field=str(tag),
                found=others[0] if others else "",
            )

    def _body(self, name: str, value: Any, at: Path) -> None:
        """Check what stands under `text` or `msgmenu` of a message."""
        if value is UNREAD:
            return
        if not isinstance(value, dict):
            self.wrong_type(name, value, "@object", at)
        elif name == MENU:
            self.menu(value, at)
        else:
            self._fields(value, self._shapes[name], at)

    def menu(self, menu: dict[Any, Any], at: Path) -> None:
        """Check a `msgmenu` object."""
        shape = self._shapes[MENU]
        renamed = renamed_fields(menu, shape)
        for name, value in menu.items():
            if name == "list":
                self._list(value, shape.fields[name], (*at, name))
            else:
                self._field(name, value, shape, renamed, at)
        if self._warnings and "list" not in menu:
            self._add("KF424", (*at, "list"))

    def _list(self, items: Any, limit: Limit, at: Path) -> None:
        """Check the menu's items, one by one and all together."""
        if not isinstance(items, (list, tuple)):
            self.wrong_type("list", items, "@array", at)
            return
        self._count(items, limit, at)
        if self._warnings and not items:
            self._add("KF424", at)
        for index, item in enumerate(items):
            if item is UNREAD or self._is_plain(item, (*at, index)):
                continue
            if isinstance(item, dict):
                self._item(item, (*at, index))
            else:
                self.wrong_type(f"list[{index}]", item, "@object", (*at, index))

    def _count(self, items: list[Any] | tuple[Any, ...], limit: Limit, at: Path) -> None:
        """Report too many items: of all, or of those that can be tapped."""
        most = limit.max_items
        if most is not None and len(items) > most:
            over = [index for index, item in enumerate(items) if item is not UNREAD]
            variant = None
        elif limit.max_actions is not None and len(items) > limit.max_actions:
            most = limit.max_actions
            over = [
                index
                for index, item in enumerate(items)
                if isinstance(item, dict) and item.get("type") in ACTION_TYPES
            ]
            variant = "actions"
        else:
            return
        if most is not None and len(over) > most:
            self._add(
                "KF401",
                at,
                seen=(over[most],),
                limit=most,
                actual=len(over),
                unit="item",
                variant=variant,
                over=len(over) - most,
            )

    def _is_plain(self, item: Any, at: Path) -> bool:
        """Tell at one look that an item has no problem; False only means: look closely.

        Nearly every item is plain, and so a message costs less to check than to write as JSON.
        """
        warnings = self._warnings
        try:
            tag = item["type"]
            body = item[tag]
            shape = self._shapes[_BODIES[tag]]
            if len(item) > 2:
                return False
            for name in shape.required:
                if name not in body:
                    return False
            for name, value in body.items():
                if value.__class__ is not str:
                    if name != "no_newline" or value.__class__ is not int or value not in _FLAGS:
                        return False
                elif len(value.encode()) not in shape.sizes[name] or (
                    warnings and not is_fine(name, value)
                ):
                    return False
            if warnings and tag == "click":
                ident = body["id"]
                if ident in self._first:
                    return False
                self._first[ident] = (*at, tag, "id")
        except (AttributeError, LookupError, TypeError, UnicodeEncodeError):
            return False
        return True

    def _item(self, item: dict[Any, Any], at: Path) -> None:
        """Check one item: its type, the body of that type, and that it has no other."""
        tag = item.get("type")
        known = isinstance(tag, str) and tag in ITEM_TYPES
        bodies = [name for name in ITEM_TYPES if name in item]
        flat = frozenset[str]() if bodies else FLAT_FIELDS
        if bodies == ["text"] and tag != "text" and isinstance(item["text"], str):
            # Flat items call their label `text`, which is a body's name too.
            bodies = []
            flat = FLAT_FIELDS | {"text"}
        for name, value in item.items():
            if name == "type":
                only = bodies[0] if len(bodies) == 1 else None
                self._tag(value, ITEM_TYPES, (*at, name), only)
            elif name in flat:
                continue
            elif name in bodies:
                if name == tag or (not known and len(bodies) == 1):
                    self._item_body(name, value, (*at, name))
                elif value is None:
                    self.wrong_type(name, value, "@object", (*at, name))
                elif known:
                    self._add("KF407", (*at, name), type=str(tag), field=str(name))
            else:
                self._field(name, value, self._shapes[ITEM], NONE_RENAMED, at)
        is_flat = not flat.isdisjoint(item)
        if "type" not in item:
            variant = "official" if is_flat else None
            self._add("KF404", (*at, "type"), variant=variant, field="type")
        elif known and not bodies:
            variant = "flat" if is_flat else None
            self._add("KF404", (*at, str(tag)), variant=variant, field=str(tag))

    def _item_body(self, name: str, body: Any, at: Path) -> None:
        """Check the body of one item."""
        if body is UNREAD:
            return
        if not isinstance(body, dict):
            self.wrong_type(name, body, "@object", at)
            return
        if self._warnings and name == "click" and "id" not in body:
            self._anonymous(body, at)
        self._fields(body, self._shapes[_BODIES[name]], at)

    def _anonymous(self, click: dict[Any, Any], at: Path) -> None:
        """Warn of a click without an id, unless something else is wrong with it already."""
        content = click.get("content")
        misspelt = any(folded(name) == "id" for name in click)
        if content and not misspelt and isinstance(content, str):
            self._add("KF425", at, seen=("content",), text=quote(content))

    def _repeated(self, ident: str, at: Path) -> None:
        """Warn of an id whose answer cannot be told from that of an earlier click."""
        if ident in self._first:
            self._add("KF423", at, related=(See(self._first[ident]),), text=quote(ident))
        else:
            self._first[ident] = at

    # ---- fields ---------------------------------------------------------------------------

    def _fields(self, body: dict[Any, Any], shape: Shape, at: Path) -> None:
        """Check all fields of an object that holds no other."""
        renamed = renamed_fields(body, shape)
        for name, value in body.items():
            self._field(name, value, shape, renamed, at)
        self._missing(shape, body, renamed, at)

    def _field(
        self, name: Any, value: Any, shape: Shape, renamed: Mapping[str, str], at: Path
    ) -> None:
        """Check one field of the object at `at` against its row of the table."""
        limit = shape.fields.get(name)
        if limit is None:
            if self._warnings and name not in renamed:
                # A key that is no string cannot be in JSON; some have no text at all.
                shown = name if isinstance(name, str) else f"({type(name).__name__})"
                self._unknown(shown, shape.fields, (*at, shown))
        elif value is UNREAD:
            return
        elif isinstance(value, Phrase):
            self._phrase(value, limit, (*at, name))
        elif limit.type == "flag":
            # 1.0 == 1 and True == 1, but JSON tells 1.0 apart.
            if not isinstance(value, int) or value not in _FLAGS:
                self._add("KF409", (*at, name), field=_title(limit))
        elif not isinstance(value, str):
            self.wrong_type(_title(limit), value, "@string", (*at, name))
        else:
            self._string(value, limit, (*at, name))

    def _string(self, value: str, limit: Limit, at: Path) -> None:
        """Check a string: its size, its characters, what is odd about it."""
        title = _title(limit)
        try:
            size = len(value.encode())
        except UnicodeEncodeError as error:
            size = len(value.encode("utf-8", "surrogatepass"))
            start = error.start
            char = f"U+{ord(value[start]):04X}"
            self._add("KF410", at, within=(start, start + 1), field=title, char=char)
        if size < limit.min_bytes:
            self._add(
                "KF403",
                at,
                limit=limit.min_bytes,
                actual=size,
                unit="byte",
                variant=None if limit.required else "optional",
                field=title,
            )
        elif limit.max_bytes is not None and size > limit.max_bytes:
            self._too_long(value, size, limit.max_bytes, title, at)
        if limit.pattern is not None and not re.fullmatch(limit.pattern, value):
            self._add("KF408", at, field=title, text=quote(value))
        if self._warnings:
            for odd in odd_texts(limit, value):
                self._add(
                    odd.code, at, within=odd.within, variant=odd.variant, field=title, **odd.holes
                )
            if value and limit.path == _CLICK_ID:
                self._repeated(value, at)

    def _phrase(self, phrase: Phrase, limit: Limit, at: Path) -> None:
        """Check a text with params: the sizes it may have, and what is odd about what is fixed."""
        literal = phrase.literal
        if limit.max_bytes is not None and len(literal.encode()) > limit.max_bytes:
            self._too_long(literal, len(literal.encode()), limit.max_bytes, _title(limit), at)
        else:
            note_budget(phrase, limit, _title(limit), at, self._findings)

    def _too_long(self, value: str, size: int, most: int, title: str, at: Path) -> None:
        # What "ignore" drops besides lone surrogates is the character that the cut would split.
        kept = value.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore")
        self._add(
            "KF402",
            at,
            limit=most,
            actual=size,
            unit="byte",
            field=title,
            text=quote(value),
            over=size - most,
            chars=len(value) - len(kept),
        )

    def _tag(self, value: Any, known: tuple[str, ...], at: Path, body: str | None = None) -> None:
        """Check `msgtype` or an item's `type`; the one body beside it tells what was meant."""
        name = str(at[-1])
        if not isinstance(value, str):
            self.wrong_type(name, value, "@string", at)
        elif value not in known:
            guess = body or nearest(value, known)
            self._add(
                "KF406",
                at,
                variant="guess" if guess else None,
                field=name,
                text=quote(value),
                known=", ".join(known),
                guess=guess or "",
            )

    def _unknown(self, name: str, fields: Mapping[str, Limit], at: Path) -> None:
        # A payload that is mostly junk gets no guesses: they cost more than all else together.
        guess = nearest(name, fields) if len(self._findings.found) < _GUESSES else None
        variant = "guess" if guess else None
        if name == "button":
            variant = "official"
        self._add("KF421", at, seen=(KEY,), variant=variant, text=quote(name), guess=guess or "")

    def wrong_type(self, title: str, value: Any, expected: str, at: Path) -> None:
        """Report that a value has another JSON type than `expected`, a word of the catalogue."""
        found = _type_of(value)
        variant = None
        if value is None:
            variant = "null"
        elif expected == "@string" and found == "@number":
            variant = "number"
        self._add("KF405", at, variant=variant, field=title, expected=expected, found=found)

    # ---- what is not there ----------------------------------------------------------------

    def _missing(
        self, shape: Shape, body: dict[Any, Any], renamed: Mapping[str, str], at: Path
    ) -> None:
        """Report the required fields that are absent."""
        for name in shape.required:
            if name not in body:
                was = {field: found for found, field in renamed.items()}
                self._add(
                    "KF404",
                    (*at, name),
                    variant="renamed" if name in was else None,
                    field=_title(shape.fields[name]),
                    name=name,
                    found=was.get(name, ""),
                )


def _title(limit: Limit) -> str:
    """Name a field for a person: an item's as `click.content`, others as in the message."""
    return limit.path.removeprefix(f"{ITEM}.").removeprefix(f"{MENU}.")


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
_CLICK_ID = f"{ITEM}.click.id"
_GUESSES = 100
_FLAGS = (0, 1)

_BODIES = {tag: f"{ITEM}.{tag}" for tag in ITEM_TYPES}
"""Where the shape of each item's body is found."""
