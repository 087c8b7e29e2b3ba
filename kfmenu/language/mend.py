"""Edits applied to a file: what a problem says that mends it."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from kfmenu.language.source import Source
from kfmenu.problems import Edit


def mended(source: Source, mends: Iterable[tuple[Edit, ...]]) -> tuple[str, int]:
    """Give the text of a file after some edits, without its byte order mark, and how many count.

    Args:
        source: the file.
        mends: the edits of each problem, which are made together or not at all; of two problems
            whose edits overlap, the first in the file counts.
    """
    text = source.text[len(source.mark) :]
    starts = _starts(source)
    end_of_line = "\r\n" if source.ends[:1] == ["\r\n"] else "\n"
    made: list[tuple[int, int, str]] = []
    count = 0
    for edits in sorted(mends):
        wanted = {
            (
                _offset(starts, line, column, len(text)),
                _offset(starts, end_line, end_column, len(text)),
                new.replace("\n", end_of_line),
            )
            for line, column, end_line, end_column, new in edits
        }
        if not any(_overlaps(one, made) for one in wanted):
            count += 1
            for one in wanted.difference(made):
                insort(made, one)
    pieces = []
    done = 0
    for start, end, new in made:
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]]), count


def _overlaps(one: tuple[int, int, str], made: Sequence[tuple[int, int, str]]) -> bool:
    """Tell whether an edit changes what another one changes, otherwise than that does."""
    start, end, _ = one
    at = bisect_left(made, (start, 0, ""))
    near = made[max(0, at - 1) : bisect_left(made, (end, 0, "")) + 1]
    return any(other != one and other[0] < end and start < other[1] for other in near)


def _starts(source: Source) -> list[int]:
    """Give the offset of each line."""
    starts = [0]
    for number, line in enumerate(source.lines):
        end = source.ends[number] if source.ends else "\n"
        starts.append(starts[-1] + len(line) + len(end))
    return starts


def _offset(starts: Sequence[int], line: int, column: int, most: int) -> int:
    return min(starts[line - 1] + column - 1, most)
