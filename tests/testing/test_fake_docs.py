"""The pages about testing say what is so: their examples run, and their tables match the code."""

from __future__ import annotations

import contextlib
import difflib
import re
from pathlib import Path
from typing import Any

import attrs
import bot_after
import bot_before
import pytest

from kfmenu.testing import FakeWeCom, Fault, Ledger, Post
from kfmenu.testing.__main__ import TEXTS, _parser
from kfmenu.testing.control import ACTS
from kfmenu.testing.faults import KINDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("testing.md", "testing.zh-CN.md")]
BOTS = [bot_before, bot_after]


@pytest.fixture(params=PAGES, ids=lambda path: path.name)
def page(request: pytest.FixtureRequest) -> str:
    """Give each page in turn."""
    path: Path = request.param
    return path.read_text(encoding="utf-8")


def test_examples_run(page: str) -> None:
    """Every Python example runs as it stands, after those before it, and so do its tests."""
    names: dict[str, Any] = {}
    for example in re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        exec(compile(example, "docs/testing.md", "exec"), names)  # noqa: S102 - our own page
    for name in [name for name in names if name.startswith("test_")]:
        with FakeWeCom() as fake:
            names[name](fake_wecom=fake)


def test_table_lists_every_fault(page: str) -> None:
    """The table has one row per kind, in the code's order, with its maker and its fate."""
    found = re.findall(r"^\| `Fault\.(\w+)\((.*)\)` \| (\S+) \| (.*) \|$", page, re.MULTILINE)
    assert [row[0] for row in found] == list(KINDS)
    for (_, arguments, taken, meets), kind in zip(found, KINDS.values(), strict=True):
        given = [
            f"{name}={kind.given[name]}" if name in kind.given else name for name in kind.takes
        ]
        assert arguments == ", ".join(given)
        assert (taken in ("yes", "是")) is kind.taken
        assert meets == kind.meets or "是" in page


def test_tables_list_everything(page: str) -> None:
    """Every setting, query, field, option and path of the control endpoint is on the page."""
    settings = {field.alias for field in attrs.fields(FakeWeCom) if field.init}
    # What the server writes with is not for readers.
    queries = {name for name in vars(Ledger) if name[0] != "_"} - {"record", "count_token"}
    fields = {field.name for field in attrs.fields(Post)}
    named = set(re.findall(r"\w+", page))
    assert settings | queries | fields | {name for _, name in ACTS} <= named
    for action in _parser()._actions:
        assert action.dest == "help" or f"{action.option_strings[0]}" in page


def test_speaks_two_languages_alike() -> None:
    """Both texts of a message have the same places to fill."""
    for english, chinese in TEXTS.values():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))


@pytest.mark.parametrize("bot", BOTS, ids=lambda bot: bot.__name__)
def test_bots_work_as_they_stand(bot: Any, fake_wecom: FakeWeCom) -> None:
    """Before and after: the bot that hard-codes its host greets, and answers a tap."""
    with fake_wecom.reroute():
        working = bot.Bot(fake_wecom.corpid, fake_wecom.secret)
        fake_wecom.enter()
        working.work()
        fake_wecom.says(menu_id="102")
        working.work()
        working.work()
    menu, answer = fake_wecom.ledger.seen("wmCustomer")
    assert menu == "您对本次服务是否满意呢?\n[满意]\n[不满意]"
    assert answer == "很抱歉，请告诉我们哪里不满意"
    assert fake_wecom.ledger.tokens == {(fake_wecom.corpid, fake_wecom.secret): 1}


def test_what_the_change_is_worth() -> None:
    """In under thirty changed lines the bot greets in spite of what it did not survive before."""
    before, after = (Path(str(bot.__file__)).read_text(encoding="utf-8") for bot in BOTS)
    changed = [
        line
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line.startswith(("+ ", "- "))
    ]
    assert 0 < len(changed) < 30
    survived = {}
    for bot in BOTS:
        with FakeWeCom() as fake, fake.reroute():
            working = bot.Bot(fake.corpid, fake.secret)
            fake.enter()
            fake.faults.add(Fault.rate_limited(), Fault.expired_token())
            with contextlib.suppress(RuntimeError):
                working.work()
            survived[bot] = len(fake.ledger.seen("wmCustomer"))
    assert survived == {bot_before: 0, bot_after: 1}
