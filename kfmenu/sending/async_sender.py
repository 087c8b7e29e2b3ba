"""`AsyncSender`: a `Sender` whose calls run in threads, for any event loop."""

import asyncio
import inspect
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar, copy_context
from functools import partial, wraps
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from kfmenu.secret import Secret, sealed
from kfmenu.sending.deadline import LONGEST
from kfmenu.sending.sender import Sender, called_at
from kfmenu.sending.tokens import PATIENCE

P = ParamSpec("P")
T = TypeVar("T")

_loop: ContextVar[asyncio.AbstractEventLoop] = ContextVar("_loop")
_pools: dict[int, ThreadPoolExecutor] = {}


def threads() -> ThreadPoolExecutor:
    """Give the threads of this process, 64 at most; those of before a fork are no more."""
    pid = os.getpid()
    return _pools.get(pid) or _pools.setdefault(pid, ThreadPoolExecutor(64, "kfmenu"))


class _Work(Generic[T]):
    """A call that does not show its arguments to whoever wraps the calls of threads."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call

    def __call__(self) -> T:
        return self._call()


def _in_thread(
    method: Callable[Concatenate[Sender, P], T],
) -> Callable[Concatenate["AsyncSender", P], Coroutine[Any, Any, T]]:
    """Make a coroutine method of a blocking one.

    A task that is cancelled leaves at once; what it began is finished in its thread.
    """

    @wraps(method)
    async def call(self: "AsyncSender", /, *args: P.args, **kwargs: P.kwargs) -> T:
        context = copy_context()
        context.run(called_at.set, time.monotonic())
        context.run(_loop.set, asyncio.get_running_loop())
        work = _Work(partial(method, self._sender, *args, **kwargs))
        future: Future[T] = threads().submit(context.run, work)
        del args, kwargs  # a code may be among them, and this frame may be cancelled
        self._begun.add(future)
        future.add_done_callback(self._begun.discard)
        return await asyncio.wrap_future(future)

    return call


def _blocking(function: Any) -> Any:
    """Make a blocking function of a coroutine function, which runs on the caller's loop."""
    called = getattr(function, "__call__", None)  # noqa: B004 - a callable object's own
    if not (inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)):
        return function

    def call(*args: str) -> Any:
        coroutine = function(*args)
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, _loop.get())
        except RuntimeError:
            coroutine.close()  # the loop has ended meanwhile
            raise
        try:
            return future.result(PATIENCE)
        finally:
            future.cancel()

    return call


class AsyncSender:
    """A `Sender` for asyncio: the same methods as coroutines, the same promises.

    Args:
        token: as for `Sender`; a function may be a coroutine function.
        refresh: as for `Sender`; it may be a coroutine function.
        options: as for `Sender`.

    Raises:
        ValueError: an argument is none of these.
    """

    @sealed
    def __init__(
        self,
        token: str | Secret | Callable[[], str] | Callable[[], Coroutine[Any, Any, str]],
        refresh: Callable[[str], str] | Callable[[str], Coroutine[Any, Any, str]] | None = None,
        **options: Any,
    ) -> None:
        self._set_up(Sender(_blocking(token), _blocking(refresh), **options))

    @classmethod
    @sealed
    def from_secret(cls, corpid: str, secret: str | Secret, **options: Any) -> Self:
        """Make a sender that fetches its tokens, as `Sender.from_secret` does.

        Args:
            corpid: the corporation.
            secret: the secret of 微信客服.
            options: as for `Sender.from_secret`.

        Raises:
            ValueError: an argument is none of these.
        """
        made = cls.__new__(cls)
        made._set_up(Sender.from_secret(corpid, secret, **options))  # noqa: SLF001 - its own class
        return made

    def _set_up(self, sender: Sender) -> None:
        self._sender = sender
        self._begun: set[Future[Any]] = set()

    welcome = _in_thread(Sender.welcome)
    on_event = _in_thread(Sender.on_event)
    send_msg = _in_thread(Sender.send_msg)
    access_token = _in_thread(Sender.access_token)

    async def aclose(self) -> None:
        """Wait for what was begun, at most a window, and close the pooled connections."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, wait, tuple(self._begun), LONGEST)
        self._sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return repr(self._sender).replace("Sender", "AsyncSender", 1)

    def __reduce__(self) -> str:
        raise TypeError("an AsyncSender holds secrets and connections: make one in each process")
