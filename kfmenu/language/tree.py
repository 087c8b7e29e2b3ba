"""The tree of a `.kfm` file: blocks of entries of texts, each pointing into its lines."""

from typing import NamedTuple

from kfmenu.facts.keywords import LABELS
from kfmenu.params.unwritten import Unwritten
from kfmenu.places import Span
from kfmenu.problems import Problem


class Piece(NamedTuple):
    """From `offset` of a text's value on, its code points stand one by one from this place on."""

    offset: int
    line: int
    column: int


class Hole(NamedTuple):
    """A ref in a text, which a param's value will fill.

    Args:
        offset: where it begins in the text's value.
        length: how many code points it has there, as it is written.
        name: of the param.
        form: how it is written, if not as `{name}`: in `wide` braces, or as in `other` systems.
        span: where it stands.
    """

    offset: int
    length: int
    name: str
    form: str
    span: Span


class Text(NamedTuple):
    """One text: its value, escapes read, and where each part of it stands.

    Args:
        value: what the API will get; refs stand in it as they are written.
        line: where its first character stands.
        column: likewise.
        end_line: where its last character stands.
        end_column: the column after that.
        pieces: what lies where, in order, the first with offset 0; empty where the whole value
            stands there as it is, from start to end.
        holes: the refs in it.
    """

    value: str
    line: int
    column: int
    end_line: int
    end_column: int
    pieces: tuple[Piece, ...] = ()
    holes: tuple[Hole, ...] = ()

    @property
    def span(self) -> Span:
        """From its first to its last character; made when a problem asks for it."""
        return Span(self.line, self.column, self.end_line, self.end_column)

    def place(self, start: int, end: int) -> Span:
        """Give the span of the value's code points from `start` to `end`."""
        if not self.pieces:
            return Span(self.line, self.column + start, self.line, self.column + end)
        first, last = self._at(start), self._at(end - 1)
        line, column = last.line, last.column + 1
        following = self._behind(end - 1)
        if following < len(self.pieces) and self.pieces[following].offset == end:
            # The last code point may be written as an escape: it ends where the next piece begins.
            after = self.pieces[following]
            column = after.column if after.line == line else column
        elif end == len(self.value):
            column = self.end_column
        return Span(first.line, first.column, line, column)

    def _at(self, offset: int) -> Piece:
        piece = self.pieces[self._behind(offset) - 1]
        return Piece(offset, piece.line, piece.column + offset - piece.offset)

    def _behind(self, offset: int) -> int:
        """Give the index of the first piece that begins behind an offset."""
        from bisect import bisect_right  # noqa: PLC0415 - a clean file asks for no places

        return bisect_right(self.pieces, offset, key=lambda piece: piece.offset)


FOLLOWED = "@"
"""Of a click: the field that holds the name which its id will be."""

Fields = dict[str, str | Text | Unwritten]
"""The texts of an entry by the API's names; what could not be read was reported."""


class Entry(NamedTuple):
    """One line that declares itself, such as `click: 满意 -> 101`.

    Args:
        keyword: what it declares.
        word: the keyword as written.
        line: where that stands.
        column: likewise.
        fields: its texts by the API's names (`content`, `id`, `url`, …) and in the API's order;
            the name in `@name` as `FOLLOWED`; of a `use` or `param` what stands behind the colon,
            as `value`.
        guessed: whether the keyword is only what was probably meant.
        spans: of a plain entry, whose fields stand in its line as they are: the offsets, from and
            to, at which each does.
    """

    keyword: str
    word: str
    line: int
    column: int
    fields: Fields
    guessed: bool = False
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def texts(self) -> dict[str, Text | Unwritten]:
        """Its fields, each text with its place; made when somebody asks."""
        spans = self.spans or ((0, 0),) * len(self.fields)
        return {
            name: Text(value, self.line, start + 1, self.line, end + 1)
            if isinstance(value, str)
            else value
            for (name, value), (start, end) in zip(self.fields.items(), spans, strict=True)
        }

    @property
    def label(self) -> str:
        """The field that is its text, or stands before its arrow."""
        return LABELS.get(self.keyword, "content")

    @property
    def span(self) -> Span:
        """The keyword as written."""
        return Span(self.line, self.column, self.line, self.column + len(self.word))


class Block(NamedTuple):
    """A header and what stands under it.

    Args:
        keyword: `menu`, `message` or `part`.
        word: the same as written.
        name: None where it was malformed, and reported.
        span: the name, or the header's word where there is no name.
        entries: in the order of the file; a message has one entry at most, its `text`.
        unread: the numbers of its lines that could not be read, and were reported.
    """

    keyword: str
    word: str
    name: str | None
    span: Span
    entries: list[Entry]
    unread: list[int]

    @property
    def naming(self) -> list[Entry]:
        """The entries that name another block."""
        return [one for one in self.entries if one.keyword == "use" or FOLLOWED in one.fields]


class Tree(NamedTuple):
    """What was read of one file.

    Args:
        path: as the user named it.
        lines: without their ends; the rest of the file is in `Source`.
        params: what is declared for the whole file.
        blocks: in order.
        problems: what is wrong with the file and its lines, in order of place.
    """

    path: str
    lines: list[str]
    params: list[Entry]
    blocks: list[Block]
    problems: list[Problem]
