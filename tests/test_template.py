"""Templates: what they take, what is left out, and what is told of wrong values, all at once."""

import json
import pickle
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from kfmenu import (
    CompileError,
    InvalidMessage,
    KfmenuError,
    Library,
    Menu,
    RenderError,
    Template,
    Text,
    TextMessage,
    loads,
)
from kfmenu.params.types import REFUSALS
from kfmenu.rules.rule import rule

ORDERS = """menu orders
  param: name text(1..20)
  param: userid id(32)
  param: total? number(0.01..9999.99)
  param: more? one(查看更多 | 上一页)
  head:
    | {name}，您好
    | 合计 {total} 元
  click: {more} -> more:{more}
  view: 我的订单 -> https://example.com/orders?id={userid}&n={name}
  inline: {total} 元
  click: 转人工 -> agent
  tail: 100%
"""


def only(text: str) -> Template:
    """Give the one template of a text."""
    (template,) = loads(text).values()
    return template


def test_render() -> None:
    """Values stand where their refs are: shown as they are, percent-encoded in a target."""
    message = only(ORDERS).render(name="张&三", userid="u-1", total=Decimal("9.9"), more="查看更多")
    assert message == (
        Menu("张&三，您好\n合计 9.90 元")
        .click("查看更多", "more:查看更多")
        .view("我的订单", "https://example.com/orders?id=u-1&n=%E5%BC%A0%26%E4%B8%89")
        .text("9.90 元", no_newline=True)
        .click("转人工", "agent")
        .tail("100%")
    )


@pytest.mark.parametrize("absent", [{}, {"total": None, "more": ""}])
def test_absent(absent: Mapping[str, Any]) -> None:
    """What uses an absent value is left out: the line of a text, or the whole item."""
    message = only(ORDERS).render(name="张三", userid="u", **absent)
    assert isinstance(message, Menu)
    assert message.head_content == "张三，您好"
    assert [item.content for item in message.items] == ["我的订单", "转人工"]
    assert json.loads(message.to_json()) == message.to_dict()


def test_whole_ends() -> None:
    """A head, a tail or a text item of which no line is left goes."""
    template = only(
        "menu a\n  param: x? text(5)\n  head: {x}\n  text:\n    | {x}\n    | {x}{x}\n"
        "  text: 您好\n  tail: {x}\n"
    )
    assert template.render() == Menu(None, [Text("您好")])
    assert template.render().to_json() == Menu(None, [Text("您好")]).to_json()
    both = [Text("啊\n啊啊"), Text("您好")]
    assert template.render(x="啊") == Menu("啊", both, "啊")
    assert json.loads(template.render(x='"').to_json()) == template.render(x='"').to_dict()


def test_empty_ends() -> None:
    """A head or tail that comes out empty is none, in the JSON too."""
    template = only("menu a\n  param: x text(0..5)\n  head: {x}\n  click: 好 -> 1\n  tail: {x}\n")
    message = template.render(x="")
    assert message == Menu().click("好", "1")
    assert message.to_json() == Menu().click("好", "1").to_json()


def test_text_message() -> None:
    """A text message is rendered, its absent lines left out."""
    template = only("message m\n  param: x? text(20)\n  | 您好 {x}\n  | 欢迎 100%\n")
    assert template.render() == TextMessage("欢迎 100%")
    assert template.render().to_json() == TextMessage("欢迎 100%").to_json()
    message = template.render(x='张"三')
    assert message == TextMessage('您好 张"三\n欢迎 100%')
    assert message.to_json() == TextMessage('您好 张"三\n欢迎 100%').to_json()


def test_without_params() -> None:
    """A message without params is made once, and takes no values."""
    template = only("menu a\n  click: 好 -> 1\n")
    assert template.render() is template.render()
    assert not template.params
    with pytest.raises(RenderError, match="no params"):
        template.render(x=1)


def test_json_is_kept() -> None:
    """A rendered message is its own JSON, shares the items without params, and is as composed."""
    template = only(ORDERS)
    values: dict[str, Any] = {"userid": "u%1"[:1], "total": "1", "more": "上一页"}
    for name in ("张三", '"\\', "50%", "\n"):
        one, two = template.render(name=name, **values), template.render(name=name, **values)
        assert one == two
        assert hash(one) == hash(two)
        assert one.to_json() == Menu(*_parts(one)).to_json()
        assert json.loads(one.to_json()) == one.to_dict() == one.to_dict("send_msg")
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301
        assert _parts(one)[1][3] is _parts(two)[1][3]
        assert not one.problems()


def _parts(message: object) -> tuple[Any, Any, Any]:
    assert isinstance(message, Menu)
    return message.head_content, message.items, message.tail_content


def test_params() -> None:
    """The params come in the order of their first use, a label before its target."""
    template = only(ORDERS)
    assert list(template.params) == ["name", "total", "more", "userid"]
    assert repr(template) == "<Template orders(name, total, more, userid)>"
    assert template.params["total"].optional
    with pytest.raises(TypeError):
        template.params["x"] = template.params["name"]  # type: ignore[index]


def test_keywords() -> None:
    """Python's keywords are names, and so is `self`; names are compared in NFKC."""
    template = only(
        "menu a\n  param: from text(5)\n  param: self text(5)\n  head: {from} {self}\n"
        "  click: 好 -> 1\n"
    )
    for name in ("from", "ｆｒｏｍ"):
        values: dict[str, Any] = {name: "甲", "self": "乙"}
        assert template.render(**values) == Menu("甲 乙").click("好", "1")


def test_all_at_once() -> None:
    """Every value that is wrong, missing or unknown is told at once, with a place and a hint."""
    values: dict[str, Any] = {
        "name": "",
        "userid": "张",
        "total": 1.5,
        "more": "更多",
        "usrid": "u",
        "ｎａｍｅ": "x",
    }
    with pytest.raises(RenderError) as caught:
        only(ORDERS).render(**values)
    error = caught.value
    assert isinstance(error, KfmenuError)
    assert isinstance(error, ValueError)
    assert [(one.code, one.variant, one.pointer) for one in error.problems] == [
        ("KF511", None, "/name"),
        ("KF510", "float", "/total"),
        ("KF510", "not an alternative", "/more"),
        ("KF510", "bad character", "/userid"),
        ("KF511", "guess", "/usrid"),
        ("KF511", "twice", "/ｎａｍｅ"),
    ]
    assert error.template == "orders"
    assert str(error).startswith("orders\n/name: error[KF511] “name” has no value; give it one")
    twin = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(twin), twin.problems, twin.template) == (str(error), error.problems, "orders")


def test_unknown_before_reading() -> None:
    """An unknown name is told even where every param has its value, absent ones included."""
    template = only(ORDERS)
    for more in ({}, {"total": None}):
        with pytest.raises(RenderError) as caught:
            template.render(name="x", userid="u", other="y", **more)
        assert [one.variant for one in caught.value.problems] == ["unknown"]


REFUSED: dict[str, tuple[str, object]] = {
    "missing": ("text(5)", None),
    "type": ("text(5)", 5),
    "bool": ("digits(5)", True),
    "float": ("number(0..9)", 1.5),
    "huge": ("digits(5)", 10**5000),
    "bad character": ("id(5)", "a b"),
    "too few characters": ("text(2..5)", "a"),
    "too few bytes": ("cut(6..9)", "a"),
    "too many characters": ("text(5)", "123456"),
    "too many bytes": ("url(10)", "https://example.com"),
    "scheme": ("url(30)", "example.com"),
    "host": ("url(30)", "https://"),
    "not a number": ("number(0..9)", "x"),
    "exponent": ("number(0..9)", "1e5"),
    "leading zero": ("number(0..9)", "07"),
    "decimals": ("number(0..9.9)", "1.25"),
    "out of range": ("number(0..9)", "10"),
    "not an alternative": ("one(甲 | 乙)", "丙"),
}


@pytest.mark.parametrize("variant", REFUSALS)
def test_words(variant: str) -> None:
    """Every way to refuse a value has words of its own in both languages, without open holes."""
    spelt, value = REFUSED[variant]
    item = "view: 看 -> {x}" if spelt.startswith("url") else "text: {x}"
    with pytest.raises(RenderError) as caught:
        only(f"menu a\n  param: x {spelt}\n  {item}\n").render(x=value)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert problem.code == ("KF511" if variant == "missing" else "KF510")
    for lang in ("zh", "en"):
        said = problem.wording(lang)
        assert "x" in said.message
        assert "{" not in said.message + said.hint
    if variant != "missing":
        assert variant in rule("KF510").messages


def test_broken_library_checks() -> None:
    """What a broken file's library renders has no proof, and is checked like any message."""
    with pytest.raises(CompileError) as caught:
        loads("menu a\n  param: x text(500)\n  click: {x} -> 1\n")
    library: Library = caught.value.library
    template = library["a"]
    assert template.render(x="短").to_dict() == Menu().click("短", "1").to_dict()
    with pytest.raises(InvalidMessage, match="KF402"):
        template.render(x="长" * 100).to_dict()


def test_send_msg_only() -> None:
    """A template for send_msg alone is as good there, and no proof for on_event."""
    rows = "".join(f"  text: {n} {{x}}\n" for n in range(12))
    library = loads(f"menu a\n  param: x text(5)\n{rows}", target="send_msg")
    message = library["a"].render(x="好")
    assert json.loads(message.to_json("send_msg")) == message.to_dict("send_msg")
    with pytest.raises(InvalidMessage):
        message.to_json()


def test_pickle() -> None:
    """A template pickles, rendered or not."""
    template = only(ORDERS)
    for _ in range(2):
        twin = pickle.loads(pickle.dumps(template))  # noqa: S301
        assert twin == template
        assert twin.render(name="张", userid="u") == template.render(name="张", userid="u")
