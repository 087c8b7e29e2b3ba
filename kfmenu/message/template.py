"""A message by name, some of whose texts are open: rendered often, proved once."""

from collections.abc import Callable, Mapping
from functools import cached_property
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import field, frozen

from kfmenu.checking.check import is_valid
from kfmenu.checking.given import params_of, phrases_of, read_given
from kfmenu.errors import RenderError
from kfmenu.facts.limits import LIMITS, Target
from kfmenu.facts.shapes import Json
from kfmenu.message.values import (
    FITS,
    ITEMS,
    Item,
    Message,
    TextMessage,
    menu_json,
    menu_of,
    set_json,
    text_json,
)
from kfmenu.params.phrase import Filling, Phrase, Wanted, encode, wanted
from kfmenu.params.types import Param, Refused

if TYPE_CHECKING:
    from decimal import Decimal

    from kfmenu.preview.picture import Picture

    Glance = Callable[[str], object]
    Given = str | int | Decimal | None

Writer = Callable[[Filling], str | None]
"""Writes a text with params; None where no line of it is left."""


@frozen(slots=False, repr=False)
class Template:
    """A named message, some of whose texts may have params.

    That it was accepted is the proof that it always fits: what it renders is not checked again.

    Args:
        name: as its file writes it.
    """

    name: str
    _wire: Json = field(kw_only=True, hash=False)

    @cached_property
    def params(self) -> Mapping[str, Param]:
        """What `render` takes, by name, in the order of their first use."""
        return MappingProxyType(params_of(self._wire))

    def render(self, /, **values: "Given") -> Message:
        """Give the message that these values make; it fits, whatever they are.

        A param with `?` may be absent: left out, None or "". What uses an absent value is left
        out, too: the line of a text, or the whole item.

        Args:
            values: for each param a str; for `digits` and `number` also an int, for `number` a
                Decimal; for `one` exactly one of its alternatives. Names are compared in NFKC.

        Raises:
            RenderError: some values break their declarations (KF510), are missing, or belong to
                no param (KF511); `.problems` holds them all.
        """
        texts: dict[str, str | None] = {}
        seen = 0
        try:
            for name, param, glance in self._reading:
                value = values.get(name)
                if type(value) is str and glance(value):
                    texts[name] = value
                    seen += 1
                else:
                    texts[name] = param.read(value)
                    seen += name in values
        except Refused:
            seen = -1
        return self._frame.fill(texts if seen == len(values) else self._read(values))

    def _read(self, values: Mapping[str, "Given"]) -> dict[str, str | None]:
        """Read some values carefully: whatever is wrong with them is told at once."""
        texts, problems = read_given(self.params, values)
        if problems:
            raise RenderError(problems, self.name)
        return texts

    def preview(self, target: Target = "on_event", *, longest: bool = False) -> "Picture":
        """Draw what a customer will see; a notebook shows it, `print` draws it in a terminal.

        Args:
            target: the API whose limits hold.
            longest: whether params hold the longest values rather than samples.
        """
        from kfmenu.preview.picture import picture  # noqa: PLC0415 - a service draws nothing

        return picture(self._wire, target=target, name=self.name, longest=longest)

    def _repr_html_(self) -> str:
        return self.preview()._repr_html_()

    @cached_property
    def _reading(self) -> "list[tuple[str, Param, Glance]]":
        return [(name, param, param.glance()) for name, param in self.params.items()]

    @cached_property
    def _frame(self) -> "_Whole | _OpenText | _OpenMenu":
        return _framed(self._wire)

    def __getstate__(self) -> dict[str, Any]:
        return {"name": self.name, "_wire": self._wire}

    def __repr__(self) -> str:
        return f"<Template {self.name}({', '.join(self.params)})>"


# ---- what renderings share ----------------------------------------------------------------


class _Whole(NamedTuple):
    """A message without params: every rendering is this one."""

    message: Message

    def fill(self, filling: Filling) -> Message:  # noqa: ARG002 - as any frame
        """Give the message."""
        return self.message


class _OpenText(NamedTuple):
    """A text message with params.

    Args:
        content: writes its text.
        wants: what is encoded for it.
        fits: whether all renderings fit every target.
    """

    content: Writer
    wants: Wanted
    fits: bool

    def fill(self, filling: dict[str, str | None]) -> Message:
        """Give the message; takes what `Param.read` gave for each param."""
        encode(filling, self.wants)
        message = TextMessage(self.content(filling) or "")
        if self.fits:
            set_json(message, text_json(encode_basestring(message.content)))
        return message


class _OpenItem(NamedTuple):
    """An item with params.

    Args:
        at: its index.
        cls: its class.
        fields: what its fields hold, in order.
        writers: what writes those with params, by index.
    """

    at: int
    cls: type[Item]
    fields: list[Any]
    writers: list[tuple[int, Writer]]


class _OpenMenu(NamedTuple):
    """A menu with params.

    Args:
        head: the text above its items, or what writes it.
        items: those without params, None in the place of each other one.
        opened: the others.
        tail: the text below, or what writes it.
        wants: what is encoded for all of them.
        json: writes the whole as JSON, if nothing is left out; None where not all renderings fit
            every target.
    """

    head: str | Writer | None
    items: list[Any]
    opened: list[_OpenItem]
    tail: str | Writer | None
    wants: Wanted
    json: Writer | None

    def fill(self, filling: dict[str, str | None]) -> Message:
        """Give the message; takes what `Param.read` gave for each param."""
        head, items, opened, tail, wants, json = self
        encode(filling, wants)
        whole = json is not None and None not in filling.values()
        if callable(head):
            head = head(filling) or None
            whole = whole and head is not None
        if callable(tail):
            tail = tail(filling) or None
            whole = whole and tail is not None
        items = items.copy()
        for at, cls, known, writers in opened:
            fields = known.copy()
            for index, write in writers:
                fields[index] = text = write(filling)
                if text is None:
                    break
            else:
                items[at] = cls(*fields)
        if whole and json is not None:
            return menu_of(head, tuple(items), tail, json(filling))
        left = tuple([item for item in items if item is not None])
        return menu_of(head, left, tail, None if json is None else FITS)


def _framed(wire: Json) -> _Whole | _OpenText | _OpenMenu:
    """Make what all renderings of a message share, and prove that they fit."""
    from kfmenu.message.wire import from_wire  # noqa: PLC0415 - cattrs, once a value is wanted

    phrases = list(phrases_of(wire))
    if not phrases:
        return _Whole(from_wire(wire))
    written = [*phrases, *[phrase.in_json() for phrase in phrases]]
    wants = wanted([ref for phrase in written for ref in phrase.refs])
    fits = all(is_valid(wire, "message", target) for target in LIMITS)
    body = wire[wire["msgtype"]]
    if wire["msgtype"] == "text":
        return _OpenText(body["content"].writer(), wants, fits)
    head, tail = body.get("head_content"), body.get("tail_content")
    rows = [_row(at, item) for at, item in enumerate(body.get("list", ()))]
    samples = [row.cls(*row.fields) for row in rows]
    json = menu_json(
        None if head is None else _form(head),
        [one.json(_form) for one in samples],
        None if tail is None else _form(tail),
    )
    return _OpenMenu(
        head.writer() if isinstance(head, Phrase) else head,
        [None if row.writers else one for row, one in zip(rows, samples, strict=True)],
        [row for row in rows if row.writers],
        tail.writer() if isinstance(tail, Phrase) else tail,
        wants,
        json.__mod__ if fits else None,
    )


def _row(at: int, item: Json) -> _OpenItem:
    """Read an item; a phrase stands in the place of a text that has params."""
    from kfmenu.message.wire import item_from_wire  # noqa: PLC0415

    tag = item["type"]
    names = ITEMS[tag].__match_args__
    texts = {name: item[tag].get(name) for name in names}
    phrases = {name: text for name, text in texts.items() if isinstance(text, Phrase)}
    known = item_from_wire({"type": tag, tag: {**item[tag], **dict.fromkeys(phrases, "")}})
    return _OpenItem(
        at,
        type(known),
        [phrases.get(name, getattr(known, name)) for name in names],
        [(names.index(name), phrase.writer()) for name, phrase in phrases.items()],
    )


def _form(text: str | Phrase) -> str:
    """Write a text as JSON for the operator %."""
    if isinstance(text, Phrase):
        return f'"{text.in_json().form}"'
    return encode_basestring(text).replace("%", "%%")
