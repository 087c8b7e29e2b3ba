"""`kfmenu init`: what it writes is run."""

import json
import os
import sys
from pathlib import Path

import pytest
import yaml
from outside import call
from repositories import ALONE, Repository, needs_git
from workflows import needs_bash, run_steps, shell

from kfmenu import __version__
from kfmenu.cli import run

Capsys = pytest.CaptureFixture[str]
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
FILES = (
    "menus/welcome.kfm",
    "tests/test_menus.py",
    "kfmenu.toml",
    ".pre-commit-config.yaml",
    ".github/workflows/menus.yml",
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@LANGS
def test_written(lang: str, folder: Path, capsys: Capsys) -> None:
    """Each file is said as it is written; the menus are sound, in their layout and language."""
    assert run(["init", "--lang", lang]) == 0
    said = capsys.readouterr().out
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there == {str(Path(name)) for name in FILES}
    for name in FILES:
        assert f"{'新建' if lang == 'zh' else 'created'} {Path(name)}" in said
    assert "kfmenu preview menus" in said
    assert run(["check", "menus", "--strict"]) == 0
    assert run(["fmt", "menus", "--check"]) == 0
    text = Path("menus/welcome.kfm").read_text(encoding="utf-8")
    assert ("菜单 welcome" in text) == (lang == "zh")
    assert text.isascii() == (lang == "en")


@LANGS
def test_its_test(lang: str, folder: Path) -> None:
    """Its test passes, and fails when a button leads to nothing that the service answers."""
    assert run(["init", "shop", "--lang", lang]) == 0
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    assert "1 passed" in call(*tests, cwd=folder / "shop")
    menus = folder / "shop" / "menus" / "welcome.kfm"
    menus.write_text(menus.read_text(encoding="utf-8").replace("-> order", "-> odrer"), "utf-8")
    assert "1 failed" in call(*tests, cwd=folder / "shop", code=1)


def test_nothing_overwritten(capsys: Capsys) -> None:
    """What is there stays, whatever it is; what is missing comes."""
    for name in FILES[1:]:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("mine", encoding="utf-8")
    Path("kfmenu.toml").unlink()
    Path("kfmenu.toml").symlink_to("nowhere")
    assert run(["init", "--output-format", "json"]) == 0
    files = dict.fromkeys(FILES, "kept") | {FILES[0]: "created"}
    assert json.loads(capsys.readouterr().out) == {"version": 1, "files": files}
    assert Path(FILES[1]).read_text(encoding="utf-8") == "mine"
    assert not Path("nowhere").exists()
    assert run(["init"]) == 0
    said = capsys.readouterr().out
    assert f"kept {Path('.pre-commit-config.yaml')}: it was there already" in said
    assert "see what kfmenu init writes elsewhere" in said
    assert run(["init", "--output-format", "concise"]) == 0
    assert run(["init", "--output-format", "sarif"]) == 0


def test_menus_of_ones_own(capsys: Capsys) -> None:
    """Where there are menus already, no sample comes between them, nor a test of it."""
    Path("menus").mkdir()
    Path("menus/a.kfm").write_text("menu welcome\n  click: 好 -> 1\n", encoding="utf-8")
    assert run(["init"]) == 0
    assert os.listdir("menus") == ["a.kfm"]
    assert not Path("tests").exists()
    assert "pytest" not in Path(FILES[-1]).read_text(encoding="utf-8")
    assert "kfmenu.toml" in capsys.readouterr().out


@LANGS
def test_cannot_write(lang: str, capsys: Capsys) -> None:
    """A folder that cannot be, or be written, is told."""
    Path("file").write_text("", encoding="utf-8")
    assert run(["init", "file", "--lang", lang]) == 2
    assert str(Path("file/menus/welcome.kfm")) in capsys.readouterr().err
    assert run(["init", "file/deeper", "--lang", lang]) == 2


@pytest.mark.slow
@needs_git
@needs_bash
@LANGS
def test_workflow(lang: str, folder: Path) -> None:
    """The workflow is valid, and its commands pass over the project that they came with."""
    repository = Repository(folder / "project")
    assert run(["init", "project", "--lang", lang]) == 0
    workflow = folder / "project" / ".github" / "workflows" / "menus.yml"
    schema = ["--builtin-schema", "vendor.github-workflows", str(workflow)]
    call(sys.executable, "-m", "check_jsonschema", *schema, cwd=folder)
    repository.commit({})
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    steps = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]["menus"]["steps"]
    install, *rest = [step for step in steps if "run" in step]
    assert install["run"] == f"python -m pip install kfmenu=={__version__}"
    rest.remove({"run": "python -m pip install pytest"})

    class GitHub:
        event_name = "pull_request"

    done = run_steps(rest, repository.folder, {"GITHUB_BASE_REF": "main"}, {"github": GitHub})
    assert len(done) == len(rest)
    assert not [one for one in done.values() if one.code]
    assert (repository.folder / "menus.html").exists()


@pytest.mark.slow
@needs_git
@needs_bash
def test_hooks(folder: Path, dist: Path) -> None:
    """Its hooks install the kfmenu that wrote them, and look at what it wrote and what is new."""
    repository = Repository(folder / "project")
    assert run(["init", "project"]) == 0
    repository.commit({})
    env = {**ALONE, "PRE_COMMIT_HOME": str(folder / "cache"), "PIP_FIND_LINKS": str(dist)}
    done = shell("pre-commit run --all-files", repository.folder, env)
    assert done.code == 0, done.out
    repository.commit({"menus/b.kfm": "menu b\nclick：好 -> @welcom\n"})
    done = shell("pre-commit run --all-files", repository.folder, env)
    assert done.code == 1
    assert "files were modified by this hook" in done.out
    assert "KF309" in done.out
