"""Killed at random moments: each file is whole, old or new, and the next run sweeps what was left.

`python tests/killed.py [TIMES [SEED]]` kills `build`, `fmt` and `fix` a hundred times each, and
interrupts them as often.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
FILES = 60
COMMANDS = {
    "build": ["build", "menus", "-o", "dist"],
    "fmt": ["fmt", "menus"],
    "fix": ["fix", "menus"],
}
Content = dict[str, bytes]


def start(folder: Path, command: str) -> "subprocess.Popen[bytes]":
    """Start the real program."""
    return subprocess.Popen(
        [sys.executable, "-m", "kfmenu", *COMMANDS[command]],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def write(folder: Path, text: str) -> None:
    """Write the menus, some of them in a project of their own."""
    for number in range(FILES):
        menus = folder / ("menus/shop" if number % 4 == 0 else "menus")
        menus.mkdir(parents=True, exist_ok=True)
        (menus / f"m{number}.kfm").write_text(f"menu m{number}\n{text}", encoding="utf-8")
    (folder / "menus/shop/kfmenu.toml").touch()


def prepare(folder: Path, command: str) -> None:
    """Make what a command has to change: each of its files, and some that go."""
    write(folder, "  click: 满意 -> 1\n")
    if command == "build":
        (folder / "menus/gone.kfm").write_text("menu gone\n  click: 满意 -> 1\n", encoding="utf-8")
        assert start(folder, command).wait(60) == 0
        (folder / "menus/gone.kfm").unlink()
    word = "按钮" if command == "fix" else "   click"
    write(folder, f"  {word}: 满意 -> 1\n  click: 不满意 -> 2\n")


def content(folder: Path) -> Content:
    """Read what a command writes: all but the manifests, which change on the way."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".json", ".kfm"}
    }


def temporary(folder: Path) -> list[Path]:
    """Give the files of runs that did not end."""
    return sorted(folder.rglob(".kfmenu-*.tmp"))


def trials(command: str, sign: signal.Signals, times: int, seed: int) -> Iterator[str]:
    """End a command at random moments, and tell of each how far it had come.

    Args:
        command: one of `COMMANDS`.
        sign: how it is ended.
        times: how often.
        seed: of the moments.
    """
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    with TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, command)
        old = content(folder)
        started = time.monotonic()
        assert start(folder, command).wait(60) == 0
        took = time.monotonic() - started
        new = content(folder)
        assert new != old
    for _ in range(times):
        with TemporaryDirectory() as name:
            folder = Path(name)
            prepare(folder, command)
            process = start(folder, command)
            time.sleep(moments.uniform(took / 3, took))
            process.send_signal(sign)
            code = process.wait(60)
            now = content(folder)
            for path in old.keys() | new.keys():
                assert now.get(path) in (old.get(path), new.get(path)), (path, now.get(path))
            for manifest in folder.rglob(".kfmenu-manifest"):
                json.loads(manifest.read_bytes())
            left = temporary(folder)
            if sign == signal.SIGINT:
                # Before the program has begun, Python dies of the signal itself.
                assert code in {0, 130, -signal.SIGINT}, code
                assert not left
            assert start(folder, command).wait(60) == 0
            assert content(folder) == new
            assert not temporary(folder)
        done = "before" if now == old else "after" if now == new else "within"
        yield f"{done}, a file left" if left else done


def main() -> None:
    """Kill and interrupt each command, and print how far it had come how often."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print("seed", seed)
    for command in COMMANDS:
        for sign in (signal.SIGKILL, signal.SIGINT):
            print(command, sign.name, dict(Counter(trials(command, sign, times, seed))), flush=True)


if __name__ == "__main__":
    main()
