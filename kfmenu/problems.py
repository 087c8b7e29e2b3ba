"""What a problem is: one finding, with its place and its way out, in two languages."""

from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kfmenu.emoji import is_part, whole
from kfmenu.places import PARAM, Path, Place, Span, Where, Within, nowhere, pointer_of

if TYPE_CHECKING:
    from kfmenu.rules.rule import Rule, Wording

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning"]
Titles = Callable[[Path], str]
Origin = Literal["kfm", "python"]
Mend = tuple[Within, str]
"""Code points of a string, and what should be written for them, just as a file writes it."""

_QUOTED = 24
"""Code points of a value that a message quotes before it shortens it."""


class Edit(NamedTuple):
    """One replacement of a stretch of a file (lines and columns 1-based, in code points)."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Said(NamedTuple):
    """What fills a hole of a message and differs between the languages."""

    zh: str
    en: str


Hole = str | int | Said


class Related(NamedTuple):
    """Another place that a problem is about, such as the first of two that share a name.

    Args:
        pointer: JSON pointer of that place, where the input is JSON.
        path: the file, where there is one.
        line: 1-based.
        column: 1-based, in code points.
        says: what stands there, as a word of the catalogue.
        holes: what fills that.
    """

    pointer: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    says: str = "@first"
    holes: tuple[tuple[str, Hole], ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what stands there."""
        from kfmenu.rules.words import WORDS, filled  # noqa: PLC0415 - a clean run needs no words

        return filled(WORDS[self.says][lang], dict(self.holes), lang)


class See(NamedTuple):
    """Another place that a problem is about, as it is noted.

    Args:
        at: where.
        says: what stands there, as a word of the catalogue.
        holes: what fills that.
    """

    at: "Path | Place"
    says: str = "@first"
    holes: tuple[tuple[str, Hole], ...] = ()


class Problem(NamedTuple):
    """One finding of a check.

    Args:
        code: the rule it breaks, e.g. `KF402`.
        pointer: JSON pointer (RFC 6901) from the object that was given; None where only a file
            has the place.
        limit: what is allowed, in `unit`.
        actual: what was found, in `unit`.
        unit: `byte` or `item`.
        path: the file, where there is one.
        line: 1-based, like every line and column here.
        column: in code points.
        end_line: the last line of the place.
        end_column: the column after the last code point of the place.
        related: other places that it is about.
        edits: the replacements that mend it safely, none overlapping another.
        variant: which of the rule's wordings fits, where it has several.
        origin: what the input was made from, of which the wording speaks; None is JSON.
        within: the code points (from, to) that it is about, inside the string at `pointer`.
        holes: what fills the rule's message and hint.
    """

    code: str
    pointer: str | None = None
    limit: int | None = None
    actual: int | None = None
    unit: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    related: tuple[Related, ...] = ()
    edits: tuple[Edit, ...] = ()
    variant: str | None = None
    origin: Origin | None = None
    within: Within | None = None
    holes: tuple[tuple[str, Hole], ...] = ()

    @property
    def span(self) -> Span | None:
        """The stretch of the file, where there is one."""
        if self.line is None or self.column is None:
            return None
        return Span(
            self.line, self.column, self.end_line or self.line, self.end_column or self.column
        )

    @property
    def rule(self) -> "Rule":
        """The catalogue's entry for the code."""
        from kfmenu.rules.rule import rule  # noqa: PLC0415 - a clean run needs no words

        return rule(self.code)

    @property
    def name(self) -> str:
        """The rule's name, e.g. `too-long`."""
        return self.rule.name

    @property
    def severity(self) -> Severity:
        """`error` or `warning`."""
        return self.rule.severity

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.wording("en").message

    @property
    def hint(self) -> str:
        """What to do about it, in English."""
        return self.wording("en").hint

    def wording(self, lang: Lang) -> "Wording":
        """Give message and hint in `lang`, as a pair of texts."""
        from kfmenu.rules.words import filled  # noqa: PLC0415

        said = self.rule.wording(lang, self.variant, self.origin)
        holes: dict[str, Any] = {"limit": self.limit, "actual": self.actual, **dict(self.holes)}
        return said._replace(
            message=filled(said.message, holes, lang), hint=filled(said.hint, holes, lang)
        )

    def text(self, lang: Lang = "en") -> str:
        """Give message and hint in `lang`, as one line of text."""
        from kfmenu.rules.words import WORDS  # noqa: PLC0415

        said = self.wording(lang)
        return f"{said.message}{WORDS['@then'][lang]}{said.hint}"

    @property
    def headline(self) -> str:
        """Where it is, how bad, and which rule, in words that no language changes."""
        return f"{self.place}: {self.severity}[{self.code}]"

    def __str__(self) -> str:
        return f"{self.headline} {self.message}"

    def __repr__(self) -> str:
        return f"<Problem {self}>"

    @property
    def place(self) -> str:
        """Where it is, for a person: `path:line:column`, as much of it as is known, or pointer."""
        if self.path is None:
            return visible(self.pointer or "/")
        path = visible(self.path)
        if self.line is None:
            return f"{path}{'#' + visible(self.pointer) if self.pointer else ''}"
        return f"{path}:{self.line}:{self.column}"


class Findings:
    """The one door by which problems come in: each is placed as it is noted.

    Args:
        where: tells the places of the object that is looked at.
        titles: names a part of that object in the words of its file, in Chinese.
        path: the file whose places are given as spans.
        origin: what the object was made from: a file's draft, or values of Python; None is JSON.
        taken: places that were reported already; no warning is noted there again.
        without: codes that are not noted.
    """

    __slots__ = ("_taken", "_titles", "_where", "_without", "found", "origin", "path")

    def __init__(
        self,
        where: Where = nowhere,
        *,
        titles: Titles | None = None,
        path: str | None = None,
        origin: Origin | None = None,
        taken: Container[Place] = (),
        without: Container[str] = (),
    ) -> None:
        self.found: list[Problem] = []
        self.origin = origin
        self._where = where
        self._titles = titles
        self.path = path
        self._taken = taken
        self._without = without

    def add(
        self,
        code: str,
        at: Path | Span | Place,
        *,
        seen: Path = (),
        within: Within | None = None,
        related: Iterable[See] = (),
        limit: int | None = None,
        actual: int | None = None,
        unit: str | None = None,
        variant: str | None = None,
        edits: tuple[Edit, ...] = (),
        mends: Iterable[Mend] = (),
        **holes: Hole,
    ) -> None:
        """Note a problem.

        Args:
            code: the rule.
            at: where it is: a path in the object, or a span of the file or of another one.
            seen: the part of what is there at which a file shows it.
            within: the code points that it is about, inside the string there.
            related: other places that it is about.
            limit: what is allowed, in `unit`.
            actual: what was found, in `unit`.
            unit: `byte` or `item`.
            variant: which of the rule's wordings fits, where it has several.
            edits: the replacements that mend it safely.
            mends: the same for the string there; they become edits in a file that writes these
                code points as they are.
            holes: what fills the rule's message and hint.
        """
        if code in self._without:
            return
        pointer = None
        if isinstance(at, Place):
            place = at
        elif isinstance(at, Span):
            place = Place(self.path, at)
        else:
            place = self._where((*at, *seen), within)
            pointer = pointer_of(at)
            edits = edits or self._edits((*at, *seen), mends)
            if self._titles is not None and isinstance(holes.get("field"), str):
                holes["field"] = Said(self._titles(at), str(holes["field"]))
        line, column, end_line, end_column = place.span or (None, None, None, None)
        problem = Problem(
            code, pointer, limit, actual, unit, place.path, line, column, end_line, end_column,
            tuple(self._related(see) for see in related),
            edits, variant, self.origin, within, tuple(holes.items()),
        )  # fmt: skip
        if place not in self._taken or problem.severity == "error":
            self.found.append(problem)

    def _edits(self, at: Path, mends: Iterable[Mend]) -> tuple[Edit, ...]:
        """Give mends as edits; all or none of them."""
        edits = []
        for within, text in mends:
            span = self._where(at, within).span
            # Whatever is escaped takes more columns than it has code points.
            size = (0, within[1] - within[0])
            if span is None or (span.end_line - span.line, span.end_column - span.column) != size:
                return ()
            edits.append(Edit(*span, text))
        return tuple(edits)

    def _related(self, see: See) -> Related:
        there, pointer = see.at, None
        if not isinstance(there, Place):
            pointer = pointer_of(there) if there[:1] != (PARAM,) else None
            there = self._where(there, None)
        line, column = there.span[:2] if there.span else (None, None)
        return Related(pointer, there.path, line, column, see.says, see.holes)


def place_of(problem: Problem) -> tuple[int, int, str]:
    """Give what sorts the problems of one file."""
    return problem.line or 0, problem.column or 0, problem.code


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of `problems` is an error rather than a warning."""
    return any(problem.severity == "error" for problem in problems)


def quote(value: str) -> str:
    """Shorten a text for a message, and make what cannot be printed visible."""
    shown = visible(shortened(value))
    # Between quotes of its own kind nobody sees where a quote begins.
    return f"「{shown}」" if "“" in shown or "”" in shown else f"“{shown}”"


def shortened(value: str) -> str:
    """Cut the middle out of a text that is too long for a message, but no emoji in two."""
    if len(value) <= _QUOTED:
        return value
    return f"{value[: whole(value, _QUOTED - 8)]}…{value[whole(value, len(value) - 7) :]}"


def visible(text: str) -> str:
    """Write what cannot be printed, or would move a terminal's cursor, as an escape.

    Wide blanks and the parts of an emoji stay as they were typed.
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in _WIDE or is_part(text, at) else _ESCAPES.get(c) or _hex(c)
        for at, c in enumerate(text)
    )


def _hex(char: str) -> str:
    return f"\\u{{{ord(char):x}}}"


_WIDE = "\u00a0\u2002\u2003\u3000"
_ESCAPES = {"\n": "\\n", "\t": "\\t"}
