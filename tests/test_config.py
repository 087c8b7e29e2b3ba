"""The configuration: what it may say, where it holds, and what is told of one that is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.cli import run
from kfmenu.project.config import NOTHING, Config, Configs, is_above
from kfmenu.project.settings import EXAMPLES, _Settings, lines_of, read_settings

ROOT = Path(__file__).parent.parent
GOOD = "menu {}\n  click: 满意 -> 101\n"
WARNS = "menu {}\n  text: 官网 -> https://x.y\n"
LONG = "menu {}\n" + "  text: x\n" * 11


@pytest.fixture(autouse=True)
def _in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, which makes paths short."""
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    """Write a file and the folders that it lies in."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *args: str) -> list[str]:
    """Check, and give the problems, a line each."""
    run(["check", *args, "--output-format", "concise"])
    return capsys.readouterr().out.splitlines()


# ---- settings -----------------------------------------------------------------------------


def test_examples() -> None:
    """Each setting has an example, and all examples together are a configuration."""
    assert list(EXAMPLES) == [one.name.replace("_", "-") for one in fields(_Settings)]
    text = "".join(f"{key} = {value}\n" for key, value in EXAMPLES.items())
    settings = read_settings("kfmenu.toml", text.encode(), ())
    assert not settings.problems
    assert [key.replace("_", "-") for key in settings.values] == list(EXAMPLES)
    assert lines_of(text.encode(), ()) == {
        "": 1, **{key: number for number, key in enumerate(EXAMPLES, 1)}
    }  # fmt: skip


WRONG = [
    ("strct = true", "1:1", "there is no setting “strct”; write `strict = true`"),
    (
        "out = 'dist'\n\n\n  per_file_ignores = {}",
        "4:3",
        'there is no setting “per_file_ignores”; write `per-file-ignores = { "old/*" = ["KF6"] }`',
    ),
    ("'quite else' = 1", "1:2", "there is no setting “quite else”; what there is: paths, out, "),
    ("strict = 'yes'", "1:1", "the setting strict cannot have this value; write `strict = true`"),
    ("strict = 1", "1:1", "the setting strict cannot have"),
    ("out = 5", "1:1", 'the setting out cannot have this value; write `out = "dist"`'),
    ("paths = 'menus'", "1:1", 'write `paths = ["menus"]`'),
    ("paths = [5]", "1:1", 'write `paths = ["menus"]`'),
    ("target = 'welcome'", "1:1", 'write `target = "on_event"`'),
    ("lang = 'fr'", "1:1", 'write `lang = "zh"`'),
    ("ignore = ['KF605',\n  'KF999',\n]", "2:4", "no rule begins with “KF999”"),
    ("select = ['']", "1:1", "no rule begins with “”"),
    ("per-file-ignores = ['KF6']", "1:1", 'write `per-file-ignores = { "old/*" = ["KF6"] }`'),
    ("[per-file-ignores]\n'a*' = ['KX']", "2:10", "no rule begins with “KX”"),
    ("[per-file-target]\n'a*' = 'x'", "1:2", 'write `per-file-target = { "sent/*" = "send_msg" }`'),
    ('"s\\u0074rct" = 1', "1:1", "there is no setting “strct”"),
    ("a = ", "1:5", "this is no TOML: Invalid value; TOML is written `name = value`"),
    ("\n\nlang = [", "3:9", "this is no TOML: Invalid value"),
    ("a = " + "[" * 5000, "1:1", "this is no TOML: it is nested too deeply"),
]


@pytest.mark.parametrize(("text", "place", "says"), WRONG, ids=[one[0][:30] for one in WRONG])
def test_wrong(text: str, place: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is told with its line and column and what to write; the exit code is 2."""
    write("a.kfm", GOOD.format("a"))
    write("kfmenu.toml", text)
    assert run(["check", "--output-format", "concise"]) == 2
    capsys.readouterr()
    assert run(["check", "a.kfm", "--output-format", "json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["path"]) == ("KF901", "kfmenu.toml")
    assert f"{problem['line']}:{problem['column']}" == place
    assert says in f"{problem['message']}; {problem['hint']}"


def test_all_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """All that is wrong is told at once, in order, in both languages; the rest holds."""
    write("a.kfm", WARNS.format("a"))
    text = '[tool.other]\nx = """\n[tool.kfmenu]\n"""\n\n[tool.kfmenu]\r\nstrct = 1\nlang = 5\n'
    write("pyproject.toml", text + "ignore = [\n'KF605']\nselect = ['KF0', 'KF98']\n")
    lines = said(capsys, "a.kfm")
    assert [line.partition(": ")[0] for line in lines] == [
        f"pyproject.toml:{place}" for place in ("7:1", "8:1", "11:12", "11:19")
    ]
    assert said(capsys, "a.kfm", "--lang", "zh")[0].endswith("没有 “strct” 这个设置")


def test_damaged_pyproject(capsys: pytest.CaptureFixture[str]) -> None:
    """A pyproject.toml that names the table and is no TOML is told, and not passed over."""
    write("pyproject.toml", "[tool.kfmenu]\nstrict = ")
    write("a.kfm", WARNS.format("a"))
    [line, *_] = said(capsys, "a.kfm")
    assert line.startswith("pyproject.toml:2:")
    assert "KF901" in line


@pytest.mark.parametrize("table", ["tool = 5", "[tool]\nother = 1", "[project]\nname = 'kfmenu'"])
def test_pyproject_of_others(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A pyproject.toml that says nothing of kfmenu is passed over for one further up."""
    write("kfmenu.toml", "ignore = ['KF605']")
    write("sub/pyproject.toml", f"# kfmenu\n{table}")
    write("sub/a.kfm", WARNS.format("a"))
    assert said(capsys, "sub/a.kfm") == []


@pytest.mark.parametrize(
    "text",
    [
        "[tool.kfmenu]\nstrict = true",
        "[ tool . 'kfmenu' ]\nstrict = true",
        "tool.kfmenu.strict = true",
        "[tool]\nkfmenu = { strict = true }",
        "tool = { 'kfmenu' = { strict = true } }",
        '[tool.kfmenu.per-file-ignores]\n[tool . "kfmenu"  ]\nstrict = true',
    ],
)
def test_tables(text: str) -> None:
    """However TOML writes the table, it is found."""
    write("pyproject.toml", text)
    assert Configs().near(str(Path.cwd())).strict


def test_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    """A `[tool.kfmenu]` that is no table is told as that."""
    write("pyproject.toml", "[tool]\nkfmenu = 5")
    write("a.kfm", GOOD.format("a"))
    (line,) = said(capsys, "a.kfm")
    assert line.startswith("pyproject.toml:2:1: error[KF901] the setting kfmenu cannot have")


def test_encodings(capsys: pytest.CaptureFixture[str]) -> None:
    """A byte order mark and CRLF do not matter; another encoding is told."""
    write("a.kfm", WARNS.format("a"))
    Path("kfmenu.toml").write_bytes(b"\xef\xbb\xbfignore = [\r\n'KF605']\r\nlang = 'en'\r\n")
    assert said(capsys, "a.kfm") == []
    Path("kfmenu.toml").write_bytes("lang = '中'".encode("gbk"))
    assert "this is no TOML: another encoding" in said(capsys, "a.kfm")[0]


def test_unreadable(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A configuration that cannot be read is told, since what it says may matter."""
    write("kfmenu.toml", "")
    write("a.kfm", GOOD.format("a"))

    def denied(path: str) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("kfmenu.project.config.content_of", denied)
    assert said(capsys, "a.kfm") == ["kfmenu.toml: error[KF901] cannot be read: permission denied"]
    assert run(["check", "a.kfm"]) == 2


@pytest.mark.property
@given(st.text() | st.sampled_from([one[0] for one in WRONG]).flatmap(
    lambda text: st.lists(st.sampled_from(text.split(" ")), max_size=6).map(" ".join)
))  # fmt: skip
def test_anything(text: str) -> None:
    """Whatever a file says, it is read or every fault has a place in it."""
    settings = read_settings("kfmenu.toml", text.encode(errors="replace"), ())
    for one in settings.problems:
        assert one.line is not None
        assert 1 <= one.line <= text.count("\n") + 1
        assert one.message
        assert one.hint


# ---- where it holds -----------------------------------------------------------------------


def test_nearest() -> None:
    """The nearest file upwards holds alone, a kfmenu.toml before a pyproject.toml."""
    write("pyproject.toml", "[tool.kfmenu]\nlang = 'zh'")
    write("a/kfmenu.toml", "strict = true")
    write("a/pyproject.toml", "[tool.kfmenu]\nlang = 'zh'")
    Path("a/b/c").mkdir(parents=True)
    Path("d").mkdir()
    configs = Configs()
    here = str(Path.cwd())
    assert configs.near(f"{here}/d").lang == "zh"
    near = configs.near(f"{here}/a/b/c")
    assert (near.path, near.strict, near.lang) == ("a/kfmenu.toml", True, None)
    assert configs.near(f"{here}/a/b/c") is configs.near(f"{here}/a")
    assert configs.near("/") is NOTHING
    assert not configs.problems


def test_nothing_configured(capsys: pytest.CaptureFixture[str]) -> None:
    """Without PATHS and without a configuration it says how to go on."""
    for command in ("check", "build", "fmt", "fix", "preview"):
        assert run([command]) == 2
        err = capsys.readouterr().err
        assert err.startswith(
            "usage: no PATHS are given, and there is no configuration (kfmenu.toml"
        )
    assert run(["check", "--lang", "zh"]) == 2
    assert "没有给 PATHS，也没有配置" in capsys.readouterr().err


def test_paths(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PATHS the configured ones are taken, as seen from the file that names them."""
    write("pyproject.toml", "[tool.kfmenu]\npaths = ['menus', 'more/x.kfm', '../gone']\n")
    write("menus/a.kfm", "menu a\n  clikc: 满意 -> 101\n")
    write("more/x.kfm", "menu x\n  clikc: 满意 -> 101\n")
    write("more/y.kfm", "menu y\n  clikc: 满意 -> 101\n")
    assert [line.partition(":")[0] for line in said(capsys)] == [
        "../gone", "menus/a.kfm", "more/x.kfm"
    ]  # fmt: skip
    monkeypatch.chdir("more")
    assert [line.partition(":")[0] for line in said(capsys)] == [
        "../../gone", "../menus/a.kfm", "x.kfm"
    ]  # fmt: skip


def test_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration holds for its paths wherever they lie."""
    write("common/a.kfm", LONG.format("a"))
    write("shop/kfmenu.toml", "paths = ['.', '../common']\ntarget = 'send_msg'")
    write("shop/b.kfm", GOOD.format("b"))
    monkeypatch.chdir(tmp_path / "shop")
    assert run(["check"]) == 0
    assert run(["check", "../common"]) == 1


def test_default_paths(capsys: pytest.CaptureFixture[str]) -> None:
    """A configuration without paths means its folder; files are named without a `./`."""
    write("kfmenu.toml", "")
    write("sub/a.kfm", "menu a\n  clikc: 满意 -> 101\n")
    assert said(capsys)[0].startswith("sub/a.kfm:2:3: ")
    assert said(capsys, ".")[0].startswith("sub/a.kfm:2:3: ")


def test_fmt_fix_preview(capsys: pytest.CaptureFixture[str]) -> None:
    """`fmt`, `fix` and `preview` take the configured paths, too."""
    write("kfmenu.toml", "paths = ['menus']")
    write("menus/a.kfm", "menu a\n    按钮: 满意 -> 101\n")
    assert run(["fix"]) == 0
    assert run(["fmt", "--check"]) == 1
    assert run(["fmt"]) == 0
    assert Path("menus/a.kfm").read_text(encoding="utf-8") == "menu a\n  回复: 满意 -> 101\n"
    capsys.readouterr()
    assert run(["preview"]) == 0
    assert "满意" in capsys.readouterr().out


# ---- what it changes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        ("", [], 1),
        ("ignore = ['KF401']", [], 0),
        ("ignore = ['KF4']", ["--ignore", "KF6"], 1),
        ("ignore = ['KF4']", ["--select", "KF401"], 1),
        ("select = ['KF6']", [], 0),
        ("select = ['KF6']", ["--ignore", "KF3"], 0),
        ("select = ['KF6']", ["--select", "KF4"], 1),
        ("strict = true\nselect = ['KF6']", [], 1),
        ("strict = true\nselect = ['KF6']", ["--no-strict"], 0),
        ("select = ['KF6']", ["--strict"], 1),
        ("target = 'send_msg'", [], 0),
        ("target = 'send_msg'", ["--target", "on_event"], 1),
        ("per-file-target = { 'long*' = 'send_msg' }", [], 0),
        ("per-file-target = { 'long*' = 'send_msg' }", ["--target", "on_event"], 1),
        ("per-file-ignores = { 'menus/long.kfm' = ['kf4'] }", [], 0),
        ("per-file-ignores = { 'menus/*.kfm' = ['KF6'] }", [], 1),
    ],
)
def test_holds(text: str, args: list[str], code: int) -> None:
    """What is configured holds; what the command line says wins."""
    write("kfmenu.toml", text)
    write("menus/long.kfm", LONG.format("long"))
    write("menus/warns.kfm", WARNS.format("warns"))
    assert run(["check", *args]) == code
    assert run(["check", "menus", *args]) == code


@pytest.mark.parametrize(
    ("glob", "means"),
    [
        ("*.kfm", True),
        ("c.kfm", True),
        ("a/b/c.kfm", True),
        ("./a/b/c.kfm", True),
        ("a/*.kfm", True),
        ("a/b", True),
        ("a/", True),
        ("a", True),
        ("b", False),
        ("**/c.kfm", True),
        ("**/a/b/c.kfm", True),
        ("a/?/c.kfm", True),
        ("b/c.kfm", False),
        ("d.kfm", False),
        ("A/*", False),
    ],
)
def test_globs(glob: str, means: bool) -> None:
    """A glob is seen from the configuration file; a folder means all that is in it."""
    here = str(Path.cwd())
    config = Config("kfmenu.toml", here, (here,), per_file_ignores={glob: ("KF6",)})
    assert config.wants("KF605", "a/b/c.kfm") is not means
    assert config.wants("KF705", "a/b/c.kfm")


def test_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Select and ignore silence a build's warnings, and never let it pass an error."""
    write("kfmenu.toml", "ignore = ['KF']\nout = 'dist'\nper-file-ignores = { '*' = ['KF'] }")
    write("a.kfm", WARNS.format("a"))
    assert run(["build"]) == 0
    assert "KF605" not in capsys.readouterr().err
    write("b.kfm", LONG.format("b"))
    assert run(["check"]) == 0
    capsys.readouterr()
    assert run(["build"]) == 1
    assert "KF401" in capsys.readouterr().err


def test_lang(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The language is that of --lang, then KFMENU_LANG, then the configuration, then the locale."""
    write("kfmenu.toml", "lang = 'zh'")
    write("a.kfm", GOOD.format("a"))
    chinese = "检查了 1 个文件，没有问题\n"
    run(["check"])
    assert capsys.readouterr().out != chinese
    monkeypatch.delenv("KFMENU_LANG")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    run(["check"])
    assert capsys.readouterr().out == chinese
    run(["check", "--lang", "en"])
    assert capsys.readouterr().out != chinese
    Path("kfmenu.toml").unlink()
    run(["check", "a.kfm"])
    assert capsys.readouterr().out != chinese


# ---- --show-config ------------------------------------------------------------------------


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    """`--show-config` says what holds and who said so, of each project that is worked on."""
    write("pyproject.toml", "[tool.kfmenu]\n# our menus\npaths = ['menus']\nout = 'dist'\n"
          "[tool.kfmenu.per-file-ignores]\n'old/*' = ['kf6']\n")  # fmt: skip
    write("menus/a.kfm", GOOD.format("a"))
    write("menus/shop/kfmenu.toml", "lang = 'en'\n")
    write("menus/shop/b.kfm", GOOD.format("b"))
    assert run(["check", "--show-config", "--strict", "--ignore", "KF605"]) == 0
    assert capsys.readouterr().out == (
        "# pyproject.toml\n"
        'paths = ["menus"]  # pyproject.toml:3\n'
        'out = "dist"  # pyproject.toml:4\n'
        "# target  # default\n"
        "strict = true  # --strict\n"
        "select = []  # default\n"
        'ignore = ["KF605"]  # --ignore\n'
        'per-file-ignores = { "old/*" = ["KF6"] }  # pyproject.toml:5\n'
        "per-file-target = {}  # default\n"
        'lang = "en"  # KFMENU_LANG\n'
        "# menus/shop/kfmenu.toml\n"
        'paths = ["menus/shop"]  # default\n'
        "# out  # default\n"
        "# target  # default\n"
        "strict = true  # --strict\n"
        "select = []  # default\n"
        'ignore = ["KF605"]  # --ignore\n'
        "per-file-ignores = {}  # default\n"
        "per-file-target = {}  # default\n"
        'lang = "en"  # KFMENU_LANG\n'
    )


def test_show_as_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as JSON; also who chose the language."""
    write("kfmenu.toml", "lang = 'zh'\n")
    write("a.kfm", GOOD.format("a"))

    def lang(*args: str) -> object:
        assert run([*args, "check", "a.kfm", "--show-config", "--output-format", "json"]) == 0
        (one,) = json.loads(capsys.readouterr().out)["configurations"]
        return one["settings"]["lang"]

    monkeypatch.delenv("KFMENU_LANG")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert lang() == {"value": "zh", "from": "kfmenu.toml:1"}
    assert lang("--lang", "en") == {"value": "en", "from": "--lang"}
    Path("kfmenu.toml").unlink()
    assert lang() == {"value": "en", "from": "LANG"}
    assert run(["check", "a.kfm", "--show-config", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# 没有配置文件\npaths = []  # 默认\n")
    write("kfmenu.toml", "lang = 5\n")
    assert run(["check", "a.kfm", "--show-config"]) == 2


# ---- the light path -----------------------------------------------------------------------

LOADED = """
import sys
from kfmenu.cli import run
run(["check", "a.kfm"])
print(sorted({"tomllib", "attrs", "attr", "cattrs"} & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("file", "text", "loaded"),
    [
        ("other.toml", "", "[]"),
        ("pyproject.toml", "[project]\nname = 'kfmenu-bot'\ndependencies = ['kfmenu>=1']", "[]"),
        ("kfmenu.toml", "", "['attr', 'attrs', 'cattrs', 'tomllib']"),
    ],
)
def test_light(file: str, text: str, loaded: str) -> None:
    """TOML and cattrs are loaded where there is a configuration, and only there."""
    write(file, text)
    write("a.kfm", GOOD.format("a"))
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=env, capture_output=True, check=True, text=True
    )
    assert done.stderr.strip() == loaded


def test_is_above() -> None:
    """A folder is above what lies in it, not above one whose name begins alike."""
    assert is_above("/a", "/a/b")
    assert is_above("/", "/a")
    assert not is_above("/a", "/ab")
    assert not is_above("/a", "/a")
