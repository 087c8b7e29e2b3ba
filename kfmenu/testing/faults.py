"""Faults as values, and the queue that says which call meets which."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import attrs

from kfmenu.testing.protocol import Endpoint, Errcode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class FaultKind(StrEnum):
    """What can go wrong. Each kind has a maker of the same name on `Fault`."""

    EXPIRED_TOKEN = "expired_token"
    INVALID_CREDENTIAL = "invalid_credential"
    INVALID_TOKEN = "invalid_token"
    BUSY = "busy"
    RATE_LIMITED = "rate_limited"
    TOO_CONCURRENT = "too_concurrent"
    REFUSED = "refused"
    STALL_BEFORE = "stall_before"
    STALL_AFTER = "stall_after"
    DRIP = "drip"
    DRIP_HEAD = "drip_head"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    GARBAGE = "garbage"
    HTML_502 = "html_502"
    TRUNCATED = "truncated"
    OVERSIZED = "oversized"
    ENDLESS = "endless"
    DEEP = "deep"
    ERRCODE_STRING = "errcode_string"
    ERRCODE_MISSING = "errcode_missing"
    TOP_LEVEL_LIST = "top_level_list"
    RAW = "raw"
    REDIRECT = "redirect"
    HTTP_STATUS = "http_status"


ERRCODES = {
    FaultKind.EXPIRED_TOKEN: Errcode.EXPIRED_TOKEN,
    FaultKind.INVALID_CREDENTIAL: Errcode.INVALID_CREDENTIAL,
    FaultKind.INVALID_TOKEN: Errcode.INVALID_TOKEN,
    FaultKind.BUSY: Errcode.BUSY,
    FaultKind.RATE_LIMITED: Errcode.RATE_LIMITED,
    FaultKind.TOO_CONCURRENT: Errcode.TOO_CONCURRENT,
}

# The call is answered with an errcode, or goes elsewhere, before the message is looked at.
# Every other fault spoils an answer of unknown fate, and the harsher fate is the default: the
# customer saw the message, so that a resend shows.
NOT_TAKEN = frozenset({*ERRCODES, FaultKind.REFUSED, FaultKind.RESET_BEFORE, FaultKind.REDIRECT})

# Slow, but whole: the caller can read the errcode.
READABLE = frozenset(
    {
        *ERRCODES,
        FaultKind.REFUSED,
        FaultKind.STALL_BEFORE,
        FaultKind.STALL_AFTER,
        FaultKind.DRIP,
        FaultKind.DRIP_HEAD,
    }
)


def _takes(fault: Fault) -> bool:
    return fault.kind not in NOT_TAKEN


_number = attrs.validators.instance_of((int, float))
_integer = attrs.validators.instance_of(int)
_longest = attrs.validators.le(threading.TIMEOUT_MAX)
_status = (_integer, attrs.validators.ge(200), attrs.validators.le(599))


@attrs.frozen(kw_only=True)
class Fault:
    """One thing that goes wrong with one call. Made by the makers below, or from its fields.

    Args:
        kind: what goes wrong.
        taken: whether the call took effect before it went wrong; the kind decides by default.
        seconds: of a stall, or between two bytes of a drip.
        errcode: of `refused`.
        status: the HTTP status of `redirect` and `http_status`.
        location: where `redirect` points.
        size: bytes of an `oversized` body, levels of a `deep` one.
        body: the body of `raw`.

    Raises:
        ValueError: no such kind, or a field out of its range.
        TypeError: a field of a wrong type.
    """

    kind: FaultKind = attrs.field(converter=FaultKind)
    taken: bool = attrs.field(
        default=attrs.Factory(_takes, takes_self=True), validator=attrs.validators.instance_of(bool)
    )
    seconds: float = attrs.field(default=0.0, validator=[_number, attrs.validators.ge(0), _longest])
    errcode: int = attrs.field(default=-1, validator=_integer)
    status: int = attrs.field(default=500, validator=_status)
    location: str = attrs.field(default="", validator=attrs.validators.instance_of(str))
    size: int = attrs.field(default=0, validator=(_integer, attrs.validators.ge(0)))
    body: str = attrs.field(default="", validator=attrs.validators.instance_of(str))

    @classmethod
    def expired_token(cls) -> Fault:
        """Answer 42001; the token itself stays good."""
        return cls(kind=FaultKind.EXPIRED_TOKEN)

    @classmethod
    def invalid_credential(cls) -> Fault:
        """Answer 40001."""
        return cls(kind=FaultKind.INVALID_CREDENTIAL)

    @classmethod
    def invalid_token(cls) -> Fault:
        """Answer 40014."""
        return cls(kind=FaultKind.INVALID_TOKEN)

    @classmethod
    def busy(cls) -> Fault:
        """Answer -1."""
        return cls(kind=FaultKind.BUSY)

    @classmethod
    def rate_limited(cls) -> Fault:
        """Answer 45009."""
        return cls(kind=FaultKind.RATE_LIMITED)

    @classmethod
    def too_concurrent(cls) -> Fault:
        """Answer 45033."""
        return cls(kind=FaultKind.TOO_CONCURRENT)

    @classmethod
    def refused(cls, errcode: int, *, taken: bool = False) -> Fault:
        """Answer any errcode."""
        return cls(kind=FaultKind.REFUSED, errcode=errcode, taken=taken)

    @classmethod
    def stall_before(cls, seconds: float) -> Fault:
        """Wait, then take the call and answer, even if the caller has long gone."""
        return cls(kind=FaultKind.STALL_BEFORE, seconds=seconds)

    @classmethod
    def stall_after(cls, seconds: float) -> Fault:
        """Take the call, wait, then answer."""
        return cls(kind=FaultKind.STALL_AFTER, seconds=seconds)

    @classmethod
    def drip(cls, seconds: float) -> Fault:
        """Send the head of the answer at once and its body byte by byte, this far apart."""
        return cls(kind=FaultKind.DRIP, seconds=seconds)

    @classmethod
    def drip_head(cls, seconds: float) -> Fault:
        """Send the whole answer, status line and all, byte by byte, this far apart."""
        return cls(kind=FaultKind.DRIP_HEAD, seconds=seconds)

    @classmethod
    def reset_before(cls) -> Fault:
        """Reset the connection without taking the call; the ledger knows nothing of it."""
        return cls(kind=FaultKind.RESET_BEFORE)

    @classmethod
    def reset_after(cls) -> Fault:
        """Take the call, then reset the connection instead of answering."""
        return cls(kind=FaultKind.RESET_AFTER)

    @classmethod
    def garbage(cls, *, taken: bool = True) -> Fault:
        """Answer bytes that are neither JSON nor UTF-8."""
        return cls(kind=FaultKind.GARBAGE, taken=taken)

    @classmethod
    def html_502(cls, *, taken: bool = True) -> Fault:
        """Answer as a gateway does whose server is gone: status 502 and a page of HTML."""
        return cls(kind=FaultKind.HTML_502, taken=taken)

    @classmethod
    def truncated(cls, *, taken: bool = True) -> Fault:
        """Announce the whole answer, send half of its body, and hang up."""
        return cls(kind=FaultKind.TRUNCATED, taken=taken)

    @classmethod
    def oversized(cls, size: int = 8 * 1024 * 1024, *, taken: bool = True) -> Fault:
        """Answer valid JSON of this many bytes, 8 MiB by default."""
        return cls(kind=FaultKind.OVERSIZED, size=size, taken=taken)

    @classmethod
    def endless(cls, *, taken: bool = True) -> Fault:
        """Answer without a length and without an end, about 6 MiB a second."""
        return cls(kind=FaultKind.ENDLESS, taken=taken)

    @classmethod
    def deep(cls, size: int = 100_000, *, taken: bool = True) -> Fault:
        """Answer valid JSON with arrays nested this many levels deep."""
        return cls(kind=FaultKind.DEEP, size=size, taken=taken)

    @classmethod
    def errcode_string(cls, *, taken: bool = True) -> Fault:
        """Answer with the errcode as a string."""
        return cls(kind=FaultKind.ERRCODE_STRING, taken=taken)

    @classmethod
    def errcode_missing(cls, *, taken: bool = True) -> Fault:
        """Answer without an errcode."""
        return cls(kind=FaultKind.ERRCODE_MISSING, taken=taken)

    @classmethod
    def top_level_list(cls, *, taken: bool = True) -> Fault:
        """Answer with a list around the object."""
        return cls(kind=FaultKind.TOP_LEVEL_LIST, taken=taken)

    @classmethod
    def raw(cls, body: str, *, taken: bool = True) -> Fault:
        """Answer exactly this body, with status 200."""
        return cls(kind=FaultKind.RAW, body=body, taken=taken)

    @classmethod
    def redirect(cls, location: str, *, status: int = 307, taken: bool = False) -> Fault:
        """Send the caller to another address; 307 asks it to post there again, token and all."""
        return cls(kind=FaultKind.REDIRECT, location=location, status=status, taken=taken)

    @classmethod
    def http_status(cls, status: int, *, taken: bool = True) -> Fault:
        """Answer the usual JSON under another HTTP status."""
        return cls(kind=FaultKind.HTTP_STATUS, status=status, taken=taken)

    @property
    def answers(self) -> int | None:
        """The errcode it answers instead of WeCom's verdict; None when it answers none."""
        if self.kind is FaultKind.REFUSED:
            return self.errcode
        return ERRCODES.get(self.kind)

    @property
    def readable(self) -> bool:
        """Whether the caller can still read an errcode from the answer."""
        return self.kind in READABLE


@attrs.define
class _Order:
    fault: Fault
    left: int | None


@attrs.define(eq=False, repr=False)
class Faults:
    """The faults to come; thread-safe.

    A call takes one fault at most, from the narrowest queue that has one: its path and code, its
    code, its path, any. A fault without a path never strikes `gettoken`.
    """

    _orders: defaultdict[tuple[str | None, str | None], deque[_Order]] = attrs.field(
        factory=lambda: defaultdict(deque), init=False
    )
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)

    def __repr__(self) -> str:
        return f"Faults({self.pending} queued)"

    @property
    def pending(self) -> int:
        """How many orders wait; one that strikes several calls counts once."""
        with self._lock:
            return sum(map(len, self._orders.values()))

    def add(
        self,
        fault: Fault,
        *,
        path: str | None = None,
        code: str | None = None,
        count: int | None = 1,
    ) -> None:
        """Queue a fault behind the others of the same path and code.

        Args:
            fault: what goes wrong, such as `Fault.busy()`.
            path: for calls of this endpoint only; without, for posts to either message endpoint.
            code: for posts with this code only, or with this `touser` to `send_msg`.
            count: how many calls it strikes; None for all until `clear`.

        Raises:
            ValueError: the path is none of the endpoints, or the count is less than 1.
            TypeError: the fault is none, or the code is not a string.
        """
        if not isinstance(fault, Fault):
            raise TypeError(f"fault: one such as Fault.busy(), not {fault!r}")
        if code is not None and not isinstance(code, str):
            raise TypeError("code: not a string")
        if count is not None and count < 1:
            raise ValueError(f"count: {count} is less than 1")
        where = None if path is None else str(Endpoint(path))
        with self._lock:
            self._orders[where, code].append(_Order(fault, count))

    def plan(self, by_code: Mapping[str, Iterable[Fault]]) -> None:
        """Queue the faults of many codes at once, each code its own in their order.

        Args:
            by_code: for each code (or touser) the faults that its posts meet, one after another.
        """
        for code, faults in by_code.items():
            for fault in faults:
                self.add(fault, code=code)

    def add_json(self, value: Mapping[str, Any]) -> None:
        """Queue a fault written as a JSON object: `{"fault": kind, "code": …, "seconds": …}`.

        Args:
            value: the kind in `fault`; `path`, `code` and `count` as in `add`; the
                other fields of `Fault` under their names.

        Raises:
            ValueError: a field is unknown, missing or wrong.
        """
        fields = dict(value)
        try:
            where = {name: fields.pop(name) for name in ("path", "code", "count") if name in fields}
            self.add(Fault(kind=fields.pop("fault"), **fields), **where)
        except KeyError:
            raise ValueError("fault: missing") from None
        except TypeError as error:
            raise ValueError(f"fault: {error.args[0]}") from error

    def take(self, endpoint: Endpoint, code: str | None) -> Fault | None:
        """Take the fault that strikes a call; None when there is none. The server calls this."""
        path = str(endpoint)
        queues: list[tuple[str | None, str | None]] = [(path, None)]
        if code is not None:
            queues = [(path, code), (None, code), *queues]
        if endpoint is not Endpoint.GETTOKEN:
            queues.append((None, None))
        with self._lock:
            for queue in queues:
                if queue in self._orders:
                    return self._next(queue)
        return None

    def clear(self) -> None:
        """Forget every fault; those under way go on."""
        with self._lock:
            self._orders.clear()

    def _next(self, queue: tuple[str | None, str | None]) -> Fault:
        orders = self._orders[queue]
        order = orders[0]
        if order.left is not None:
            order.left -= 1
            if order.left == 0:
                orders.popleft()
        if not orders:
            del self._orders[queue]
        return order.fault
