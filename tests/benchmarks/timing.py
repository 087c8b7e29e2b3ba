"""How every figure is measured: all sides in turn within one run, compared by their medians."""

import gc
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
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
    """Measure all sides in turn, A B C A B C …, so that a noisy moment meets all of them.

    Args:
        sides: each runs once before it counts, to warm up.
        rounds: how often each is measured.
    """
    for side in sides.values():
        side()
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            samples[name].append(side())
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
    """Measure a function, which is called `times` times each round; the collector rests."""

    def measure() -> float:
        gc.collect()
        gc.disable()
        start = perf_counter()
        for _ in range(times):
            work()
        seconds = perf_counter() - start
        gc.enable()
        return seconds / times

    return measure


def process(*command: str, cwd: Path) -> Round:
    """Measure a whole process from its start to its end; it must end well.

    Args:
        command: the program and its arguments.
        cwd: where it runs; not in a checkout, which `python -c` would import from.
    """

    def measure() -> float:
        start = perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=cwd)
        return perf_counter() - start

    return measure


def own_clock(*command: str, cwd: Path) -> Round:
    """Measure a process that times its own work and prints the seconds."""

    def measure() -> float:
        printed = subprocess.check_output(command, text=True, cwd=cwd)
        return float(printed)

    return measure


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
