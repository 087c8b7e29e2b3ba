"""Places of a file, and problems at them."""

from typing import NamedTuple

from kfmenu.problems import Problem, Related


class Span(NamedTuple):
    """A stretch of a file, 1-based, columns in code points, its end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def problem_at(
    code: str,
    path: str,
    span: Span,
    *,
    variant: str | None = None,
    related: tuple[Related, ...] = (),
    **holes: str | int,
) -> Problem:
    """Give a problem at a place of a file.

    Args:
        code: the rule.
        path: the file.
        span: the place.
        variant: which of the rule's hints fits, where it has several.
        related: other places that it is about.
        holes: what fills the rule's message and hint.
    """
    line, column, end_line, end_column = span
    return Problem(
        code,
        path=path,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        variant=variant,
        related=related,
        holes=tuple(holes.items()),
    )
