"""The fixtures: what kfmenu says of each file is what stands beside it."""

from pathlib import Path

import pytest
import terminals
from golden import ERR, FIXTURES, FMT, FOLDER, IMPORTS, MISTAKES, OK, REAL, expectation_of, outcome

from kfmenu import InvalidMessage, from_dict
from kfmenu.project.inputs import Input
from kfmenu.project.jsontext import parse
from kfmenu.project.project import read_project


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_fixture(fixture: Path) -> None:
    """A fixture gives its problems and messages, to the letter."""
    assert outcome(fixture).decode() == expectation_of(fixture).read_text(encoding="utf-8")


@pytest.mark.parametrize("fixture", [*OK, *ERR], ids=lambda path: path.name)
def test_folder(fixture: Path) -> None:
    """What stands in `ok` has no problem, and what stands in `err` has some."""
    project = read_project([Input(fixture.name, fixture.read_bytes(), is_json=False)])
    assert bool(project.problems) == (fixture.parent.name == "err")


def test_every_folder() -> None:
    """No file with a menu lies in a folder that no test reads."""
    read = {path.parent for path in (*FIXTURES, *FMT, *IMPORTS, *MISTAKES, *REAL)}
    found = {path.parent for kind in ("kfm", "json") for path in FOLDER.glob(f"*/*.{kind}")}
    assert found == {*read, terminals.FOLDER}


def test_messages_survive() -> None:
    """A fixture of JSON without errors is a message, and what it writes is the same message."""
    survived = 0
    for fixture in FIXTURES:
        value, faults = parse(fixture.read_bytes().decode(errors="replace"))
        if fixture.suffix == ".json" and not faults:
            try:
                message = from_dict(value)
            except InvalidMessage:
                continue
            assert from_dict(message.to_dict("send_msg")) == message
            assert parse(message.to_json("send_msg")) == (message.to_dict("send_msg"), ())
            survived += 1
    assert survived > 5
