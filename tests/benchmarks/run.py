"""Runs the benchmarks, all of them or those that are named, and prints their tables as Markdown."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from os import cpu_count
from platform import python_version

from timing import Figure, table

SUBJECTS = ("compose", "render", "startup", "many_files")


def main(names: Sequence[str]) -> int:
    """Run `names`, or all; gives the exit code: 2 for a name that is no benchmark."""
    unknown = [name for name in names if name not in SUBJECTS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
        return 2
    print(f"Python {python_version()}, {cpu_count()} cores")
    for name in names or SUBJECTS:
        subject = import_module(name)
        measure: Callable[[], Sequence[Figure]] = subject.measure
        print(f"\n## {subject.TITLE}\n\n{table(measure())}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
