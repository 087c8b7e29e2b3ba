"""The report for people: each problem with its line, a caret under the fault, and the way out."""

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from kfmenu.problems import Problem, visible
from kfmenu.reports.concise import headline
from kfmenu.reports.findings import Findings

_MOST_CELLS = 96
"""Terminal cells of a source line that are shown; a longer one is cut around its fault."""

_SUMMARY = {
    "zh": ("检查了 {files} 个文件，没有问题", "{files} 个文件：{errors} 个错误，{warnings} 个警告"),
    "en": ("{files} checked, no problems", "{files}: {errors}, {warnings}"),
}


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report, a summary last."""
    lines: dict[str, list[str]] = {}
    for problem in findings.problems:
        yield headline(problem, findings)
        path = problem.path or ""
        if path in findings.contents and problem.line is not None:
            if path not in lines:
                text = findings.contents[path].decode(errors="replace")
                lines[path] = text.removeprefix("\ufeff").split("\n")
            yield from _excerpt(problem, lines[path])
        yield f"  = {problem.wording(findings.lang).hint}"
        for related in problem.related:
            where = related.pointer or related.path or ""
            if related.path is not None and related.line is not None:
                where = f"{related.path}:{related.line}:{related.column}"
            yield f"  = {visible(where)}: {related.text(findings.lang)}"
        yield ""
    yield summary(findings)


def summary(findings: Findings) -> str:
    """Give the last line: how much was looked at and what was found."""
    clean, found = _SUMMARY[findings.lang]
    counts: dict[str, int | str] = {
        "files": findings.files,
        "errors": findings.errors,
        "warnings": findings.warnings,
    }
    if findings.lang == "en":
        counts = {
            name: f"{number} {name[:-1] if number == 1 else name}"
            for name, number in counts.items()
        }
    return (found if findings.problems else clean).format_map(counts)


def cells(text: str) -> int:
    """Count the terminal cells that a text takes: two for a wide character, none for a mark."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if east_asian_width(char) in {"W", "F"}:
        return 2
    return 0 if category(char) in {"Mn", "Me", "Cf"} else 1


def _excerpt(problem: Problem, lines: list[str]) -> Iterator[str]:
    """Quote the line of a problem, with carets right under the fault."""
    number = problem.line or 1
    if number > len(lines):  # bytes that are no UTF-8 may be cut into other lines
        return
    line = "".join(map(_visible, lines[number - 1].removesuffix("\r")))
    start = min((problem.column or 1) - 1, len(line))
    end = len(line)
    if problem.end_line == number and problem.end_column is not None:
        end = min(problem.end_column - 1, end)
    before, fault, after = _clipped(line[:start], line[start:end], line[end:])
    gutter = " " * len(str(number))
    yield f"  {number} | {before}{fault}{after}".rstrip()
    yield f"  {gutter} | {' ' * cells(before)}{'^' * max(cells(fault), 1)}"


def _visible(char: str) -> str:
    """Give a character that takes the place of one that a terminal would act upon."""
    if char == "\t":
        return " "
    return "\ufffd" if category(char) in {"Cc", "Cs"} or char in _BIDI else char


_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _clipped(before: str, fault: str, after: str) -> tuple[str, str, str]:
    """Cut a long line so that the fault and some of what is around it stay."""
    tail, _ = _fitting(before[::-1], _MOST_CELLS // 3)
    before = tail[::-1]
    room = _MOST_CELLS - cells(before)
    fault, left = _fitting(fault, room)
    return before, fault, "" if left < 0 else _fitting(after, left)[0]


def _fitting(text: str, room: int) -> tuple[str, int]:
    """Give what fits into `room` cells and how many are left: -1 where it was cut."""
    for at, char in enumerate(text):
        if room < _cells(char):
            return f"{text[:at]}…", -1
        room -= _cells(char)
    return text, room
