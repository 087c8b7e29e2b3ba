"""Texts as they are written: escapes and braces read, each part's place kept."""

import re
from collections.abc import Sequence
from keyword import iskeyword
from typing import NamedTuple
from unicodedata import normalize

from kfmenu.language.lexicon import ESCAPES
from kfmenu.language.tree import Piece, Text
from kfmenu.places import Span
from kfmenu.problems import Findings, quote


class Raw(NamedTuple):
    """A stretch of one line as it is written, and where it begins."""

    text: str
    line: int
    column: int

    @property
    def end_column(self) -> int:
        """The column after its last code point."""
        return self.column + len(self.text)

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Give the place of its code points from `start` to `end`."""
        end = len(self.text) if end is None else end
        return Span(self.line, self.column + start, self.line, self.column + end)

    def cut(self, start: int, end: int | None = None, *, blanks: str = " \t") -> "Raw":
        """Give a part of it without the blanks around it."""
        part = self.text[start:end]
        bare = part.lstrip(blanks)
        return Raw(bare.rstrip(blanks), self.line, self.column + start + len(part) - len(bare))


def read_text(parts: Sequence[Raw], findings: Findings) -> Text:
    """Read one text from its lines, which a line feed joins.

    Args:
        parts: at least one, each trimmed already.
        findings: told of KF103, KF205, KF206 and KF502.
    """
    first, last = parts[0], parts[-1]
    if first is last and not _SPECIAL.search(first.text):
        return Text(first.text, first.line, first.column, first.line, first.end_column)
    values: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for part in parts:
        if values:
            values.append("\n")
            length += 1
        pieces.append(Piece(length, part.line, part.column))
        special = _SPECIAL.search(part.text)
        value = _unescape(part, length, pieces, findings) if special else part.text
        values.append(value)
        length += len(value)
    return Text(
        "".join(values), first.line, first.column, last.line, last.end_column, tuple(pieces)
    )


_SPECIAL = re.compile(r"[\\{}\t]")
_TOKEN = re.compile(r"\\->|\\u\{[^{}]*\}|\\.|\\$|\{[^{}]*\}|[{}]|\t+")
_HEX = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}")


def _unescape(part: Raw, offset: int, pieces: list[Piece], findings: Findings) -> str:
    """Read the escapes of one line whose value begins at `offset` of the whole text."""
    values: list[str] = []
    done = 0
    braces = False
    for found in _TOKEN.finditer(part.text):
        token = found[0]
        span = part.span(*found.span())
        value = token
        if token[0] == "\\":
            char = _escaped(token)
            if char is None:
                findings.add("KF206", span, text=quote(token))
            else:
                value = char
        elif token[0] == "\t":
            findings.add("KF103", span, variant="tab", char="U+0009", escape="\\u{9}")
        elif is_param(token[1:-1].removesuffix(":raw")):
            findings.add("KF502", span, text=token)
        elif not braces:
            # A pasted {"a": {}} is one mistake, however many braces it has.
            findings.add("KF205", span, text=token)
            braces = True
        values += [part.text[done : found.start()], value]
        offset += found.start() - done
        pieces.append(Piece(offset, span.line, span.column))
        offset += len(value)
        pieces.append(Piece(offset, span.line, span.end_column))
        done = found.end()
    values.append(part.text[done:])
    return "".join(values)


def _escaped(token: str) -> str | None:
    """Give what an escape stands for, or None where it is none."""
    found = _HEX.fullmatch(token)
    if not found:
        return ESCAPES.get(token)
    code = int(found[1], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def is_param(name: str) -> bool:
    """Tell whether `name` can name a param: a Python identifier that is no keyword."""
    name = normalize("NFKC", name)
    return name.isidentifier() and not iskeyword(name)


def is_name(name: str) -> bool:
    """Tell whether `name` can name a block: XID_Start, then XID_Continue or `-`."""
    # str.isidentifier() is XID with "_" as a letter, which no name begins with.
    if len(name.encode(errors="replace")) > _LONGEST_NAME:
        return False
    return name[:1] not in {"", "_", "-"} and name.replace("-", "_").isidentifier()


_LONGEST_NAME = 200
"""Bytes: a name becomes a file's name, which most disks end at 255."""


def name_key(name: str) -> str:
    """Give the form in which names are compared: a name becomes a file's name."""
    return name.casefold() if name.isascii() else normalize("NFC", name).casefold()
