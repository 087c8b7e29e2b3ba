"""The protocol without I/O: requests as values, answers interpreted, retries decided by a table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from attrs import frozen

from kfmenu.sending.errcodes import errcode_row
from kfmenu.sending.errors import DeliveryUnknown, NotSent, SendError, WindowClosed, api_error
from kfmenu.sending.redaction import beginning
from kfmenu.sending.secret import Secret

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

TRANSIT = 0.1
"""Seconds before a window's end in which no request begins: it would arrive after it."""

DELAYS = (0.2, 0.5, 1.2)
"""Seconds before the first, second and third retry, times 0.5 to 1.5 of jitter."""

Kind = Literal["ok", "token", "busy", "refused", "unmade", "lost", "unreadable"]
Then = Literal["done", "refresh", "wait", "stop"]
End = Literal["sent", "refused", "not sent", "unknown"]


class Rule(NamedTuple):
    """One row of the retry table.

    Args:
        kind: the kind of an attempt's outcome.
        when: what it looks like.
        then: what is done about it.
        times: how often at most that is done for one message, whatever the kind asked for it.
        end: what the caller is told when it is not done, or not again.
    """

    kind: Kind
    when: str
    then: Then
    times: int
    end: End


RETRIES: Mapping[Kind, Rule] = MappingProxyType(
    {
        rule.kind: rule
        for rule in (
            Rule("ok", "errcode 0", "done", 1, "sent"),
            Rule("token", "errcode 40001, 40014, 41001, 42001", "refresh", 1, "refused"),
            Rule("busy", "errcode -1, 45009, 45033", "wait", 3, "refused"),
            Rule("refused", "any other errcode", "stop", 0, "refused"),
            Rule("unmade", "no connection: refused, DNS, TLS, timeout", "wait", 3, "not sent"),
            Rule("lost", "a timeout or reset after the request went out", "stop", 0, "unknown"),
            Rule("unreadable", "an answer that is not WeCom's", "stop", 0, "unknown"),
        )
    }
)
"""The retry table, read-only, by kind of outcome. A retry also needs time left in the window."""


@frozen
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

    def __repr__(self) -> str:
        return f"Outcome({self.kind!r}, errcode={self.errcode}, status={self.status})"


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
    if kind == "ok" or kind == "token" or kind == "busy":  # noqa: PLR1714 - so that mypy sees it
        return kind
    return "busy" if kind == "rate" else "refused"


@frozen
class Request:
    """A message on its way.

    Args:
        api: `on_event` or `send_msg`.
        base_url: where the API is, without a slash at the end.
        body: the JSON text; it holds the code.
        msgid: the msgid in it.
        secrets: what an answer may echo and nobody may see.
    """

    api: Api
    base_url: str
    body: Secret
    msgid: str | None = None
    secrets: tuple[Secret, ...] = ()

    @classmethod
    def of(cls, api: Api, base_url: str, body: Mapping[str, Any], code: Secret | None) -> "Request":
        """Write a checked body as JSON, its Chinese unescaped as older endpoints need it."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return cls(api, base_url, Secret(text), body.get("msgid"), (code,) if code else ())

    def url(self, token: Secret) -> Secret:
        """Give the address with the token in it."""
        query = f"?access_token={quote(token.reveal(), safe='')}"
        return Secret(f"{self.base_url}{PATHS[self.api]}{query}")


@frozen
class Post:
    """Do: post the body, and tell `answered` or `failed`.

    Args:
        url: the address, with the token.
        body: the JSON text, to be written as UTF-8.
        timeout: seconds from now at which the attempt is over, answer and all.
        leave: seconds from now after which no byte of the request may begin to leave.
    """

    url: Secret
    body: Secret
    timeout: float
    leave: float


@frozen
class NeedToken:
    """Do: find a token, and tell `token` or `no_token`.

    Args:
        refused: whether the last one was refused, so that it takes another.
    """

    refused: bool


@frozen
class Wait:
    """Do: wait, and tell `waited`.

    Args:
        seconds: how long.
    """

    seconds: float


@frozen
class Sent:
    """The message was accepted. Accepted is not delivered: see `read_failure`.

    Args:
        msgid: the message's id, WeCom's own where the request had none.
        attempts: how many requests it took.
    """

    msgid: str | None
    attempts: int = 1


@frozen
class Failed:
    """The end: the message was not accepted, or nobody knows.

    Args:
        error: what to raise.
    """

    error: SendError


Action = Post | NeedToken | Wait | Sent | Failed


class Delivery:
    """The state machine of one message. It is told what happened and when, and says what to do.

    Every method takes `now`, in seconds of a clock that only goes forward, and gives an action.

    Args:
        request: the message.
        deadline: when its window closes, on the same clock.
        window: how long the window was, for the error that says so.
        timeout: the most seconds that one attempt may take.
        jitter: a number from 0 to 1 for each retry.
        doubt: whether an earlier attempt, before this delivery, is of unknown fate.
    """

    def __init__(
        self,
        request: Request,
        *,
        deadline: float,
        window: float,
        timeout: float,
        jitter: Sequence[float],
        doubt: bool = False,
    ) -> None:
        self.request = request
        self.attempts = 0
        self.outcome: Outcome | None = None
        self._deadline = deadline
        # A short window gives the way a hundredth of itself.
        self.last_call = deadline - min(TRANSIT, window / 100)
        self._window = window
        self._timeout = timeout
        self._jitter = jitter
        self._doubt = doubt
        self._spent: dict[Then, int] = {}
        self._token: Secret | None = None
        self._spared = False

    def start(self, now: float) -> Action:
        """Begin."""
        return NeedToken(refused=False) if now < self.last_call else self._closed()

    def token(self, now: float, token: Secret, *, older: bool = False) -> Action:
        """Go on with a token.

        Args:
            now: as ever.
            token: the token.
            older: whether it was there before the last one was refused. It may be as worthless,
                and so once does not count as the one new token that a message may have.
        """
        self._token = token
        if older and not self._spared:
            self._spared = True
            self._spent.pop("refresh", None)
        return self._post(now)

    def no_token(self, errcode: int | None = None, detail: str = "") -> Action:
        """Give up: there is no token, for this reason; without one, for its last refusal."""
        if errcode is None and not detail:
            return self._closed()
        return self._end(NotSent("token", detail, errcode))

    def answered(self, now: float, status: int, body: bytes) -> Action:
        """Decide about an answer."""
        assert self._token is not None
        return self._decide(now, interpret(status, body, (self._token, *self.request.secrets)))

    def failed(self, now: float, kind: Literal["unmade", "lost"], detail: str = "") -> Action:
        """Decide about an attempt without an answer."""
        return self._decide(now, Outcome(kind, detail=detail))

    def waited(self, now: float) -> Action:
        """Go on after a wait."""
        return self._post(now)

    def _post(self, now: float) -> Action:
        assert self._token is not None
        if now >= self.last_call:
            return self._closed()
        self.attempts += 1
        return Post(
            self.request.url(self._token),
            self.request.body,
            min(self._timeout, self._deadline - now),
            self.last_call - now,
        )

    def _decide(self, now: float, outcome: Outcome) -> Action:
        self.outcome = outcome
        rule = RETRIES[outcome.kind]
        spent = self._spent.get(rule.then, 0)
        if rule.then == "done":
            given = outcome.fields.get("msgid")
            msgid = given if isinstance(given, str) and given else self.request.msgid
            return Sent(msgid, self.attempts)
        if spent < rule.times:
            self._spent[rule.then] = spent + 1
            if rule.then == "refresh":
                return NeedToken(refused=True)
            pause = DELAYS[spent] * (0.5 + self._jitter[spent])
            if now + pause < self.last_call:
                return Wait(pause)
        return self._end(self._error(rule, outcome))

    def _error(self, rule: Rule, outcome: Outcome) -> SendError:
        if rule.end == "unknown":
            return DeliveryUnknown(
                outcome.kind, outcome.status, outcome.detail, msgid=self.request.msgid
            )
        if outcome.errcode is None:
            return NotSent("connection", outcome.detail)
        return api_error(outcome.errcode, outcome.errmsg)

    def _closed(self) -> Action:
        """End for want of time: with what the last attempt was answered, if there was one."""
        if self.outcome is None:
            return self._end(WindowClosed(self._window))
        return self._end(self._error(RETRIES[self.outcome.kind], self.outcome))

    def _end(self, error: SendError) -> Failed:
        # The earlier attempt may have arrived, whatever this one was answered.
        if self._doubt and not isinstance(error, DeliveryUnknown):
            errcode = getattr(error, "errcode", None)
            error = DeliveryUnknown("again", errcode=errcode, msgid=self.request.msgid)
        return Failed(error)


def retry_table() -> str:
    """Write the retry table in Markdown, for the documentation."""
    then = {
        "done": "`Sent`",
        "refresh": "a new token, then again at once",
        "wait": "wait, then again",
        "stop": "nothing more",
    }
    end = {
        "sent": "",
        "refused": "`ApiError`",
        "not sent": "`NotSent`; the claim is given back",
        "unknown": "`DeliveryUnknown`",
    }
    lines = [
        "| outcome | what it looks like | then | at most | in the end |",
        "|---|---|---|---:|---|",
    ]
    for rule in RETRIES.values():
        times = rule.times if rule.then in {"refresh", "wait"} else ""
        lines.append(
            f"| {rule.kind} | {rule.when} | {then[rule.then]} | {times} | {end[rule.end]} |"
        )
    return "\n".join(lines) + "\n"
