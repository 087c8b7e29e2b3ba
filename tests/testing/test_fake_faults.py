"""Faults on demand: what the caller meets, and what the customer saw all the same."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests
from fake_caller import call, connect, exchange, gettoken, on_event, send_msg, text, token

from kfmenu.testing import Endpoint, FakeWeCom, Fault
from kfmenu.testing.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHORT = 0.05


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a running server."""
    with FakeWeCom() as running:
        yield running


@pytest.mark.parametrize(
    ("fault", "errcode"),
    [
        (Fault.expired_token(), 42001),
        (Fault.invalid_credential(), 40001),
        (Fault.invalid_token(), 40014),
        (Fault.busy(), -1),
        (Fault.rate_limited(), 45009),
        (Fault.too_concurrent(), 45033),
        (Fault.refused(95013), 95013),
    ],
    ids=lambda value: str(getattr(value, "kind", "")),
)
def test_answers_an_errcode_once(fake: FakeWeCom, fault: Fault, errcode: int) -> None:
    """An errcode fault refuses one post without taking it; the next one passes."""
    code = fake.issue_code()
    fake.faults.add(fault)
    assert [on_event(fake, code=code).errcode for _ in range(2)] == [errcode, 0]
    struck, passed = fake.ledger.posts
    assert (struck.errcode, struck.delivered, struck.fault) == (errcode, False, str(fault.kind))
    assert (passed.errcode, passed.delivered, passed.fault) == (0, True, None)


def test_answers_an_errcode_to_a_message_it_took(fake: FakeWeCom) -> None:
    """A refusal may be made a lie: the customer saw the message, the caller is told otherwise."""
    fake.faults.add(Fault.refused(-1, taken=True))
    assert on_event(fake).errcode == -1
    assert [(post.errcode, post.delivered) for post in fake.ledger.posts] == [(-1, True)]


def test_strikes_gettoken_only_by_its_path(fake: FakeWeCom) -> None:
    """A fault without a path leaves gettoken alone; one with its path strikes nothing else."""
    fake.faults.add(Fault.busy())
    fake.faults.add(Fault.rate_limited(), path=Endpoint.GETTOKEN)
    assert [gettoken(fake).errcode for _ in range(2)] == [45009, 0]
    assert on_event(fake).errcode == -1
    assert fake.ledger.tokens == {(fake.corpid, fake.secret): 2}


def test_spoils_gettoken_too(fake: FakeWeCom) -> None:
    """Answers of gettoken are spoiled like any other, and the call is counted."""
    fake.faults.add(Fault.garbage(), path=Endpoint.GETTOKEN)
    with pytest.raises(ValueError, match="Expecting value"):
        gettoken(fake).json()
    assert sum(fake.ledger.tokens.values()) == 1


def test_takes_the_narrowest_queue_first(fake: FakeWeCom) -> None:
    """Path and code come before code, code before path, path before any."""
    path = Endpoint.SEND_MSG_ON_EVENT
    fake.faults.add(Fault.refused(4))
    fake.faults.add(Fault.refused(3), path=path)
    fake.faults.add(Fault.refused(2), code="c")
    fake.faults.add(Fault.refused(1), path=path, code="c")
    fake.issue_code("c")
    assert [on_event(fake, code="c").errcode for _ in range(5)] == [1, 2, 3, 4, 0]


def test_keys_send_msg_by_touser(fake: FakeWeCom) -> None:
    """For `send_msg` a fault's code is the touser."""
    fake.faults.add(Fault.busy(), code="wm2")
    assert [send_msg(fake).errcode, send_msg(fake, touser="wm2").errcode] == [0, -1]


def test_counts_and_clears(fake: FakeWeCom) -> None:
    """A fault strikes `count` times, or without end until it is cleared."""
    fake.faults.add(Fault.busy(), count=2)
    fake.faults.add(Fault.rate_limited(), count=None)
    assert repr(fake.faults) == "Faults(3 pending)"
    assert [on_event(fake).errcode for _ in range(4)] == [-1, -1, 45009, 45009]
    fake.faults.clear()
    assert on_event(fake).errcode == 0


def test_queues_a_storm(fake: FakeWeCom) -> None:
    """Every code meets the faults of its own, in their order, however the posts are mixed."""
    codes = [fake.issue_code() for _ in range(30)]
    menu_of_faults = [Fault.busy(), Fault.rate_limited(), Fault.too_concurrent()]
    for index, code in enumerate(codes):
        fake.faults.add(*menu_of_faults[: index % 4], code=code)

    def send(code: str) -> int:
        posts = 1
        while on_event(fake, code=code).errcode:
            posts += 1
        return posts

    with ThreadPoolExecutor(8) as pool:
        posts = list(pool.map(send, codes))
    assert posts == [1 + index % 4 for index in range(30)]
    assert all(len(fake.ledger.seen(code)) == 1 for code in codes)


def test_stalls_before(fake: FakeWeCom) -> None:
    """A stall before: the caller gives up, and the message is taken late all the same."""
    code = fake.issue_code()
    fake.faults.add(Fault.stall_before(0.15))
    with pytest.raises(TimeoutError):
        on_event(fake, code=code, timeout=SHORT)
    assert fake.ledger.posts == ()
    (post,) = fake.ledger.wait()
    assert post.delivered
    assert post.accepted_at - post.received_at >= 0.14


def test_stalls_after(fake: FakeWeCom) -> None:
    """A stall after: the caller gives up on a message that the customer has seen."""
    code = fake.issue_code()
    fake.faults.add(Fault.stall_after(0.15))
    with pytest.raises(TimeoutError):
        on_event(fake, code=code, timeout=SHORT)
    assert len(fake.ledger.seen(code)) == 1


def test_stalls_and_answers(fake: FakeWeCom) -> None:
    """Who waits long enough reads the answer of a stall."""
    fake.faults.add(Fault.stall_after(SHORT))
    assert on_event(fake).errcode == 0


@pytest.mark.parametrize("fault", [Fault.drip(0.001), Fault.drip_head(0.0005), Fault.drip(0)])
def test_drips(fake: FakeWeCom, fault: Fault) -> None:
    """A dripping answer comes byte by byte, and is whole in the end."""
    fake.faults.add(fault)
    before = time.monotonic()
    reply = on_event(fake)
    assert reply.errcode == 0
    assert time.monotonic() - before >= fault.seconds * len(reply.body)
    assert fake.ledger.posts[0].errcode == 0


def test_drips_past_every_read_timeout(fake: FakeWeCom) -> None:
    """A drip keeps each single read short, so that only a deadline for all of it ends it."""
    fake.faults.add(Fault.drip(0.02))
    connection = connect(fake, timeout=0.2)
    code = fake.issue_code()
    body = b'{"code": "%s", "msgtype": "text", "text": {"content": "a"}}' % code.encode()
    connection.request("POST", f"{Endpoint.SEND_MSG_ON_EVENT}?access_token={token(fake)}", body)
    response = connection.getresponse()
    assert response.read(1) == b"{"
    response.close()
    connection.close()


def test_resets_before(fake: FakeWeCom) -> None:
    """A reset before: the connection breaks, and the ledger knows nothing."""
    code = fake.issue_code()
    fake.faults.add(Fault.reset_before())
    with pytest.raises(ConnectionResetError):
        on_event(fake, code=code)
    assert fake.ledger.of(code) == ()


def test_resets_after(fake: FakeWeCom) -> None:
    """A reset after: the connection breaks, and the customer has seen the message."""
    code = fake.issue_code()
    fake.faults.add(Fault.reset_after())
    with pytest.raises(ConnectionResetError):
        on_event(fake, code=code)
    assert fake.ledger.seen(code) == ("欢迎咨询",)
    assert fake.ledger.posts[0].errcode is None


def test_answers_garbage(fake: FakeWeCom) -> None:
    """Garbage is no JSON, not even UTF-8."""
    fake.faults.add(Fault.garbage())
    with pytest.raises(UnicodeDecodeError):
        on_event(fake).body.decode()


def test_answers_like_a_gateway(fake: FakeWeCom) -> None:
    """A gateway's 502 is HTML."""
    fake.faults.add(Fault.html_502())
    reply = on_event(fake)
    assert (reply.status, reply.headers["Content-Type"]) == (502, "text/html")
    assert reply.body.startswith(b"<html>")


def test_truncates(fake: FakeWeCom) -> None:
    """A truncated answer ends before the length that it announced."""
    fake.faults.add(Fault.truncated())
    with pytest.raises(http.client.IncompleteRead):
        on_event(fake)


def test_answers_too_much(fake: FakeWeCom) -> None:
    """An oversized answer is valid JSON of exactly the size asked for."""
    fake.faults.add(Fault.oversized(100_000))
    reply = on_event(fake)
    assert (reply.errcode, len(reply.body)) == (0, 100_000)


def test_never_ends(fake: FakeWeCom) -> None:
    """An endless answer has no length and goes on until the caller hangs up."""
    fake.faults.add(Fault.endless())
    url = f"{fake.base_url}{Endpoint.SEND_MSG_ON_EVENT}"
    body = {"code": fake.issue_code(), **text()}
    with requests.Session() as session:
        session.trust_env = False
        with session.post(
            url, params={"access_token": token(fake)}, json=body, stream=True, timeout=5
        ) as response:
            assert "Content-Length" not in response.headers
            assert len(response.raw.read(200_000)) == 200_000


def test_nests(fake: FakeWeCom) -> None:
    """A deep answer is JSON that breaks a parser which recurses."""
    fake.faults.add(Fault.deep())
    with pytest.raises(RecursionError):
        on_event(fake).json()


def test_mistypes(fake: FakeWeCom) -> None:
    """Answers of wrong types: the errcode a string, missing, or within a list."""
    fake.faults.add(Fault.errcode_string())
    fake.faults.add(Fault.errcode_missing())
    fake.faults.add(Fault.top_level_list())
    assert on_event(fake).json()["errcode"] == "0"
    assert on_event(fake).json().keys() == {"errmsg", "msgid"}
    assert on_event(fake).json()[0]["errcode"] == 0
    assert [post.errcode for post in fake.ledger.delivered] == [None] * 3


def test_answers_any_body(fake: FakeWeCom) -> None:
    """A raw answer is what the test says."""
    fake.faults.add(Fault.raw('{"errcode": null}'))
    assert on_event(fake).json() == {"errcode": None}


def test_redirects(fake: FakeWeCom) -> None:
    """A redirect points to another host, and the message is not taken."""
    fake.faults.add(Fault.redirect("http://127.0.0.2/elsewhere"))
    reply = on_event(fake)
    assert (reply.status, reply.headers["Location"]) == (307, "http://127.0.0.2/elsewhere")
    assert [post.delivered for post in fake.ledger.posts] == [False]


@pytest.mark.parametrize(("status", "taken"), [(500, True), (429, False), (299, True)])
def test_answers_another_status(fake: FakeWeCom, status: int, taken: bool) -> None:
    """Any HTTP status can stand above an answer, whether the message was taken or not."""
    fake.faults.add(Fault.http_status(status, taken=taken))
    reply = on_event(fake)
    assert (reply.status, reply.errcode) == (status, 0 if taken else -1)
    assert [post.delivered for post in fake.ledger.posts] == [taken]


@pytest.mark.parametrize("status", [204, 304])
def test_keeps_to_http_under_any_status(fake: FakeWeCom, status: int) -> None:
    """A status that has no body by HTTP's rules has none, so that the connection stays sound."""
    connection = connect(fake)
    fake.faults.add(Fault.http_status(status))
    path = f"{Endpoint.SEND_MSG}?access_token={token(fake)}"
    replies = [exchange(connection, "POST", path, b"{}") for _ in range(2)]
    assert [reply.status for reply in replies] == [status, 200]
    assert replies[0].body == b""
    connection.close()


def test_makes_every_kind() -> None:
    """Each row of the table makes faults of its name, and says what they take and are taken for."""
    wanted = {"seconds": 1.0, "errcode": 7, "body": "x", "location": "http://x", "size": 9}
    wanted |= {"status": 500}
    for name, kind in KINDS.items():
        fault = getattr(Fault, name)(*[wanted[field] for field in kind.takes])
        assert (fault.kind, fault.row, fault.taken) == (name, kind, kind.taken)
        assert kind(*[wanted[field] for field in kind.takes], taken=not kind.taken).taken != (
            kind.taken
        )


def test_refuses_orders_that_make_no_sense(fake: FakeWeCom) -> None:
    """A count below one, a path unknown, a code that is no string, a stall of no sense."""
    with pytest.raises(ValueError, match="less than 1"):
        fake.faults.add(Fault.busy(), count=0)
    with pytest.raises(ValueError, match="not a valid Endpoint"):
        fake.faults.add(Fault.busy(), path="/cgi-bin/message/send")
    with pytest.raises(TypeError, match="not a string"):
        fake.faults.add(Fault.busy(), code=7)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="seconds"):
        Fault.stall_before(float("nan"))
    with pytest.raises(ValueError, match="seconds"):
        Fault.stall_before(float("inf"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fault.busy(1),
        lambda: Fault.busy(colour="red"),
        Fault.stall_after,
        lambda: Fault.stall_after(1, seconds=2),
        lambda: Fault.stall_after("2"),
        lambda: Fault.busy(taken=1),
    ],
)
def test_refuses_faults_that_are_none(make: Callable[[], Fault]) -> None:
    """A maker takes what its row says, and nothing else."""
    with pytest.raises(TypeError):
        make()


def test_a_fault_is_a_fault() -> None:
    """What is no fault is refused where it is added, not where it should have struck."""
    with pytest.raises(TypeError, match=r"Fault\.busy"):
        FakeWeCom().faults.add("busy")  # type: ignore[arg-type]


def test_strikes_other_calls_by_their_path(fake: FakeWeCom) -> None:
    """Pulling and states meet the faults of their own path only, and leave no post."""
    fake.faults.add(Fault.busy())
    fake.faults.add(Fault.rate_limited(), path=Endpoint.SYNC_MSG)
    path = f"{Endpoint.SYNC_MSG}?access_token={token(fake)}"
    assert [call(fake, "POST", path, {}).errcode for _ in range(2)] == [45009, 0]
    assert fake.ledger.posts == ()
    assert fake.faults.pending == 1
