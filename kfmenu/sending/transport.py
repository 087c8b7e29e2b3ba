"""HTTP: requests of which one knows whether a byte has left, and answers that come in time."""

import http.client
import io
import ipaddress
import math
import os
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import ProxyManager

from kfmenu.secret import Secret
from kfmenu.sending import telemetry
from kfmenu.sending.errors import WindowClosed
from kfmenu.sending.protocol import HEADERS, MAX_ANSWER, PATHS, Api, Outcome, interpret

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


class _Route(NamedTuple):
    """What is prepared once for a path; no adapter is one of our own."""

    method: str
    url: str
    headers: Any
    adapter: BaseAdapter | None
    watched: bool


class Http:
    """The way to one address, prepared once; a message adds its query and its body.

    Args:
        base_url: the address; `http` only for this very machine, or with `insecure`.
        timeout: the most seconds that one attempt may take.
        session: a session of the user's own, for its proxies, certificates and adapters; it is
            not changed, and a plain `HTTPAdapter` of it gives way to a `DeadlineAdapter`.
        insecure: whether the token may go further in clear, or to an unverified server.

    Raises:
        ValueError: an argument is none of these, or the session's adapter retries by itself.
    """

    def __init__(
        self, base_url: str, timeout: float, session: requests.Session | None, insecure: bool
    ) -> None:
        if not (math.isfinite(timeout) and timeout > 0):
            raise ValueError("timeout: not more than 0 seconds")
        self.base_url = settle_base_url(base_url, insecure=insecure)
        self._timeout = timeout
        self._own = DeadlineAdapter()
        self._pid = os.getpid()
        session = session if session is not None else requests.Session()
        settings = session.merge_environment_settings(self.base_url, {}, True, None, None)
        if is_loopback(self.base_url):
            settings["proxies"] = {}
        if not (settings["verify"] or insecure):
            raise ValueError("session: verify is off; use insecure=True if that is meant")
        self._settings: dict[str, Any] = {**settings, "stream": True}
        self._routes = {api: self._prepare(api, session) for api in PATHS}

    def _prepare(self, api: Api, session: requests.Session) -> _Route:
        method = "GET" if api == "gettoken" else "POST"
        try:
            prepared = requests.Request(
                method,
                f"{self.base_url}{PATHS[api]}",
                headers={**session.headers, **HEADERS},
                params=session.params,
                auth=session.auth,
            ).prepare()
        except requests.RequestException:
            raise ValueError("base_url: not an http or https address") from None
        url = prepared.url or ""
        adapter: BaseAdapter | None = session.get_adapter(url)
        if type(adapter) is HTTPAdapter:
            adapter = None
        retries = getattr(adapter, "max_retries", None)
        # A total of None is no limit: what counts then are the limits of each kind.
        if retries is not None and (retries.total is None or retries.total):
            raise ValueError("session: its adapter retries by itself, and would send twice")
        proxy = select_proxy(url, self._settings["proxies"]) or ""
        watched = adapter is None or isinstance(adapter, DeadlineAdapter)
        watched = watched and not proxy.lower().startswith("socks")
        url += "&" if "?" in url else "?"
        return _Route(method, url, prepared.headers, adapter, watched)

    def exchange(
        self,
        api: Api,
        query: Secret,
        body: Secret | None,
        trip: Trip,
        secrets: Iterable[Secret],
        msgid: str | None = None,
        attempt: int = 1,
    ) -> Outcome:
        """Exchange a request for an answer; what fails on the way is an outcome as well.

        Args:
            api: which path.
            query: its query, with the token or the secret.
            body: the JSON text of a POST.
            trip: how long it has; it learns whether bytes have left.
            secrets: what an answer may echo and nobody may see.
            msgid: the message's, for the log.
            attempt: 1 for the first of a message, for the log.
        """
        route = self._routes[api]
        began = time.monotonic()
        trip.deadline = min(trip.until, began + self._timeout)
        # An adapter of the user's own, or a SOCKS proxy: nobody knows when the first byte leaves.
        trip.gone = not route.watched
        trip.out = trip.out or trip.gone
        outcome = self._exchange(route, query, body, trip, secrets)
        elapsed = time.monotonic() - began
        telemetry.attempted(
            api, msgid, attempt, outcome.kind, outcome.errcode, outcome.status, elapsed
        )
        return outcome

    def _exchange(
        self,
        route: _Route,
        query: Secret,
        body: Secret | None,
        trip: Trip,
        secrets: Iterable[Secret],
    ) -> Outcome:
        outer, _current.trip = _trip(), trip
        response: requests.Response | None = None
        try:
            response = (route.adapter or self._adapter()).send(
                _request(route, query, body),
                timeout=(min(CONNECT_SECONDS, trip.reading()), trip.reading()),
                **self._settings,
            )
            return interpret(response.status_code, _read(response, trip), secrets)
        except (OSError, HTTPError, http.client.HTTPException, UnicodeError) as error:
            # HTTP's and the system's; anything else is a signal, or a mistake, and passes.
            unmade = response is None and (not trip.gone or (not route.watched and _says_so(error)))
            return Outcome("unmade" if unmade else "lost", detail=reason(error))
        finally:
            _current.trip = outer
            if response is not None:
                with suppress(Exception):
                    response.close()

    def _adapter(self) -> DeadlineAdapter:
        if self._pid != os.getpid():
            # The pools of before a fork may be locked by a thread that is no more.
            self._pid, self._own = os.getpid(), DeadlineAdapter()
        return self._own

    def close(self) -> None:
        """Close the pooled connections; a session of the user's own stays open."""
        self._own.close()


def _request(route: _Route, query: Secret, body: Secret | None) -> requests.PreparedRequest:
    request = requests.PreparedRequest()
    request.method = route.method
    request.url = route.url + query.reveal()
    request.headers = route.headers.copy()
    if body is not None:
        request.body = body.reveal().encode()
        request.headers["Content-Length"] = str(len(request.body))
    return request


def _read(response: requests.Response, trip: Trip) -> bytes:
    packed = response.headers.get("Content-Encoding", "identity")
    if packed.strip().lower() not in {"", "identity"}:
        return b""
    body = b""
    while len(body) <= MAX_ANSWER and (piece := response.raw.read(4096)):
        body += piece
        trip.reading()
    return body[: MAX_ANSWER + 1]


def _says_so(error: Exception) -> bool:
    """Tell whether an exception itself says that no connection was made."""
    return isinstance(
        error,
        requests.exceptions.ConnectTimeout
        | requests.exceptions.InvalidURL
        | requests.exceptions.InvalidSchema
        | requests.exceptions.InvalidProxyURL,
    ) or any(type(found).__name__ in _UNMADE for found in _chain(error))


_UNMADE = frozenset({"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})


def _chain(error: BaseException) -> list[BaseException]:
    """Give an exception and those that it came from, the innermost last."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found


def reason(error: BaseException) -> str:
    """Say why an exchange failed: names of types and the system's words, nothing of the request."""
    innermost = _chain(error)[-1]
    words = innermost.strerror if isinstance(innermost, OSError) else None
    said = f"{type(innermost).__name__}: {words}" if words else type(innermost).__name__
    outer = type(error).__name__
    return said if outer == type(innermost).__name__ else f"{outer}, {said}"


def settle_base_url(base_url: str, *, insecure: bool) -> str:
    """Check where the API is, and give it without a slash or a `/cgi-bin` at the end.

    Args:
        base_url: the address; `http` only for this very machine, or with `insecure`.
        insecure: whether `http` may go further.

    Raises:
        ValueError: it is no such address. The error does not repeat it: it may hold a password.
    """
    try:
        parts = urlsplit(base_url)
        named = parts.hostname and parts.scheme in {"http", "https"} and (parts.port or 443)
    except ValueError:
        named = None
    if not (named and base_url.isascii() and base_url.isprintable() and " " not in base_url):
        raise ValueError("base_url: not an http or https address in ASCII")
    if "@" in parts.netloc or "?" in base_url or "#" in base_url:
        raise ValueError("base_url: has a user, a query or a fragment; give the address alone")
    if parts.scheme == "http" and not insecure and not is_loopback(base_url):
        raise ValueError("base_url: http sends the token in clear; use https, or insecure=True")
    return base_url.rstrip("/").removesuffix("/cgi-bin").rstrip("/")


def is_loopback(base_url: str) -> bool:
    """Tell whether an address is this very machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
