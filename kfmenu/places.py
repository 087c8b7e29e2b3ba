"""Where something stands: in an object, in a file, or in both."""

from collections.abc import Callable
from typing import NamedTuple

Path = tuple[str | int, ...]
"""The names and indexes that lead from an object to a part of it."""

KEY = -1
"""As the last part of a path: the key of that member itself, which no index and no name can be."""

PARAM = -2
"""As the first part of a path: the declaration of the param that the second names."""

Within = tuple[int, int]
"""The code points (from, to) of a string, the end exclusive."""


class Span(NamedTuple):
    """A stretch of a file, 1-based, columns in code points, its end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """A place of a file, as far as it is known.

    Args:
        path: the file, as it is named to the user.
        span: the stretch of it.
    """

    path: str | None = None
    span: Span | None = None


Where = Callable[[Path, Within | None], Place]
"""Tells the place of a part of an object, or of some code points of a string there."""


def nowhere(path: Path, within: Within | None = None) -> Place:  # noqa: ARG001 - as any `Where`
    """Tell that an object has no file."""
    return Place()


def pointer_of(path: Path) -> str:
    """Write a path as a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
