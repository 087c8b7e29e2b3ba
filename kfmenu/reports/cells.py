"""Terminal cells: how wide a text is shown, and how it is cut into lines that fit."""

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

_SIMPLE = (
    "[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2030-\u203b\u2190-\u21ff\u2500-\u257f"
    "\u3000-\u3029\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d\uffe0-\uffe6]*"
)
"""A text whose code points each take their own cells: no mark, no emoji, nothing joined."""

_MARKS = 16
"""Code points that one cell may hold; what holds more, such as heaps of accents, is cut sooner."""

_LEGACY = ("gb", "cp936", "big5", "cp950", "hz", "euc", "shift")
"""How the encodings begin whose terminals show signs of ambiguous width, such as “, in two."""


class Ruler:
    """Measures texts as one terminal shows them.

    Args:
        encoding: the terminal's.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._wide = "WFA" if encoding.lower().startswith(_LEGACY) else "WF"
        self.dots = "…" if self.bent("…") == "…" else "..."

    def cells(self, text: str) -> int:
        """Count the cells that a text takes: two for a wide character, none for a mark."""
        if text.isascii():
            return len(text)
        if re.fullmatch(_SIMPLE, text):
            return sum(2 if east_asian_width(char) in self._wide else 1 for char in text)
        from wcwidth import wcswidth  # noqa: PLC0415 - only what is joined needs its tables

        return sum(
            self.cells(part) if re.fullmatch(_SIMPLE, part) else max(wcswidth(part), 0)
            for part in self.characters(text)
        )

    def characters(self, text: str) -> Iterator[str]:
        """Give a text in parts that must not be parted: a joined emoji is one."""
        if re.fullmatch(_SIMPLE, text):
            yield from text
        else:
            from wcwidth import iter_graphemes  # noqa: PLC0415 - see above

            yield from iter_graphemes(text)

    def bent(self, text: str) -> str:
        """Give a text with escapes for what the terminal's encoding does not have."""
        return text.encode(self._encoding, "backslashreplace").decode(self._encoding)

    def head(self, text: str, room: int) -> str:
        """Give as much of the beginning of a text as `room` cells hold."""
        end = 0
        for part in self.characters(text):
            room -= self.cells(part)
            if room < 0:
                break
            end += len(part)
        return text[:end]

    def tail(self, text: str, room: int) -> str:
        """Give as much of the end of a text as `room` cells hold."""
        text = text[-room * _MARKS :] if room > 0 else ""
        start = len(text)
        for part in reversed(list(self.characters(text))):
            room -= self.cells(part)
            if room < 0:
                break
            start -= len(part)
        return text[start:]

    def clipped(self, before: str, fault: str, after: str, room: int) -> tuple[str, str, str]:
        """Cut a long line so that a part of it and some of what is around it stay.

        Args:
            before: what stands before that part.
            fault: the part.
            after: what stands behind it.
            room: the cells that the line may take.

        Returns:
            The three as the terminal can show them.
        """
        before, fault, after = map(self.bent, (before, fault, after))
        if not self._is_wider(before + fault + after, room):
            return before, fault, after
        dots = self.cells(self.dots)
        # At least a third is for what stands before, more where the rest leaves it.
        rest = fault + after
        most = room // 3
        if not self._is_wider(rest, room):
            most = max(most, room - self.cells(rest))
        if self._is_wider(before, most):
            before = self.dots + self.tail(before, most - dots)
        room -= self.cells(before)
        if self._is_wider(fault, room):
            return before, self.head(fault, room - dots) + self.dots, ""
        room -= self.cells(fault)
        if self._is_wider(after, room):
            after = self.head(after, room - dots) + self.dots if room > dots else ""
        return before, fault, after

    def _is_wider(self, text: str, room: int) -> bool:
        """Tell whether a text takes more cells; of a long one no more is measured than matters."""
        return len(text) > room * _MARKS or self.cells(text) > room

    def wrapped(self, text: str, width: int, indent: str = "    ") -> Iterator[str]:
        """Cut a text into lines: at a blank, or where Chinese stands, else anywhere.

        Args:
            text: one line.
            width: the cells that a line may take.
            indent: what all lines but the first begin with.
        """
        before = ""
        room = width
        while self.cells(text) > room:
            fits = self.head(text, room) or next(self.characters(text))
            cut = _last_break(text, len(fits)) or len(fits)
            yield before + text[:cut].rstrip(" ")
            text = text[cut:].lstrip(" ")
            before, room = indent, width - len(indent)
        yield before + text


_BREAK = "(?<= )|(?<=[\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff9d])(?![，。；：！？、）”’》】])"


def _last_break(text: str, end: int) -> int:
    """Give the last place up to `end` where a line may end, or 0."""
    if text[end : end + 1] == " ":
        return end
    found = [place.end() for place in re.finditer(_BREAK, text[: end + 1])]
    return max((at for at in found if 0 < at <= end), default=0)
