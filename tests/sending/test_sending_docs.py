"""The two pages about sending say what the code does."""

import re
from pathlib import Path

import pytest
from sending_tables import PAGES, REGIONS, written

import kfmenu

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("page", "lang"), PAGES.items())
def test_the_tables_are_up_to_date(page: str, lang: str) -> None:
    """The generated regions are what the data gives; docs/sending_tables.py writes them."""
    text = (DOCS / page).read_text(encoding="utf-8")
    assert written(text, lang) == text
    for name in REGIONS:
        assert text.count(f"<!-- {name} -->") == text.count(f"<!-- end of {name} -->") == 1


@pytest.mark.parametrize("page", PAGES)
def test_every_name_exists(page: str) -> None:
    """Each class that the pages name can be imported from kfmenu."""
    text = (DOCS / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)[`(]", text))
    named -= {"HTTPAdapter", "DeadlineAdapter", "TypeError", "ValueError"}
    assert len(named) > 10
    for name in named:
        assert hasattr(kfmenu, name), name
