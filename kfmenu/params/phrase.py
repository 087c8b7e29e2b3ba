"""Texts with holes: how long they may become, what would shorten them, and how they are filled."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from kfmenu.params.encoding import ENCODE, Encoding, size, total
from kfmenu.params.types import TYPES, Param
from kfmenu.params.unwritten import Unwritten


class Ref(NamedTuple):
    """The use of a param in a text.

    Args:
        param: what is declared of it.
        encoding: how its value is written here.
    """

    param: Param
    encoding: Encoding = "plain"

    @property
    def key(self) -> str:
        """Its name in what `encode` gives: no identifier holds a colon."""
        name, encoding = self.param.name, self.encoding
        plain = encoding == "plain" or TYPES[self.param.type].safe
        return name if plain else f"{name}:{encoding}"


Part = str | Ref

Filling = Mapping[str, str | None]
"""What is written for each ref, by its key; None for an absent value."""

Wanted = tuple[tuple[str, str, Callable[[str], str]], ...]
"""Keys of what is written otherwise than it is: the param's name, and what encodes its values."""


class Share(NamedTuple):
    """What one param takes of a budget.

    Args:
        param: the param.
        encoding: how its values are written.
        times: its occurrences with that encoding.
        each: the bytes that each takes at the most.
    """

    param: Param
    encoding: Encoding
    times: int
    each: int

    @property
    def bytes(self) -> int:
        """What all of them take together."""
        return self.times * self.each


class Budget(NamedTuple):
    """The longest text of a phrase as a sum.

    Args:
        literal: the bytes that are always there.
        shares: what the params take, in the order of their first occurrence.
    """

    literal: int
    shares: tuple[Share, ...]

    @property
    def bytes(self) -> int:
        """The sum."""
        return self.literal + sum([share.bytes for share in self.shares])


class Phrase(Unwritten):
    """A text whose params are open: one line of it, or several as they are written in a file.

    A line that uses an absent value is left out, and a phrase of which no line is left is absent
    itself. A label or a target is one line, whatever line feeds it holds.

    Args:
        lines: each line's parts in order.
        joint: what joins the lines.
    """

    __slots__ = ("_bounds", "_joint", "_lines")

    def __init__(self, lines: Iterable[Iterable[Part]], joint: str = "\n") -> None:
        self._lines = tuple([_merged(line) for line in lines]) or ((),)
        self._joint = joint
        self._bounds: tuple[int, int] | None = None

    @property
    def lines(self) -> tuple[tuple[Part, ...], ...]:
        """Each line's parts; no two texts of a line follow each other, and none is empty."""
        return self._lines

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all lines, with what joins them, as if they were one."""
        joined: list[Part] = []
        for line in self._lines:
            joined += (self._joint, *line)
        return _merged(joined[1:])

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Every ref, in order."""
        return tuple([ref for line in self._lines for ref in _refs(line)])

    @property
    def params(self) -> tuple[Param, ...]:
        """The params it uses, each once, in the order of their first occurrence."""
        return tuple({ref.param.name: ref.param for ref in self.refs}.values())

    @property
    def literal(self) -> str:
        """Its text without the values."""
        return "".join([part for part in self.parts if isinstance(part, str)])

    @property
    def may_vanish(self) -> bool:
        """Whether no line is left when all optional values are absent."""
        return all(map(_asks, self._lines))

    @property
    def always_shows(self) -> bool:
        """Whether some line is always left, and is not empty."""
        return not self.may_vanish and self.bounds()[0] > 0

    def bounds(self) -> tuple[int, int]:
        """Give the fewest and the most UTF-8 bytes that its text can have where it is not absent.

        Both are sizes of texts that `fill` gives for some values.
        """
        if self._bounds is None:
            self._bounds = self._found_bounds()
        return self._bounds

    def _found_bounds(self) -> tuple[int, int]:
        lines = self._lines
        most = self._size(lines, _longest)
        stay = [line for line in lines if not _asks(line)]
        if stay:
            return self._size(stay, _shortest), most
        least = most
        alone = {line: self._size([line], _shortest) for line in lines}
        for line in sorted(alone, key=alone.__getitem__):
            if alone[line] >= least:
                break
            # The values that this line needs bring every line that needs no others.
            asks = _asks(line)
            along = [other for other in lines if _asks(other) <= asks]
            least = min(least, self._size(along, _shortest))
        return least, most

    def budget(self) -> Budget:
        """Give the sum behind the upper bound, one share for each param and encoding."""
        shares = []
        for param, uses in _uses(self._lines):
            longest = param.longest(uses)
            shares += [
                Share(param, encoding, uses.count(encoding), total(longest, (encoding,)))
                for encoding in dict.fromkeys(uses)
            ]
        return Budget(size(self.literal), tuple(shares))

    def remedies(self, limit: int) -> tuple[Param, ...]:
        """Give the changed declarations that each alone would make every text fit.

        None where every text fits already. Each is the widest of its type that does. First come
        those of the param that loses the smallest part of what it may take now.

        Args:
            limit: the most UTF-8 bytes that a text may have.
        """
        over = self.bounds()[1] - limit
        if over <= 0:
            return ()
        spent = [
            (total(param.longest(uses), uses), param, uses) for param, uses in _uses(self._lines)
        ]
        spent.sort(key=lambda share: -share[0])
        return tuple(
            [new for most, param, uses in spent for new in param.within(most - over, uses)]
        )

    def fill(self, values: Filling) -> str | None:
        """Give the text for what `Param.read` gave for each param, by name; None where it goes.

        Args:
            values: a text for each param; None for an absent one.
        """
        filling = dict(values)
        encode(filling, wanted(self.refs))
        return self.writer()(filling)

    def writer(self) -> Callable[[Filling], str | None]:
        """Make what does as `fill` does, often: it takes what `encode` gives.

        One filling serves the refs of any number of phrases.
        """
        if not any(map(_asks, self._lines)):
            return self.form.__mod__
        forms = [
            ("".join(map(_form, line)), [ref.key for ref in _refs(line) if ref.param.optional])
            for line in self._lines
        ]
        joint = self._joint

        def write(filling: Filling) -> str | None:
            kept = [
                form % filling for form, asks in forms if None not in [filling[key] for key in asks]
            ]
            return joint.join(kept) if kept else None

        return write

    def in_json(self) -> "Phrase":
        """Give this phrase as it stands between the quotes of a JSON string."""
        lines = [map(_in_json, line) for line in self._lines]
        return Phrase(lines, ENCODE["json"](self._joint))

    @property
    def form(self) -> str:
        """All its lines for the operator %, which takes what `encode` gives."""
        return "".join(map(_form, self.parts))

    def _size(
        self,
        lines: Iterable[tuple[Part, ...]],
        witness: Callable[[Param, list[Encoding]], str],
    ) -> int:
        """Give the bytes of some lines, each param's value being the witness of all its uses."""
        found = -size(self._joint)
        for line in lines:
            found += size(self._joint)
            for part in line:
                if isinstance(part, str):
                    found += size(part)
        return found + sum([total(witness(param, uses), uses) for param, uses in _uses(lines)])

    def __str__(self) -> str:
        return "".join(
            [part if isinstance(part, str) else f"{{{part.param.name}}}" for part in self.parts]
        )

    def __repr__(self) -> str:
        return f"Phrase({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Phrase):
            return NotImplemented
        return (self._lines, self._joint) == (other._lines, other._joint)

    def __hash__(self) -> int:
        return hash((self._lines, self._joint))

    def __reduce__(self) -> tuple[type["Phrase"], tuple[tuple[tuple[Part, ...], ...], str]]:
        return Phrase, (self._lines, self._joint)


def wanted(refs: Iterable[Ref]) -> Wanted:
    """Give what must be encoded to fill all these refs, each once."""
    return tuple(
        {
            ref.key: (ref.key, ref.param.name, ENCODE[ref.encoding])
            for ref in refs
            if ref.key != ref.param.name
        }.values()
    )


def encode(filling: dict[str, str | None], wants: Wanted) -> None:
    """Add each value in each encoding, once for all phrases of a message.

    Args:
        filling: a text for each param by name; None for an absent one.
        wants: what `wanted` gave for the refs of these phrases.
    """
    for key, name, encoding in wants:
        value = filling[name]
        filling[key] = value and encoding(value)


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Join the texts that follow each other, and leave out empty ones."""
    merged: list[Part] = []
    for literal, run in groupby(parts, key=lambda part: isinstance(part, str)):
        if not literal:
            merged += run
        elif text := "".join(map(str, run)):
            merged.append(text)
    return tuple(merged)


def _longest(param: Param, uses: list[Encoding]) -> str:
    return param.longest(uses)


def _shortest(param: Param, uses: list[Encoding]) -> str:
    return param.shortest(uses)


def _refs(line: Iterable[Part]) -> list[Ref]:
    """Give the refs of a line."""
    return [part for part in line if not isinstance(part, str)]


def _asks(line: Iterable[Part]) -> frozenset[str]:
    """Give the names of the optional params of a line."""
    return frozenset([ref.param.name for ref in _refs(line) if ref.param.optional])


def _uses(lines: Iterable[Iterable[Part]]) -> Iterable[tuple[Param, list[Encoding]]]:
    """Give each param with the encodings of all its occurrences."""
    found: dict[str, tuple[Param, list[Encoding]]] = {}
    for line in lines:
        for param, encoding in _refs(line):
            found.setdefault(param.name, (param, []))[1].append(encoding)
    return found.values()


def _in_json(part: Part) -> Part:
    """Write a part as it stands inside a JSON string; percent-encoding leaves nothing to escape."""
    if isinstance(part, str):
        return ENCODE["json"](part)
    return part if part.encoding == "percent" else Ref(part.param, "json")


def _form(part: Part) -> str:
    """Write a part for the operator %."""
    return part.replace("%", "%%") if isinstance(part, str) else f"%({part.key})s"
