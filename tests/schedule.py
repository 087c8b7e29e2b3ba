"""Every order in which two workers with one code can take turns, with every outcome of each step.

The real code runs, in two threads of which one moves at a time; the clock, the store and the
adapter are the scheduler's. Whatever a worker asks of them is a step: the scheduler picks who
moves and how it turns out, depth first, until it has been through all. An order is written as the
numbers that were picked, `3.0.12`, and replays from them.

`python tests/schedule.py FAULTS [ORDER]` goes through all orders with so many outcomes
other than the plain one (the tests: 2), or through the given one.
"""

import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import requests

from kfmenu import (
    ApiError,
    BusyError,
    CodeAlreadyUsed,
    DeliveryUnknown,
    Menu,
    NotSent,
    RateError,
    Sender,
    SendError,
    Sent,
    TokenError,
    WindowClosed,
)
from kfmenu.sending import deadline, delivery, sender, telemetry, tokens, transport
from kfmenu.sending.deadline import DeadlineAdapter

WINDOW = 20.0
ANSWERS = {"ok": 0, "refused": 95018, "token": 42001, "rate": 45009, "busy": -1, "busy, taken": -1}
ANSWERS |= {"used": 40058}
STEPS = {
    "take": (
        "done",
        "away",
        "away, done",
        "hangs",
        "stop before",
        "stop after",
        "kill before",
        "kill after",
    ),
    "release": ("done", "away", "away, done late", "kill before", "kill after"),
    "leave": ("done", "unmade", "stop before", "kill before"),
    "answer": (
        *ANSWERS,
        "lost",
        "lost, taken",
        "garbage",
        "garbage, taken",
        "stall, taken",
        "stop",
        "stop, taken",
        "kill",
        "kill, taken",
    ),
    "sleep": ("done", "stop before", "kill before"),
}
"""What each step may turn out as; the first is the plain outcome."""

TAKEN = {"ok", "busy, taken", "lost, taken", "garbage, taken", "stall, taken"}
TAKEN |= {"stop, taken", "kill, taken"}


class Stop(BaseException):
    """A signal, a time limit: the worker is interrupted and may still clean up."""


class Killed(BaseException):
    """The worker is no more: whatever it still does has no effect."""


class Worker:
    """One caller of the real code, in a thread that moves when it is told to."""

    def __init__(self, world: "World", number: int) -> None:
        self.world, self.number = world, number
        self.sender = SENDERS[number]
        self.dead = self.over = self.interrupted = self.hung = False
        self.step, self.dealt, self.marks = "", "", set[str]()
        self.posts: list[tuple[float, str]] = []
        self.end: Any = None
        self._go, self._parked = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._parked.acquire()

    def _run(self) -> None:
        WORKER.it = self
        try:
            self.end = self.sender.on_event(MENU, code="CODE", received_at=START)
        except BaseException as error:  # noqa: BLE001 - judged later
            self.end = error
        self.over = True
        self._parked.release()

    def ask(self, step: str) -> str:
        """Wait for one's turn, and for how it turns out."""
        if self.dead:
            raise Killed
        self.step = step
        self._parked.release()
        self._go.acquire()
        for word, error in (("kill before", Killed), ("stop before", Stop)):
            if self.dealt == word:
                self.fall(error)
        return self.dealt

    def fall(self, error: type[BaseException]) -> None:
        """Be interrupted, or killed."""
        self.dead, self.interrupted = error is Killed, True
        raise error

    def move(self, dealt: str) -> None:
        """Take a step, up to the next."""
        self.dealt = dealt
        self._go.release()
        self._parked.acquire()


class World:
    """One run: the clock, the store, and what was shown."""

    def __init__(self) -> None:
        self.now = 0.0
        self.kept: dict[str, str] = {}
        self.late: list[tuple[str, str]] = []
        self.shown: list[int] = []

    def forget(self, key: str, mark: str) -> None:
        if self.kept.get(key) == mark:
            del self.kept[key]


WORKER: Any = threading.local()
START = 1_000_000.0
MENU = Menu("hi").click("a", id="1")


class Clock:
    """The clock of the run that the calling worker is in."""

    def monotonic(self) -> float:
        now: float = WORKER.it.world.now
        return now

    def time(self) -> float:
        return START + self.monotonic()

    def sleep(self, seconds: float) -> None:
        wakes = self.monotonic() + seconds
        WORKER.it.ask("sleep")
        WORKER.it.world.now = max(WORKER.it.world.now, wakes)


class Shared:
    """A store that is away, late, or interrupted as it is dealt."""

    def take(self, key: str, mark: str, ttl: float) -> bool:
        worker, world = WORKER.it, WORKER.it.world
        assert ttl == WINDOW + 600
        worker.marks.add(mark)
        dealt = worker.ask("take")
        if dealt == "hangs":
            world.now += 9
        if dealt not in {"away", "hangs"}:
            world.kept.setdefault(key, mark)
        if dealt.startswith(("away", "hangs")):
            raise OSError(dealt)
        if dealt.endswith("after"):
            worker.fall(Killed if dealt.startswith("kill") else Stop)
        return bool(world.kept[key] == mark)

    def release(self, key: str, mark: str) -> None:
        worker, world = WORKER.it, WORKER.it.world
        began = world.now
        dealt = worker.ask("release")
        # A store that hangs is not asked again; the clock may have moved with another worker.
        worker.hung = dealt.startswith("away") and world.now - began >= 1
        if dealt == "away, done late":
            world.late.append((key, mark))
        elif dealt != "away":
            world.forget(key, mark)
        if dealt.startswith("away"):
            raise OSError(dealt)
        if dealt == "kill after":
            worker.fall(Killed)


class Wire(DeadlineAdapter):
    """An exchange in two steps: its bytes leave, and an answer comes."""

    def send(self, *_: Any, **__: Any) -> requests.Response:
        worker, world = WORKER.it, WORKER.it.world
        trip = deadline._trip()
        assert trip is not None
        if worker.ask("leave") == "unmade":
            raise requests.ConnectTimeout
        trip.leave()
        left_at = world.now
        dealt = worker.ask("answer")
        if dealt in TAKEN and worker.number in world.shown:
            dealt = "used"  # a code works once, and this worker's -1 had been taken
        if world.now >= trip.deadline and dealt in ANSWERS:
            dealt = "lost, taken" if dealt in TAKEN else "lost"  # it came while another moved
        worker.posts.append((left_at, dealt))
        if dealt in TAKEN:
            world.shown.append(worker.number)
        if dealt.startswith(("stop", "kill")):
            worker.fall(Killed if dealt.startswith("kill") else Stop)
        if dealt.startswith("stall"):
            world.now += 5
        if dealt.startswith(("lost", "stall")):
            raise requests.ReadTimeout
        response = requests.Response()
        response.status_code = 200
        response.raw = Body(b'{"errcode": %d}' % ANSWERS[dealt] if dealt in ANSWERS else b"<html>")
        return response


class Body:
    """The bytes of an answer."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def read(self, _: int) -> bytes:
        text, self._text = self._text, b""
        return text

    def close(self) -> None:
        pass

    release_conn = close


def _sender() -> Sender:
    session = requests.Session()
    session.mount("https://", Wire())
    store: Any = Shared()
    return Sender("TOKEN", lambda refused: f"{refused}+", session=session, store=store)


SENDERS = [_sender(), _sender()]


class NoJitter:
    """A die that always gives the same."""

    @staticmethod
    def random() -> float:
        return 0.5


def patched(patch: Any) -> None:
    """Give the real code the scheduler's clock.

    Args:
        patch: sets an attribute, as `monkeypatch.setattr` does.
    """
    for module in (deadline, delivery, sender, tokens, transport):
        patch(module, "time", Clock())
    patch(delivery, "random", NoJitter)
    patch(delivery, "DELAYS", (0.2, 0.5, 1.2))


def run(picks: list[int], faults: int) -> tuple[list[int], list[str]]:
    """Go through one order, from the picks on by the first choice; judge its end.

    Returns:
        How many choices each step had, and what was wrong.
    """
    world = World()
    workers = [Worker(world, number) for number in range(2)]
    widths: list[int] = []
    while True:
        options: list[tuple[Any, str]] = [(late, "late") for late in world.late]
        for worker in workers:
            if not worker.over:
                plain, *others = STEPS[worker.step]
                # One signal a call: a second, in the middle of cleaning up, may leave a claim.
                options.append((worker, plain))
                options += [
                    (worker, outcome)
                    for outcome in others
                    if faults and not (worker.interrupted and outcome.startswith("stop"))
                ]
        if not options:
            break
        who, outcome = options[picks[len(widths)] if len(widths) < len(picks) else 0]
        widths.append(len(options))
        if outcome == "late":
            world.late.remove(who)
            world.forget(*who)
            continue
        faults -= outcome != STEPS[who.step][0]
        who.move(outcome)
    return widths, [wrong for worker in workers for wrong in judged(world, worker)]


def judged(world: World, worker: Worker) -> Iterator[str]:
    """Give what is wrong with the end of one worker."""
    end, taken = worker.end, world.shown.count(worker.number)
    unclear = [dealt for _, dealt in worker.posts if dealt not in ANSWERS or "busy" in dealt]
    if len(world.shown) > 1:
        yield f"shown {len(world.shown)} times"
    if any(left_at > WINDOW - deadline.TRANSIT for left_at, _ in worker.posts):
        yield "posted after the window"
    kept = bool(worker.marks & set(world.kept.values()))
    if worker.hung:
        return
    match end:
        case Sent():
            sound = taken == 1 and kept
        case CodeAlreadyUsed():
            sound = not worker.posts
        case NotSent() | WindowClosed() | TokenError():
            sound = not taken and not unclear and not kept
        case BusyError() | DeliveryUnknown():
            sound = bool(unclear) and kept
        case RateError():
            sound = not taken and not unclear and not kept
        case ApiError():
            sound = not taken and not unclear and kept
        case Stop():
            sound = worker.interrupted and kept == bool(unclear)
        case Killed():
            sound = worker.dead
        case _:
            sound = False
    if not sound:
        yield f"worker {worker.number}: {end!r}, {taken} shown, kept: {kept}, {worker.posts}"
    if isinstance(end, SendError) and end.certain and kept:
        yield f"worker {worker.number}: {end!r} is certain, and its claim is kept"


def explore(faults: int) -> Iterator[tuple[str, list[str]]]:
    """Go through every order with at most so many outcomes that are not plain.

    Returns:
        Each order, and what was wrong with its end.
    """
    picks: list[int] = []
    while True:
        for one in SENDERS:
            one._tokens._token = TOKEN  # type: ignore[attr-defined]
        widths, wrong = run(picks, faults)
        picks += [0] * (len(widths) - len(picks))
        yield ".".join(map(str, picks)), wrong
        while picks and picks[-1] + 1 >= widths[len(picks) - 1]:
            picks.pop()
        if not picks:
            return
        picks[-1] += 1


TOKEN = SENDERS[0]._tokens._token  # type: ignore[attr-defined]


def main() -> None:
    """Go through all orders, or replay one."""
    patched(setattr)
    telemetry.logger.disabled = True
    faults = int(sys.argv[1])
    if sys.argv[2:]:
        print(run([int(pick) for pick in sys.argv[2].split(".")], faults)[1] or "fine")
        return
    began, count = time.time(), 0
    for order, wrong in explore(faults):
        count += 1
        if wrong:
            print(order, *wrong, sep="\n  ")
    print(f"{count} orders in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
