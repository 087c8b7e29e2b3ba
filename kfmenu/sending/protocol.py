"""The protocol, pure: what to send, what an answer means, what follows. No network, no clock."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from attrs import frozen

from kfmenu.secret import Secret
from kfmenu.sending.errcodes import errcode_row
from kfmenu.sending.errors import DeliveryUnknown, NotSent, SendError, api_error
from kfmenu.sending.redaction import beginning

Api = Literal["gettoken", "on_event", "send_msg"]

PATHS: Mapping[Api, str] = MappingProxyType(
    {
        "gettoken": "/cgi-bin/gettoken",
        "on_event": "/cgi-bin/kf/send_msg_on_event",
        "send_msg": "/cgi-bin/kf/send_msg",
    }
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Type": "application/json; charset=utf-8",
        # A packed answer could unpack to any size.
        "Accept-Encoding": "identity",
    }
)

MAX_ANSWER = 64 * 1024
"""Bytes of an answer that are read; WeCom's have a few hundred."""

DELAYS = (0.2, 0.5, 1.2)
"""Seconds before the first, second and third retry, times 0.5 to 1.5 of jitter."""

Kind = Literal["ok", "token", "rate", "busy", "refused", "unmade", "lost", "unreadable"]
Then = Literal["done", "token", "wait", "stop"]


class Rule(NamedTuple):
    """One row of the retry table.

    Args:
        kind: the kind of an attempt's outcome.
        looks: what it looks like.
        then: what is done about it.
        times: how often at most that is done for one message; waits of all kinds count together.
        end: the name of what the caller gets when it is not done, or not again.
        back: whether the claim is given back then.
    """

    kind: Kind
    looks: str
    then: Then
    times: int
    end: str
    back: bool


TABLE: Mapping[Kind, Rule] = MappingProxyType(
    {
        rule.kind: rule
        for rule in (
            Rule("ok", "errcode 0", "done", 0, "Sent", back=False),
            Rule("token", "40001, 40014, 41001, 42001", "token", 2, "TokenError", back=True),
            Rule("rate", "45009, 45033", "wait", 3, "RateError", back=True),
            Rule("busy", "-1: in doubt from now on", "wait", 3, "BusyError", back=False),
            Rule("refused", "any other errcode", "stop", 0, "ApiError", back=False),
            Rule("unmade", "no byte has left", "wait", 3, "NotSent", back=True),
            Rule("lost", "no whole answer", "stop", 0, "DeliveryUnknown", back=False),
            Rule("unreadable", "not WeCom's answer", "stop", 0, "DeliveryUnknown", back=False),
        )
    }
)
"""The retry table, read-only, by kind of outcome. A retry also needs time left in the window."""


@frozen
class Sent:
    """The message was accepted. Accepted is not delivered: see `read_failure`.

    Args:
        msgid: the message's id.
        attempts: how many requests it took.
    """

    msgid: str
    attempts: int = 1


@frozen(repr=False)
class Outcome:
    """What became of one attempt.

    Args:
        kind: the row of the retry table.
        errcode: what WeCom answered, where it could be read.
        errmsg: its words, scrubbed.
        status: the HTTP status, where there was one.
        detail: the scrubbed reason, or beginning of the answer.
        fields: the answer, where it could be read; it may hold a token.
    """

    kind: Kind
    errcode: int | None = None
    errmsg: str = ""
    status: int | None = None
    detail: str = ""
    fields: Mapping[str, Any] = MappingProxyType({})


def written(body: Mapping[str, Any]) -> Secret:
    """Write a body as JSON, its Chinese unescaped as older endpoints need it."""
    return Secret(json.dumps(body, ensure_ascii=False, separators=(",", ":")))


def interpret(status: int, body: bytes, secrets: Iterable[Secret] = ()) -> Outcome:
    """Tell what an answer means; never raises, whatever it holds.

    Args:
        status: the HTTP status.
        body: at most `MAX_ANSWER` bytes of it, and one more where there was more.
        secrets: what the answer may echo and nobody may see.
    """
    answer = _object(body) if status == 200 and len(body) <= MAX_ANSWER else None
    errcode = None if answer is None else answer.get("errcode")
    # A boolean is an int for Python; more than 32 bits are none for WeCom ("int32").
    if answer is None or type(errcode) is not int or not -(2**31) <= errcode < 2**31:
        detail = beginning(body.decode("utf-8", "replace"), secrets)
        return Outcome("unreadable", status=status, detail=detail)
    words = answer.get("errmsg")
    errmsg = beginning(words, secrets) if isinstance(words, str) and errcode else ""
    return Outcome(_kind(errcode), errcode, errmsg, status, fields=answer)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _kind(errcode: int) -> Kind:
    kind = errcode_row(errcode).kind
    return kind if kind in ("ok", "token", "rate", "busy") else "refused"


def ending(outcome: Outcome) -> SendError:
    """Give the error that a message ends with when nothing more follows an outcome.

    Args:
        outcome: of the last attempt; not `ok`.
    """
    if outcome.errcode is not None:
        return api_error(outcome.errcode, outcome.errmsg)
    if outcome.kind == "unmade":
        return NotSent("connection", outcome.detail)
    return DeliveryUnknown(outcome.kind, outcome.status, outcome.detail)
