"""The sockets: a threaded HTTP/1.1 server on loopback that can hang up on everyone at once."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import attrs

from kfmenu.testing.answer import Answer, Pace

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
LARGEST_BODY = 1024 * 1024
POLL_SECONDS = 0.02
JOIN_SECONDS = 5.0


class StoppedError(ConnectionError):
    """The server stopped while a call was under way; the caller sees a closed connection."""


@attrs.frozen(kw_only=True)
class Request:
    """One HTTP request, read to its end.

    Args:
        method: GET, POST or DELETE.
        path: the path without the query.
        query: the first value of each name in the query.
        body: the bytes that came with it.
    """

    method: str
    path: str
    query: dict[str, str]
    body: bytes


class Listener(socketserver.TCPServer):
    """A server with one thread per connection, all of which end with `stop`.

    Args:
        port: the port to listen on; 0 for any free one.
        respond: gives the answer to a request; called in the thread of its connection.

    Raises:
        OSError: the port is taken.
    """

    # http.server.HTTPServer is not used: it looks up the host's name, which can take seconds.
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, respond: Callable[[Request, Listener], Answer]) -> None:
        self.respond = respond
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._connections: dict[socket.socket, threading.Thread] = {}
        super().__init__((HOST, port), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, args=(POLL_SECONDS,), name="FakeWeCom", daemon=True
        )

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everyone, and return when every thread has ended."""
        self._stopping.set()
        self.shutdown()
        self.server_close()
        # No connection is added any more: the thread that adds them has ended.
        with self._lock:
            connections = dict(self._connections)
            for connection in connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in {self._thread, *connections.values()} - {threading.current_thread()}:
            thread.join(JOIN_SECONDS)

    def pause(self, seconds: float) -> None:
        """Wait, unless the server stops.

        Args:
            seconds: how long.

        Raises:
            StoppedError: the server stopped meanwhile.
        """
        if self._stopping.wait(seconds):
            raise StoppedError

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a new connection a thread of its own, remembered for `stop`."""
        thread = threading.Thread(
            target=self._converse,
            args=(request, client_address),
            name=f"FakeWeCom {client_address[1]}",
            daemon=True,
        )
        # Under the lock, so that a thread cannot take its leave before it is remembered.
        with self._lock:
            thread.start()
            self._connections[request] = thread

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a caller who hung up, which is what callers do; show anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def _converse(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except Exception:  # noqa: BLE001 - one connection must not end the others
            self.handle_error(request, client_address)
        finally:
            with self._lock:
                self._connections.pop(request)
            self.shutdown_request(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def _exchange(self) -> None:
        answer = self._answer()
        if answer.closes:
            self.close_connection = True
        keep_alive = not self.close_connection
        for index, piece in enumerate(answer.pieces(keep_alive=keep_alive)):
            if index and answer.gap:
                self.server.pause(answer.gap)
            self.connection.sendall(piece)
        if answer.pace is Pace.RESET:
            self._reset()

    do_GET = do_POST = do_DELETE = _exchange  # noqa: N815 - the names that the base class calls

    def _answer(self) -> Answer:
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = -1
        # A body that cannot be read would be taken for the next request.
        if length < 0 or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return Answer.text(HTTPStatus.LENGTH_REQUIRED)
        if length > LARGEST_BODY:
            self.close_connection = True
            return Answer.text(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionAbortedError("the caller hung up within the body")
        path, _, query_string = self.path.partition("?")
        query = parse_qs(query_string, keep_blank_values=True)
        request = Request(
            method=self.command,
            path=path,
            query={name: values[0] for name, values in query.items()},
            body=body,
        )
        return self.server.respond(request, self.server)

    def _reset(self) -> None:
        # A linger of zero seconds turns the close into a reset (RST).
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Write nothing: the ledger is the log."""
