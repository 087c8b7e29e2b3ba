"""`Sender`: the blocking face of sending, on requests."""

import math
import os
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Self

import requests

from kfmenu.events import WELCOME_WINDOW, Event, as_event, seconds
from kfmenu.message.bodies import on_event_body, send_msg_body
from kfmenu.message.values import Menu, Message, TextMessage
from kfmenu.secret import Secret, digest, sealed
from kfmenu.sending import redaction
from kfmenu.sending.deadline import Trip
from kfmenu.sending.delivery import Delivery, Parcel
from kfmenu.sending.errors import MessageNotAllowed
from kfmenu.sending.protocol import Sent, written
from kfmenu.sending.stores import MemoryStore, Store
from kfmenu.sending.tokens import MARGIN, Cached, Given, Tokens
from kfmenu.sending.transport import Http

BASE_URL = "https://qyapi.weixin.qq.com"
TIMEOUT = 5.0

Time = float | str | datetime
"""Seconds since the epoch (milliseconds over 1e11), their digits, or an aware datetime."""

called_at: ContextVar[float | None] = ContextVar("called_at", default=None)
"""When an `AsyncSender` was called, on the monotonic clock: waiting for a thread takes time."""


class Sender:
    """Sends messages; one for the whole process, thread-safe, its connections pooled.

    Args:
        token: the access_token, or a function that gives the one of the moment.
        refresh: is given the token that WeCom refused, and gives another; asked at most once a
            message. Without one a token function is asked again.
        base_url: where the API is, for a private relay.
        timeout: the most seconds that one attempt may take.
        session: a session of your own, for its proxies, certificates and adapters.
        insecure: whether the token may go further than this machine in clear, or unverified.
        store: what remembers used codes; `MemoryStore()` without one.

    Raises:
        TypeError: a coroutine function, which only `AsyncSender` takes.
        ValueError: an argument is none of these, or the session's adapter retries by itself.
    """

    @sealed
    def __init__(
        self,
        token: str | Secret | Callable[[], str],
        refresh: Callable[[str], str] | None = None,
        *,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
        session: requests.Session | None = None,
        insecure: bool = False,
        store: Store | None = None,
    ) -> None:
        token = token if callable(token) else Secret.of(token)
        tokens = Given(token, refresh)
        self._set_up(tokens, Http(base_url, timeout, session, insecure), store)

    @classmethod
    @sealed
    def from_secret(
        cls,
        corpid: str,
        secret: str | Secret,
        *,
        store: Store | None = None,
        margin: float = MARGIN,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
        session: requests.Session | None = None,
        insecure: bool = False,
    ) -> Self:
        """Make a sender that fetches its tokens, and replaces them in time.

        Args:
            corpid: the corporation.
            secret: the secret of 微信客服.
            store: what keeps the token and remembers used codes; `MemoryStore()` without one.
            margin: seconds before its end in which a token is replaced.
            base_url: as for the class, like the other arguments.
            timeout: the most seconds that one attempt may take.
            session: a session of your own.
            insecure: whether the token may go further than this machine in clear, or unverified.

        Raises:
            ValueError: an argument is none of these.
        """
        secret = Secret.of(secret)
        store = store if store is not None else MemoryStore()
        http = Http(base_url, timeout, session, insecure)
        tokens = Cached(Secret.of(corpid), secret, http, store, margin)
        made = cls.__new__(cls)
        made._set_up(tokens, http, store)  # noqa: SLF001 - its own class
        return made

    def _set_up(self, tokens: Tokens, http: Http, store: Store | None) -> None:
        self._tokens, self._http = tokens, http
        self._store: Store = store if store is not None else MemoryStore()
        redaction.install()

    @sealed
    def welcome(
        self,
        event: Event | Mapping[str, Any],
        message: Message,
        *,
        otherwise: Literal["send_msg"] | None = None,
        msgid: str | None = None,
        received_at: Time | None = None,
    ) -> Sent | None:
        """Greet once, however often the event is delivered.

        Args:
            event: what `read_event` gives, or the entry of `msg_list` that it reads.
            message: what the customer will see.
            otherwise: what to do when a customer enters without a code: nothing, or `send_msg`
                within the same window.
            msgid: the message's id; without one a digest of the code, or of the event.
            received_at: when the event happened, if it does not say so itself.

        Returns:
            What was sent, or None when there was no code and nothing to do otherwise.

        Raises:
            MessageNotAllowed: the code allows text only, and the message is a menu.
            SendError: as for `on_event`.
        """
        event = as_event(event)
        _require_message(message)
        if otherwise not in {None, "send_msg"}:
            raise ValueError(f"otherwise: None or 'send_msg', not {otherwise!r}")
        started = received_at if event.started_at is None else event.started_at
        if event.code is not None:
            if isinstance(message, Menu) and "msgmenu" not in event.msgtypes:
                raise MessageNotAllowed
            parcel = _with_code(message, event.code, msgid)
        elif otherwise is not None and event.kind == "enter_session":
            to = (event.external_userid, event.open_kfid)
            parcel = _to_customer(message, *to, msgid, event.key, claim=event.key)
        else:
            return None
        return self._deliver(parcel, started, event.window)

    @sealed
    def on_event(
        self,
        message: Message,
        *,
        code: str | Secret,
        msgid: str | None = None,
        received_at: Time | None = None,
        window: float = WELCOME_WINDOW,
    ) -> Sent:
        """Send with an event's code, once and in time.

        Args:
            message: what the customer will see.
            code: the event's `welcome_code` or `msg_code`.
            msgid: at most 32 bytes of `[0-9a-zA-Z_-]`; without one a digest of the code.
            received_at: when the event happened, its `send_time`; now without one.
            window: seconds that the code lives from then on: 20, or 48 hours for pool codes.

        Raises:
            InvalidMessage: the message has errors; nothing was sent.
            WindowClosed: the code's time is up; nothing was sent.
            CodeAlreadyUsed: another call has the code; this one sent nothing.
            NotSent: the message certainly did not go out.
            DeliveryUnknown: it may have gone out.
            ApiError: WeCom refused it.
        """
        code = Secret.of(code)
        _require_message(message)
        return self._deliver(_with_code(message, code, msgid), received_at, window)

    @sealed
    def send_msg(
        self,
        message: Message,
        *,
        touser: str,
        open_kfid: str,
        key: str | None = None,
        msgid: str | None = None,
        window: float = WELCOME_WINDOW,
        again: bool = False,
    ) -> Sent:
        """Send to a customer within 48 hours of their last message.

        Args:
            message: what the customer will see; judged by the limits of `send_msg`.
            touser: the customer's `external_userid`.
            open_kfid: the account.
            key: what the message answers, such as the msgid of the customer's: WeCom shows one
                message for a key, however often it is sent.
            msgid: at most 32 bytes of `[0-9a-zA-Z_-]`; without one a digest of `key`, and without
                that a new one.
            window: seconds from now after which nothing is sent any more.
            again: whether an earlier attempt with this key or msgid is of unknown fate. Every end
                but `Sent` is then `DeliveryUnknown`: a refusal may only mean that it was seen.

        Raises:
            InvalidMessage: the message has errors; nothing was sent.
            NotSent: the message certainly did not go out.
            DeliveryUnknown: it may have gone out.
            ApiError: WeCom refused it.
            ValueError: `again` without `key` or `msgid`.
        """
        _require_message(message)
        if again and key is None and msgid is None:
            raise ValueError("again: needs the key or the msgid of the earlier attempt")
        parcel = _to_customer(message, touser, open_kfid, msgid, key, doubt=again)
        return self._deliver(parcel, None, window)

    @sealed
    def access_token(self, refused: str | None = None) -> str:
        """Give the token of the moment, for calls of your own such as `sync_msg`.

        Args:
            refused: the one that WeCom has just refused, for another in its place.

        Raises:
            NotSent: there is none.
        """
        wrapped = None if refused is None else Secret.of(refused)
        return self._tokens.text(wrapped, Trip(WELCOME_WINDOW)).value.reveal()

    def _deliver(self, parcel: Parcel, started: Time | None, window: float) -> Sent:
        if not (math.isfinite(window) and window > 0):
            raise ValueError("window: not more than 0 seconds")
        called = called_at.get()
        age = 0.0 if called is None else time.monotonic() - called
        if started is not None:
            # An event from the future means that some clock is wrong: it is no older than now.
            age = max(0.0, time.time() - (seconds("received_at", started) or 0.0))
        return Delivery(parcel, Trip(window, age), self._tokens, self._http).run(self._store)

    def close(self) -> None:
        """Close the pooled connections; a session of your own stays open."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} to {self._http.base_url}>"

    def __reduce__(self) -> str:
        raise TypeError("a Sender holds secrets and connections: make one in each process")


def _require_message(message: object) -> None:
    """Refuse what is no message, such as a dict of JSON, before anything is claimed."""
    if not isinstance(message, Menu | TextMessage):
        kind = type(message).__name__
        raise TypeError(f"message: a Menu or TextMessage, not {kind}; see kfmenu.from_dict")


def _with_code(message: Message, code: Secret, msgid: str | None) -> Parcel:
    code.settled("code", word=False)
    claim = digest("code", code.reveal())
    msgid = claim if msgid is None else msgid
    # Checked before the code is in it: no problem can quote it.
    body = on_event_body(message, code="CODE", msgid=msgid)
    body["code"] = code.reveal()
    return Parcel("on_event", written(body), msgid, claim, code)


def _to_customer(
    message: Message,
    touser: str,
    open_kfid: str,
    msgid: str | None,
    key: str | None,
    *,
    claim: str | None = None,
    doubt: bool = False,
) -> Parcel:
    if not touser or not open_kfid:
        raise ValueError("touser, open_kfid: not texts of at least one character")
    if msgid is None:
        msgid = os.urandom(16).hex() if key is None else digest("key", touser, open_kfid, key)
    body = send_msg_body(message, touser=touser, open_kfid=open_kfid, msgid=msgid)
    return Parcel("send_msg", written(body), msgid, claim, doubt=doubt)
