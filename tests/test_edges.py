"""The edges: what lies on disks, ends too early, takes too long, or may not be written."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import killed
import pytest

from kfmenu.cli import run, steps
from kfmenu.project import inputs as reading
from kfmenu.project.config import shown
from kfmenu.project.files import folder_of, sweep
from kfmenu.project.inputs import Input

ROOT = Path(__file__).parent.parent
GOOD = "menu a\n  click: 满意 -> 101\n"


@pytest.fixture(autouse=True)
def _in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, which makes paths short."""
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *args: str) -> list[str]:
    """Check, and give the problems, a line each."""
    capsys.readouterr()
    run(["check", *args, "--output-format", "concise"])
    return capsys.readouterr().out.splitlines()


# ---- what lies on disks -------------------------------------------------------------------


def test_odd_files(capsys: pytest.CaptureFixture[str]) -> None:
    """Among odd files every one is told, and the good one is read; nobody waits or goes round."""
    menus = Path("m")
    menus.mkdir()
    (menus / "good.kfm").write_text(GOOD, encoding="utf-8")
    (menus / "circle.kfm").symlink_to("circle.kfm")
    (menus / "dangling.kfm").symlink_to("nowhere")
    (menus / "folder.kfm").mkdir()
    (menus / "up").symlink_to("..")
    os.mkfifo(menus / "pipe.kfm")
    os.truncate(os.open(menus / "huge.kfm", os.O_CREAT | os.O_RDWR), reading.LARGEST + 1)
    (menus / "binary.kfm").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 8)
    found = said(capsys, "m")
    unread = {
        "circle": "Too many levels of symbolic links",
        "dangling": "there is no such file or folder",
        "huge": "it is over 64 MiB",
        "pipe": "it is no regular file",
    }
    assert found[:4] == [
        f"m/{name}.kfm: error[KF901] cannot be read: {why}" for name, why in unread.items()
    ]
    assert all(line.startswith("m/binary.kfm:1:1: error[KF101]") for line in found[4:])
    for command in ("check", "build", "fmt", "fix"):
        assert run([command, "m"]) == 2
    assert (menus / "huge.kfm").stat().st_size == reading.LARGEST + 1


def test_streams(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that is named is read; one without an end is left in time, as a file or as stdin."""
    ours, theirs = os.pipe()
    os.write(theirs, GOOD.encode())
    os.close(theirs)
    assert said(capsys, f"/dev/fd/{ours}") == []
    os.close(ours)
    monkeypatch.setattr(reading, "LARGEST", 1000)
    huge = "error[KF901] cannot be read: it is over 64 MiB"
    assert said(capsys, "/dev/zero") == [f"/dev/zero: {huge}"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"#" * 1001)))
    assert said(capsys, "-") == [f"<stdin>: {huge}"]


def test_vanishing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that goes between being found and being read is told as missing."""
    for name in ("a", "b"):
        Path(f"{name}.kfm").write_text(GOOD.replace("menu a", f"menu {name}"), encoding="utf-8")
    real = os.open

    def opened(path: str, *args: int) -> int:
        if path == "a.kfm":
            Path(path).unlink(missing_ok=True)
        return real(path, *args)

    monkeypatch.setattr(os, "open", opened)
    assert said(capsys, ".") == [
        "a.kfm: error[KF901] cannot be read: there is no such file or folder"
    ]


def test_no_current_folder(tmp_path: Path) -> None:
    """In a folder that is gone, what is named absolutely is checked as anywhere."""
    (tmp_path / "a.kfm").write_text(GOOD, encoding="utf-8")
    line = f'mkdir gone && cd gone && rmdir ../gone && "$0" -m kfmenu check {tmp_path}/a.kfm x.kfm'
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", line, sys.executable], env=env, capture_output=True, check=False, text=True
    )
    assert done.returncode == 2
    assert done.stdout.startswith("x.kfm: error[KF901] cannot be read: there is no such file")
    assert not done.stderr


def test_current_folder_that_goes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does it matter when the folder goes while it runs."""
    Path("a.kfm").write_text(GOOD, encoding="utf-8")

    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)
    assert said(capsys, "a.kfm") == []
    assert said(capsys, ".") == []
    assert shown("/x") == "/x"


def test_deep_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folders may lie as deep as the system lets them."""
    for _ in range(1500):
        os.mkdir("d")
        monkeypatch.chdir("d")
    Path("a.kfm").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert said(capsys, "d") == []
    assert said(capsys, f"{'d/' * 1500}a.kfm") == []
    subprocess.run(["rm", "-r", "d"], check=True)


def test_read_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing can be written, that is told; what is there stays."""
    Path("a.kfm").write_text("menu a\n   click: 满意 -> 101\n", encoding="utf-8")
    assert run(["build", "a.kfm", "-o", "/proc/nothing"]) == 2
    assert capsys.readouterr().err.startswith("cannot write /proc/nothing: ")
    assert run(["build", "a.kfm", "--bundle", "/proc/nothing/a.json"]) == 2
    assert run(["build", "a.kfm", "-o", "a.kfm"]) == 2
    assert run(["preview", "a.kfm", "--html", "/proc/nothing/a.html"]) == 2
    Path("b.kfm").symlink_to("/proc/version")
    assert run(["check", "b.kfm"]) in {0, 1}


# ---- what ends too early ------------------------------------------------------------------


def leave(*pids: int) -> None:
    """Leave what killed runs with these numbers would."""
    for pid in pids:
        Path(f".kfmenu-{pid}.tmp").write_text("half")


def left() -> list[str]:
    """Give what is left of killed runs."""
    return sorted(str(path) for path in Path().rglob(".kfmenu-*.tmp"))


@pytest.fixture
def dead() -> int:
    """Give the number of a process that has ended."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_sweep(dead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What dead runs left goes, what a living one is writing stays, and so does all else."""
    leave(dead, os.getpid(), os.getppid())
    Path(".kfmenu-x.tmp").touch()
    Path(".kfmenu-manifest").touch()
    sweep(["", ".", "nowhere"])
    assert left() == [f".kfmenu-{os.getppid()}.tmp", ".kfmenu-x.tmp"]

    def others(_: int, __: int) -> None:
        raise PermissionError

    leave(dead)
    monkeypatch.setattr(os, "kill", others)
    sweep([""])
    assert f".kfmenu-{dead}.tmp" in left()


@pytest.mark.parametrize(
    "args",
    [
        ["build", "a.kfm", "-o", "."],
        ["build", "a.kfm", "--bundle", "all.json"],
        ["fmt", "a.kfm"],
        ["fix", "."],
        ["preview", "a.kfm", "--html", "a.html"],
    ],
    ids=" ".join,
)
def test_commands_sweep(args: list[str], dead: int) -> None:
    """Each command that writes sweeps where it would write, though it changes nothing."""
    Path("a.kfm").write_text(GOOD, encoding="utf-8")
    assert run(args) == 0
    leave(dead)
    assert run(["check", "a.kfm"]) == 0
    assert run(["fmt", "a.kfm", "--check"]) == 0
    assert left()
    assert run(args) == 0
    assert not left()


def test_links(tmp_path: Path) -> None:
    """A file behind a link is replaced where it lies, and that is where is swept."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.kfm").touch()
    Path("a.kfm").symlink_to("real/a.kfm")
    assert folder_of("a.kfm") == str(tmp_path / "real")
    assert folder_of("real/a.kfm") == "real"


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("command", killed.COMMANDS)
def test_killed(command: str, sign: signal.Signals) -> None:
    """Ended at any moment, a command leaves each file old or new, and the next mends the rest."""
    assert len(list(killed.trials(command, sign, 2, seed=time.time_ns()))) == 2


def test_interrupted_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Ctrl-C ends it with 130 even while the last lines are written."""
    from kfmenu.cli import main  # noqa: PLC0415

    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("kfmenu.cli.process.run", interrupted)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert not capsys.readouterr().err


# ---- what takes long ----------------------------------------------------------------------


def slow(monkeypatch: pytest.MonkeyPatch, *, terminal: bool = True) -> None:
    """Let every look at the clock be a second after the last, on a terminal or not."""
    clock = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)


@pytest.mark.parametrize("command", ["check", "build", "fmt", "fix"])
def test_progress(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a second a terminal is told how far it is; nobody else is."""
    for number in range(4):
        Path(f"m{number}.kfm").write_text(f"menu m{number}\n  click: 满意 -> 101\n")
    slow(monkeypatch)
    assert run([command, "."]) == 0
    err = capsys.readouterr().err
    assert "\r2 of 4 files" in err
    assert err.rpartition("\r3 of 4 files")[2].startswith(f"\r{' ' * 40}\r")
    slow(monkeypatch, terminal=False)
    assert run([command, "."]) == 0
    assert "of 4" not in capsys.readouterr().err


def test_progress_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that is interrupted takes its line away."""
    slow(monkeypatch)
    walk = steps.with_progress([Input("a", b"", is_json=False)] * 5, "zh")
    for _ in range(4):
        next(walk)
    assert capsys.readouterr().err == "".join(f"\r已处理 {n}/5 个文件" for n in (1, 2, 3))
    del walk
    assert capsys.readouterr().err == f"\r{' ' * 40}\r"


def test_thousands(capsys: pytest.CaptureFixture[str]) -> None:
    """Thousands of files are checked, each with its own problem, in order."""
    for number in range(3000):
        Path(f"m{number:04}.kfm").write_text(f"menu m{number}\n  clikc: 满意 -> 101\n")
    found = said(capsys, ".")
    assert [line[:10] for line in found] == [f"m{number:04}.kfm:" for number in range(3000)]
