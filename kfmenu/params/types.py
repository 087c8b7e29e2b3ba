"""What a param holds: the table of types, and a declaration that reads the values given for it.

A value that a declaration takes has a longest and a shortest form. Both are values themselves, so
that a bound is the size of something that can be shown, and is exact.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal, NamedTuple

from kfmenu.params.encoding import Encoding, total
from kfmenu.params.encoding import size as size_of
from kfmenu.params.shorten import SHORTEST, cut

Word = Literal["digits", "number", "id", "text", "cut", "url", "one"]


class Type(NamedTuple):
    """One type of params.

    Args:
        word: its name.
        chinese: its Chinese name.
        unit: what its length counts, or "" where it has none.
        refused: the characters that no value may hold.
        takes: the Python types of its values.
        start: how every value begins.
        narrow: a character that takes the fewest bytes in every encoding.
        wide: a character that takes the most bytes of one unit in every encoding.
        least: the smallest longest length that may be declared.
        also: what people write for its name.
        safe: whether every value is written alike wherever it stands.
    """

    word: Word
    chinese: str
    unit: Literal["character", "byte", ""]
    refused: str
    takes: tuple[str, ...] = ("str",)
    start: str = ""
    narrow: str = "a"
    wide: str = "a"
    least: int = 1
    also: tuple[str, ...] = ()
    safe: bool = False


_UNSAFE = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
"""Controls but the line feed, lone surrogates, and what turns the direction of writing."""

TYPES: Mapping[Word, Type] = {
    row.word: row
    for row in (
        Type(
            "digits", "数字", "character", "[^0-9]", ("str", "int"), narrow="0", wide="9",
            also=("數字", "整数", "整數", "digit", "int", "integer"), safe=True,
        ),
        Type(
            "number", "数值", "", "", ("str", "int", "Decimal"),
            also=("數值", "小数", "小數", "金额", "金額", "价格", "decimal", "float", "amount"),
            safe=True,
        ),
        Type(
            "id", "编号", "character", "[^0-9A-Za-z_-]",
            also=("編號", "标识", "代码", "key", "code", "identifier"), safe=True,
        ),
        Type(
            "text", "文字", "character", _UNSAFE, wide="😀",
            also=("文本", "字符", "字符串", "string", "str", "char", "varchar"),
        ),
        Type(
            "cut", "截短", "byte", _UNSAFE, wide='"', least=SHORTEST,
            also=("截断", "截斷", "缩短", "truncate", "truncated", "shorten", "ellipsis"),
        ),
        Type(
            "url", "网址", "byte", r'[^!-~]|["<>\\]', start="http://", wide="&", least=8,
            also=("網址", "链接", "連結", "鏈接", "网页", "link", "href", "uri"),
        ),
        Type(
            "one", "任选", "", "",
            also=("任選", "单选", "選項", "选项", "枚举", "enum", "choice", "oneof", "select"),
        ),
    )
}  # fmt: skip
"""Every type by its word."""

ONCE: tuple[Encoding, ...] = ("plain",)
"""A single use in a text."""

_URL = (
    r"(?i:https?)://(?P<host>(?:[^/?#]*@)?(?:\[[^][/?#@]+\]|[^][/?#@:]+)(?::[0-9]*)?(?:[/?#]|$))?"
)
_NUMBER = r"(-?)([0-9]++)(?:\.([0-9]++))?"
_EXPONENT = r"[+-]?[0-9.]++[eE][+-]?[0-9]++"

REFUSALS: Mapping[str, tuple[str, ...]] = {
    "missing": (),
    "type": ("given",),
    "bool": ("given",),
    "float": ("given",),
    "huge": (),
    "bad character": ("char", "code", "at"),
    "too few characters": ("least", "actual"),
    "too few bytes": ("least", "actual"),
    "too many characters": ("most", "actual"),
    "too many bytes": ("most", "actual"),
    "scheme": ("text",),
    "host": ("text",),
    "not a number": ("text",),
    "exponent": ("text",),
    "leading zero": ("text", "mended"),
    "decimals": ("most", "actual"),
    "out of range": ("least", "most", "text"),
    "not an alternative": ("text", "alternatives"),
}
"""Why a value may be refused, and what a message about it can tell.

`at` is the place of the character, the first being 1; `code` is it as `U+0009`. `missing` is the
absence of a value that must be there; every other one is a value that breaks its declaration.
"""


class Refused(ValueError):
    """A value that a declaration does not take.

    Args:
        variant: one of `REFUSALS`.
        holes: what that variant can tell.
    """

    def __init__(self, variant: str, **holes: str | int) -> None:
        super().__init__(variant)
        self.variant = variant
        self.holes = holes


class Param(NamedTuple):
    """A declared param.

    Args:
        name: how refs call it.
        type: the word of its type.
        least: the shortest length, in the type's unit; of a number the lower end, in units of its
            last decimal.
        most: the longest length, or the upper end.
        decimals: with how many decimals a number is written.
        alternatives: the only values of `one`.
        optional: whether a value may be absent (`?`), and takes with it what uses it.
    """

    name: str
    type: Word
    least: int = 1
    most: int = 1
    decimals: int = 0
    alternatives: tuple[str, ...] = ()
    optional: bool = False

    def read(self, value: object) -> str | None:
        """Give the text that is written for `value`, or None where an optional one is absent.

        Args:
            value: a str; for digits and number also an int, for number also a Decimal; None and
                "" are the absence of a value.

        Raises:
            Refused: the declaration does not take this value; `missing` where there must be one.
        """
        text = value if type(value) is str else _text(value, self.type)
        if not text:
            if self.optional:
                return None
            if value is None or self.least or not TYPES[self.type].unit:
                raise Refused("missing")
            return ""
        if self.type == "one":
            if text not in self.alternatives:
                among = " | ".join(self.alternatives)
                raise Refused("not an alternative", text=text, alternatives=among)
            return text
        return self._number(text) if self.type == "number" else self._measured(text)

    def glance(self) -> Callable[[str], object]:
        """Give a look that knows of a text that `read` takes it as it is, or declines (is falsy).

        Nearly every value is plain, and a template reads some each time that it is rendered.
        """
        if self.type == "one":
            return frozenset(self.alternatives).__contains__
        least = max(1, self.least)
        # Of a text that may be cut nobody knows the bytes, but no character has more than four.
        most = self.most // 4 if self.type == "cut" else self.most
        if self.type in {"number", "url"} or most < least:
            return _decline
        refused = TYPES[self.type].refused
        taken = f"[{refused[2:]}" if refused[1] == "^" else f"[^{refused[1:]}"
        return re.compile(f"{taken}{{{least},{most}}}").fullmatch

    def _measured(self, text: str) -> str:
        """Read a value whose characters and length are declared."""
        found = re.search(TYPES[self.type].refused, text)
        if found:
            char = found[0]
            code = f"U+{ord(char):04X}"
            raise Refused("bad character", char=char, code=code, at=found.start() + 1)
        if self.type == "cut":
            text = cut(text, self.most)
        elif self.type == "url":
            shape = re.match(_URL, text)
            if not shape or not shape["host"]:
                raise Refused("host" if shape else "scheme", text=text)
        unit = TYPES[self.type].unit
        length = size_of(text) if unit == "byte" else len(text)
        if length < self.least:
            raise Refused(f"too few {unit}s", least=self.least, actual=length)
        if length > self.most:
            raise Refused(f"too many {unit}s", most=self.most, actual=length)
        return text

    def _number(self, text: str) -> str:
        """Read a decimal between the ends; it is never rounded."""
        shape = re.fullmatch(_NUMBER, text)
        if not shape:
            raise Refused(
                "exponent" if re.fullmatch(_EXPONENT, text) else "not a number", text=text
            )
        sign, whole, decimals = shape.groups(default="")
        if len(whole) > 1 and whole[0] == "0":
            bare = whole.lstrip("0") or "0"
            raise Refused("leading zero", text=text, mended=text.replace(whole, bare, 1))
        if len(decimals) > self.decimals:
            raise Refused("decimals", most=self.decimals, actual=len(decimals))
        ends = self.written(self.least), self.written(self.most)
        # Python reads no more than some thousand digits, and none that many is between the ends.
        if len(whole) <= max(map(len, ends)):
            number = int(sign + whole + decimals.ljust(self.decimals, "0"))
            if self.least <= number <= self.most:
                return self.written(number)
        raise Refused("out of range", least=ends[0], most=ends[1], text=text)

    def written(self, number: int) -> str:
        """Write a number that is given in units of the last decimal."""
        if not self.decimals:
            return str(number)
        digits = str(abs(number)).rjust(self.decimals + 1, "0")
        sign = "-" if number < 0 else ""
        return f"{sign}{digits[: -self.decimals]}.{digits[-self.decimals :]}"

    def longest(self, uses: Collection[Encoding] = ONCE) -> str:
        """Give a value that takes the most bytes in all its uses together.

        Args:
            uses: the encoding of each occurrence.
        """
        if self.type == "one":
            return max(self.alternatives, key=lambda text: total(text, uses))
        if self.type == "number":
            return max(self.written(self.least), self.written(self.most), key=len)
        row = TYPES[self.type]
        return row.start + row.wide * (self.most - len(row.start))

    def shortest(self, uses: Collection[Encoding] = ONCE) -> str:
        """Give a value that takes the fewest bytes in all its uses together.

        Args:
            uses: the encoding of each occurrence.
        """
        if self.type == "one":
            return min(self.alternatives, key=lambda text: total(text, uses))
        if self.type == "number":
            return self.written(min(max(0, self.least), self.most))
        if not self.least and not self.optional:  # an empty value of an optional one is none
            return ""
        row = TYPES[self.type]
        return row.start + row.narrow * max(1, self.least - len(row.start))

    def within(self, room: int, uses: Collection[Encoding]) -> Iterator["Param"]:
        """Give the widest declarations narrower than this one whose values take `room` bytes.

        Args:
            room: the most bytes for all uses together, less than the longest value takes now.
            uses: the encoding of each occurrence.
        """
        if self.type == "one":
            return
        if self.type == "number":
            yield from self._shorter_number(room // len(uses))
            return
        for row in (TYPES[self.type], TYPES["cut"])[: 2 if self.type == "text" else 1]:
            units = (room - total(row.start, uses)) // total(row.wide, uses)
            most = units + len(row.start)
            if most >= max(row.least, self.least):
                yield self._replace(type=row.word, most=most)

    def _shorter_number(self, length: int) -> Iterator["Param"]:
        """Give the numbers of this range that are written in `length` characters."""
        digits = length - (1 if self.decimals else 0)
        highest = 10**digits - 1 if digits > self.decimals else -1
        lowest = 1 - 10 ** (digits - 1) if digits - 1 > self.decimals else 0
        least, most = max(self.least, lowest), min(self.most, highest)
        if least <= most:
            yield self._replace(least=least, most=most)

    def spelt(self, lang: Literal["zh", "en"] = "en") -> str:
        """Write the type as it is declared, its word in `lang`."""
        row = TYPES[self.type]
        if self.type == "one":
            inside = " | ".join(self.alternatives)
        elif self.type == "number":
            inside = f"{self.written(self.least)}..{self.written(self.most)}"
        else:
            inside = f"{self.most}" if self.least == 1 else f"{self.least}..{self.most}"
        return f"{row.chinese if lang == 'zh' else row.word}({inside})"


def _decline(text: str) -> bool:  # noqa: ARG001 - as any look
    """Know nothing at one look."""
    return False


def _text(value: object, word: Word) -> str:
    """Give what is written for a value that is not a plain str, or refuse it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str.__str__(value)
    takes = TYPES[word].takes
    if isinstance(value, bool):
        raise Refused("bool", given=str(value))
    if "int" in takes and isinstance(value, int):
        try:
            return int.__repr__(value)
        except ValueError:
            raise Refused("huge") from None
    if "int" in takes and isinstance(value, float):
        raise Refused("float", given=float.__repr__(value))
    if "Decimal" in takes:
        from decimal import Decimal  # noqa: PLC0415 - who gives one has it loaded

        if isinstance(value, Decimal):
            return str(value)
    raise Refused("type", given=type(value).__name__)
