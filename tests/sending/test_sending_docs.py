"""docs/sending.md says what the code does."""

import re
from pathlib import Path

import pytest

import kfmenu
from kfmenu.sending.docs import REGIONS, written

PAGE = Path(__file__).parents[2] / "docs" / "sending.md"


def test_the_tables_are_up_to_date() -> None:
    """The generated regions are what the data gives: run this file to write them anew."""
    text = PAGE.read_text(encoding="utf-8")
    assert written(text) == text


@pytest.mark.parametrize("name", REGIONS)
def test_every_region_is_there(name: str) -> None:
    """A region that lost its comments would go stale unseen."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.count(f"<!-- {name}: ") == text.count(f"<!-- end of {name} -->") == 1


def test_every_name_exists() -> None:
    """Each class that the page names can be imported from kfmenu."""
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)[`(]", PAGE.read_text(encoding="utf-8")))
    named -= {"HTTPAdapter", "TypeError", "ValueError"}
    assert len(named) > 15
    for name in named:
        assert hasattr(kfmenu, name), name


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
