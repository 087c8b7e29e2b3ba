"""From bytes to lines: encoding, size, control characters and merge conflicts."""

import re
from typing import NamedTuple

from kfmenu.language.places import Span, problem_at
from kfmenu.problems import Problem

MAX_BYTES = 1024 * 1024
"""A larger file is not read: no menu file is."""


class Source(NamedTuple):
    """A file as lines, and what was wrong with it as text.

    Args:
        path: as the user named it.
        lines: without their ends.
        problems: in order of place.
        damaged: numbers of lines of which nothing more is reported, since a fault of theirs is.
        skipped: numbers of lines that are not read: conflict markers, and the other side.
    """

    path: str
    lines: list[str]
    problems: list[Problem]
    damaged: frozenset[int]
    skipped: frozenset[int]


def read_source(path: str, content: bytes | str) -> Source:
    """Cut the content of a file into lines and report what is wrong with it as text.

    Args:
        path: named in the problems.
        content: bytes of a file, or text that is decoded already.
    """
    problems: list[Problem] = []
    size = len(content if isinstance(content, bytes) else content.encode(errors="replace"))
    if size > MAX_BYTES:
        too_large = problem_at("KF105", path, Span(1, 1, 1, 1))
        problems.append(too_large.moved(limit=MAX_BYTES, actual=size, unit="byte"))
        return Source(path, [], problems, frozenset(), frozenset())
    text = content if isinstance(content, str) else _decoded(path, content, problems)
    if text.startswith("\ufeff"):
        problems.append(problem_at("KF102", path, Span(1, 1, 1, 1)))
        text = text[1:]
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if _SUSPECT.search(text):
        for number, line in enumerate(lines, 1):
            problems += _characters(path, number, line)
    damaged = frozenset(problem.line or 0 for problem in problems if problem.code != "KF102")
    skipped = frozenset[int]()
    if _MARKER.search(text):
        skipped = _conflicts(path, lines, problems)
    problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return Source(path, lines, problems, damaged, skipped)


# ---- encoding -----------------------------------------------------------------------------


def _decoded(path: str, content: bytes, problems: list[Problem]) -> str:
    """Decode as UTF-8, and what is not UTF-8 as what it most likely is."""
    if encoding := utf16(content):
        problems.append(problem_at("KF101", path, Span(1, 1, 1, 2), encoding="UTF-16"))
        return content.decode(encoding, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    lines = []
    reported = 0
    raw_lines = content.split(b"\n")
    # A whole file in another encoding is one mistake; a line or two among good ones are many.
    whole = not any(_is_utf8(line) and not line.isascii() for line in raw_lines)
    for number, raw in enumerate(raw_lines, 1):
        try:
            lines.append(raw.decode())
        except UnicodeDecodeError as error:
            column = len(raw[: error.start].decode()) + 1
            if not (whole and reported):
                span = Span(number, column, number, column + 1)
                problems.append(problem_at("KF101", path, span, encoding=guessed(raw)))
            reported += 1
            lines.append(raw.decode("gb18030", "replace"))
    return "\n".join(lines)


def utf16(content: bytes) -> str | None:
    """Tell which UTF-16 the content is, if any; ASCII in it has a NUL beside each character."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    if content.count(0) * 8 > len(content):
        return "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def guessed(raw: bytes) -> str:
    """Guess the encoding of bytes that are not UTF-8, as a word for a message."""
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "@binary"
    return "GBK"


# ---- characters ---------------------------------------------------------------------------

# A TAB is a blank between tokens; only inside a text it is a fault, which the reader sees.
_BAD = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_BAD_RUN = re.compile(f"[{_BAD}]+")
_SUSPECT = re.compile(f"[{_BAD}](?:(?<!\r)|(?!\n|$))")


def _characters(path: str, number: int, line: str) -> list[Problem]:
    """Report every run of characters that no line may hold."""
    problems = []
    for found in _BAD_RUN.finditer(line):
        code = "KF410" if "\ud800" <= found[0][0] <= "\udfff" else "KF103"
        char = ord(found[0][0])
        problems.append(
            problem_at(
                code,
                path,
                Span(number, found.start() + 1, number, found.end() + 1),
                field="@line",
                char=f"U+{char:04X}",
                escape=f"\\u{{{char:x}}}",
            )
        )
    return problems


# ---- merge conflicts ----------------------------------------------------------------------

_MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ \r]|$)", re.MULTILINE)


def _conflicts(path: str, lines: list[str], problems: list[Problem]) -> frozenset[int]:
    """Report conflict markers; of a whole conflict only our side is read."""
    marked = [
        (number, line[0])
        for number, line in enumerate(lines, 1)
        if line[:1] in {"<", "=", ">", "|"} and _MARKER.match(line)
    ]
    skipped = {number for number, _ in marked}
    problems += [
        problem_at("KF104", path, Span(number, 1, number, len(lines[number - 1]) + 1))
        for number in skipped
    ]
    ours = theirs = 0
    for number, sign in marked:
        match sign:
            case "<":
                ours, theirs = number, 0
            case ">" if theirs:
                skipped.update(range(theirs, number))
                ours = theirs = 0
            case "=" | "|" if ours and not theirs:
                theirs = number
    return frozenset(skipped)
