"""How every figure is measured: all sides in turn within one run, compared by their medians."""

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import NamedTuple

Round = Callable[[], float]
"""Does one side's work once and gives the seconds that it took."""

Samples = Mapping[str, Sequence[float]]
"""The seconds of every round, by side."""


class Figure(NamedTuple):
    """One line of a table: a side in units of another, its floor.

    Args:
        subject: what was done.
        target: the most that the ratio should be; None where nothing was promised.
        ratio: the median of the side's rounds over the median of its floor's.
        low: the lower quartile of the ratios of the single rounds.
        high: the upper quartile of the same.
        rounds: how often both were measured.
        seconds: the side's own median.
        floor: the median of its floor.
    """

    subject: str
    target: float | None
    ratio: float
    low: float
    high: float
    rounds: int
    seconds: float
    floor: float


def interleave(sides: Mapping[str, Round], rounds: int) -> Samples:
    """Measure all sides in turn, A B C B C A …, so that a noisy moment meets all of them.

    Args:
        sides: each runs once before it counts, to warm up.
        rounds: how often each is measured.
    """
    for side in sides.values():
        side()
    samples: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for _ in range(rounds):
        names = names[1:] + names[:1]  # none is always measured right behind the same other
        for name in names:
            samples[name].append(sides[name]())
    return samples


def compare(
    samples: Samples, side: str, floor: str, subject: str, target: float | None = None
) -> Figure:
    """Give one side of a run in units of another side of the same run."""
    ours, theirs = samples[side], samples[floor]
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    low, _, high = quantiles(ratios, n=4)
    seconds, unit = median(ours), median(theirs)
    return Figure(subject, target, seconds / unit, low, high, len(ours), seconds, unit)


def timed(work: Callable[[], object], times: int) -> Round:
    """Measure a function by its CPU, called `times` times each round; the collector rests."""

    def measure() -> float:
        gc.collect()
        gc.disable()
        start = process_time()
        for _ in range(times):
            work()
        seconds = process_time() - start
        gc.enable()
        return seconds / times

    return measure


def process(*command: str, cwd: Path, code: int = 0) -> Round:
    """Measure a whole process by the seconds of CPU that it took, its own and the system's for it.

    Where other work shares the machine, the clock on the wall measures that, too.

    Args:
        command: the program and its arguments.
        cwd: where it runs; not in a checkout, which `python -c` would import from.
        code: the exit code that it must have.
    """

    def measure() -> float:
        usage = _used(command, cwd, code)
        return usage.ru_utime + usage.ru_stime

    return measure


_MEMORY = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""
"""A process counts what its parent had when it was started; this one has little."""


def most_memory(*command: str, cwd: Path) -> int:
    """Give the most bytes that a process had in memory at once."""
    return int(subprocess.check_output([sys.executable, "-c", _MEMORY, *command], cwd=cwd))


def _used(command: Sequence[str], cwd: Path, code: int) -> resource.struct_rusage:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=cwd) as running:
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == code, command
    return usage


def table(figures: Sequence[Figure]) -> str:
    """Write figures as a Markdown table."""
    head = "| what | target | ratio | quartiles | rounds | median | its unit |"
    lines = [head, "|---|---:|---:|---:|---:|---:|---:|"]
    for one in figures:
        target = "" if one.target is None else f"≤ {one.target:g}"
        ratio = f"{one.ratio:.2f}"
        if one.target is not None and one.ratio > one.target:
            ratio = f"**{ratio}**, missed"
        lines.append(
            f"| {one.subject} | {target} | {ratio} | {one.low:.2f} to {one.high:.2f} "
            f"| {one.rounds} | {_shown(one.seconds)} | {_shown(one.floor)} |"
        )
    return "\n".join(lines)


def _shown(seconds: float) -> str:
    """Write a duration in the unit that suits it."""
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"
