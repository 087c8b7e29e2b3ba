"""The one walk over a message in wire form: lengths, counts, types, pairing."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from kfmenu.checking.empty import note_empty
from kfmenu.checking.fields import FLAGS, Fields
from kfmenu.checking.fine import Look, fine, size_of
from kfmenu.checking.kind import is_kind, kind_of
from kfmenu.checking.misnamed import FLAT_FIELDS, NONE_RENAMED, folded, renamed_fields
from kfmenu.facts.limits import ACTION_TYPES, ITEM_TYPES, Limit, Target
from kfmenu.facts.shapes import ITEM, MENU, TOP, Kind, shapes
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import Path
from kfmenu.problems import Findings, Origin, Problem, See, quote


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
            `open_kfid` one to `send_msg`, `msgtype`, `msgmenu` or `text` a message, `list`,
            `head_content` or `tail_content` a bare menu, and anything else no message.
        target: the API whose limits hold; without one those of `send_msg` for the kind
            `send_msg`, those of `on_event` for all others.

    Raises:
        ValueError: `kind` or `target` is none of those above.
    """
    return problems_of(payload, kind, target)


def problems_of(
    wire: Any,
    kind: Kind | Literal["auto"],
    target: Target | None,
    origin: Origin | None = None,
) -> tuple[Problem, ...]:
    """Give every problem of an object in wire form, in the words of what it was made from."""
    findings = Findings(origin=origin)
    examine(wire, kind, target, findings)
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
    walk = _Walk(kind, target, findings, warnings=warnings)
    if not isinstance(wire, dict):
        walk.wrong_type(kind if kind != "menu" else MENU, wire, "@object", at)
    elif not is_kind(wire, kind):
        from kfmenu.checking.likeness import likeness  # noqa: PLC0415 - of what is no message

        variant, found = likeness(wire, kind, at)
        findings.add("KF404", at, variant=variant, found=found)
    elif kind == "menu":
        walk.menu(wire, at)
    else:
        walk.message(wire, at)


def is_valid(wire: Any, kind: Kind, target: Target | None = None) -> bool:
    """Tell whether an object in wire form has no errors."""
    findings = Findings()
    examine(wire, kind, target, findings, warnings=False)
    return not findings.found


class _Walk(Fields):
    """One walk over one object: objects first, then the fields of each."""

    __slots__ = ("_looks", "_shapes")

    def __init__(self, kind: Kind, target: Target, findings: Findings, *, warnings: bool) -> None:
        super().__init__(findings, warnings=warnings)
        self._shapes = shapes(kind, target)
        self._looks = _looks(target)

    # ---- objects --------------------------------------------------------------------------

    def message(self, message: dict[Any, Any], at: Path) -> None:
        """Check a message or a whole request."""
        shape = self._shapes[TOP]
        tag = message.get("msgtype")
        bodies = shape.fields["msgtype"].choices
        known = isinstance(tag, str) and tag in bodies
        renamed = renamed_fields(message, shape, str(tag) if known else None)
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
            spelt = [name for name, meant in renamed.items() if meant == tag]
            others = [name for name in bodies if name in message]
            variant = "renamed" if spelt else "other" if others else None
            found = (*spelt, *others, "")[0]
            self._add(
                "KF404",
                (*at, str(tag)),
                variant=variant,
                field=str(tag),
                name=str(tag),
                found=found,
            )

    def _body(self, name: str, value: Any, at: Path) -> None:
        """Check what stands under `text` or `msgmenu` of a message."""
        if not isinstance(value, dict):
            self.wrong_type(name, value, "@object", at)
        elif name == MENU:
            self.menu(value, at)
        else:
            self._fields(value, self._shapes[name], at)

    def menu(self, menu: dict[Any, Any], at: Path) -> None:
        """Check a `msgmenu` object."""
        shape = self._shapes[MENU]
        is_bare = note_empty(menu, shape.fields, at, self._findings)
        for name, value in menu.items():
            if is_bare and name in shape.fields:
                continue  # said already
            if name == "list":
                self._list(value, shape.fields[name], (*at, name))
            else:
                self._field(name, value, shape, NONE_RENAMED, at)
        if self._warnings and "list" not in menu and not is_bare:
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
            if self._is_plain(item, (*at, index)):
                continue
            if isinstance(item, dict):
                self._item(item, (*at, index))
            else:
                from kfmenu.checking.stray import Stray  # noqa: PLC0415 - a fault

                stray = item.value if isinstance(item, Stray) else item
                expected = "@item" if self._origin == "python" else "@object"
                self.wrong_type(f"list[{index}]", stray, expected, (*at, index))

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
                related=[See((), "@header")] if self._origin == "kfm" else [],
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
        try:
            tag = item["type"]
            body = item[tag]
            required, looks, flags = self._looks[tag]
            if len(item) > 2 or not required <= body.keys():
                return False
            for name, value in body.items():
                if isinstance(value, str):
                    sizes, look = looks[name]
                    if size_of(value) not in sizes or look(value) is None:
                        return False
                elif name not in flags or value.__class__ is not int or value not in FLAGS:
                    return False
            if self._warnings and tag == "click":
                ident = body["id"]
                key = ident.strip().casefold()
                if key in self._first:
                    return False
                self._first[key] = ident, (*at, tag, "id")
        except (AttributeError, LookupError, TypeError):
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
                    self._add(
                        "KF407", (*at, name),
                        variant=None if tag in item else "instead",
                        type=str(tag), field=str(name),
                    )  # fmt: skip
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
        if not isinstance(body, dict):
            self.wrong_type(name, body, "@object", at)
            return
        if self._warnings and name == "click":
            self.label = body.get("content")
            if "id" not in body:
                self._anonymous(body, at)
        self._fields(body, self._shapes[_BODIES[name]], at)

    def _anonymous(self, click: dict[Any, Any], at: Path) -> None:
        """Warn of a click without an id, unless something else is wrong with it already."""
        content = click.get("content")
        misspelt = any(folded(name) == "id" for name in click)
        if content and not misspelt and isinstance(content, str):
            self._add("KF425", at, seen=("content",), text=quote(content))


_BODIES = {tag: f"{ITEM}.{tag}" for tag in ITEM_TYPES}
"""Where the shape of each item's body is found."""


ItemLook = tuple[frozenset[str], Mapping[str, Look], frozenset[str]]
"""The fields that a plain item must have, the one look at each of its strings, its flags."""


class _ItemLooks(dict[str, ItemLook]):
    """The look at each type of item, made when the first of them comes."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._shapes = shapes("menu", target)

    def __missing__(self, tag: str) -> ItemLook:
        fields = self._shapes[_BODIES[tag]].fields.values()
        self[tag] = found = (
            frozenset(field.name for field in fields if field.required),
            {field.name: fine(field) for field in fields if field.type == "string"},
            frozenset(field.name for field in fields if field.type == "flag"),
        )
        return found


_looks = cache(_ItemLooks)
"""By the target whose limits hold."""
