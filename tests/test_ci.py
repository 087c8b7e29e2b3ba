"""What runs elsewhere: the action, the workflows, the hooks, and what the pages about CI show."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from repositories import ALONE, Repository, needs_git
from workflows import Done, needs_bash, run_steps, shell

ROOT = Path(__file__).parent.parent
GOOD = "menu welcome\n  click: 满意 -> 101\n  click: 不满意 -> 102\n"
BROKEN = GOOD.replace("-> 101", "101")
BREAKING = GOOD.replace("-> 102", "-> 103")
SUSPECT = GOOD.replace("不满意", "**不满意**")
PAGES = ("ci.md", "ci.zh-CN.md")

pytestmark = [needs_git, needs_bash, pytest.mark.slow]


def texts(page: str, kind: str) -> list[str]:
    """Give the blocks of a page that are of one kind."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```yaml {kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def shown(page: str, kind: str) -> list[Any]:
    """Give what they say."""
    return [yaml.safe_load(text) for text in texts(page, kind)]


@pytest.fixture
def pull_request(tmp_path: Path) -> Repository:
    """Give a checkout as CI has it: of a branch that goes into the main one of its origin."""
    origin = Repository(tmp_path / "origin")
    origin.commit({"menus/a.kfm": GOOD})
    here = Repository(tmp_path / "checkout")
    here.git("remote", "add", "origin", origin.folder.as_uri())
    here.git("fetch", "-q", "origin")
    here.git("checkout", "-q", "-B", "change", "origin/main")
    return here


# ---- what is valid ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("action.yml", "github-actions"),
        (".github/workflows/tests.yml", "github-workflows"),
        (".github/workflows/release.yml", "github-workflows"),
    ],
)
def test_schema(path: str, schema: str) -> None:
    """The action and the workflows are what GitHub says that such files are."""
    assert_valid(ROOT / path, schema)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_valid(page: str, tmp_path: Path) -> None:
    """So is all that the pages show, of each system."""
    count = 0
    for kind, schema in (("github", "github-workflows"), ("gitlab", "gitlab-ci")):
        for text in texts(page, kind):
            (tmp_path / "x.yml").write_text(text, encoding="utf-8")
            assert_valid(tmp_path / "x.yml", schema)
            count += 1
    (text,) = texts(page, "pre-commit")
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    python("pre_commit", "validate-config", str(tmp_path / "x.yml"))
    assert count == 3


def test_hooks_are_valid() -> None:
    """The hooks are what pre-commit says that hooks are; the pages name them."""
    python("pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for page in PAGES:
        (config,) = shown(page, "pre-commit")
        assert {hook["id"] for hook in config["repos"][0]["hooks"]} == {one["id"] for one in hooks}


def test_pages_agree() -> None:
    """Both pages show the same, but for the language of messages; the action's inputs are told."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    english, chinese = ((ROOT / "docs" / page).read_text(encoding="utf-8") for page in PAGES)
    for kind in ("github", "gitlab", "pre-commit", "github-steps"):
        first, second = (silent(shown(page, kind)) for page in PAGES)
        assert first == second
    for page in (english, chinese):
        table = dict(re.findall(r"^\| `([a-z-]+)` \| (?:`(.*?)`)? ?\|", page, re.MULTILINE))
        for name, one in action["inputs"].items():
            assert table[name] == one["default"]


def silent(shown: Any) -> Any:
    """Leave out which language is spoken."""
    if isinstance(shown, dict):
        parts = {name: silent(part) for name, part in shown.items()}
        return {
            n: part for n, part in parts.items() if n not in {"lang", "KFMENU_LANG"} and part != {}
        }
    return [silent(part) for part in shown] if isinstance(shown, list) else shown


def assert_valid(path: Path, schema: str) -> None:
    """Hold a file to a schema that check-jsonschema brings along."""
    python("check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path))


def python(*args: str) -> None:
    """Run a module, which must be content."""
    done = subprocess.run(
        [sys.executable, "-m", *args], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- what it does -------------------------------------------------------------------------


def github(page: str, checkout: Repository, event: str = "pull_request") -> dict[str, Done]:
    """Run the workflow that a page shows, but for the installation; gives what came of each."""
    (steps,) = [
        one["jobs"]["menus"]["steps"]
        for one in shown(page, "github")
        if len(one["jobs"]["menus"]["steps"]) > 2
    ]
    first, *steps = [step for step in steps if "run" in step]
    assert first["run"] == "python -m pip install kfmenu"
    context = {"github": SimpleNamespace(event_name=event)}
    done = run_steps(steps, checkout.folder, {"GITHUB_BASE_REF": "main"}, context)
    return {command.split()[1]: one for command, one in done.items()}


@pytest.mark.parametrize("page", PAGES)
def test_github(page: str, pull_request: Repository) -> None:
    """The workflow of the pages passes what is sound, and draws it."""
    done = github(page, pull_request)
    assert {name: one.code for name, one in done.items()} == {
        "check": 0,
        "breaking": 0,
        "preview": 0,
    }
    assert "满意" in (pull_request.folder / "menus.html").read_text(encoding="utf-8")
    assert github(page, pull_request, "push").keys() == {"check", "preview"}


@pytest.mark.parametrize(
    ("menu", "failing", "annotation"),
    [
        (BROKEN, "check", "::error file=menus/a.kfm,line=2,"),
        (SUSPECT, "check", "::warning file=menus/a.kfm,line=3,"),
        (BREAKING, "breaking", "::error file=menus/a.kfm,line=3,"),
    ],
)
def test_github_fails(menu: str, failing: str, annotation: str, pull_request: Repository) -> None:
    """It fails where it should, says so at the line, and draws the menu all the same."""
    pull_request.commit({"menus/a.kfm": menu})
    done = github("ci.md", pull_request)
    assert done[failing].code == 1
    assert annotation in done[failing].out
    assert [name for name, one in done.items() if one.code and name != "preview"] == [failing]
    assert (pull_request.folder / "menus.html").exists()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("menu", [GOOD, BROKEN, BREAKING], ids=["good", "broken", "breaking"])
def test_gitlab(page: str, menu: str, pull_request: Repository) -> None:
    """The job for GitLab fails where it should, and leaves all that its artifacts name."""
    base = pull_request.git("rev-parse", "origin/main")
    pull_request.commit({"menus/a.kfm": menu})
    (job,) = (one["menus"] for one in shown(page, "gitlab"))
    install, *script = job["script"]
    assert install == "pip install kfmenu"
    env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    done = shell("\n".join(script), pull_request.folder, env)
    assert done.code == (menu != GOOD), done.out
    reports = job["artifacts"]["reports"]
    for name in (*job["artifacts"]["paths"], *reports.values()):
        assert (pull_request.folder / name).stat().st_size
    found = json.loads((pull_request.folder / reports["codequality"]).read_text(encoding="utf-8"))
    assert bool(found) == (menu == BROKEN)
    assert shell("\n".join(script), pull_request.folder, {}).code == (menu == BROKEN)


@pytest.mark.parametrize("page", PAGES)
def test_more_steps(page: str, pull_request: Repository) -> None:
    """The other steps of the pages do what is said of them."""
    (build,), (step,) = shown(page, "github-steps")
    env = {"GITHUB_BASE_REF": "main"}
    command = build["run"]
    assert shell(command, pull_request.folder, env).code == 1
    assert shell("kfmenu build menus -o built", pull_request.folder, env).code == 0
    assert shell(command, pull_request.folder, env).code == 0
    assert "KF902" in shell(f"rm built/welcome.json; {command}", pull_request.folder, env).out
    assert "labels" in step["if"]
    assert shell(step["run"], pull_request.folder, env).code == 0


# ---- the action ---------------------------------------------------------------------------


def act(checkout: Repository, tmp_path: Path, **given: str) -> dict[str, Done]:
    """Run the commands of the action but the installation, by their names."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name.replace("-", "_"): one["default"] for name, one in action["inputs"].items()}
    steps = action["runs"]["steps"]
    assert [step["id"] for step in steps[:2]] == ["python", "install"]
    names = {step["run"]: step["name"] for step in steps if "run" in step}
    installed = SimpleNamespace(outputs=SimpleNamespace(kfmenu="kfmenu"))
    context = {
        "inputs": SimpleNamespace(**inputs | {"paths": "menus\n"} | given),
        "github": SimpleNamespace(base_ref="main"),
        "steps": SimpleNamespace(install=installed),
        "runner": SimpleNamespace(temp=str(tmp_path)),
    }
    done = run_steps(steps[2:], checkout.folder, {}, context)
    return {names[command].split()[0]: one for command, one in done.items()}


def test_action(pull_request: Repository, tmp_path: Path) -> None:
    """The action passes what is sound, and leaves a page and a report."""
    done = act(pull_request, tmp_path, built="")
    assert {name: one.code for name, one in done.items()} == {
        "Check": 0, "Look": 0, "Draw": 0, "Write": 0,
    }  # fmt: skip
    assert "满意" in (tmp_path / "menus.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "kfmenu.sarif").read_text(encoding="utf-8"))["runs"]
    assert act(pull_request, tmp_path, breaking="false", sarif="false", preview="").keys() == {
        "Check"
    }
    assert act(pull_request, tmp_path, built="built")["See"].code == 1


@pytest.mark.parametrize(
    ("menu", "failing"), [(BROKEN, {"Check", "Look"}), (SUSPECT, {"Check"}), (BREAKING, {"Look"})]
)
def test_action_fails(
    menu: str, failing: set[str], pull_request: Repository, tmp_path: Path
) -> None:
    """It fails where it should, in the language that is asked for; the rest is done."""
    pull_request.commit({"menus/a.kfm": menu})
    done = act(pull_request, tmp_path, lang="zh")
    assert {name for name, one in done.items() if one.code} == failing
    for name in failing:
        assert re.search(r"^::(error|warning) file=menus/a.kfm,line=\d.*[一-鿿]", done[name].out)
    assert {"Draw", "Write"} <= done.keys()
    assert act(pull_request, tmp_path, strict="false")["Check"].code == (menu == BROKEN)


def test_action_in_a_shallow_clone(pull_request: Repository, tmp_path: Path) -> None:
    """It fetches what it compares with into a clone of one commit, and leaves others whole."""
    pull_request.commit({"menus/a.kfm": BREAKING})
    pull_request.git("push", "-q", "origin", "change")
    origin = pull_request.git("remote", "get-url", "origin")
    pull_request.git("clone", "-q", "--depth=1", "-b", "change", origin, str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow")
    assert act(shallow, tmp_path)["Look"].code == 1
    act(pull_request, tmp_path)
    assert pull_request.git("rev-parse", "--is-shallow-repository") == "false"


def test_action_with_odd_paths(pull_request: Repository, tmp_path: Path) -> None:
    """A path is a line, whatever blanks, stars and commands it seems to hold."""
    name = "m $(touch x) * 'é"
    pull_request.commit({f"{name}/b.kfm": BROKEN.replace("welcome", "b")})
    done = act(pull_request, tmp_path, paths=f"menus\n{name}\n")
    assert f"file={name}/b.kfm" in done["Check"].out
    assert not (pull_request.folder / "x").exists()


# ---- hooks --------------------------------------------------------------------------------


def test_hooks(tmp_path: Path) -> None:
    """Through pre-commit itself, the hooks pass what is sound, mend layout and refuse the rest."""
    hooks = Repository(tmp_path / "hooks")
    hooks.copy(ROOT, ["kfmenu", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"])
    hooks.commit({})
    user = Repository(tmp_path / "user")
    user.commit({"menus/a.kfm": GOOD})

    def tried(hook: str) -> Done:
        command = f"pre-commit try-repo {hooks.folder} {hook} --all-files --verbose"
        return shell(command, user.folder, ALONE | {"PRE_COMMIT_HOME": str(tmp_path / "cache")})

    for hook in ("kfmenu-check", "kfmenu-fmt"):
        done = tried(hook)
        assert done.code == 0, done.out
    # A menu may lead to another file's, which is not part of the commit.
    user.commit({"menus/b.kfm": "menu b\n  click：好 -> @welcome\n"})
    assert tried("kfmenu-check").code == 0
    done = tried("kfmenu-fmt")
    assert (done.code, "files were modified by this hook" in done.out) == (1, True)
    text = (user.folder / "menus/b.kfm").read_text(encoding="utf-8")
    assert text == "menu b\n  click: 好 -> @welcome\n"
    user.commit({"menus/a.kfm": BROKEN})
    done = tried("kfmenu-check")
    assert done.code == 1
    assert "menus/a.kfm:2:3: error[KF207]" in done.out
