"""The pages: generated ones are fresh, examples run, and the README's commands do what it says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from generate import TABLES, page, pages
from regions import examples

from kfmenu import load, loads
from kfmenu.cli import run
from kfmenu.cli.program import COMMANDS
from kfmenu.testing import FakeWeCom

ROOT = Path(__file__).parent.parent
PAGES = pages()
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(path: Path, kind: str) -> list[str]:
    """Give the fenced blocks of a page that are of one kind."""
    found = FENCE.findall(path.read_text(encoding="utf-8"))
    return [text for language, text in found if language == kind]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_generated(path: Path) -> None:
    """What data give of a page is what they give today: pages, tables, answers to examples."""
    assert path.read_text(encoding="utf-8") == page(path)


def test_tables() -> None:
    """Each table stands in a page and in its Chinese sister."""
    texts = {path: path.read_text(encoding="utf-8") for path in PAGES}
    for name in TABLES:
        for mark in (f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"):
            found = [path for path, text in texts.items() for _ in range(text.count(mark))]
            assert len({path.name.partition(".")[0] for path in found}) == 1
            assert len(found) == 2


@pytest.mark.parametrize("path", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_python(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of a page runs from top to bottom, and its assertions hold."""
    monkeypatch.chdir(ROOT)
    with FakeWeCom() as fake:
        code = fake.issue_code()
        event = {"event_type": "enter_session", "welcome_code": code, "external_userid": "u"}
        msg = {"msgid": "m", "msgtype": "event", "send_time": int(fake.now()), "event": event}
        names: dict[str, object] = {
            "corpid": fake.corpid,
            "secret": fake.secret,
            "base_url": fake.base_url,
            "url": "redis://127.0.0.1:1",
            "msg_list": [msg, msg],
        }
        for block in blocks(path, "python"):
            exec(compile(block, path.name, "exec"), names)  # noqa: S102
        if path.name == "sending.md":
            assert len(fake.ledger.of(code)) == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_kfm(path: Path) -> None:
    """Every menu of a page compiles without a problem, and one that is marked wrong has some."""
    for example in examples(path.read_text(encoding="utf-8")):
        assert example.mark in {None, "seen", "wrong"}
        assert bool(example.project("en").problems) == (example.mark == "wrong"), example.text


@pytest.mark.parametrize(("path", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_readme_output(
    path: str, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the README shows is what the program prints."""
    monkeypatch.chdir(ROOT)
    assert run(["check", "examples/wrong.kfm", "--lang", lang]) == 1
    shown = capsys.readouterr().out.partition("\n\n")[0]
    assert f"```\n{shown}\n```" in (ROOT / path).read_text(encoding="utf-8")


def test_commands_agree() -> None:
    """Both READMEs give the same two commands, each one line; CI takes the English one's."""
    english = blocks(ROOT / "README.md", "sh")
    assert english == blocks(ROOT / "README.zh-CN.md", "sh")
    assert [command.count("\n") for command in english] == [1, 1]


def test_links() -> None:
    """Every relative link of a page leads to a file."""
    for path in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), (path.name, link)


def test_example() -> None:
    """The Python example and the .kfm beside it give the same JSON."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    made = [
        subprocess.run([sys.executable, *args], cwd=ROOT, env=env, capture_output=True, check=True)
        for args in (
            ["examples/satisfaction.py"],
            ["-m", "kfmenu", "build", "examples/satisfaction.kfm"],
        )
    ]
    python, kfm = (json.loads(done.stdout) for done in made)
    assert python == kfm


def test_python_in_both_languages() -> None:
    """The pages of the Python face run the same code in both languages."""
    english, chinese = (
        blocks(ROOT / "docs" / f"python{end}.md", "python") for end in ("", ".zh-CN")
    )
    assert english == chinese


def test_shop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The shop has no problem and one layout, and each of its menus can be seen."""
    monkeypatch.chdir(ROOT)
    assert run(["check", "examples/shop", "--strict"]) == 0
    assert run(["fmt", "examples/shop", "--check"]) == 0
    capsys.readouterr()
    assert run(["preview", "examples/shop", "--output-format", "json"]) == 0
    pictures = json.loads(capsys.readouterr().out)["pictures"]
    assert len(pictures) == 10
    assert all(picture["lines"] for picture in pictures)


def test_shop_renders() -> None:
    """Each menu of the shop is sound with the longest values, and without those that may lack."""
    for template in load(ROOT / "examples" / "shop").values():
        longest = {name: param.longest() for name, param in template.params.items()}
        needed = {name: longest[name] for name, p in template.params.items() if not p.optional}
        for values in (longest, needed):
            assert template.render(**values).to_dict()


def test_page_sample() -> None:
    """The first menu of the page about the language is the API page's own sample, as promised."""
    page, *_ = examples((ROOT / "docs" / "language.md").read_text(encoding="utf-8"))
    template = loads(page.text)["satisfaction"]
    sample = load(ROOT / "examples" / "satisfaction.kfm")["satisfaction"]
    assert template.render(userid="zhangsan", orderid="123123123") == sample.render()


def options_of(name: str) -> dict[str, set[str]]:
    """Give the options that a page about the command line names, by command."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    found = re.findall(r"^## `kfmenu (\w+)(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return {command: set(re.findall(r"(?<=`)--?[a-z-]+", section)) for command, section in found}


def test_command_line() -> None:
    """Both pages about the command line have every command, each with the same options."""
    english = options_of("cli.md")
    assert options_of("cli.zh-CN.md") == english
    assert english.keys() == set(COMMANDS)
