"""Claims: who may use a code, and who may give it back."""

import threading
import time
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sending_kit import RedisServer

from kfmenu import MemoryClaims, RedisClaims
from kfmenu.sending.claims import claim_key


@pytest.fixture(params=["memory", "redis"])
def claims(request: pytest.FixtureRequest) -> Any:
    """Give each store in turn."""
    if request.param == "memory":
        return MemoryClaims()
    return RedisClaims(request.getfixturevalue("redis").url)


def test_a_key_is_taken_once(claims: Any) -> None:
    """Of all who ask for a key one gets it, until it is given back or its time is over."""
    assert claims.take("k", 60) is True
    assert claims.take("k", 60) is False
    assert claims.take("other", 60) is True
    claims.release("k")
    assert claims.take("k", 0.05) is True
    time.sleep(0.08)
    assert claims.take("k", 60) is True
    claims.release("unknown")
    assert "Claims" in repr(claims)


def test_one_of_many_threads_gets_it(claims: Any) -> None:
    """A race for a key has one winner."""
    for number in range(20):
        won: list[bool] = []
        barrier = threading.Barrier(8)

        def race(key: str = f"k{number}", gate: threading.Barrier = barrier) -> None:
            gate.wait()
            won.append(claims.take(key, 60))  # noqa: B023 - joined within the loop

        threads = [threading.Thread(target=race) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(won) == 1


def test_only_the_owner_gives_back(redis: RedisServer) -> None:
    """A worker cannot give back what another has taken."""
    one, two = RedisClaims(redis.url), RedisClaims(redis.url)
    assert one.take("k", 60)
    two.release("k")
    assert not two.take("k", 60)
    one.release("k")
    assert two.take("k", 60)


def test_a_fork_is_another_owner(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that were forked from one parent do not give back each other's claims."""
    claims = RedisClaims(redis.url)
    assert claims.take("k", 60)
    monkeypatch.setattr("os.getpid", lambda: 1)
    claims.release("k")
    assert not claims.take("k", 60)


class Twice:
    """A client whose first SET takes effect and loses its answer, so that it is asked twice."""

    def __init__(self, decode: bool) -> None:
        self.value: Any = None
        self.decode = decode

    def set(self, _: str, value: str, **__: Any) -> None:
        self.value = self.value or value

    def get(self, _: str) -> Any:
        return self.value if self.decode else self.value.encode()


@pytest.mark.parametrize("decode", [False, True])
def test_an_answer_lost_on_the_way_is_no_loss(decode: bool) -> None:
    """A claim whose answer was lost is known again when it is asked for a second time."""
    claims = RedisClaims(Twice(decode))  # type: ignore[arg-type]
    assert claims.take("k", 60)
    assert not claims.take("k", 60)


def test_redis_that_is_away_says_so(redis: RedisServer) -> None:
    """Without Redis there is an error, not a claim."""
    claims = RedisClaims(redis.url)
    redis.stop()
    with pytest.raises(Exception, match=r"."):
        claims.take("k", 60)
    redis.start()
    assert claims.take("k", 60)


def test_keys_show_no_code() -> None:
    """A key is a digest: alike for the same code, unlike for a code and an event of one text."""
    assert claim_key("code", "CODE-1") == claim_key("code", "CODE-1")
    assert claim_key("code", "CODE-1") != claim_key("event", "CODE-1")
    assert "CODE-1" not in claim_key("code", "CODE-1")
    assert claim_key("code", "\ud800")


class AgainstAModel(RuleBasedStateMachine):
    """The memory's claims against a plain dictionary, in any order of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.claims = MemoryClaims(clock=lambda: self.now)
        self.model: dict[str, float] = {}

    @rule(key=st.sampled_from("abcde"), ttl=st.sampled_from([0.0, 1.0, 10.0, 620.0, 172800.0]))
    def take(self, key: str, ttl: float) -> None:
        """A key is free when nobody has it, or its time is over."""
        free = self.model.get(key, 0.0) <= self.now
        assert self.claims.take(key, ttl) is free
        if free:
            self.model[key] = self.now + ttl

    @rule(key=st.sampled_from("abcde"))
    def release(self, key: str) -> None:
        """A key that was given back is free."""
        self.claims.release(key)
        self.model.pop(key, None)

    @rule(seconds=st.sampled_from([0.5, 5.0, 600.0, 100000.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds


TestAgainstAModel = AgainstAModel.TestCase
TestAgainstAModel.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)


def test_memory_forgets_what_is_over() -> None:
    """A claim whose time is over takes no room, however many there were."""
    now = [0.0]
    claims = MemoryClaims(clock=lambda: now[0])
    for number in range(20_000):
        now[0] += 1.0
        claims.take(f"k{number}", 620)
        if number % 7 == 0:
            claims.release(f"k{number}")
    assert len(claims) <= 621
    assert sum(map(len, claims._order.values())) <= 621
    assert repr(claims) == f"<MemoryClaims, {len(claims)} held>"
