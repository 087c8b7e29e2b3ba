"""The control endpoint: the fake's own face over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_caller import call, gettoken, on_event, text, token

from kfmenu.testing import Endpoint, FakeWeCom

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a running server."""
    with FakeWeCom() as running:
        yield running


def test_queues_faults(fake: FakeWeCom) -> None:
    """One fault or a list of them can be posted, and deleted."""
    assert call(fake, "POST", "/_fake/faults", {"fault": "busy"}).json() == {"added": 1}
    both = [{"fault": "rate_limited"}, {"fault": "raw", "body": "[]"}]
    assert call(fake, "POST", "/_fake/faults", both).json() == {"added": 2}
    assert [on_event(fake).errcode for _ in range(2)] == [-1, 45009]
    assert call(fake, "DELETE", "/_fake/faults").status == 200
    assert on_event(fake).errcode == 0


def test_issues_codes(fake: FakeWeCom) -> None:
    """A code of one's own or a fresh one is registered and given back."""
    asked = call(fake, "POST", "/_fake/codes", {"code": "c", "window": 60, "allows": ["text"]})
    assert asked.json() == {"code": "c"}
    fresh = call(fake, "POST", "/_fake/codes").json()["code"]
    assert [on_event(fake, code=code).errcode for code in ("c", fresh)] == [0, 0]


def test_moves_the_clock(fake: FakeWeCom) -> None:
    """Time can be made to pass, so that windows close without a wait."""
    code = fake.issue_code()
    assert call(fake, "POST", "/_fake/clock", {"seconds": 21}).json()["now"] > 0
    assert on_event(fake, code=code).errcode == 40058


def test_expires_tokens(fake: FakeWeCom) -> None:
    """Tokens can be revoked."""
    path = f"{Endpoint.SEND_MSG_ON_EVENT}?access_token={token(fake)}"
    call(fake, "DELETE", "/_fake/tokens")
    assert call(fake, "POST", path, text()).errcode == 42001


def test_shows_the_ledger(fake: FakeWeCom) -> None:
    """The ledger is JSON: the posts, and a count of token calls without any secret."""
    gettoken(fake)
    gettoken(fake, corpsecret="wrong-secret")
    code = fake.issue_code()
    on_event(fake, code=code)
    on_event(fake, b"\xff")
    reply = call(fake, "GET", "/_fake/ledger")
    ledger = reply.json()
    assert ledger["tokens"] == {fake.corpid: 2}
    assert [(post["code"], post["seen"]) for post in ledger["posts"]] == [
        (code, "欢迎咨询"),
        (None, ""),
    ]
    assert b"secret" not in reply.body
    call(fake, "DELETE", "/_fake/ledger")
    assert call(fake, "GET", "/_fake/ledger").json() == {"posts": [], "tokens": {}}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", b"{"),
        ("faults", b"[7]"),
        ("faults", b'{"fault": "boredom"}'),
        ("faults", b"{}"),
        ("faults", b'{"fault": "busy", "colour": "red"}'),
        ("faults", b'{"fault": "busy", "count": "2"}'),
        ("faults", b'{"fault": "busy", "code": []}'),
        ("faults", b'{"fault": "stall_after", "seconds": "2"}'),
        ("faults", b'{"fault": "http_status", "status": 99}'),
        ("faults", b'[{"fault": "busy"}, {"fault": "busy", "taken": 1}]'),
        ("says", b'{"menu_id": "101"}'),
        ("fails", b'{"msgid": "m"}'),
        ("callback", b'{"url": "http://127.0.0.1:9/", "token": "t", "aes_key": "short"}'),
        ("faults", b"[" * 200_000),
        ("codes", b'{"colour": "red"}'),
        ("codes", b'{"code": 7}'),
        ("codes", b'{"window": "long"}'),
        ("clock", b'{"seconds": 1e999}'),
    ],
)
def test_says_what_makes_no_sense(fake: FakeWeCom, path: str, body: bytes) -> None:
    """A request that makes no sense is a 400 with the reason."""
    reply = call(fake, "POST", f"/_fake/{path}", body)
    assert reply.status == 400
    assert reply.json()["error"]
    assert fake.faults.pending == 0


def test_plays_the_customer(fake: FakeWeCom) -> None:
    """Over HTTP too a customer enters, speaks, fails to be reached, and anything else happens."""
    code = call(fake, "POST", "/_fake/enter", {"scene": "shop"}).json()["code"]
    msgid = on_event(fake, code=code).json()["msgid"]
    said = call(fake, "POST", "/_fake/says", {"content": "您好"}).json()["msg"]
    failed = call(fake, "POST", "/_fake/fails", {"msgid": msgid}).json()["msg"]
    pushed = call(fake, "POST", "/_fake/push", {"msgtype": "image"}).json()["msg"]
    signal = call(fake, "POST", "/_fake/signal").json()["token"]
    path = f"{Endpoint.SYNC_MSG}?access_token={token(fake)}"
    pulled = call(fake, "POST", path, {"token": signal}).json()["msg_list"]
    assert pulled[0]["event"]["welcome_code"] == code
    assert pulled[1:] == [said, failed, pushed]


def test_knows_its_own_paths(fake: FakeWeCom) -> None:
    """Anything else below /_fake/ is a 404 that lists what there is."""
    reply = call(fake, "GET", "/_fake/faults")
    assert reply.status == 404
    assert "POST /_fake/faults" in reply.json()["error"]
