"""The mark of what could not be read: it was reported already, and nobody asks about it again."""

from typing import Final, final


@final
class Unread:
    """The type of `UNREAD`, which may stand for any part of a wire form."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNREAD"

    def __reduce__(self) -> str:
        return "UNREAD"


UNREAD: Final = Unread()
