"""Tokens: one for all, fetched by one at a time, and never hammered for."""

import hashlib
import hmac
import inspect
import json
import math
import os
import re
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from attrs import evolve, frozen

from kfmenu.secret import Secret, digest
from kfmenu.sending import telemetry
from kfmenu.sending.deadline import Trip
from kfmenu.sending.errors import NotSent
from kfmenu.sending.protocol import Outcome
from kfmenu.sending.stores import Store
from kfmenu.sending.transport import Http

MARGIN = 300.0
"""Seconds before its end in which a token is replaced, so that none expires on the way."""

PATIENCE = 6.0
"""Seconds that a message waits for a token at most."""

TURN_SECONDS = 8.0
"""How long one may be the asker; a killed one holds others up no longer."""

QUICK_SECONDS = 0.7
"""How long a refresh may take while the old token still serves."""

POLL_SECONDS = (0.02, 0.4)
"""Between two looks at whether another process has refreshed: at first, and in the end."""

VAIN_SECONDS = 120.0
"""How old a token may be that was refused before it ever worked, for its refresh to be vain."""

_CREDENTIAL = frozenset({40001, 40013})


class Token(NamedTuple):
    """A token; the same text may be fetched twice, and then is another one.

    Args:
        value: the token itself.
        got: when it was fetched, in seconds since the epoch.
    """

    value: Secret
    got: float


class Tokens(Protocol):
    """Where a sender finds its tokens."""

    def find(self, trip: Trip) -> Token:
        """Give a token, or raise `NotSent`."""

    def another(self, refused: Token, turn: int, trip: Trip) -> Token:
        """Give one in the place of a refused one, the first time or the second, or `NotSent`."""

    def worked(self, token: Token) -> None:
        """Learn that WeCom took a token."""

    def text(self, refused: Secret | None, trip: Trip) -> Token:
        """Give a token that is not this text, or raise `NotSent`."""


class Given:
    """A token from elsewhere: a text, or a function that gives the one of the moment.

    Args:
        token: the text, or the function.
        refresh: is given the text that WeCom refused, and gives another.
    """

    def __init__(
        self, token: Secret | Callable[[], str], refresh: Callable[[str], str] | None
    ) -> None:
        for function in (token, refresh):
            called = getattr(function, "__call__", None)  # noqa: B004 - a callable object's own
            if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called):
                raise TypeError("token, refresh: a coroutine function needs AsyncSender")
        self._token = token.settled("token") if isinstance(token, Secret) else token
        self._refresh = refresh

    def find(self, trip: Trip) -> Token:
        """Give the token of the moment."""
        del trip
        token = self._token
        return Token(token if isinstance(token, Secret) else _asked(token), 0.0)

    def another(self, refused: Token, turn: int, trip: Trip) -> Token:
        """Ask `refresh`, once for a message; without one the function again."""
        if self._refresh is None:
            found = self.find(trip)
        elif turn == 1:
            found = Token(_asked(self._refresh, refused.value), 0.0)
            if isinstance(self._token, Secret):
                self._token = found.value
        else:
            found = refused
        if found == refused:
            raise NotSent("token", "there is no other than the one that was refused")
        return found

    def worked(self, token: Token) -> None:
        """Take no notice."""

    def text(self, refused: Secret | None, trip: Trip) -> Token:
        """Give the token of the moment, or another one."""
        found = self.find(trip)
        return self.another(found, 1, trip) if found.value == refused else found


def _asked(function: Callable[..., Any], *refused: Secret) -> Secret:
    """Ask a function of the user's, whose words may hold a token: only their type is told."""
    try:
        given = Secret.of(function(*(one.reveal() for one in refused)))
        return given.settled("token")
    except Exception as error:
        if type(error).__name__ == "SoftTimeLimitExceeded":  # Celery's, by a signal
            raise
        failed = type(error).__name__
    raise NotSent("token", failed)


@frozen
class State:
    """All that is known of a corp's token, persisted as one text.

    Args:
        token: the last one that was fetched.
        ends: when it does, in seconds since the epoch.
        tried: when `gettoken` was last asked, likewise.
        errcode: why that was refused; 0 when it was not, or for another reason.
        streak: how many tries in a row failed or were vain.
        detail: the scrubbed reason of a failure.
    """

    token: Token | None = None
    ends: float = 0.0
    tried: float = 0.0
    errcode: int = 0
    streak: int = 0
    detail: str = ""

    def alive(self, now: float) -> bool:
        """Tell whether the token is good at all."""
        return self.token is not None and now < self.ends

    def fresh(self, now: float, margin: float) -> bool:
        """Tell whether the token is good for a while yet."""
        # A token that lives shorter than two margins is replaced at half its life.
        got = 0.0 if self.token is None else self.token.got
        return self.alive(now) and now < self.ends - min(margin, (self.ends - got) / 2)

    def wait(self, now: float) -> float:
        """Give the seconds before `gettoken` may be asked again; none when 0 or less."""
        pause = 0.0
        if self.errcode in _CREDENTIAL:
            pause = 300.0  # many wrong secrets block the address for about an hour
        elif self.streak:
            pause = min(60.0, 0.25 * 2 ** min(self.streak, 10))
        return pause - max(0.0, now - self.tried)

    def after(self, outcome: Outcome, now: float, *, vain: bool) -> "State":
        """Give the state after `gettoken` was asked.

        Args:
            outcome: what came of it.
            now: when.
            vain: whether a token that comes replaces one that was refused at once.
        """
        token, lives = outcome.fields.get("access_token"), outcome.fields.get("expires_in")
        if outcome.kind == "ok" and _sound(token) and type(lives) is int and lives >= 0:
            ends = now + min(max(lives, 1), 86400)
            streak = self.streak + 1 if vain else 0
            return State(Token(Secret(token), now), ends, now, 0, streak)
        detail = outcome.errmsg or outcome.detail
        if outcome.kind in {"ok", "unreadable"}:
            # It may hold a token, which nobody knows yet and no search would find.
            detail = f"HTTP {outcome.status}, an answer without access_token"
        return evolve(
            self,
            tried=now,
            errcode=outcome.errcode or 0,
            streak=self.streak + 1,
            detail=detail,
        )

    def dump(self, key: bytes) -> Secret:
        """Write the state for a store, signed so that nobody else can."""
        value, got = (
            ("", 0.0) if self.token is None else (self.token.value.reveal(), self.token.got)
        )
        known = (value, got, self.ends, self.tried, self.errcode, self.streak, self.detail)
        text = json.dumps(known)
        return Secret(f"{_signature(key, text)} {text}")

    @classmethod
    def load(cls, stored: Secret | None, key: bytes, now: float) -> "State | None":
        """Read what a store gave; None when nothing sound was written there by one of us."""
        signature, _, text = stored.reveal().partition(" ") if stored is not None else ("", "", "")
        if not hmac.compare_digest(signature.encode(), _signature(key, text).encode()):
            return None
        value, got, ends, tried, errcode, streak, detail = json.loads(text)
        # A clock that was wrong would make it serve, or pause, for ever.
        if not math.isfinite(got + ends + tried) or max(got, tried) > now + 60:
            return None
        token = Token(Secret(value), got) if value else None
        return cls(token, ends, tried, errcode, streak, detail)


def _sound(token: Any) -> bool:
    return isinstance(token, str) and re.fullmatch("[!-~]{1,512}", token) is not None


def _signature(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class Cached:
    """Tokens of one corp and secret, shared through a store by whoever has both.

    Args:
        corpid: the corporation.
        secret: the secret of 微信客服.
        http: the way to `gettoken`.
        store: where their state is kept.
        margin: seconds before its end in which a token is replaced.
    """

    def __init__(
        self, corpid: Secret, secret: Secret, http: Http, store: Store, margin: float
    ) -> None:
        corpid.settled("corpid")
        secret.settled("secret")
        if not (math.isfinite(margin) and margin >= 0):
            raise ValueError("margin: less than 0 seconds")
        who = {"corpid": corpid.reveal(), "corpsecret": secret.reveal()}
        self._secret, self._query = secret, Secret(urlencode(who))
        # A key without the secret would hand one app's token to another of the same corp.
        self._key = f"kfmenu:token:{digest(http.base_url, *who.values())}"
        self._signing = hashlib.sha256(f"kfmenu\0{self._query.reveal()}".encode()).digest()
        self._http, self._store, self._margin = http, store, margin
        self._state = State()
        self._worked: Token | None = None
        self._gate = threading.Lock()

    def find(self, trip: Trip) -> Token:
        """Give the token that is there, or a new one."""
        return self._get(None, trip)

    def another(self, refused: Token, turn: int, trip: Trip) -> Token:
        """Give one that is not the refused one: a newer that is there, or a new one."""
        del turn
        return self._get(refused, trip)

    def worked(self, token: Token) -> None:
        """Learn that WeCom took a token: when it is refused later, its refresh is not vain."""
        self._worked = token

    def text(self, refused: Secret | None, trip: Trip) -> Token:
        """Give a token that is not this text."""
        token = self._state.token
        return self._get(token if token is not None and token.value == refused else None, trip)

    def _get(self, refused: Token | None, trip: Trip) -> Token:
        old, fresh = self._serving(refused)
        if old is not None and fresh:
            return old
        wait, gate = min(PATIENCE, trip.left()), self._gate
        until = time.monotonic() + wait
        if not gate.acquire(timeout=0 if old is not None else max(0.0, wait)):
            if old is not None:
                return old
            if wait == PATIENCE:
                self._gate = threading.Lock()  # its holder was torn away by a signal
            raise NotSent("token", "no time left")
        try:
            return self._ask(refused, until)
        finally:
            gate.release()

    def _serving(self, refused: Token | None) -> tuple[Token | None, bool]:
        """Give the token that can be used, and whether it needs no replacing yet."""
        state, now = self._state, time.time()
        old = state.token if state.alive(now) and state.token != refused else None
        return old, state.fresh(now, self._margin)

    def _ask(self, refused: Token | None, until: float) -> Token:
        """Look, wait and ask until there is a token, or no use in waiting for one."""
        poll, last = POLL_SECONDS
        while True:
            old, fresh = self._serving(refused)
            if old is None or not fresh:
                self._load()
                old, fresh = self._serving(refused)
            if old is not None and fresh:
                return old
            state = self._state
            pause = state.wait(time.time())
            if pause <= 0 and time.monotonic() < until:
                end = until if old is None else min(until, time.monotonic() + QUICK_SECONDS)
                if self._fetched(state, refused, end):
                    continue
                pause, poll = poll, min(last, 2 * poll)
            if old is not None:
                return old
            if pause > 1 or time.monotonic() + pause >= until:
                raise NotSent("token", state.detail or "no time left", state.errcode or None)
            time.sleep(pause)

    def _fetched(self, seen: State, refused: Token | None, until: float) -> bool:
        """Ask `gettoken` when it is this process's turn; tell whether it was."""
        turn, mark = f"{self._key}:turn", os.urandom(8).hex()
        try:
            if not self._take(turn, mark):
                return False
            self._load()
            if self._state == seen and time.monotonic() < until:  # else another has just asked
                self._fetch(seen, refused, until)
            return True
        finally:
            try:
                self._store.release(turn, mark)
            except OSError as error:
                telemetry.broken("release", str(error))

    def _fetch(self, seen: State, refused: Token | None, until: float) -> None:
        trip = Trip(until - time.monotonic())
        outcome = self._http.exchange("gettoken", self._query, None, trip, (self._secret,))
        now = time.time()
        vain = False
        if refused is not None and refused == seen.token and refused != self._worked:
            vain = now - refused.got < VAIN_SECONDS
        self._state = seen.after(outcome, now, vain=vain)
        lives = max(self._state.ends - now, 0.0) + 2 * VAIN_SECONDS + 300
        try:
            self._store.save(self._key, self._state.dump(self._signing), lives)
        except OSError as error:
            telemetry.broken("save", str(error))

    def _load(self) -> None:
        """Know the later of what the store holds and what this process knows."""
        try:
            stored = State.load(self._store.load(self._key), self._signing, time.time())
        except OSError as error:
            telemetry.broken("load", str(error))
        else:
            if stored is not None and stored.tried >= self._state.tried:
                self._state = stored

    def _take(self, turn: str, mark: str) -> bool:
        try:
            return self._store.take(turn, mark, TURN_SECONDS)
        except OSError as error:
            # Better one fetch in each process than no message while the store is away.
            telemetry.broken("take", str(error))
            return True
