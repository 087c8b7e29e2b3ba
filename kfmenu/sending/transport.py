"""HTTP: the one way to the API, prepared once for each path; what fails is an outcome as well."""

import http.client
import ipaddress
import math
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.utils import select_proxy
from urllib3.exceptions import HTTPError

from kfmenu.secret import Secret
from kfmenu.sending import telemetry
from kfmenu.sending.deadline import CONNECT_SECONDS, DeadlineAdapter, Trip, underway
from kfmenu.sending.protocol import HEADERS, MAX_ANSWER, PATHS, Api, Outcome, interpret


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
        response: requests.Response | None = None
        try:
            with underway(trip):
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
