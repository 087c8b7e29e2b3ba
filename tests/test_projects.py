"""Projects: whose names are whose, in a tree of several; what is built of each, and where."""

import io
import json
import sys
import zipfile
from itertools import permutations
from pathlib import Path

import pytest

from kfmenu import CompileError, load
from kfmenu.cli import run
from kfmenu.project.inputs import Input, read_inputs
from kfmenu.project.manifest import MANIFEST, read_manifest
from kfmenu.project.output import ForeignFile, write_folder
from kfmenu.project.project import read_project

GOOD = "menu {}\n  click: 满意 -> 101\n"
LONG = "menu {}\n" + "  text: x\n" * 11


@pytest.fixture(autouse=True)
def _in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, which makes paths short."""
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    """Write a file and the folders that it lies in."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def written(folder: str = "dist") -> list[str]:
    """Give the files in a folder and below."""
    return sorted(str(one.relative_to(folder)) for one in Path(folder).rglob("*") if one.is_file())


def said(capsys: pytest.CaptureFixture[str], *args: str) -> list[str]:
    """Run a command, and give the problems, a line each."""
    capsys.readouterr()
    run([*args, "--output-format", "concise"])
    out = capsys.readouterr()
    return [line for line in (out.out + out.err).splitlines() if "[KF" in line]


@pytest.fixture
def shops() -> None:
    """Make a tree of three projects that all have a menu of the same name."""
    write("pyproject.toml", "[tool.kfmenu]\npaths = ['menus']\nout = 'dist'")
    write("menus/a.kfm", GOOD.format("welcome"))
    write("menus/一店/kfmenu.toml", "")
    write("menus/一店/a.kfm", GOOD.format("welcome"))
    write("menus/一店/b.kfm", GOOD.format("more"))
    write("menus/二店/pyproject.toml", "[tool.kfmenu]\ntarget = 'send_msg'")
    write("menus/二店/deep/a.kfm", LONG.format("welcome"))
    write("menus/plain/pyproject.toml", "[project]\nname = 'x'")
    write("menus/plain/c.kfm", GOOD.format("plain"))


NAMES = ["plain", "welcome", "一店/more", "一店/welcome", "二店/welcome"]


# ---- the names of others ------------------------------------------------------------------


def test_others(capsys: pytest.CaptureFixture[str]) -> None:
    """A single file of a configured project sees the names of the others; they are not reported."""
    write("kfmenu.toml", "paths = ['menus', 'one.kfm']")
    write("menus/a.kfm", "menu a\n  use: p\n  click: 一 -> @b\n  click: 二 -> @one\n")
    write("menus/b.kfm", "menu b\n  clikc: 满意 -> 101\n")
    write("menus/p.kfm", "part p\n  click: 人工 -> 102\n\npart idle\n  text: x\n")
    write("one.kfm", GOOD.format("one"))
    assert said(capsys, "check", "menus/a.kfm") == []
    assert run(["check", "menus/a.kfm"]) == 0
    assert capsys.readouterr().out == "1 file checked, no problems\n"
    assert [line[:16] for line in said(capsys, "check", "menus")] == [
        "menus/b.kfm:2:3:", "menus/p.kfm:4:6:"
    ]  # fmt: skip
    assert run(["check", "menus/p.kfm", "--strict"]) == 1
    assert run(["fix", "menus/a.kfm"]) == 0
    assert "clikc" in Path("menus/b.kfm").read_text()
    capsys.readouterr()
    assert run(["preview", "menus/a.kfm"]) == 0
    shown = capsys.readouterr()
    assert "one.kfm" not in shown.out
    assert not shown.err


def test_taken(capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever of two files with one name is checked, it is told that the name is taken."""
    write("kfmenu.toml", "")
    write("a.kfm", GOOD.format("a"))
    write("b.kfm", GOOD.format("a"))
    assert said(capsys, "check", "a.kfm")[0].startswith("a.kfm:1:6: error[KF301]")
    assert said(capsys, "check", "b.kfm")[0].startswith("b.kfm:1:6: error[KF301]")
    assert len(said(capsys, "check")) == 1
    for lang, hint in (("en", "kfmenu.toml of its own is a"), ("zh", "各有一个 kfmenu.toml")):
        assert run(["check", "a.kfm", "--lang", lang]) == 1
        assert hint in capsys.readouterr().out.replace("\n", "")


def test_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a configuration a file is alone; one outside the configured paths, too."""
    write("a.kfm", "menu a\n  text: x\n  use: p\n")
    write("p.kfm", "part p\n  click: 人工 -> 102\n")
    assert "KF303" in said(capsys, "check", "a.kfm")[0]
    write("kfmenu.toml", "paths = ['p.kfm']")
    assert "KF303" in said(capsys, "check", "a.kfm")[0]
    write("kfmenu.toml", "paths = ['.']")
    assert said(capsys, "check", "a.kfm") == []


def test_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The standard input stands in the place of the file that it is called, in its project."""
    write("kfmenu.toml", "ignore = ['KF305']")
    write("a.kfm", GOOD.format("a"))
    write("p.kfm", "part p\n  click: 人工 -> 102\n")

    def check(*args: str) -> list[str]:
        text = b"menu a\n  text: x\n  use: p\n"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        return said(capsys, "check", "-", *args)

    assert check("--stdin-filename", "a.kfm") == []
    assert check("--stdin-filename", "new.kfm")[0].startswith("new.kfm:1:6: error[KF301]")
    assert check()[0].startswith("<stdin>:3:8: error[KF303]")


def test_errors_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """What is made of a file with a broken part of another is not made: build, send and load."""
    write("kfmenu.toml", "")
    write("a.kfm", "menu a\n  use: p\n")
    write("p.kfm", "part p\n  click: " + "满" * 50 + " -> 1\n")
    assert run(["check", "a.kfm"]) == 0
    for command in (["build", "a.kfm", "-o", "dist"], ["send", "a.kfm", "--dry-run"]):
        assert said(capsys, *command)[0].startswith("p.kfm:2:10: error[KF402]")
    with pytest.raises(CompileError):
        load("a.kfm")
    assert not Path("dist").exists()


# ---- a tree of projects -------------------------------------------------------------------


@pytest.mark.usefixtures("shops")
def test_tree(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with a configuration of its own is a project: names, target and all."""
    assert run(["check"]) == 0
    assert run(["check", "menus"]) == 0
    assert capsys.readouterr().out.endswith("5 files checked, no problems\n")
    library = load("menus")
    assert sorted(library) == NAMES
    assert library["一店/WELCOME"].render() == load("menus/一店")["welcome"].render()
    assert "KF401" in said(capsys, "check", "menus", "--target", "on_event")[0]
    with pytest.raises(CompileError):
        load("menus", target="on_event")


@pytest.mark.usefixtures("shops")
def test_build_tree(capsys: pytest.CaptureFixture[str]) -> None:
    """A build writes each project into a sub-folder, which can be loaded with the rest or alone."""
    assert run(["build"]) == 0
    files = [f"{name}.json" for name in NAMES]
    manifests = [MANIFEST, f"一店/{MANIFEST}", f"二店/{MANIFEST}"]
    assert written() == sorted(files + manifests)
    assert sorted(load("dist", target="send_msg")) == NAMES
    assert sorted(load("dist/一店")) == ["more", "welcome"]
    assert run(["build", "--check"]) == 0
    assert run(["build", "--bundle", "all.json"]) == 0
    bundle = json.loads(Path("all.json").read_text(encoding="utf-8"))
    assert sorted(bundle["messages"]) == NAMES
    assert run(["build", "-o", "other", "--source-map"]) == 0
    maps = json.loads(Path("other/二店/welcome.map.json").read_text(encoding="utf-8"))
    assert maps["path"] == "../menus/二店/deep/a.kfm"

    Path("menus/一店/b.kfm").unlink()
    for path in Path("menus/二店").rglob("*.kfm"):
        path.unlink()
    assert [line.partition(":")[0] for line in said(capsys, "build", "--check")] == [
        "dist/一店/more.json", "dist/二店/welcome.json"
    ]  # fmt: skip
    assert run(["build"]) == 0
    assert capsys.readouterr().err == "removed 一店/more.json\nremoved 二店/welcome.json\n"
    assert not Path("dist/二店").exists()
    assert run(["build", "--check"]) == 0


@pytest.mark.usefixtures("shops")
def test_others_in_a_folder_stay() -> None:
    """What somebody else put into the folder of a project that is gone stays there."""
    assert run(["build"]) == 0
    write("dist/二店/notes.txt", "mine")
    Path("menus/二店/deep/a.kfm").unlink()
    assert run(["build"]) == 0
    assert written("dist/二店") == ["notes.txt"]


@pytest.mark.usefixtures("shops")
def test_foreign_in_a_folder() -> None:
    """A file that no build wrote is not replaced in a sub-folder either, and nothing changes."""
    write("dist/二店/welcome.json", "mine")
    assert run(["build"]) == 2
    assert written() == ["二店/welcome.json"]
    with pytest.raises(ForeignFile):
        write_folder("dist", {"二店/welcome.json": "new"})


@pytest.mark.usefixtures("shops")
def test_own_config_of_a_sub_project(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From within, a project of the tree is one by itself."""
    monkeypatch.chdir("menus/一店")
    assert run(["check"]) == 0
    assert capsys.readouterr().out == "2 files checked, no problems\n"
    assert run(["build"]) == 0
    assert sorted(json.loads(capsys.readouterr().out)["messages"]) == ["more", "welcome"]


def test_two_projects_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Two projects that are named together may not want the same file."""
    for shop in ("x", "y"):
        write(f"{shop}/kfmenu.toml", "")
        write(f"{shop}/a.kfm", GOOD.format("welcome"))
    assert run(["check", "x", "y"]) == 0
    assert said(capsys, "build", "x", "y", "-o", "dist") == [
        "y/a.kfm:1:6: error[KF301] the name “welcome” is taken"
    ]
    with pytest.raises(CompileError, match="KF301"):
        load("x", "y")
    assert run(["build", "-o", "dist", "."]) == 0
    assert written() == [
        MANIFEST, f"x/{MANIFEST}", "x/welcome.json", f"y/{MANIFEST}", "y/welcome.json"
    ]  # fmt: skip


def test_in_a_package(tmp_path: Path) -> None:
    """Projects in a package, even in an archive, are what they are on the disk."""
    archive = tmp_path / "bot.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("menus/kfmenu.toml", "lang = 'zh'")
        file.writestr("menus/a.kfm", GOOD.format("welcome"))
        file.writestr("menus/shop/kfmenu.toml", "target = 'send_msg'")
        file.writestr("menus/shop/deep/a.kfm", LONG.format("welcome"))
        file.writestr("menus/shop/.hidden/a.kfm", "nonsense")
        file.writestr("menus/plain/pyproject.toml", "")
        file.writestr("menus/plain/b.kfm", GOOD.format("plain"))
    menus = zipfile.Path(archive, "menus/")
    assert sorted(load(menus)) == ["plain", "shop/welcome", "welcome"]
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("menus/plain/kfmenu.toml", "strct = 1")
    with pytest.raises(CompileError, match="there is no setting"):
        load(zipfile.Path(archive, "menus/"))


def test_json_is_of_its_project(capsys: pytest.CaptureFixture[str]) -> None:
    """A configuration holds for JSON that is named, and the target of load for all without one."""
    items = [{"type": "text", "text": {"content": "x"}}] * 11
    body = {"msgtype": "msgmenu", "msgmenu": {"list": items}}
    write("a.json", json.dumps(body))
    assert "KF401" in said(capsys, "check", "a.json")[0]
    with pytest.raises(CompileError, match="KF401"):
        load("a.json")
    write("r.json", json.dumps({"touser": "u", "open_kfid": "k", **body}))
    assert said(capsys, "check", "r.json") == []
    with pytest.raises(CompileError, match="KF401"):
        load("r.json")
    write("kfmenu.toml", "per-file-target = { '*.json' = 'send_msg' }")
    assert said(capsys, "check", "a.json") == []
    assert list(load("a.json")) == ["a"]


# ---- out ----------------------------------------------------------------------------------


def test_part_of_a_project(capsys: pytest.CaptureFixture[str]) -> None:
    """Who builds one file of a project leaves the messages of the others in place."""
    write("kfmenu.toml", "paths = ['menus']\nout = 'dist'")
    write("menus/a.kfm", GOOD.format("a"))
    write("menus/b.kfm", GOOD.format("b"))
    assert run(["build"]) == 0
    write("menus/a.kfm", GOOD.format("a") + "  click: 不满意 -> 102\n")
    Path("menus/b.kfm").write_text(GOOD.format("c"))
    capsys.readouterr()
    assert run(["build", "menus/a.kfm"]) == 0
    assert capsys.readouterr().err == "updated a.json\n"
    assert run(["build", "menus/a.kfm", "--check"]) == 0
    assert written() == [MANIFEST, "a.json", "b.json"]
    assert run(["build", "--check"]) == 1
    assert run(["build", "menus"]) == 0
    assert written() == [MANIFEST, "a.json", "c.json"]


def test_out(capsys: pytest.CaptureFixture[str]) -> None:
    """The configured folder is for the project alone; -o and --bundle win, - is printed."""
    write("kfmenu.toml", "paths = ['menus']\nout = 'dist'")
    write("menus/a.kfm", GOOD.format("a"))
    write("elsewhere/b.kfm", GOOD.format("b"))
    assert run(["build", "elsewhere/b.kfm"]) == 0
    assert run(["build", "elsewhere", "menus"]) == 0
    assert run(["build", "."]) == 0
    assert run(["build", "--bundle", "all.json"]) == 0
    assert run(["build", "-o", "other"]) == 0
    assert not Path("dist").exists()
    assert written("other") == [MANIFEST, "a.json"]
    write("x/kfmenu.toml", "")
    write("x/a.kfm", GOOD.format("x"))
    assert run(["build", "menus", "x"]) == 0
    assert not Path("dist").exists()
    capsys.readouterr()
    assert run(["build", "menus/a.kfm", "--source-map"]) == 0
    assert written() == [MANIFEST, "a.json", "a.map.json"]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        (f"一店/{MANIFEST}", "一店"),
        (f"a b/c.d/{MANIFEST}", "a b/c.d"),
        (f"../{MANIFEST}", None),
        (f"a/../{MANIFEST}", None),
        (f"/a/{MANIFEST}", None),
        (f"a//b/{MANIFEST}", None),
        (f"c:/{MANIFEST}", None),
        (f"a\\b/{MANIFEST}", None),
        (f"/{MANIFEST}", None),
        (MANIFEST, None),
        ("一店/a.json", None),
    ],
)
@pytest.mark.parametrize("damage", ["", "<<<<<<< HEAD\n"])
def test_folders_of_a_manifest(name: str, folder: str | None, damage: str) -> None:
    """A manifest names sub-folders, and never leads out of its own, even a damaged one."""
    text = json.dumps({"version": 1, "files": ["a.json", name, 5]}, ensure_ascii=False)
    if damage:
        text = damage + text.replace("\\\\", "\\")
    manifest = read_manifest(MANIFEST, text.encode())
    assert manifest.names == {"a.json"}
    assert manifest.folders == ({folder} if folder else set())


def test_order_of_configs() -> None:
    """A tree that is read twice, from above and from within, is read once."""
    write("kfmenu.toml", "")
    write("a/kfmenu.toml", "")
    write("a/x.kfm", GOOD.format("x"))
    inputs, problems = read_inputs([".", "a", "a/x.kfm"])
    assert not problems
    assert [(one.path, one.folder) for one in inputs] == [("a/x.kfm", "a")]
    assert [one.name for one in read_project(inputs).drafts] == ["x"]


# ---- the order of files -------------------------------------------------------------------

PARTS = {
    "a.kfm": "menu one\n  head: 您好\n  use: shared\n  click: 去 -> @three\n\n"
    "menu two\n  click: 好 -> 1\n",
    "b.kfm": "# 1\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\npart shared\n  head: 再见\n  click: a -> b\n",
    "c.kfm": "menu three\n  use: inner\n  click: 投诉 -> @afters\n\npart after\n  text: 好\n",
    "d.kfm": "part inner\n  use: after\n  use: threee\n\nmessage aftersales\n  | 好\n",
}


@pytest.mark.parametrize("order", list(permutations(PARTS)), ids="-".join)
def test_any_order(order: tuple[str, ...]) -> None:
    """Whatever file comes first, the same is told, and messages stand in the order of the files."""
    given = [Input(path, PARTS[path], is_json=False) for path in order]
    project = read_project(given)
    told = sorted(f"{one.path}:{one.line} {one.code} {one.hint}" for one in project.problems)
    assert told == [
        "a.kfm:3 KF302 keep one: delete that of line 2 or that of the part “shared” (b.kfm line 9);"
        " a part is the same in each menu that uses it",
        "c.kfm:3 KF309 write `-> @aftersales`",
        "d.kfm:3 KF303 there is after shared; for a new one put `part threee` at the end of the "
        "file, and below it what it holds, such as `text: text`",
    ]
    names = {"a.kfm": ["one", "two"], "b.kfm": [], "c.kfm": ["three"], "d.kfm": ["aftersales"]}
    assert [one.name for one in project.drafts] == [name for path in order for name in names[path]]


@pytest.mark.parametrize("order", list(permutations(["a.kfm", "b.kfm"])), ids="-".join)
def test_names_of_another_kind_wait(order: tuple[str, ...]) -> None:
    """A name that is there, but of another kind, is guessed at once all are known."""
    texts = {
        "a.kfm": "message aftersales\n  | x\n\npart menu\n  text: y\n\n"
        "menu m\n  use: aftersales\n  click: 好 -> @menu\n  use: menu\n",
        "b.kfm": "part aftersales1\n  click: x -> y\n\nmenu menu1\n  head: 好\n  text: 好\n",
    }
    problems = read_project([Input(path, texts[path], is_json=False) for path in order]).problems
    assert [(one.code, one.hint) for one in problems] == [
        ("KF303", "write `use: aftersales1`"),
        ("KF309", "write `-> @menu1`"),
    ]
