"""The tree of a `.kfm` file: blocks of entries of texts, each knowing where it stands."""

from bisect import bisect_right
from typing import NamedTuple

from attrs import define, field

from kfmenu.language.places import Span


class Piece(NamedTuple):
    """From `offset` of a text's value on, its code points stand one by one from this place on."""

    offset: int
    line: int
    column: int


class Text(NamedTuple):
    """One text: its value, escapes read, and where each part of it stands.

    Args:
        value: what the API will get.
        line: where its first character stands.
        column: likewise.
        end_line: where its last character stands.
        end_column: the column after that.
        pieces: what lies where, in order, the first with offset 0; empty where the whole value
            stands there as it is, from start to end.
    """

    value: str
    line: int
    column: int
    end_line: int
    end_column: int
    pieces: tuple[Piece, ...] = ()

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
        following = bisect_right(self.pieces, end - 1, key=lambda piece: piece.offset)
        if following < len(self.pieces) and self.pieces[following].offset == end:
            # The last code point may be written as an escape: it ends where the next piece begins.
            after = self.pieces[following]
            column = after.column if after.line == line else column
        elif end == len(self.value):
            column = self.end_column
        return Span(first.line, first.column, line, column)

    def _at(self, offset: int) -> Piece:
        index = bisect_right(self.pieces, offset, key=lambda piece: piece.offset) - 1
        piece = self.pieces[index]
        return Piece(offset, piece.line, piece.column + offset - piece.offset)


@define(slots=True)
class Entry:
    """One line that declares itself, such as `click: 满意 -> 101`.

    Args:
        keyword: what it declares.
        word: the keyword as written.
        line: where that stands.
        column: likewise.
        fields: its texts by the API's names (`content`, `id`, `url`, …).
        broken: whether some of it could not be read, and was reported.
        guessed: whether the keyword is only what was probably meant.
    """

    keyword: str
    word: str
    line: int
    column: int
    fields: dict[str, Text] = field(factory=dict)
    broken: bool = False
    guessed: bool = False

    @property
    def span(self) -> Span:
        """The keyword as written."""
        return Span(self.line, self.column, self.line, self.column + len(self.word))


@define(slots=True)
class Block:
    """A header and what stands under it.

    Args:
        keyword: `menu`, `message` or `part`; empty for lines above any header.
        name: None where it was malformed, and reported.
        span: the name, or the header's word where there is no name.
        entries: in the order of the file; a message has one entry at most, its `text`.
        damaged: whether a line of it could not be read, and was reported.
    """

    keyword: str
    name: str | None
    span: Span
    entries: list[Entry] = field(factory=list)
    damaged: bool = False

    @property
    def items(self) -> list[Entry]:
        """The entries that stand in the menu's list: all but its head and tail."""
        return [entry for entry in self.entries if entry.keyword not in {"head", "tail"}]
