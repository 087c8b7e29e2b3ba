"""The protocol, pure: what an answer means, what error it is, how a body is written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import DeliveryUnknown, NotSent, Secret, SessionError
from kfmenu.sending.errcodes import ERRCODES
from kfmenu.sending.protocol import MAX_ANSWER, TABLE, Outcome, ending, interpret, written

TOKEN = Secret("TOKEN-0123456789")
CODE = Secret("CODE-0123456789")


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
    for echoed in (TOKEN.reveal(), CODE.reveal(), "https://x/?access_token=whatever&a=b"):
        body = json.dumps({"errcode": 40014, "errmsg": f"bad {echoed}\n"}).encode()
        said = interpret(200, body, (TOKEN, CODE)).errmsg
        assert echoed not in said
        assert "***" in said
        assert "\n" not in said
        assert echoed not in interpret(500, body, (TOKEN, CODE)).detail


@pytest.mark.parametrize("code", sorted(ERRCODES))
def test_every_errcode_has_a_kind(code: int) -> None:
    """Each errcode is one of the rows, with its words, and an errcode of 0 has none."""
    outcome = interpret(200, json.dumps({"errcode": code, "errmsg": "said"}).encode())
    kind = ERRCODES[code].kind
    assert outcome.kind == (kind if kind in TABLE else "refused")
    assert (outcome.errcode, outcome.status) == (code, 200)
    assert outcome.errmsg == ("said" if code else "")
    assert outcome.fields["errcode"] == code


def test_the_edges_of_an_errcode_and_of_an_answer() -> None:
    """32 bits are WeCom's errcodes, and 64 KiB are read."""
    for code, kind in ((-(2**31), "refused"), (2**31 - 1, "refused"), (-(2**31) - 1, "unreadable")):
        assert interpret(200, b'{"errcode": %d}' % code).kind == kind
    body = b'{"errcode": 0, "x": "%s"}'
    full = body % (b"a" * (MAX_ANSWER - len(body) + 2))
    assert len(full) == MAX_ANSWER
    assert interpret(200, full).kind == "ok"
    assert interpret(200, full + b" ").kind == "unreadable"
    assert interpret(200, b'{"errcode": 5, "errmsg": 7}').errmsg == ""
    assert interpret(502, b"<html>").status == 502


def test_an_outcome_ends_in_its_error() -> None:
    """What WeCom answered, what never left, what nobody knows."""
    refused = ending(Outcome("refused", 95018, "said", 200))
    assert isinstance(refused, SessionError)
    assert (refused.errcode, refused.errmsg) == (95018, "said")
    unmade = ending(Outcome("unmade", detail="refused"))
    assert isinstance(unmade, NotSent)
    assert (unmade.why, unmade.detail) == ("connection", "refused")
    lost = ending(Outcome("unreadable", status=502, detail="<html>"))
    assert isinstance(lost, DeliveryUnknown)
    assert (lost.why, lost.status, lost.detail) == ("unreadable", 502, "<html>")


def test_a_body_is_written_as_older_endpoints_need_it() -> None:
    """Chinese unescaped, without blanks, wrapped; an outcome shows nothing of an answer."""
    assert written({"a": "满意", "b": 1}).reveal() == '{"a":"满意","b":1}'
    answer = interpret(200, b'{"errcode": 0, "access_token": "TOKEN-0123456789"}')
    assert "0123456789" not in repr(answer)
