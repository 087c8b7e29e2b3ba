"""The picture of a message: its lines as the customer sees them, where taps lead, what is left.

A menu is one stream of text: head, items, tail. Each piece ends its line, but a text with
`no_newline`; the last ends nothing, and an empty piece gives nothing. So the picture's lines,
joined by line feeds, are the message's own texts in order, and nothing else.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from attrs import frozen

from kfmenu.facts.kinds import KINDS, Kind
from kfmenu.facts.limits import LIMITS, Limit, Target
from kfmenu.facts.shapes import ITEM, MENU
from kfmenu.facts.shapes import Kind as Envelope
from kfmenu.params.phrase import Phrase
from kfmenu.places import Path, pointer_of
from kfmenu.preview.bubble import Bubble, Line, Meter, Run, Tap
from kfmenu.preview.filling import Filled, Filling, Text
from kfmenu.problems import Problem


@frozen
class Picture(Bubble):
    """One message as its customer sees it; it shows itself to `print` and in a notebook."""

    def __str__(self) -> str:
        from kfmenu.preview.terminal import draw  # noqa: PLC0415 - one drawer of several

        return "\n".join(draw(self, "en"))

    def _repr_html_(self) -> str:
        from kfmenu.preview.html import cell  # noqa: PLC0415 - likewise

        return cell(self, "en")


_NONE: Mapping[str, str | None] = {}


def picture(
    wire: Any,
    kind: Envelope = "message",
    target: Target | None = None,
    *,
    at: Path = (),
    name: str = "",
    names: Container[str] = (),
    problems: Iterable[Problem] = (),
    values: Mapping[str, str | None] = _NONE,
    longest: bool = False,
    path: str | None = None,
    line: int | None = None,
) -> Picture:
    """Draw an object in wire form; what cannot be read is not drawn. Never raises.

    Args:
        wire: a message, a bare menu or a whole request, right or wrong.
        kind: which of these it is.
        target: the API whose limits hold; by default those of its kind.
        at: where the object stands in what was given.
        name: what the message is called.
        names: the messages that a click may lead to.
        problems: what a check found in it.
        values: what the params hold, as `Param.read` gave it; None for an absent one.
        longest: whether the other params hold the longest values rather than samples.
        path: the file that it stands in.
        line: where it begins there.
    """
    rows = LIMITS[target or ("send_msg" if kind == "send_msg" else "on_event")]
    tag, body = (MENU, wire) if kind == "menu" else _body(wire)
    at = at if kind == "menu" else (*at, tag)
    filling = Filling(values, longest=longest)
    drawing = _Drawing(rows, names, filling)
    if isinstance(body, dict):
        if tag == MENU:
            drawing.menu(body, at)
        else:
            drawing.text(body, "content", at, "text")
    lines = tuple(drawing.lines())
    params = tuple(filling.values.values())
    return Picture(name, lines, tuple(drawing.meters), tuple(problems), params, path, line)


def _body(wire: Any) -> tuple[str, Any]:
    """Find the body of a message: that of its `msgtype`, or else the one that it has."""
    if not isinstance(wire, dict):
        return MENU, None
    tags = [tag for tag in (wire.get("msgtype"), MENU, "text") if tag in (MENU, "text")]
    tag = next((tag for tag in tags if isinstance(wire.get(tag), dict)), MENU)
    return tag, wire.get(tag)


class _Piece(NamedTuple):
    """What one field gives to the stream."""

    text: Text
    field: str
    tap: Tap | None
    ends: bool


_LINE_END = re.compile(r"\r\n|\r|\n")


class _Drawing:
    """One message while it is drawn."""

    def __init__(self, rows: Mapping[str, Limit], names: Container[str], filling: Filling) -> None:
        self.meters: list[Meter] = []
        self._rows = rows
        self._names = names
        self._filling = filling
        self._pieces: list[_Piece] = []

    def menu(self, menu: dict[Any, Any], at: Path) -> None:
        """Draw a `msgmenu` object."""
        self.text(menu, "head_content", at, MENU)
        items = menu.get("list")
        if isinstance(items, (list, tuple)):
            self._count(items, (*at, "list"))
            for index, item in enumerate(items):
                if isinstance(item, dict):
                    self._item(item, (*at, "list", index))
        self.text(menu, "tail_content", at, MENU)

    def text(self, body: dict[Any, Any], name: str, at: Path, parent: str) -> None:
        """Draw a text that stands for itself: head, tail, or all of a text message."""
        row = self._rows[f"{parent}.{name}"]
        self._show(self._measured(body.get(name), (*at, name), row), (*at, name))

    def _show(
        self, text: Text | None, at: Path, tap: Tap | None = None, *, ends: bool = True
    ) -> None:
        if text and text.text:
            self._pieces.append(_Piece(text, pointer_of(at), tap, ends))

    def lines(self) -> Iterator[Line]:
        """Give the lines of all pieces."""
        runs: list[Run] = []
        ended = False
        for (text, filled, _), field, tap, ends in self._pieces:
            if ended:
                yield Line(tuple(runs))
                runs = []
            for index, (start, end) in enumerate(_stretches(text)):
                if index:
                    yield Line(tuple(runs))
                    runs = []
                runs.append(Run(text[start:end], field, tap, _within(filled, start, end)))
            ended = ends
        if self._pieces:
            yield Line(tuple(runs))

    def _count(self, items: list[Any] | tuple[Any, ...], at: Path) -> None:
        """Measure how many items there are, and how many of them can be tapped."""
        row, field = self._rows[ITEM], pointer_of(at)
        taps = sum([kind.taps for kind, _ in map(_kind_of, items) if kind])
        counts = ((len(items), row.max_items, "item"), (taps, row.max_actions, "action"))
        for used, limit, unit in counts:
            if limit is not None:
                self.meters.append(Meter(field, used, limit, unit, None, row.name))

    def _item(self, item: dict[Any, Any], at: Path) -> None:
        """Draw one item."""
        kind, body = _kind_of(item)
        if kind is None or any(self._is_gone(body.get(one.name)) for one in kind.fields):
            return
        at = (*at, kind.name)
        measured = [self._field(body, one, kind, at) for one in kind.targets]
        target = " ".join([text.text for text in measured if text])
        leads = target if kind.name == "click" and target in self._names else None
        tap = Tap(kind.name, target, leads) if kind.taps else None
        ends = kind.taps or body.get("no_newline") not in _ON
        text = self._field(body, kind.label, kind, at)
        self._show(text, (*at, kind.label), tap, ends=ends)

    def _field(self, body: dict[Any, Any], name: str, kind: Kind, at: Path) -> Text | None:
        row = self._rows[f"{ITEM}.{kind.name}.{name}"]
        return self._measured(body.get(name), (*at, name), row)

    def _measured(self, leaf: Any, at: Path, row: Limit) -> Text | None:
        """Read a leaf and note its meter; None where it is no text."""
        text = self._read(leaf)
        if text and row.max_bytes is not None:
            used = len(text.text.encode("utf-8", "surrogatepass"))
            name = row.path.removeprefix(f"{ITEM}.").removeprefix(f"{MENU}.")
            meter = Meter(pointer_of(at), used, row.max_bytes, "byte", text.longest, name)
            self.meters.append(meter)
        return text

    def _read(self, leaf: Any) -> Text | None:
        if isinstance(leaf, Phrase):
            return self._filling.fill(leaf)
        return Text(leaf) if isinstance(leaf, str) else None

    def _is_gone(self, leaf: Any) -> bool:
        """Tell whether an absent value takes a text away, and with it all of its item."""
        return isinstance(leaf, Phrase) and self._filling.fill(leaf) is None


_ON = (1,)


def _kind_of(item: Any) -> tuple[Kind | None, dict[Any, Any]]:
    """Tell an item's kind, by its `type` or else by the one body that it has, and its body."""
    bodies = (
        []
        if not isinstance(item, dict)
        else [name for name in KINDS if isinstance(item.get(name), dict)]
    )
    tag = item.get("type") if bodies else None
    if tag not in bodies:
        tag = bodies[0] if len(bodies) == 1 else None
    return (KINDS[tag], item[tag]) if tag else (None, {})


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Give from where to where each line of a text goes."""
    start = 0
    for found in _LINE_END.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _within(filled: Filled, start: int, end: int) -> Filled:
    """Give what of the filled stretches lies between two offsets, counted from the first."""
    inside = [(max(one, start) - start, min(two, end) - start, name) for one, two, name in filled]
    return tuple([found for found in inside if found[0] < found[1]])
