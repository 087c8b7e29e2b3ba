"""Texts as they are written: escapes, braces and refs read, each part's place kept."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kfmenu.language.lexicon import BRACES, ESCAPE, ESCAPES, LAYOUT, QUOTES
from kfmenu.language.tree import Hole, Piece, Text
from kfmenu.params.unwritten import UNREAD, Unwritten
from kfmenu.places import Span
from kfmenu.problems import Edit, Findings, quote, shortened, visible


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

    def edit(self, text: str, start: int = 0, end: int | None = None) -> tuple[Edit, ...]:
        """Give the edit that puts `text` in the place of its code points."""
        return (Edit(*self.span(start, end), text),)

    def within(self, start: int, end: int) -> "Raw":
        """Give its code points from `start` to `end`."""
        return Raw(self.text[start:end], self.line, self.column + start)

    def cut(self, start: int = 0, end: int | None = None) -> "Raw":
        """Give a part of it without the blanks around it, of whatever width."""
        part = self.text[start:end]
        bare = part.lstrip(LAYOUT)
        return Raw(bare.rstrip(LAYOUT), self.line, self.column + start + len(part) - len(bare))


def read_text(parts: Sequence[Raw], findings: Findings, *, shown: bool = True) -> Text | Unwritten:
    """Read one text from its lines, which a line feed joins.

    Args:
        parts: at least one, each trimmed already.
        findings: told of KF103, KF205, KF206 and KF601.
        shown: whether customers see it, so that a blank in its midst needs no escape.
    """
    first, last = parts[0], parts[-1]
    if first is last and not any(sign in first.text for sign in _SPECIAL):
        return Text(first.text, first.line, first.column, first.line, first.end_column)
    reading = _Reading(findings, shown=shown)
    for part in parts:
        reading.add(part)
    if reading.broken:
        return UNREAD
    value = "".join(reading.values)
    pieces, holes = tuple(reading.pieces), tuple(reading.holes)
    return Text(value, first.line, first.column, last.line, last.end_column, pieces, holes)


_SPECIAL = "\\{}｛\t"
_TOKEN = rf"{ESCAPE}|\t+"
_ANY_TOKEN = rf"{ESCAPE}|{BRACES}|\t+"
"""Likewise of a text with braces: a longer pattern, which most files need not compile."""

_HEX = r"\\u\{([0-9A-Fa-f]{1,6})\}"
_INNER = r"[$｛{]*([^{}｛｝]*)[｝}]*"


class _Reading:
    """One text as far as it has been read."""

    def __init__(self, findings: Findings, *, shown: bool) -> None:
        self.values: list[str] = []
        self.pieces: list[Piece] = []
        self.holes: list[Hole] = []
        self.broken = False
        self._findings = findings
        self._shown = shown
        self._length = 0
        self._braces = False
        self._escapes = False

    def add(self, part: Raw) -> None:
        """Read one more line."""
        if self.pieces:
            self._put("\n")
        self.pieces.append(Piece(self._length, part.line, part.column))
        self._braces = self._escapes = True
        done = 0
        has_braces = any(sign in part.text for sign in "{}｛")
        for found in re.finditer(_ANY_TOKEN if has_braces else _TOKEN, part.text):
            start, end = found.span()
            self._put(part.text[done:start])
            self.pieces.append(Piece(self._length, part.line, part.column + start))
            self._token(part, found[0], start, end)
            self.pieces.append(Piece(self._length, part.line, part.column + end))
            done = end
        self._put(part.text[done:])

    def _put(self, value: str) -> None:
        self.values.append(value)
        self._length += len(value)

    def _token(self, part: Raw, token: str, start: int, end: int) -> None:
        if token[0] == "\\":
            self._escape(part, token, start, end)
        elif token[0] == "\t":
            self._fault(
                "KF103", part.span(start, end), variant="tab", char="U+0009", escape="\\u{9}"
            )
        else:
            self._brace(part, token, start, end)

    def _escape(self, part: Raw, token: str, start: int, end: int) -> None:
        value = _escaped(token)
        if value is None or (token == "\\s" and self._shown and _is_inside(part.text, start, end)):
            # A pasted C:\\some\\path is one mistake, however many of its signs are no escapes.
            if self._escapes:
                variant = "blank" if value else "sign" if _is_sign(token) else None
                self._findings.add(
                    "KF206", part.span(start, end), variant=variant,
                    text=quote(token), sign=quote(token[1:]),
                    mended=visible(_with_backslashes(part.text)),
                )  # fmt: skip
            self._escapes = False
            self.broken = True
        self._put(value or token)

    def _brace(self, part: Raw, token: str, start: int, end: int) -> None:
        """Read what is written in braces: a ref, or something like one."""
        from kfmenu.params.names import is_param  # noqa: PLC0415 - many files have no params

        inner = re.fullmatch(_INNER, token)
        name = inner[1].strip(LAYOUT) if inner else ""
        span = part.span(start, end)
        wide = token[0] == "｛" or token[-1] == "｝"
        if is_param(name):
            form = "wide" if wide else "other" if token[0] == "$" or token[1] == "{" else ""
            if not form and token != f"{{{name}}}":
                note_like(part.within(start, end), f"{{{name}}}", self._findings)
            self.holes.append(Hole(self._length, len(token), name, form, span))
        elif wide:
            pass  # full-width braces around no name are content
        elif is_param(name.rstrip("?？ ")) and token[1] != "{":
            mended = f"{{{name.rstrip('?？ ')}}}"
            edits = part.edit(mended, start, end)
            self._fault("KF205", span, variant="optional", edits=edits, text=token, mended=mended)
        elif self._braces:
            # A pasted {"a": {}} is one mistake, however many braces it has.
            variant = "empty" if not name and token[-1] == "}" != token else None
            if name and token[-2:] == "}}":
                variant = "template"
            escaped = re.sub("[{}]", r"\\\g<0>", token)
            self._fault("KF205", span, variant=variant, text=token, mended=visible(escaped))
            self._braces = False
        self._put(token)

    def _fault(self, code: str, span: Span, **more: object) -> None:
        self._findings.add(code, span, **more)  # type: ignore[arg-type]
        self.broken = True


def _escaped(token: str) -> str | None:
    """Give what an escape stands for, or None where it is none."""
    if token in ESCAPES:
        return ESCAPES[token]
    found = re.fullmatch(_HEX, token)
    if not found:
        return None
    code = int(found[1], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch of a text stands between two visible characters."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return bool(before.strip(LAYOUT) and after.strip(LAYOUT))


def _is_sign(token: str) -> bool:
    """Tell whether an escape is of a sign, such as a quote: no path goes on so."""
    sign = token[1:].strip(LAYOUT)
    return bool(sign) and not sign[0].isalnum()


def _with_backslashes(text: str) -> str:
    """Give a text in which every escape that is none, or hardly meant, shows its backslash.

    Before a sign, which some other language asks for, the backslash goes.
    """

    def mended(found: re.Match[str]) -> str:
        sound = _escaped(found[0]) is not None
        lost = found[0] == "\\s" and _is_inside(text, *found.span())
        if sound and not lost:
            return found[0]
        return found[0][1:] if _is_sign(found[0]) else f"\\{found[0]}"

    return re.sub(ESCAPE, mended, text)


def note_like(part: Raw, meant: str, findings: Findings) -> None:
    """Warn of what is read as something else that it resembles, and mend it."""
    findings.add(
        "KF601", part.span(), edits=part.edit(meant),
        text=quote(part.text.strip(LAYOUT)), meant=quote(meant), mended=visible(meant),
    )  # fmt: skip


def note_quoted(raw: Raw, findings: Findings) -> None:
    """Warn of a whole label or text in quotes, which would be shown."""
    pair, inner = raw.text[:1] + raw.text[-1:], raw.text[1:-1]
    if pair in QUOTES and inner and not any(sign in inner for sign in "“”‘’\"'"):
        findings.add("KF608", raw.span(), text=visible(shortened(inner)))


# ---- names --------------------------------------------------------------------------------


def is_name(name: str) -> bool:
    """Tell whether `name` can name a block: a letter or digit, then XID_Continue or `-`."""
    if len(name.encode(errors="replace")) > LONGEST_NAME:
        return False
    # str.isidentifier() is XID with "_" as a letter, which no name begins with.
    return name[:1] not in {"", "_", "-"} and f"x{name.replace('-', '_')}".isidentifier()


LONGEST_NAME = 200
"""Bytes: a name becomes a file's name, which most disks end at 255."""


def is_device(name: str) -> bool:
    """Tell whether a file of this name would be a device on Windows."""
    return name.lower() in _DEVICES


_PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_DEVICES = {"con", "prn", "aux", "nul"} | _PORTS


def name_key(name: str) -> str:
    """Give the form in which names are compared: a name becomes a file's name."""
    if name.isascii():
        return name.casefold()
    from unicodedata import normalize  # noqa: PLC0415 - a table that only such names need

    return normalize("NFC", name).casefold()
