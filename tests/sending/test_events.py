"""Events of sync_msg: the code, its window, what it allows; clicks and failed deliveries."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import Event, Failure, MenuClick, read_click, read_event, read_failure
from kfmenu.sending.events import FAILURES, POOL_WINDOW, SCENES, WELCOME_WINDOW
from kfmenu.sending.secret import Secret

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


@pytest.mark.parametrize("sent", [None, 0, -5, True, "1615478585", float("inf"), float("nan")])
def test_a_time_that_is_none(sent: Any) -> None:
    """A `send_time` that cannot be one counts as absent."""
    event = read_event({**message(event_type="enter_session"), "send_time": sent})
    assert event.started_at is None


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


@given(st.sampled_from(["event", "text", None]), json_like, json_like, json_like)
def test_no_message_raises(msgtype: Any, event: Any, text: Any, sent: Any) -> None:
    """Whatever WeCom delivers is read, as far as it can be."""
    msg = {"msgtype": msgtype, "event": event, "text": text, "send_time": sent, "msgid": sent}
    assert isinstance(read_event(msg), Event)
    read_click(msg)
    read_failure(msg)


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
    with pytest.raises(ValueError, match="know it by"):
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


def test_what_is_no_event_is_said() -> None:
    """A code in place of an event, or a kind that there is not, is the caller's mistake."""
    with pytest.raises(TypeError, match="msg_list"):
        read_event("CODE")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="pool_entered"):
        Event.of_code("nonsense", "CODE")  # type: ignore[arg-type]
