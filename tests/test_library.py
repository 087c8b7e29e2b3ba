"""The library: messages by name, from files, folders and what a build wrote."""

import json
import pickle
from pathlib import Path

import pytest

from kfmenu import CompileError, Library, Menu, Text, TextMessage, load
from kfmenu.cli import run

KFM = "menu Welcome\n  click: 满意 -> 101\n"


def test_files_and_folders(tmp_path: Path) -> None:
    """A folder means its .kfm files, sorted, hidden folders aside; a file twice is read once."""
    for name, text in (
        ("b.kfm", KFM),
        ("a.kfm", "message hello\n  | 您好\n"),
        ("sub/c.kfm", "message deep\n  | 深\n"),
        (".hidden/d.kfm", "junk"),
        ("notes.txt", "junk"),
        ("x.json", "junk"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = load(tmp_path, tmp_path / "a.kfm")
    assert list(library) == ["hello", "Welcome", "deep"]
    assert library["WELCOME"].render() == Menu().click("满意", "101")
    assert library["Welcome"].name == "Welcome"
    assert not library["Welcome"].params
    assert len(library) == 3
    assert repr(library) == "<Library hello, Welcome, deep>"
    assert repr(Library()) == "<Library empty>"
    with pytest.raises(KeyError, match="Nobody: there is hello, Welcome, deep"):
        library["Nobody"]


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
    paths = [tmp_path / "no.kfm", tmp_path / "empty", tmp_path / "a\0b.kfm"]
    with pytest.raises(CompileError) as caught:
        load(*paths)
    assert [p.code for p in caught.value.problems] == ["KF901"] * 3
    assert "no such file" in caught.value.problems[0].message
    assert "no .kfm file in it" in caught.value.problems[1].message


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
