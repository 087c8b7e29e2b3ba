"""What stands in wire form in the place of a string that is not there yet, or never will be."""


class Unwritten:
    """A leaf of wire form without its text: a phrase, or what could not be read."""

    __slots__ = ()


class _Unread(Unwritten):
    __slots__ = ()

    def __repr__(self) -> str:
        return "UNREAD"

    def __reduce__(self) -> str:
        # A copy and an unpickled one are this very object: it is asked for with `is`.
        return "UNREAD"


UNREAD = _Unread()
"""A value that has a problem of its own already: nothing more is said about it."""
