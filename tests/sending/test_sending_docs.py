"""The two pages about sending say what the code does."""

import re
from pathlib import Path

import pytest

import kfmenu

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("sending.md", "sending.zh-CN.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_name_exists(page: str) -> None:
    """Each class that the pages name can be imported from kfmenu."""
    text = (DOCS / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)[`(]", text))
    named -= {"HTTPAdapter", "DeadlineAdapter", "TypeError", "ValueError"}
    assert len(named) > 10
    for name in named:
        assert hasattr(kfmenu, name), name
