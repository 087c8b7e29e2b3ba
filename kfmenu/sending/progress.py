"""How far an exchange over HTTP has come, and why it came no further."""

import time

IDLE_SECONDS = 20.0
"""How long a connection may lie idle: on an old one the server may just be hanging up."""

CONNECT_SECONDS = 3.05
"""How long one address may take to connect, so that a dead one leaves time for the next."""


class Progress:
    """How far an exchange has come; the connection that serves it finds it by its thread."""

    __slots__ = ("_deadline", "_last_call", "left_home", "watched")

    def __init__(self, timeout: float, leave: float) -> None:
        now = time.monotonic()
        self._deadline = now + timeout
        self._last_call = now + leave
        self.watched = False
        self.left_home = False

    def left(self) -> float:
        """Give the seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def leave(self) -> None:
        """Note that the first byte of the request may leave now.

        Raises:
            TimeoutError: it is too late for that.
        """
        if not self.left_home and time.monotonic() > self._last_call:
            raise TimeoutError("the window has closed before the request could leave")
        self.left_home = True


def chain(error: BaseException) -> list[BaseException]:
    """Give an exception and those that it came from, the innermost last."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found


def reason(error: BaseException) -> str:
    """Say why an exchange failed: names of types and the system's words, nothing of the request."""
    innermost = chain(error)[-1]
    words = innermost.strerror if isinstance(innermost, OSError) else None
    name = type(innermost).__name__
    outer = type(error).__name__
    said = f"{name}: {words}" if words else name
    return said if outer == name else f"{outer}, {said}"
