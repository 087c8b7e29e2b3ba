"""`Sender`: the blocking shell over the protocol, on requests."""

import inspect
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

import requests

from kfmenu.message.values import Message
from kfmenu.sending.claims import Claims
from kfmenu.sending.courier import (
    BASE_URL,
    TIMEOUT,
    Courier,
    Time,
    is_loopback,
    settle_base_url,
)
from kfmenu.sending.effects import Broken, Call, Exchange, Flow
from kfmenu.sending.events import WELCOME_WINDOW, Event, as_event
from kfmenu.sending.protocol import Sent
from kfmenu.sending.secret import Secret
from kfmenu.sending.token_stores import TokenStore
from kfmenu.sending.tokens import MARGIN, CachedTokens, StaticToken, TokenSource
from kfmenu.sending.transport import exchange, prepare

T = TypeVar("T")


class Sender:
    """Sends messages; one for the whole process, thread-safe, its connections pooled.

    Args:
        token: the access_token, or a function that gives the one of the moment.
        base_url: where the API is, for a private relay.
        timeout: the most seconds that one attempt may take.
        session: a session of your own, for its proxies, certificates and adapters. For `base_url`
            a plain `HTTPAdapter` of it is replaced by one that keeps deadlines.
        claims: what remembers used codes; `MemoryClaims()` without one.
        insecure: whether `http` may go further than this machine.

    Raises:
        ValueError: an argument is none of these, or the session's adapter retries by itself.
    """

    def __init__(
        self,
        token: str | Secret | Callable[[], str],
        *,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
        session: requests.Session | None = None,
        claims: Claims | None = None,
        insecure: bool = False,
    ) -> None:
        base_url = settle_base_url(base_url, insecure=insecure)
        self._set_up(StaticToken(token), base_url, timeout, session, claims)

    @classmethod
    def from_secret(
        cls,
        corpid: str,
        secret: str | Secret,
        *,
        tokens: TokenStore | None = None,
        margin: float = MARGIN,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
        session: requests.Session | None = None,
        claims: Claims | None = None,
        insecure: bool = False,
    ) -> Self:
        """Make a sender that fetches its tokens, and replaces them in time.

        Args:
            corpid: the corporation.
            secret: the secret of 微信客服.
            tokens: where tokens are kept; `MemoryTokens()` without one.
            margin: seconds before its end in which a token is replaced.
            base_url: as for the class, like the other arguments.
            timeout: the most seconds that one attempt may take.
            session: a session of your own.
            claims: what remembers used codes.
            insecure: whether `http` may go further than this machine.

        Raises:
            ValueError: an argument is none of these, or the session's adapter retries by itself.
        """
        secret = Secret.of(secret)
        base_url = settle_base_url(base_url, insecure=insecure)
        source = CachedTokens(
            corpid, secret, base_url=base_url, store=tokens, margin=margin, timeout=timeout
        )
        made = cls.__new__(cls)
        made._set_up(source, base_url, timeout, session, claims)  # noqa: SLF001 - its own class
        return made

    def _set_up(
        self,
        source: TokenSource,
        base_url: str,
        timeout: float,
        session: requests.Session | None,
        claims: Claims | None,
    ) -> None:
        self._courier = Courier(source, base_url=base_url, timeout=timeout, claims=claims)
        self._own = session is None
        self._session = requests.Session() if session is None else session
        prepare(self._session, base_url)
        # What goes to this machine does not go through a proxy of the environment.
        host = urlsplit(base_url).hostname or ""
        self._proxies = {"no_proxy": host} if is_loopback(base_url) else None

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
            msgid: at most 32 bytes of `[0-9a-zA-Z_-]`; without one WeCom makes one up.
            received_at: when the event happened, its `send_time`; now without one. Seconds since
                the epoch, or an aware datetime.
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
        return self._run(
            self._courier.on_event(
                message, code, msgid=msgid, received_at=received_at, window=window
            )
        )

    def send_msg(
        self,
        message: Message,
        *,
        touser: str,
        open_kfid: str,
        msgid: str | None = None,
        key: str | None = None,
        window: float = WELCOME_WINDOW,
        again: bool = False,
    ) -> Sent:
        """Send to a customer within 48 hours of their last message.

        Args:
            message: what the customer will see; judged by the limits of `send_msg`.
            touser: the customer's `external_userid`.
            open_kfid: the account.
            msgid: at most 32 bytes of `[0-9a-zA-Z_-]`; without one a digest of the message, the
                customer, the account and `key`: WeCom refuses a msgid that it has seen.
            key: what tells this message from the same one sent before, such as the msgid of the
                customer's message that it answers.
            window: seconds from now after which nothing is sent any more.
            again: whether an earlier attempt with the same msgid is of unknown fate. An error
                answer is then `DeliveryUnknown`: it may only mean that the msgid was seen.

        Raises:
            InvalidMessage: the message has errors; nothing was sent.
            NotSent: the message certainly did not go out.
            DeliveryUnknown: it may have gone out.
            ApiError: WeCom refused it.
        """
        return self._run(
            self._courier.send_msg(
                message,
                touser=touser,
                open_kfid=open_kfid,
                msgid=msgid,
                key=key,
                window=window,
                again=again,
            )
        )

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
            otherwise: what to do without a code: nothing, or `send_msg` within the same window.
            msgid: the message's id.
            received_at: when the event happened, if it does not say so itself.

        Returns:
            What was sent, or None when there was no code and nothing to do otherwise.

        Raises:
            MessageNotAllowed: the code allows text only, and the message is a menu.
            SendError: as for `on_event`.
        """
        event = as_event(event)
        return self._run(
            self._courier.welcome(
                event, message, otherwise=otherwise, msgid=msgid, received_at=received_at
            )
        )

    def close(self) -> None:
        """Close the pooled connections; a session of your own stays open."""
        if self._own:
            self._session.close()

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
        return f"<Sender to {self._courier.base_url}>"

    def __reduce__(self) -> str:
        raise TypeError("a Sender holds secrets and connections: make one in each process")

    def _run(self, flow: Flow[T]) -> T:
        reply: object = None
        try:
            while True:
                effect = flow.send(reply)
                if isinstance(effect, Exchange):
                    reply = exchange(self._session, effect, self._proxies)
                elif isinstance(effect, Call):
                    reply = _call(effect)
                else:
                    time.sleep(effect.seconds)
                    reply = None
        except StopIteration as ended:
            found: T = ended.value
            return found
        finally:
            flow.close()


def _call(wanted: Call) -> object:
    try:
        found = wanted.function(*wanted.args)
    except Exception as error:  # noqa: BLE001 - whatever a store raises, its work is not done
        return Broken.by(error)
    if not inspect.isawaitable(found):
        return found
    # Anything to await is true: taken for an answer, every claim would be granted.
    getattr(found, "close", _nothing)()
    return Broken("a store with coroutines needs AsyncSender")


def _nothing() -> None:
    """Stand for the `close` that only coroutines have."""
