"""`docs/testing.md` says what is so: its examples run, and its tables match the code."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from kfmenu.testing import FakeWeCom, Fault, FaultKind, Ledger
from kfmenu.testing.__main__ import TEXTS, _parser

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
FAULT_ROWS = re.findall(r"^\| `(\w+)` \| `Fault\.(\w+)\((.*)\)` \| (yes|no) \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_run(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python example runs as it stands, and so do the tests it defines."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    names: dict[str, Any] = {}
    exec(compile(example, "docs/testing.md", "exec"), names)  # noqa: S102 - our own page
    for name, value in names.items():
        if name.startswith("test_"):
            with FakeWeCom() as fake:
                value(fake_wecom=fake)


def test_table_lists_every_fault() -> None:
    """The table has one row per kind, in the enum's order, with its maker and its fate."""
    assert [row[0] for row in FAULT_ROWS] == [kind.value for kind in FaultKind]
    for kind, maker, arguments, taken in FAULT_ROWS:
        assert maker == kind
        assert (taken == "yes") is Fault(kind=FaultKind(kind)).taken
        assert [argument.split("=")[0] for argument in arguments.split(", ") if argument] == [
            name for name in parameters(getattr(Fault, maker)) if name != "taken"
        ]


def test_table_lists_every_setting() -> None:
    """The table of settings names every argument of FakeWeCom."""
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| .* \| .* \|$", PAGE, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {field.alias for field in attrs.fields(FakeWeCom) if field.init} <= named


def test_tables_list_the_ledger_and_the_options() -> None:
    """Every query of the ledger and every option of the program is on the page."""
    queries = {name for name in vars(Ledger) if not name.startswith("_")}
    # What the server writes with is not for readers.
    for name in queries - {"record", "count_token"}:
        assert f"`fake.ledger.{name}" in PAGE
    for action in _parser(TEXTS["en"])._actions:
        assert action.dest == "help" or f"`{action.option_strings[0]}" in PAGE


def test_speaks_two_languages_alike() -> None:
    """Every text of the program exists in both languages, with the same places to fill."""
    english, chinese = TEXTS["en"], TEXTS["zh"]
    assert english.keys() == chinese.keys()
    for name, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", chinese[name]))


def parameters(function: Callable[..., object]) -> list[str]:
    """Name the parameters of a function."""
    return list(inspect.signature(function).parameters)
