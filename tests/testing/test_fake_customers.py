"""What customers do, and how a bot learns of it: events, sync_msg, and the session's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fake_caller import call, click, menu, on_event, send_msg, text, token
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.testing import Endpoint, FakeWeCom
from kfmenu.testing.customers import CUSTOMER
from kfmenu.testing.rules import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fake_caller import Reply

WHO = {"open_kfid": "wk1", "external_userid": "wm1"}


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a server whose clock only moves when it is told to."""
    with FakeWeCom(clock=lambda: 1_000_000.7) as running:
        yield running


def sync(fake: FakeWeCom, **body: object) -> Reply:
    """Pull what happened."""
    return call(fake, "POST", f"{Endpoint.SYNC_MSG}?access_token={token(fake)}", body)


def trans(fake: FakeWeCom, state: object, **more: object) -> Reply:
    """Change the state of a session."""
    path = f"{Endpoint.SERVICE_STATE_TRANS}?access_token={token(fake)}"
    return call(fake, "POST", path, {**WHO, "service_state": state, **more})


def state(fake: FakeWeCom, **who: object) -> Reply:
    """Ask for the state of a session."""
    path = f"{Endpoint.SERVICE_STATE_GET}?access_token={token(fake)}"
    return call(fake, "POST", path, {**WHO, **who})


def test_lets_a_customer_enter(fake: FakeWeCom) -> None:
    """Who enters makes an event as WeCom writes it, and what its code brings is theirs."""
    code = fake.enter(open_kfid="wk1", external_userid="wm1", scene="shop", scene_param="a=1")
    (msg,) = sync(fake).json()["msg_list"]
    assert msg.pop("msgid")
    assert msg == {
        "send_time": 1_000_000,
        "origin": 4,
        "msgtype": "event",
        "event": {
            "event_type": "enter_session",
            **WHO,
            "scene": "shop",
            "scene_param": "a=1",
            "welcome_code": code,
        },
    }
    assert on_event(fake, code=code).errcode == 0
    assert fake.ledger.seen("wm1") == fake.ledger.seen(code) == ("欢迎咨询",)
    assert (fake.ledger.posts[0].touser, fake.ledger.posts[0].open_kfid) == ("wm1", "wk1")


def test_gives_no_code_to_who_comes_again(fake: FakeWeCom) -> None:
    """Who was here within 48 hours enters without a code."""
    assert fake.enter(again=True) == ""
    assert "welcome_code" not in sync(fake).json()["msg_list"][0]["event"]


def test_brings_taps_back_with_the_label_that_was_seen(fake: FakeWeCom) -> None:
    """A tap is a text message with the click's id and the label under which the customer saw it."""
    code = fake.enter(open_kfid="wk1", external_userid="wm1")
    on_event(fake, menu(click("满意", id="101"), click("无")), code=code)
    msg = fake.says(menu_id="101", **WHO)
    assert sync(fake).json()["msg_list"][1] == msg
    assert (msg["origin"], msg["msgtype"]) == (3, "text")
    assert (msg["open_kfid"], msg["external_userid"]) == ("wk1", "wm1")
    assert msg["text"] == {"content": "满意", "menu_id": "101"}
    assert fake.says("您好", **WHO)["text"] == {"content": "您好"}
    assert fake.says("旧菜单", menu_id="9", **WHO)["text"] == {"content": "旧菜单", "menu_id": "9"}
    with pytest.raises(ValueError, match="saw no click with the id '9'"):
        fake.says(menu_id="9", **WHO)


def test_lets_a_message_fail_to_arrive(fake: FakeWeCom) -> None:
    """A failure names the message and its customer; one that was not delivered cannot fail."""
    send_msg(fake, msgid="m1")
    event = fake.fails("m1", 10)["event"]
    assert event == {
        "event_type": "msg_send_fail", **WHO, "fail_msgid": "m1", "fail_type": 10
    }  # fmt: skip
    msgid = on_event(fake).json()["msgid"]
    assert fake.fails(msgid)["event"]["external_userid"] == CUSTOMER
    with pytest.raises(ValueError, match="delivered as 'm2'"):
        fake.fails("m2")


def test_pushes_anything(fake: FakeWeCom) -> None:
    """What else may happen is pushed as it stands, and what it lacks is filled in."""
    msg = fake.push({"msgtype": "event", "event": "odd", "origin": 5, "msgid": "x"})
    assert msg == {
        "msgid": "x", "send_time": 1_000_000, "origin": 5, "msgtype": "event", "event": "odd"
    }  # fmt: skip
    assert sync(fake).json()["msg_list"] == [msg]


@given(
    accounts=st.lists(st.sampled_from("ab"), max_size=8),
    limit=st.integers(1, 4),
    account=st.sampled_from(["", "a", "b"]),
)
def test_pulls_each_entry_once(accounts: list[str], limit: int, account: str) -> None:
    """Whoever follows the cursor while there is more gets every entry once, in its order."""
    fake = FakeWeCom()
    pushed = [fake.push({"msgtype": "text", "open_kfid": name}) for name in accounts]
    auth = {"access_token": token(fake)}
    pulled: list[dict[str, Any]] = []
    body: dict[str, object] = {"limit": limit, "open_kfid": account}
    more = 1
    while more:
        page = fake.decide(Endpoint.SYNC_MSG, auth, body).fields
        assert len(page["msg_list"]) <= limit
        pulled += page["msg_list"]
        body["cursor"], more = page["next_cursor"], page["has_more"]
    assert pulled == [msg for msg in pushed if account in ("", msg["open_kfid"])]
    last = fake.push({"msgtype": "text", "open_kfid": account or "a"})
    assert fake.decide(Endpoint.SYNC_MSG, auth, body).fields["msg_list"] == [last]


def test_keeps_the_token_of_a_callback_ten_minutes(fake: FakeWeCom) -> None:
    """The token of a callback may be left out; given, it must be one, of the last 10 minutes."""
    signal = fake.signal()
    assert sync(fake).errcode == 0
    fake.advance(600)
    assert sync(fake, token=signal).errcode == 0
    fake.advance(0.1)
    assert sync(fake, token=signal).errcode == 95007
    assert sync(fake, token=f"{signal}x").errcode == 95007


@pytest.mark.parametrize(
    "body", [{"limit": 1001}, {"limit": -1}, {"limit": "9"}, {"cursor": "x"}, {"cursor": "CURSOR²"}]
)
def test_refuses_to_pull_what_makes_no_sense(fake: FakeWeCom, body: dict[str, object]) -> None:
    """A limit beyond 1 to 1000 and a cursor that it did not give are 40058."""
    assert sync(fake, **body).errcode == 40058


@pytest.mark.parametrize(
    ("number", "window", "menus", "errcode"),
    [
        (1, None, None, 0),
        (2, 48 * 3600, 40008, 95018),
        (3, 48 * 3600, 40008, 95018),
        (4, 20, 0, 95013),
    ],
)
def test_changes_the_state(
    fake: FakeWeCom, number: int, window: float | None, menus: int | None, errcode: int
) -> None:
    """A change brings a msg_code with the pool's or the end's window, and says who may send."""
    answer = trans(fake, number, servicer_userid="zhang").json()
    code = answer.get("msg_code")
    assert (code is None) is (window is None)
    assert state(fake).json()["service_state"] == number
    assert state(fake).json()["servicer_userid"] == ("zhang" if number == 3 else "")
    assert send_msg(fake).errcode == errcode
    assert "msg_code" not in trans(fake, number, servicer_userid="zhang").json()
    if window is not None:
        fake.advance(window)
        assert on_event(fake, menu(), code=code).errcode == menus
        fake.advance(1)
        assert on_event(fake, code=code).errcode == 40058
        assert [post.touser for post in fake.ledger.of(str(code))] == ["wm1", "wm1"]


def test_begins_anew_after_the_end(fake: FakeWeCom) -> None:
    """A session that ended begins anew with the customer's next word; a servicer's goes on."""
    trans(fake, 4)
    fake.says("您好", **WHO)
    assert state(fake).json()["service_state"] == 0
    trans(fake, 3, servicer_userid="zhang")
    fake.says("您好", **WHO)
    assert state(fake).json()["service_state"] == 3


def test_refuses_states_that_are_none(fake: FakeWeCom) -> None:
    """A state beyond 1 to 4, a servicer's without servicer, a session of nobody are refused."""
    assert {trans(fake, wrong).errcode for wrong in (0, 5, "4", None)} == {40058}
    assert trans(fake, 3).errcode == 40058
    assert state(fake, external_userid="").errcode == 40058
    assert state(fake, open_kfid="").errcode == 95000
    assert set(STATES) == {1, 2, 3, 4}


def test_a_text_may_bring_a_menu_along(fake: FakeWeCom) -> None:
    """Some SDKs send the other msgtype's body beside the right one: it is not looked at."""
    assert on_event(fake, {**text(), "msgmenu": ["odd"]}).errcode == 0
