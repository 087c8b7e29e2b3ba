"""Every check of the project, one after the other: what CI runs and what a developer runs."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

STEPS = (
    ("format", [BIN / "ruff", "format", "--check", "."]),
    ("lint", [BIN / "ruff", "check", "."]),
    ("types", [BIN / "mypy"]),
    ("imports", [BIN / "lint-imports"]),
    # Under coverage from its first line: our own pytest plugin is imported before any other.
    ("tests", [sys.executable, "-m", "coverage", "run", "-m", "pytest"]),
    ("coverage", [sys.executable, "-m", "coverage", "report", "--skip-covered"]),
)


def main() -> int:
    """Run the steps up to the first that fails, and give its exit code."""
    for name, command in STEPS:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
        print(f"-- {name}: {time.monotonic() - started:.0f} s", flush=True)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
