"""Where a walk over a payload stands, and what it has found."""

from collections.abc import Callable
from typing import Any

from kfmenu.problems import Problem, Related

Path = tuple[str | int, ...]


class Walk:
    """One walk: `path` is where it stands, `found` what it has found so far."""

    __slots__ = ("found", "path")

    def __init__(self) -> None:
        self.path: list[str | int] = []
        self.found: list[Problem] = []

    def at(self, member: Any, report: Callable[..., None], *args: Any) -> None:
        """Call `report` as if the walk stood at a member of its place."""
        self.path.append(member)
        report(*args)
        self.path.pop()

    def wrong_type(self, title: str, value: Any, expected: str) -> None:
        """Note that a value has another JSON type than `expected`, a word of the catalogue."""
        found = _type_of(value)
        variant = None
        if value is None:
            variant = "null"
        elif expected == "@string" and found == "@number":
            variant = "number"
        self.report("KF405", variant=variant, field=title, expected=expected, found=found)

    def report(
        self,
        code: str,
        member: Any = None,
        /,
        *,
        limit: int | None = None,
        actual: int | None = None,
        unit: str | None = None,
        variant: str | None = None,
        within: tuple[int, int] | None = None,
        related: tuple[Related, ...] = (),
        **holes: str | int,
    ) -> None:
        """Note a problem at the walk's place, or at a member of it.

        Args:
            code: the rule.
            member: the member's name, where it is not the place itself.
            limit: what is allowed, in `unit`.
            actual: what was found, in `unit`.
            unit: `byte` or `item`.
            variant: which of the rule's hints fits, where it has several.
            within: the code points (from, to) that it is about, inside the string there.
            related: other places that it is about.
            holes: what fills the rule's message and hint.
        """
        path = self.path if member is None else [*self.path, member]
        self.found.append(
            Problem(
                code,
                pointer=pointer_of(path),
                limit=limit,
                actual=actual,
                unit=unit,
                variant=variant,
                within=within,
                related=related,
                holes=tuple(holes.items()),
            )
        )


def pointer_of(path: list[str | int] | Path) -> str:
    """Write a path as a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _type_of(value: Any) -> str:
    """Name the JSON type of a value, as a word of the catalogue."""
    if value is None:
        return "@null"
    for python, word in _JSON_TYPES:
        if isinstance(value, python):
            return word
    return "@foreign"


_JSON_TYPES = (
    (bool, "@boolean"),  # before int, which it is too
    (int | float, "@number"),
    (str, "@string"),
    (list | tuple, "@array"),
    (dict, "@object"),
)
