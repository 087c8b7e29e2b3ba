"""`kfmenu fmt`, `fix` and `import`: files laid out, mended, and made from JSON."""

import io
import json
import os
import sys
from pathlib import Path

import pytest
from golden import RULES
from hypothesis import given
from hypothesis import strategies as st
from strategies import characters
from test_language import ITEMS, LINES

from kfmenu.cli import run
from kfmenu.language.format import formatted
from kfmenu.project import fixing
from kfmenu.project.fixing import fix
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project

UGLY = "menu a\n click:满意 → 101\n# 注释\n  **click**: 不满意 -> 102\n"
NICE = "menu a\n  click: 满意 -> 101\n# 注释\n  **click**: 不满意 -> 102\n"
MENDED = "menu a\n click:满意 -> 101\n# 注释\n  click: 不满意 -> 102\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.kfm").write_text(UGLY, encoding="utf-8")


def stdin(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """Give the standard input some content."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))


# ---- fmt ----------------------------------------------------------------------------------


def test_fmt(capsys: pytest.CaptureFixture[str]) -> None:
    """Files are laid out in place, those with broken lines too, and a second time nothing is."""
    os.chmod("m.kfm", 0o640)
    assert run(["fmt", "m.kfm"]) == 0
    assert Path("m.kfm").read_text(encoding="utf-8") == NICE
    assert Path("m.kfm").stat().st_mode & 0o777 == 0o640
    assert capsys.readouterr().err == "formatted m.kfm\n"
    assert run(["fmt", "m.kfm"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["fmt", "m.kfm", "--keywords", "zh", "--output-format", "json"]) == 0
    assert "  回复: 满意 -> 101\n" in Path("m.kfm").read_text(encoding="utf-8")


def test_fmt_check_and_diff(capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` fails and names the file, `--diff` shows the lines; both write nothing."""
    assert run(["fmt", "m.kfm", "--check"]) == 1
    assert "m.kfm: error[KF902] is not laid out as kfmenu fmt does" in capsys.readouterr().out
    assert run(["fmt", "m.kfm", "--diff"]) == 0
    out = capsys.readouterr().out
    assert "- click:满意 → 101\n+  click: 满意 -> 101\n" in out
    assert run(["fmt", "m.kfm", "--check", "--diff"]) == 1
    assert Path("m.kfm").read_text(encoding="utf-8") == UGLY
    Path("m.kfm").write_text(NICE.removesuffix("\n"), encoding="utf-8")
    capsys.readouterr()
    assert run(["fmt", "m.kfm", "--diff"]) == 0
    assert "No newline at end of file" in capsys.readouterr().out
    Path("m.kfm").write_text(NICE, encoding="utf-8")
    assert run(["fmt", "m.kfm", "--check"]) == 0


def test_fmt_stdin(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The standard input is laid out to the standard output; `--check` only looks."""
    stdin(monkeypatch, UGLY)
    assert run(["fmt", "-"]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == NICE.encode()
    stdin(monkeypatch, UGLY)
    assert run(["fmt", "-", "--check", "--output-format", "concise"]) == 1
    stdin(monkeypatch, UGLY)
    assert run(["fmt", "-", "--diff"]) == 0


def test_json_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Fmt and fix take `.kfm`, and say so of JSON; what cannot be read is exit 2."""
    Path("x.json").write_text("{}")
    for command in ("fmt", "fix"):
        assert run([command, "x.json"]) == 2
        assert "x.json is JSON" in capsys.readouterr().err
        assert run([command, "no.kfm"]) == 2
        assert "KF901" in capsys.readouterr().err


def test_cannot_write(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be replaced it says so, and the file is whole."""

    def broken(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", broken)
    assert run(["fmt", "m.kfm"]) == 2
    assert "cannot write m.kfm: Permission denied" in capsys.readouterr().err
    assert Path("m.kfm").read_text(encoding="utf-8") == UGLY


# ---- fix ----------------------------------------------------------------------------------


def test_fix(capsys: pytest.CaptureFixture[str]) -> None:
    """What has a safe mend is mended in place, what is left is reported."""
    assert run(["check", "m.kfm"]) == 1
    assert "; kfmenu fix mends 2 of them" in capsys.readouterr().out
    assert run(["fix", "m.kfm"]) == 0
    assert Path("m.kfm").read_text(encoding="utf-8") == MENDED
    assert capsys.readouterr().err == "2 mended: m.kfm\n"
    Path("m.kfm").write_text("menu a\n  click: 满意\n", encoding="utf-8")
    assert run(["fix", "m.kfm"]) == 1
    told = capsys.readouterr().err
    assert "KF207" in told
    assert told.endswith("\n0 mended; 1 left to be mended by hand\n")


def test_fix_stdin(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The standard input is mended to the standard output."""
    stdin(monkeypatch, UGLY)
    assert run(["fix", "-", "--output-format", "json"]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == MENDED.encode()


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.kind == "kfm"])
def test_fix_leaves_nothing(code: str) -> None:
    """Of every example, what is marked is mended, and no new problem comes."""
    bad = RULES[code].bad
    content = bad if isinstance(bad, bytes) else bad.encode()
    fixed = fix([Input("x.kfm", content, is_json=False)])
    assert not [one for one in fixed.problems if one.edits]
    assert {one.code for one in fixed.problems} <= {code}
    if RULES[code].mended == "fmt":
        assert not fixed.problems


@pytest.mark.property
@given(st.lists(LINES | ITEMS | st.lists(characters, max_size=8).map("".join), max_size=9))
def test_fix_any_lines(lines: list[str]) -> None:
    """Whatever the lines, fix ends, and leaves nothing that it marked."""
    fixed = fix([Input("x.kfm", "\n".join(lines), is_json=False)])
    assert not [one for one in fixed.problems if one.edits]


def test_json_beside(tmp_path: Path) -> None:
    """JSON among the inputs is checked and left alone."""
    files = [Input("a.kfm", UGLY, is_json=False), Input("a.json", "{}", is_json=True)]
    fixed = fix(files)
    assert set(fixed.contents) == {"a.kfm"}
    assert fixed.mended == 2
    assert not list(tmp_path.glob(".kfmenu*"))


# ---- import -------------------------------------------------------------------------------

MESSAGE = {"msgtype": "msgmenu", "msgmenu": {"head_content": "您好", "list": []}}


def test_import(capsys: pytest.CaptureFixture[str]) -> None:
    """Any envelope becomes `.kfm`, under the file's name or another, in either tongue."""
    Path("问候.json").write_text(json.dumps({"code": "C", **MESSAGE}))
    assert run(["import", "问候.json"]) == 0
    assert capsys.readouterr().out == "menu 问候\n  head: 您好\n"
    assert run(["import", "问候.json", "--name", "hello", "--keywords", "zh"]) == 0
    assert capsys.readouterr().out == "菜单 hello\n  开头: 您好\n"
    Path("a b.json").write_text(json.dumps(MESSAGE["msgmenu"]))
    assert run(["import", "a b.json"]) == 0
    assert capsys.readouterr().out.startswith("menu a-b\n")
    Path("con.json").write_text(json.dumps(MESSAGE))
    assert run(["import", "con.json"]) == 0
    assert capsys.readouterr().out.startswith("menu imported\n")


def test_import_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    """Broken JSON has its problems, a name that is none is usage, a bundle has its own names."""
    Path("bad.json").write_text('{"code": "C"\n"msgtype": "text"}')
    assert run(["import", "bad.json"]) == 1
    assert "KF400" in capsys.readouterr().err
    assert run(["import", "no.json"]) == 2
    Path("m.json").write_text(json.dumps(MESSAGE))
    assert run(["import", "m.json", "--name", "a b"]) == 2
    assert "cannot be a name" in capsys.readouterr().err
    Path("all.json").write_text(
        json.dumps({"version": 1, "messages": {"x": MESSAGE, "y": MESSAGE}})
    )
    assert run(["import", "all.json"]) == 0
    assert capsys.readouterr().out.count("menu ") == 2
    assert run(["import", "all.json", "--name", "z"]) == 2


def test_mends_that_do_not_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """After as many rounds as are sane what is mended so far is given."""
    monkeypatch.setattr(fixing, "_ROUNDS", 1)
    fixed = fix([Input("a.kfm", "菜单 a\n  回复： 好 → 1\n", is_json=False)])
    assert list(fixed.contents) == ["a.kfm"]


def test_diff_of_some(capsys: pytest.CaptureFixture[str]) -> None:
    """Of two files a difference is shown for the one that has it."""
    Path("a.kfm").write_text("menu a\n    click: 好 -> 1\n", encoding="utf-8")
    Path("b.kfm").write_text("menu b\n  click: 好 -> 1\n", encoding="utf-8")
    assert run(["fmt", "--diff", "a.kfm", "b.kfm"]) == 0
    assert "b.kfm" not in capsys.readouterr().out


# ---- what no machine may touch ------------------------------------------------------------


def fixed(content: bytes | str) -> tuple[bytes, list[str]]:
    """Give a file as `fix` leaves it, and the codes of what is left."""
    whole = content.encode() if isinstance(content, str) else content
    done = fix([Input("x.kfm", whole, is_json=False)])
    return done.contents.get("x.kfm", whole), [one.code for one in done.problems]


@pytest.mark.parametrize(
    "line", ["回复: 满意 → 101", "回复，满意，101", "文本: {{ x }}", "回复: 满意 -> １０１"]
)
def test_guessed_bytes_stay(line: str) -> None:
    """Lines that are read in another encoding are told about, and stay byte for byte."""
    content = f"菜单 m\n  {line}\n".encode("gbk")
    assert fixed(content)[0] == content
    assert formatted("x.kfm", content) == content
    mixed = content + "  开头:\n \0 回复: 好 -> 1\n".encode()
    assert formatted("x.kfm", mixed, "en") == mixed


def test_edits_of_a_problem_stay_together() -> None:
    """A head and a tail that change places are both moved, and nothing is written twice."""
    text, left = fixed("menu m\n  tail: t\n  head: h\n  click: a -> 1\n")
    assert text.decode() == "menu m\n  head: h\n  click: a -> 1\n  tail: t\n"
    assert left == []
    text, left = fixed("menu m\r\n  click: a -> 1\r\n  head: h\r\n")
    assert text.decode() == "menu m\r\n  head: h\r\n  click: a -> 1\r\n"
    assert left == []


@pytest.mark.parametrize(
    "lines",
    [
        ["click: a -> 1", "head: one", "  | two \\q"],
        ["click: a -> 1", "head: one", "  # note", "  | two"],
        ["click: a -> 1", "head: one", "  ???", "  | two"],
        ["tail: t", "text: a", "  | b \\q"],
        ["text: a", "# of the head", "head: h"],
        ["# of the click", "click: a -> 1", "head: h"],
    ],
)
def test_what_belongs_together_is_not_moved_apart(lines: list[str]) -> None:
    """A text that could not be read and a line with its comment stay where they are."""
    text = "\n  ".join(["menu m", *lines]) + "\n"
    problems = read_project([Input("x.kfm", text, is_json=False)]).problems
    (order,) = [one for one in problems if one.code == "KF306"]
    assert order.edits == ()


def test_runs_of_wide_signs_are_mended_at_once() -> None:
    """All full-width signs of a target are one problem, so that fmt need not run twice."""
    text = "menu m\n  click: x -> １０→１\n  view: y -> ｈｔｔｐ：//a.cn/１\n"
    once = formatted("x.kfm", text.encode())
    assert once.decode() == "menu m\n  click: x -> 10→1\n  view: y -> http://a.cn/1\n"
    assert formatted("x.kfm", once) == once
