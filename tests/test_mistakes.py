"""Mistakes that people make: each is told at its line, and nothing else is."""

from pathlib import Path

import pytest
from golden import MISTAKES, expectation_of, outcome

from kfmenu.language.mend import mended
from kfmenu.language.source import read_source
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project
from kfmenu.rules.rule import rules

EACH = pytest.mark.parametrize("fixture", MISTAKES, ids=lambda path: path.stem)


def found(content: bytes | str) -> list[tuple[int | None, str]]:
    """Give line and code of every problem of a file."""
    problems = read_project([Input("x.kfm", content, is_json=False)]).problems
    return [(problem.line, problem.code) for problem in problems]


@EACH
def test_told_at_its_line(fixture: Path) -> None:
    """A mistake is one problem, at the line that the file's name says, and nothing else is told."""
    code, lines, _ = fixture.stem.split("_", 2)
    assert found(fixture.read_bytes()) == [(int(line), code.upper()) for line in lines.split("-")]


@EACH
def test_words(fixture: Path) -> None:
    """What an operator reads of a mistake, and what is built of the rest, stands to the letter."""
    assert outcome(fixture).decode() == expectation_of(fixture).read_text(encoding="utf-8")


@EACH
def test_edits_mend(fixture: Path) -> None:
    """Where a problem carries edits, it is gone once they are applied, and no other comes."""
    content = fixture.read_bytes()
    problems = read_project([Input("x.kfm", content, is_json=False)]).problems
    edits = [edit for problem in problems for edit in problem.edits]
    if edits:
        assert not found(mended(read_source("x.kfm", content), edits))


def test_all_kinds() -> None:
    """There are over a hundred mistakes, some for every rule that a file alone can break."""
    assert len(MISTAKES) > 100
    told = {fixture.stem[:5].upper() for fixture in MISTAKES}
    assert told >= {
        rule.code for rule in rules() if rule.code[:3] in {"KF1", "KF2", "KF3", "KF6"}
    } - {"KF105"}
