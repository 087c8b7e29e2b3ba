"""Programs run as somebody elsewhere would: away from the checkout, in a clean environment."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


def call(
    *command: str | Path, cwd: Path, code: int = 0, more: Mapping[str, str] | None = None
) -> str:
    """Run a program away from the checkout and give what it printed.

    Args:
        command: the words.
        cwd: where.
        code: the exit code that it must have.
        more: what is added to the environment.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env | dict(more or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
