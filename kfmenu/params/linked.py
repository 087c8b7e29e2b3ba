"""An id that names a block: what `-> @name` writes, and so no choice of the author's."""

from typing import final


@final
class Linked(str):
    """The id of a click that leads to another menu; on the wire it is a string like any other."""

    __slots__ = ()
