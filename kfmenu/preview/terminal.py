"""The picture for a terminal: the bubble in a box, its links numbered, their targets below it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from wcwidth import width, wrap

from kfmenu.preview.bubble import Bubble, Meter, Run
from kfmenu.preview.ink import (
    WORDS,
    address,
    amount,
    drawable,
    kind_word,
    numbered,
    origin,
    place,
    subject,
    verdict,
)
from kfmenu.problems import Lang, has_errors

NARROWEST = 40
"""Cells of a line at least, whatever the terminal has."""

WIDEST = 64
"""Cells of a bubble at the most: a phone shows fewer."""

_BAR = 12
"""Cells of a meter."""


class Box(NamedTuple):
    """The signs that are drawn with."""

    top: str
    bottom: str
    side: str
    more: str
    arrow: str
    full: str
    rest: str


ROUND = Box("╭─╮", "╰─╯", "│", "┊", "→", "━", "┄")
PLAIN = Box("+-+", "+-+", "|", ":", "->", "#", ".")
"""For a terminal whose encoding has no signs for boxes, or where they take two cells."""


class Ink(NamedTuple):
    """Some text of a row, in one style; with an address, a terminal may open it."""

    text: str
    style: str = ""
    url: str | None = None


Pen = Callable[[Ink], str]
"""Writes ink down for a terminal."""


def pencil(ink: Ink) -> str:
    """Write the text alone."""
    return ink.text


_SGR = {
    "": "",
    "name": "1",
    "dim": "2",
    "link": "34",
    "filled": "4",
    "warning": "33",
    "error": "31",
}


def colours(ink: Ink) -> str:
    """Write in the terminal's colours."""
    return f"\x1b[{_SGR[ink.style]}m{ink.text}\x1b[0m" if ink.style else ink.text


def opening(pen: Pen) -> Pen:
    """Make a pen whose addresses a terminal can open (OSC 8)."""

    def write(ink: Ink) -> str:
        if not ink.url:
            return pen(ink)
        return f"\x1b]8;;{quote(ink.url, safe=_SAFE)}\x1b\\{pen(ink)}\x1b]8;;\x1b\\"

    return write


_SAFE = "!#$%&'()*+,/:;=?@[]~"


def draw(
    bubble: Bubble, lang: Lang, columns: int = 80, *, box: Box = ROUND, pen: Pen = pencil
) -> Iterator[str]:
    """Give the lines that draw a bubble.

    Args:
        bubble: the message.
        lang: the language of what is not the message's own.
        columns: cells that a line may take; fewer than 40 are taken for 40.
        box: the signs that are drawn with.
        pen: writes for this terminal.
    """
    columns = max(columns, NARROWEST)
    rows = [
        *_folded(list(_head(bubble, lang)), columns),
        *_bubble(bubble, lang, min(columns, WIDEST), box),
        *_below(bubble, lang, columns, box),
    ]
    for row in rows:
        yield "".join(map(pen, row)).rstrip()


def _head(bubble: Bubble, lang: Lang) -> Iterator[Ink]:
    """Say what the message is called, where it stands, and how many problems it has."""
    grave = "error" if has_errors(bubble.problems) else "warning"
    parts = ((bubble.name, "name"), (place(bubble), "dim"), (verdict(bubble, lang), grave))
    gap = ""
    for text, style in parts:
        if text:
            yield Ink(gap)
            yield Ink(drawable(text, bidi=False), style)
            gap = "  "


def _bubble(bubble: Bubble, lang: Lang, columns: int, box: Box) -> Iterator[list[Ink]]:
    """Draw the bubble; a line that goes on because the terminal ends has another side."""
    rows = [
        (box.more if index else box.side, row)
        for inks in list(_lines(bubble)) or [[Ink(WORDS[lang]["empty"], "dim")]]
        for index, row in enumerate(_folded(inks, columns - 4))
    ]
    inside = max([_cells(row) for _, row in rows])
    yield [_edge(box.top, inside)]
    for side, row in rows:
        rest = " " * (inside - _cells(row))
        yield [Ink(side, "dim"), Ink(" "), *row, Ink(f"{rest} "), Ink(box.side, "dim")]
    yield [_edge(box.bottom, inside)]


def _edge(signs: str, inside: int) -> Ink:
    return Ink(signs[0] + signs[1] * (inside + 2) + signs[2], "dim")


def _lines(bubble: Bubble) -> Iterator[list[Ink]]:
    """Give each line of the bubble, each link with its number behind it."""
    numbers = numbered(bubble)
    last = {run.field: run for line in bubble.lines for run in line.runs}
    for line in bubble.lines:
        inks: list[Ink] = []
        for run in line.runs:
            inks += _run(run)
            if run.tap and run is last[run.field]:
                inks.append(Ink(f" [{numbers[run.field]}]", "dim"))
        yield inks


def _run(run: Run) -> Iterator[Ink]:
    """Give the stretches of a run: what a param filled, and the rest."""
    style, url = ("link", address(run.tap)) if run.tap else ("", None)
    at = 0
    for start, end, _ in run.filled:
        yield Ink(_shown(run.text[at:start]), style, url)
        yield Ink(_shown(run.text[start:end]), "filled", url)
        at = end
    yield Ink(_shown(run.text[at:]), style, url)


def _below(bubble: Bubble, lang: Lang, columns: int, box: Box) -> Iterator[list[Ink]]:
    """Tell where each link leads, what each param holds, and which fields are nearly full."""
    for number, tap in enumerate(bubble.taps.values(), 1):
        lead = [Ink(f"[{number}] ", "dim"), Ink(f"{kind_word(tap, lang)} {box.arrow} ")]
        said = (
            Ink(f"@{_shown(tap.leads)}") if tap.leads else Ink(_shown(tap.target), "", address(tap))
        )
        if not tap.target:
            said = Ink(WORDS[lang]["no id"], "dim")
        yield from _hanging(lead, [said], columns)
    for value in bubble.params:
        name = Ink(f"{{{_shown(value.param.name)}}} ", "dim")
        shown = Ink(_shown(value.text or ""), "filled")
        more = Ink(f"  {_shown(origin(value, lang))}", "dim")
        yield from _hanging([name], [shown, more], columns)
    for meter in bubble.meters:
        if meter.is_tight:
            which = Ink(f"  {subject(meter, bubble)}", "dim")
            yield from _hanging(_bar(meter, box), [Ink(amount(meter, lang)), which], columns)


def _bar(meter: Meter, box: Box) -> list[Ink]:
    full = min(_BAR * meter.most // meter.limit, _BAR) if meter.limit else _BAR
    return [
        Ink(box.full * full, "error" if meter.is_over else "warning"),
        Ink(box.rest * (_BAR - full) + " ", "dim"),
    ]


def _hanging(lead: list[Ink], rest: Sequence[Ink], columns: int) -> Iterator[list[Ink]]:
    """Fold what follows a lead, which stands before its first row alone."""
    indent = _cells(lead) + 2
    for index, row in enumerate(_folded(rest, columns - indent)):
        yield [Ink(" " * indent), *row] if index else [Ink("  "), *lead, *row]


def _folded(inks: Sequence[Ink], room: int) -> Iterator[list[Ink]]:
    """Break a row where its cells are used up, between words if that can be."""
    whole = "".join([ink.text for ink in inks])
    pieces = wrap(
        whole,
        room,
        expand_tabs=False,
        replace_whitespace=False,
        drop_whitespace=False,
        break_on_hyphens=False,
    )
    at = 0
    for piece in pieces or [""]:
        yield list(_between(inks, at, at + len(piece)))
        at += len(piece)


def _between(inks: Iterable[Ink], start: int, end: int) -> Iterator[Ink]:
    """Give what of a row lies between two of its offsets."""
    for ink in inks:
        part = ink.text[max(start, 0) : max(end, 0)]
        if part:
            yield ink._replace(text=part)
        start -= len(ink.text)
        end -= len(ink.text)


def _cells(row: Iterable[Ink]) -> int:
    return width("".join([ink.text for ink in row]))


def _shown(text: str) -> str:
    # A joiner at the end would join the blank behind it.
    return drawable(text, bidi=False).replace("\t", " ").rstrip("\u200d")
