"""From bytes to lines: encoding, size, control characters and merge conflicts."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import count, repeat
from types import MappingProxyType
from typing import NamedTuple

from kfmenu.facts.keywords import ENTRY_WORDS, HEADER_WORDS
from kfmenu.language.lexicon import COLONS, COMMENTS, GUTTERS, LAYOUT, LINE_SIGNS
from kfmenu.places import Span
from kfmenu.problems import Edit, Findings, Problem, place_of

MAX_BYTES = 1024 * 1024
"""A larger file is not read: no menu file is."""

_NONE: Mapping[int, str] = MappingProxyType({})


class Source(NamedTuple):
    """A file as lines, and what was wrong with it as text.

    Args:
        path: as the user named it.
        mark: the byte order mark that it begins with, or nothing.
        lines: without their ends.
        ends: the end of each line; empty where all but the last end in a line feed.
        problems: in order of place.
        readings: of lines that are not UTF-8, what they most likely say, by number.
        starts: of lines that hold other ends of lines, the offsets behind these, by number.
        damaged: numbers of lines of which nothing more is reported, since a fault of theirs is.
        skipped: numbers of lines that are not read: conflict markers, and the other side.
        phantoms: numbers of lines that are only there because an end was written twice.
    """

    path: str
    mark: str
    lines: list[str]
    ends: Sequence[str]
    problems: list[Problem]
    readings: Mapping[int, str] = _NONE
    starts: Mapping[int, tuple[int, ...]] = MappingProxyType({})
    damaged: frozenset[int] = frozenset()
    skipped: Container[int] = frozenset()
    phantoms: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """All of the file; written with `surrogateescape` it is the file, byte for byte."""
        if not self.ends:
            return self.mark + "\n".join(self.lines)
        whole = (line + end for line, end in zip(self.lines, self.ends, strict=True))
        return self.mark + "".join(whole)

    def stretches(self) -> Iterator[tuple[int, str | None, int]]:
        """Give what is read as a line of its own: its number, its text, and what stands before it.

        Yields:
            The number, the text, or None where it is passed over, and how many code points stand
            before it under the same number.
        """
        if not (self.skipped or self.starts or self.phantoms or self.readings):
            yield from zip(count(1), self.lines, repeat(0))
            return
        for number, line in enumerate(self.lines, 1):
            if number in self.skipped:
                yield number, None, 0
            elif number in self.starts:
                done = 0
                for start in (*self.starts[number], len(line) + 1):
                    yield number, line[done : start - 1], done
                    done = start
            elif number not in self.phantoms:
                yield number, self.readings.get(number, line), 0


def read_source(path: str, content: bytes | str) -> Source:
    """Cut the content of a file into lines and report what is wrong with it as text.

    Args:
        path: named in the problems.
        content: bytes of a file, or text that is decoded already.
    """
    ordinary = ordinary_text(content)
    if ordinary is not None:
        return Source(path, "", ordinary.split("\n"), (), [])
    findings = Findings(path=path)
    size = len(content if isinstance(content, bytes) else content.encode(errors="replace"))
    if size > MAX_BYTES:
        findings.add("KF105", Span(1, 1, 1, 1), limit=MAX_BYTES, actual=size, unit="byte")
        return Source(path, "", [], (), findings.found)
    if isinstance(content, bytes) and (other := _other_format(content)):
        findings.add("KF101", Span(1, 1, 1, 2), variant=other.split()[0], encoding=other)
        lines = content.decode(errors="surrogateescape").split("\n")
        return Source(path, "", lines, (), findings.found, skipped=range(1, len(lines) + 1))
    text = content if isinstance(content, str) else _decoded(content, findings)
    is_other = bool(findings.found)  # its signs are told once it is saved as UTF-8
    mark = text[:1] if text[:1] == "\ufeff" else ""
    if mark:
        findings.add("KF102", Span(1, 1, 1, 1), edits=(Edit(1, 1, 1, 1, ""),))
    lines = text[len(mark) :].split("\n")
    ends: Sequence[str] = ()
    if "\r" in text:
        lines, ends = _ended(text[len(mark) :])
    starts = _inner_starts(lines) if re.search(_ODD_ENDS, text) else {}
    phantoms = _phantoms(lines, ends)
    _note_ends(lines, ends, starts, findings)
    readings = _NONE
    if re.search(_BAD_RUN, text) and not is_other:
        if isinstance(content, bytes):
            readings = _readings(lines, findings)
        for number, line in enumerate(lines, 1):
            behind = {at - 1 for at in starts.get(number, ())}
            _characters(number, readings.get(number, line), behind, findings)
    damaged = frozenset(one.line or 0 for one in findings.found if one.code not in _HARMLESS)
    skipped = _conflicts(lines, findings) if re.search(MARKER, text) else frozenset[int]()
    findings.found.sort(key=place_of)
    return Source(
        path, mark, lines, ends, findings.found, readings, starts, damaged, skipped, phantoms
    )


_HARMLESS = ("KF102", "KF106")


def ordinary_text(content: bytes | str) -> str | None:
    """Give at one look a text of which there is nothing to say; None only means: look closely."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
    except UnicodeDecodeError:
        return None
    other = len(text) * 4 > MAX_BYTES or text.lstrip()[:1] in _FOREIGN
    if other or not text.replace("\n", "").isprintable() or any(map(text.__contains__, _RUNS)):
        return None
    return text


_FOREIGN = ("<", "{")
"""How HTML and RTF begin, with which no menu does."""


# ---- ends of lines ------------------------------------------------------------------------

_ODD_ENDS = f"[{LINE_SIGNS}]"
_NAMES = {
    "\r": "CR",
    "\u2028": "U+2028",
    "\u2029": "U+2029",
    "\x85": "U+0085",
    "\x0b": "VT",
    "\x0c": "FF",
}


def _ended(text: str) -> tuple[list[str], list[str]]:
    """Cut a text at LF, CR LF and CR, all of which count as lines; give lines and ends."""
    lines, ends, done = [], [], 0
    for found in re.finditer("\r\n|\n|\r", text):
        lines.append(text[done : found.start()])
        ends.append(found[0])
        done = found.end()
    return [*lines, text[done:]], [*ends, ""]


def _phantoms(lines: Sequence[str], ends: Sequence[str]) -> frozenset[int]:
    """Find the empty lines that are only there because a CR stands before a CR LF."""
    return frozenset(
        number
        for number, end in enumerate(ends, 1)
        if end == "\r\n" and not lines[number - 1] and ends[number - 2] == "\r"
    )


def _inner_starts(lines: Sequence[str]) -> dict[int, tuple[int, ...]]:
    """Find in each line the offsets behind signs that end a line within it."""
    starts = {}
    for number, line in enumerate(lines, 1):
        ends = [sign.end() for sign in re.finditer(_ODD_ENDS, line)]
        behind = tuple(
            end
            for end in ends
            if re.match(_BEGINNING, line[end:]) and not re.match(MARKER, line[end:])
        )
        if behind:
            starts[number] = behind
    return starts


def _note_ends(
    lines: Sequence[str],
    ends: Sequence[str],
    starts: Mapping[int, tuple[int, ...]],
    findings: Findings,
) -> None:
    """Warn once of all ends of lines that are neither LF nor CR LF."""
    edits = [
        Edit(number, at, number, at + 1, "\n") for number, behind in starts.items() for at in behind
    ]
    for number, end in enumerate(ends, 1):
        if end == "\r":
            at = len(lines[number - 1]) + 1
            twice = not lines[number] and ends[number] == "\r\n"
            edits.append(Edit(number, at, number + 1, 1, "" if twice else "\n"))
    if edits:
        edits.sort()
        number, at, *_ = edits[0]
        char = _NAMES[lines[number - 1][at - 1 : at] or "\r"]
        findings.add("KF106", Span(number, at, number, at + 1), edits=tuple(edits), char=char)


_BEGINNING = (
    rf"[{LAYOUT}\ufeff]*(?:[{GUTTERS}{COMMENTS}]"
    rf"|(?:{'|'.join(ENTRY_WORDS)})[{COLONS}]|(?:{'|'.join(HEADER_WORDS)})[{LAYOUT}])"
)


# ---- encoding -----------------------------------------------------------------------------


def _other_format(content: bytes) -> str | None:
    """Tell what else than text a file is, by how it begins."""
    if content.startswith(b"{\\rtf"):
        return "RTF"
    if content.startswith(b"PK\x03\x04"):
        return "zip (docx, xlsx)"
    return "HTML" if re.match(_HTML, content) else None


_HTML = rb"(?i)\s*<(?:!doctype html|html|head|meta)\b"


def _decoded(content: bytes, findings: Findings) -> str:
    """Decode without loss: bytes that are not UTF-8 become lone surrogates."""
    if encoding := utf16(content):
        findings.add("KF101", Span(1, 1, 1, 2), encoding="UTF-16")
        return content.decode(encoding, "replace")
    return content.decode(errors="surrogateescape")


def _readings(lines: list[str], findings: Findings) -> Mapping[int, str]:
    """Read the lines that are not UTF-8 as what they most likely are."""
    odd = {number: line for number, line in enumerate(lines, 1) if re.search(_UNDECODED, line)}
    if not odd:
        return _NONE
    # A whole file in another encoding is one mistake; a line or two among good ones are many.
    whole = all(line.isascii() or number in odd for number, line in enumerate(lines, 1))
    readings: dict[int, str] = {}
    for number, line in odd.items():
        raw = line.encode(errors="surrogateescape")
        if not (whole and readings):
            found = re.search(_UNDECODED, line)
            column = found.start() + 1 if found else 1
            span = Span(number, column, number, column + 1)
            variant = None if whole else "line"
            findings.add("KF101", span, variant=variant, encoding=guessed(raw))
        readings[number] = raw.decode("gb18030", "replace")
    return readings


_UNDECODED = "[\udc80-\udcff]"


def utf16(content: bytes) -> str | None:
    """Tell which UTF-16 the content is, if any; ASCII in it has a NUL beside each character."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    if content.count(0) * 8 > len(content):
        return "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"
    return None


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
_BAD_RUN = f"[{_BAD}]+"


def _characters(number: int, line: str, ends: Container[int], findings: Findings) -> None:
    """Report every run of characters that no line may hold, ends of lines aside."""
    for found in re.finditer(_BAD_RUN, line):
        start = found.start()
        while start < found.end() and start in ends:
            start += 1
        if start == found.end():
            continue
        char = ord(line[start])
        findings.add(
            "KF410" if 0xD800 <= char <= 0xDFFF else "KF103",
            Span(number, start + 1, number, found.end() + 1),
            field="@line",
            char=f"U+{char:04X}",
            escape=f"\\u{{{char:x}}}",
        )


# ---- merge conflicts ----------------------------------------------------------------------

MARKER = r"(?m)(?:^|\r)(?:<{7}|={7}|>{7}|\|{7})(?:[ \r]|$)"
"""A line that a merge left behind."""

_RUNS = tuple(sign * 7 for sign in "<=>|")


def _conflicts(lines: list[str], findings: Findings) -> frozenset[int]:
    """Report conflict markers; of a whole conflict only our side is read."""
    marked = [
        (number, line[0])
        for number, line in enumerate(lines, 1)
        if line[:1] in {"<", "=", ">", "|"} and re.match(MARKER, line)
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
