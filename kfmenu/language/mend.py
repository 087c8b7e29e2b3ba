"""Edits applied to a file: what a problem says that mends it."""

from collections.abc import Iterable, Sequence

from kfmenu.language.source import Source
from kfmenu.problems import Edit


def mended(source: Source, edits: Iterable[Edit]) -> str:
    """Give the text of a file after some edits; its byte order mark goes.

    Args:
        source: the file.
        edits: in any order; of two that overlap, the first in the file counts.
    """
    text = source.text[len(source.mark) :]
    starts = _starts(source)
    pieces = []
    done = 0
    for line, column, end_line, end_column, new in sorted(set(edits)):
        start = _offset(starts, line, column, len(text))
        end = _offset(starts, end_line, end_column, len(text))
        if start >= done:
            pieces += [text[done:start], new]
            done = end
    return "".join([*pieces, text[done:]])


def _starts(source: Source) -> list[int]:
    """Give the offset of each line."""
    starts = [0]
    for number, line in enumerate(source.lines):
        end = source.ends[number] if source.ends else "\n"
        starts.append(starts[-1] + len(line) + len(end))
    return starts


def _offset(starts: Sequence[int], line: int, column: int, most: int) -> int:
    return min(starts[line - 1] + column - 1, most)
