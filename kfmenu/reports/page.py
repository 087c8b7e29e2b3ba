"""Where a report is shown: lines that fit there, and carets right under a fault."""

from collections.abc import Iterator
from unicodedata import category

from kfmenu.problems import Problem
from kfmenu.reports.cells import Ruler
from kfmenu.reports.concise import details, headline
from kfmenu.reports.findings import Findings, lines_of

_MOST_CELLS = 103
"""Terminal cells that a source line takes where nobody knows how many there are."""

_LEAST_CELLS = 24
"""A narrower terminal gets lines of this width: fewer cells hold no line with a caret."""


class Page:
    """Where a report is shown: it writes lines that fit there.

    Args:
        findings: what is known of the place, and the files that are quoted.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._ruler = Ruler(findings.encoding)
        self._width: int | None = None
        if findings.width is not None:
            # The last cell stays free: some terminals begin a new line once it is taken.
            self._width = max(findings.width - 1, _LEAST_CELLS)
        self._lines: dict[str, list[str]] = {}
        self._shown: dict[tuple[str, int], str] = {}

    def problem(self, problem: Problem) -> Iterator[str]:
        """Give the lines of one problem."""
        yield from self.fitted(headline(problem, self._findings))
        path = problem.path or ""
        if path in self._findings.contents and problem.line is not None:
            if path not in self._lines:
                self._lines[path] = lines_of(self._findings.contents[path])
            if problem.line <= len(
                self._lines[path]
            ):  # bytes that are no UTF-8 may be cut otherwise
                yield from self._excerpt(problem, self._line(path, problem.line))
        for line in details(problem, self._findings.lang):
            yield from self.fitted(f"  = {line}")

    def fitted(self, line: str) -> Iterator[str]:
        """Give a line as the terminal can show it, in as many lines as it needs."""
        line = self._ruler.bent(line)
        return iter([line]) if self._width is None else self._ruler.wrapped(line, self._width)

    def _line(self, path: str, number: int) -> str:
        """Give a line as it can be shown; one may have thousands of problems."""
        if (path, number) not in self._shown:
            self._shown[path, number] = "".join(map(_visible, self._lines[path][number - 1]))
        return self._shown[path, number]

    def _excerpt(self, problem: Problem, line: str) -> Iterator[str]:
        """Quote the line of a problem, with carets right under the fault."""
        number = problem.line or 1
        start = min((problem.column or 1) - 1, len(line))
        end = len(line)
        if problem.end_line == number and problem.end_column is not None:
            end = min(problem.end_column - 1, end)
        gutter = f"  {number} | "
        room = (self._width or _MOST_CELLS) - len(gutter)
        before, fault, after = self._ruler.clipped(line[:start], line[start:end], line[end:], room)
        yield f"{gutter}{before}{fault}{after}".rstrip()
        blank = " " * len(str(number))
        over, under = self._ruler.cells(before), max(self._ruler.cells(fault), 1)
        yield f"  {blank} | {' ' * over}{'^' * under}"


def _visible(char: str) -> str:
    """Give a character that takes the place of one that a terminal would act upon."""
    if char == "\t":
        return " "
    return "\ufffd" if category(char) in {"Cc", "Cs"} or char in _BIDI else char


_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
