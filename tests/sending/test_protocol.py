"""The state machine and its table, without clock or network."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import ApiError, DeliveryUnknown, NotSent, Sent, TokenError, WindowClosed
from kfmenu.sending import protocol
from kfmenu.sending.errcodes import ERRCODES
from kfmenu.sending.protocol import (
    MAX_ANSWER,
    RETRIES,
    TRANSIT,
    Delivery,
    Failed,
    NeedToken,
    Outcome,
    Post,
    Request,
    Rule,
    Wait,
    interpret,
)
from kfmenu.sending.secret import Secret

TOKEN = Secret("TOKEN-0123456789")
CODE = Secret("CODE-0123456789")


@pytest.fixture(autouse=True)
def _true_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "DELAYS", (0.2, 0.5, 1.2))


def delivery(**options: Any) -> Delivery:
    request = Request.of("on_event", "https://x", {"code": CODE.reveal(), "msgid": "m"}, CODE)
    defaults = {"deadline": 20.0, "window": 20.0, "timeout": 5.0, "jitter": (0.5, 0.5, 0.5)}
    return Delivery(request, **{**defaults, **options})


def happen(machine: Delivery, kind: str, now: float) -> Any:
    """Tell the machine of an outcome of this kind."""
    answers = {"ok": 0, "token": 42001, "busy": -1, "refused": 60020}
    if kind in answers:
        return machine.answered(now, 200, json.dumps({"errcode": answers[kind]}).encode())
    if kind == "unreadable":
        return machine.answered(now, 502, b"<html>")
    return machine.failed(now, "unmade" if kind == "unmade" else "lost", "ConnectionError")


ENDS: dict[str, Any] = {
    "refused": ApiError,
    "not sent": NotSent,
    "unknown": DeliveryUnknown,
}


@pytest.mark.parametrize("rule", RETRIES.values(), ids=lambda rule: rule.kind)
@pytest.mark.parametrize("doubt", [False, True])
def test_each_row_of_the_table(rule: Rule, doubt: bool) -> None:
    """An outcome is followed by what its row says, as often as it says, and by its end."""
    machine = delivery(doubt=doubt)
    assert machine.start(0.0) == NeedToken(refused=False)
    action = machine.token(0.0, TOKEN)
    for _ in range(rule.times if rule.then in {"wait", "refresh"} else 0):
        assert isinstance(action, Post)
        action = happen(machine, rule.kind, 1.0)
        if rule.then == "refresh":
            assert action == NeedToken(refused=True)
            action = machine.token(1.0, TOKEN)
        else:
            assert isinstance(action, Wait)
            action = machine.waited(1.0 + action.seconds)
    assert isinstance(action, Post)
    end = happen(machine, rule.kind, 2.0)
    if rule.end == "sent":
        assert end == Sent("m", 1)
        return
    assert isinstance(end, Failed)
    assert isinstance(end.error, DeliveryUnknown if doubt else ENDS[rule.end])


def test_the_waits_are_shared() -> None:
    """A message waits three times in all, whatever the reasons, and refreshes once besides."""
    machine = delivery()
    machine.start(0.0)
    action = machine.token(0.0, TOKEN)
    for kind in ("busy", "unmade", "token", "busy"):
        assert isinstance(action, Post)
        action = happen(machine, kind, 1.0)
        waits = isinstance(action, Wait)
        action = machine.waited(1.5) if waits else machine.token(1.5, TOKEN)
    assert machine.attempts == 5
    end = happen(machine, "token", 2.0)
    assert isinstance(end, Failed)
    assert isinstance(end.error, TokenError)


def test_waits_grow_and_are_jittered() -> None:
    """The three waits grow, each times a half to three halves."""
    for jitter, factor in ((0.0, 0.5), (1.0, 1.5)):
        machine = delivery(jitter=(jitter,) * 3)
        machine.start(0.0)
        machine.token(0.0, TOKEN)
        seen = []
        for _ in range(3):
            wait = happen(machine, "busy", 0.0)
            seen.append(wait.seconds)
            machine.waited(0.0)
        assert seen == pytest.approx([0.2 * factor, 0.5 * factor, 1.2 * factor])


def test_no_wait_beyond_the_window() -> None:
    """A retry that would come too late is not waited for; the last answer is the end."""
    machine = delivery(deadline=1.0)
    machine.start(0.0)
    machine.token(0.0, TOKEN)
    end = happen(machine, "busy", 0.75)
    assert isinstance(end, Failed)
    assert isinstance(end.error, ApiError)


def test_timeouts_are_cut_to_what_is_left() -> None:
    """An attempt takes its timeout or the rest of the window, whichever is less."""
    machine = delivery()
    machine.start(0.0)
    first = machine.token(10.0, TOKEN)
    assert isinstance(first, Post)
    assert first.timeout == 5.0
    assert first.leave == pytest.approx(10.0 - TRANSIT)
    happen(machine, "token", 17.0)
    second = machine.token(17.0, TOKEN)
    assert isinstance(second, Post)
    assert second.timeout == pytest.approx(3.0)


def test_the_window_closes() -> None:
    """Before a request `WindowClosed`; after a refused one that refusal; never a late request."""
    for now in (19.95, 20.0, 30.0):
        end = delivery().start(now)
        assert isinstance(end, Failed)
        assert isinstance(end.error, WindowClosed)
    machine = delivery()
    machine.start(0.0)
    end = machine.token(19.95, TOKEN)
    assert isinstance(end, Failed)
    assert isinstance(end.error, WindowClosed)
    assert machine.attempts == 0
    machine = delivery()
    machine.start(0.0)
    machine.token(0.0, TOKEN)
    happen(machine, "token", 1.0)
    end = machine.token(20.0, TOKEN)
    assert isinstance(end, Failed)
    assert isinstance(end.error, TokenError)


def test_no_token() -> None:
    """Without a token nothing goes out; without a reason, the last refusal is the reason."""
    end = delivery().no_token(40001)
    assert isinstance(end, Failed)
    assert isinstance(end.error, NotSent)
    assert end.error.errcode == 40001
    machine = delivery()
    machine.start(0.0)
    machine.token(0.0, TOKEN)
    happen(machine, "token", 1.0)
    end = machine.no_token()
    assert isinstance(end, Failed)
    assert isinstance(end.error, TokenError)


def test_the_token_is_quoted_in_the_url() -> None:
    """A token with signs in it is written so that it arrives as it is."""
    request = Request.of("send_msg", "https://x/y", {}, None)
    url = request.url(Secret("a+b/c=&d")).reveal()
    assert url == "https://x/y/cgi-bin/kf/send_msg?access_token=a%2Bb%2Fc%3D%26d"


def test_values_show_no_secret() -> None:
    """The repr of every action and outcome is fit for a log."""
    machine = delivery()
    machine.start(0.0)
    post = machine.token(0.0, TOKEN)
    outcome = interpret(200, b'{"errcode": 0, "access_token": "TOKEN-0123456789"}')
    for shown in (repr(post), repr(outcome), repr(machine.request)):
        assert "0123456789" not in shown


def test_wecoms_msgid_wins() -> None:
    """The msgid of the answer is given, that of the request when the answer has none."""
    for answer, msgid in (
        ({"msgid": "w"}, "w"),
        ({"msgid": 5}, "m"),
        ({}, "m"),
        ({"msgid": ""}, "m"),
    ):
        machine = delivery()
        machine.start(0.0)
        machine.token(0.0, TOKEN)
        end = machine.answered(1.0, 200, json.dumps({"errcode": 0, **answer}).encode())
        assert end == Sent(msgid)


@pytest.mark.parametrize("code", sorted(ERRCODES))
def test_every_errcode_has_its_row(code: int) -> None:
    """Each errcode of the table is one of the kinds that the retry table knows."""
    outcome = interpret(200, json.dumps({"errcode": code, "errmsg": "x"}).encode())
    retried = RETRIES[outcome.kind].then in {"wait", "refresh"}
    assert retried == ERRCODES[code].retried
    assert outcome.errcode == code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"0",
        b"{}",
        b'{"errcode": "0"}',
        b'{"errcode": null}',
        b'{"errcode": false}',
        b'{"errcode": 0.0}',
        b'{"errcode": 2147483648}',
        b'{"errcode": ' + b"9" * 5000 + b"}",
        b'{"errcode": 0',
        b'\xff{"errcode": 0}',
        b"[" * 60000,
        b'{"errcode": 0, "x": "' + b"a" * MAX_ANSWER + b'"}',
    ],
    ids=range(15),
)
def test_answers_are_not_trusted(body: bytes) -> None:
    """An answer that is not WeCom's is unreadable, never an exception."""
    outcome = interpret(200, body)
    assert outcome.kind == "unreadable"
    assert len(outcome.detail) <= 201


@pytest.mark.parametrize("status", [100, 201, 204, 301, 404, 500, 502])
def test_only_200_is_an_answer(status: int) -> None:
    """Any other status leaves the truth unknown, whatever the body says."""
    assert interpret(status, b'{"errcode": 0}').kind == "unreadable"


@given(st.integers(100, 599), st.binary(max_size=200))
def test_any_answer_has_a_meaning(status: int, body: bytes) -> None:
    """No answer raises."""
    assert isinstance(interpret(status, body, (TOKEN,)), Outcome)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_field_has_a_meaning(value: Any) -> None:
    """No value of a field raises, and none but an integer is an errcode."""
    body = json.dumps({"errcode": value, "errmsg": value, "msgid": value}).encode()
    outcome = interpret(200, body)
    assert (outcome.kind != "unreadable") == (type(value) is int and -(2**31) <= value < 2**31)


def test_an_answer_that_echoes_secrets_is_scrubbed() -> None:
    """What is kept of an answer holds no token and no code, in whatever writing."""
    for written in (TOKEN.reveal(), CODE.reveal(), "https://x/?access_token=whatever&a=b"):
        body = json.dumps({"errcode": 40014, "errmsg": f"bad {written}\n"}).encode()
        said = interpret(200, body, (TOKEN, CODE)).errmsg
        assert written not in said
        assert "***" in said
        assert "\n" not in said
        assert written not in interpret(500, body, (TOKEN, CODE)).detail
