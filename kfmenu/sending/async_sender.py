"""`AsyncSender`: the asyncio shell over the protocol, on httpx (extra `async`)."""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

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
from kfmenu.sending.effects import Answer, Broken, Call, Exchange, Flow, NoAnswer
from kfmenu.sending.events import WELCOME_WINDOW, Event, as_event
from kfmenu.sending.progress import CONNECT_SECONDS, IDLE_SECONDS, Progress, reason
from kfmenu.sending.protocol import HEADERS, MAX_ANSWER, Sent
from kfmenu.sending.secret import Secret
from kfmenu.sending.token_stores import TokenStore
from kfmenu.sending.tokens import MARGIN, CachedTokens, StaticToken, TokenSource

try:
    import httpx
except ImportError:
    raise ImportError("AsyncSender needs an extra: pip install 'kfmenu[async]'") from None

T = TypeVar("T")


class AsyncSender:
    """Sends messages as `Sender` does; one for each event loop, its connections pooled.

    Args:
        token: the access_token, or a function that gives the one of the moment.
        base_url: where the API is, for a private relay.
        timeout: the most seconds that one attempt may take.
        session: a client of your own, for its proxies, certificates and transports.
        claims: what remembers used codes; `MemoryClaims()` without one. Stores that block run in
            threads; those of your own may have coroutines.
        insecure: whether `http` may go further than this machine.

    Raises:
        ValueError: an argument is none of these.
    """

    def __init__(
        self,
        token: str | Secret | Callable[[], str],
        *,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
        session: httpx.AsyncClient | None = None,
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
        session: httpx.AsyncClient | None = None,
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
            session: a client of your own.
            claims: what remembers used codes.
            insecure: whether `http` may go further than this machine.

        Raises:
            ValueError: an argument is none of these.
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
        session: httpx.AsyncClient | None,
        claims: Claims | None,
    ) -> None:
        self._courier = Courier(source, base_url=base_url, timeout=timeout, claims=claims)
        self._own = session is None
        self._client = session if session is not None else _client(base_url)

    async def on_event(
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
        return await self._run(
            self._courier.on_event(
                message, code, msgid=msgid, received_at=received_at, window=window
            )
        )

    async def send_msg(
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
        return await self._run(
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

    async def welcome(
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
        return await self._run(
            self._courier.welcome(
                event, message, otherwise=otherwise, msgid=msgid, received_at=received_at
            )
        )

    async def aclose(self) -> None:
        """Close the pooled connections; a client of your own stays open."""
        if self._own:
            await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<AsyncSender to {self._courier.base_url}>"

    def __reduce__(self) -> str:
        raise TypeError("an AsyncSender holds secrets and connections: make one in each process")

    async def _run(self, flow: Flow[T]) -> T:
        reply: object = None
        try:
            while True:
                effect = flow.send(reply)
                if isinstance(effect, Exchange):
                    reply = await self._exchange(effect)
                elif isinstance(effect, Call):
                    reply = await _call(effect)
                else:
                    await asyncio.sleep(effect.seconds)
                    reply = None
        except StopIteration as ended:
            found: T = ended.value
            return found
        finally:
            flow.close()

    async def _exchange(self, wanted: Exchange) -> Answer | NoAnswer:
        """Exchange a request for an answer; never raises an exception that holds the URL."""
        if self._client.is_closed:
            return NoAnswer("unmade", "the client is closed")
        progress = Progress(wanted.timeout, wanted.leave)
        answered = False

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            progress.watched = True
            # What goes to a proxy to open a tunnel is not the request.
            if event.endswith(_LEAVING) and info["request"].method != b"CONNECT":
                progress.leave()

        try:
            async with (
                asyncio.timeout(wanted.timeout),
                self._client.stream(
                    wanted.method,
                    wanted.url.reveal(),
                    content=None if wanted.body is None else wanted.body.reveal().encode(),
                    headers=HEADERS,
                    timeout=httpx.Timeout(
                        wanted.timeout, connect=min(CONNECT_SECONDS, wanted.timeout)
                    ),
                    follow_redirects=False,
                    extensions={"trace": trace},
                ) as response,
            ):
                answered = True
                return Answer(response.status_code, await _read(response))
        except Exception as error:  # noqa: BLE001 - it holds the URL, so that none may leave here
            unmade = not answered and _certainly_unmade(error, progress)
            return NoAnswer("unmade" if unmade else "lost", reason(error))


_LEAVING = ".send_request_headers.started"


def _client(base_url: str) -> httpx.AsyncClient:
    limits = httpx.Limits(
        max_connections=None, max_keepalive_connections=32, keepalive_expiry=IDLE_SECONDS
    )
    # What goes to this machine does not go through a proxy of the environment.
    return httpx.AsyncClient(limits=limits, trust_env=not is_loopback(base_url))


async def _read(response: httpx.Response) -> bytes:
    packed = response.headers.get("Content-Encoding", "identity")
    if packed.strip().lower() not in {"", "identity"}:
        return b""
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MAX_ANSWER:
            return body[: MAX_ANSWER + 1]
    return body


def _certainly_unmade(error: Exception, progress: Progress) -> bool:
    """Tell whether no byte of the request can have left."""
    if progress.watched:
        return not progress.left_home
    # A transport of the user's own: only the exception can tell.
    return isinstance(
        error,
        httpx.ConnectError
        | httpx.ConnectTimeout
        | httpx.PoolTimeout
        | httpx.UnsupportedProtocol
        | httpx.InvalidURL,
    )


async def _call(wanted: Call) -> object:
    owner = getattr(wanted.function, "__self__", None)
    in_thread = getattr(owner, "blocking", True)
    try:
        if in_thread and not inspect.iscoroutinefunction(wanted.function):
            found = await asyncio.to_thread(wanted.function, *wanted.args)
        else:
            found = wanted.function(*wanted.args)
        return await found if inspect.isawaitable(found) else found
    except Exception as error:  # noqa: BLE001 - whatever a store raises, its work is not done
        return Broken.by(error)
