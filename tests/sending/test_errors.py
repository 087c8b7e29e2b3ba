"""Errors: what they are, what they say in two languages, and that they survive a pickle."""

import pickle
from typing import Any, get_args

import pytest

import kfmenu
from kfmenu import (
    ApiError,
    CodeAlreadyUsed,
    DeliveryUnknown,
    KfmenuError,
    MessageNotAllowed,
    NotSent,
    SendError,
    WindowClosed,
)
from kfmenu.sending.errcodes import ERRCODES, Kind, errcode_row
from kfmenu.sending.errors import ERRORS, api_error

SPEC = """-1 40001 40014 42001 41001 40008 40058 44004 45002 45009 45033 45034 48002 60020 90207
95000 95004 95001 95002 95003 95008 95009 95013 95016 95018 95017 95030 95031 40201"""

SAMPLES = [
    NotSent("connection", "ConnectionRefusedError"),
    NotSent("token", "remembered", 40001),
    NotSent("claim"),
    DeliveryUnknown("lost", detail="ReadTimeout"),
    DeliveryUnknown("unreadable", 502, "<html>"),
    DeliveryUnknown("doubt", errcode=40058),
    WindowClosed(20.0, 21.5),
    CodeAlreadyUsed(),
    MessageNotAllowed(),
    ApiError(12345, "who knows"),
    *(api_error(code, "said") for code in ERRCODES if code),
]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_errors_survive_a_pickle(error: Any) -> None:
    """An error crosses a process, as task queues need it, with all that it says."""
    error.msgid = "MSGID"
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - of our own making
    assert type(copy) is type(error)
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)
    assert (copy.msgid, copy.certain) == ("MSGID", error.certain)


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_errors_speak_both_languages(error: Any) -> None:
    """Every error says what happened in Chinese and English; its str is the English."""
    assert isinstance(error, SendError)
    assert isinstance(error, KfmenuError)
    assert str(error) == error.text("en") == error.text()
    assert error.text("zh") != error.text("en")
    assert any("一" <= char <= "鿿" for char in error.text("zh"))
    assert "{" not in error.text("zh") + error.text("en")


@pytest.mark.parametrize("code", [int(word) for word in SPEC.split()])
def test_every_errcode_of_the_specification_is_in_the_table(code: int) -> None:
    """The table has each number that the specification names, with a hint in both languages."""
    row = ERRCODES[code]
    assert row.zh.meaning
    assert row.zh.hint
    assert row.en.meaning
    assert row.en.hint


def test_every_kind_has_its_exception() -> None:
    """Each kind but `ok` is raised as a class that can be imported, an `ApiError`."""
    assert set(ERRORS) == set(get_args(Kind)) - {"ok"}
    for error in ERRORS.values():
        assert getattr(kfmenu, error.__name__) is error
        assert issubclass(error, ApiError)
    for code, row in ERRCODES.items():
        if code:
            assert type(api_error(code, "")) is ERRORS[row.kind]
            assert api_error(code, "").hint == row.en.hint


def test_the_hint_of_95018_names_what_to_do() -> None:
    """Who is told that the session forbids it learns which of three things helps."""
    hint = api_error(95018, "").text()
    assert all(word in hint for word in ("servicer", "end the session", "verif"))


def test_a_closed_window_says_the_age() -> None:
    """A clock that is wrong shows in the age of the event."""
    assert "21.5 s old" in str(WindowClosed(20.0, 21.54))
    assert "21.5 秒" in WindowClosed(20.0, 21.54).text("zh")


def test_an_errcode_that_is_not_listed_has_a_row() -> None:
    """An unknown number is an `ApiError` that says where to look it up."""
    row = errcode_row(77777)
    assert (row.kind, row.sourced) == ("other", False)
    assert "77777" in row.en.hint
    assert type(api_error(77777, "")) is ApiError


def test_the_base_says_nothing() -> None:
    """Every class says what happened itself."""
    with pytest.raises(NotImplementedError):
        SendError().text()
