"""A sender without its I/O: the checks, the window, the claim, the token and the delivery."""

import hashlib
import ipaddress
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from kfmenu.message.bodies import on_event_body, send_msg_body
from kfmenu.message.values import Menu, Message, TextMessage
from kfmenu.sending import redaction, telemetry
from kfmenu.sending.claims import EXTRA_SECONDS, Claims, MemoryClaims, claim_key
from kfmenu.sending.effects import Answer, Broken, Call, Exchange, Flow, undo
from kfmenu.sending.errors import (
    CodeAlreadyUsed,
    MessageNotAllowed,
    NotSent,
    SendError,
)
from kfmenu.sending.events import Event
from kfmenu.sending.protocol import DELAYS, Delivery, Failed, NeedToken, Post, Request, Sent, Wait
from kfmenu.sending.secret import Secret
from kfmenu.sending.tokens import NoToken, Token, TokenSource

BASE_URL = "https://qyapi.weixin.qq.com"
TIMEOUT = 5.0

Time = float | datetime
"""Seconds since the epoch, or an aware datetime."""


class Courier:
    """What a sender decides. Its flows ask a shell for every call, exchange and wait.

    Args:
        tokens: where tokens come from.
        base_url: where the API is, already settled.
        timeout: the most seconds that one attempt may take.
        claims: what remembers used codes.
        clock: seconds of a clock that only goes forward.
        wall: the time in seconds since the epoch.
        jitter: gives a number from 0 to 1.
    """

    def __init__(
        self,
        tokens: TokenSource,
        *,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
        claims: Claims | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        if not timeout > 0:
            raise ValueError("timeout: not more than 0 seconds")
        self.tokens = tokens
        self.base_url = base_url
        self.timeout = timeout
        self.claims: Claims = claims if claims is not None else MemoryClaims()
        self._clock = clock
        self._wall = wall
        self._jitter = jitter
        redaction.install()

    def on_event(
        self,
        message: Message,
        code: Secret,
        *,
        msgid: str | None,
        received_at: Time | None,
        window: float,
        keys: tuple[str, ...] = (),
    ) -> Flow[Sent]:
        """Send with a code, once."""
        _require_message(message)
        request = _request_with_code(self.base_url, message, code, msgid)
        deadline = self._deadline(received_at, window)
        key = claim_key("code", code.reveal())
        return (yield from self._once((*keys, key), request, deadline, window))

    def send_msg(
        self,
        message: Message,
        *,
        touser: str,
        open_kfid: str,
        msgid: str | None,
        key: str | None,
        window: float,
        again: bool,
    ) -> Flow[Sent]:
        """Send to a customer, under a msgid that the same message always has."""
        _require_message(message)
        if not touser or not open_kfid:
            raise ValueError("touser, open_kfid: not texts of at least one character")
        msgid = message_id(message, touser, open_kfid, key) if msgid is None else msgid
        body = send_msg_body(message, touser=touser, open_kfid=open_kfid, msgid=msgid)
        request = Request.of("send_msg", self.base_url, body, None)
        deadline = self._deadline(None, window)
        ended = yield from self._deliver(self._delivery(request, deadline, window, again))
        if isinstance(ended, SendError):
            raise ended
        return ended

    def welcome(
        self,
        event: Event,
        message: Message,
        *,
        otherwise: Literal["send_msg"] | None,
        msgid: str | None,
        received_at: Time | None,
    ) -> Flow[Sent | None]:
        """Greet once: with the code when there is one, else as the caller chose."""
        _require_message(message)
        if otherwise not in {None, "send_msg"}:
            raise ValueError(f"otherwise: None or 'send_msg', not {otherwise!r}")
        started = received_at if event.started_at is None else event.started_at
        if event.code is not None:
            if isinstance(message, Menu) and "msgmenu" not in event.msgtypes:
                raise MessageNotAllowed
            keys = (event.key,) if event.msgid else ()
            return (
                yield from self.on_event(
                    message,
                    event.code,
                    msgid=msgid,
                    received_at=started,
                    window=event.window,
                    keys=keys,
                )
            )
        if otherwise is None:
            return None
        # The event's key stands in for the customer's own message: one greeting for one event.
        key = event.key
        touser, open_kfid = event.external_userid, event.open_kfid
        msgid = message_id(message, touser, open_kfid, key) if msgid is None else msgid
        body = send_msg_body(message, touser=touser, open_kfid=open_kfid, msgid=msgid)
        request = Request.of("send_msg", self.base_url, body, None)
        deadline = self._deadline(started, event.window)
        return (yield from self._once((key,), request, deadline, event.window))

    def _deadline(self, received_at: Time | None, window: float) -> float:
        """Give the window's end on the clock that only goes forward."""
        if not window > 0:
            raise ValueError("window: not more than 0 seconds")
        if received_at is None:
            return self._clock() + window
        age = self._wall() - _seconds(received_at)
        # An event from the future means that some clock is wrong: it is no older than now.
        return self._clock() + window - max(0.0, age)

    def _delivery(self, request: Request, deadline: float, window: float, doubt: bool) -> Delivery:
        return Delivery(
            request,
            deadline=deadline,
            window=window,
            timeout=self.timeout,
            jitter=tuple(self._jitter() for _ in DELAYS),
            doubt=doubt,
        )

    def _once(
        self, keys: Sequence[str], request: Request, deadline: float, window: float
    ) -> Flow[Sent]:
        """Deliver under a claim, and give it back when the message certainly did not go out."""
        delivery = self._delivery(request, deadline, window, doubt=False)
        if isinstance(ended := delivery.start(self._clock()), Failed):
            raise ended.error
        held: list[str] = []
        try:
            failure = yield from self._claim(keys, window + EXTRA_SECONDS, held)
            result = failure or (yield from self._deliver(delivery))
        except BaseException:
            # Given up in mid-flow, as by a cancelled task: nobody will resume it to release.
            if not delivery.attempts:
                for key in held:
                    undo(self.claims.release, key)
            raise
        if not isinstance(result, SendError):
            return result
        if result.certain or result is failure:
            for key in held:
                released = yield Call("claims.release", self.claims.release, (key,))
                if isinstance(released, Broken):
                    telemetry.broken("claims.release", released.detail)
        raise result

    def _claim(self, keys: Sequence[str], ttl: float, held: list[str]) -> Flow[SendError | None]:
        for key in keys:
            taken = yield Call("claims.take", self.claims.take, (key, ttl))
            if isinstance(taken, Broken):
                telemetry.broken("claims.take", taken.detail)
                return NotSent("claim", taken.detail)
            if not taken:
                return CodeAlreadyUsed()
            held.append(key)
        return None

    def _deliver(self, delivery: Delivery) -> Flow[Sent | SendError]:
        """Do what the delivery says, and tell it what came of it, to the end."""
        token: Token | None = None
        action = delivery.start(self._clock())
        while True:
            if isinstance(action, NeedToken):
                until, asked_at = delivery.last_call, self._wall()
                found = yield from self.tokens.find(token if action.refused else None, until)
                if isinstance(found, NoToken):
                    action = delivery.no_token(found.errcode, found.detail)
                else:
                    # Another worker may have put it there long ago, and it may be over as well.
                    older = action.refused and found.fetched_at < asked_at
                    token = found
                    action = delivery.token(self._clock(), found.value, older=older)
            elif isinstance(action, Post):
                began = self._clock()
                reply = yield Exchange(
                    "POST", action.url, action.body, action.timeout, action.leave
                )
                now = self._clock()
                if isinstance(reply, Answer):
                    action = delivery.answered(now, reply.status, reply.body)
                else:
                    action = delivery.failed(now, reply.kind, reply.detail)
                _record(delivery, now - began)
            elif isinstance(action, Wait):
                yield action
                action = delivery.waited(self._clock())
            else:
                return action.error if isinstance(action, Failed) else action


def _record(delivery: Delivery, elapsed: float) -> None:
    outcome = delivery.outcome
    assert outcome is not None
    telemetry.attempted(
        delivery.request.api, delivery.attempts, outcome.kind, outcome.errcode, elapsed
    )


def _require_message(message: object) -> None:
    """Refuse what is no message, such as a dict of JSON, before anything is claimed."""
    if not isinstance(message, Menu | TextMessage):
        kind = type(message).__name__
        raise TypeError(f"message: a Menu or TextMessage, not {kind}; see kfmenu.from_dict")


def _request_with_code(base_url: str, message: Message, code: Secret, msgid: str | None) -> Request:
    """Check the message, then put the code in: no traceback of the check can show it."""
    sound = code.writable()
    body = on_event_body(message, code="CODE" if sound else "", msgid=msgid)
    if not sound:
        raise ValueError("code: not a text of at least one character")
    body["code"] = code.reveal()
    return Request.of("on_event", base_url, body, code)


def message_id(message: Message, touser: str, open_kfid: str, key: str | None = None) -> str:
    """Give the msgid of a message to a customer: always the same for the same, 32 digits.

    Args:
        message: what is sent.
        touser: the customer.
        open_kfid: the account.
        key: what else tells it apart, such as the msgid of what it answers.
    """
    whole = json.dumps([touser, open_kfid, key, message.wire()], sort_keys=True, default=repr)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _seconds(when: Time) -> float:
    if isinstance(when, datetime):
        if when.tzinfo is None:
            raise ValueError("received_at: a datetime without a time zone")
        return when.timestamp()
    return float(when)


def settle_base_url(base_url: str, *, insecure: bool) -> str:
    """Check where the API is, and give it without a slash at the end.

    Args:
        base_url: the address; `http` only for this very machine, or with `insecure`.
        insecure: whether `http` may go further.

    Raises:
        ValueError: it is no such address. The error does not repeat it: it may hold a password.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("base_url: not an http or https address")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError("base_url: has a user, a query or a fragment; give the address alone")
    if parts.scheme == "http" and not insecure and not is_loopback(base_url):
        raise ValueError("base_url: http sends the token in clear; use https, or insecure=True")
    return base_url.rstrip("/")


def is_loopback(base_url: str) -> bool:
    """Tell whether an address is this very machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
