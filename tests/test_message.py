"""The values: immutable, fluent, and never mis-paired."""

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from strategies import messages

from kfmenu import (
    Click,
    InvalidMessage,
    KfmenuError,
    Menu,
    MiniProgram,
    Text,
    TextMessage,
    View,
    on_event_body,
    send_msg_body,
)
from kfmenu.message.item import ItemBase
from kfmenu.message.values import _Checked

SAMPLE = {
    "msgtype": "msgmenu",
    "msgmenu": {
        "head_content": "您对本次服务是否满意呢? ",
        "list": [
            {"type": "click", "click": {"id": "101", "content": "满意"}},
            {"type": "click", "click": {"id": "102", "content": "不满意"}},
            {
                "type": "view",
                "view": {"url": "https://work.weixin.qq.com", "content": "点击跳转到自助查询页面"},
            },
            {
                "type": "miniprogram",
                "miniprogram": {
                    "appid": "wx123123123123123",
                    "pagepath": "pages/index?userid=zhangsan&orderid=123123123",
                    "content": "点击打开小程序查询更多",
                },
            },
            {"type": "text", "text": {"content": "纯文本，支持\n换行", "no_newline": 0}},
        ],
        "tail_content": "欢迎再次光临",
    },
}

# Callers without a type checker pass anything; for these names a checker looks away.
_UNTYPED: Any = Menu
_ANY_TEXT: Any = TextMessage
_NONE: Any = None

MENU = (
    Menu("您对本次服务是否满意呢? ")
    .click("满意", id="101")
    .click("不满意", id="102")
    .view("点击跳转到自助查询页面", url="https://work.weixin.qq.com")
    .miniprogram(
        "点击打开小程序查询更多",
        appid="wx123123123123123",
        pagepath="pages/index?userid=zhangsan&orderid=123123123",
    )
    .text("纯文本，支持\n换行")
    .tail("欢迎再次光临")
)


def test_sample() -> None:
    """The builder gives the page's sample, key for key, in the page's order."""
    assert MENU.to_dict() == SAMPLE
    assert repr(MENU.to_dict()) == repr(SAMPLE)


def test_immutable() -> None:
    """No step changes the menu that it starts from, and no field can be set."""
    before = pickle.dumps(MENU)
    MENU.head("x").tail("y").click("z").add(Text("t"))
    assert pickle.dumps(MENU) == before
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        MENU.head_content = "x"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Text("t").content = "x"  # type: ignore[misc]


def test_steps_equal_the_constructor() -> None:
    """A menu built step by step equals, hashes and pickles like one made at once."""
    at_once = Menu("头", [Click("一", "1"), View("二", "u"), MiniProgram("三", "a", "p")], "尾")
    steps = (
        Menu().head("头").click("一", "1").view("二", "u").miniprogram("三", "a", "p").tail("尾")
    )
    assert at_once == steps
    assert hash(at_once) == hash(steps)
    assert pickle.loads(pickle.dumps(at_once)) == steps  # noqa: S301
    assert Menu().text("a", no_newline=True) == Menu(items=[Text("a", True)])


def test_empty_is_none() -> None:
    """An empty head or tail is no head or tail."""
    assert Menu("", tail_content="") == Menu() == Menu("x").head("").tail("")
    assert Menu("x").head(None) == Menu()
    assert "head_content" not in Menu("").wire()["msgmenu"]


def test_add() -> None:
    """`add` takes items, nested iterables of items, and skips None and False."""
    one, two, three = Click("一", "1"), Text("二"), Text("三")
    menu = Menu().add(None, one, False, [two, [None, (three,)]], (i for i in [one]))
    assert menu.items == (one, two, three, one)
    assert _UNTYPED(items=[None, [one]]).items == (one,)


@pytest.mark.parametrize("junk", [5, "文字", b"x", True, object()])
def test_junk_items(junk: Any) -> None:
    """What is no item is kept and reported, never raised over."""
    menu = Menu().add(junk)
    problem, *_ = menu.problems()
    assert (problem.code, problem.pointer) == ("KF405", "/msgmenu/list/0")


def test_setters_never_fail() -> None:
    """Wrong types are kept until the check, which reports them all."""
    menu: Any = _UNTYPED(5)
    menu = menu.click(None, id=7).view([], {}).text("x", no_newline="yes").tail(b"")
    assert [p.pointer for p in menu.problems()] == [
        "/msgmenu/head_content",
        "/msgmenu/list/0/click/id",
        "/msgmenu/list/0/click/content",
        "/msgmenu/list/1/view/url",
        "/msgmenu/list/1/view/content",
        "/msgmenu/list/2/text/no_newline",
        "/msgmenu/tail_content",
    ]
    assert _UNTYPED(items=5).problems()[0].code == "KF405"


def test_invalid_message() -> None:
    """An invalid message raises one error that shows every problem, warnings too."""
    menu = Menu().click("满" * 43).view("", "ftp://x")
    with pytest.raises(InvalidMessage) as caught:
        menu.to_dict()
    assert isinstance(caught.value, KfmenuError)
    assert isinstance(caught.value, ValueError)
    assert [p.code for p in caught.value.problems] == ["KF425", "KF402", "KF428", "KF403"]
    assert "删去 1 个字" in caught.value.text("zh")
    text = str(caught.value)
    assert all(p.code in text and p.hint in text for p in caught.value.problems)
    assert str(pickle.loads(pickle.dumps(caught.value))) == text  # noqa: S301
    assert menu.to_dict(check=False)["msgmenu"]["list"][0]["click"]["content"] == "满" * 43
    assert "满" in menu.to_json(check=False)


def test_warnings_pass() -> None:
    """Warnings make nothing fail."""
    menu = Menu("您好")
    assert [p.code for p in menu.problems()] == ["KF424"]
    assert menu.to_dict() == {"msgtype": "msgmenu", "msgmenu": {"head_content": "您好", "list": []}}


def test_target() -> None:
    """A menu of 11 texts is too long for on_event and not for send_msg."""
    menu = Menu().add(Text(str(n)) for n in range(11))
    assert [p.code for p in menu.problems()] == ["KF401"]
    assert not menu.problems("send_msg")
    assert menu.to_json("send_msg")
    with pytest.raises(InvalidMessage):
        menu.to_json()


def test_json_is_unescaped() -> None:
    """JSON text holds Chinese as it is."""
    assert TextMessage("欢迎").to_json() == '{"msgtype": "text", "text": {"content": "欢迎"}}'


def test_reprs() -> None:
    """Values show themselves shortly, in words."""
    assert repr(MENU) == "<Menu “您对本次服务是否满意呢? ”, 5 items, tail=“欢迎再次光临”>"
    assert repr(Menu().text("x")) == "<Menu 1 item>"
    assert repr(Click("满意")) == "Click(“满意”, id=None)"
    assert repr(View("x", "https://x")) == "View(“x”, url=“https://x”)"
    assert repr(MiniProgram("x", "wx1", "p")) == "MiniProgram(“x”, appid=“wx1”, pagepath=“p”)"
    assert repr(Text("x\n" * 50)) == r"Text(“x\nx\nx\nx\nx\nx\nx\nx\n…\nx\nx\nx\n”)"
    problem, *_ = TextMessage("").problems()
    assert repr(problem).startswith("<Problem /text/content: error[KF411] text.content is empty")
    assert problem.span is None
    assert repr(Text("x", True)) == "Text(“x”, no_newline=True)"
    assert repr(_ANY_TEXT(5)) == "TextMessage(5)"


def test_bodies() -> None:
    """Request bodies hold the envelope first and are checked as a whole."""
    text = TextMessage("您好")
    assert list(on_event_body(text, code="C", msgid="m")) == ["code", "msgid", "msgtype", "text"]
    assert "msgid" not in on_event_body(text, code="C")
    assert send_msg_body(text, touser="u", open_kfid="k")["open_kfid"] == "k"
    with pytest.raises(InvalidMessage) as caught:
        on_event_body(Menu().click(""), code="C", msgid="一" * 11)
    pointers = [problem.pointer for problem in caught.value.problems]
    assert pointers == ["/msgid", "/msgid", "/msgmenu/list/0/click/content"]
    with pytest.raises(InvalidMessage):
        send_msg_body(text, touser=_NONE, open_kfid="k")


def test_send_msg_body_has_its_own_limits() -> None:
    """Eleven texts fit into a request to send_msg."""
    menu = Menu().add(Text(str(n)) for n in range(11))
    assert send_msg_body(menu, touser="u", open_kfid="k")["msgmenu"]


@pytest.mark.property
@given(messages)
def test_equal_messages_hash_alike(message: Any) -> None:
    """Messages compare by value, hash alike, and survive pickling."""
    again = pickle.loads(pickle.dumps(message))  # noqa: S301
    assert again == message
    assert hash(again) == hash(message)


def test_subclasses() -> None:
    """A subclass keeps fields of its own from step to step, and its items are items."""

    @attrs.frozen
    class Noted(Menu):
        note: str = ""

    class Button(Click):
        pass

    menu = Noted("x", note="mine").add(Button("一", "1")).text("y")
    assert isinstance(menu, Noted)
    assert menu.note == "mine"
    assert not menu.problems()


def test_what_is_checked_has_a_wire_form() -> None:
    """The common border leaves the wire form to each message."""
    for whole in (_Checked().wire, _Checked()._fits, lambda: _Checked()._json(str)):
        with pytest.raises(NotImplementedError):
            whole()
    for item in (ItemBase().wire, ItemBase().fits, lambda: ItemBase().json(str)):
        with pytest.raises(NotImplementedError):
            item()


def test_half_an_emoji() -> None:
    """Half a character is an error in every place of a message, and no traceback."""
    half = "\ud83d"
    for message in (TextMessage(half), Menu(half), Menu("x").tail(half), Menu().view("x", half)):
        with pytest.raises(InvalidMessage, match="KF410"):
            message.to_dict()
