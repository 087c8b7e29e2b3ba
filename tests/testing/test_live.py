"""`tests/live.py`, tried against the fake: a code a probe, a row a probe, and the page's column."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import generate
import live
import pytest

from kfmenu import LIMITS

if TYPE_CHECKING:
    from pathlib import Path

    from kfmenu.testing import FakeWeCom

EXPECTED = {
    ("msgmenu.list.click.content", "128 bytes"): "0",
    ("msgmenu.list.click.content", "129 bytes, then a text"): "40058 0",
    ("msgmenu.list.click.content", "128 characters"): "40058",
    ("msgmenu.list.text.content", "a line feed"): "0",
    ("msgmenu.list.text.content", "a backslash and n"): "0",
    ("msgmenu", "empty"): "0",
    ("msgmenu.list", "11 items"): "95008",
    ("msgmenu.list.view.url", "a blank"): "0",
    ("msgmenu.list.view.url", "no scheme"): "45034",
    ("code", "twice"): "0 40058",
    ("code", "after 21 s"): "40058",
}


@pytest.fixture
def fake(fake_wecom: FakeWeCom, monkeypatch: pytest.MonkeyPatch) -> FakeWeCom:
    """Give a fake to whom the probes go."""
    monkeypatch.setenv("KFMENU_BASE_URL", fake_wecom.base_url)
    monkeypatch.setenv("KFMENU_CORP_ID", fake_wecom.corpid)
    monkeypatch.setenv("KFMENU_CORP_SECRET", fake_wecom.secret)
    return fake_wecom


@pytest.mark.parametrize("end", [False, True])
def test_tries_every_probe(
    fake: FakeWeCom, end: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each code serves one probe, whether a customer enters or writes; each probe gives a row."""
    old = fake.enter()  # of before: too old to be tried

    def wait(seconds: float) -> None:
        if seconds > live.POLL_SECONDS:
            fake.advance(seconds + 1)
        elif end:
            fake.says("x")
        else:
            fake.enter()

    monkeypatch.setattr(live, "wait", wait)
    assert live.main([*(["--end"] if end else []), "wkAccount"]) == 0
    said = capsys.readouterr()
    rows = [line.split("\t") for line in said.out.splitlines()]
    assert {(field, tried): answered for field, tried, answered, _ in rows} == EXPECTED
    assert all(time.strptime(row[3], "%Y-%m-%d") for row in rows)
    assert len({post.code for post in fake.ledger.posts}) == len(live.PROBES)
    assert not fake.ledger.of(old)
    assert fake.secret not in said.out + said.err


def test_skips_what_was_seen(
    fake: FakeWeCom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the table holds is not tried again; a refusal to pull is told and waited out."""
    seen = tmp_path / "seen.tsv"
    rows = [f"{probe.field}\t{probe.tried}\t0\t2026-01-01\n" for probe in live.PROBES[:-1]]
    seen.write_text("".join(rows), encoding="utf-8")
    monkeypatch.setattr(live, "SEEN", seen)
    monkeypatch.setattr(live, "wait", lambda _: fake.expire_tokens())
    monkeypatch.setattr(live, "PROBES", live.PROBES[:-1])
    assert live.main(["wkAccount"]) == 0
    assert fake.ledger.tokens == {}


def test_needs_credentials(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without credentials it says what is missing, and asks nobody."""
    monkeypatch.delenv("KFMENU_CORP_ID", raising=False)
    assert live.main(["wkAccount"]) == 2
    assert capsys.readouterr().err == "KFMENU_CORP_ID is not set\n"


def test_every_probe_has_a_place() -> None:
    """Each probe is about a row of the page."""
    assert {probe.field for probe in live.PROBES} <= set(LIMITS["on_event"])


def test_page_shows_what_was_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A row that was seen stands in the column of its field; until then the page says so."""
    limits = generate.HERE / "limits.md"
    assert "nobody has run it yet" in generate.page(limits) or generate.SEEN.stat().st_size > 99
    seen = tmp_path / "seen.tsv"
    seen.write_text("field\ttried\tanswered\ton\ncode\ttwice\t0 40058\t2026-01-02\n", "utf-8")
    monkeypatch.setattr(generate, "SEEN", seen)
    page = generate.page(limits)
    assert "nobody has run it yet" not in page
    (row,) = [line for line in page.splitlines() if "2026-01-02" in line]
    assert row == "| `code` | string | yes | – |  | twice: 0 40058 (2026-01-02) |"
