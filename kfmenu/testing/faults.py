"""What can go wrong: a table of kinds, faults made from it, and the queue that deals them out."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import attrs

from kfmenu.testing.protocol import MESSAGES, Answer, Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Told = dict[str, Any]

GARBAGE = b"\xff\xfe\x00 not what you asked for \x80"
BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
# 64 KiB every 10 ms: far beyond any sensible limit at once, yet no load on the test's machine.
ENDLESS_PIECE, ENDLESS_GAP = b"a" * 64 * 1024, 0.01


@attrs.define(eq=False)
class Kind:
    """One row of the table, and the maker of its faults: `Fault.stall_after(6)`.

    Args:
        meets: what the caller meets, for the documentation.
        answers: makes the answer, of the fault and of what WeCom would have told.
        takes: the names of the maker's arguments, in their order.
        given: what the kind itself says about the fields of its faults.
        taken: whether the call takes effect all the same, unless the fault says otherwise. Spoiled
            answers are of unknown fate; the harsher one is the default, so that a resend shows.
        readable: whether the caller can read an errcode all the same.
        waits: when it stalls: `before` the call is decided about, `after`, or never.
    """

    meets: str
    answers: Callable[[Fault, Told], Answer] = lambda _, told: Answer.json(told)
    takes: tuple[str, ...] = ()
    given: Mapping[str, Any] = attrs.field(factory=dict)
    taken: bool = True
    readable: bool = False
    waits: str = ""
    name: str = attrs.field(default="", init=False)
    __signature__: Signature = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        places = [
            Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=self.given.get(name, EMPTY))
            for name in self.takes
        ]
        taken = Parameter("taken", Parameter.KEYWORD_ONLY, default=self.taken)
        self.__signature__ = Signature([*places, taken])

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __call__(self, *values: Any, **fields: Any) -> Fault:
        """Make a fault of this kind; `taken=` overrules the table.

        Raises:
            TypeError: a field is missing, unknown, given twice, or of a wrong type.
            ValueError: a field is out of its range.
        """
        bound = self.__signature__.bind(*values, **fields)
        bound.apply_defaults()
        return Fault(kind=self.name, **{**self.given, **bound.arguments})


EMPTY = Parameter.empty


def _refusal(errcode: int) -> Kind:
    return Kind(f"errcode {errcode}", given={"errcode": errcode}, taken=False, readable=True)


def _paced(pace: str) -> Callable[[Fault, Told], Answer]:
    return lambda fault, told: attrs.evolve(Answer.json(told), pace=pace, gap=fault.seconds)


def _filled(told: Told, size: int) -> Answer:
    bare = len(Answer.json({**told, "filler": ""}).body)
    return Answer.json({**told, "filler": "a" * (size - bare)})


def _deep(told: Told, levels: int) -> Answer:
    nest = b"[" * levels + b"]" * levels
    return Answer(body=Answer.json(told).body[:-1] + b', "deep": ' + nest + b"}")


def _under(told: Told, status: int) -> Answer:
    # These two have no body by HTTP's own rules: a caller would take it for the next answer.
    return Answer(b"", status) if status in (204, 304) else Answer.json(told, status)


def _a(kind: Any, *more: Any, default: Any) -> Any:
    return attrs.field(default=default, validator=[attrs.validators.instance_of(kind), *more])


_ge, _le = attrs.validators.ge, attrs.validators.le


@attrs.frozen(kw_only=True)
class Fault:
    """One thing that goes wrong with one call; made by the kinds below, which are its table.

    Args:
        kind: the name of its kind.
        taken: whether the call takes effect all the same.
        seconds: of a stall, or between two bytes of a drip.
        errcode: what is answered instead of WeCom's verdict; None for that verdict.
        status: the HTTP status.
        location: where a redirect points.
        size: bytes of an oversized body, levels of a deep one.
        body: the body of `raw`.
    """

    kind: str
    taken: bool = _a(bool, default=True)
    seconds: float = _a((int, float), _ge(0), _le(threading.TIMEOUT_MAX), default=0.0)
    errcode: int | None = _a((int, type(None)), default=None)
    status: int = _a(int, _ge(200), _le(599), default=200)
    location: str = _a(str, default="")
    size: int = _a(int, _ge(0), default=0)
    body: str = _a(str, default="")

    # fmt: off
    expired_token = _refusal(42001)
    invalid_credential = _refusal(40001)
    invalid_token = _refusal(40014)
    busy = _refusal(-1)
    rate_limited = _refusal(45009)
    too_concurrent = _refusal(45033)
    refused = Kind("any errcode", takes=("errcode",), taken=False, readable=True)
    stall_before = Kind("silence; then the call is taken, even if the caller is gone",
                        takes=("seconds",), readable=True, waits="before")
    stall_after = Kind("silence after the call was taken",
                       takes=("seconds",), readable=True, waits="after")
    drip = Kind("the body byte by byte", _paced("drip"), ("seconds",), readable=True)
    drip_head = Kind("the whole answer byte by byte, status line and all",
                     _paced("drip_head"), ("seconds",), readable=True)
    reset_before = Kind("a connection reset; not in the ledger", _paced("reset"), taken=False)
    reset_after = Kind("a connection reset; in the ledger as delivered", _paced("reset"))
    garbage = Kind("bytes that are neither JSON nor UTF-8", lambda *_: Answer(GARBAGE))
    html_502 = Kind("status 502 and a page of HTML",
                    lambda *_: Answer(BAD_GATEWAY, 502, "text/html"))
    truncated = Kind("half of the body that was announced", _paced("half"))
    oversized = Kind("valid JSON of that many bytes",
                     lambda fault, told: _filled(told, fault.size), ("size",), {"size": 8 << 20})
    endless = Kind("a body without length and end",
                   lambda *_: Answer(ENDLESS_PIECE, pace="endless", gap=ENDLESS_GAP))
    deep = Kind("valid JSON, nested that many levels deep",
                lambda fault, told: _deep(told, fault.size), ("size",), {"size": 100_000})
    errcode_string = Kind("the errcode as a string",
                          lambda _, told: Answer.json(told | {"errcode": str(told["errcode"])}))
    errcode_missing = Kind("no errcode", lambda _, told: Answer.json(
        {name: told[name] for name in told if name != "errcode"}))
    top_level_list = Kind("a list around the object", lambda _, told: Answer.json([told]))
    raw = Kind("exactly this body",
               lambda fault, _: Answer(fault.body.encode(errors="replace")), ("body",))
    redirect = Kind("a redirect to another address",
                    lambda fault, _: Answer(b"", fault.status, location=fault.location),
                    ("location", "status"), {"status": 307}, taken=False)
    http_status = Kind("the usual JSON under another HTTP status",
                       lambda fault, told: _under(told, fault.status), ("status",))
    # fmt: on

    @property
    def row(self) -> Kind:
        """The row of the table that it was made from."""
        return KINDS[self.kind]


KINDS = {name: row for name, row in vars(Fault).items() if isinstance(row, Kind)}


class Faults:
    """The faults to come; thread-safe.

    A call takes one fault at most, from the narrowest queue that has one: its path and code, its
    code, its path, any. A fault without a path strikes messages only.
    """

    def __init__(self) -> None:
        self._queues: defaultdict[tuple[str | None, str | None], deque[Fault]] = defaultdict(deque)
        self._always: dict[tuple[str | None, str | None], Fault] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Faults({self.pending} pending)"

    @property
    def pending(self) -> int:
        """How many calls are still to be struck; one that strikes all counts once."""
        with self._lock:
            return sum(map(len, self._queues.values())) + len(self._always)

    def add(
        self,
        *faults: Fault,
        path: str | None = None,
        code: str | None = None,
        count: int | None = 1,
    ) -> None:
        """Queue faults, one after another, behind the others of the same path and code.

        Args:
            faults: what goes wrong, such as `Fault.busy()`.
            path: for calls of this endpoint only; without, for messages to either endpoint.
            code: for messages with this code only, or with this `touser` to `send_msg`.
            count: how many calls each strikes; None for all until `clear`.

        Raises:
            ValueError: the path is none of the endpoints, or the count is less than 1.
            TypeError: a fault is none, or the code is not a string.
        """
        if others := [fault for fault in faults if not isinstance(fault, Fault)]:
            raise TypeError(f"fault: one such as Fault.busy(), not {others[0]!r}")
        if not isinstance(code, str | None):
            raise TypeError("code: not a string")
        if count is not None and count < 1:
            raise ValueError(f"count: {count} is less than 1")
        where = None if path is None else Endpoint(path).value
        with self._lock:
            for fault in faults:
                if count is None:
                    self._always[where, code] = fault
                else:
                    self._queues[where, code].extend([fault] * count)

    def take(self, endpoint: Endpoint, code: str | None) -> Fault | None:
        """Take the fault that strikes a call; None when there is none. The server calls this."""
        queues = [(endpoint.value, code), (None, code), (endpoint.value, None), (None, None)]
        with self._lock:
            for queue in queues if endpoint in MESSAGES else queues[2:3]:
                if self._queues.get(queue):
                    return self._queues[queue].popleft()
                if queue in self._always:
                    return self._always[queue]
        return None

    def clear(self) -> None:
        """Forget every fault; those under way go on."""
        with self._lock:
            self._queues.clear()
            self._always.clear()
