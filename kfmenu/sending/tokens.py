"""Tokens: found, fetched once for all, replaced when refused, and never hammered for."""

import hashlib
import json
import math
import os
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlencode

from attrs import field, frozen

from kfmenu.sending import telemetry
from kfmenu.sending.effects import Answer, Broken, Call, Exchange, Flow, NoAnswer, undo
from kfmenu.sending.protocol import PATHS, Outcome, Wait, interpret
from kfmenu.sending.secret import Secret
from kfmenu.sending.token_stores import MemoryTokens, TokenStore

MARGIN = 300.0
"""Seconds before its end in which a token is replaced, so that none expires on the way."""

LOCK_SECONDS = 8.0
"""How long a worker may hold the right to refresh; a killed one holds others up no longer."""

FETCH_SECONDS = 6.0
"""How long a refresh may take in all, well within its lock."""

FETCH_TRIES = 3
POLL = 0.03
"""Seconds between two looks at whether another worker has refreshed."""

REFUSAL_SECONDS = 300.0
"""How long a wrong secret is remembered: many of them block the address for about an hour."""

PAUSE_SECONDS = 10.0
"""How long any other refusal of `gettoken` is remembered."""

_CREDENTIAL = frozenset({40001, 40013})
_LONGEST = 512


@frozen
class Token:
    """A token, or the memory of a refusal.

    Args:
        value: the token itself.
        fetched_at: seconds since the epoch.
        expires_at: likewise; of a refusal, when it is forgotten.
        serial: tells this fetch from every other; the same token may be fetched twice.
        errcode: 0, or why `gettoken` was refused.
    """

    value: Secret
    fetched_at: float
    expires_at: float
    serial: str = field(factory=lambda: os.urandom(8).hex())
    errcode: int = 0

    def fresh(self, now: float, margin: float) -> bool:
        """Tell whether the token is good for a while yet."""
        # A token that lives shorter than two margins is replaced at half its life.
        early = min(margin, (self.expires_at - self.fetched_at) / 2)
        return self.alive(now) and now < self.expires_at - early

    def alive(self, now: float) -> bool:
        """Tell whether the token is good at all."""
        return not self.errcode and now < self.expires_at

    def refuses(self, now: float) -> bool:
        """Tell whether this is a refusal that is still remembered."""
        return bool(self.errcode) and now < self.expires_at

    def dump(self) -> Secret:
        """Write the token for a store."""
        values = (self.value.reveal(), self.fetched_at, self.expires_at, self.serial, self.errcode)
        return Secret(json.dumps(values))

    @classmethod
    def load(cls, text: Any) -> "Token | None":
        """Read what a store gave; None when it is nothing, or nothing that was written here."""
        try:
            value, fetched_at, expires_at, serial, errcode = json.loads(text.reveal())
            if not isinstance(serial, str) or type(errcode) is not int:
                return None
            return cls(Secret(str(value)), float(fetched_at), float(expires_at), serial, errcode)
        except (AttributeError, OverflowError, RecursionError, TypeError, ValueError):
            return None


@frozen
class NoToken:
    """There is no token.

    Args:
        errcode: what `gettoken` was answered, where it was.
        detail: the scrubbed reason; empty when there is none but the refusal of the last one.
    """

    errcode: int | None = None
    detail: str = ""


class TokenSource(Protocol):
    """Where a sender finds its tokens."""

    def find(self, refused: Token | None, until: float) -> Flow[Token | NoToken]:
        """Find a token.

        Args:
            refused: the last one, when WeCom refused it.
            until: when to give up, on the monotonic clock.
        """


class StaticToken:
    """A token from elsewhere, or a function that gives the one of the moment.

    Args:
        token: the token; a function is called for each message, and again after a refusal.
    """

    def __init__(self, token: str | Secret | Callable[[], str]) -> None:
        if not callable(token) and not Secret.of(token).writable():
            raise ValueError("the token is empty, or not to be written as UTF-8")
        self._token = token if callable(token) else Secret.of(token)

    def find(self, refused: Token | None, until: float) -> Flow[Token | NoToken]:
        """Give the token, unless it is the one that was refused."""
        del until
        given: Any = self._token
        if not isinstance(given, Secret):
            given = yield Call("token", _ask, (given,))
        if not isinstance(given, Secret):
            return NoToken(detail=given.detail if isinstance(given, Broken) else "not a string")
        if refused is not None and refused.value == given:
            return NoToken()
        # When it was fetched is not known here; it was just given.
        return Token(given, math.inf, 0.0)

    def __repr__(self) -> str:
        return "StaticToken()"


def _ask(function: Callable[[], Any]) -> Secret | None:
    """Ask the user's function, and wrap its answer before it can be seen anywhere."""
    given = function()
    found = Secret(given) if isinstance(given, str) else None
    return found if found is not None and found.writable() else None


class CachedTokens:
    """Tokens of one corp and secret, shared through a store by whoever has both.

    Args:
        corpid: the corporation.
        secret: the secret of 微信客服.
        base_url: where `gettoken` is.
        store: where tokens are kept; a new `MemoryTokens` without one.
        margin: seconds before its end in which a token is replaced.
        timeout: the most seconds that one request may take.
        wall: the time in seconds since the epoch.
        clock: seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        corpid: str,
        secret: str | Secret,
        *,
        base_url: str,
        store: TokenStore | None = None,
        margin: float = MARGIN,
        timeout: float = 5.0,
        wall: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._secret = Secret.of(secret)
        if not Secret.of(corpid).writable() or not self._secret.writable():
            raise ValueError("corpid or secret is empty, or not to be written as UTF-8")
        query = urlencode({"corpid": corpid, "corpsecret": self._secret.reveal()})
        self._url = Secret(f"{base_url}{PATHS['gettoken']}?{query}")
        # A key without the secret would hand one app's token to another of the same corp.
        whole = f"{base_url}\0{corpid}\0{self._secret.reveal()}"
        self._key = f"kfmenu:token:{hashlib.sha256(whole.encode()).hexdigest()[:32]}"
        self._store = store if store is not None else MemoryTokens()
        self._spare = MemoryTokens()
        self._margin = margin
        self._timeout = timeout
        self._wall = wall
        self._clock = clock
        self._local: Token | None = None

    def __repr__(self) -> str:
        return f"CachedTokens(store={self._store!r})"

    def find(self, refused: Token | None, until: float) -> Flow[Token | NoToken]:
        """Give a token that is not the refused one: this worker's, the store's, or a new one."""
        local = self._local
        if local is not None and local.fresh(self._wall(), self._margin) and _newer(local, refused):
            return local
        if isinstance(
            kept := self._usable(Token.load(self._spare.load(self._key)), refused), NoToken
        ):
            return kept
        store, until = self._store, min(until, self._clock() + LOCK_SECONDS + FETCH_SECONDS)
        while self._clock() < until:
            stored = yield from self._load(store)
            if isinstance(stored, Broken):
                # Better one fetch in each process than no message while the store is away.
                telemetry.broken("tokens.load", stored.detail)
                store = self._spare
                continue
            found = self._usable(stored, refused)
            if found is not None:
                return found
            owner = yield Call("tokens.lock", store.lock, (self._key, LOCK_SECONDS))
            if isinstance(owner, Broken):
                telemetry.broken("tokens.lock", owner.detail)
                store = self._spare
            elif owner is not None:
                return (yield from self._refresh(store, owner, refused, until))
            elif _survives(stored, refused, self._wall()):
                # Another worker is at it, and the old token is good until it has done.
                assert stored is not None
                return stored
            else:
                yield Wait(POLL)
        return NoToken(detail="no time left")

    def _load(self, store: TokenStore) -> Flow[Token | Broken | None]:
        text = yield Call("tokens.load", store.load, (self._key,))
        return text if isinstance(text, Broken) else Token.load(text)

    def _usable(self, stored: Token | None, refused: Token | None) -> Token | NoToken | None:
        """Give what the store settles: a token, a remembered refusal, or nothing."""
        now = self._wall()
        if stored is None:
            return None
        if stored.refuses(now):
            return NoToken(stored.errcode, "remembered")
        if stored.fresh(now, self._margin) and _newer(stored, refused):
            self._local = stored
            return stored
        return None

    def _refresh(
        self, store: TokenStore, owner: str, refused: Token | None, until: float
    ) -> Flow[Token | NoToken]:
        """Fetch a token while holding the lock, unless another worker just did."""
        try:
            stored = yield from self._load(store)
            stored = None if isinstance(stored, Broken) else stored
            found = self._usable(stored, refused)
            if found is None:
                fetched = yield from self._fetch(min(until, self._clock() + FETCH_SECONDS))
                found = yield from self._keep(store, fetched, stored, refused)
        except BaseException:
            # Given up in mid-flow, as by a cancelled task: nobody will resume it to unlock.
            undo(store.unlock, self._key, owner)
            raise
        yield Call("tokens.unlock", store.unlock, (self._key, owner))
        return found

    def _keep(
        self,
        store: TokenStore,
        fetched: Token | NoToken,
        stored: Token | None,
        refused: Token | None,
    ) -> Flow[Token | NoToken]:
        now = self._wall()
        kept = fetched
        if isinstance(fetched, NoToken):
            if stored is not None and _survives(stored, refused, now):
                return stored
            if fetched.errcode is None or fetched.errcode == -1:
                return fetched
            wrong = fetched.errcode in _CREDENTIAL
            forgotten = now + (REFUSAL_SECONDS if wrong else PAUSE_SECONDS)
            kept = Token(Secret(""), now, forgotten, errcode=fetched.errcode)
        else:
            self._local = fetched
        assert isinstance(kept, Token)
        lives = kept.expires_at - now
        saved = yield Call("tokens.save", store.save, (self._key, kept.dump(), lives))
        if isinstance(saved, Broken):
            # What broke may repeat what it was given, as Redis does: its words are not recorded.
            telemetry.broken("tokens.save", "not kept")
            self._spare.save(self._key, kept.dump(), lives)
        return fetched

    def _fetch(self, until: float) -> Flow[Token | NoToken]:
        """Ask `gettoken`, again where that helps: nothing is sent twice by asking twice."""
        outcome = Outcome("unmade", detail="no time left")
        for attempt in range(1, FETCH_TRIES + 1):
            began = self._clock()
            if began >= until:
                break
            left = min(self._timeout, until - began)
            reply = yield Exchange("GET", self._url, None, left, left)
            outcome = self._read(reply)
            elapsed = self._clock() - began
            telemetry.attempted("gettoken", attempt, outcome.kind, outcome.errcode, elapsed)
            if outcome.kind == "ok":
                return self._token(outcome)
            if outcome.kind in {"token", "refused"}:
                break
            if attempt < FETCH_TRIES:
                yield Wait(min(0.2 * attempt, max(0.0, until - self._clock())))
        return NoToken(outcome.errcode, outcome.detail or outcome.errmsg)

    def _read(self, reply: Answer | NoAnswer) -> Outcome:
        if isinstance(reply, NoAnswer):
            return Outcome(reply.kind, detail=reply.detail)
        outcome = interpret(reply.status, reply.body, (self._secret,))
        if outcome.kind == "unreadable":
            # It may hold a new token, which nobody knows yet and no search would find.
            detail = f"an answer of {len(reply.body)} bytes that could not be read"
            return Outcome(
                "unreadable", status=reply.status, detail=f"HTTP {reply.status}, {detail}"
            )
        if outcome.kind != "ok":
            return outcome
        token, lives = outcome.fields.get("access_token"), outcome.fields.get("expires_in")
        sound = isinstance(token, str) and 0 < len(token) <= _LONGEST and token.isascii()
        if not sound or type(lives) is not int or lives <= 0:
            return Outcome("unreadable", status=reply.status, detail="no access_token in it")
        return outcome

    def _token(self, outcome: Outcome) -> Token:
        now = self._wall()
        fields = outcome.fields
        return Token(Secret(fields["access_token"]), now, now + fields["expires_in"])


def _newer(token: Token, refused: Token | None) -> bool:
    """Tell whether a token comes from another fetch than the one that was refused."""
    return refused is None or token.serial != refused.serial


def _survives(stored: Token | None, refused: Token | None, now: float) -> bool:
    """Tell whether a token may be used in its last minutes, while it cannot be replaced."""
    return stored is not None and stored.alive(now) and _newer(stored, refused)
