"""Types as they are declared, `text(1..20)` or `任选（男｜女）`: read, and mended where it can be.

Nothing is known here of lines and problems: what is wrong is handed back with its columns, so that
who reads files can say it. Columns are 1-based and count code points, an end is exclusive.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kfmenu.params.types import TYPES, Param, Type

LARGEST = 4096
"""The longest length that may be declared: twice what the widest field of the API holds."""

LONGEST_NUMBER = 100
"""Characters of a number's end; Python refuses to read thousands, and nobody pays as much."""

_BLANK = " \t\u3000\u00a0\u202f\u205f" + "".join(map(chr, range(0x2000, 0x200B)))
"""What may stand around every token."""

FAULTS: Mapping[str, tuple[str, ...]] = {
    "look-alike": ("text",),
    "no type": (),
    "unknown type": ("text",),
    "no parens": ("text",),
    "not closed": ("text",),
    "behind": ("text",),
    "no length": ("text",),
    "no ends": ("text",),
    "leading zero": ("text",),
    "order": ("least", "most"),
    "too small": ("least", "actual"),
    "too large": ("most", "text"),
    "too many digits": ("most", "actual"),
    "empty": (),
    "twice": ("text",),
}
"""What may be wrong with a type, and what a message about it can tell."""


class Fault(NamedTuple):
    """One thing that is wrong with a declared type.

    Args:
        variant: one of `FAULTS`.
        column: where it stands.
        end_column: the column after it.
        holes: what that variant can tell.
        mended: the whole type as it should be written, where that can be told; it reads well.
        candidates: the words that an unknown one may be a misspelling of.
    """

    variant: str
    column: int
    end_column: int
    holes: Mapping[str, str | int]
    mended: str | None = None
    candidates: tuple[str, ...] = ()


class Declared(NamedTuple):
    """What was read of a type.

    Args:
        param: what it declares, or None where it cannot be read.
        faults: what is wrong with it; of a type that can be read, one `look-alike` at the most.
    """

    param: Param | None
    faults: tuple[Fault, ...]


WORDS: Mapping[str, Type] = {
    word: row for row in TYPES.values() for word in (row.word, row.chinese)
}
"""Every way to write a type's word."""

_MEANT = {word: row for row in TYPES.values() for word in (row.word, *row.also)}
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide).isalnum()}
"""Full-width letters and digits, as `str.translate` takes them."""

_WORD = re.compile(r"[^\W\d_]+")
_CLOSE = re.compile("[)）]")
_BAR = re.compile("[|｜]")
_OTHER_BAR = re.compile("[，、/]|或")
_OTHER_PARENS = "(（[［【{｛<《〈「", ")）]］】}｝>》〉」"
"""What people put around the inside of a type."""

_PARTED = ":：=＝ \t　"
"""What people put between a name and its type."""

_LENGTHS = re.compile(rf"(?:([0-9]++)[{_BLANK}]*\.\.[{_BLANK}]*)?([0-9]++)")
_END = r"-?[0-9]++(?:\.[0-9]++)?"
_ENDS = re.compile(rf"({_END})[{_BLANK}]*\.\.[{_BLANK}]*({_END})")
_ZEROS = re.compile(r"^(-?)0+(?=[0-9])")
_NUMERAL = re.compile(f"(?<![0-9]){_END}")
_SIGNS = f"[-.…~～—–,，、至到字个位{_BLANK}]"
_MEASURE = re.compile(f"{_SIGNS}*0(?:{_SIGNS}+0)?[字个位{_BLANK}]*")
"""How people write a length or two ends, each numeral being 0; `20..` leaves an end open."""

_THOUSANDS = re.compile("[0-9][,，][0-9]{3}(?![0-9])")
"""It may part two ends, or be one: nobody can tell."""

_TYPED: dict[int, str | int] = {ord("．"): ".", ord("。"): ".", ord("－"): "-", **_NARROW}


def _as_it_is(text: str, column: int) -> str | None:  # noqa: ARG001 - it has no faults to place
    """Read an alternative that has no escapes."""
    return text


class _Stretch(NamedTuple):
    """Some of the text, and the column where it begins."""

    text: str
    column: int

    def part(self, start: int, end: int | None = None) -> "_Stretch":
        """Give a part of it without the blanks around it."""
        part = self.text[start:end]
        bare = part.lstrip(_BLANK)
        return _Stretch(bare.rstrip(_BLANK), self.column + start + len(part) - len(bare))

    def fault(
        self,
        variant: str,
        mended: str | None = None,
        candidates: tuple[str, ...] = (),
        **holes: str | int,
    ) -> Fault:
        """Make a fault of it; an empty stretch has the sign that stands there as its place."""
        end = self.column + max(1, len(self.text))
        return Fault(variant, self.column, end, holes, mended, candidates)


def read_type(
    text: str,
    column: int = 1,
    *,
    name: str = "",
    optional: bool = False,
    read_text: Callable[[str, int], str | None] = _as_it_is,
) -> Declared:
    """Read the type of a declaration.

    Args:
        text: what stands behind the name, blanks around it allowed.
        column: where `text` begins.
        name: what the param is called.
        optional: whether a `?` stands behind the name.
        read_text: reads the escapes of an alternative, given as it is written and where it begins;
            what is wrong there it reports itself, and gives None.
    """
    whole = _Stretch(text, column).part(0)
    found = _WORD.match(whole.text)
    if not found:
        bare = whole.text.lstrip(_PARTED)
        sound = bare != whole.text and not read_type(bare).faults
        return Declared(None, (whole.fault("no type", bare if sound else None),))
    word = found[0].translate(_NARROW)
    row = WORDS.get(word)
    rest = whole.part(found.end())
    if not row:
        return Declared(None, (_unknown(whole, word, rest),))
    closed = _CLOSE.search(rest.text)
    if rest.text[:1] not in {"(", "（"} or not closed:
        variant = "not closed" if rest.text[:1] in {"(", "（"} else "no parens"
        fault = whole.fault(variant, _mended(row, word, _unwrapped(rest.text)), text=whole.text)
        return Declared(None, (fault,))
    inside = rest.part(1, closed.start())
    behind = rest.part(closed.end())
    if behind.text:
        fault = behind.fault("behind", _mended(row, word, inside.text), text=behind.text)
        return Declared(None, (fault,))
    blank = Param(name, row.word, optional=optional)
    if row.word == "one":
        return _alternatives(blank, whole, word, inside, read_text)
    narrow = inside._replace(text=inside.text.translate(_NARROW))
    read = _inside(blank, narrow)
    if isinstance(read, Fault):
        return Declared(None, (read._replace(mended=_mended(row, word, inside.text)),))
    if whole.text.startswith(word) and narrow == inside:
        return Declared(read, ())
    like = whole.fault("look-alike", f"{word}({narrow.text})", text=whole.text)
    return Declared(read, (like,))


def _inside(blank: Param, inside: _Stretch) -> Param | Fault:
    """Read what stands between the parens of any type but `one`."""
    return (_ends if blank.type == "number" else _lengths)(blank, inside)


def _lengths(blank: Param, inside: _Stretch) -> Param | Fault:
    """Read `N` or `a..N`."""
    found = _LENGTHS.fullmatch(inside.text)
    if not found:
        return inside.fault("no length", text=inside.text)
    ends = [digits.lstrip("0") or "0" for digits in found.groups("1")]
    longest = max(ends, key=len)
    if len(longest) > len(str(LARGEST)) or int(longest) > LARGEST:
        return inside.fault("too large", most=LARGEST, text=longest)
    least, most = map(int, ends)
    if found[1] and least > most:
        return inside.fault("order", least=ends[0], most=ends[1])
    floor = TYPES[blank.type].least
    if most < floor:
        return inside.fault("too small", least=floor, actual=most)
    return blank._replace(least=least, most=most)


def _ends(blank: Param, inside: _Stretch) -> Param | Fault:
    """Read `a..b`, two decimals."""
    found = _ENDS.fullmatch(inside.text)
    if not found:
        return inside.fault("no ends", text=inside.text)
    for at in (1, 2):
        if _ZEROS.match(found[at]):
            end = inside.part(*found.span(at))
            return end.fault("leading zero", text=end.text)
    longest = max(map(len, found.groups()))
    if longest > LONGEST_NUMBER:
        return inside.fault("too many digits", most=LONGEST_NUMBER, actual=longest)
    split = [end.partition(".") for end in found.groups()]
    decimals = max(len(behind) for _, _, behind in split)
    least, most = [int(whole + behind.ljust(decimals, "0")) for whole, _, behind in split]
    if least > most:
        return inside.fault("order", least=found[1], most=found[2])
    return blank._replace(least=least, most=most, decimals=decimals)


def _alternatives(
    blank: Param,
    whole: _Stretch,
    word: str,
    inside: _Stretch,
    read_text: Callable[[str, int], str | None],
) -> Declared:
    """Read `甲 | 乙`; one alternative in pieces is read as several."""
    pieces = _split(inside, _BAR)
    apart = _split(inside, _OTHER_BAR)
    like = len(pieces) == 1 < len(apart) and all(piece.text for piece in apart)
    values: dict[str, str] = {}
    faults: list[Fault] = []
    readable = True
    for piece in apart if like else pieces:
        value = read_text(*piece) if piece.text else ""
        if value is None:
            readable = False
        elif not value:
            faults.append(piece.fault("empty"))
        elif value in values:
            faults.append(piece.fault("twice", text=piece.text))
        else:
            values[value] = piece.text
    if faults or not readable:
        mended = _one(word, values.values()) if readable else None
        return Declared(None, tuple([fault._replace(mended=mended) for fault in faults]))
    param = blank._replace(alternatives=tuple(values))
    if like or not whole.text.startswith(word):
        spelt = f"{word}({' | '.join(values.values())})"
        return Declared(param, (whole.fault("look-alike", spelt, text=whole.text),))
    return Declared(param, ())


def _split(inside: _Stretch, bar: re.Pattern[str]) -> list[_Stretch]:
    """Part a stretch at every bar."""
    signs = [found.span() for found in bar.finditer(inside.text)]
    starts = [0, *[end for _, end in signs]]
    ends = [*[start for start, _ in signs], len(inside.text)]
    return [inside.part(start, end) for start, end in zip(starts, ends, strict=True)]


def _unknown(whole: _Stretch, word: str, rest: _Stretch) -> Fault:
    """Say what a word that names no type was probably meant to be."""
    place = _Stretch(word, whole.column)
    row = _MEANT.get(word.casefold())
    if not row:
        return place.fault("unknown type", candidates=tuple(WORDS), text=word)
    meant = row.word if word.isascii() else row.chinese
    return place.fault(
        "unknown type", _mended(row, meant, _unwrapped(rest.text)), (meant,), text=word
    )


def _unwrapped(rest: str) -> str:
    """Give what stands behind a type's word without what is around it."""
    opening, closing = _OTHER_PARENS
    rest = rest.lstrip(f":：{_BLANK}")
    if rest[:1] in opening:
        rest = rest[1 : -1 if rest[-1:] in closing else None]
    return rest.strip(_BLANK)


def _mended(row: Type, word: str, inside: str) -> str | None:
    """Write a type from what stands where its parens should be, if that can be told."""
    if row.word == "one":
        pieces = (_BAR if _BAR.search(inside) else _OTHER_BAR).split(inside)
        return _one(word, [piece.strip(_BLANK) for piece in pieces])
    typed = inside.translate(_TYPED)
    shape = _NUMERAL.sub("0", typed)
    if not _MEASURE.fullmatch(shape) or _THOUSANDS.search(typed):
        return None
    ends = [_ZEROS.sub(r"\1", numeral) for numeral in _NUMERAL.findall(typed)]
    if row.word == "number" and shape == "0":
        ends = ["0", *ends]
    for guess in ("..".join(ends), "..".join(reversed(ends))):
        if isinstance(_inside(Param("", row.word), _Stretch(guess, 1)), Param):
            return f"{word}({guess})"
    return None


def _one(word: str, pieces: Iterable[str]) -> str | None:
    """Write alternatives, each once, if they will be read as these and no others."""
    pieces = list(dict.fromkeys(pieces))
    # A single one may be read as several, and what stood outside of parens may hold some.
    single = len(pieces) == 1 and _OTHER_BAR.search(pieces[0])
    if not all(pieces) or not pieces or single or any(map(_CLOSE.search, pieces)):
        return None
    return f"{word}({' | '.join(pieces)})"
