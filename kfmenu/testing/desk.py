"""WeCom's own memory, without a network: tokens, codes, msgids, and the verdict on each call."""

from __future__ import annotations

import math
import secrets
import threading
import time
import uuid
from typing import TYPE_CHECKING

import attrs

from kfmenu.testing import rules
from kfmenu.testing.protocol import Endpoint, Errcode, Refusal, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kfmenu.testing.envelope import Envelope

# kf/send_msg, its own page: five messages within 48 hours of the customer's last word.
SESSION_SECONDS = 48 * 3600.0


@attrs.define
class _Code:
    ends_at: float
    allows: frozenset[str]
    used: bool = False


@attrs.define
class _Session:
    opened_at: float
    sent: int = 0


@attrs.define(kw_only=True, eq=False, repr=False)
class Desk:
    """WeCom without a network: decides about calls, one at a time.

    Args:
        corpid: the corporation that may ask for tokens.
        secret: its secret.
        expires_in: seconds that a token lives.
        token_bytes: the length of a token; 512 is the longest that WeCom announces.
        window: seconds that a code lives, unless `issue_code` says otherwise.
        single_use: whether a code works only once; without, every duplicate reaches the ledger.
        strict_codes: whether a code must have been issued; without, any code is issued on sight.
        quota: messages of `kf/send_msg` per customer and 48 hours (WeCom's number is 5);
            None for no quota.
        clock: the time in seconds since the epoch.
    """

    corpid: str = "ww0000000000000000"
    secret: str = "fake-secret"
    expires_in: float = 7200.0
    token_bytes: int = 512
    window: float = rules.CODE_WINDOW_SECONDS
    single_use: bool = True
    strict_codes: bool = True
    quota: int | None = None
    clock: Callable[[], float] = time.time

    _ahead: float = attrs.field(default=0.0, init=False)
    _secrets: dict[str, str] = attrs.field(factory=dict, init=False)
    _current: dict[str, str] = attrs.field(factory=dict, init=False)
    _token_ends_at: dict[str, float] = attrs.field(factory=dict, init=False)
    _codes: dict[str, _Code] = attrs.field(factory=dict, init=False)
    _msgids: set[tuple[str, str]] = attrs.field(factory=set, init=False)
    _sessions: dict[tuple[str, str], _Session] = attrs.field(factory=dict, init=False)
    _lock: threading.RLock = attrs.field(factory=threading.RLock, init=False)

    def __attrs_post_init__(self) -> None:
        self._secrets[self.corpid] = self.secret

    # -- what a test arranges ------------------------------------------------------------------

    def now(self) -> float:
        """Give the fake's time: the clock's, plus what `advance` added; seconds."""
        return self.clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass for the fake, so that no test has to sleep through a window.

        Args:
            seconds: how far to move its clock.

        Raises:
            ValueError: the seconds are not a finite number.
        """
        if not math.isfinite(seconds):
            raise ValueError(f"seconds: {seconds} is not finite")
        with self._lock:
            self._ahead += seconds

    def add_secret(self, corpid: str, secret: str) -> None:
        """Let one more corporation ask for tokens, or give one a new secret.

        Args:
            corpid: the corporation.
            secret: its secret from now on.
        """
        with self._lock:
            self._secrets[corpid] = secret

    def issue_code(
        self,
        code: str | None = None,
        *,
        window: float | None = None,
        allows: Iterable[str] = rules.MSGTYPES,
    ) -> str:
        """Hand out a code as an event callback does, and give it back.

        Args:
            code: the code; a fresh one by default.
            window: seconds it lives from now on; the fake's `window` by default. Codes of the
                waiting pool live 48 hours and allow `("text",)` only.
            allows: the msgtypes it may be used for.

        Raises:
            ValueError: the code was issued before, or `allows` names an unknown msgtype.
            TypeError: the code is not a string.
        """
        code = code or f"CODE{uuid.uuid4().hex}"
        if not isinstance(code, str):
            raise TypeError("code: not a string")
        allowed = frozenset(allows)
        if unknown := sorted(allowed.difference(rules.MSGTYPES)):
            raise ValueError(f"allows: {unknown[0]!r} is not in {rules.MSGTYPES}")
        with self._lock:
            if code in self._codes:
                raise ValueError(f"the code {code!r} was issued before")
            lives = self.window if window is None else window
            self._codes[code] = _Code(self.now() + lives, allowed)
        return code

    def expire_tokens(self) -> None:
        """Revoke every token at once: the next call with one is answered 42001."""
        with self._lock:
            self._current.clear()
            self._token_ends_at = dict.fromkeys(self._token_ends_at, float("-inf"))

    def customer_wrote(self, touser: str, open_kfid: str) -> None:
        """Open a session as a customer's message does: a new quota, a new 48 hours.

        Args:
            touser: the customer.
            open_kfid: the account they wrote to.
        """
        with self._lock:
            self._sessions[open_kfid, touser] = _Session(self.now())

    # -- what WeCom decides --------------------------------------------------------------------

    def gettoken(self, corpid: str, corpsecret: str) -> Verdict:
        """Answer `gettoken`: the token of the corporation, the same as long as it lives.

        Args:
            corpid: who asks.
            corpsecret: what they know.
        """
        with self._lock:
            if not corpsecret or self._secrets.get(corpid) != corpsecret:
                return Verdict.refuse(Errcode.INVALID_CREDENTIAL, "wrong corpid or corpsecret")
            now = self.now()
            token = self._current.get(corpid)
            if token is None or self._token_ends_at[token] <= now:
                token = secrets.token_urlsafe(self.token_bytes)[: self.token_bytes]
                self._current[corpid] = token
                self._token_ends_at[token] = now + self.expires_in
            left = int(self._token_ends_at[token] - now)
            return Verdict.ok(access_token=token, expires_in=left)

    def post(self, endpoint: Endpoint, access_token: str, envelope: Envelope) -> Verdict:
        """Decide about a message and, if it is fine, deliver it: the code or msgid is then used.

        A refused message uses up nothing.

        Args:
            endpoint: `SEND_MSG_ON_EVENT` or `SEND_MSG`.
            access_token: from the query; empty when there was none.
            envelope: the posted body.
        """
        with self._lock:
            try:
                self._check_token(access_token)
                if envelope.message is None:
                    raise Refusal(Errcode.INVALID_PARAMETER, "the body is not a JSON object")  # noqa: TRY301
                rules.check(envelope.message, endpoint)
                if endpoint is Endpoint.SEND_MSG:
                    msgid = self._deliver_to_customer(envelope)
                else:
                    msgid = self._deliver_on_event(envelope)
            except Refusal as refusal:
                return Verdict(refusal.errcode, refusal.errmsg)
            return Verdict.ok(msgid=msgid)

    def _check_token(self, token: str) -> None:
        if not token:
            raise Refusal(Errcode.MISSING_TOKEN)
        ends_at = self._token_ends_at.get(token)
        if ends_at is None:
            raise Refusal(Errcode.INVALID_TOKEN)
        if ends_at <= self.now():
            raise Refusal(Errcode.EXPIRED_TOKEN)

    # What WeCom answers to an unknown, late or used code, and to a repeated msgid, is published
    # nowhere. 40058 (invalid parameter) is the fake's choice; only its errmsg tells them apart.
    def _deliver_on_event(self, envelope: Envelope) -> str:
        code = envelope.code
        if code is None:
            raise Refusal(Errcode.INVALID_PARAMETER, "code: missing")
        if code not in self._codes and not self.strict_codes:
            self.issue_code(code)
        state = self._codes.get(code)
        if state is None:
            raise Refusal(Errcode.INVALID_PARAMETER, "code: unknown")
        if self.now() > state.ends_at:
            raise Refusal(Errcode.INVALID_PARAMETER, "code: expired")
        if state.used and self.single_use:
            raise Refusal(Errcode.INVALID_PARAMETER, "code: already used")
        msgtype = (envelope.message or {})["msgtype"]
        if msgtype not in state.allows:
            raise Refusal(Errcode.INVALID_MSGTYPE, f"code: does not allow {msgtype}")
        state.used = True
        return envelope.msgid or _new_msgid()

    def _deliver_to_customer(self, envelope: Envelope) -> str:
        touser, open_kfid = envelope.touser, envelope.open_kfid
        if touser is None:
            raise Refusal(Errcode.INVALID_PARAMETER, "touser: missing")
        if open_kfid is None:
            raise Refusal(Errcode.INVALID_OPEN_KFID, "open_kfid: missing")
        msgid = envelope.msgid or _new_msgid()
        if (open_kfid, msgid) in self._msgids:
            raise Refusal(Errcode.INVALID_PARAMETER, "msgid: already used")
        if self.quota is not None:
            self._draw_on_quota(touser, open_kfid, self.quota)
        self._msgids.add((open_kfid, msgid))
        return msgid

    def _draw_on_quota(self, touser: str, open_kfid: str, quota: int) -> None:
        session = self._sessions.setdefault((open_kfid, touser), _Session(self.now()))
        if self.now() > session.opened_at + SESSION_SECONDS:
            raise Refusal(Errcode.SESSION_TOO_OLD)
        if session.sent >= quota:
            raise Refusal(Errcode.MESSAGES_USED_UP)
        session.sent += 1


def _new_msgid() -> str:
    return uuid.uuid4().hex
