"""What a flow asks its shell to do: a call, an exchange over HTTP, a wait. Nothing else is I/O."""

import inspect
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, Literal, TypeVar

from attrs import frozen

from kfmenu.sending.protocol import Wait
from kfmenu.sending.redaction import beginning
from kfmenu.sending.secret import Secret

T = TypeVar("T")


@frozen
class Call:
    """Ask: call a store. The reply is what it returns, or `Broken`; it never raises.

    Args:
        what: the operation's name, for the log.
        function: a method of a store; it may block, and for `AsyncSender` be a coroutine.
        args: its arguments; they hold digests, or `Secret`.
    """

    what: str
    function: Callable[..., Any]
    args: tuple[Any, ...]


@frozen
class Broken:
    """A reply: the store did not do its work.

    Args:
        detail: the scrubbed reason.
    """

    detail: str

    @classmethod
    def by(cls, error: Exception) -> "Broken":
        """Say what broke without holding on to the exception, whose frames hold more."""
        return cls(beginning(f"{type(error).__name__}: {error}"))


@frozen
class Exchange:
    """Ask: exchange a request for an answer. The reply is `Answer` or `NoAnswer`.

    Args:
        method: `GET` or `POST`.
        url: the address, with its secrets.
        body: the JSON text of a POST.
        timeout: seconds from now at which it is over, the answer's last byte and all.
        leave: seconds from now after which no byte of the request may begin to leave.
    """

    method: Literal["GET", "POST"]
    url: Secret
    body: Secret | None
    timeout: float
    leave: float


@frozen(repr=False)
class Answer:
    """A reply: what came back.

    Args:
        status: the HTTP status.
        body: at most one byte more than `MAX_ANSWER`; it may hold a token.
    """

    status: int
    body: bytes


@frozen
class NoAnswer:
    """A reply: no answer, or not the whole of it.

    Args:
        kind: `unmade` when certainly no byte of the request left, else `lost`.
        detail: the scrubbed reason.
    """

    kind: Literal["unmade", "lost"]
    detail: str


def undo(function: Callable[..., Any], *args: Any) -> None:
    """Call a store in a flow that was given up, which nobody resumes to ask a shell for it.

    Args:
        function: what gives back; a coroutine's cannot be awaited here, and is not run.
        args: its arguments.
    """
    with suppress(Exception):
        given = function(*args)
        if inspect.iscoroutine(given):
            given.close()


Effect = Call | Exchange | Wait
Flow = Generator[Effect, Any, T]
