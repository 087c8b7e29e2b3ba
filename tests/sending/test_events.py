"""Events of sync_msg: the code, its window, what it allows; clicks and failed deliveries."""

import pickle
from collections import OrderedDict
from datetime import datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import Event, Failure, MenuClick, read_click, read_event, read_failure
from kfmenu.events import FAILURES, POOL_WINDOW, SCENES, WELCOME_WINDOW
from kfmenu.secret import Secret

IDS = {"external_userid": "wm1", "open_kfid": "kf1"}


def message(**event: Any) -> dict[str, Any]:
    return {
        "msgid": "m1",
        "send_time": 1615478585,
        "origin": 4,
        "msgtype": "event",
        "event": {**IDS, **event},
    }


@pytest.mark.parametrize(
    ("fields", "kind", "window", "msgtypes"),
    [
        (
            {"event_type": "enter_session", "welcome_code": "CODE"},
            "enter_session",
            WELCOME_WINDOW,
            ("text", "msgmenu"),
        ),
        (
            {"event_type": "session_status_change", "change_type": 1, "msg_code": "CODE"},
            "pool_left",
            POOL_WINDOW,
            ("text",),
        ),
        (
            {"event_type": "session_status_change", "change_type": 3, "msg_code": "CODE"},
            "session_ended",
            WELCOME_WINDOW,
            ("text", "msgmenu"),
        ),
    ],
)
def test_events_with_a_code(
    fields: dict[str, Any], kind: str, window: float, msgtypes: tuple[str, ...]
) -> None:
    """Each situation gives its code, how long it lives from `send_time` on, and what it allows."""
    event = read_event(message(**fields))
    assert event.code == Secret("CODE")
    assert (event.kind, event.window, event.msgtypes) == (kind, window, msgtypes)
    assert (event.started_at, event.msgid) == (1615478585.0, "m1")
    assert (event.external_userid, event.open_kfid) == ("wm1", "kf1")


@pytest.mark.parametrize(
    "fields",
    [
        {"event_type": "enter_session"},
        {"event_type": "enter_session", "welcome_code": ""},
        {"event_type": "enter_session", "welcome_code": 5},
        {"event_type": "session_status_change", "change_type": 2, "msg_code": "CODE"},
        {"event_type": "session_status_change", "change_type": True, "msg_code": "CODE"},
        {"event_type": "session_status_change", "change_type": [1], "msg_code": "CODE"},
        {"event_type": "msg_send_fail", "fail_msgid": "x"},
        {},
    ],
    ids=range(8),
)
def test_events_without_a_code(fields: dict[str, Any]) -> None:
    """What carries no code, or one that belongs to nothing, gives none."""
    assert read_event(message(**fields)).code is None


def test_ids_at_the_top_are_read_too() -> None:
    """Where the event lacks the ids, those of the message are taken."""
    event = read_event({**IDS, "msgtype": "event", "event": {"event_type": "enter_session"}})
    assert (event.external_userid, event.open_kfid) == ("wm1", "kf1")


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["event", "event_type", "welcome_code", "change_type", "text", "menu_id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def test_a_code_does_not_show() -> None:
    """The repr and the pickle of an event hold no code."""
    event = read_event(message(event_type="enter_session", welcome_code="CODE-0123456789"))
    assert "0123456789" not in repr(event)
    assert b"0123456789" not in pickle.dumps(event)
    copy = pickle.loads(pickle.dumps(event))  # noqa: S301 - of our own making
    with pytest.raises(ValueError, match="masked"):
        copy.code.reveal()


def test_the_key_tells_events_apart() -> None:
    """An event is known again by its msgid, else by its code, else by customer and time."""
    first = read_event(message(event_type="enter_session"))
    assert first.key == read_event(message(event_type="enter_session", welcome_code="C")).key
    other = {**message(event_type="enter_session"), "msgid": "m2"}
    assert read_event(other).key != first.key
    bare = {**message(event_type="enter_session"), "msgid": ""}
    assert read_event(bare).key == read_event(dict(bare)).key
    coded = {**message(event_type="enter_session", welcome_code="C"), "msgid": ""}
    assert read_event(coded).key not in {first.key, read_event(bare).key}
    with pytest.raises(ValueError, match="no msgid"):
        _ = Event("other").key


@pytest.mark.parametrize("kind", ["pool_entered", "pool_left", "session_ended"])
def test_codes_of_the_state_api(kind: Any) -> None:
    """The `msg_code` that `service_state/trans` answers becomes an event of its situation."""
    event = Event.of_code(kind, "CODE", started_at=5.0, external_userid="wm1", open_kfid="kf1")
    assert event.code == Secret("CODE")
    assert (event.window, event.msgtypes) == (SCENES[kind].window, SCENES[kind].msgtypes)
    assert (event.started_at, event.external_userid) == (5.0, "wm1")


def test_a_click_comes_back_as_text() -> None:
    """A tap gives the button's id and label; a text that was typed is none."""
    msg = {
        **IDS,
        "msgid": "m9",
        "msgtype": "text",
        "text": {"content": "满意", "menu_id": "101"},
    }
    assert read_click(msg) == MenuClick("101", "满意", "wm1", "kf1", "m9")
    assert read_click({**msg, "text": {"content": "满意"}}) is None
    assert read_click({**msg, "msgtype": "image"}) is None


def test_a_failed_delivery_is_read() -> None:
    """`msg_send_fail` gives the msgid and the reason, in both languages."""
    found = read_failure(message(event_type="msg_send_fail", fail_msgid="m7", fail_type=10))
    assert found == Failure("m7", 10, "wm1", "kf1")
    assert "拒收" in found.text("zh")
    assert found.hint == found.text("en")
    strange = read_failure(message(event_type="msg_send_fail", fail_type="x"))
    assert strange is not None
    assert (strange.msgid, strange.fail_type) == ("", -1)
    assert "not listed" in strange.hint
    assert read_failure(message(event_type="enter_session")) is None
    assert all(zh and en for zh, en in FAILURES.values())


@pytest.mark.parametrize("read", [read_event, read_click, read_failure])
@pytest.mark.parametrize(
    ("msg", "error", "says"),
    [
        ("CODE", TypeError, "msg_list"),
        ({"errcode": 0, "msg_list": [{"welcome_code": "CODE"}]}, ValueError, "each entry"),
        ({"event_type": "enter_session", "welcome_code": "CODE"}, ValueError, "entry around it"),
        ({"msgid": "m", "event": {}}, ValueError, "has no msgtype"),
        ({"msgid": "m", "msgtype": None}, ValueError, "has no msgtype"),
    ],
    ids=range(5),
)
def test_what_is_no_entry_is_said(read: Any, msg: Any, error: Any, says: str) -> None:
    """The whole answer, the inner event, anything else: the error says what to pass."""
    with pytest.raises(error, match=says) as raised:
        read(msg)
    assert "CODE" not in str(raised.value)


def test_a_kind_that_there_is_not() -> None:
    """A code of no situation is the caller's mistake."""
    with pytest.raises(ValueError, match="pool_entered"):
        Event.of_code("nonsense", "CODE")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="code"):
        Event.of_code("pool_left", None)  # type: ignore[arg-type]


def test_what_else_an_event_says() -> None:
    """Where the customer came from, what changed, who had the session, who said it."""
    entered = read_event(message(event_type="enter_session", scene="123", scene_param="a=b"))
    assert (entered.scene, entered.scene_param, entered.origin) == ("123", "a=b", 4)
    fields = {"old_servicer_userid": "li", "new_servicer_userid": "wang", "change_type": 2}
    changed = read_event(message(event_type="session_status_change", **fields))
    assert (changed.change_type, changed.kind) == (2, "other")
    assert (changed.old_servicer_userid, changed.new_servicer_userid) == ("li", "wang")
    status = message(event_type="servicer_status_change", servicer_userid="li", change_type="1")
    assert (read_event(status).servicer_userid, read_event(status).change_type) == ("li", None)
    said = read_event({"msgtype": "text", "servicer_userid": "li", "origin": 5, "event": {"x": 1}})
    assert (said.servicer_userid, said.origin, said.type) == ("li", 5, "")
    failed = read_failure({**IDS, "msgtype": "event", "event": {"event_type": "msg_send_fail"}})
    assert failed == Failure("", -1, "wm1", "kf1")


@pytest.mark.parametrize(
    ("sent", "started"),
    [
        (1615478585, 1615478585.0),
        (1615478585.5, 1615478585.5),
        ("1615478585", 1615478585.0),
        (1615478585123, 1615478585.123),
        ("1615478585123", 1615478585.123),
        (1e11, 1e11),
        (None, None),
    ],
)
def test_a_time_is_read(sent: Any, started: float | None) -> None:
    """Seconds, milliseconds, and the digits of either; absent is absent."""
    msg = {**message(event_type="enter_session"), "send_time": sent}
    assert read_event(msg).started_at == started


@pytest.mark.parametrize(
    "sent",
    [
        0,
        -5,
        True,
        "soon",
        "",
        "１６",
        "-1",
        float("inf"),
        float("nan"),
        10**400,
        [],
        {},
        1e14,
        datetime(2026, 1, 1),  # noqa: DTZ001 - that is the point
    ],
    ids=range(14),
)
def test_a_time_that_is_none(sent: Any) -> None:
    """What is no time is refused: a window that begins at no time would never end."""
    with pytest.raises(ValueError, match=r"send_time"):
        read_event({**message(event_type="enter_session"), "send_time": sent})
    with pytest.raises(ValueError, match="started_at"):
        Event.of_code("pool_left", "CODE", started_at=sent)


@given(st.sampled_from(["event", "text"]), json_like, json_like)
def test_no_entry_raises(msgtype: str, event: Any, text: Any) -> None:
    """Whatever WeCom delivers is read, as far as it can be."""
    msg = {"msgtype": msgtype, "event": event, "text": text, "msgid": event, "origin": text}
    assert isinstance(read_event(msg), Event)
    read_click(msg)
    read_failure(msg)


def test_numbers_are_wecoms() -> None:
    """The numbers of `msg_send_fail` are WeCom's; mappings other than dict are read."""
    assert sorted(FAILURES) == [0, 1, 2, 4, 5, 6, 8, 10, 11, 12, 13]
    assert "48" in FAILURES[4][1]
    inner = OrderedDict(event_type="enter_session", welcome_code="CODE")
    assert read_event({"msgtype": "event", "event": inner}).code == Secret("CODE")


def test_the_same_account_and_time_are_not_the_same_event() -> None:
    """Another account, customer, or time is another event, with and without a msgid."""
    one = Event("other", open_kfid="a", external_userid="u", started_at=1.0)
    others = [
        evolve(one, open_kfid="b"),
        evolve(one, external_userid="v"),
        evolve(one, started_at=2.0),
        evolve(one, msgid="m"),
        evolve(one, msgid="m", open_kfid="b"),
        evolve(one, msgid="n"),
    ]
    assert len({event.key for event in [one, *others]}) == 7
