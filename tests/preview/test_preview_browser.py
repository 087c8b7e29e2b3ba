"""The HTML file in a real browser: what it says is what the messages say, and nothing else runs."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from beside import shared_folder
from browser import Tab, chromium
from golden import FIXTURES
from hostile_messages import HOSTILE
from playwright.sync_api import Browser
from reading import payloads_of, see

from kfmenu.cli import run
from kfmenu.params.phrase import Phrase
from kfmenu.preview.filling import sample
from kfmenu.preview.ink import drawable
from kfmenu.project.inputs import Input, names_json
from kfmenu.project.project import read_project

EXAMPLES = Path(__file__).parents[2] / "examples"

pytestmark = pytest.mark.slow

BUBBLES = """[...document.querySelectorAll("[data-message]")].map(bubble => ({
  name: bubble.dataset.message,
  text: bubble.innerText,
  links: [...bubble.querySelectorAll("a")].map(link => link.innerText),
  hrefs: [...bubble.querySelectorAll("a")].map(link => link.getAttribute("href")),
}))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one browser for all tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for pages."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Path:
    """Write the page of all hostile messages."""
    bundle = folder / "hostile.json"
    bundle.write_text(json.dumps({"version": 1, "messages": HOSTILE}), encoding="utf-8")
    return page_of([bundle], folder / "hostile.html")


def page_of(paths: list[Path], page: Path, *options: str) -> Path:
    assert run(["preview", *map(str, paths), "--html", str(page), *options]) in {0, 1}
    return page


@pytest.fixture(scope="module")
def quiet(browser: Browser) -> Iterator[Tab]:
    """Open one tab for many pages."""
    opened = Tab(browser)
    yield opened
    assert opened.console == []
    opened.close()


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """Open a page, which must be silent and ask for nothing."""
    opened = Tab(browser, java_script_enabled=request.param)
    yield opened
    assert opened.console == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1
    opened.close()


def shown(tab: Tab) -> list[tuple[str, str, list[str]]]:
    return [(one["name"], one["text"], one["links"]) for one in tab.ask(BUBBLES)]


def expected(name: str, payload: Any) -> tuple[str, str, list[str]]:
    seen = see(payload)
    return drawable(name), drawable(seen.text), [drawable(link) for link in seen.links]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_fixtures(quiet: Tab, folder: Path, fixture: Path) -> None:
    """Of every fixture the browser shows the message's own texts in order, and its links."""
    if names_json(fixture.name):
        messages = payloads_of(fixture)
    else:
        read = read_project([Input(fixture.name, fixture.read_bytes(), is_json=False)])
        drafts = read.drafts
        messages = {draft.name: written(draft.wire) for draft in drafts}
    if not messages:
        assert run(["preview", str(fixture), "--html", str(folder / "none.html")]) in {1, 2}
        return
    quiet.open(page_of([fixture], folder / "fixture.html"))
    assert shown(quiet) == [expected(*one) for one in messages.items()]


def written(wire: Any) -> Any:
    """Fill the holes of a template with samples."""
    if isinstance(wire, Phrase):
        return wire.fill({param.name: sample(param) for param in wire.params})
    if isinstance(wire, dict):
        return {name: written(value) for name, value in wire.items()}
    return [written(value) for value in wire] if isinstance(wire, list) else wire


@pytest.fixture
def corpus() -> Path:
    """Give the folder of real payloads, or skip before a tab is opened."""
    return shared_folder("corpus")


def test_corpus(corpus: Path, tab: Tab, folder: Path) -> None:
    """Of every real payload that parses the browser shows its own texts in order, and its links."""
    paths = sorted(corpus.glob("*.json"))
    wanted = [expected(*one) for path in paths for one in payloads_of(path).items()]
    tab.open(page_of(paths, folder / "corpus.html"))
    assert shown(tab) == wanted
    assert len(wanted) >= 15


def test_hostile(tab: Tab, hostile: Path) -> None:
    """No text, label, target or name gets out of its place."""
    tab.open(hostile)
    assert shown(tab) == [expected(name, wire) for name, wire in HOSTILE.items()]
    assert tab.ask('document.querySelectorAll("script, img, iframe, object, h1 + h1").length') == 0


def test_hrefs(tab: Tab, hostile: Path) -> None:
    """Only http and https become links that open; a click leads to the bubble that it names."""
    tab.open(hostile)
    bubbles = {one["name"]: one["hrefs"] for one in tab.ask(BUBBLES)}
    assert bubbles["script"] == [None, None, None]
    assert bubbles["no newline"] == ["#m1"]
    assert bubbles["line feeds"] == [None, "https://e.cn"]
    assert bubbles["emoji"][1].startswith("https://e.cn/")
    assert tab.ask('document.querySelector("#m1 [data-message]").dataset.message') == "script"
    everywhere = tab.ask('[...document.querySelectorAll("[href]")].map(one => one.protocol)')
    assert set(everywhere) == {"https:", "file:"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_axe(browser: Browser, hostile: Path, folder: Path, scheme: Any, width: int) -> None:
    """Whoever cannot see, or not well, can use the page: axe finds no violation."""
    example = page_of([EXAMPLES], folder / "examples.html", "--lang", "zh")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for page in (hostile, example):
        tab = Tab(browser, color_scheme=scheme, viewport={"width": width, "height": 800})
        tab.open(page)
        tab.ask(f"{axe}; undefined")
        found = tab.ask(
            "axe.run().then(found => ({passes: found.passes.length, violations: found"
            ".violations.map(one => [one.id, one.nodes.map(node => node.html)])}))"
        )
        assert found["violations"] == []
        assert found["passes"] > 15
        tab.close()


def test_narrow(browser: Browser, hostile: Path) -> None:
    """On a phone the page is as wide as the phone."""
    tab = Tab(browser, viewport={"width": 360, "height": 640})
    tab.open(hostile)
    assert tab.ask("document.documentElement.scrollWidth") == 360
    tab.close()


def test_themes(browser: Browser, hostile: Path) -> None:
    """By night the page is dark, and a bubble can be told from what is behind it."""
    colours = {}
    for scheme in ("light", "dark"):
        tab = Tab(browser, color_scheme=scheme)
        tab.open(hostile)
        colours[scheme] = tab.ask(
            '[".bubble", ".chat", "body"].map(one => '
            "getComputedStyle(document.querySelector(one)).backgroundColor)"
        )
        tab.close()
    assert colours["light"] == ["rgb(255, 255, 255)", "rgb(237, 237, 237)", "rgb(246, 247, 248)"]
    assert colours["dark"] == ["rgb(44, 44, 44)", "rgb(17, 17, 17)", "rgb(18, 19, 21)"]


def test_print(browser: Browser, hostile: Path) -> None:
    """On paper every bubble is there, and none is parted that fits a page."""
    tab = Tab(browser)
    tab.open(hostile)
    before = shown(tab)
    tab.page.emulate_media(media="print")
    assert shown(tab) == before
    inside = tab.ask('getComputedStyle(document.querySelector("article")).breakInside')
    assert inside == "avoid"
    assert tab.page.pdf().startswith(b"%PDF")
    tab.close()


def test_keyboard(browser: Browser, hostile: Path) -> None:
    """With the Tab and Enter keys alone one gets to a message, and sees where one is."""
    tab = Tab(browser)
    tab.open(hostile)
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Tab")
    assert tab.ask("document.activeElement.innerText") == "no newline"
    assert tab.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.page.keyboard.press("Enter")
    assert tab.ask('document.querySelector("article:target h2").innerText') == "no newline"
    tab.page.keyboard.press("Tab")
    assert tab.ask("document.activeElement.innerText") == "联系客服"
    tab.page.keyboard.press("Enter")
    assert tab.ask('document.querySelector("article:target h2").innerText').startswith("script")
    tab.close()
