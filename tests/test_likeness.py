"""What is no message, and what shows nothing: told as that, by what it looks like."""

from typing import Any

import pytest

from kfmenu import Menu, TextMessage, check
from kfmenu.checking.kind import kind_of

CLICK = {"type": "click", "click": {"id": "1", "content": "满意"}}
TEXT = {"msgtype": "text", "text": {"content": "您好"}}


@pytest.mark.parametrize(
    ("payload", "variant", "found"),
    [
        ({}, "none", ""),
        ({"foo": 1}, "none", ""),
        ({5: 1}, "none", ""),
        ({"msgid": "1"}, "none", ""),
        (
            {"msgType": "msgmenu", "msgMenu": {"headContent": "x", "list": [{"pagePath": 1}]}},
            "spelling",
            "msgType → msgtype, msgMenu → msgmenu, headContent → head_content, pagePath → pagepath",
        ),
        ({"head-content": "x"}, "spelling", "head-content → head_content"),
        ({"data": TEXT}, "inside", "/data"),
        ({"body": [{"list": [CLICK]}]}, "inside", "/body/0"),
        ({"menu": {"head_content": "x"}}, "inside", "/menu"),
        ({"a": TEXT, "b": {"c/d": {"list": [CLICK]}}}, "several inside", "/a, /b/c~1d"),
        ({"a": {**TEXT, "b": TEXT}}, "inside", "/a"),
        ({str(n): TEXT for n in range(6)}, "several inside", "/0, /1, /2, /3, …"),
        ({"data": {"list": [1, 2]}, "x": {"text": "x"}}, "none", ""),
        ({"button": []}, "official menu", ""),
        ({"menu": {"button": []}}, "official menu", ""),
        ({"menu": {}}, "none", ""),
        (CLICK, "item", ""),
        ({"click": {}}, "item", ""),
        ({"errcode": 0, "errmsg": "ok"}, "answer", ""),
    ],
)
def test_no_message(payload: Any, variant: str, found: str) -> None:
    """An object with no key of any envelope is one KF404, whose hint goes by likeness."""
    (problem,) = check(payload)
    assert (problem.code, problem.pointer, problem.variant) == ("KF404", "", variant)
    assert dict(problem.holes)["found"] == found
    assert found in problem.hint
    assert found in problem.wording("zh").hint


@pytest.mark.parametrize(
    ("payload", "kind", "variant"),
    [
        ({"list": []}, "message", "bare menu"),
        (TEXT, "menu", "whole message"),
        ({"msgtype": "msgmenu", "msgmenu": {"list": [CLICK]}}, "menu", "inside"),
        ({}, "menu", "none"),
        ({}, "on_event", "none"),
        ({"code": "x"}, "send_msg", "none"),
        ({"touser": "x"}, "message", "none"),
    ],
)
def test_of_another_kind(payload: Any, kind: Any, variant: str) -> None:
    """With a kind given, an object without a key of that kind is no message either."""
    (problem,) = check(payload, kind)
    assert (problem.code, problem.pointer, problem.variant) == ("KF404", "", variant)


def test_what_is_buried() -> None:
    """Deep and wide objects are searched only as far as a mistake may reach."""
    deep: Any = TEXT
    for _ in range(100_000):
        deep = {"a": deep}
    assert [one.variant for one in check(deep)] == ["none"]


@pytest.mark.parametrize(
    ("payload", "kind", "pointer"),
    [
        ({"list": []}, "auto", ""),
        ({"list": ()}, "menu", ""),
        ({"head_content": "", "list": [], "tail_content": ""}, "auto", ""),
        ({"msgtype": "msgmenu", "msgmenu": {}}, "auto", "/msgmenu"),
        ({"msgtype": "msgmenu", "msgmenu": {"head_content": ""}}, "auto", "/msgmenu"),
        ({"msgtype": "text", "text": {"content": ""}}, "auto", "/text/content"),
        ({"code": "c", "msgtype": "text", "text": {"content": ""}}, "auto", "/text/content"),
    ],
)
def test_nothing_to_show(payload: Any, kind: Any, pointer: str) -> None:
    """A message that shows nothing is KF411, and that alone."""
    assert [(one.code, one.pointer) for one in check(payload, kind)] == [("KF411", pointer)]


@pytest.mark.parametrize(
    "payload",
    [
        {"list": [CLICK]},
        {"head_content": "x"},
        {"tail_content": "x", "list": []},
        {"list": 5},
        {"head_content": 5},
        {"head_content": None, "list": []},
    ],
)
def test_something_to_show(payload: Any) -> None:
    """What shows something, or is wrong otherwise, is not told to show nothing."""
    assert "KF411" not in [one.code for one in check(payload)]


def test_nothing_is_sent_by_mistake() -> None:
    """Neither the quick look nor JSON text lets a message pass that shows nothing."""
    for message in (Menu(), Menu(""), TextMessage("")):
        for act in (message.to_dict, message.to_json):
            with pytest.raises(ValueError, match="KF411"):
                act()
        assert message.to_dict(check=False)
        assert "msgtype" in message.to_json(check=False)


def test_fields_under_another_name() -> None:
    """A body under another name is renamed, and not said to be unknown besides."""
    for name in ("msgMenu", "menu"):
        (problem,) = check({"msgtype": "msgmenu", name: {"list": [CLICK]}})
        assert (problem.code, problem.pointer) == ("KF404", "/msgmenu")
        assert problem.hint == f"rename {name} to msgmenu"


def test_a_body_in_place_of_another() -> None:
    """A type with another type's body is KF407 alone; the hint knows whether its own is there."""
    view = {"url": "https://x.cn", "content": "x"}
    (problem,) = check({"list": [{"type": "click", "view": view}]})
    assert (problem.code, problem.pointer, problem.variant) == ("KF407", "/list/0/view", "instead")
    (problem,) = check({"list": [{**CLICK, "view": view}]})
    assert (problem.code, problem.pointer, problem.variant) == ("KF407", "/list/0/view", None)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ('{"msgtype": "text"}', "json.loads"),
        ("您好", "write an object"),
        ([TEXT], "one message at a time"),
        ({"msgtype": "text", "text": "您好"}, 'write {"content": "您好"}'),
        ({"msgtype": "msgmenu", "msgmenu": [CLICK]}, 'write {"list": […]}'),
        ({"list": CLICK}, "put it in brackets"),
        ({"list": [{"type": "click", "click": {"id": 101, "content": "x"}}]}, 'quotes: "101"'),
        ({"list": [{"type": "click", "click": {"id": True, "content": "x"}}]}, 'quotes: "true"'),
        (
            {"list": [{"type": "click", "click": {"id": 10**5000, "content": "x"}}]},
            'quotes: "…"',
        ),
        ({"list": [{"type": "click", "click": {"id": None, "content": "x"}}]}, "leave the field"),
        ({"msgtype": "text", "text": {"content": None}}, "instead of null"),
        ({"code": "c", "msgid": "编号-1", **TEXT}, "write -1"),
        ({"code": "c", "msgid": "编号", **TEXT}, "uuid4().hex"),
        ({"list": [{"type": "text", "text": {"content": "x", "no_newline": "0"}}]}, "write 0"),
        ({"list": [{"type": "text", "text": {"content": "x", "no_newline": 1.0}}]}, "write 1"),
        ({"list": [{"type": "text", "text": {"content": "x", "no_newline": 7}}]}, "write 0 to end"),
    ],
)
def test_hints_spell_it_out(payload: Any, said: str) -> None:
    """A hint names the right thing where it can be computed."""
    (problem,) = check(payload)
    assert said in problem.hint


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ([], "message"),
        ({}, "message"),
        ({"foo": 1}, "message"),
        ({"list": []}, "menu"),
        ({"list": [], "msgtype": "msgmenu"}, "message"),
        ({"code": "x", "list": []}, "on_event"),
        ({"touser": "x"}, "send_msg"),
        ({"open_kfid": "x", "msgtype": "text"}, "send_msg"),
    ],
)
def test_kinds(payload: Any, kind: str) -> None:
    """A payload is what its keys say; what says nothing is a message."""
    assert kind_of(payload) == kind


@pytest.mark.parametrize(
    ("item", "variant", "pointer"),
    [
        ({"type": "click", "text": "满意", "id": "1"}, "flat", "/click"),
        ({"type": "view", "text": "官网", "url": "https://a.cn"}, "flat", "/view"),
        ({"text": "满意", "id": "1"}, "official", "/type"),
    ],
)
def test_flat_items(item: dict[str, Any], variant: str, pointer: str) -> None:
    """An item whose label is called `text`, as other APIs have it, is one problem."""
    (problem,) = check({"msgtype": "msgmenu", "msgmenu": {"list": [item]}})
    assert (problem.code, problem.variant) == ("KF404", variant)
    assert problem.pointer == f"/msgmenu/list/0{pointer}"
