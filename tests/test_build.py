"""The build: all or nothing, each file old or new, and no orphans."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import CompileError, load
from kfmenu.cli import run
from kfmenu.project.files import write_file
from kfmenu.project.manifest import MANIFEST, read_manifest
from kfmenu.project.output import ForeignFile, stale, write_folder

ROOT = Path(__file__).parent.parent
GOOD = "menu a\n  head: 您好\n  click: 满意 -> 101\nmessage b\n  | 谢谢\n"


@pytest.fixture(autouse=True)
def _in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    Path("m.kfm").write_text(GOOD, encoding="utf-8")


def names(folder: str = "out") -> set[str]:
    """Give the names of all files in a folder."""
    return {path.name for path in Path(folder).iterdir()}


def test_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """Without -o the message of a file is printed as its JSON, several as a bundle."""
    assert run(["build", "m.kfm"]) == 0
    built = json.loads(capsys.readouterr().out)
    assert built["version"] == 1
    assert list(built["messages"]) == ["a", "b"]
    Path("one.kfm").write_text("message b\n  | 谢谢\n", encoding="utf-8")
    assert run(["build", "one.kfm"]) == 0
    out = capsys.readouterr().out
    one = {"msgtype": "text", "text": {"content": "谢谢"}}
    assert json.loads(out) == one
    assert "谢谢" in out
    Path("menus").mkdir()
    Path("menus/one.kfm").write_bytes(Path("one.kfm").read_bytes())
    Path("empty.kfm").write_text("# nothing yet\n")
    for paths in (["menus"], ["menus/one.kfm", "empty.kfm"]):
        # A second menu must not change the shape of what is printed.
        assert run(["build", *paths]) == 0
        assert json.loads(capsys.readouterr().out) == {"version": 1, "messages": {"b": one}}


def test_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """Each message is a file of its own, named after it, and a second build changes nothing."""
    assert run(["build", "m.kfm", "-o", "out/deep"]) == 0
    assert names("out/deep") == {"a.json", "b.json", MANIFEST}
    a = json.loads(Path("out/deep/a.json").read_text(encoding="utf-8"))
    assert a["msgmenu"]["head_content"] == "您好"
    assert capsys.readouterr().err == "created a.json\ncreated b.json\n"
    before = {path: path.stat().st_mtime_ns for path in Path("out/deep").iterdir()}
    assert run(["build", "m.kfm", "-o", "out/deep"]) == 0
    assert {path: path.stat().st_mtime_ns for path in Path("out/deep").iterdir()} == before
    assert capsys.readouterr().err == ""


def test_orphans() -> None:
    """A menu that was renamed takes its old file with it; files of others stay."""
    assert run(["build", "m.kfm", "-o", "out"]) == 0
    Path("out/mine.txt").write_text("x")
    Path("m.kfm").write_text(GOOD.replace("menu a", "menu c"), encoding="utf-8")
    assert run(["build", "m.kfm", "-o", "out"]) == 0
    assert names() == {"b.json", "c.json", "mine.txt", MANIFEST}


def test_no_messages(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing compiles nothing is written, and nothing of an earlier build is removed."""
    assert run(["build", "m.kfm", "-o", "out"]) == 0
    Path("empty.kfm").write_text("# nothing\n")
    assert run(["build", "empty.kfm", "-o", "out"]) == 2
    assert names() == {"a.json", "b.json", MANIFEST}
    assert "no messages" in capsys.readouterr().err


def test_errors_write_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """With one error anywhere nothing is written, and the problems go to the standard error."""
    Path("bad.kfm").write_text("menu bad\n  click: -> x\n")
    assert run(["build", "m.kfm", "bad.kfm", "-o", "out", "--bundle", "all.json"]) == 1
    assert not Path("out").exists()
    assert not Path("all.json").exists()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "KF403" in captured.err
    assert run(["build", "m.kfm", "no.kfm"]) == 2


def test_warnings_build(capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings are shown and the build goes on."""
    Path("w.kfm").write_text("menu w\n  text: 官网 -> https://x.y\n")
    assert run(["build", "w.kfm", "-o", "out"]) == 0
    assert "KF605" in capsys.readouterr().err


def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` writes nothing, names what is out of date, and fails on it."""
    everything = ["build", "m.kfm", "-o", "out", "--bundle", "all.json"]
    assert run([*everything, "--check"]) == 1
    assert not Path("out").exists()
    assert run(everything) == 0
    capsys.readouterr()
    assert run([*everything, "--check"]) == 0
    Path("out/a.json").write_text("{}")
    Path("out/b.json").unlink()
    Path("all.json").write_text('{"messages": {}}')
    assert run([*everything, "--check"]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    assert [line for line in captured.out.splitlines() if "error" in line] == [
        "out/a.json: error[KF902] is out of date",
        "out/b.json: error[KF902] is not there yet",
        "all.json: error[KF902] is out of date",
        "1 file: 3 errors, 0 warnings",
    ]
    assert run(everything) == 0
    assert run([*everything, "--check"]) == 0
    Path("m.kfm").write_text(GOOD.replace("menu a", "menu c"), encoding="utf-8")
    capsys.readouterr()
    assert run(["build", "m.kfm", "-o", "out", "--check", "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "out/a.json: error[KF902] 它的菜单已经没有了\n" in out
    assert "out/c.json: error[KF902] 还没有这个文件\n" in out


def test_check_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` as JSON is one stream on the standard output: warnings, KF902 and the summary."""
    Path("w.kfm").write_text("menu w\n  head: \u200b您好\n  click: x -> 1\n", encoding="utf-8")
    args = ["build", "w.kfm", "-o", "out", "--output-format", "json"]
    assert run([*args, "--check"]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    report = json.loads(captured.out)
    assert [(one["code"], one["path"]) for one in report["problems"]] == [
        ("KF432", "w.kfm"),
        ("KF902", "out/w.json"),
    ]
    assert report["summary"] == {"files": 1, "errors": 1, "warnings": 1}
    assert run(args) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(json.loads(captured.err)["problems"]) == 1
    assert run([*args, "--check", "--select"]) == 2
    Path("bad.kfm").write_text("junk\n")
    capsys.readouterr()
    assert run(["build", "bad.kfm", "no.kfm", "-o", "out", "--check"]) == 2
    out = capsys.readouterr().out
    assert "KF901" in out
    assert "KF902" not in out


def test_line_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """A checkout with CRLF is up to date, and stays as it is."""
    everything = ["build", "m.kfm", "-o", "out", "--bundle", "all.json", "--source-map"]
    assert run(everything) == 0
    written = [Path("all.json"), *Path("out").iterdir()]
    for path in written:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    capsys.readouterr()
    assert run([*everything, "--check"]) == 0
    assert run(everything) == 0
    assert capsys.readouterr().err == ""
    assert all(b"\r\n" in path.read_bytes() for path in written)


CONFLICT = """{
  "version": 1,
  "files": [
<<<<<<< HEAD
    "a.json",
    "c.json"
=======
    "a.json",
    "d.json"
>>>>>>> drop
  ]
}
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CONFLICT, "KF104"),
        (CONFLICT.replace("\n", "\r\n"), "KF104"),
        ('{"files": ["a.json", "c.json", "d.json"', "KF902"),
        ('["a.json", {"c.json": "d.json"}]', "KF902"),
        ('{"files": {"c.json": "d.json"}}', "KF902"),
    ],
)
def test_torn_manifest(text: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A manifest that is torn fails --check and load; a build takes each name, and mends it."""
    assert run(["build", "m.kfm", "-o", "out"]) == 0
    Path("out", MANIFEST).write_text(text, encoding="utf-8", newline="")
    Path("out/c.json").write_text("{}")
    Path("out/d.json").write_text("{}")
    Path("out/mine.json").write_text("{}")
    capsys.readouterr()
    assert run(["build", "m.kfm", "-o", "out", "--check", "--output-format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [(one["code"], one["path"], one["line"]) for one in problems] == [
        (code, os.path.join("out", MANIFEST), 4 if code == "KF104" else None),
        ("KF902", "out/c.json", None),
        ("KF902", "out/d.json", None),
    ]
    with pytest.raises(CompileError) as caught:
        load("out")
    (problem,) = caught.value.problems
    assert problem.code == ("KF104" if code == "KF104" else "KF901")
    assert "kfmenu build" in problem.hint
    assert run(["build", "m.kfm", "-o", "out"]) == 0
    said = capsys.readouterr().err
    assert said.startswith(f"mended out/{MANIFEST}")
    assert names() == {"a.json", "b.json", "mine.json", MANIFEST}
    assert run(["build", "m.kfm", "-o", "out", "--check"]) == 0
    assert list(load("out")) == ["a", "b"]


def test_manifest_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """A manifest that is there and cannot be read is told, never taken for an empty one."""
    Path("out", MANIFEST).mkdir(parents=True)
    for more in ([], ["--check"]):
        assert run(["build", "m.kfm", "-o", "out", *more]) == 2
        assert MANIFEST in capsys.readouterr().err


@pytest.mark.property
@given(st.binary(max_size=80) | st.text('{}[]"<>=|a.jsonfiles:, \n', max_size=80).map(str.encode))
def test_any_manifest(content: bytes) -> None:
    """Whatever a manifest holds, only names of our own kind are taken from it."""
    manifest = read_manifest("m", content)
    assert all(re.fullmatch(r"[^\W\d_][\w-]*(\.map)?\.json", name) for name in manifest.names)
    assert bool(manifest.problems("KF902")) == (manifest.fault is not None)


def test_source_map() -> None:
    """A source map says where each string of the JSON stands in the .kfm file."""
    text = "menu a\n  head: 您好\n  click: 满意 -> 101\n  inline: 一\n  tail: 再见\n"
    Path("s.kfm").write_text(text + "message b\n  | 谢谢\nmessage c\n  | x\n", encoding="utf-8")
    assert run(["build", "s.kfm", "-o", "out", "--source-map"]) == 0
    found = json.loads(Path("out/a.map.json").read_text(encoding="utf-8"))
    assert found["path"] == "../s.kfm"
    pointers = found["pointers"]
    place = {"line": 3, "column": 10, "end_line": 3, "end_column": 12}
    assert pointers["/msgmenu/list/0/click/content"] == place
    assert set(pointers) == {
        "/msgmenu/head_content",
        "/msgmenu/list/0/click/content",
        "/msgmenu/list/0/click/id",
        "/msgmenu/list/1/text/content",
        "/msgmenu/tail_content",
    }
    pointers = json.loads(Path("out/b.map.json").read_text(encoding="utf-8"))["pointers"]
    assert pointers["/text/content"]["line"] == 7


def test_source_maps_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A source map is the same however the paths are spelt, and wherever the build is called."""
    Path("menus/e\u0301").mkdir(parents=True)
    Path("menus/e\u0301/m.kfm").write_text(GOOD, encoding="utf-8")
    assert run(["build", "menus", "-o", "out", "--source-map"]) == 0
    first = Path("out/a.map.json").read_bytes()
    assert json.loads(first)["path"] == "../menus/\u00e9/m.kfm"
    absolute = [str(tmp_path / "menus/e\u0301/m.kfm"), "-o", str(tmp_path / "out")]
    for paths in (
        absolute,
        ["./menus/../menus/", "-o", "menus/../out/"],
        ["menus/e\u0301/m.kfm", "-o", "./out"],
    ):
        assert run(["build", *paths, "--source-map", "--check"]) == 0
    monkeypatch.chdir("menus")
    assert run(["build", ".", "-o", "../out", "--source-map", "--check"]) == 0


def test_source_map_of_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard input lies nowhere, unless it is given a name."""
    for name, path in (([], "<stdin>"), (["--stdin-filename", "x/y.kfm"], "../x/y.kfm")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
        assert run(["build", "-", "-o", "out", "--source-map", *name]) == 0
        assert json.loads(Path("out/a.map.json").read_text(encoding="utf-8"))["path"] == path


def test_foreign_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that no build wrote is never replaced; the same content is taken over."""
    Path("out").mkdir()
    Path("out/b.json").write_text("mine")
    assert run(["build", "m.kfm", "-o", "out"]) == 2
    assert names() == {"b.json"}
    assert Path("out/b.json").read_text() == "mine"
    assert "was not written by kfmenu build" in capsys.readouterr().err
    assert run(["build", "m.kfm", "--bundle", "m.kfm"]) == 2
    assert Path("m.kfm").read_text(encoding="utf-8") == GOOD
    assert "was not written by" in str(ForeignFile("x"))


def test_damaged_manifest() -> None:
    """A manifest that is damaged, or names files elsewhere, removes nothing."""
    Path("keep.json").write_text("x")
    Path("out").mkdir()
    for text in (
        "{",
        '{"files": ["../keep.json", "..", ".", "", 5, "gone.json", "mine.txt", "\\ud800"]}',
        "[]",
        '{"files": 5}',
        '{"files": "ab"}',
        "[" * 100_000,
    ):
        Path("out", "mine.txt").write_text("x")
        Path("out", "a").write_text("x")
        Path("out", MANIFEST).write_text(text)
        assert run(["build", "m.kfm", "-o", "out"]) == 0
        assert names() == {"a.json", "b.json", "mine.txt", "a", MANIFEST}
    assert Path("keep.json").read_text() == "x"


def test_two_builds_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An orphan that another build removed first is no error."""
    write_folder("out", {"a.json": "a", "b.json": "b"})
    unlink = os.unlink

    def second(path: str) -> None:
        unlink(path)
        unlink(path)

    monkeypatch.setattr("kfmenu.project.output.os.unlink", second)
    assert write_folder("out", {"b.json": "b"}) == {"a.json": "removed"}
    assert names() == {"b.json", MANIFEST}


def test_disks_without_case() -> None:
    """Where a new spelling is the same file as the old one, the file stays."""
    write_folder("out", {"a.json": "a"})
    os.link("out/a.json", "out/A.json")
    assert write_folder("out", {"A.json": "a"}) == {}
    assert Path("out/A.json").read_text() == "a"
    Path("out/B.json").write_text("b")
    write_folder("out", {"A.json": "a", "B.json": "b"})
    assert write_folder("out", {"A.json": "a", "b.json": "b"}) == {
        "B.json": "removed",
        "b.json": "created",
    }


def test_source_maps_are_no_messages() -> None:
    """Loading what a build wrote passes over its source maps."""
    assert run(["build", "m.kfm", "-o", "out", "--source-map"]) == 0
    assert list(load("out")) == ["a", "b"]


@pytest.mark.parametrize(
    "args",
    [
        ["m.kfm", "--check"],
        ["m.kfm", "--source-map"],
        ["m.kfm", "--bundle", "x.json", "--source-map"],
        ["x.json"],
    ],
)
def test_usage(args: list[str]) -> None:
    """Options that need another, and JSON in place of .kfm, are refused."""
    Path("x.json").write_text("{}")
    assert run(["build", *args]) == 2


def test_cannot_write(capsys: pytest.CaptureFixture[str]) -> None:
    """Where it cannot write it says so and leaves no litter."""
    Path("file").write_text("x")
    assert run(["build", "m.kfm", "-o", "file"]) == 2
    assert "cannot write file" in capsys.readouterr().err
    assert run(["build", "m.kfm", "--bundle", "nowhere/b.json", "--lang", "en"]) == 2
    assert capsys.readouterr().err == "cannot write nowhere/b.json: No such file or directory\n"
    assert run(["build", "m.kfm", "--bundle", "no/such/folder.json"]) == 2
    Path("here").mkdir()
    with pytest.raises(OSError, match="here"):
        write_file("here", "x")
    assert names(".") == {"m.kfm", "file", "here"}


def test_normalised_names() -> None:
    """A name becomes the same file however its accents are composed."""
    Path("n.kfm").write_text("message e\u0301\n  | x\n", encoding="utf-8")
    assert run(["build", "n.kfm", "-o", "out"]) == 0
    assert "\u00e9.json" in names()


KILLED = """
import os, sys
from kfmenu.project import output
count = 0
replace = os.replace
def dying(*args):
    global count
    count += 1
    if count > int(sys.argv[1]):
        os.kill(os.getpid(), 9)
    replace(*args)
os.replace = dying
output.write_folder("out", {"b.json": "new b", "c.json": "new c"})
"""


@pytest.mark.parametrize("step", range(4))
def test_killed(step: int) -> None:
    """A build that is killed at any replacement leaves each file old or new; the next mends all."""
    write_folder("out", {"a.json": "old a", "b.json": "old b"})
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(step)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert killed.returncode == -9
    for name in ("a", "b", "c"):
        path = Path(f"out/{name}.json")
        assert not path.exists() or path.read_text() in {f"old {name}", f"new {name}"}
    write_folder("out", {"b.json": "new b", "c.json": "new c"})
    assert {n for n in names() if not n.endswith(".tmp")} == {"b.json", "c.json", MANIFEST}
    assert not stale("out", {"b.json": "new b", "c.json": "new c"})


@pytest.mark.parametrize("name", ["2024", "1a", "约翰·史密斯", "กิน", "a-b", "满意度"])
def test_any_name_is_ours(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a menu may be called, its file is loaded, written anew and removed with it."""
    monkeypatch.chdir(tmp_path)
    menu = f"menu {name}\n  param: p id(5)\n  head: {{p}}\n  click: 好 -> 1\n"
    Path("m.kfm").write_text(menu, encoding="utf-8")
    assert run(["build", "m.kfm", "-o", "dist", "--source-map"]) == 0
    assert list(load("dist")) == [name]
    Path("m.kfm").write_text(f"# more\n{menu.replace('好', '很好')}", encoding="utf-8")
    assert run(["build", "m.kfm", "-o", "dist", "--source-map"]) == 0
    Path("m.kfm").write_text("menu other\n  click: 好 -> 1\n", encoding="utf-8")
    assert run(["build", "m.kfm", "-o", "dist"]) == 0
    assert sorted(os.listdir("dist")) == [MANIFEST, "other.json"]
