"""The plan of a storm: which event meets which fault, and when the world breaks. Seeded."""

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from attrs import frozen

from kfmenu.testing import Fault

CORPID = "ww0000000000000000"
SECRET = "the-SECRET-of-the-corp"
OPEN_KFID = "wkSTORM"
TEXT = "您好,请选择"

EVENT_WINDOW = 20.0
"""Seconds that a welcome code lives; an event's `send_time` lies so far back that few are left."""

WORKERS = ("requests", "httpx", "requests", "httpx")
"""What the workers of each process send with: threads share a Sender, tasks an AsyncSender."""

SLOTS = 2
"""Workers in each process."""


class Weather(NamedTuple):
    """One kind of fault.

    Args:
        share: of all events.
        fatal: whether the message may be lost by it; all others must arrive.
        faults: what the event's posts meet, for a window of so many seconds.
        expiries: how many tokens it makes worthless.
    """

    share: float
    fatal: bool
    faults: Callable[[float], Sequence[Fault]]
    expiries: int = 0


WEATHER: Mapping[str, Weather] = MappingProxyType(
    {
        "expired token": Weather(0.02, False, lambda _: [Fault.expired_token()], 1),
        "-1": Weather(0.03, False, lambda _: [Fault.busy()]),
        "45009": Weather(0.02, False, lambda _: [Fault.rate_limited()]),
        "-1, 42001, 45009": Weather(
            0.01, False, lambda _: [Fault.busy(), Fault.expired_token(), Fault.rate_limited()], 1
        ),
        "reset before": Weather(0.01, True, lambda _: [Fault.reset_before()]),
        "reset after": Weather(0.015, True, lambda _: [Fault.reset_after()]),
        "stall before": Weather(0.004, True, lambda window: [Fault.stall_before(window + 0.5)]),
        "stall after": Weather(0.006, True, lambda window: [Fault.stall_after(window + 0.5)]),
        "drip": Weather(0.003, True, lambda window: [Fault.drip_head(window / 20)]),
        "garbage": Weather(0.01, True, lambda _: [Fault.garbage()]),
        "502": Weather(0.005, True, lambda _: [Fault.html_502()]),
        "truncated": Weather(0.005, True, lambda _: [Fault.truncated()]),
        "95018": Weather(0.004, True, lambda _: [Fault.refused(95018)]),
        "late queue": Weather(0.006, True, lambda _: []),
    }
)

CALM = "none"


@frozen
class Planned:
    """One event and its three deliveries.

    Args:
        number: its place in the order of birth.
        weather: the fault it meets, or `none`.
        code: its code; empty when it has none.
        otherwise: what the bot does for want of a code.
        delays: seconds from its birth to each of its deliveries.
    """

    number: int
    weather: str
    code: str
    otherwise: Literal["send_msg"] | None
    delays: tuple[float, ...]

    @property
    def touser(self) -> str:
        return f"wmUSER{self.number:06d}"

    @property
    def key(self) -> str:
        """What the fake knows its posts by."""
        return self.code or self.touser

    @property
    def silent(self) -> bool:
        """Whether nothing may be sent: there is no code, and the bot wants nothing else."""
        return not self.code and self.otherwise is None

    def callback(self, sent_at: float) -> dict[str, Any]:
        """Give the entry of `msg_list`."""
        event = {
            "event_type": "enter_session",
            "external_userid": self.touser,
            "open_kfid": OPEN_KFID,
        }
        if self.code:
            event["welcome_code"] = self.code
        return {
            "msgid": f"EVENT{self.number:06d}",
            "send_time": sent_at,
            "msgtype": "event",
            "event": event,
        }


Upheaval = Literal["kill", "restart", "expire"]


@frozen
class Plan:
    """All of a storm.

    Args:
        events: in the order of their births.
        upheavals: what happens to everyone, by the number of the event that is born next; a kill
            says which process.
        window: seconds that each event has.
    """

    events: tuple[Planned, ...]
    upheavals: Mapping[int, tuple[tuple[Upheaval, int], ...]]
    window: float

    @property
    def faults(self) -> dict[str, Sequence[Fault]]:
        """What the posts of each event meet, by the key of the fake."""
        return {
            event.key: WEATHER[event.weather].faults(self.window)
            for event in self.events
            if event.weather != CALM and not event.silent
        }

    @property
    def expiries(self) -> int:
        """How often a token is worthless before its time."""
        single = sum(
            WEATHER[event.weather].expiries
            for event in self.events
            if event.weather != CALM and not event.silent
        )
        return single + self.count("expire")

    def count(self, kind: Upheaval) -> int:
        """Count the upheavals of one kind."""
        return sum(what == kind for found in self.upheavals.values() for what, _ in found)


def make_plan(
    events: int, *, seed: int, window: float, kills: int, restarts: int, expiries: int
) -> Plan:
    """Draw a plan.

    Args:
        events: how many; every second one has no code.
        seed: the same seed draws the same plan.
        window: seconds that each event has.
        kills: how many processes are killed, in turn.
        restarts: how often Redis is.
        expiries: how often every token is revoked at once.
    """
    drawn = random.Random(seed)  # noqa: S311 - a plan is no secret
    planned = tuple(_draw(number, drawn, window) for number in range(events))
    upheavals: dict[int, list[tuple[Upheaval, int]]] = {}
    wanted: tuple[tuple[Upheaval, int], ...] = (
        ("kill", kills),
        ("restart", restarts),
        ("expire", expiries),
    )
    for what, times in wanted:
        for turn in range(times):
            # Spread over the run, each kind out of step with the others.
            at = int(events * (turn + drawn.uniform(0.2, 0.8)) / times)
            upheavals.setdefault(at, []).append((what, turn % len(WORKERS)))
    return Plan(planned, {at: tuple(found) for at, found in upheavals.items()}, window)


def _draw(number: int, drawn: random.Random, window: float) -> Planned:
    has_code = number % 2 == 0
    # Four in five of the events without a code are greeted by send_msg: the harder half.
    otherwise: Literal["send_msg"] | None = "send_msg" if drawn.random() < 0.8 else None
    weather = drawn.choices(
        [*WEATHER, CALM],
        [*(kind.share for kind in WEATHER.values()), 1 - sum(w.share for w in WEATHER.values())],
    )[0]
    # Two at once, and a repetition: mostly soon, now and then after the window.
    third = drawn.uniform(0.0, 0.6) if drawn.random() < 0.95 else window + drawn.uniform(0.0, 0.5)
    delays = (0.0, 0.0, third)
    if weather == "late queue":
        first = window + drawn.uniform(-0.3, 0.1)
        delays = (first, first + drawn.uniform(0.0, 0.1), first + drawn.uniform(0.0, 0.3))
    return Planned(number, weather, f"CODE{number:06d}" if has_code else "", otherwise, delays)
