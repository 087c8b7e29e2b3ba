"""The pages: generated ones are fresh, examples run, and the README's commands do what it says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from generate import HERE, page
from generate import PAGES as GENERATED

from kfmenu import loads
from kfmenu.cli import run
from kfmenu.testing import FakeWeCom

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(path: Path, kind: str) -> list[str]:
    """Give the fenced blocks of a page that are of one kind."""
    found = FENCE.findall(path.read_text(encoding="utf-8"))
    return [text for language, text in found if language == kind]


@pytest.mark.parametrize("name", GENERATED)
def test_generated(name: str) -> None:
    """A page that is made from data is what the data make today."""
    assert (HERE / name).read_text(encoding="utf-8") == page(name)


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


@pytest.mark.parametrize("path", [p for p in PAGES if blocks(p, "kfm")], ids=lambda p: p.name)
def test_kfm(path: Path) -> None:
    """Every menu of a page compiles without a problem."""
    for block in blocks(path, "kfm"):
        assert loads(block)


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
