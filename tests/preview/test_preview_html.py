"""The HTML file as text: sound by the book, small, and with nothing in it that loads or runs."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hostile_messages import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from strategies import messages

from kfmenu import Menu, load
from kfmenu.message.values import Message
from kfmenu.params.phrase import Phrase, Ref
from kfmenu.params.types import Param
from kfmenu.preview.html import cell, page
from kfmenu.preview.picture import picture
from kfmenu.problems import Lang, Problem

EVERY = [picture(wire, name=name, names=HOSTILE) for name, wire in HOSTILE.items()]
HTML = "{http://www.w3.org/1999/xhtml}"


def parsed(text: str) -> Element:
    """Read a page as the book says, taking no fault."""
    parser = html5lib.HTMLParser(strict=True)
    tree: Element = parser.parse(text.encode().decode())
    return tree


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_strict(lang: Lang) -> None:
    """A strict reader takes the page, whatever the messages hold."""
    tree = parsed(
        page(EVERY, lang, [Problem("KF901", path="<x>", holes=(("text", "\x00"), ("reason", "&")))])
    )
    tags = {str(one.tag).removeprefix(HTML) for one in tree.iter()}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "svg", "base", "form"}
    metas = [one.attrib for one in tree.iter(f"{HTML}meta")]
    assert not [one for one in metas if one.get("http-equiv", "").lower() == "refresh"]


@pytest.mark.property
@given(st.lists(messages, max_size=3))
def test_any_message(made: list[Message]) -> None:
    """The page of any messages can be read strictly, and so can a notebook's cell."""
    pictures = [message.preview() for message in made]
    parsed(page(pictures, "zh"))
    for one in pictures:
        parsed(f"<!doctype html><title>x</title>{cell(one, 'en')}")


def test_policy() -> None:
    """The page's own policy forbids all but its one style, which it names by its hash."""
    text = page(EVERY, "en")
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', text)
    assert "default-src 'none'" in policy
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"""<[^>]* (style|on\w+)=""", text)
    assert "url(" not in style
    assert "@import" not in style


def test_size() -> None:
    """A hundred messages take 150 kB at the most."""
    template = load(Path(__file__).parents[2] / "examples" / "satisfaction.kfm")["satisfaction"]
    drawn = picture(
        template.render().wire(),
        name="satisfaction",
        path="examples/menus/satisfaction.kfm",
        line=12,
    )
    assert len(page([drawn] * 100, "zh").encode()) <= 150_000


def test_says_it_all() -> None:
    """One reads name, place, problems, targets, meters, params, and that this is a likeness."""
    user = Param("userid", "id", most=32)
    wire = {
        "head_content": Phrase([["您好 ", Ref(user)]]),
        "list": [
            {"type": "click", "click": {"id": "b", "content": "满" * 43}},
            {"type": "click", "click": {"content": "无"}},
            {
                "type": "miniprogram",
                "miniprogram": {"appid": "wx1", "pagepath": "p", "content": ""},
            },
        ],
    }
    problem = Problem("KF424", path="m.kfm", line=7, column=2)
    first = picture(wire, "menu", name="a", names=["b"], path="m.kfm", line=3, problems=[problem])
    text = page([first, picture({}, "menu", name="b"), picture({}, "menu", name="b")], "zh")
    for said in (
        "<h2>a</h2>",
        "m.kfm:3",
        "1 个警告",
        "<b>warning[KF424]</b>",
        "m.kfm:7:2",
        '<a href="#m2">@b</a>',
        "content 129/128",
        "129/128 字节，超出 1",
        "没有 id，服务收不到编号",
        "miniprogram.appid 3/32",
        '<mark title="userid">user_1</mark>',
        "示例 编号(32)",
        "示意图",
        '<a href="#m3">b</a>',
    ):
        assert said in text
    english = page([first], "en")
    assert "<nav" not in english
    assert "A likeness" in english


def test_absent_param() -> None:
    """A param that is absent is said to be."""
    more = Param("more", "text", most=9, optional=True)
    wire = {"head_content": Phrase([["a"], [Ref(more)]])}
    assert "absent text(9)" in page([picture(wire, "menu", values={"more": None})], "en")


def test_nothing_to_show() -> None:
    """A page without messages says so, and what is wrong."""
    problem = Problem("KF901", path="a.json", holes=(("text", "a"), ("reason", "@missing")))
    text = page([], "en", [problem])
    assert "no message to show" in text
    assert "error[KF901]" in text


def test_cell_is_bare() -> None:
    """A notebook's cell has no style but in attributes, and reads well without."""
    shown = cell(Menu("您好").click("满意", "1").tail("再见").preview(), "en")
    bare = re.sub(' style="[^"]*"', "", shown)
    assert "您好<br><a>满意</a><br>再见" in bare
    assert "class" in shown
    assert "<style" not in shown
