"""What a problem is: one finding, with its place and its way out, in two languages."""

from collections.abc import Iterable
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from attrs import evolve, frozen

if TYPE_CHECKING:
    from kfmenu.catalogue import Rule, Wording

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning"]

_QUOTED = 24
"""Code points of a value that a message quotes before it shortens it."""


class Edit(NamedTuple):
    """One replacement of a stretch of a file (lines and columns 1-based, in code points)."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(NamedTuple):
    """A safe mend of a problem.

    Args:
        message: what the mend does.
        edits: the replacements that do it, none overlapping another.
    """

    message: str
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """Another place that a problem is about, such as the first of two that share a name.

    Args:
        pointer: JSON pointer of that place, where the input is JSON.
        path: the file, where there is one.
        line: 1-based.
        column: 1-based, in code points.
    """

    pointer: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what stands there."""
        from kfmenu.catalogue import WORDS  # noqa: PLC0415

        return WORDS["@first"][lang]


@frozen(repr=False)
class Problem:
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
        fix: a safe mend, where there is one.
        variant: which of the rule's hints fits, where it has several.
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
    fix: Fix | None = None
    variant: str | None = None
    within: tuple[int, int] | None = None
    holes: tuple[tuple[str, str | int], ...] = ()

    @property
    def rule(self) -> "Rule":
        """The catalogue's entry for the code."""
        from kfmenu.catalogue import RULES  # noqa: PLC0415 - a clean run needs no words

        return RULES[self.code]

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
        from kfmenu.catalogue import WORDS, Wording  # noqa: PLC0415

        said = self.rule.wording(lang)
        hint = self.rule.hint(lang, self.variant)
        holes: dict[str, Any] = {"limit": self.limit, "actual": self.actual, **dict(self.holes)}
        words = {name: WORDS[str(value)][lang] for name, value in self.holes if value in WORDS}
        holes |= {name: _FORMAT.vformat(word, (), holes) for name, word in words.items()}
        return Wording(_FORMAT.vformat(said.message, (), holes), _FORMAT.vformat(hint, (), holes))

    def text(self, lang: Lang = "en") -> str:
        """Give message and hint in `lang`, as one line of text."""
        from kfmenu.catalogue import WORDS  # noqa: PLC0415

        said = self.wording(lang)
        return f"{said.message}{WORDS['@then'][lang]}{said.hint}"

    def moved(self, **place: Any) -> "Problem":
        """Give the same problem at another place (any of this class's arguments)."""
        return evolve(self, **place)

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}[{self.code}] {self.message}"

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


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of `problems` is an error rather than a warning."""
    return any(problem.severity == "error" for problem in problems)


def quote(value: str) -> str:
    """Shorten a text for a message, and make what cannot be printed visible."""
    return f"“{visible(shortened(value))}”"


def shortened(value: str) -> str:
    """Cut the middle out of a text that is too long for a message."""
    if len(value) <= _QUOTED:
        return value
    return f"{value[: _QUOTED - 8]}…{value[-7:]}"


def visible(text: str) -> str:
    """Write what cannot be printed, or would move a terminal's cursor, as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)


class _Counted(Formatter):
    """`str.format` with English plurals: `{chars:character}` gives `1 character`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return str(value)
        return f"{value} {format_spec}{'' if value == 1 else 's'}"


_FORMAT = _Counted()
