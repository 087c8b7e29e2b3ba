"""The library: messages by name, from files, folders and what a build wrote."""

import json
import os
import pickle
import zipfile
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from kfmenu import CompileError, Library, Menu, Text, TextMessage, check_text, load, loads
from kfmenu.cli import run
from kfmenu.project.inputs import read_inputs

KFM = "menu Welcome\n  click: 满意 -> 101\n"


def test_files_and_folders(tmp_path: Path) -> None:
    """A folder means its .kfm files, sorted, hidden ones aside; a file twice is read once."""
    for name, text in (
        ("b.kfm", KFM),
        ("a.kfm", "message hello\n  | 您好\n"),
        ("sub/c.kfm", "message deep\n  | 深\n"),
        (".hidden/d.kfm", "junk"),
        ("._b.kfm", "\0\5\x16\7"),
        ("notes.txt", "junk"),
        ("x.json", "junk"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = load(tmp_path, tmp_path / "a.kfm")
    assert list(library) == ["hello", "Welcome", "deep"]
    assert not library.problems
    assert library["WELCOME"].render() == Menu().click("满意", "101")
    assert library["Welcome"].name == "Welcome"
    assert not library["Welcome"].params
    assert len(library) == 3
    assert repr(library) == "<Library hello, Welcome, deep>"
    assert repr(Library()) == "<Library empty>"
    with pytest.raises(KeyError, match="Nobody: there is hello, Welcome, deep"):
        library["Nobody"]


def test_files_without_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a drive numbers no files, as some of Windows, a path is what makes a file one."""
    for name in "ab":
        (tmp_path / f"{name}.kfm").write_text(f"message {name}\n  | 好\n", encoding="utf-8")
    mode = (tmp_path / "a.kfm").stat().st_mode
    status = SimpleNamespace(st_dev=1, st_ino=0, st_size=0, st_mode=mode)
    monkeypatch.setattr(os, "fstat", lambda _: status)
    assert [*load(tmp_path, tmp_path / "a.kfm")] == ["a", "b"]


def test_built(tmp_path: Path) -> None:
    """What build wrote loads to the same messages, from its folder, a file or a bundle."""
    (tmp_path / "m.kfm").write_text(KFM + "message hello\n  | 您好\n", encoding="utf-8")
    out, bundle = tmp_path / "out", tmp_path / "all.json"
    assert run(["build", str(tmp_path / "m.kfm"), "-o", str(out), "--bundle", str(bundle)]) == 0
    wanted = {name: one.render() for name, one in load(tmp_path / "m.kfm").items()}
    for paths in ([out], [bundle], [out / "Welcome.json", out / "hello.json"]):
        assert {name: one.render() for name, one in load(*paths).items()} == wanted


def test_json_by_hand(tmp_path: Path) -> None:
    """A JSON file of any envelope loads under its file's name; a wrong one says where."""
    good = tmp_path / "good.json"
    good.write_text('{"code": "c", "msgtype": "text", "text": {"content": "您好"}}')
    assert load(good)["good"].render() == TextMessage("您好")
    bare = tmp_path / "bare.json"
    bare.write_text('{"list": [{"type": "click", "click": {"id": "1", "content": "x"}}]}')
    assert load(bare)["bare"].render() == Menu().click("x", "1")
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"list": [{"type": "click", "click": {"content": 5}}]}))
    with pytest.raises(CompileError) as caught:
        load(good, bad)
    assert [(p.code, p.pointer) for p in caught.value.problems] == [
        ("KF405", "/list/0/click/content")
    ]
    assert list(caught.value.library) == ["good"]
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert str(again) == str(caught.value)
    assert list(again.library) == ["good"]


def test_names_of_json(tmp_path: Path) -> None:
    """Two messages of one name are never one: the second is KF301, wherever it comes from."""
    for name in ("x/a.json", "y/A.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text('{"msgtype": "text", "text": {"content": "x"}}')
    (tmp_path / "a.kfm").write_text(KFM.replace("Welcome", "a"), encoding="utf-8")
    for paths in (["x/a.json", "y/A.json"], ["a.kfm", "x/a.json"]):
        with pytest.raises(CompileError, match="KF301") as caught:
            load(*(tmp_path / path for path in paths))
        (problem,) = caught.value.problems
        assert problem.path == str(tmp_path / paths[1])
        assert problem.related[0].path == str(tmp_path / paths[0])
        assert len(caught.value.library) == 1
    assert 5 not in load(tmp_path / "a.kfm")  # type: ignore[comparison-overlap]


def test_cannot_read(tmp_path: Path) -> None:
    """What is missing, empty or unreadable is KF901, all at once."""
    (tmp_path / "empty").mkdir()
    paths = ["no.kfm", "empty", "a\0b.kfm", "long.kfm" * 99]
    with pytest.raises(CompileError) as caught:
        load(*(tmp_path / path for path in paths))
    assert [p.code for p in caught.value.problems] == ["KF901"] * 4
    assert [p.wording("zh").message for p in caught.value.problems] == [
        "读不了：没有这个文件或文件夹",
        "读不了：里面没有 .kfm 文件",
        "读不了：路径里有 NUL",
        "读不了：File name too long",
    ]


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder inside a folder that may not be read is told, never passed over."""
    (tmp_path / "m.kfm").write_text(KFM, encoding="utf-8")
    (tmp_path / "shut").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", refusing)
    with pytest.raises(CompileError) as caught:
        load(tmp_path)
    (problem,) = caught.value.problems
    assert problem.path == str(tmp_path / "shut")
    assert problem.message == "cannot be read: permission denied"
    assert list(caught.value.library) == ["Welcome"]


def test_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    """A manifest that is there and cannot be read is KF901 alone."""
    (tmp_path / "m.kfm").write_text(KFM, encoding="utf-8")
    (tmp_path / ".kfmenu-manifest").symlink_to("nowhere")
    with pytest.raises(CompileError) as caught:
        load(tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "KF901"
    assert problem.path == str(tmp_path / ".kfmenu-manifest")


@pytest.fixture(params=["folder", "archive"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Traversable]:
    """Give the resources of a package, installed as a folder or as an archive."""
    files = {
        "menus/a.kfm": KFM,
        "menus/.a.kfm": "junk",
        "menus/.git/b.kfm": "junk",
        "menus/sub/b.kfm": "message hello\n  | 您好\n",
        "menus/notes.txt": "junk",
        "built/c.json": '{"msgtype": "text", "text": {"content": "x"}}',
        "built/.kfmenu-manifest": '{"files": ["c.json", "c.map.json"]}',
        "torn/.kfmenu-manifest": "<<<<<<<\n",
        "gone/.kfmenu-manifest": '{"files": ["no.json"]}',
    }
    if request.param == "folder":
        for name, text in files.items():
            (tmp_path / "p" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "p" / name).write_text(text, encoding="utf-8")
        yield tmp_path / "p"
        return
    with ZipFile(tmp_path / "p.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    with ZipFile(tmp_path / "p.zip") as archive:
        yield zipfile.Path(archive)


def test_resources(package: Traversable) -> None:
    """What `importlib.resources.files()` gives loads like a folder of the disk."""
    menus = package / "menus"
    assert list(load(menus)) == ["Welcome", "hello"]
    assert list(load(menus / "a.kfm", menus / "a.kfm")) == ["Welcome"]
    assert list(load(package / "built")) == ["c"]
    for folder, code in (("torn", "KF104"), ("gone", "KF901"), ("no", "KF901")):
        with pytest.raises(CompileError) as caught:
            load(package / folder)
        (problem,) = caught.value.problems
        assert problem.code == code
        assert problem.path is not None
        assert f"p{'.zip' if isinstance(package, zipfile.Path) else ''}/{folder}" in problem.path


def test_problems() -> None:
    """A library keeps its warnings, with their places; `check_text` gives all, and never raises."""
    text = "menu a\n  click: 满\u200b意 -> 1\n"
    library = loads(text, "a.kfm")
    (problem,) = library.problems
    assert (problem.code, problem.path, problem.line, problem.column) == ("KF432", "a.kfm", 2, 11)
    assert check_text(text, "a.kfm") == library.problems
    assert [p.code for p in check_text("junk\n\ud800")] == ["KF201", "KF410"]
    eleven = "menu a\n" + "  text: x\n" * 11
    assert [p.code for p in check_text(eleven)] == ["KF401"]
    assert not check_text(eleven, target="send_msg")
    (found,) = check_text('{"list": [5]}', "a.json")
    assert (found.code, found.line, found.column) == ("KF405", 1, 11)
    with pytest.raises(CompileError) as caught:
        loads(f"{text}junk\n")
    assert caught.value.library.problems == caught.value.problems


def test_target(tmp_path: Path) -> None:
    """The target's limits hold for files, too."""
    path = tmp_path / "m.kfm"
    path.write_text("menu a\n" + "  text: x\n" * 11)
    assert load(path, target="send_msg")
    many = Menu().add(Text(str(n)) for n in range(20))
    (tmp_path / "j.json").write_text(many.to_json("send_msg"))
    assert load(tmp_path / "j.json", target="send_msg")["j"].render() == many
    with pytest.raises(CompileError):
        load(path)


def test_parts_that_disagree() -> None:
    """Two parts that declare a param differently are one problem, however many menus use both."""
    parts = [
        f"part {name}\n  param: x cut({most})\n  click: {name}{{x}} -> {most}\n"
        for name, most in (("p", 10), ("q", 12))
    ]
    menus = [f"menu {name}\n  use: p\n  use: q\n" for name in "mn"]
    assert [one.code for one in check_text("".join([*parts, *menus]))] == ["KF505"]


def test_shared_parts_are_nobodys() -> None:
    """What is done to one message that was made changes no other that has the same part."""
    text = "part p\n  click: 好 -> 1\nmenu a\n  use: p\nmenu b\n  use: p\n"
    library = loads(text)
    wanted = library["b"].render().to_dict()
    for made in (library["a"].render().to_dict(), library["b"].render().to_dict()):
        made["msgmenu"]["list"][0]["click"]["content"] = "坏"
        made["msgmenu"]["list"].append(made)
    assert library["b"].render().to_dict() == loads(text)["b"].render().to_dict() == wanted


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not list them")
def test_files_are_closed(tmp_path: Path) -> None:
    """However a file is met, read, met again or refused, nothing stays open."""
    (tmp_path / "a.kfm").write_text("menu a\n  click: 好 -> 1\n", encoding="utf-8")
    (tmp_path / "b.kfm").symlink_to(tmp_path / "a.kfm")
    os.mkfifo(tmp_path / "c.kfm")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        inputs, problems = read_inputs([tmp_path, tmp_path / "a.kfm", tmp_path / "none.kfm"])
        assert [os.path.basename(one.path) for one in inputs] == ["a.kfm"]
        assert [one.code for one in problems] == ["KF901", "KF901"]
    assert len(os.listdir("/proc/self/fd")) == before
