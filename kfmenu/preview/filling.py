"""What stands in the holes of a template's texts: values that are given, samples, or the longest.

A sample is a value that the declaration takes; the longest is the witness of the field's bound, so
that what is shown is what was proved.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from attrs import frozen

from kfmenu.params.encoding import ENCODE, Encoding

if TYPE_CHECKING:
    from kfmenu.params.phrase import Phrase, Ref
    from kfmenu.params.types import Param

Origin = Literal["given", "sample", "longest"]

Filled = tuple[tuple[int, int, str], ...]
"""Which code points (from, to) of a text are the value of which param."""


@frozen
class Value:
    """What a picture shows for one param.

    Args:
        param: what is declared of it.
        text: the value; None where it is absent.
        origin: whether it was given, is a sample, or the longest value.
    """

    param: "Param"
    text: str | None
    origin: Origin


class Text(NamedTuple):
    """The text of a leaf: how it is drawn, and how many bytes it may take at the most."""

    text: str
    filled: Filled = ()
    longest: int | None = None


class Filling:
    """The values of one picture.

    Args:
        given: values by the param's name, as `Param.read` gave them; None for an absent one.
        longest: whether the others are the longest ones rather than samples.
    """

    def __init__(self, given: Mapping[str, str | None], *, longest: bool) -> None:
        self.values: dict[str, Value] = {}
        self._given = given
        self._longest = longest

    def fill(self, phrase: "Phrase") -> Text | None:
        """Give the text of a phrase; None where an absent value takes it away."""
        uses: dict[str, list[Encoding]] = {}
        for ref in phrase.refs:
            uses.setdefault(ref.param.name, []).append(ref.encoding)
        values = {one.name: self._value(one, uses[one.name]) for one in phrase.params}
        lines = [
            line
            for line in phrase.lines
            if all(isinstance(part, str) or values[part.param.name] is not None for part in line)
        ]
        return _written(lines, values, phrase.bounds()[1]) if lines else None

    def _value(self, param: "Param", uses: list[Encoding]) -> str | None:
        if param.name in self._given:
            value = Value(param, self._given[param.name], "given")
        elif self._longest:
            # Which value is the longest may differ between fields; each shows its own.
            value = Value(param, param.longest(uses), "longest")
        else:
            value = Value(param, sample(param), "sample")
        self.values.setdefault(param.name, value)
        return value.text


def _written(
    lines: Iterable[Iterable["str | Ref"]], values: Mapping[str, str | None], longest: int
) -> Text:
    """Write lines down, and note where each value came to stand."""
    text = ""
    filled: list[tuple[int, int, str]] = []
    for index, line in enumerate(lines):
        text += "\n" if index else ""
        for part in line:
            start = len(text)
            if isinstance(part, str):
                text += part
            else:
                text += ENCODE[part.encoding](values[part.param.name] or "")
                filled.append((start, len(text), part.param.name))
    return Text(text, tuple(filled), longest)


def sample(param: "Param") -> str:
    """Give a value that a reader knows for a sample: `user_1`, `123456`, or the param's name."""
    from kfmenu.params.types import Refused  # noqa: PLC0415 - only who has params needs it

    try:
        return param.read(_likely(param)) or ""
    except Refused:
        return param.longest()


def _likely(param: "Param") -> str:
    """Give what would be a good sample if no bound forbids it."""
    if param.type == "one":
        return param.alternatives[0]
    if param.type == "number":
        return param.written((param.least + param.most) // 2)
    start, more, usual = _SAMPLES.get(param.type, (param.name, param.name, len(param.name)))
    length = max(param.least, min(usual, param.most))
    return (start + more * length)[:length]


_SAMPLES = {
    "digits": ("", "1234567890", 6),
    "id": ("user_1", "0", 6),
    "url": ("https://example.com/", "a", 20),
}
"""For a type: how its sample begins, with what it goes on, and how many characters are usual."""
