"""A dict of Python that stands where a value should."""

from typing import Any, final


@final
class Stray:
    """A dict that stands where an item of Python should: JSON would take it, a menu does not.

    Args:
        value: the dict.
    """

    __slots__ = ("value",)

    def __init__(self, value: dict[Any, Any]) -> None:
        self.value = value
