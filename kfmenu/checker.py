"""The one walker over a message in wire form: lengths, counts, pairing, pointers."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from kfmenu.guess import nearest
from kfmenu.limits import ACTION_TYPES, ITEM_TYPES, Limit, Target
from kfmenu.lint import is_fine, odd_texts
from kfmenu.misnamed import FLAT_FIELDS, NONE_RENAMED, folded, renamed_fields
from kfmenu.problems import Problem, Related, quote
from kfmenu.shapes import ITEM, MENU, TOP, Kind, Shape, shapes
from kfmenu.walking import Path, Walk, pointer_of


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
    walker = _Walker(shapes(kind, target), lint=lint)
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
    # A bare menu has no `msgmenu` and no `text` of its own: there the msgtype was forgotten.
    whole = "msgtype" in payload or "msgmenu" in payload or "text" in payload
    return "message" if whole else "menu"


class _Walker(Walk):
    """The walk that checks a payload: objects first, then the fields of each."""

    __slots__ = ("_first", "_lint", "_shapes")

    def __init__(self, shapes: Mapping[str, Shape], *, lint: bool) -> None:
        super().__init__()
        self._shapes = shapes
        self._lint = lint
        self._first: dict[str, Path] = {}

    def top(self, payload: Any, kind: Kind) -> None:
        """Check the whole of `payload`."""
        if not isinstance(payload, dict):
            self.wrong_type(kind if kind != "menu" else MENU, payload, "@object")
        elif kind == "menu":
            self._menu(payload)
        else:
            self._message(payload)

    # ---- objects --------------------------------------------------------------------------

    def _message(self, message: dict[Any, Any]) -> None:
        """Check a message or a whole request."""
        shape = self._shapes[TOP]
        tag = message.get("msgtype")
        bodies = shape.fields["msgtype"].choices
        known = isinstance(tag, str) and tag in bodies
        renamed = renamed_fields(message, shape)
        for name, value in message.items():
            if name == "msgtype":
                self._tag(name, value, bodies)
            elif name in bodies:
                if name == tag or not known:
                    self._body(name, value)
                elif value is None:
                    self.at(name, self.wrong_type, name, value, "@object")
                elif tag in message and self._lint:
                    self.report("KF422", name, type=str(tag), field=name)
            else:
                self._field(name, value, shape, renamed)
        self._missing(shape, message, renamed)
        if known and tag not in message:
            others = [name for name in bodies if name in message]
            self.report(
                "KF404",
                str(tag),
                variant="other" if others else None,
                field=str(tag),
                found=others[0] if others else "",
            )

    def _body(self, name: str, value: Any) -> None:
        """Check what stands under `text` or `msgmenu` of a message."""
        self.path.append(name)
        if not isinstance(value, dict):
            self.wrong_type(name, value, "@object")
        elif name == MENU:
            self._menu(value)
        else:
            self._fields(value, self._shapes[name])
        self.path.pop()

    def _menu(self, menu: dict[Any, Any]) -> None:
        """Check a `msgmenu` object."""
        shape = self._shapes[MENU]
        renamed = renamed_fields(menu, shape)
        for name, value in menu.items():
            if name == "list":
                self.path.append(name)
                self._list(value, shape.fields[name])
                self.path.pop()
            else:
                self._field(name, value, shape, renamed)
        if self._lint and "list" not in menu:
            self.report("KF424", "list")

    def _list(self, items: Any, limit: Limit) -> None:
        """Check the menu's items, one by one and all together."""
        if not isinstance(items, (list, tuple)):
            self.wrong_type("list", items, "@array")
            return
        if limit.max_items is not None and len(items) > limit.max_items:
            self._too_many(len(items), limit.max_items)
        elif limit.max_actions is not None and len(items) > limit.max_actions:
            actions = sum(isinstance(i, dict) and i.get("type") in ACTION_TYPES for i in items)
            if actions > limit.max_actions:
                self._too_many(actions, limit.max_actions, variant="actions")
        if self._lint and not items:
            self.report("KF424")
        for index, item in enumerate(items):
            if self._is_plain(item, index):
                continue
            self.path.append(index)
            if isinstance(item, dict):
                self._item(item)
            else:
                self.wrong_type(f"list[{index}]", item, "@object")
            self.path.pop()

    def _is_plain(self, item: Any, index: int) -> bool:
        """Tell at one look that an item has no problem; False only means: look closely.

        Nearly every item is plain, and so a message costs less to check than to write as JSON.
        """
        lint = self._lint
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
                    lint and not is_fine(name, value)
                ):
                    return False
            if lint and tag == "click":
                ident = body["id"]
                if ident in self._first:
                    return False
                self._first[ident] = (*self.path, index, tag, "id")
        except (AttributeError, LookupError, TypeError, UnicodeEncodeError):
            return False
        return True

    def _item(self, item: dict[Any, Any]) -> None:
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
                self._tag(name, value, ITEM_TYPES, bodies[0] if len(bodies) == 1 else None)
            elif name in flat:
                continue
            elif name in bodies:
                if name == tag or (not known and len(bodies) == 1):
                    self._item_body(name, value)
                elif value is None:
                    self.at(name, self.wrong_type, name, value, "@object")
                elif known:
                    self.report("KF407", name, type=str(tag), field=str(name))
            else:
                self._field(name, value, self._shapes[ITEM], NONE_RENAMED)
        is_flat = not flat.isdisjoint(item)
        if "type" not in item:
            variant = "official" if is_flat else None
            self.report("KF404", "type", variant=variant, field="type")
        elif known and not bodies:
            variant = "flat" if is_flat else None
            self.report("KF404", str(tag), variant=variant, field=str(tag))

    def _item_body(self, name: str, body: Any) -> None:
        """Check the body of one item."""
        self.path.append(name)
        if not isinstance(body, dict):
            self.wrong_type(name, body, "@object")
        else:
            if self._lint and name == "click" and "id" not in body:
                self._anonymous(body)
            self._fields(body, self._shapes[_BODIES[name]])
        self.path.pop()

    def _anonymous(self, click: dict[Any, Any]) -> None:
        """Warn of a click without an id, unless something else is wrong with it already."""
        content = click.get("content")
        misspelt = any(folded(name) == "id" for name in click)
        if content and not misspelt and isinstance(content, str):
            self.report("KF425", text=quote(content))

    def _repeated(self, ident: str) -> None:
        """Warn of an id whose answer cannot be told from that of an earlier click."""
        if ident in self._first:
            first = Related(pointer=pointer_of(self._first[ident]))
            self.report("KF423", "id", text=quote(ident), related=(first,))
        else:
            self._first[ident] = (*self.path, "id")

    # ---- fields ---------------------------------------------------------------------------

    def _fields(self, body: dict[Any, Any], shape: Shape) -> None:
        """Check all fields of an object that holds no other."""
        renamed = renamed_fields(body, shape)
        for name, value in body.items():
            self._field(name, value, shape, renamed)
        self._missing(shape, body, renamed)

    def _field(self, name: Any, value: Any, shape: Shape, renamed: Mapping[str, str]) -> None:
        """Check one field against its row of the table."""
        limit = shape.fields.get(name)
        if limit is None:
            if self._lint and name not in renamed:
                # A key that is no string cannot be in JSON; some have no text at all.
                shown = name if isinstance(name, str) else f"({type(name).__name__})"
                self._unknown(shown, shape.fields)
        elif limit.type == "flag":
            # 1.0 == 1 and True == 1, but JSON tells 1.0 apart.
            if not isinstance(value, int) or value not in _FLAGS:
                self.report("KF409", name, field=_title(limit))
        elif not isinstance(value, str):
            self.at(name, self.wrong_type, _title(limit), value, "@string")
        else:
            try:
                size = len(value.encode())
            except UnicodeEncodeError as error:
                size = len(value.encode("utf-8", "surrogatepass"))
                at = error.start
                char = f"U+{ord(value[at]):04X}"
                self.report("KF410", name, within=(at, at + 1), field=_title(limit), char=char)
            if size < limit.min_bytes:
                variant = None if limit.required else "optional"
                self.report(
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
                self.report("KF408", name, field=_title(limit), text=quote(value))
            if self._lint:
                for odd in odd_texts(limit, value):
                    self.report(
                        odd.code,
                        name,
                        within=odd.within,
                        variant=odd.variant,
                        field=_title(limit),
                        **odd.holes,
                    )
                if value and limit.path == _CLICK_ID:
                    self._repeated(value)

    def _too_long(self, limit: Limit, value: str, size: int) -> None:
        most = limit.max_bytes or 0
        # What "ignore" drops besides lone surrogates is the character that the cut would split.
        kept = value.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore")
        self.report(
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
        self.report(
            "KF401",
            limit=limit,
            actual=actual,
            unit="item",
            variant=variant,
            over=actual - limit,
        )

    def _tag(self, name: str, value: Any, known: tuple[str, ...], body: str | None = None) -> None:
        """Check `msgtype` or an item's `type`; the one body beside it tells what was meant."""
        if not isinstance(value, str):
            self.at(name, self.wrong_type, name, value, "@string")
        elif value not in known:
            guess = body or nearest(value, known)
            self.report(
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
        if name == "button":
            variant = "official"
        self.report("KF421", name, variant=variant, text=quote(name), guess=guess or "")

    # ---- what is not there ----------------------------------------------------------------

    def _missing(self, shape: Shape, body: dict[Any, Any], renamed: Mapping[str, str]) -> None:
        """Report the required fields that are absent."""
        for name in shape.required:
            if name not in body:
                was = {field: found for found, field in renamed.items()}
                self.report(
                    "KF404",
                    name,
                    variant="renamed" if name in was else None,
                    field=_title(shape.fields[name]),
                    name=name,
                    found=was.get(name, ""),
                )


def _title(limit: Limit) -> str:
    """Name a field for a person: an item's as `click.content`, others as in the message."""
    return limit.path.removeprefix(f"{ITEM}.").removeprefix(f"{MENU}.")


_CLICK_ID = f"{ITEM}.click.id"
_GUESSES = 100
_FLAGS = (0, 1)

_BODIES = {tag: f"{ITEM}.{tag}" for tag in ITEM_TYPES}
"""Where the shape of each item's body is found."""
