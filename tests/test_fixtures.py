"""The fixtures: what kfmenu says of each file is what stands beside it."""

from pathlib import Path

import pytest
from golden import FIXTURES, expectation_of, outcome


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_fixture(fixture: Path) -> None:
    """A fixture gives its problems and messages, to the letter."""
    assert outcome(fixture).decode() == expectation_of(fixture).read_text(encoding="utf-8")
