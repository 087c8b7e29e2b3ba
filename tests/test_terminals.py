"""Terminals: what a person sees on ten of them is what was looked at."""

import re
from pathlib import Path

import pytest
from terminals import TERMINALS, described, picture
from wcwidth import wcswidth


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda path: path.name)
def test_screen(terminal: Path) -> None:
    """A terminal shows its picture, to the letter; none of its lines is wider than it is."""
    seen = picture(terminal)
    assert seen == (terminal / "screen").read_bytes().decode()
    columns = described(terminal).get("columns", 10_000)
    for line in re.sub(r"\x1b\[[0-9;]*m", "", seen).splitlines():
        assert wcswidth(line) < columns
