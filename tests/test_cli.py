"""The command line: what it prints, where, and how it ends."""

import io
import json
import os
import re
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from golden import RULES

from kfmenu.cli import main, options, run
from kfmenu.cli.speech import default_lang
from kfmenu.problems import Problem
from kfmenu.project.inputs import Input
from kfmenu.reports import full
from kfmenu.reports.findings import Findings

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
    assert options.coloured("auto", err=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not options.coloured("auto", err=False)
    assert not options.coloured("never", err=True)


def test_long_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A long line is cut around its fault, so that the carets stay in sight."""
    line = "  head: " + "一" * 400 + "\u200b" + "二" * 400
    Path("long.kfm").write_text(f"menu a\n{line}\n  click: 一 -> 1\n", encoding="utf-8")
    run(["check", "long.kfm", "--select", "KF432"])
    _, quoted, carets, *_ = capsys.readouterr().out.splitlines()
    assert quoted.startswith("  2 | …一")
    assert quoted.endswith("二…")
    assert full.cells(quoted) <= 110
    assert carets.index("^") == full.cells(quoted[: quoted.index("\u200b")])


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


def test_progress(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """After a second a terminal is told how far it is, and the line is taken away again."""
    clock = iter(range(0, 100, 1))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    inputs = [Input("a", b"", False)] * 3
    assert list(options.with_progress(inputs, 3, "en")) == inputs
    err = capsys.readouterr().err
    assert "1 of 3 files" in err
    assert err.endswith("\r")


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
    assert run(["explain", "too-long", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "KF402"


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


@pytest.mark.parametrize("command", [[], ["check"], ["build"], ["explain"], ["send"]])
def test_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every command has help, and the program lists them."""
    assert run([*command, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def test_usage(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong command line says what is wrong and where to look, in the user's language."""
    assert run(["chekc"]) == 2
    assert capsys.readouterr().err.startswith("usage: No such command")
    monkeypatch.setenv("KFMENU_LANG", "zh")
    assert run(["check"]) == 2
    assert "看看 kfmenu check --help" in capsys.readouterr().err


def test_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends it with 130."""

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kfmenu.cli.check.read_project", interrupted)
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
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "kfmenu" / "__main__.py"), run_name="__main__")
    assert ended.value.code == 1


def test_broken_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the reader is gone the exit code is 1, and the standard output is closed for good."""

    def gone(*_: Any) -> int:
        raise BrokenPipeError

    output = Path("output").open("w")  # noqa: SIM115 - main() closes what is under it
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setattr("kfmenu.cli.program.run", gone)
    monkeypatch.setattr("gc.disable", lambda: None)
    with pytest.raises(SystemExit) as ended:
        main()
    output.write("nobody reads this")
    output.close()
    assert ended.value.code == 1
    assert Path("output").read_text() == ""


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
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
