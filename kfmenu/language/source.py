"""From bytes to lines: encoding, size, control characters and merge conflicts."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kfmenu.places import Span
from kfmenu.problems import Findings, Problem, place_of

MAX_BYTES = 1024 * 1024
"""A larger file is not read: no menu file is."""


class Source(NamedTuple):
    r"""A file as lines, and what was wrong with it as text.

    Args:
        path: as the user named it.
        mark: the byte order mark that it begins with, or nothing.
        lines: all of it: `mark + "\n".join(lines)`, written with `surrogateescape`, is the file.
        problems: in order of place.
        readings: of lines that are not UTF-8, what they most likely say, by number.
        damaged: numbers of lines of which nothing more is reported, since a fault of theirs is.
        skipped: numbers of lines that are not read: conflict markers, and the other side.
    """

    path: str
    mark: str
    lines: list[str]
    problems: list[Problem]
    readings: Mapping[int, str]
    damaged: frozenset[int]
    skipped: frozenset[int]


def read_source(path: str, content: bytes | str) -> Source:
    """Cut the content of a file into lines and report what is wrong with it as text.

    Args:
        path: named in the problems.
        content: bytes of a file, or text that is decoded already.
    """
    findings = Findings(path=path)
    size = len(content if isinstance(content, bytes) else content.encode(errors="replace"))
    if size > MAX_BYTES:
        findings.add("KF105", Span(1, 1, 1, 1), limit=MAX_BYTES, actual=size, unit="byte")
        return Source(path, "", [], findings.found, _NONE, frozenset(), frozenset())
    readings = _NONE
    text = content if isinstance(content, str) else _decoded(content)
    mark = ""
    if text is None:
        assert isinstance(content, bytes)
        text, readings = _guessed(content, findings)
    if text.startswith("\ufeff"):
        findings.add("KF102", Span(1, 1, 1, 1))
        mark, text = text[:1], text[1:]
    lines = text.split("\n")
    if _SUSPECT.search(text):
        for number, line in enumerate(lines, 1):
            _characters(number, readings.get(number, line).removesuffix("\r"), findings)
    damaged = frozenset(one.line or 0 for one in findings.found if one.code != "KF102")
    skipped = frozenset[int]()
    if MARKER.search(text):
        skipped = _conflicts(lines, findings)
    findings.found.sort(key=place_of)
    return Source(path, mark, lines, findings.found, readings, damaged, skipped)


_NONE: Mapping[int, str] = MappingProxyType({})


# ---- encoding -----------------------------------------------------------------------------


def _decoded(content: bytes) -> str | None:
    if utf16(content):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _guessed(content: bytes, findings: Findings) -> tuple[str, Mapping[int, str]]:
    """Give what is not UTF-8 without loss, and its lines as what they most likely are."""
    if encoding := utf16(content):
        findings.add("KF101", Span(1, 1, 1, 2), encoding="UTF-16")
        return content.decode(encoding, "replace"), _NONE
    raw_lines = content.split(b"\n")
    readings: dict[int, str] = {}
    # A whole file in another encoding is one mistake; a line or two among good ones are many.
    whole = not any(_is_utf8(line) and not line.isascii() for line in raw_lines)
    for number, raw in enumerate(raw_lines, 1):
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            column = len(raw[: error.start].decode()) + 1
            if not (whole and readings):
                span = Span(number, column, number, column + 1)
                findings.add("KF101", span, encoding=guessed(raw))
            readings[number] = raw.decode("gb18030", "replace")
    return content.decode(errors="surrogateescape"), readings


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


def _characters(number: int, line: str, findings: Findings) -> None:
    """Report every run of characters that no line may hold."""
    for found in _BAD_RUN.finditer(line):
        char = ord(found[0][0])
        findings.add(
            "KF410" if 0xD800 <= char <= 0xDFFF else "KF103",
            Span(number, found.start() + 1, number, found.end() + 1),
            field="@line",
            char=f"U+{char:04X}",
            escape=f"\\u{{{char:x}}}",
        )


# ---- merge conflicts ----------------------------------------------------------------------

MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ \r]|$)", re.MULTILINE)
"""A line that a merge left behind."""


def _conflicts(lines: list[str], findings: Findings) -> frozenset[int]:
    """Report conflict markers; of a whole conflict only our side is read."""
    marked = [
        (number, line[0])
        for number, line in enumerate(lines, 1)
        if line[:1] in {"<", "=", ">", "|"} and MARKER.match(line)
    ]
    skipped = {number for number, _ in marked}
    for number in skipped:
        end = len(lines[number - 1].removesuffix("\r")) + 1
        findings.add("KF104", Span(number, 1, number, end))
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
