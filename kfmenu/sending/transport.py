"""HTTP for `Sender`: connections of urllib3 that keep a deadline and know whether a byte left."""

import http.client
import io
import os
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import ProxyManager

from kfmenu.sending.effects import Answer, Exchange, NoAnswer
from kfmenu.sending.progress import CONNECT_SECONDS, IDLE_SECONDS, Progress, chain, reason
from kfmenu.sending.protocol import HEADERS, MAX_ANSWER, PATHS

POOL_SIZE = 32


_current = threading.local()


def _progress() -> Progress | None:
    return getattr(_current, "progress", None)


class _TimedReads(io.RawIOBase):
    """A socket's reading side under one deadline for all reads together, however they drip."""

    def __init__(self, sock: socket.socket, progress: Progress) -> None:
        self._sock = sock
        self._raw: Any = sock.makefile("rb", buffering=0)
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._progress.left())
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedSocket:
    """What `http.client` asks of a socket when it makes an answer."""

    def __init__(self, sock: socket.socket, progress: Progress) -> None:
        self._sock = sock
        self._progress = progress

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_TimedReads(self._sock, self._progress))


class _Response(http.client.HTTPResponse):
    """An answer whose bytes all arrive before the deadline, or not at all."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        progress = _progress()
        timed: Any = sock if progress is None else _TimedSocket(sock, progress)
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

    _tunnelling = False
    _used_at = 0.0
    _used_in = 0

    def _new_conn(self: Any) -> socket.socket:
        progress = _progress()
        if progress is None:
            sock: socket.socket = super()._new_conn()  # type: ignore[misc]
            return sock
        progress.watched = True
        found = socket.getaddrinfo(self._dns_host, self.port, 0, socket.SOCK_STREAM)
        error: OSError = OSError("no address")
        for family, kind, protocol, _, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(min(CONNECT_SECONDS, progress.left()))
                if self.source_address:
                    sock.bind(self.source_address)
                sock.connect(address)
                # What follows, a proxy's tunnel and the TLS handshake, has what is left.
                sock.settimeout(progress.left())
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
        progress = _progress()
        if progress is not None and not self._tunnelling:
            if self.sock is None:
                self.connect()
            progress.watched = True
            progress.leave()
            self.sock.settimeout(progress.left())
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
        super().__init__(**{"pool_maxsize": POOL_SIZE, **options, "max_retries": 0})

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools, of connections that are watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        """Send; what fails before there is a connection, a missing CA bundle, is certain."""
        progress = _progress()
        proxy = select_proxy(request.url, options.get("proxies")) or ""
        if progress is not None and not proxy.lower().startswith("socks"):
            progress.watched = True
        return super().send(request, *args, **options)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Make the pools for a proxy; a SOCKS proxy's connections are its own."""
        manager: Any = super().proxy_manager_for(proxy, **kwargs)
        if type(manager) is ProxyManager:
            manager.pool_classes_by_scheme = _POOLS
        return manager


def prepare(session: requests.Session, base_url: str) -> None:
    """Make a session fit for sending to one address; for others it stays as it is.

    A plain `HTTPAdapter` makes room for a `DeadlineAdapter`; one of the user's own is kept.

    Args:
        session: the session.
        base_url: the address.

    Raises:
        ValueError: the user's own adapter retries by itself, and would send twice.
    """
    if type(session.get_adapter(f"{base_url}/")) is HTTPAdapter:
        session.mount(f"{base_url}/", DeadlineAdapter())
    for path in PATHS.values():
        try:
            # As requests will write it: names in punycode, dots in the path resolved.
            url = requests.Request("POST", f"{base_url}{path}").prepare().url or ""
        except requests.RequestException:
            raise ValueError("base_url: not an http or https address") from None
        if type(session.get_adapter(url)) is HTTPAdapter:
            session.mount(url, DeadlineAdapter())
        retries = getattr(session.get_adapter(url), "max_retries", None)
        # A total of None is no limit: what counts then are the limits of each kind.
        if retries is not None and (retries.total is None or retries.total):
            raise ValueError("session: its adapter retries by itself, and would send twice")


def exchange(
    session: requests.Session, wanted: Exchange, proxies: Mapping[str, str] | None
) -> Answer | NoAnswer:
    """Exchange a request for an answer; never raises an exception that holds the URL.

    Args:
        session: a session that was prepared.
        wanted: the request, and its limits.
        proxies: proxies beside the session's own and the environment's.
    """
    progress, outer = Progress(wanted.timeout, wanted.leave), _progress()
    _current.progress = progress
    response: requests.Response | None = None
    try:
        response = session.request(
            wanted.method,
            wanted.url.reveal(),
            data=None if wanted.body is None else wanted.body.reveal().encode(),
            headers=HEADERS,
            timeout=(min(CONNECT_SECONDS, wanted.timeout), wanted.timeout),
            allow_redirects=False,
            stream=True,
            proxies=dict(proxies) if proxies else None,
            hooks={"response": [*session.hooks.get("response", ()), _stay]},
        )
        return Answer(response.status_code, _read(response, progress))
    except Exception as error:  # noqa: BLE001 - it holds the URL, so that none may leave this frame
        unmade = response is None and _certainly_unmade(error, progress)
        return NoAnswer("unmade" if unmade else "lost", reason(error))
    finally:
        _current.progress = outer
        if response is not None:
            with suppress(Exception):
                response.close()


def _stay(response: requests.Response, *_: Any, **__: Any) -> None:
    """Forget where a redirect points: to prepare it, requests would read the whole answer."""
    response.headers.pop("Location", None)


def _read(response: requests.Response, progress: Progress) -> bytes:
    packed = response.headers.get("Content-Encoding", "identity")
    if packed.strip().lower() not in {"", "identity"}:
        return b""
    body = b""
    piece: bytes
    for piece in response.iter_content(4096):
        body += piece
        progress.left()
        if len(body) > MAX_ANSWER:
            return body[: MAX_ANSWER + 1]
    return body


def _certainly_unmade(error: Exception, progress: Progress) -> bool:
    """Tell whether no byte of the request can have left."""
    if progress.watched:
        return not progress.left_home
    # An adapter of the user's own, or a SOCKS proxy: only the exception can tell.
    return isinstance(
        error,
        requests.exceptions.ConnectTimeout
        | requests.exceptions.InvalidURL
        | requests.exceptions.InvalidSchema
        | requests.exceptions.InvalidProxyURL,
    ) or any(type(found).__name__ in _UNMADE for found in chain(error))


_UNMADE = frozenset({"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})
