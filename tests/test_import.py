"""`kfmenu import`: JSON that somebody has becomes a file that means the same."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from golden import IMPORTS

from kfmenu import from_dict, loads
from kfmenu.cli import run


def imported(path: Path, *more: str) -> str:
    """Give the `.kfm` that is printed for a file."""
    printed = io.BytesIO()
    out = io.TextIOWrapper(printed, encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(io.TextIOWrapper(io.BytesIO())):
        assert run(["import", str(path), *more]) == 0
        out.flush()
    return printed.getvalue().decode()


@pytest.mark.parametrize("path", IMPORTS, ids=lambda path: path.name)
def test_fixtures(path: Path) -> None:
    """A message becomes what stands beside it."""
    assert imported(path) == path.with_suffix(".kfm").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", IMPORTS, ids=lambda path: path.name)
def test_same_messages(path: Path) -> None:
    """What is written compiles to the same messages, with either language's keywords."""
    value = json.loads(path.read_text(encoding="utf-8"))
    messages = [from_dict(one) for one in value.get("messages", {"": value}).values()]
    for lang in ("zh", "en"):
        library = loads(imported(path, "--keywords", lang))
        assert [template.render() for template in library.values()] == messages
