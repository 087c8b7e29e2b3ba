"""Real personalised menus: rendered, they are what a service would write by hand."""

import json
from pathlib import Path
from typing import get_args

import pytest
from golden import REAL

from kfmenu import Template, load
from kfmenu.params.types import Param, Word


def template_of(path: Path) -> Template:
    """Give the one message of a file, which has no problem at all."""
    library = load(path)
    assert not library.problems
    (template,) = library.values()
    return template


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real(path: Path) -> None:
    """The menu compiles without a warning, and gives the JSON that stands beside it."""
    template = template_of(path)
    cases = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    for case in cases:
        message = template.render(**case["values"])
        assert message.to_dict() == case["message"]
        assert json.loads(message.to_json()) == case["message"]
        assert not message.problems()


def test_what_is_needed() -> None:
    """Every type of params is used by some of them, and so are `?` and minima."""
    params: list[Param] = [one for path in REAL for one in template_of(path).params.values()]
    assert len(REAL) == 15
    assert {param.type for param in params} == {*get_args(Word)}
    assert any(param.optional for param in params)
    assert any(param.least > 1 for param in params if param.type != "number")
