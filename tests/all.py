"""Every check of the project, one after the other: what CI runs and what a developer runs."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CONFIG = ROOT / "pyproject.toml"
DATA = ROOT / ".coverage"

Command = list[str | Path]

STEPS: tuple[tuple[str, Command], ...] = (
    ("format", [BIN / "ruff", "format", "--check", "."]),
    ("lint", [BIN / "ruff", "check", "."]),
    ("types", [BIN / "mypy"]),
    ("imports", [BIN / "lint-imports"]),
    # Under coverage from its first line: our own pytest plugin is imported before any other.
    ("tests", [sys.executable, "-m", "coverage", "run", f"--rcfile={CONFIG}", "-m", "pytest"]),
    ("coverage", [sys.executable, "-m", "coverage", "report", "--skip-covered"]),
)

HOSTILE = {
    "NO_COLOR": "1",
    "FORCE_COLOR": "1",
    "LANG": "C",
    "LC_ALL": "C",
    "KFMENU_LANG": "zh",
    "COLUMNS": "40",
    "TZ": "Pacific/Chatham",
}
"""Where the tests run: in nobody's language, time and terminal, nor in the checkout's folder."""


def main() -> int:
    """Run the steps up to the first that fails, and give its exit code."""
    for name, command in STEPS:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        code = hostile(command) if name == "tests" else run(command, ROOT)
        print(f"-- {name}: {time.monotonic() - started:.0f} s", flush=True)
        if code:
            return code
    return 0


def hostile(command: Command) -> int:
    """Run the tests where nothing is as it is here; their order is random, its seed printed."""
    with TemporaryDirectory() as elsewhere:
        rest: Command = [f"--rootdir={ROOT}", "-c", CONFIG, ROOT / "tests"]
        return run([*command, *rest], Path(elsewhere), HOSTILE | {"COVERAGE_FILE": str(DATA)})


def run(command: Command, cwd: Path, more: dict[str, str] | None = None) -> int:
    """Run a command and give its exit code."""
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=cwd, env=os.environ | (more or {}), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
