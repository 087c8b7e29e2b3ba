"""The storm: a fleet of workers, every fault at once, and what customers saw. Prints Markdown.

`python tests/storm/storm.py --events 10000`: more than a minute for each of its two runs, one with
a Redis that keeps its memory when it is killed, one with a Redis that forgets.

Half of the events have no code; of those four in five are greeted by `send_msg`, for the others
the bot wants nothing (`otherwise=None`). Each is delivered three times, two of them at once, to
eight workers in four processes; again when its worker was killed, or told *not sent*.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen
from fleet import Fleet, Redis, make_fake
from plan import CORPID, SECRET, make_plan
from verdict import Verdict, judge, read_journal, stories


@frozen
class Options:
    """How hard it blows.

    Args:
        events: how many events.
        seed: what the plan is drawn from.
        window: seconds that each event has.
        kills: how many processes are killed.
        restarts: how often Redis is killed and started again.
        expiries: how often every token is revoked.
        rate: events a second at most.
    """

    events: int = 10_000
    seed: int = 1
    window: float = 3.0
    kills: int = 12
    restarts: int = 4
    expiries: int = 20
    rate: float = 250.0


def run(options: Options, *, persistent: bool) -> Verdict:
    """Live through one storm, and leave nothing of it behind.

    Args:
        options: how hard it blows.
        persistent: whether Redis keeps its memory when it is killed.
    """
    plan = make_plan(
        options.events,
        seed=options.seed,
        window=options.window,
        kills=options.kills,
        restarts=options.restarts,
        expiries=options.expiries,
    )
    folder = Path(tempfile.mkdtemp(prefix="storm"))
    redis = Redis(folder, persistent=persistent)
    try:
        redis.start()
        redis.wait()
        with make_fake() as fake:
            for code, faults in plan.faults.items():
                fake.faults.add(*faults, code=code)
            fleet = Fleet(plan, fake, redis, folder / "journal", options.rate)
            began = time.monotonic()
            fleet.run()
            took = time.monotonic() - began
            # What was stalled may still be taken, long after its caller gave up.
            time.sleep(1.0)
            ledger = fake.ledger
        verdict = judge(
            plan,
            stories(plan, fleet.born_at, read_journal(fleet.journal), ledger.posts),
            tokens=ledger.tokens[CORPID, SECRET],
            kills=fleet.killed_at,
            restarts=redis.killed_at,
            persistent=persistent,
        )
        if fleet.failed:
            verdict.broken.append(f"{fleet.failed} processes ended with an error")
        verdict.numbers["seconds"] = f"{took:.0f}"
        return verdict
    finally:
        redis.stop()
        shutil.rmtree(folder, ignore_errors=True)


def tables(verdicts: dict[str, Verdict]) -> str:
    """Write the measures side by side, then what each fault did.

    Args:
        verdicts: by the name of their run.
    """
    lines = [f"| | {' | '.join(verdicts)} |", f"|---|{'---:|' * len(verdicts)}"]
    for name in next(iter(verdicts.values())).numbers:
        values = (verdict.numbers[name] for verdict in verdicts.values())
        lines.append(f"| {name} | {' | '.join(values)} |")
    for run_name, verdict in verdicts.items():
        lines += ["", f"Faults, {run_name}:", ""]
        lines += ["| fault | events | shown | what workers were told |", "|---|---:|---:|---|"]
        for weather, (events, shown, said) in verdict.by_weather.items():
            told = ", ".join(f"{what} {count}" for what, count in said.most_common())
            lines.append(f"| {weather} | {events} | {shown} | {told} |")
    return "\n".join(lines)


PROMISES = {
    "Redis keeps its memory": True,
    "Redis forgets": False,
}
"""With `appendfsync always` no claim is forgotten: nothing is ever shown twice. Without, an event
that is delivered again after a restart may be shown again, within its window."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run with each kind of Redis, print the tables, and tell whether every promise held."""
    given = Options()
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("events", "seed", "kills", "restarts", "expiries"):
        parser.add_argument(f"--{name}", type=int, default=getattr(given, name))
    for name in ("window", "rate"):
        parser.add_argument(f"--{name}", type=float, default=getattr(given, name))
    options = Options(**vars(parser.parse_args(argv)))
    verdicts = {name: run(options, persistent=persistent) for name, persistent in PROMISES.items()}
    print(tables(verdicts))
    broken = [f"{name}: {what}" for name, found in verdicts.items() for what in found.broken]
    for line in broken:
        print(f"BROKEN {line}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
