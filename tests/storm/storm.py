"""The storm: real processes that are killed, a real Redis that restarts, tasks that are cancelled.

`python tests/storm/storm.py [EVENTS]`: prints what was seen, and what broke. An event is
delivered three times, to four processes, while tokens are revoked and answers get lost. What
orders of two workers can do, the scheduler proves (tests/schedule.py); this is for what only real
processes and sockets have. Judged call by call: an event that a killed process had in hand, whose
answer a fault destroyed, or that a cancelled task began, may have any fate but two greetings.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

sys.path.append(str(Path(__file__).parent.parent))  # where what tests share lies
from sending_kit import redis_server

from kfmenu.testing import FakeWeCom, Fault

HERE = Path(__file__).parent
FACES = ("Sender", "AsyncSender", "Sender", "AsyncSender")
WINDOW = 6.0
"""Seconds that each event has left when it is born; its `send_time` lies that far back."""

MILD = {
    "expired": Fault.expired_token(),
    "limited": Fault.rate_limited(),
    "busy": Fault.busy(),
}
FATAL = {
    "reset before": Fault.reset_before(),
    "reset after": Fault.reset_after(),
    "stall": Fault.stall_after(7),
    "garbage": Fault.garbage(),
    "refused": Fault.refused(95018),
}


SAID = {"sent", "used", "unknown", "cancelled", "not sent", "refused", "closed"}


class Event(NamedTuple):
    """One event, and the fault that its post meets."""

    number: int
    code: str
    fault: str

    @property
    def key(self) -> str:
        """What the fake knows its posts by."""
        return self.code or f"wm{self.number}"

    def entry(self, sent_at: float) -> dict[str, Any]:
        """Give the entry of `msg_list`."""
        event = {"event_type": "enter_session", "external_userid": f"wm{self.number}"}
        event |= {"open_kfid": "kf1"} | ({"welcome_code": self.code} if self.code else {})
        return {
            "msgid": f"m{self.number}",
            "send_time": sent_at,
            "msgtype": "event",
            "event": event,
        }


class Redis:
    """A Redis that writes each claim to disk, and can be killed and started again."""

    def __init__(self, folder: str) -> None:
        self.folder, self.process = folder, None

    process: "subprocess.Popen[bytes] | None"

    def start(self) -> None:
        program = redis_server()
        assert program is not None
        path = f"{self.folder}/r.sock"
        Path(path).unlink(missing_ok=True)
        memory = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        self.process = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", path, "--dir", self.folder, *memory],
            stdout=subprocess.DEVNULL,
        )
        while not Path(path).exists():
            time.sleep(0.01)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


class Process:
    """A process of workers, for one life."""

    def __init__(self, face: str, arguments: list[str]) -> None:
        path = os.pathsep.join([str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")])
        self.in_hand: set[int] = set()
        self.face, self.arguments = face, arguments
        self.popen = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), face, *arguments],
            stdin=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def hand(self, event: Event, sent_at: float) -> None:
        assert self.popen.stdin is not None
        job = {"number": event.number, "msg": event.entry(sent_at)}
        self.popen.stdin.write(f"{json.dumps(job)}\n".encode())
        self.popen.stdin.flush()
        self.in_hand.add(event.number)

    def end(self, *, kill: bool) -> int:
        assert self.popen.stdin is not None
        if kill:
            self.popen.kill()
        self.popen.stdin.close()
        return self.popen.wait(60)


def draw(count: int, seed: int) -> list[Event]:
    """Draw the events: half have a code; one in ten meets a fault, half of these a fatal one."""
    dice = random.Random(seed)  # noqa: S311 - weather, no secret
    events = []
    for number in range(count):
        fault = dice.choice([*MILD] if dice.random() < 0.5 else [*FATAL])
        fault = fault if dice.random() < 0.1 else ""
        events.append(Event(number, f"CODE-{number}" if number % 2 else "", fault))
    return events


def live(events: list[Event], fake: FakeWeCom, redis: Redis, journal: str, rate: float) -> set[int]:
    """Deliver everything, while things break; give the events that killed processes had in hand."""
    for event in events:
        if event.fault:
            fake.faults.add({**MILD, **FATAL}[event.fault], code=event.key)
    arguments = [fake.base_url, f"unix://{redis.folder}/r.sock", journal]
    fleet = [Process(face, arguments) for face in FACES]
    killed: set[int] = set()
    down_since = 0.0
    step = max(1, len(events) // 8)
    for event in events:
        if event.code:
            fake.issue_code(event.code, window=WINDOW)
        sent_at = time.time() - (20 - WINDOW)
        for copy in range(3):
            fleet[(event.number + copy) % len(fleet)].hand(event, sent_at)
        if event.number % step == step // 4:
            fake.expire_tokens()
        if event.number % (2 * step) == step:
            redis.kill()
            down_since = time.time()
        if down_since and time.time() - down_since > 0.4:
            redis.start()
            down_since = 0.0
        if event.number % (2 * step) == step + step // 2:
            slot = event.number // step % len(fleet)
            old = fleet[slot]
            old.end(kill=True)
            killed |= old.in_hand
            fleet[slot] = Process(old.face, arguments)
        time.sleep(1 / rate)
    if down_since:
        redis.start()
    codes = [process.end(kill=False) for process in fleet]
    assert codes == [0] * len(fleet), codes
    return killed


def judge(
    events: list[Event], fake: FakeWeCom, journal: str, killed: set[int]
) -> tuple[dict[str, Any], list[str]]:
    """Give what was seen, and what broke."""
    said: defaultdict[int, Counter[str]] = defaultdict(Counter)
    begun: defaultdict[int, int] = defaultdict(int)
    for line in Path(journal).read_text("ascii").splitlines():
        what, number, _ = json.loads(line)
        if what == "begin":
            begun[number] += 1
        else:
            said[number][what] += 1
    broken: list[str] = []
    arrived = wanted = 0
    for event in events:
        told, shown = said[event.number], len(fake.ledger.seen(event.key))
        story = f"{event}: {dict(told)}, shown {shown}"
        # A process that was killed says nothing of what it had begun.
        silent = begun[event.number] - sum(told.values())
        unclear = told["unknown"] + told["cancelled"] + silent
        if shown > 1:
            broken.append(f"shown twice: {story}")
        if told["sent"] > shown:
            broken.append(f"said sent, not shown: {story}")
        if shown and not (told["sent"] or unclear):
            broken.append(f"shown, and nobody was told: {story}")
        if strange := set(told) - SAID:
            broken.append(f"{strange}: {story}")
        if event.fault not in FATAL and event.number not in killed:
            wanted += 1
            arrived += shown
    late = [p for p in fake.ledger.posts if p.errmsg and "code: expired" in p.errmsg]
    numbers = {
        "events": len(events),
        "posts": len(fake.ledger.posts),
        "arrived, where no fault was fatal and no process killed": f"{arrived / wanted:.2%}",
        "codes used late": len(late),
        "gettoken": sum(fake.ledger.tokens.values()),
        "told": dict(sum(said.values(), Counter())),
    }
    if arrived < 0.99 * wanted:
        broken.append(f"only {arrived} of {wanted} arrived")
    return numbers, broken


def run(count: int, seed: int = 1, rate: float = 100.0) -> tuple[dict[str, Any], list[str]]:
    """Live through a storm, and leave nothing of it behind.

    Args:
        count: how many events.
        seed: what they are drawn from.
        rate: events a second at most.
    """
    with tempfile.TemporaryDirectory(prefix="storm") as folder, FakeWeCom(single_use=False) as fake:
        redis = Redis(folder)
        redis.start()
        try:
            events = draw(count, seed)
            killed = live(events, fake, redis, f"{folder}/journal", rate)
            return judge(events, fake, f"{folder}/journal", killed)
        finally:
            redis.kill()


def main() -> int:
    """Blow, and tell whether a promise broke."""
    numbers, broken = run(int(sys.argv[1]) if sys.argv[1:] else 10_000)
    for name, value in numbers.items():
        print(f"| {name} | {value} |")
    print(*broken, sep="\n")
    return bool(broken)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    sys.exit(main())
