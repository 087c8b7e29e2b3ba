"""The words of WeCom's protocol: its endpoints, its errcodes, and one verdict made of them."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


class Endpoint(StrEnum):
    """The paths that the fake answers as WeCom does."""

    GETTOKEN = "/cgi-bin/gettoken"
    SEND_MSG_ON_EVENT = "/cgi-bin/kf/send_msg_on_event"
    SEND_MSG = "/cgi-bin/kf/send_msg"


class Errcode(IntEnum):
    """The errcodes that the fake answers of its own accord; faults can answer any other.

    Source: WeCom's table of global errcodes.
    """

    BUSY = -1
    OK = 0
    INVALID_CREDENTIAL = 40001
    INVALID_MSGTYPE = 40008
    INVALID_TOKEN = 40014
    INVALID_PARAMETER = 40058
    MISSING_TOKEN = 41001
    EXPIRED_TOKEN = 42001
    EMPTY_TEXT = 44004
    TEXT_TOO_LONG = 45002
    RATE_LIMITED = 45009
    TOO_CONCURRENT = 45033
    INVALID_OPEN_KFID = 95000
    MESSAGES_USED_UP = 95001
    SESSION_TOO_OLD = 95002
    TOO_MANY_ITEMS = 95008
    INVALID_ITEM_TYPE = 95009


ERRMSG = {
    Errcode.BUSY: "system busy",
    Errcode.OK: "ok",
    Errcode.INVALID_CREDENTIAL: "invalid credential",
    Errcode.INVALID_MSGTYPE: "invalid message type",
    Errcode.INVALID_TOKEN: "invalid access_token",
    Errcode.INVALID_PARAMETER: "invalid parameter",
    Errcode.MISSING_TOKEN: "access_token missing",
    Errcode.EXPIRED_TOKEN: "access_token expired",
    Errcode.EMPTY_TEXT: "empty content",
    Errcode.TEXT_TOO_LONG: "content size out of limit",
    Errcode.RATE_LIMITED: "api freq out of limit",
    Errcode.TOO_CONCURRENT: "api concurrent out of limit",
    Errcode.INVALID_OPEN_KFID: "invalid open_kfid",
    Errcode.MESSAGES_USED_UP: "send msg count limit",
    Errcode.SESSION_TOO_OLD: "send msg time limit",
    Errcode.TOO_MANY_ITEMS: "menu item count out of limit",
    Errcode.INVALID_ITEM_TYPE: "invalid menu item type",
}


def errmsg(errcode: int, hint: str = "") -> str:
    """Give the errmsg of an errcode, in English as WeCom's own, with what the fake knows in a hint.

    Args:
        errcode: any errcode; one the fake does not know reads `errcode N`.
        hint: where and why, for the person who reads the answer.
    """
    text = ERRMSG.get(Errcode(errcode)) if errcode in ERRMSG else f"errcode {errcode}"
    return f"{text}, hint: [{hint}]" if hint else f"{text}"


class Refusal(Exception):
    """What WeCom answers instead of doing what it was asked."""

    def __init__(self, errcode: int, hint: str = "") -> None:
        super().__init__(errmsg(errcode, hint))
        self.errcode = int(errcode)
        self.errmsg = errmsg(errcode, hint)


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
        return cls(Errcode.OK, errmsg(Errcode.OK), fields)

    @classmethod
    def refuse(cls, errcode: int, hint: str = "") -> Verdict:
        """Refuse with this errcode and its errmsg."""
        return cls(int(errcode), errmsg(errcode, hint))

    @property
    def agreed(self) -> bool:
        """Whether WeCom did what it was asked."""
        return self.errcode == Errcode.OK

    def payload(self) -> dict[str, object]:
        """Give the answer as the JSON object that WeCom writes."""
        return {"errcode": int(self.errcode), "errmsg": self.errmsg, **self.fields}
