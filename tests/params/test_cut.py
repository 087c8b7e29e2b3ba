"""Cut: a text that is too long loses whole characters and says so."""

import subprocess
import sys

import pytest
from declarations import texts
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from kfmenu.params.shorten import cut

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇨🇳"
WIDTHS = {1: "a", 2: "é", 3: "满", 4: "😀"}
anything = texts | st.text(max_size=40) | st.text("🇨🇳a\u0301\u200d👨👩🏽\u0600क\u094d", max_size=20)


@pytest.mark.property
@given(anything, st.integers(4, 40))
def test_laws(text: str, most: int) -> None:
    """It fits, it begins as the text does, it ends between graphemes, and no more would fit."""
    short = cut(text, most)
    if len(text.encode()) <= most:
        assert short == text
        return
    assert short.endswith("…")
    kept = short[:-1]
    assert len(short.encode()) <= most
    assert text.startswith(kept)
    graphemes = list(iter_graphemes(text))
    count = len(list(iter_graphemes(kept)))
    assert "".join(graphemes[:count]) == kept
    assert len((kept + graphemes[count] + "…").encode()) > most


@pytest.mark.property
@given(anything, st.integers(4, 40))
def test_again(text: str, most: int) -> None:
    """What was cut is not cut again."""
    assert cut(cut(text, most), most) == cut(text, most)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("most", range(4, 14))
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_boundaries(width: int, most: int, over: int) -> None:
    """One byte over is too many, for characters of one to four bytes."""
    text = WIDTHS[width] * ((most + over) // width)
    text += "b" * (most + over - len(text.encode()))
    expected = text
    if over == 1:
        count = (most - 3) // width
        left = (most - 3) - count * width
        expected = WIDTHS[width] * count + ("b" * left if width * (count + 1) > most + 1 else "")
        expected += "…"
    assert cut(text, most) == expected


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("abcdef", 5, "ab…"),
        ("abcdef", 6, "abcdef"),
        ("满意度调查", 12, "满意度…"),
        ("满意度调查", 11, "满意…"),
        ("", 4, ""),
        ("ab cd ef", 6, "ab …"),
        (FAMILY * 2, 28, FAMILY + "…"),
        (FAMILY * 2, 27, "…"),
        ("a" + FAMILY, 25, "a…"),
        (FLAG * 2, 12, FLAG + "…"),
        (FLAG * 2, 10, "…"),
        ("e\u0301e\u0301", 5, "…"),
        ("e\u0301e\u0301e\u0301", 6, "e\u0301…"),
        ("👍🏽👍🏽", 11, "👍🏽…"),
        ("\ud800" * 3, 6, "\ud800…"),
        ("e" + "\u0301" * 1_000_000, 100, "…"),
        ("满" * 1_000_000, 9, "满满…"),
    ],
    ids=range(17),
)
def test_examples(text: str, most: int, short: str) -> None:
    """Nothing is trimmed, no emoji is parted, and where none fits the ellipsis stands alone."""
    assert cut(text, most) == short


@pytest.mark.parametrize("most", [3, 0, -1])
def test_too_few(most: int) -> None:
    """Fewer than four bytes are refused, for any text."""
    with pytest.raises(ValueError, match=f"needs 4 bytes or more, not {most}"):
        cut("", most)


def test_light() -> None:
    """Nothing is loaded for graphemes until a text is too long."""
    code = (
        "import sys; from kfmenu.params.shorten import cut; cut('abc', 4);"
        "assert 'wcwidth' not in sys.modules; cut('abcde', 4); assert 'wcwidth' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
