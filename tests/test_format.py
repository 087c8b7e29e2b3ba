"""The one layout: idempotent, lossless, and never another meaning."""

import re
from pathlib import Path

import pytest
from golden import ERR, FMT, OK
from hypothesis import given
from hypothesis import strategies as st
from strategies import characters, messages
from test_language import ITEMS, LINES

from kfmenu import dumps
from kfmenu.language import format as layouts
from kfmenu.language.declaration import laid_out
from kfmenu.language.format import MeaningChanged, formatted
from kfmenu.language.mend import mended
from kfmenu.language.source import read_source
from kfmenu.message.values import Message
from kfmenu.problems import Edit
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project


def compiled(text: str) -> list[tuple[str, object]]:
    """Give what a file's messages compile to."""
    project = read_project([Input("x.kfm", text, is_json=False)])
    return [(draft.name, draft.wire) for draft in project.drafts]


@pytest.mark.parametrize("path", FMT, ids=lambda path: path.name)
def test_fixtures(path: Path) -> None:
    """A file becomes what stands beside it, in each tongue that does."""
    expected = path.with_name(f"{path.name}.expected").read_bytes()
    assert formatted(path.name, path.read_bytes()) == expected
    for lang in ("zh", "en"):
        beside = path.with_name(f"{path.name}.{lang}")
        if beside.exists():
            assert formatted(path.name, path.read_bytes(), lang) == beside.read_bytes()


@pytest.mark.parametrize("path", [*OK, *ERR], ids=lambda path: path.name)
def test_laws(path: Path) -> None:
    """Formatting twice is formatting once; the tongues of keywords lead to one another."""
    content = path.read_bytes()
    once = formatted(path.name, content)
    again = formatted(path.name, once)
    assert again == once
    chinese = formatted(path.name, once, "zh")
    english = formatted(path.name, once, "en")
    there = formatted(path.name, english, "zh")
    assert there == chinese


@pytest.mark.property
@given(st.lists(LINES | ITEMS | st.lists(characters, max_size=8).map("".join), max_size=12))
def test_any_lines(lines: list[str]) -> None:
    """Any lines: idempotent, the same messages, every comment and every broken line kept."""
    text = "\n".join(lines)
    formatted_once = formatted("x.kfm", text.encode())
    assert formatted("x.kfm", formatted_once) == formatted_once
    once = formatted_once.decode()
    assert compiled(once) == compiled(text)
    comments = re.compile(r"^[\s\u3000]*[#＃](.*)$", re.MULTILINE)
    kept = [found.strip() for found in comments.findall(once)]
    assert kept == [found.strip() for found in comments.findall(text)]


@pytest.mark.property
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """Any bytes can be formatted, and written back without loss."""
    once = formatted("x.kfm", content)
    assert formatted("x.kfm", once) == once


@pytest.mark.property
@given(messages)
def test_written_text_is_formatted(message: Message) -> None:
    """What dumps writes is in the one layout already."""
    text = dumps(message, "x").encode()
    assert formatted("x.kfm", text) == text


def test_one_changed_button_is_one_changed_line() -> None:
    """No line's layout depends on another line."""
    text = "menu a\n  click: 一 -> 1\n  click: 二 -> 2\n"
    longer = formatted("x", text.replace("二", "一个长得多的文字").encode()).decode()
    pairs = zip(longer.splitlines(), text.splitlines(), strict=True)
    assert sum(one != other for one, other in pairs) == 1


def test_edits() -> None:
    """The edits of a problem are made together; of two that overlap, the first problem's count."""
    source = read_source("x", "\ufeffab\r\ncd\ref\n")
    assert mended(source, []) == ("ab\r\ncd\ref\n", 0)
    far, near, end = Edit(1, 1, 1, 3, "X"), Edit(1, 2, 1, 3, "Y"), Edit(2, 3, 3, 1, "\n")
    assert mended(source, [(near, end)]) == ("aY\r\ncd\r\nef\n", 1)
    assert mended(source, [(near, end), (far,)]) == ("X\r\ncd\ref\n", 1)
    assert mended(source, [(end,), (end,), (near,)]) == ("aY\r\ncd\r\nef\n", 3)
    before, behind = Edit(1, 1, 1, 1, "<"), Edit(1, 3, 1, 3, ">")
    assert mended(source, [(before,), (behind,), (far,)]) == ("<X>\r\ncd\ref\n", 3)
    inside = Edit(1, 2, 1, 2, "|")
    assert mended(source, [(inside,), (far,)]) == ("X\r\ncd\ref\n", 1)


def test_a_changed_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layout that would change a message is refused, whatever led to it."""
    monkeypatch.setattr(layouts, "layout", lambda *_: "menu a\n  click: 好 -> 2\n")
    with pytest.raises(MeaningChanged):
        formatted("a.kfm", "menu a\n  click: 好 -> 1\n".encode())


@pytest.mark.parametrize(
    ("value", "laid"),
    [
        ("x  text ( 1 .. 20 )", "x text(1..20)"),
        ("x ? one( a|b )", "x? one(a | b)"),
        ("x foo ( 3 )", "x foo ( 3 )"),
        ("x", "x"),
    ],
)
def test_declarations(value: str, laid: str) -> None:
    """A declaration has one layout; one that cannot be read stays as it is."""
    assert laid_out(value) == laid
