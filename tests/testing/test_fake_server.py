"""The server itself: its life, its sockets, its ledger, and what it does with bad HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from typing import TYPE_CHECKING

import attrs
import pytest
from fake_caller import call, click, connect, exchange, menu, on_event, send_msg, text, token

import kfmenu.testing
from kfmenu.testing import Endpoint, FakeWeCom, Fault, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = 1.0


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a running server."""
    with FakeWeCom() as running:
        yield running


def threads() -> list[str]:
    """Name the threads of every fake that runs."""
    return [thread.name for thread in threading.enumerate() if "FakeWeCom" in thread.name]


def raw(fake: FakeWeCom, request: bytes) -> bytes:
    """Send bytes, and read until the server hangs up."""
    with socket.create_connection(("127.0.0.1", int(fake.base_url.rsplit(":")[-1])), 5) as peer:
        peer.sendall(request)
        return b"".join(iter(lambda: peer.recv(65536), b""))


def test_listens_on_loopback_only(fake: FakeWeCom) -> None:
    """The address is 127.0.0.1 and a port that was free, unless it is told another."""
    assert fake.base_url.startswith("http://127.0.0.1:")
    assert repr(fake) == f"FakeWeCom({fake.base_url})"
    with FakeWeCom(host="127.0.0.2") as other:
        assert other.base_url.startswith("http://127.0.0.2:")
        assert on_event(other).errcode == 0


def test_has_no_address_when_it_does_not_run() -> None:
    """A server that does not run says so instead of giving an address."""
    fake = FakeWeCom()
    assert repr(fake) == "FakeWeCom(not running)"
    with pytest.raises(RuntimeError, match="not running"):
        _ = fake.base_url


def test_starts_and_stops_again() -> None:
    """A stopped server starts again with its memory; starting twice is an error, stopping not."""
    fake = FakeWeCom().start()
    try:
        with pytest.raises(RuntimeError, match="running already"):
            fake.start()
        code = fake.issue_code()
        fake.stop()
        fake.stop()
        fake.start()
        assert on_event(fake, code=code).errcode == 0
    finally:
        fake.stop()
    assert threads() == []


def test_takes_a_fixed_port() -> None:
    """A port of one's own is used, and used again at once; a taken one is an OSError."""
    with FakeWeCom() as first:
        port = int(first.base_url.rsplit(":")[-1])
        on_event(first)
        with pytest.raises(OSError, match="in use"):
            FakeWeCom(port=port).start()
    with FakeWeCom(port=port) as second:
        assert second.base_url.endswith(f":{port}")
        assert on_event(second).errcode == 0


@pytest.mark.parametrize(
    "fault",
    [Fault.stall_before(60), Fault.stall_after(60), Fault.drip(60), Fault.endless()],
    ids=lambda fault: fault.kind,
)
def test_stops_quickly_whatever_is_under_way(fault: Fault) -> None:
    """A stop ends stalls, drips, endless answers and idle connections, and leaves no thread."""
    fake = FakeWeCom().start()
    idle, busy = connect(fake), connect(fake)
    exchange(idle, "GET", "/")
    fake.faults.add(fault)
    body = json.dumps({"code": fake.issue_code(), **text()}).encode()
    busy.request("POST", f"{Endpoint.SEND_MSG_ON_EVENT}?access_token={token(fake)}", body)
    while fake.faults.pending:
        time.sleep(0.001)
    before = time.monotonic()
    fake.stop()
    assert time.monotonic() - before < QUICK
    assert threads() == []
    with contextlib.suppress(OSError, http.client.HTTPException):
        busy.getresponse().read()
    idle.close()
    busy.close()


def test_stops_from_within_its_own_callback() -> None:
    """A callback may stop the server: nobody waits for himself."""
    fake = FakeWeCom()
    fake.on_post = lambda _post: fake.stop()
    with fake, pytest.raises((OSError, http.client.HTTPException)):
        on_event(fake)
    assert len(fake.ledger.posts) == 1
    for thread in threading.enumerate():
        if "FakeWeCom" in thread.name:
            thread.join(5)


def test_keeps_connections_alive(fake: FakeWeCom) -> None:
    """One connection carries many calls."""
    connection = connect(fake)
    path = f"{Endpoint.SEND_MSG_ON_EVENT}?access_token={token(fake)}"
    for _ in range(3):
        body = json.dumps({"code": fake.issue_code(), **text()}).encode()
        assert exchange(connection, "POST", path, body).errcode == 0
        assert len(threads()) == 2  # one that listens, one for the connection
    connection.close()


def test_closes_when_asked(fake: FakeWeCom) -> None:
    """`Connection: close` is honoured and said back."""
    answer = raw(fake, b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert b"Connection: close\r\n" in answer


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"Content-Length: many", b"411"),
        (b"Content-Length: -1", b"411"),
        (b"Transfer-Encoding: chunked", b"411"),
        (b"Content-Length: 1048577", b"413"),
    ],
)
def test_refuses_bodies_it_cannot_read(fake: FakeWeCom, header: bytes, status: bytes) -> None:
    """A body without a sensible length is refused before it is read, and the connection ends."""
    answer = raw(fake, b"POST /cgi-bin/kf/send_msg HTTP/1.1\r\n" + header + b"\r\n\r\n")
    assert answer.split()[1] == status
    assert fake.ledger.posts == ()


def test_ignores_a_body_that_breaks_off(fake: FakeWeCom) -> None:
    """A caller who hangs up within the body has posted nothing."""
    peer = socket.create_connection(("127.0.0.1", int(fake.base_url.rsplit(":")[-1])), 5)
    peer.sendall(b"POST /cgi-bin/kf/send_msg HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}")
    peer.shutdown(socket.SHUT_WR)
    assert peer.recv(1) == b""
    peer.close()
    assert fake.ledger.posts == ()


def test_knows_paths_and_methods(fake: FakeWeCom) -> None:
    """Another path is 404, another method 405, and each of them JSON."""
    replies = [
        call(fake, "GET", "/cgi-bin/message/send"),
        call(fake, "PUT", "/"),
        call(fake, "POST", Endpoint.GETTOKEN, b""),
        call(fake, "GET", Endpoint.SEND_MSG),
    ]
    assert [reply.status for reply in replies] == [404, 404, 405, 405]
    assert [reply.errcode for reply in replies] == [404, 404, 405, 405]


def test_shows_its_own_mistakes(fake: FakeWeCom, capfd: pytest.CaptureFixture[str]) -> None:
    """An exception in a callback of the test is printed, and the server goes on."""

    def fail(_post: Post) -> None:
        raise LookupError("a mistake of the test")

    fake.on_post = fail
    with pytest.raises(http.client.RemoteDisconnected):
        on_event(fake)
    fake.on_post = None
    assert on_event(fake).errcode == 0
    assert "a mistake of the test" in capfd.readouterr().err


def test_records_every_post(fake: FakeWeCom) -> None:
    """An entry holds what was posted, byte by byte, when, and what came of it."""
    code = fake.issue_code()
    message = menu(click("满意"), head_content="您好")
    on_event(fake, message, code=code, msgid="m1")
    send_msg(fake, text("一"))
    send_msg(fake, text(""))
    first, second, third = fake.ledger.posts
    assert (first.endpoint, first.code, first.msgid) == (Endpoint.SEND_MSG_ON_EVENT, code, "m1")
    assert "满意".encode() in first.body
    assert first.json()["msgmenu"] == message["msgmenu"]
    assert first.received_at <= first.accepted_at
    assert (second.touser, second.open_kfid, second.seen) == ("wm1", "wk1", "一")
    assert (third.errcode, third.delivered, third.seen) == (44004, False, "")
    assert fake.ledger.delivered == (first, second)
    assert fake.ledger.seen("wm1") == ("一",)
    assert repr(fake.ledger) == "Ledger(3 posts, 2 delivered)"


def test_keeps_entries_as_they_were(fake: FakeWeCom) -> None:
    """An entry cannot be changed, and its JSON is parsed afresh each time."""
    on_event(fake)
    (post,) = fake.ledger.posts
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        post.seen = "something else"  # type: ignore[misc]
    post.json().clear()
    assert post.json()["msgtype"] == "text"


def test_waits_for_posts(fake: FakeWeCom) -> None:
    """Waiting ends with the posts, or with a TimeoutError that counts them."""
    on_event(fake)
    assert len(fake.ledger.wait(1)) == 1
    with pytest.raises(TimeoutError, match="1 of 2 posts"):
        fake.ledger.wait(2, timeout=0.01)


def test_forgets_when_told_to(fake: FakeWeCom) -> None:
    """A reset ledger is empty; codes that were used stay used."""
    code = fake.issue_code()
    on_event(fake, code=code)
    call(fake, "GET", Endpoint.GETTOKEN)
    fake.ledger.reset()
    assert (fake.ledger.posts, fake.ledger.seen(code), dict(fake.ledger.tokens)) == ((), (), {})
    assert on_event(fake, code=code).errcode == 40058


def test_hands_on_its_names() -> None:
    """The package hands on every name it lists, and no other."""
    for name in kfmenu.testing.__all__:
        assert getattr(kfmenu.testing, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = kfmenu.testing.Nothing
