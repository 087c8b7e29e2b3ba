"""What must not be seen: a wrapper for secret texts, and a seal for calls that hold them."""

import hashlib
import hmac
import os
from collections.abc import Callable
from functools import wraps
from traceback import walk_tb
from types import TracebackType
from typing import Any, ParamSpec, Self, SupportsIndex, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_PACKAGE = os.path.dirname(__file__)


class Secret:
    """A text that shows itself only to who asks by name.

    Its repr, its str and its pickle are masked, so that it may stand in a value, in a local
    variable of a traceback or in a log record.

    Args:
        value: the text; None makes a masked one, which has nothing to reveal.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | None) -> None:
        self._value = value

    @classmethod
    def of(cls, value: Any) -> "Secret":
        """Wrap whatever is given, unseen, unless it is wrapped already."""
        return value if isinstance(value, Secret) else cls(value)

    def reveal(self) -> str:
        """Give the text.

        Raises:
            ValueError: the secret was masked on its way through a pickle.
        """
        if self._value is None:
            raise ValueError("this secret was masked when it was pickled; wrap the text again")
        return self._value

    def settled(self, name: str, *, word: bool = True) -> Self:
        """Give the secret back, if it can be sent.

        Args:
            name: what the error calls it.
            word: whether blanks and control characters are refused, such as the CR of a file.

        Raises:
            TypeError: it is no text.
            ValueError: it is empty, cannot be written as UTF-8, or is no word.
        """
        if not isinstance(self._value, str):
            raise TypeError(f"{name}: a text, not {type(self._value).__name__}")
        # A UnicodeEncodeError would carry the text.
        sound = self._value and not any("\ud800" <= char <= "\udfff" for char in self._value)
        if not sound or (word and (" " in self._value or not self._value.isprintable())):
            raise ValueError(f"{name}: empty, or with blanks or control characters in it")
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        if self._value is None or other._value is None:
            return self is other
        ours = self._value.encode("utf-8", "surrogatepass")
        return hmac.compare_digest(ours, other._value.encode("utf-8", "surrogatepass"))

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return "<secret>"

    # A copy within the process is no way out of it; a pickle is.
    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type, tuple[None]]:
        return Secret, (None,)


def digest(*parts: str) -> str:
    """Give 32 hexadecimal digits that tell these texts from others and do not give them away."""
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:32]


def sealed(function: Callable[P, T]) -> Callable[P, T]:
    """Let whatever stops a call, a signal too, leave without the frames in which secrets stand."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - a KeyboardInterrupt has frames as well
            stop = error
        del args, kwargs
        _note(stop, stop.__traceback__)
        stop.__context__ = stop.__cause__ = None
        try:
            raise stop.with_traceback(None)
        finally:
            del stop

    return call


def _note(error: BaseException, traceback: TracebackType | None) -> None:
    """Say where somebody else's mistake was made, now that its frames are dropped."""
    *_, (frame, line) = walk_tb(traceback)
    if not frame.f_code.co_filename.startswith(_PACKAGE):
        error.add_note(f"raised in {frame.f_code.co_filename}, line {line}")
