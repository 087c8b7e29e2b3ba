"""What stands in wire form in the place of a string that is not there yet, or never will be."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kfmenu.params.types import Param


class Unwritten:
    """A leaf of wire form without its text: a phrase, or what could not be read."""

    __slots__ = ()

    @property
    def params(self) -> "tuple[Param, ...]":
        """The params that it uses."""
        return ()

    @property
    def may_vanish(self) -> bool:
        """Whether there is no text at all when all optional values are absent."""
        return False

    @property
    def always_shows(self) -> bool:
        """Whether its text is there and not empty, whatever its params hold."""
        return True


class _Unread(Unwritten):
    __slots__ = ()

    def __repr__(self) -> str:
        return "UNREAD"

    def __reduce__(self) -> str:
        # A copy and an unpickled one are this very object: it is asked for with `is`.
        return "UNREAD"


UNREAD = _Unread()
"""A value that has a problem of its own already: nothing more is said about it."""
