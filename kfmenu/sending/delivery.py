"""The way of a message: a token, a claim, attempts as the table says, and its end."""

import os
import random
import time
from collections import Counter
from contextlib import nullcontext
from types import TracebackType
from urllib.parse import quote

from attrs import frozen

from kfmenu.secret import Secret
from kfmenu.sending import telemetry
from kfmenu.sending.deadline import Trip
from kfmenu.sending.errors import BusyError, CodeAlreadyUsed, DeliveryUnknown, NotSent, SendError
from kfmenu.sending.protocol import DELAYS, TABLE, Api, Outcome, Sent, Then, ending
from kfmenu.sending.stores import Store
from kfmenu.sending.tokens import Token, Tokens
from kfmenu.sending.transport import Http

EXTRA_SECONDS = 600.0
"""How long after its window a claim is kept: callbacks are repeated, and queues run late."""


@frozen
class Parcel:
    """A message, ready to go.

    Args:
        api: `on_event` or `send_msg`.
        body: the JSON text; it may hold the code.
        msgid: the msgid in it.
        claim: the digest that is claimed for it; nothing where WeCom's own memory of msgids serves.
        code: the code, which an answer may echo.
        doubt: whether an earlier attempt, before this call, is of unknown fate.
    """

    api: Api
    body: Secret
    msgid: str
    claim: str | None = None
    code: Secret | None = None
    doubt: bool = False


class Claim:
    """The right to a code, under a mark that serves once; undone when nothing went out.

    Args:
        store: what remembers it.
        key: the digest of what is claimed.
        trip: the message's.
    """

    def __init__(self, store: Store, key: str, trip: Trip) -> None:
        self._store, self._trip = store, trip
        self._key, self._mark = f"kfmenu:claim:{key}", os.urandom(8).hex()

    def __enter__(self) -> None:
        try:
            taken = self._take()
        except BaseException:
            self._give_back()  # an interrupted take may have taken
            raise
        if not taken:
            raise CodeAlreadyUsed

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        certain = error.certain if isinstance(error, SendError) else not self._trip.out
        if error is not None and certain:
            self._give_back()

    def _take(self) -> bool:
        """Ask until the store answers or the window closes; one mark makes it one question."""
        pause = 0.05
        while True:
            try:
                return self._store.take(self._key, self._mark, self._trip.window + EXTRA_SECONDS)
            except OSError as error:
                away = str(error)
            telemetry.broken("take", away)
            if self._trip.left() <= pause:
                raise NotSent("claim", away)
            time.sleep(pause)
            pause = min(2 * pause, 0.8)

    def _give_back(self) -> None:
        began = time.monotonic()
        for pause in (0.05, 0.2, 0.0):
            try:
                return self._store.release(self._key, self._mark)
            except OSError as error:
                telemetry.broken("release", str(error))
            if time.monotonic() - began >= 1:
                break  # a store that hangs is not waited for again
            time.sleep(pause)
        return None


class Delivery:
    """One message on its way, once.

    Args:
        parcel: the message.
        trip: its time.
        tokens: where its token comes from.
        http: the way.
    """

    def __init__(self, parcel: Parcel, trip: Trip, tokens: Tokens, http: Http) -> None:
        self._parcel, self._trip, self._tokens, self._http = parcel, trip, tokens, http
        self._attempts = 0
        self._spent: Counter[Then] = Counter()
        self._doubt = parcel.doubt

    def run(self, store: Store) -> Sent:
        """Find a token, hold the claim, and post.

        Args:
            store: what remembers the claim.

        Raises:
            SendError: the message was not accepted, or nobody knows.
        """
        parcel, trip = self._parcel, self._trip
        try:
            trip.check()
            token = self._tokens.find(trip)
            with Claim(store, parcel.claim, trip) if parcel.claim else nullcontext():
                return self._post(token)
        except SendError as error:
            failed = self._settled(error)
        if not self._attempts:
            telemetry.ended(parcel.api, parcel.msgid, type(failed).__name__)
        raise failed

    def _post(self, token: Token) -> Sent:
        """Attempt as the table says, to the end."""
        parcel, trip = self._parcel, self._trip
        trip.check()
        following: Token | None = token
        while following is not None:
            token = following
            self._attempts += 1
            outcome = self._http.exchange(
                parcel.api,
                Secret(f"access_token={quote(token.value.reveal(), safe='')}"),
                parcel.body,
                trip,
                (token.value, parcel.code) if parcel.code else (token.value,),
                parcel.msgid,
                self._attempts,
            )
            if outcome.kind in {"ok", "refused"}:
                self._tokens.worked(token)
            if outcome.kind == "ok":
                return Sent(parcel.msgid, self._attempts)
            self._doubt = self._doubt or outcome.kind == "busy"
            if TABLE[outcome.kind].back and not self._doubt:
                trip.out = False
            following = self._follow(outcome, token)
        raise self._settled(ending(outcome))

    def _follow(self, outcome: Outcome, token: Token) -> Token | None:
        """Do what the table says before another attempt, and give its token; None at the end."""
        rule = TABLE[outcome.kind]
        self._spent[rule.then] += 1
        spent = self._spent[rule.then]
        if spent > rule.times:
            return None
        if rule.then == "token":
            try:
                token = self._tokens.another(token, spent, self._trip)
            except NotSent:
                return None
        else:
            pause = DELAYS[spent - 1] * (0.5 + random.random())  # noqa: S311 - no secret
            if pause >= self._trip.left():
                return None
            time.sleep(pause)
        return token if self._trip.left() > 0 else None

    def _settled(self, error: SendError) -> SendError:
        """Name the message; in doubt nothing is certain, since an earlier attempt may be there."""
        busy = isinstance(error, BusyError) and not self._parcel.doubt
        if self._doubt and not busy and not isinstance(error, DeliveryUnknown):
            error = DeliveryUnknown("doubt", errcode=getattr(error, "errcode", None))
        error.msgid = self._parcel.msgid
        return error
