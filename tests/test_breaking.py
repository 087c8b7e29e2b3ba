"""`kfmenu breaking`: what a service would trip over since a git ref, a build or a bundle."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from repositories import ALONE, Repository, needs_git

from kfmenu.cli import run
from kfmenu.project.breaking import Promised, compare
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project

FOLDER = Path(__file__).parent / "fixtures" / "breaking"
BEFORE = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("menus/*.kfm")}
SURVEY = BEFORE["survey.kfm"]
Capsys = pytest.CaptureFixture[str]
Monkeypatch = pytest.MonkeyPatch


class Step(NamedTuple):
    """One edit of the history.

    Args:
        why: what is done.
        breaks: the codes that are reported; none for an edit that breaks nothing.
        edits: (file, what stands there, what stands there afterwards), all of them at once; of a
            file with another name its names, the first of them empty.
    """

    why: str
    breaks: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]


def history() -> Iterator[Step]:
    """Read the history."""
    text = (FOLDER / "history.txt").read_text(encoding="utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        edits = re.findall(r"^@ (.*)\n- ?(.*)\n\+ ?(.*)$", rest, re.MULTILINE)
        names = re.findall(r"^@ (.*) => (.*)$", rest, re.MULTILINE)
        why, *codes = re.split(r" (?=KF\d{3})", title)
        lines = [(name, *(one.replace("⏎", "\n") for one in both)) for name, *both in edits]
        yield Step(why, tuple(codes), (*lines, *(("", old, new) for old, new in names)))


def edited(files: dict[str, str], step: Step) -> dict[str, str]:
    """Give the files after an edit."""
    files = dict(files)
    for name, old, new in step.edits:
        if not name:  # a file is renamed
            files[new] = files.pop(old)
            continue
        assert old in files[name], (step.why, old)
        files[name] = files[name].replace(old, new)
    return files


def found(capsys: Capsys, *args: str, code: int | None = None) -> list[str]:
    """Run the command and give the codes that it reports."""
    capsys.readouterr()
    ended = run(["breaking", *args, "--output-format", "json"])
    problems = json.loads(capsys.readouterr().out)["problems"]
    codes = [problem["code"] for problem in problems]
    assert ended == (code if code is not None else int(bool(codes))), problems
    return codes


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: Monkeypatch) -> Repository:
    """Give a repository with menus, and work in it."""
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    made = Repository(tmp_path / "repository")
    made.commit({f"menus/{name}": text for name, text in BEFORE.items()})
    monkeypatch.chdir(made.folder)
    return made


@needs_git
def test_history(repository: Repository, capsys: Capsys) -> None:
    """Of a history of edits, half of which break, exactly those are told, each by its codes."""
    steps = list(history())
    files = BEFORE
    told = {}
    for step in steps:
        gone = {f"menus/{name}": None for name in files}
        files = edited(files, step)
        sound = read_project(Input(name, text, is_json=False) for name, text in files.items())
        assert not sound.problems, step.why
        repository.commit(gone | {f"menus/{name}": text for name, text in files.items()}, step.why)
        told[step.why] = tuple(sorted(found(capsys, "menus", "--against", "HEAD~1")))
    assert told == {step.why: step.breaks for step in steps}
    assert len(steps) >= 40
    assert abs(sum(bool(step.breaks) for step in steps) - len(steps) / 2) <= 1


# ---- what is said -------------------------------------------------------------------------


@needs_git
def test_places(repository: Repository, capsys: Capsys) -> None:
    """A problem stands at its button or declaration; what is gone at its header or old file."""
    menu = "menu a\n  param: n {}\n  head: {{n}}\n  click: 是 -> {}\n  click: 否 -> {}\n"
    gone = "menu b\n  click: 好 -> ok\n"
    repository.commit({"shop/m.kfm": menu.format("text(9)", 1, 2), "shop/old.kfm": gone})
    repository.write({"shop/m.kfm": menu.format("text(8)", 2, 3), "shop/old.kfm": None})
    assert run(["breaking", "shop", "--against", "HEAD", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out == (
        "shop/m.kfm:1:6: error[KF801] the id “1” of “是” in “a” is gone\n"
        "shop/m.kfm:2:10: error[KF802] the param “n” was text(9) and is text(8): "
        "“000000000”, say, is refused now\n"
        "shop/m.kfm:4:15: error[KF801] the id “2” stood under “否”, and now under “是”, "
        "whose id was “1”\n"
        "shop/old.kfm: error[KF803] the menu or message “b” is gone\n"
    )
    repository.write({"shop/m.kfm": menu.format("digits(1)", 1, 2).replace("{n}", "{n}{m}").replace(
        "  head", "  param: m id(1)\n  head"
    )})  # fmt: skip
    assert run(["breaking", "shop/m.kfm", "--against", "HEAD", "--lang", "zh"]) == 1
    said = capsys.readouterr().out
    assert "error[KF802] 参数 “n” 从 文字(9) 变成 数字(1)，有些值不能用了，比如 “a”" in said
    assert "shop/m.kfm:3:10: error[KF802] “a” 多了必填的参数 “m”" in said
    assert "在名称后面加 ?" in said


@needs_git
def test_values_of_other_types(repository: Repository, capsys: Capsys) -> None:
    """A refused value that is no text is told with its Python type."""
    menu = "menu a\n  param: n {}\n  head: 第{{n}}位\n  click: 好 -> 1\n"
    repository.commit({"m.kfm": menu.format("digits(9)")})
    repository.write({"m.kfm": menu.format("text(9)")})
    assert run(["breaking", "m.kfm", "--against", "HEAD"]) == 1
    assert "text(9): int 9, say, is refused now" in capsys.readouterr().out


@needs_git
def test_errors_now(repository: Repository, capsys: Capsys) -> None:
    """A menu that does not compile is told as that, not as one that is gone; a warning is not."""
    repository.write({"menus/survey.kfm": SURVEY.replace("回复：满意 -> 101", "回复：满意 101")})
    assert found(capsys, "menus", "--against", "HEAD") == ["KF207"]
    repository.write({"menus/survey.kfm": SURVEY.replace("满意 -> 101", "满意 -> 102")})
    assert found(capsys, "menus", "--against", "HEAD") == ["KF801", "KF801"]


@needs_git
def test_errors_then(repository: Repository, capsys: Capsys) -> None:
    """What did not compile at the ref was no promise; the rest of its menu was."""
    repository.commit({"menus/survey.kfm": SURVEY.replace("回复：满意 -> 101", "回复：满意 101")})
    repository.write({"menus/survey.kfm": SURVEY.replace("-> 101", "-> 7").replace("102", "8")})
    assert found(capsys, "menus", "--against", "HEAD") == ["KF801"]


def test_json(tmp_path: Path, capsys: Capsys) -> None:
    """It compares .kfm; JSON is refused."""
    (tmp_path / "m.json").write_text("{}")
    assert run(["breaking", str(tmp_path / "m.json"), "--against", "x"]) == 2
    assert "takes .kfm" in capsys.readouterr().err


# ---- where it looks -----------------------------------------------------------------------


@needs_git
def test_nothing_yet(repository: Repository, capsys: Capsys) -> None:
    """Menus that the ref does not have break nothing, which is told to people."""
    repository.write({"new/a.kfm": "menu a\n  click: 好 -> 1\n"})
    assert run(["breaking", "new", "--against", "HEAD"]) == 0
    heard = capsys.readouterr()
    assert heard.err == "HEAD has no menus there yet; there is nothing to compare with\n"
    assert heard.out == "1 file checked, no problems\n"
    assert found(capsys, "new", "--against", "HEAD") == []


@needs_git
def test_subfolder(repository: Repository, monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """Wherever it is run, and with paths of any kind, it finds the repository."""
    repository.commit({"deep/shop/menus/b.kfm": "menu b\n  click: 好 -> 1\n"})
    repository.write(
        {"deep/shop/menus/b.kfm": "menu b\n  click: 好 -> 2\n", "menus/words.kfm": None}
    )
    for here, path, name in (
        ("deep/shop", "menus", "b.kfm"),
        ("deep/shop", "menus/b.kfm", "b.kfm"),
        ("deep/shop", str(repository.folder / "deep"), "b.kfm"),
        ("..", "repository/deep", "b.kfm"),
        ("deep/shop", "../../menus", "words.kfm"),
        ("..", "repository/menus", "words.kfm"),
    ):
        monkeypatch.chdir(repository.folder / here)
        assert run(["breaking", path, "--against", "HEAD", "--output-format", "json"]) == 1
        (first, *_) = json.loads(capsys.readouterr().out)["problems"]
        shown = Path(first["path"])
        assert shown.resolve() == next(repository.folder.rglob(f"**/{name}"), shown.resolve())
        assert shown.name == name


@needs_git
def test_configured(repository: Repository, capsys: Capsys) -> None:
    """Without PATHS the project is compared, as it was configured then, or as it is now."""
    repository.commit({"other/b.kfm": "menu b\n  click: 好 -> 1\n"})
    repository.write({"kfmenu.toml": 'paths = ["menus"]\n'})
    assert found(capsys, "--against", "HEAD") == []
    repository.commit({})
    repository.git("mv", "menus", "bots")
    repository.write({"kfmenu.toml": 'paths = ["bots"]\n', "other/b.kfm": None})
    assert found(capsys, "--against", "HEAD") == []
    survey = repository.folder / "bots" / "survey.kfm"
    survey.write_text(SURVEY.replace("-> 101", "-> 7"), encoding="utf-8")
    assert found(capsys, "--against", "HEAD") == ["KF801"]
    (repository.folder / "bots" / "words.kfm").unlink()
    assert found(capsys, "--against", "HEAD") == ["KF801", "KF803", "KF803"]


@needs_git
def test_one_file_of_a_project(repository: Repository, capsys: Capsys) -> None:
    """What went into another file of the project is not gone; only what is named is looked at."""
    menus = [f"menu {name}\n  click: 好 -> {name}\n" for name in "abc"]
    repository.commit(
        {"kfmenu.toml": 'paths = ["p"]\n', "p/1.kfm": "\n".join(menus[:2]), "p/2.kfm": menus[2]}
    )
    repository.write({"p/1.kfm": menus[0], "p/2.kfm": menus[1]})
    assert found(capsys, "p/1.kfm", "--against", "HEAD") == []
    assert found(capsys, "p/2.kfm", "--against", "HEAD") == ["KF803"]


@needs_git
def test_projects_in_a_tree(repository: Repository, capsys: Capsys) -> None:
    """Projects of one tree may have the same names; each is compared with itself."""
    menu = "menu welcome\n  click: 好 -> {}\n"
    shops = {"shops/一店/kfmenu.toml": "", "shops/二店/kfmenu.toml": ""}
    files = {"shops/一店/a.kfm": menu.format(1), "shops/二店/a.kfm": menu.format(2)}
    repository.commit(shops | files)
    assert found(capsys, "shops", "--against", "HEAD") == []
    repository.write({"shops/二店/a.kfm": menu.format(1)})
    assert found(capsys, "shops", "--against", "HEAD") == ["KF801"]
    assert found(capsys, "shops/一店", "--against", "HEAD") == []


@needs_git
@pytest.mark.usefixtures("repository")
def test_hook(monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """Within a hook, where git names its repository from elsewhere, it is found, too."""
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert found(capsys, "menus", "--against", "HEAD") == []


@needs_git
def test_left_out(repository: Repository, capsys: Capsys) -> None:
    """Of a commit the same files count as of a folder: hidden ones do not."""
    menu = "menu h\n  click: 好 -> 1\n"
    repository.commit({"menus/.h.kfm": menu, "menus/.old/h.kfm": menu, "menus/h.txt": menu})
    repository.write({"menus/.h.kfm": None, "menus/.old/h.kfm": None, "menus/h.txt": None})
    assert found(capsys, "menus", "--against", "HEAD") == []


@needs_git
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_links(
    links: bool,
    repository: Repository,
    monkeypatch: Monkeypatch,
    capsys: Capsys,
) -> None:
    """A link leads where it led then; where links cannot be made it is a file, as for git."""
    repository.write({"shared/a.kfm": "menu a\n  click: 好 -> 1\n"})
    (repository.folder / "menus" / "a.kfm").symlink_to("../shared/a.kfm")
    repository.commit({})
    repository.write({"shared/a.kfm": "menu a\n  click: 好 -> 2\n"})
    if not links:

        def refuse(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(os, "symlink", refuse)
    assert found(capsys, "menus", "--against", "HEAD") == (["KF801"] if links else [])


@needs_git
def test_hostile_commit(repository: Repository, tmp_path: Path, capsys: Capsys) -> None:
    """A commit whose paths lead out of their folder writes nothing there."""
    tree = repository.git("rev-parse", "HEAD:menus")
    for name in ("..", "..", ".."):
        tree = repository.git("mktree", stdin=f"040000 tree {tree}\t{name}\n")
    commit = repository.git("commit-tree", "-m", "x", tree)
    assert run(["breaking", "menus", "--against", commit]) == 0
    assert "no menus there yet" in capsys.readouterr().err
    assert not [*tmp_path.glob("*.kfm")]
    assert not [*tmp_path.parent.glob("*.kfm")]


# ---- what cannot be compared --------------------------------------------------------------


def refused(capsys: Capsys, *args: str) -> str:
    """Run the command where it cannot compare, in both languages; gives the English."""
    for lang in ("zh", "en"):
        assert run(["breaking", *args, "--lang", lang]) == 2
        said = capsys.readouterr().out
        assert "error[KF901]" in said
        assert "None" not in said
    return said


@needs_git
@pytest.mark.parametrize("ref", ["no-such", "-x", "--all", "", "HEAD:menus", "a b", "“x”"])
@pytest.mark.usefixtures("repository")
def test_unknown_ref(ref: str, capsys: Capsys) -> None:
    """What git does not know as a commit is told, with what could be said instead."""
    said = refused(capsys, "menus", f"--against={ref}")
    assert f"{ref}: error[KF901] git knows no such commit" in said
    assert "git branch -a" in said


@needs_git
def test_branch_elsewhere(repository: Repository, capsys: Capsys) -> None:
    """A branch that only the origin has is offered under the name that it has here, and so on."""
    repository.git("update-ref", "refs/remotes/origin/release", "HEAD")
    for ref, meant in (("release", "origin/release"), ("origin/main", "main"), ("mian", "main")):
        assert f"did you mean “{meant}”?" in refused(capsys, "menus", "--against", ref)
    assert found(capsys, "menus", "--against", "origin/release") == []


@needs_git
def test_shallow(
    repository: Repository,
    tmp_path: Path,
    monkeypatch: Monkeypatch,
    capsys: Capsys,
) -> None:
    """In a clone that holds only the last commit it says how to get the rest."""
    repository.commit({"menus/words.kfm": "menu thanks\n  click: 好 -> 1\n"})
    url = repository.folder.as_uri()
    repository.git("clone", "-q", "--depth", "1", url, str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert "fetch-depth: 0" in refused(capsys, "menus", "--against", "HEAD~1")
    assert found(capsys, "menus", "--against", "origin/main") == []


@needs_git
def test_no_repository(tmp_path: Path, monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """Outside of a repository, and with paths of two, it is told in git's own words or ours."""
    for name, value in (ALONE | {"GIT_CEILING_DIRECTORIES": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("m.kfm").write_text("menu a\n  click: 好 -> 1\n", encoding="utf-8")
    assert "not a git repository" in refused(capsys, "m.kfm", "--against", "main")
    Repository(tmp_path / "one").commit({"b.kfm": "menu b\n  click: 好 -> 1\n"})
    assert "“m.kfm” is not in this repository" in refused(
        capsys, "one", "m.kfm", "--against", "main"
    )


def test_no_git(tmp_path: Path, monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """Without git it says so; a folder is compared with all the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    Path("m.kfm").write_text("menu a\n  click: 好 -> 1\n", encoding="utf-8")
    assert "cannot be compared with: git: No such file" in refused(
        capsys, "m.kfm", "--against", "main"
    )
    Path("main").mkdir()
    Path("main/a.kfm").write_text("menu a\n  click: 好 -> 2\n", encoding="utf-8")
    assert found(capsys, "m.kfm", "--against", "main") == ["KF801"]


@needs_git
def test_damaged_repository(
    repository: Repository, monkeypatch: Monkeypatch, capsys: Capsys
) -> None:
    """A repository that lacks an object, and a disk that takes no more, are told."""
    blob = repository.git("rev-parse", "HEAD:menus/words.kfm")
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert "words.kfm is missing" in refused(capsys, "menus", "--against", "HEAD")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(os, "makedirs", full)
    repository.commit({"menus/words.kfm": "menu thanks\n  click: 好 -> 1\n"})
    assert "No space left on device: x" in refused(capsys, "menus", "--against", "HEAD")


# ---- builds -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "out", [["-o", "dist"], ["--bundle", "dist.json"]], ids=["folder", "bundle"]
)
def test_built(out: list[str], tmp_path: Path, monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """What a build wrote is a reference without git: a folder or a bundle, params and all."""
    monkeypatch.chdir(tmp_path)
    before = (
        "menu a\n  param: n text(9)\n  head: {n}\n  click: 是 -> 1\n  click: 否 -> x:{n}\n\n"
        "message b\n  | 好\n"
    )
    Path("m.kfm").write_text(before, encoding="utf-8")
    assert run(["build", "m.kfm", *out]) == 0
    assert found(capsys, "m.kfm", "--against", out[1]) == []
    after = before.partition("\n\n")[0].replace("text(9)", "id(9)").replace("-> 1", "-> 2")
    Path("m.kfm").write_text(after, encoding="utf-8")
    assert found(capsys, "m.kfm", "--against", out[1]) == ["KF802", "KF801", "KF803"]


def test_changed_id(tmp_path: Path, monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """An id that was changed is told where it stands now; one that is gone, at its menu."""
    monkeypatch.chdir(tmp_path)
    path = Path("m.kfm")
    path.write_text("menu a\n  click: 是 -> 1\n  click: 否 -> 2\n", encoding="utf-8")
    assert run(["build", "m.kfm", "-o", "dist"]) == 0
    path.write_text("menu a\n  click: 是 -> 3\n", encoding="utf-8")
    capsys.readouterr()
    concise = ["--output-format", "concise"]
    assert run(["breaking", "m.kfm", "--against", "dist", *concise]) == 1
    told = [line.partition("; ")[0] for line in capsys.readouterr().out.splitlines()[:2]]
    assert told == [
        "m.kfm:1:6: error[KF801] the id “2” of “否” in “a” is gone",
        "m.kfm:2:15: error[KF801] the id of “是” in “a” was “1” and is “3”",
    ]


def test_damaged_build(tmp_path: Path, monkeypatch: Monkeypatch, capsys: Capsys) -> None:
    """A build that is damaged is no reference: that is told, and nothing else."""
    monkeypatch.chdir(tmp_path)
    Path("m.kfm").write_text("menu a\n  click: 是 -> 1\n\nmessage b\n  | 好\n", encoding="utf-8")
    assert run(["build", "m.kfm", "-o", "dist"]) == 0
    Path("dist/a.json").write_text("{", encoding="utf-8")
    assert found(capsys, "m.kfm", "--against", "dist", code=2) == ["KF400"]
    Path("dist/a.json").unlink()
    assert found(capsys, "m.kfm", "--against", "dist", code=2) == ["KF901"]
    Path("dist/.kfmenu-manifest").write_text("<<<<<<< a\n", encoding="utf-8")
    assert found(capsys, "m.kfm", "--against", "dist", code=2) == ["KF104"]


@needs_git
def test_folder_or_ref(repository: Repository, capsys: Capsys) -> None:
    """A folder that a build wrote comes before a branch of its name, any other folder after it."""
    repository.git("branch", "dist")
    repository.commit({"menus/words.kfm": None})
    repository.write({"dist/a.kfm": "menu a\n  click: 好 -> 1\n"})
    assert found(capsys, "menus", "--against", "dist") == ["KF803", "KF803"]
    repository.write({"dist/.kfmenu-manifest": '{"version": 1, "files": []}\n'})
    assert found(capsys, "menus", "--against", "dist") == ["KF803"]
    repository.write({"dist/a.kfm": None})


def test_stdin(tmp_path: Path) -> None:
    """What comes through the standard input is compared with a build; at a ref it is nowhere."""
    (tmp_path / "old.kfm").write_text("menu a\n  click: 好 -> 1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kfmenu", "breaking", "-", "--against", "old.kfm"],
        cwd=tmp_path,
        input="menu a\n  click: 好 -> 2\n".encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"KF801" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["满意 -> 1", "满意 -> 2"], ["满意 -> 3", "满意 -> 4"], ["2 “1” “3”", "3 “2” “4”"]),
        (["满意 -> 1", "满意 -> 2"], ["满意 -> 3"], ["1 “2” ", "2 “1” “3”"]),
        (["A -> 1", "B -> 1"], ["B -> 9"], ["2 “1” “9”"]),
        (["A -> {p}", "B -> 2"], ["A -> \\{p\\}", "B -> 2"], ["3 “{p}” “\\{p\\}”"]),
    ],
)
def test_equal_labels(
    before: list[str], after: list[str], told: list[str], tmp_path: Path, monkeypatch: Monkeypatch
) -> None:
    """Each new id is told of one old one, under whichever label it stood; a brace is no param."""
    monkeypatch.chdir(tmp_path)
    param = ["  param: p id(5)", "  head: {p}"] if "{p}" in before[0] else []
    old, new = (
        "\n".join(["menu m", *param[:1], *(f"  click: {one}" for one in lines), *param[1:], ""])
        for lines in (before, after)
    )
    promised = [
        Promised(one.name, "m.kfm", one.wire)
        for one in read_project([Input("m.kfm", old, is_json=False)]).drafts
    ]
    drafts = {one.name: one for one in read_project([Input("m.kfm", new, is_json=False)]).drafts}
    found = [
        f"{one.line} {dict(one.holes)['text']} {dict(one.holes)['now']}"
        for one in compare(promised, drafts)
    ]
    assert found == told
