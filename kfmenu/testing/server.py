"""`FakeWeCom`: the desk, its faults and its ledger behind a socket on loopback."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import socketserver
import struct
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

import attrs

from kfmenu.testing import control, rules
from kfmenu.testing.callback import Callback
from kfmenu.testing.desk import Desk
from kfmenu.testing.faults import Fault, Faults
from kfmenu.testing.ledger import Ledger, Post, as_seen
from kfmenu.testing.protocol import MESSAGES, Answer, Endpoint, Errcode, Verdict
from kfmenu.testing.reroute import reroute

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

METHODS = dict.fromkeys(Endpoint, "POST") | {Endpoint.GETTOKEN: "GET"}
IDS = ("code", "touser", "open_kfid", "msgid")
LARGEST_BODY = 1024 * 1024
POLL_SECONDS = 0.02
JOIN_SECONDS = 6.0


@attrs.define(kw_only=True, eq=False, repr=False)
class FakeWeCom(Desk):
    """A WeCom of your own: an HTTP server that keeps WeCom's rules.

    Use it as a context manager, or with `start` and `stop`. Its ledger, faults and memory
    outlive a stop. It takes the arguments of `Desk` as well.

    Args:
        host: the address to listen on; loopback by default.
        port: the port to listen on; 0 for any free one.
        on_post: called with every message that enters the ledger, in the thread of its connection.
    """

    host: str = "127.0.0.1"
    port: int = 0
    on_post: Callable[[Post], None] | None = None
    faults: Faults = attrs.field(factory=Faults, init=False)
    ledger: Ledger = attrs.field(factory=Ledger, init=False)
    _listener: Listener | None = attrs.field(default=None, init=False)
    _callbacks: list[Callback] = attrs.field(factory=list, init=False)

    def __repr__(self) -> str:
        return f"FakeWeCom({self.base_url if self._listener else 'not running'})"

    @property
    def base_url(self) -> str:
        """The address to give to a bot instead of `https://qyapi.weixin.qq.com`.

        Raises:
            RuntimeError: the server is not running.
        """
        if self._listener is None:
            raise RuntimeError("FakeWeCom is not running: use it in a with statement, or start it")
        return f"http://{self.host}:{self._listener.server_address[1]}"

    def start(self) -> Self:
        """Begin to answer, and give the server back.

        Raises:
            RuntimeError: it runs already.
            OSError: the port is taken, or the host is not this machine's.
            OverflowError: there is no such port.
        """
        if self._listener is not None:
            raise RuntimeError("FakeWeCom is running already")
        self._listener = Listener((self.host, self.port), self._respond)
        self._listener.run(self._listener.serve_forever, POLL_SECONDS)
        return self

    def stop(self) -> None:
        """Hang up on every caller, stalled or not, and end every thread. Safe to call twice."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reroute(self) -> AbstractContextManager[None]:
        """Bring what requests, httpx, aiohttp and urllib send to qyapi.weixin.qq.com here.

        For bots that hard-code the address: `with fake.reroute(): …`, in this process only.
        """
        return reroute(self.base_url)

    def callback(self, url: str, token: str, aes_key: str) -> None:
        """Register a bot as WeCom's console does; from then on every event is told to it, sealed.

        Args:
            url: the address that the bot listens on.
            token: the Token of the console, for signatures.
            aes_key: the EncodingAESKey of the console, 43 characters.

        Raises:
            ConnectionRefusedError: the bot did not answer with the echostr, opened.
            ValueError: the key is none.
            ImportError: the extra `kfmenu[testing]` is not installed.
        """
        callback = Callback(url, token, aes_key, self.corpid)
        callback.register()
        self._callbacks.append(callback)

    def _tell(self, token: str, open_kfid: str) -> None:
        if listener := self._listener:
            for callback in self._callbacks:
                listener.run(callback.deliver, token, open_kfid, listener.stopping)

    def _respond(self, method: str, target: str, body: bytes, listener: Listener) -> Answer:
        path, _, query = target.partition("?")
        if path.startswith(control.PREFIX):
            return control.respond(self, method, path.removeprefix(control.PREFIX), body)
        if path not in METHODS:
            return _http_error(HTTPStatus.NOT_FOUND, f"the fake does not know {path}")
        endpoint = Endpoint(path)
        if method != METHODS[endpoint]:
            return _http_error(HTTPStatus.METHOD_NOT_ALLOWED, f"use {METHODS[endpoint]}")
        return self._call(endpoint, dict(parse_qsl(query)), body, listener)

    def _call(
        self, endpoint: Endpoint, query: dict[str, str], body: bytes, listener: Listener
    ) -> Answer:
        received_at, message = self.now(), rules.read(body)
        ids = {name: rules.text_of(message, name) for name in IDS}
        if endpoint is Endpoint.GETTOKEN:
            self.ledger.count_token(query.get("corpid", ""), query.get("corpsecret", ""))
        fault = self.faults.take(
            endpoint, ids["touser" if endpoint is Endpoint.SEND_MSG else "code"]
        )
        if fault and fault.row.waits == "before":
            listener.pause(fault.seconds)
        decided = self.decide(endpoint, query, message) if fault is None or fault.taken else None
        told = decided or Verdict.refuse(Errcode.BUSY, "a fault")
        if fault and fault.errcode is not None:
            told = Verdict.refuse(fault.errcode, "a fault")
        if endpoint in MESSAGES and (decided or fault != Fault.reset_before()):
            delivered = decided is not None and not decided.errcode
            post = Post(
                endpoint=endpoint,
                body=body,
                received_at=received_at,
                accepted_at=self.now(),
                errcode=told.errcode if fault is None or fault.row.readable else None,
                errmsg=told.errmsg,
                delivered=delivered,
                seen=as_seen(message or {}) if delivered else "",
                fault=fault.kind if fault else None,
                **{**ids, **self.whom(ids["code"]), **(decided.fields if decided else {})},
            )
            self.ledger.record(post)
            if self.on_post is not None:
                self.on_post(post)
        if fault and fault.row.waits == "after":
            listener.pause(fault.seconds)
        payload = told.payload()
        return fault.row.answers(fault, payload) if fault else Answer.json(payload)


def _http_error(status: HTTPStatus, why: str) -> Answer:
    return Answer.json({"errcode": int(status), "errmsg": f"{status.phrase}: {why}"}, status)


class Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A server with one thread per connection, all of which end with `stop`.

    Args:
        address: host and port.
        respond: gives the answer to a method, a target and a body, in the connection's thread.

    Raises:
        OSError: the address is taken, or not this machine's.
    """

    # http.server.HTTPServer is not used: it looks up the host's name, which can take seconds.
    allow_reuse_address = os.name == "posix"  # elsewhere two could have one address
    request_queue_size = 128
    block_on_close = False  # a callback that stops the server must not wait for itself

    def __init__(self, address: tuple[str, int], respond: Callable[..., Answer]) -> None:
        self.respond = respond
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._running: list[threading.Thread] = []
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def run(self, target: Callable[..., object], *args: Any) -> None:
        """Run something in a thread that ends with the server."""
        thread = threading.Thread(target=target, args=args, name="FakeWeCom", daemon=True)
        with self._lock:
            thread.start()
            self._running = [*filter(threading.Thread.is_alive, self._running), thread]

    def stop(self) -> None:
        """Hang up on everyone, and return when every thread has ended."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        for connection in self._connections.copy():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._running:
            if thread is not threading.current_thread():
                thread.join(JOIN_SECONDS)

    def pause(self, seconds: float) -> None:
        """Wait; the caller sees a closed connection if the server stops meanwhile."""
        if self.stopping.wait(seconds):
            raise ConnectionAbortedError("the fake was stopped")

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a new connection a thread of its own."""
        self._connections.add(request)
        self.run(self.process_request_thread, request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that ends."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a caller who hung up, which is what callers do; show anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def _exchange(self) -> None:
        answer = self._answer()
        self.close_connection |= answer.pace in {"half", "endless", "reset"}
        for index, piece in enumerate(answer.pieces(self._head(answer))):
            if index and answer.gap:
                self.server.pause(answer.gap)
            self.connection.sendall(piece)
        if answer.pace == "reset":
            # A linger of zero seconds turns the close into a reset (RST).
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _exchange  # noqa: N815 - HTTP's names

    def _answer(self) -> Answer:
        length = self.headers.get("Content-Length", "0")
        # A body that cannot be read would be taken for the next request.
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return _http_error(HTTPStatus.LENGTH_REQUIRED, "say the Content-Length")
        if int(length) > LARGEST_BODY:
            self.close_connection = True
            return _http_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"over {LARGEST_BODY} bytes")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionAbortedError("the caller hung up within the body")
        return self.server.respond(self.command, self.path, body, self.server)

    def _head(self, answer: Answer) -> bytes:
        phrase = http.client.responses.get(answer.status, "Unknown")
        lines = [
            f"HTTP/1.1 {answer.status} {phrase}",
            f"Content-Type: {answer.content_type}",
            f"Connection: {'close' if self.close_connection else 'keep-alive'}",
        ]
        if answer.pace != "endless":
            lines.append(f"Content-Length: {len(answer.body)}")
        if answer.location:
            lines.append(f"Location: {answer.location}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")

    def log_message(self, *_: object) -> None:
        """Write nothing: the ledger is the log."""
