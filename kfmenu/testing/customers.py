"""What customers do, and what WeCom remembers of it: codes, sessions, and an inbox to pull."""

from __future__ import annotations

import math
import secrets
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

import attrs

from kfmenu.testing import rules
from kfmenu.testing.protocol import Errcode, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CUSTOMER, ACCOUNT = "wmCustomer", "wkAccount"
CURSOR = "CURSOR"


@attrs.define
class Customer:
    """One customer at one account, and how their session stands."""

    open_kfid: str
    external_userid: str
    wrote_at: float
    sent: int = 0
    state: int = 0
    servicer: str = ""
    labels: dict[str, str] = attrs.field(factory=dict)  # of the clicks they saw, by id


@attrs.define
class Code:
    """One code: until when it works, for which msgtypes, and for whom."""

    ends_at: float
    allows: frozenset[str]
    customer: Customer | None
    used: bool = False


@attrs.define(kw_only=True, eq=False, repr=False)
class Customers:
    """The side of WeCom that customers see.

    Args:
        window: seconds that a code lives, unless `issue_code` says otherwise.
        clock: the time in seconds since the epoch; None for `time.time`, looked up at each call.
    """

    window: float = rules.CODE_WINDOW_SECONDS
    clock: Callable[[], float] | None = None

    _ahead: float = attrs.field(default=0.0, init=False)
    _codes: dict[str, Code] = attrs.field(factory=dict, init=False)
    _customers: dict[tuple[str, str], Customer] = attrs.field(factory=dict, init=False)
    _msgids: dict[tuple[str, str], Customer] = attrs.field(factory=dict, init=False)
    _inbox: list[dict[str, Any]] = attrs.field(factory=list, init=False)
    _signals: dict[str, float] = attrs.field(factory=dict, init=False)
    _lock: threading.RLock = attrs.field(factory=threading.RLock, init=False)

    def now(self) -> float:
        """Give the fake's time: the clock's, plus what `advance` added; seconds."""
        return (self.clock or time.time)() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass for the fake, so that no test has to sleep through a window.

        Raises:
            ValueError: the seconds are not a finite number.
        """
        if not math.isfinite(seconds):
            raise ValueError(f"seconds: {seconds} is not finite")
        with self._lock:
            self._ahead += seconds

    def issue_code(
        self,
        code: str | None = None,
        *,
        window: float | None = None,
        allows: Iterable[str] = rules.MSGTYPES,
        external_userid: str = "",
        open_kfid: str = ACCOUNT,
    ) -> str:
        """Hand out a code as an event does, and give it back; `enter` makes the event as well.

        Args:
            code: the code; a fresh one by default.
            window: seconds it lives from now on; the fake's `window` by default. Codes of the
                waiting pool live 48 hours and allow `("text",)` only.
            allows: the msgtypes it may be used for.
            external_userid: the customer it is for; nobody in particular by default.
            open_kfid: the account that they are at.

        Raises:
            ValueError: the code was issued before, or `allows` names an unknown msgtype.
            TypeError: the code is not a string.
        """
        code = code or f"CODE{uuid.uuid4().hex}"
        if not isinstance(code, str):
            raise TypeError("code: not a string")
        if unknown := sorted({*allows}.difference(rules.MSGTYPES)):
            raise ValueError(f"allows: {unknown[0]!r} is not in {rules.MSGTYPES}")
        customer = self._customer(open_kfid, external_userid) if external_userid else None
        with self._lock:
            if code in self._codes:
                raise ValueError(f"the code {code!r} was issued before")
            ends_at = self.now() + (self.window if window is None else window)
            self._codes[code] = Code(ends_at, frozenset(allows), customer)
        return code

    # -- what customers do ---------------------------------------------------------------------

    def enter(
        self,
        *,
        external_userid: str = CUSTOMER,
        open_kfid: str = ACCOUNT,
        scene: str = "",
        scene_param: str = "",
        code: str | None = None,
        again: bool = False,
    ) -> str:
        """Let a customer open the chat: an `enter_session` event; give its welcome_code.

        Args:
            external_userid: the customer.
            open_kfid: the account.
            scene: where they came from, as the link's author named it.
            scene_param: what the link carried.
            code: the welcome_code; a fresh one by default.
            again: they were here within 48 hours, so that the event brings no code; gives "".
        """
        customer = self._customer(open_kfid, external_userid)
        event = {"scene": scene, "scene_param": scene_param}
        if not again:
            event["welcome_code"] = self.issue_code(
                code, external_userid=external_userid, open_kfid=open_kfid
            )
        self._push_event("enter_session", customer, event)
        return event.get("welcome_code", "")

    def says(
        self,
        content: str = "",
        *,
        menu_id: str | None = None,
        external_userid: str = CUSTOMER,
        open_kfid: str = ACCOUNT,
    ) -> dict[str, Any]:
        """Let a customer write, or tap a click: a text message, which also opens the quota anew.

        Args:
            content: what they write; of a tap, by default, the label that they saw.
            menu_id: the id of the click that they tap.
            external_userid: the customer.
            open_kfid: the account.

        Raises:
            ValueError: nothing is said, and no click with this id was seen by the customer.
        """
        customer = self._customer(open_kfid, external_userid)
        text = {"content": content or customer.labels.get(menu_id or "", "")}
        if not text["content"]:
            raise ValueError(f"{external_userid} saw no click with the id {menu_id!r}")
        if menu_id is not None:
            text["menu_id"] = menu_id
        with self._lock:
            customer.wrote_at, customer.sent = self.now(), 0
            customer.state %= 4  # a message after the end (4) begins anew (0)
        who = {"open_kfid": open_kfid, "external_userid": external_userid}
        return self.push({**who, "origin": 3, "msgtype": "text", "text": text})

    def fails(self, msgid: str, fail_type: int = 0) -> dict[str, Any]:
        """Let a message that WeCom took fail to arrive: a `msg_send_fail` event.

        Args:
            msgid: the msgid of a delivered message.
            fail_type: WeCom's reason: 0 unknown, 4 past 48 hours, 5 ended, 6 more than five, 10
                refused by the customer.

        Raises:
            ValueError: no message was delivered under this msgid.
        """
        with self._lock:
            found = [who for (_, delivered), who in self._msgids.items() if delivered == msgid]
        if not found:
            raise ValueError(f"no message was delivered as {msgid!r}")
        return self._push_event(
            "msg_send_fail", found[0], {"fail_msgid": msgid, "fail_type": fail_type}
        )

    def push(self, msg: Mapping[str, Any]) -> dict[str, Any]:
        """Let anything happen: an entry for `kf/sync_msg`, and a callback to tell of it.

        Args:
            msg: the entry; `msgid`, `send_time` and `origin` are filled in where they lack.
        """
        entry = {"msgid": uuid.uuid4().hex, "send_time": int(self.now()), "origin": 4, **msg}
        with self._lock:
            self._inbox.append(entry)
        self.signal(_account_of(entry))
        return entry

    def signal(self, open_kfid: str = ACCOUNT) -> str:
        """Tell every registered callback to pull this account; give the token to pull with."""
        token = f"{open_kfid}{secrets.token_urlsafe(24)}"
        with self._lock:
            self._signals[token] = self.now() + rules.SIGNAL_SECONDS
        self._tell(token, open_kfid)
        return token

    def _tell(self, token: str, open_kfid: str) -> None:
        """Do nothing: without a network there are no callbacks."""

    # -- what a bot may ask --------------------------------------------------------------------

    def _sync(self, body: Mapping[str, Any]) -> dict[str, Any]:
        token, account = body.get("token"), body.get("open_kfid")
        limit = body.get("limit") or rules.SYNC_LIMIT
        start = str(body.get("cursor") or f"{CURSOR}0").removeprefix(CURSOR)
        if token and self._signals.get(str(token), 0.0) < self.now():
            raise Refusal(Errcode.INVALID_MSG_TOKEN, "unknown, or older than ten minutes")
        if not isinstance(limit, int) or not 1 <= limit <= rules.SYNC_LIMIT:
            raise wrong(f"limit: {limit!r:.40} is not 1 to {rules.SYNC_LIMIT}")
        if not start.isdecimal():
            raise wrong("cursor: none that sync_msg gave")
        entries = [
            (place, entry)
            for place, entry in enumerate(self._inbox, 1)
            if place > int(start) and account in (None, "", _account_of(entry))
        ]
        reached = entries[limit - 1][0] if len(entries) > limit else len(self._inbox)
        return {
            "next_cursor": f"{CURSOR}{reached}",
            "has_more": int(len(entries) > limit),
            "msg_list": [entry for _, entry in entries[:limit]],
        }

    def _get_state(self, body: Mapping[str, Any]) -> dict[str, Any]:
        customer = self._customer_of(body, "external_userid")
        return {"service_state": customer.state, "servicer_userid": customer.servicer}

    def _change_state(self, body: Mapping[str, Any]) -> dict[str, Any]:
        customer, state = self._customer_of(body, "external_userid"), body.get("service_state")
        if not isinstance(state, int) or state not in rules.STATES:
            raise wrong(f"service_state: {state!r:.40} is not 1 to 4")
        servicer = need(body, "servicer_userid") if state == 3 else ""
        changed, customer.state, customer.servicer = state != customer.state, state, servicer
        brings = rules.STATES[state] if changed else None
        if brings is None:
            return {}
        code = self.issue_code(
            window=brings[0],
            allows=brings[1],
            external_userid=customer.external_userid,
            open_kfid=customer.open_kfid,
        )
        return {"msg_code": code}

    def whom(self, code: str | None) -> dict[str, str]:
        """Give the touser and open_kfid that a code was issued for; nothing if for nobody."""
        with self._lock:
            known = self._codes.get(code or "")
        if known is None or known.customer is None:
            return {}
        return {"touser": known.customer.external_userid, "open_kfid": known.customer.open_kfid}

    def _customer(self, open_kfid: str, external_userid: str) -> Customer:
        with self._lock:
            new = Customer(open_kfid, external_userid, self.now())
            return self._customers.setdefault((open_kfid, external_userid), new)

    def _customer_of(self, body: Mapping[str, Any], name: str) -> Customer:
        external_userid = need(body, name)
        return self._customer(need(body, "open_kfid", Errcode.INVALID_OPEN_KFID), external_userid)

    def _push_event(
        self, kind: str, customer: Customer, more: Mapping[str, object]
    ) -> dict[str, Any]:
        who = {"open_kfid": customer.open_kfid, "external_userid": customer.external_userid}
        return self.push({"msgtype": "event", "event": {"event_type": kind, **who, **more}})


def wrong(hint: str) -> Refusal:
    """Refuse a parameter: 40058."""
    return Refusal(Errcode.INVALID_PARAMETER, hint)


def need(body: Mapping[str, Any], name: str, errcode: int = Errcode.INVALID_PARAMETER) -> str:
    """Give a string that must be there, or refuse."""
    value = rules.text_of(body, name)
    if value is None:
        raise Refusal(errcode, f"{name}: missing")
    return value


def _account_of(entry: Mapping[str, Any]) -> str:
    event = entry.get("event")
    inside = event.get("open_kfid") if isinstance(event, dict) else None
    return str(inside or entry.get("open_kfid") or ACCOUNT)
