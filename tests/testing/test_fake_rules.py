"""The fake's own reading of WeCom's limits: every number, from both sides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fake_caller import click, menu, on_event, send_msg, text
from hypothesis import given, settings
from hypothesis import strategies as st

from kfmenu.testing import Endpoint, FakeWeCom
from kfmenu.testing.ledger import as_seen
from kfmenu.testing.protocol import Refusal
from kfmenu.testing.rules import check

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeWeCom]:
    """Give one server to all these tests: each brings a code of its own."""
    with FakeWeCom() as running:
        yield running


def view(**fields: object) -> dict[str, Any]:
    """Make a view item."""
    return {
        "type": "view",
        "view": {"url": "https://work.weixin.qq.com", "content": "看", **fields},
    }


def miniprogram(**fields: object) -> dict[str, Any]:
    """Make a mini program item."""
    body = {"appid": "wx1", "pagepath": "pages/index", "content": "开", **fields}
    return {"type": "miniprogram", "miniprogram": body}


def item_text(**fields: object) -> dict[str, Any]:
    """Make a text item."""
    return {"type": "text", "text": {"content": "纯文本", **fields}}


def without(item: dict[str, Any], name: str) -> dict[str, Any]:
    """Leave one field out of an item."""
    inside = {key: value for key, value in item[item["type"]].items() if key != name}
    return {**item, item["type"]: inside}


PAGE_SAMPLE = menu(
    click("满意", id="101"),
    click("不满意", id="102"),
    view(),
    miniprogram(pagepath="pages/index?userid=zhangsan&orderid=123123123"),
    item_text(content="纯文本，支持\n换行", no_newline=0),
    head_content="您对本次服务是否满意呢? ",
    tail_content="欢迎再次光临",
)

FINE = {
    "the page's sample": PAGE_SAMPLE,
    "text at its limit, a character of 3 bytes": text("汉" * 682 + "ab"),
    "text of one byte": text("a"),
    "no list": {"msgtype": "msgmenu", "msgmenu": {}},
    "an empty list": menu(),
    "ten items": menu(*[click()] * 10),
    "head at its limit": menu(head_content="a" * 1024),
    "tail at its limit": menu(tail_content="a" * 1024),
    "an empty head": menu(head_content=""),
    "click without id": menu(click()),
    "click id at its limit": menu(click(id="a" * 128)),
    "click content at its limit": menu(click("a" * 128)),
    "view url at its limit": menu(view(url=f"https:{'a' * 2042}")),
    "view content at its limit": menu(view(content="a" * 1024)),
    "appid at its limit": menu(miniprogram(appid="a" * 32)),
    "pagepath at its limit": menu(miniprogram(pagepath="a" * 1024)),
    "mini program content at its limit": menu(miniprogram(content="a" * 1024)),
    "an empty mini program content": menu(miniprogram(content="")),
    "text item at its limit": menu(item_text(content="a" * 256)),
    "no_newline true": menu(item_text(no_newline=True)),
    "no_newline 1": menu(item_text(no_newline=1)),
    "the other msgtype's body beside the right one": {**text(), "msgmenu": None},
    "an unknown field": {**text(), "enable_id_trans": 1},
    "msgid at its limit": {**text(), "msgid": "aZ09_-" + "a" * 26},
    "an empty msgid": {**text(), "msgid": ""},
}

BROKEN = {
    "no JSON": (b"{", 40058),
    "not UTF-8": (b'{"code": "\xff"}', 40058),
    "UTF-16": ("{}".encode("utf-16"), 40058),
    "a list": (b"[]", 40058),
    "NaN": (b'{"code": NaN}', 40058),
    "deep": (b"[" * 200_000, 40058),
    "no msgtype": ({}, 40008),
    "an unknown msgtype": ({"msgtype": "image"}, 40008),
    "msgtype of a wrong type": ({"msgtype": ["text"]}, 40008),
    "msgid too long": ({**text(), "msgid": "a" * 33}, 40058),
    "msgid of wrong characters": ({**text(), "msgid": "a.b"}, 40058),
    "msgid with a line feed at its end": ({**text(), "msgid": "a\n"}, 40058),
    "msgid not a string": ({**text(), "msgid": 7}, 40058),
    "no text": ({"msgtype": "text"}, 40058),
    "text null": ({"msgtype": "text", "text": None}, 40058),
    "no content": ({"msgtype": "text", "text": {}}, 40058),
    "empty text": (text(""), 44004),
    "text too long": (text("汉" * 682 + "abc"), 45002),
    "a lone surrogate": (json.dumps({**text("\ud800"), "code": "c"}).encode(), 40058),
    "menu not an object": ({"msgtype": "msgmenu", "msgmenu": []}, 40058),
    "head too long": (menu(head_content="汉" * 342), 40058),
    "head null": (menu(head_content=None), 40058),
    "tail too long": (menu(tail_content="a" * 1025), 40058),
    "list null": ({"msgtype": "msgmenu", "msgmenu": {"list": None}}, 40058),
    "eleven items": (menu(*[click()] * 11), 95008),
    "item not an object": (menu("click"), 40058),
    "no type": (menu({"click": {"content": "a"}}), 95009),
    "an unknown type": (menu({"type": "button", "button": {}}), 95009),
    "type of a wrong type": (menu({"type": ["click"]}), 95009),
    "another type's body": (menu({**click(), "view": {}}), 40058),
    "no body": (menu({"type": "click"}), 40058),
    "empty click id": (menu(click(id="")), 40058),
    "click id too long": (menu(click(id="a" * 129)), 40058),
    "click id a number": (menu(click(id=101)), 40058),
    "empty click content": (menu(click("")), 40058),
    "click content too long": (menu(click("汉" * 43)), 40058),
    "no click content": (menu(without(click(), "content")), 40058),
    "url without scheme": (menu(view(url="work.weixin.qq.com")), 45034),
    "empty url": (menu(view(url="")), 40058),
    "url too long": (menu(view(url="a" * 2049)), 40058),
    "no url": (menu(without(view(), "url")), 40058),
    "empty view content": (menu(view(content="")), 40058),
    "view content too long": (menu(view(content="a" * 1025)), 40058),
    "empty appid": (menu(miniprogram(appid="")), 40058),
    "appid too long": (menu(miniprogram(appid="a" * 33)), 40058),
    "empty pagepath": (menu(miniprogram(pagepath="")), 40058),
    "pagepath too long": (menu(miniprogram(pagepath="a" * 1025)), 40058),
    "no mini program content": (menu(without(miniprogram(), "content")), 40058),
    "mini program content too long": (menu(miniprogram(content="a" * 1025)), 40058),
    "empty text item": (menu(item_text(content="")), 40058),
    "text item too long": (menu(item_text(content="a" * 257)), 40058),
    "no_newline 2": (menu(item_text(no_newline=2)), 40058),
    "no_newline a string": (menu(item_text(no_newline="0")), 40058),
}


@pytest.mark.parametrize("message", FINE.values(), ids=FINE)
def test_allows_what_the_page_allows(fake: FakeWeCom, message: object) -> None:
    """A message within the page's limits is delivered."""
    assert on_event(fake, message).json()["errmsg"] == "ok"


@pytest.mark.parametrize(("message", "errcode"), BROKEN.values(), ids=BROKEN)
def test_refuses_what_the_page_forbids(fake: FakeWeCom, message: object, errcode: int) -> None:
    """A message beyond the page's limits is refused with the errcode that fits."""
    assert on_event(fake, message).errcode == errcode


def test_says_where_and_by_how_much(fake: FakeWeCom) -> None:
    """The errmsg of a refusal names the field, its bytes and the limit."""
    reply = on_event(fake, menu(click(), click("汉" * 43)))
    assert reply.json()["errmsg"] == (
        "invalid parameter, hint: "
        "[msgmenu.list.1.click.content: 129 bytes, at most 128 are allowed]"
    )


SEND_MSG_CASES = {
    "fifty entries, ten of them links": (menu(*[click()] * 10, *[item_text()] * 40), 0),
    "fifty-one entries": (menu(*[item_text()] * 51), 95008),
    "eleven links": (menu(*[click()] * 5, *[view()] * 5, miniprogram()), 95008),
    "a mini program without content": (menu(without(miniprogram(), "content")), 0),
    "a mini program with too long a content": (menu(miniprogram(content="a" * 1025)), 40058),
}


@pytest.mark.parametrize(("message", "errcode"), SEND_MSG_CASES.values(), ids=SEND_MSG_CASES)
def test_gives_send_msg_limits_of_its_own(fake: FakeWeCom, message: object, errcode: int) -> None:
    """`kf/send_msg` counts entries and links apart, and lets a mini program go unnamed."""
    assert send_msg(fake, message).errcode == errcode


def test_shows_what_the_customer_sees(fake: FakeWeCom) -> None:
    """The ledger draws a menu as plain text, item under item."""
    code = fake.issue_code()
    on_event(fake, PAGE_SAMPLE, code=code)
    (seen,) = fake.ledger.seen(code)
    assert seen.split("\n") == [
        "您对本次服务是否满意呢? ",
        "[满意]",
        "[不满意]",
        "[看](https://work.weixin.qq.com)",
        "[开](wx1:pages/index?userid=zhangsan&orderid=123123123)",
        "纯文本，支持",
        "换行",
        "欢迎再次光临",
    ]


def test_joins_lines_that_ask_for_it(fake: FakeWeCom) -> None:
    """A text item with `no_newline` shares its line with what follows."""
    code = fake.issue_code()
    on_event(fake, menu(item_text(no_newline=1), click("满意")), code=code)
    assert fake.ledger.seen(code) == ("纯文本[满意]",)


NAMES = st.sampled_from(["msgtype", "text", "msgmenu", "list", "type", "click", "content", "id"])
SCALARS = st.sampled_from([None, True, 0, 1.5, "", "click", "text", "\ud800", "a" * 129])
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=5
)
ANY_ITEM = st.fixed_dictionaries({"type": NAMES}, optional={"click": ANY_JSON, "text": ANY_JSON})
ANY_MENU = st.fixed_dictionaries({}, optional={"list": st.lists(ANY_ITEM), "tail_content": SCALARS})
ANY_MESSAGE = st.dictionaries(NAMES, ANY_JSON) | st.fixed_dictionaries(
    {"msgtype": st.just("msgmenu"), "msgmenu": ANY_MENU}
)


def judged(message: dict[str, object], endpoint: Endpoint) -> int:
    """Give the errcode for a message, drawing it when it is 0."""
    try:
        check(message, endpoint)
    except Refusal as refusal:
        return refusal.verdict.errcode
    as_seen(message).encode()
    return 0


@given(
    message=ANY_MESSAGE, endpoint=st.sampled_from([Endpoint.SEND_MSG_ON_EVENT, Endpoint.SEND_MSG])
)
@settings(max_examples=60, deadline=None)
def test_judges_anything(message: dict[str, object], endpoint: Endpoint) -> None:
    """Whatever the JSON, it is refused with an errcode, or can be drawn for the customer."""
    assert judged(message, endpoint) in (0, 40008, 40058, 44004, 45002, 45034, 95008, 95009)
