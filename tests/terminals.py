"""What `kfmenu check` prints on ten terminals: `python tests/terminals.py` takes the pictures anew.

Each folder of `tests/fixtures/terminals` is a terminal: `terminal.json` says what it is, and
`screen` is the picture of it, colours included: `cat` shows it.
"""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fixtures/terminals"
TERMINALS = sorted(path.parent for path in FOLDER.glob("*/terminal.json"))
ROOT = FOLDER.parents[2]


def described(terminal: Path) -> dict[str, Any]:
    """Read what a terminal is: `env`, and `columns` of a real one or the `shell` line of a pipe."""
    described: dict[str, Any] = json.loads((terminal / "terminal.json").read_text("utf-8"))
    return described


def picture(terminal: Path) -> str:
    """Let the real program print on a terminal, and give what is seen there."""
    about = described(terminal)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    env |= about["env"]
    check = [sys.executable, "-m", "kfmenu", "check", "menus.kfm"]
    if "columns" in about:
        printed = _on_terminal(check, env, about["columns"])
    else:
        line = about["shell"].replace("kfmenu", f"{sys.executable} -m kfmenu", 1)
        done = subprocess.run(
            ["sh", "-c", line], cwd=FOLDER, env=env, capture_output=True, check=False
        )
        assert not done.stderr, done.stderr
        printed = done.stdout
    return printed.decode(about["env"].get("PYTHONIOENCODING", "utf-8")).replace("\r\n", "\n")


def _on_terminal(command: list[str], env: dict[str, str], columns: int) -> bytes:
    """Run a command on a terminal of so many columns, and give all that it writes there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(command, cwd=FOLDER, env=env, stdout=theirs, stderr=theirs):
        os.close(theirs)
        printed = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux: the other end is closed
                part = b""
            if not part:
                break
            printed += part
    os.close(ours)
    return printed


if __name__ == "__main__":
    for terminal in TERMINALS:
        (terminal / "screen").write_text(picture(terminal), encoding="utf-8", newline="")
