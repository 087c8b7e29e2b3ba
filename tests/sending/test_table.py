"""The retry table, row by row, in both faces: how often, what in the end, whose is the code."""

from typing import Any

import pytest
from sending_kit import CORPID, SECRET, Shell

import kfmenu
from kfmenu import CodeAlreadyUsed, DeliveryUnknown, MemoryStore, Menu, SendError
from kfmenu.sending.errcodes import ERRCODES, errcode_row
from kfmenu.sending.errors import ERRORS
from kfmenu.sending.protocol import TABLE
from kfmenu.testing import FakeWeCom, Fault

ROWS: list[tuple[Any, Fault]] = [
    *(("token", Fault.refused(code)) for code in (40001, 40014, 41001, 42001)),
    *(("rate", Fault.refused(code)) for code in (45009, 45033)),
    ("busy", Fault.busy()),
    *(("refused", Fault.refused(code)) for code in (60020, 95018, 45002, 12345)),
    ("lost", Fault.reset_after()),
    ("lost", Fault.reset_before()),
    ("unreadable", Fault.garbage()),
]


def expected(kind: Any, fault: Fault) -> type[SendError]:
    """Give the error of a row: of the table, or the class that the errcode's own row names."""
    named: type[SendError] = getattr(kfmenu, TABLE[kind].end)
    return ERRORS[errcode_row(fault.errcode or 0).kind] if kind == "refused" else named


@pytest.mark.parametrize(("kind", "fault"), ROWS)
def test_a_row(shell: Shell, wecom: FakeWeCom, menu: Menu, kind: Any, fault: Fault) -> None:
    """An outcome is followed by what its row says, as often, and by its end; so is the claim."""
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    sender.on_event(menu, code="WARM")
    wecom.faults.add(fault, count=None, code="CODE-1")
    with pytest.raises(SendError) as raised:
        sender.on_event(menu, code="CODE-1")
    assert raised.type is expected(kind, fault)
    if fault.kind != "reset_before":
        assert len(wecom.ledger.of("CODE-1")) == 1 + TABLE[kind].times
    assert raised.value.certain is TABLE[kind].back
    assert raised.value.msgid
    wecom.faults.clear()
    if TABLE[kind].back:
        assert sender.on_event(menu, code="CODE-1")
    else:
        with pytest.raises(CodeAlreadyUsed):
            sender.on_event(menu, code="CODE-1")


@pytest.mark.parametrize(("kind", "fault"), [row for row in ROWS if TABLE[row[0]].times])
def test_a_passing_fault_does_not_show(
    sender: Any, wecom: FakeWeCom, menu: Menu, kind: Any, fault: Fault
) -> None:
    """What the table retries arrives once when the fault is over in time."""
    wecom.faults.add(fault, count=TABLE[kind].times, code="CODE-1")
    assert sender.on_event(menu, code="CODE-1").attempts == 1 + TABLE[kind].times
    assert len(wecom.ledger.delivered) == 1


def test_no_byte_left(shell: Shell, menu: Menu, free_port: int, caplog: Any) -> None:
    """Where nobody listens: three waits, `NotSent`, and the claim is given back."""
    store = MemoryStore()
    nowhere = shell("TOKEN-1", base_url=f"http://127.0.0.1:{free_port}", store=store)
    with pytest.raises(SendError) as raised:
        nowhere.on_event(menu, code="CODE-1")
    assert type(raised.value).__name__ == TABLE["unmade"].end
    assert getattr(raised.value, "why", "") == "connection"
    assert [record.attempt for record in caplog.records] == [1, 2, 3, 4]
    assert not len(store)


@pytest.mark.parametrize(
    "fault",
    [Fault.refused(40058), Fault.refused(45009), Fault.refused(42001), Fault.reset_after()],
)
def test_after_busy_every_other_end_is_unknown(
    sender: Any, wecom: FakeWeCom, menu: Menu, fault: Fault
) -> None:
    """-1 may have been taken: what the next attempt is told does not tell of the message."""
    wecom.faults.add(Fault.busy(), code="CODE-1")
    wecom.faults.add(fault, count=None, code="CODE-1")
    with pytest.raises(DeliveryUnknown) as raised:
        sender.on_event(menu, code="CODE-1")
    assert not raised.value.certain
    with pytest.raises(CodeAlreadyUsed):
        sender.on_event(menu, code="CODE-1")


def test_the_waits_are_shared(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """A message waits three times in all, whatever the reasons, and takes two tokens besides."""
    codes = [45009, 42001, 45033, 42001, 45009]
    for code in codes:
        wecom.faults.add(Fault.refused(code), code="CODE-1")
    assert sender.on_event(menu, code="CODE-1").attempts == 6
    for code in [45009, 45033, 45009, 45033]:
        wecom.faults.add(Fault.refused(code), code="CODE-2")
    with pytest.raises(kfmenu.RateError):
        sender.on_event(menu, code="CODE-2")


def test_every_errcode_has_its_row() -> None:
    """The table names every errcode that is retried, and no other; so do the errors' claims."""
    kinds: list[Any] = ["token", "rate", "busy"]
    for code, row in ERRCODES.items():
        for kind in kinds:
            named = TABLE[kind].looks.replace(":", ",").split(", ")
            assert (str(code) in named) == (row.kind == kind), code
    for rule in TABLE.values():
        if rule.end != "Sent":
            assert getattr(kfmenu, rule.end).certain is rule.back
