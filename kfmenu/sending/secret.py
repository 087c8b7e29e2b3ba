"""A wrapper for what must not be seen: tokens, secrets, codes and the URLs that hold them."""

import hashlib
import hmac
from typing import Self, SupportsIndex


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
    def of(cls, value: "str | Secret") -> "Secret":
        """Wrap a text, unless it is wrapped already.

        Raises:
            TypeError: it is no text.
        """
        if isinstance(value, Secret):
            return value
        if not isinstance(value, str):
            raise TypeError("a token, a secret or a code is a string")
        return cls(value)

    def reveal(self) -> str:
        """Give the text.

        Raises:
            ValueError: the secret was masked on its way through a pickle.
        """
        if self._value is None:
            raise ValueError("this secret was masked when it was pickled; wrap the text again")
        return self._value

    def writable(self) -> bool:
        """Tell whether the text can be sent: not empty, and no lone surrogates in it."""
        try:
            return bool(self.reveal().encode())
        except UnicodeEncodeError:
            return False

    def digest(self) -> str:
        """Give 32 hexadecimal digits that tell the text from others and do not give it away."""
        return hashlib.sha256(self.reveal().encode("utf-8", "surrogatepass")).hexdigest()[:32]

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
