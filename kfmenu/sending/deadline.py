"""Deadlines: connections of which one knows whether a byte has left, and that end in time."""

import http.client
import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import ProxyManager

from kfmenu.sending.errors import WindowClosed

LONGEST = 20.0
"""Seconds that a call may last at most, however long its window is."""

TRANSIT = 0.1
"""Seconds before a window's end in which no request begins: it would arrive after it."""

IDLE_SECONDS = 20.0
"""How long a connection may lie idle: on an old one the server may just be hanging up."""

CONNECT_SECONDS = 3.05
"""How long one address may take to connect, so that a dead one leaves time for the next."""

_POOL_SIZE = 64


class Trip:
    """How far a message has come, and how long it still has.

    Args:
        window: seconds that its code lives.
        age: how many of them are over.
    """

    __slots__ = ("_age", "_began", "_last", "deadline", "gone", "out", "until", "window")

    def __init__(self, window: float, age: float = 0.0) -> None:
        self.window, self._age, self._began = window, age, time.monotonic()
        self.until = self.deadline = self._began + min(window - age, LONGEST)
        self._last = self.until - min(TRANSIT, window / 100)
        self.out = False
        """Whether bytes have left, and no answer turned them away."""
        self.gone = False
        """Whether bytes of the present attempt have left."""

    def left(self) -> float:
        """Give the seconds in which something may still begin."""
        return self._last - time.monotonic()

    def check(self) -> None:
        """Go on while something may begin.

        Raises:
            WindowClosed: nothing may.
        """
        if self.left() <= 0:
            raise WindowClosed(self.window, self._age + time.monotonic() - self._began)

    def reading(self) -> float:
        """Give the seconds that the attempt has left.

        Raises:
            TimeoutError: none are.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def leave(self) -> None:
        """Note that bytes of a request leave now.

        Raises:
            TimeoutError: they are the first, and it is too late for that.
        """
        if not self.gone and self.left() <= 0:
            raise TimeoutError("the window has closed before the request could leave")
        self.gone = self.out = True


_current = threading.local()


def _trip() -> Trip | None:
    return getattr(_current, "trip", None)


@contextmanager
def underway(trip: Trip) -> Iterator[None]:
    """Let the connections of this thread keep the time of a trip."""
    outer, _current.trip = _trip(), trip
    try:
        yield
    finally:
        _current.trip = outer


class _TimedReads(io.RawIOBase):
    """A socket's reading side under one deadline for all reads together, however they drip."""

    def __init__(self, sock: socket.socket, trip: Trip) -> None:
        self._sock, self._trip = sock, trip
        self._raw: Any = sock.makefile("rb", buffering=0)

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._trip.reading())
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer whose bytes all arrive before the deadline, or not at all."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        trip = _trip()
        timed: Any = sock if trip is None else _TimedReads(sock, trip)
        super().__init__(timed, *args, **kwargs)

    def begin(self) -> None:
        super().begin()
        # 103 and the like come before the answer, which would be taken for the next request's.
        while self.status < 200:
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()
        # urllib3 would report broken headers by a WARNING with the URL, and the token, in it.
        if self.headers.defects or self.headers.get_payload():
            raise http.client.HTTPException("broken headers")


class _Watched:
    """What the connections for http and https have in common."""

    debuglevel = 0  # http.client would print the URL, whoever has switched that on for all
    _tunnelling = False
    _used_at = 0.0
    _used_in = 0

    def _new_conn(self: Any) -> socket.socket:
        trip = _trip()
        if trip is None:
            sock: socket.socket = super()._new_conn()  # type: ignore[misc]
            return sock
        found = socket.getaddrinfo(self._dns_host, self.port, 0, socket.SOCK_STREAM)
        error: OSError = OSError("no address")
        for family, kind, protocol, _, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(min(CONNECT_SECONDS, trip.reading()))
                if self.source_address:
                    sock.bind(self.source_address)
                sock.connect(address)
                # What follows, a proxy's tunnel and the TLS handshake, has what is left.
                sock.settimeout(trip.reading())
            except OSError as failed:
                sock.close()
                error = failed
            else:
                return sock
        raise error

    def _tunnel(self: Any) -> None:
        # What goes to a proxy to open a tunnel is not the request.
        self._tunnelling = True
        try:
            super()._tunnel()  # type: ignore[misc]
        finally:
            self._tunnelling = False

    def send(self: Any, data: Any) -> None:
        trip = _trip()
        if trip is not None and not self._tunnelling:
            if self.sock is None:
                self.connect()
            trip.leave()
            self.sock.settimeout(trip.reading())
            self._used_at, self._used_in = time.monotonic(), os.getpid()
        super().send(data)  # type: ignore[misc]

    @property
    def is_connected(self: Any) -> bool:
        # The pool asks this before it uses a connection again.
        alive: bool = super().is_connected  # type: ignore[misc]
        # One that a fork left to two processes would give each the other's answers.
        mine = self._used_in == os.getpid()
        return alive and mine and time.monotonic() - self._used_at < IDLE_SECONDS


class _Connection(_Watched, HTTPConnection):
    response_class = _Response


class _SecureConnection(_Watched, HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}


class DeadlineAdapter(HTTPAdapter):
    """An adapter that never retries, and keeps one deadline for the whole of an exchange.

    Subclass it if the session of your own needs another TLS context or source address.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"pool_maxsize": _POOL_SIZE, **options, "max_retries": 0})

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools, of connections that are watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Make the pools for a proxy; a SOCKS proxy's connections are its own."""
        manager: Any = super().proxy_manager_for(proxy, **kwargs)
        if type(manager) is ProxyManager:
            manager.pool_classes_by_scheme = _POOLS
        return manager
