"""The words of WeCom's protocol: endpoints, errcodes, a verdict, and the HTTP answer around it."""

from __future__ import annotations

import itertools
import json
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Self

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Endpoint(StrEnum):
    """The paths that the fake answers as WeCom does."""

    GETTOKEN = "/cgi-bin/gettoken"
    SEND_MSG_ON_EVENT = "/cgi-bin/kf/send_msg_on_event"
    SEND_MSG = "/cgi-bin/kf/send_msg"
    SYNC_MSG = "/cgi-bin/kf/sync_msg"
    SERVICE_STATE_GET = "/cgi-bin/kf/service_state/get"
    SERVICE_STATE_TRANS = "/cgi-bin/kf/service_state/trans"


MESSAGES = (Endpoint.SEND_MSG_ON_EVENT, Endpoint.SEND_MSG)


class Errcode(IntEnum):
    """The errcodes that the fake answers of its own accord; faults can answer any other.

    Source: WeCom's table of global errcodes.
    """

    errmsg: str

    def __new__(cls, value: int, errmsg: str) -> Self:
        """Keep WeCom's errmsg with the number."""
        self = int.__new__(cls, value)
        self._value_, self.errmsg = value, errmsg
        return self

    BUSY = -1, "system busy"
    OK = 0, "ok"
    INVALID_CREDENTIAL = 40001, "invalid credential"
    INVALID_MSGTYPE = 40008, "invalid message type"
    INVALID_CORPID = 40013, "invalid corpid"
    INVALID_TOKEN = 40014, "invalid access_token"
    INVALID_PARAMETER = 40058, "invalid parameter"
    MISSING_TOKEN = 41001, "access_token missing"
    MISSING_CORPID = 41002, "corpid missing"
    MISSING_SECRET = 41004, "corpsecret missing"
    EXPIRED_TOKEN = 42001, "access_token expired"
    EMPTY_TEXT = 44004, "empty content"
    TEXT_TOO_LONG = 45002, "content size out of limit"
    RATE_LIMITED = 45009, "api freq out of limit"
    TOO_CONCURRENT = 45033, "api concurrent out of limit"
    NO_SCHEME = 45034, "url has no scheme"
    INVALID_OPEN_KFID = 95000, "invalid open_kfid"
    MESSAGES_USED_UP = 95001, "send msg count limit"
    SESSION_TOO_OLD = 95002, "send msg time limit"
    INVALID_MSG_TOKEN = 95007, "invalid msg token"
    TOO_MANY_ITEMS = 95008, "menu item count out of limit"
    INVALID_ITEM_TYPE = 95009, "invalid menu item type"
    SESSION_ENDED = 95013, "session is over"
    SESSION_FORBIDS = 95018, "send msg session status invalid"


@attrs.frozen
class Verdict:
    """What WeCom decided about one call.

    Args:
        errcode: 0 when it did what it was asked.
        errmsg: `ok`, or why not.
        fields: what the answer carries beside errcode and errmsg (`msgid`, `access_token` …).
    """

    errcode: int
    errmsg: str
    fields: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def ok(cls, **fields: object) -> Verdict:
        """Agree, with these fields in the answer."""
        return cls(0, "ok", fields)

    @classmethod
    def refuse(cls, errcode: int, hint: str = "") -> Verdict:
        """Refuse, with what the fake knows in a hint, as WeCom itself writes it."""
        known = {one.value: one.errmsg for one in Errcode}
        errmsg = known.get(errcode, f"errcode {errcode}")
        return cls(int(errcode), f"{errmsg}, hint: [{hint}]" if hint else errmsg)

    def payload(self) -> dict[str, object]:
        """Give the answer as the JSON object that WeCom writes."""
        return {"errcode": self.errcode, "errmsg": self.errmsg, **self.fields}


class Refusal(Exception):
    """What WeCom answers instead of doing what it was asked."""

    def __init__(self, errcode: int, hint: str = "") -> None:
        self.verdict = Verdict.refuse(errcode, hint)
        super().__init__(self.verdict.errmsg)


@attrs.frozen
class Answer:
    """One HTTP answer.

    Args:
        body: what it says.
        status: its HTTP status.
        content_type: the media type of the body.
        location: where a redirect points; empty for none.
        pace: how it leaves: `whole`, `drip` (the body byte by byte), `drip_head` (all of it so),
            `half` (of the body, and no more), `endless` (the body again and again), `reset`.
        gap: seconds between two pieces.
    """

    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=UTF-8"
    location: str = ""
    pace: str = "whole"
    gap: float = 0.0

    @classmethod
    def json(cls, value: object, status: int = 200) -> Answer:
        """Answer a JSON value, Chinese unescaped."""
        return cls(json.dumps(value, ensure_ascii=False).encode(errors="replace"), int(status))

    def pieces(self, head: bytes) -> Iterable[bytes]:
        """Give what is written, piece by piece, after and with the head."""
        match self.pace:
            case "drip":
                return [head, *(bytes([byte]) for byte in self.body)]
            case "drip_head":
                return [bytes([byte]) for byte in head + self.body]
            case "half":
                return [head + self.body[: len(self.body) // 2]]
            case "endless":
                return itertools.chain([head], itertools.repeat(self.body))
            case "reset":
                return []
            case _:
                return [head + self.body]
