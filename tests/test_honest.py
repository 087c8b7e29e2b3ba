"""Noise: nothing is said of what people honestly write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from beside import shared_folder

from kfmenu import Menu, TextMessage, check
from kfmenu.message.values import Message

OWN = Path(__file__).parent / "fixtures" / "honest"


def lines(path: Path) -> list[str]:
    """Give the lines of a file, but for empty ones."""
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def shown(text: str) -> Iterator[Message]:
    """Give a message for each place where a text is shown."""
    some = Menu().click("满意", "101")
    yield from (some.head(text), some.tail(text), some.text(text), TextMessage(text))
    yield from (Menu().click(text, "101"), Menu().view(text, "https://example.com"))
    yield Menu().miniprogram(text, "wx123123123123123", "pages/index")


def warnings_of(message: Message) -> list[str]:
    """Give the codes of a message's warnings."""
    return [one.code for one in message.problems() if one.severity == "warning"]


@pytest.mark.parametrize("text", lines(OWN / "texts.txt"))
def test_own_texts(text: str) -> None:
    """A text that somebody may mean as it stands passes without a word, wherever it is shown."""
    for message in shown(text):
        assert not message.problems()


@pytest.mark.parametrize("ident", lines(OWN / "ids.txt"))
def test_own_ids(ident: str) -> None:
    """An id that a service may have chosen passes without a word."""
    assert not Menu().click("满意", ident).problems()


@pytest.mark.parametrize("url", lines(OWN / "urls.txt"))
def test_own_urls(url: str) -> None:
    """An address that leads somewhere passes without a word, as a page's path, too."""
    assert not Menu().view("官网", url).problems()
    path = url.partition("/")[2].lstrip("/")
    assert not Menu().miniprogram("官网", "wx123", path).problems()


def test_shared_labels() -> None:
    """All warnings together are fewer than 1 in 1,000 on texts that real programs show."""
    texts = lines(shared_folder("honest") / "labels.txt")
    fired = [(text, code) for text in texts for one in shown(text) for code in warnings_of(one)]
    assert len(fired) * 1_000 < len(texts) * len(list(shown("x")))
    assert len(fired) <= 1, fired


def test_shared_labels_as_json() -> None:
    """As JSON they pass likewise, a label beside its own id, too."""
    for text in lines(shared_folder("honest") / "labels.txt"):
        if len(text.encode()) <= 128:
            click = {"type": "click", "click": {"id": "101", "content": text}}
            assert not check({"list": [click]})
