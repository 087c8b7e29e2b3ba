"""Every order of two workers with one code, and that the scheduler would notice."""

import os
from typing import Any

import pytest
import schedule

from kfmenu.sending import deadline, delivery, telemetry
from kfmenu.sending.protocol import TABLE


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the scheduler's run through all orders; without a log, which would take most of it."""
    monkeypatch.setattr(telemetry.logger, "disabled", True)
    schedule.patched(monkeypatch.setattr)
    return schedule.explore


@pytest.mark.slow
def test_every_order_ends_well(orders: Any) -> None:
    """With up to two outcomes that are not plain, of each step, in every order of both workers.

    Shown once at most, never after the window, said truly, no claim kept for what certainly did
    not go out. The whole of three is a script: `python tests/schedule.py 3`.
    """
    count = 0
    for order, wrong in orders(2):
        assert not wrong, f"python tests/schedule.py 2 {order}: {wrong}"
        count += 1
    assert count > 9_000


def fails(orders: Any) -> bool:
    return any(wrong for _, wrong in orders(1))


@pytest.mark.parametrize(
    "broken",
    [
        "never given back",
        "given back after all",
        "one mark for all",
        "no claim",
        "lost is retried",
        "doubt is forgotten",
        "interrupted takes are kept",
    ],
)
def test_it_would_notice(orders: Any, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """Each promise that is taken out of the code makes some order fail."""
    table = dict(TABLE)
    match broken:
        case "never given back":
            monkeypatch.setattr(delivery.Claim, "_give_back", lambda _: None)
        case "given back after all":
            monkeypatch.setattr(
                delivery.Claim, "__exit__", lambda self, _, error, __: error and self._give_back()
            )
        case "one mark for all":
            monkeypatch.setattr(os, "urandom", bytes)
        case "no claim":
            monkeypatch.setattr(schedule.Shared, "take", lambda *_: True)
        case "lost is retried":
            table["lost"] = table["lost"]._replace(then="wait", times=1)
            monkeypatch.setattr(delivery, "TABLE", table)
        case "doubt is forgotten":
            monkeypatch.setattr(delivery.Delivery, "_settled", lambda _, error: error)
        case _:
            plain = delivery.Claim.__enter__

            def enter(self: Any) -> None:
                give_back, self._give_back = self._give_back, lambda: None
                plain(self)
                self._give_back = give_back

            monkeypatch.setattr(delivery.Claim, "__enter__", enter)
    assert fails(orders)


def test_it_would_notice_a_late_post(orders: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that hangs for the whole window, and a request that leaves all the same."""
    del orders
    hang = schedule.STEPS["take"].index("hangs")
    hangs = [hang, 0, hang, 0, hang]
    assert schedule.run(hangs, 3)[1] == []
    monkeypatch.setattr(deadline.Trip, "left", lambda _: 10.0)
    monkeypatch.setattr(deadline.Trip, "reading", lambda _: 1.0)
    assert "after the window" in str(schedule.run(hangs, 3)[1])
