"""The command line: what it prints, where, and how it ends."""

import ctypes
import io
import json
import os
import re
import signal
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from golden import RULES
from hypothesis import given
from hypothesis import strategies as st

import kfmenu
from kfmenu.cli import main, run, steps
from kfmenu.cli.program import COMMANDS
from kfmenu.problems import Problem
from kfmenu.reports import full, page
from kfmenu.reports.cells import Ruler
from kfmenu.reports.findings import Findings
from kfmenu.rules.reasons import REASONS
from kfmenu.speech import default_lang

ROOT = Path(__file__).parent.parent
GOOD = "menu a\n  click: 满意 -> 101\n"
BAD = "menu a\n  head: 满满满\n  click: " + "满" * 43 + " -> 101\n"


@pytest.fixture(autouse=True)
def _in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, which makes paths short."""
    monkeypatch.chdir(tmp_path)
    Path("good.kfm").write_text(GOOD, encoding="utf-8")
    Path("bad.kfm").write_text(BAD, encoding="utf-8")


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Give the program something to read from its standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


# ---- check --------------------------------------------------------------------------------


def test_full(capsys: pytest.CaptureFixture[str]) -> None:
    """The full report quotes the line, with carets right under Chinese, and the way out."""
    Path("two.kfm").write_text("menu b\n  click: 满\u200b意 -> 1\n  click: 一 -> 1\n")
    assert run(["check", "two.kfm"]) == 0
    assert capsys.readouterr().out == (
        "two.kfm:2:11: warning[KF432] click.content holds an invisible character U+200B\n"
        "  2 |   click: 满\u200b意 -> 1\n"
        "    |            ^\n"
        "  = delete it; most often it came along from a web page or a chat\n"
        "\n"
        "two.kfm:3:15: warning[KF423] the id “1” is used in this menu already\n"
        "  3 |   click: 一 -> 1\n"
        "    |                ^\n"
        "  = choose another, or the answers cannot be told apart\n"
        "  = two.kfm:2:17: the first one is here\n"
        "\n"
        "1 file: 0 errors, 2 warnings\n"
    )


def test_full_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """In Chinese everything but the codes is Chinese."""
    assert run(["check", "bad.kfm", "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "bad.kfm:3:10: error[KF402] click“满满" in out
    assert "删去 1 个字" in out
    assert out.endswith("1 个文件：1 个错误，0 个警告\n")
    assert run(["check", "good.kfm", "--lang", "zh"]) == 0
    assert capsys.readouterr().out == "检查了 1 个文件，没有问题\n"


def test_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """A clean run says so in one line."""
    assert run(["check", "good.kfm"]) == 0
    assert capsys.readouterr().out == "1 file checked, no problems\n"


def test_concise(capsys: pytest.CaptureFixture[str]) -> None:
    """The concise report is one line a problem, of .kfm and of JSON."""
    Path("m.json").write_text('{"list": [5]}')
    assert run(["check", "bad.kfm", "m.json", "--output-format", "concise"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"bad.kfm:3:10: error\[KF402\] click.content .* 1 too many", first)
    assert second == "m.json:1:11: error[KF405] list[0] must be an object, and is a number"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON report has every key of the contract, its Chinese unescaped."""
    assert run(["check", "bad.kfm", "--output-format", "json", "--color", "always"]) == 1
    out = capsys.readouterr().out
    assert "满满" in out
    report = json.loads(out)
    assert report["version"] == 1
    assert report["summary"] == {"files": 1, "errors": 1, "warnings": 0}
    (problem,) = report["problems"]
    assert list(problem) == [
        "code", "name", "severity", "message", "hint", "path", "line", "column", "end_line",
        "end_column", "pointer", "limit", "actual", "unit", "related", "fix",
    ]  # fmt: skip
    assert problem["code"] == "KF402"
    assert (problem["line"], problem["column"], problem["end_column"]) == (3, 10, 53)
    assert problem["pointer"] == "/msgmenu/list/0/click/content"
    assert (problem["limit"], problem["actual"], problem["unit"]) == (128, 129, "byte")
    assert (problem["related"], problem["fix"]) == ([], None)


def test_json_related(capsys: pytest.CaptureFixture[str]) -> None:
    """Related places come with path, line, column and pointer."""
    Path("m.kfm").write_text("menu b\n  click: 一 -> 1\n  click: 二 -> 1\n")
    click = {"type": "click", "click": {"id": "1", "content": "x"}}
    Path("m.json").write_text(json.dumps({"list": [click, click]}))
    run(["check", "m.kfm", "m.json", "--output-format", "json"])
    one, two = json.loads(capsys.readouterr().out)["problems"]
    there = {"path": "m.kfm", "line": 2, "column": 15, "pointer": "/msgmenu/list/0/click/id"}
    assert one["related"] == [there | {"message": "the first one is here"}]
    assert two["related"][0]["pointer"] == "/list/0/click/id"
    assert run(["check", "m.json"]) == 0
    assert "m.json:1:45: the first one is here" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["good.kfm"], 0),
        (["bad.kfm"], 1),
        (["bad.kfm", "--ignore", "KF402"], 0),
        (["bad.kfm", "--ignore", "kf4"], 0),
        (["bad.kfm", "--select", "KF2,KF3"], 0),
        (["bad.kfm", "--select", "KF4", "--ignore", "KF401"], 1),
        (["warn.kfm"], 0),
        (["warn.kfm", "--strict"], 1),
        (["warn.kfm", "--strict", "--ignore", "KF605"], 0),
        (["no.kfm"], 2),
        (["no.kfm", "bad.kfm"], 2),
        (["no.kfm", "--ignore", "KF9"], 2),
        (["bad.kfm", "--ignore", "KF999"], 2),
        (["bad.kfm", "--nonsense"], 2),
        ([], 2),
        (["eleven.kfm"], 1),
        (["eleven.kfm", "--target", "send_msg"], 0),
    ],
)
def test_exit(args: list[str], code: int) -> None:
    """0 is fine, 1 is problems found, 2 is usage or a file that cannot be read."""
    Path("warn.kfm").write_text("menu b\n  text: 官网 -> https://x.y\n")
    Path("eleven.kfm").write_text("menu c\n" + "  text: x\n" * 11)
    assert run(["check", *args]) == code


def test_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The standard input is .kfm, unless its name or --as says JSON."""
    stdin(monkeypatch, b"menu a\n  clikc: x -> 1\n")
    assert run(["check", "-", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("<stdin>:2:3: error[KF202]")
    stdin(monkeypatch, b'{"list": [5]}')
    assert run(["check", "-", "--as", "menu", "--output-format", "concise"]) == 1
    assert "KF405" in capsys.readouterr().out
    stdin(monkeypatch, b"[")
    name = ["--stdin-filename", "x.json", "--output-format", "concise"]
    assert run(["check", "-", *name]) == 1
    assert capsys.readouterr().out.startswith("x.json:1:2: error[KF400]")


def test_as(capsys: pytest.CaptureFixture[str]) -> None:
    """`--as` says what a JSON file is."""
    Path("m.json").write_text('{"msgtype": "text", "text": {"content": "x"}}')
    assert run(["check", "m.json", "--as", "on_event", "--output-format", "concise"]) == 1
    assert "m.json:1:1: error[KF404] code is missing" in capsys.readouterr().out


def test_colours(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours are for terminals, and can be had and refused."""
    run(["check", "bad.kfm", "--color", "always"])
    coloured = capsys.readouterr().out
    assert "\x1b[31m\x1b[1merror[KF402]" in coloured
    run(["check", "bad.kfm"])
    plain = capsys.readouterr().out
    assert plain == re.sub("\x1b\\[[0-9;]*m", "", coloured)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert steps.coloured("auto", sys.stdout)
    monkeypatch.setenv("TERM", "dumb")
    assert not steps.coloured("auto", sys.stdout)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not steps.coloured("auto", sys.stdout)
    assert not steps.coloured("never", sys.stderr)


def test_long_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A long line is cut around its fault, so that the carets stay in sight."""
    line = "  head: " + "一" * 400 + "\u200b" + "二" * 400
    Path("long.kfm").write_text(f"menu a\n{line}\n  click: 一 -> 1\n", encoding="utf-8")
    run(["check", "long.kfm", "--select", "KF432"])
    _, quoted, carets, *_ = capsys.readouterr().out.splitlines()
    assert quoted.startswith("  2 | …一")
    assert quoted.endswith("二…")
    cells = Ruler().cells
    assert cells(quoted) <= page._MOST_CELLS
    assert carets.index("^") == cells(quoted[: quoted.index("\u200b")])


def test_terminal_is_safe(capsys: pytest.CaptureFixture[str]) -> None:
    """Control and bidi characters of a file never reach the terminal."""
    Path("evil.kfm").write_bytes("menu a\n  click: a\x1b[2Jb\u202ec\td -> 1\n".encode())
    run(["check", "evil.kfm"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\t" not in out


def test_nothing_forges_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No name, key or argument can move the cursor or begin a line of its own."""
    evil = "\x1b]0;x\x07\nx.json:1:1: error[KF402] forged"
    Path("x.json").write_text(json.dumps({"list": [], evil: 1}))
    Path("new\nline\x1b[31m.kfm").write_text("junk\n")
    for output_format in ("full", "concise"):
        run(["check", "x.json", "new\nline\x1b[31m.kfm", "--output-format", output_format])
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\nx.json:1:1: error[KF402] forged" not in out
        assert "\nline" not in out
    run(["explain", "\x1b[31mKF"])
    run(["check", "x.json", "--select", "\x1b[31m"])
    assert "\x1b" not in capsys.readouterr().err


def test_long_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """A long fault is cut, too, and so are carets that would not fit."""
    Path("long.kfm").write_text("menu a\n  click: " + "满" * 200 + " -> 1\n", encoding="utf-8")
    run(["check", "long.kfm"])
    _, quoted, carets, *_ = capsys.readouterr().out.splitlines()
    assert quoted.endswith("满…")
    assert carets.count("^") == quoted.count("满") * 2 + 1


def test_other_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault in several lines is quoted by its first; a line that is not there, not at all."""
    Path("texts.kfm").write_text("menu a\n  text: x\n    | " + "y" * 300 + "\n")
    run(["check", "texts.kfm"])
    assert "  2 |   text: x\n    |         ^\n" in capsys.readouterr().out
    problem = Problem("KF203", path="x", line=9, column=1, end_line=9, end_column=2)
    lines = list(full.write(Findings([problem], 1, {"x": b"a"}, "en")))
    assert lines[1].startswith("  = ")


def test_empty_line_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault without a width still gets one caret; a file not read gets its headline only."""
    Path("bom.kfm").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    run(["check", "bom.kfm"])
    assert "  1 | menu a\n    | ^\n" in capsys.readouterr().out
    Path("x.json").write_text("\n\n\n")
    run(["check", "x.json"])
    assert "x.json:4:1: error[KF400]" in capsys.readouterr().out


# ---- explain ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", RULES)
def test_explain(code: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule is explained in both languages, with what kfmenu says of its bad example."""
    assert run(["explain", code, "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{code} {RULES[code].name} (")
    assert f"[{code}] " in out
    assert max(map(len, out.splitlines())) < 200


def test_explain_all(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code all rules are listed, a line each, or as JSON."""
    assert run(["explain"]) == 0
    assert [line[:5] for line in capsys.readouterr().out.splitlines()] == list(RULES)
    assert run(["explain", "--output-format", "json"]) == 0
    assert [rule["code"] for rule in json.loads(capsys.readouterr().out)] == list(RULES)
    assert run(["explain", "kf10"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6
    assert run(["explain", "KF8", "--output-format", "json"]) == 0
    assert [rule["code"] for rule in json.loads(capsys.readouterr().out)] == [
        code for code in RULES if code.startswith("KF8")
    ]
    assert run(["explain", "too-long", "--output-format", "json", "--lang", "zh"]) == 0
    explained = json.loads(capsys.readouterr().out)
    assert explained["code"] == explained["problem"]["code"] == "KF402"
    assert explained["reason"] == REASONS["KF402"][0]


def test_explain_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown code is refused, with the nearest that there is."""
    assert run(["explain", "KF4022"]) == 2
    assert "did you mean KF4" in capsys.readouterr().err
    assert run(["explain", "nothing-like-it-at-all-anywhere"]) == 2


# ---- the program --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"KFMENU_LANG": "zh", "LC_ALL": "C"}, "zh"),
        ({"LC_MESSAGES": "zh_TW"}, "zh"),
    ],
)
def test_default_lang(environ: dict[str, str], lang: str) -> None:
    """KFMENU_LANG decides, then the locale."""
    assert default_lang(environ) == lang


@pytest.mark.parametrize(("number", "lang"), [(0x0804, "zh"), (0x0409, "en"), (0xFFFF, "en")])
def test_lang_of_windows(number: int, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows, which sets no variable, is asked for its language, unless one is set."""
    windows = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: number))
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert default_lang({}) == lang
    assert default_lang({"KFMENU_LANG": "en"}) == "en"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help(
    command: list[str],
    lang: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every command has help in both languages; none of it is cut off, all of it fits."""
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*command, "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：kfmenu" if lang == "zh" else "Usage: kfmenu")
    assert ("显示这段说明" if lang == "zh" else "show this text") in said
    assert "..." not in re.sub(r"\[?[A-Z]+\]?\.\.\.", "", said)
    assert max(map(Ruler().cells, said.splitlines())) <= 80
    assert ("\n例子：\n" if lang == "zh" else "\nExamples:\n") in said
    assert re.search(r"\n  0 +\S", said)
    assert run(["--lang", lang, *command, "-h"]) == 0
    assert capsys.readouterr().out == said


def test_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Alone the program says what it can do, and how to begin."""
    assert run([]) == 0
    said = capsys.readouterr().out
    assert run(["--help"]) == 0
    assert capsys.readouterr().out == said
    assert re.search(r"\n  check +report every problem", said)
    assert "\n  kfmenu check menus " in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """There is one version, in Python, on the command line and in the metadata."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"kfmenu {kfmenu.__version__}\n"
    assert version("kfmenu") == kfmenu.__version__


def test_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """What every command takes may stand before the command, too; behind it, it wins."""
    args = ["--lang", "zh", "--color", "always", "--output-format", "concise"]
    assert run([*args, "check", "bad.kfm"]) == 1
    before = capsys.readouterr().out
    assert run(["check", "bad.kfm", *args]) == 1
    assert capsys.readouterr().out == before
    assert "\x1b[" in before
    assert "上限" in before
    assert run([*args, "check", "bad.kfm", "--lang", "en", "--color", "never"]) == 1
    assert capsys.readouterr().out.endswith("1 too many\n")


def test_usage(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong command line says what is wrong and where to look, in the user's language."""
    assert run(["chekc"]) == 2
    wrong = "usage: there is no command “chekc”; did you mean check? (see kfmenu --help)\n"
    assert capsys.readouterr().err == wrong
    assert run(["good.kfm"]) == 2
    assert "did you mean kfmenu check good.kfm?" in capsys.readouterr().err
    assert run(["nothing-like-it"]) == 2
    assert "did you mean" not in capsys.readouterr().err
    assert run(["--nonsense", "check"]) == 2
    assert "--nonsense" in capsys.readouterr().err
    assert run(["--lang", "zh", "chekc"]) == 2
    assert capsys.readouterr().err.startswith("命令用法不对: 没有命令 “chekc”；是不是 check？")
    monkeypatch.setenv("KFMENU_LANG", "zh")
    assert run(["check"]) == 2
    assert "看看 kfmenu check --help" in capsys.readouterr().err
    assert run(["check", "good.kfm", "--ignore", "KF999", "--lang", "en"]) == 2
    assert "no rule begins with KF999" in capsys.readouterr().err


def test_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends it with 130."""

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kfmenu.cli.check.read_project", interrupted)
    assert run(["check", "good.kfm"]) == 130
    monkeypatch.setattr("kfmenu.cli.program.called", interrupted)
    assert run(["check", "good.kfm"]) == 130


def program(*args: str, **more: Any) -> subprocess.Popen[bytes]:
    """Start the real program."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "KFMENU_LANG": "en"} | more.pop("env", {})
    command = [sys.executable, "-m", "kfmenu", *args]
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
    )


def test_module() -> None:
    """`python -m kfmenu` is the program; a terminal without Chinese shows escapes."""
    Path("odd.json").write_text('{"list": [], "\\ud800": 1}')
    with program("check", "odd.json", "--output-format", "json") as process:
        report = json.loads(process.communicate(timeout=30)[0])
    assert report["problems"][1]["pointer"] == "/\ud800"
    with program("check", "bad.kfm", env={"PYTHONIOENCODING": "latin-1"}) as process:
        out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert b"\\u6ee1" in out
    assert not err


def test_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module and the console script are one and the same."""
    monkeypatch.setattr(sys, "argv", ["kfmenu", "check", "bad.kfm"])
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    with pytest.raises(SystemExit) as ended:
        import_module("kfmenu.__main__")
    assert ended.value.code == 1


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BrokenPipeError(), 1, ""),
        (OSError(22, "Invalid argument"), 1, ""),
        (OSError(28, "No space left"), 2, "cannot write the standard output: No space left\n"),
    ],
)
def test_broken_pipe(
    error: OSError,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """When nobody can read on it ends with a word or without, its standard output closed.

    On Windows a pipe that is closed is told as an invalid argument.
    """

    def gone(*_: Any) -> int:
        raise error

    output = Path("output").open("w")  # noqa: SIM115 - main() closes what is under it
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr("kfmenu.cli.process.run", gone)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    with monkeypatch.context() as windows:
        windows.setattr(os, "name", "nt" if error.errno == 22 else os.name)
        with pytest.raises(SystemExit) as ended:
            main()
    output.write("nobody reads this")
    output.close()
    assert ended.value.code == code
    assert Path("output").read_text() == ""
    assert capsys.readouterr().err == said
    assert sys.stdin.read() == ""
    sys.stdin.close()


def test_full_disk() -> None:
    """An output that cannot be written is told, in one line."""
    command = [sys.executable, "-m", "kfmenu", "check", "bad.kfm"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "KFMENU_LANG": "zh"}
    with Path("/dev/full").open("wb") as full_disk:
        done = subprocess.run(
            command, env=env, stdout=full_disk, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("写不了标准输出: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "<."])
def test_closed_streams(closed: str) -> None:
    """A stream that is closed, or is no stream, is no traceback."""
    line = f'"$1" -m kfmenu check bad.kfm - {closed}'
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", line, "sh", sys.executable],
        env=env, capture_output=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode in {1, 2}
    assert b"Traceback" not in done.stderr


MACHINE = [
    ["check", "emoji.kfm", "--output-format", "json"],
    ["build", "emoji.kfm"],
    ["build", "emoji.kfm", "--bundle", "all.json", "--check", "--output-format", "json"],
    ["explain", "KF402", "--output-format", "json"],
    ["explain", "--output-format", "json"],
    ["send", "emoji.kfm", "--dry-run", "--code", "CODE"],
]


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
@pytest.mark.parametrize("args", MACHINE, ids=" ".join)
def test_machines_get_utf8(args: list[str], encoding: str) -> None:
    """What a machine reads is JSON in UTF-8, whatever the console's encoding."""
    Path("emoji.kfm").write_text("菜单 评价\n  回复: 满意👍 -> 1\n", encoding="utf-8")
    with program(*args, env={"PYTHONIOENCODING": encoding, "KFMENU_LANG": "zh"}) as process:
        out = process.communicate(timeout=30)[0]
    assert json.loads(out.decode())
    assert ("满意👍" in out.decode()) == (args[-1] in {"emoji.kfm", "CODE"})


def test_closed_pipe() -> None:
    """A reader that has seen enough does not make it complain."""
    Path("many.kfm").write_text("junk\n" * 20000)
    with program("check", "many.kfm", "--output-format", "concise") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 1


def test_real_interrupt() -> None:
    """A real SIGINT ends the real program with 130, without a traceback."""
    with program("check", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin
        # More than a pipe holds: when it is written, the program is certainly reading.
        process.stdin.write(b"#" * 1_000_000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err


# ---- lines that fit -----------------------------------------------------------------------


def test_cells() -> None:
    """Terminal cells are counted as terminals do: two for 汉字, none for joiners and marks."""
    cells = Ruler().cells
    assert cells("a满é") == 4
    assert cells("e\u0301\u200b") == 1
    assert cells("😀｜") == 4
    assert cells("👨‍👩‍👧‍👦一") == 4
    assert cells("“满”") == 4
    assert Ruler("gbk").cells("“满”") == 6
    assert Ruler().head("一二", 3) == "一"
    assert Ruler().head("一二", 4) == Ruler().tail("一二", 4) == "一二"


@pytest.mark.property
@given(st.text("满意a ，。“”👍👨‍👩‍👧\u200b\u0301-", max_size=60), st.integers(4, 40))
def test_wrapped(text: str, width: int) -> None:
    """Lines that are cut to fit are not wider, and nothing but blanks is lost."""
    ruler = Ruler()
    lines = list(ruler.wrapped(text, width, " "))
    assert all(ruler.cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.property
@given(
    st.text("满意a 👍👨‍👩‍👧", max_size=40),
    st.text("满a👍", min_size=1, max_size=40),
    st.text("满意a 👍", max_size=40),
    st.integers(18, 60),
    st.sampled_from(["utf-8", "gbk", "ascii"]),
)
def test_clipped(before: str, fault: str, after: str, room: int, encoding: str) -> None:
    """A line that is cut fits, shows the beginning of its fault, and can be written there."""
    ruler = Ruler(encoding)
    parts = ruler.clipped(before, fault, after, room)
    assert sum(map(ruler.cells, parts)) <= room
    assert parts[1].removesuffix(ruler.dots)
    assert "".join(parts).encode(encoding)


def test_explain_fits(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Explained on a terminal, no rule has a line that is wider, nor a list of rules."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("zh", "en"):
        for code in (*RULES, "KF"):
            assert run(["explain", code, "--lang", lang]) == 0
        out = capsys.readouterr().out
        assert max(map(Ruler().cells, out.splitlines())) < 80


@pytest.mark.parametrize("code", RULES)
def test_examples_differ(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the examples of a rule differ one sees it, and it is marked."""
    assert run(["explain", code, "--lang", "en"]) == 0
    wrong, right = capsys.readouterr().out.split("\nkfmenu says:\n")
    right = right.partition("\nRight:\n")[2]
    marked = [line for line in wrong.splitlines() if line.startswith("  - ")]
    mended = [line for line in right.splitlines() if line.startswith("  + ")]
    assert marked or mended
    assert [line[4:] for line in marked] != [line[4:] for line in mended]


def test_width_of_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that does not know its width gets whole lines."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
    assert steps._width(sys.stdout) is None
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((50, 9)))
    assert steps._width(sys.stdout) in {50, None}  # None where it has no number

    def none(_: int) -> None:
        raise OSError(25, "Inappropriate ioctl for device")

    monkeypatch.setattr(os, "get_terminal_size", none)
    assert steps._width(sys.stdout) is None


def test_unreadable_stdin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A standard input that cannot be read is KF901."""

    class Folder(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Folder()))
    assert run(["check", "-"]) == 2
    assert "<stdin>: error[KF901] cannot be read: Is a directory" in capsys.readouterr().out
