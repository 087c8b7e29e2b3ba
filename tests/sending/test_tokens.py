"""Tokens: one for all, fetched once, replaced when refused, never hammered for."""

import json
import os
import stat
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sending_kit import RedisServer

from kfmenu import FileTokens, MemoryTokens, RedisTokens
from kfmenu.sending import tokens
from kfmenu.sending.effects import Answer, Broken, Call, Exchange, NoAnswer
from kfmenu.sending.protocol import Wait
from kfmenu.sending.secret import Secret
from kfmenu.sending.tokens import CachedTokens, NoToken, StaticToken, Token

HOUR = 3600.0


class World:
    """A clock, and the answers that `gettoken` will give."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.asked = 0
        self.answers: list[Any] = []
        self.lives: Any = 7200

    def time(self) -> float:
        return self.now

    def answer(self) -> Answer | NoAnswer:
        self.asked += 1
        if self.answers:
            found = self.answers.pop(0)
            if isinstance(found, Answer | NoAnswer):
                return found
            return Answer(200, json.dumps(found).encode())
        good = {"errcode": 0, "access_token": f"TOKEN-{self.asked}", "expires_in": self.lives}
        return Answer(200, json.dumps(good).encode())

    def source(self, store: Any, **options: Any) -> CachedTokens:
        return CachedTokens(
            "corp",
            "SECRET",
            base_url="https://x",
            store=store,
            wall=self.time,
            clock=self.time,
            **options,
        )

    def run(self, flow: Any) -> Any:
        """Run a flow to its end, time passing only in waits."""
        reply: Any = None
        try:
            while True:
                reply = self.reply(flow.send(reply))
        except StopIteration as ended:
            return ended.value

    def reply(self, effect: Any) -> Any:
        if isinstance(effect, Exchange):
            assert "corpsecret=SECRET" in effect.url.reveal()
            return self.answer()
        if isinstance(effect, Wait):
            self.now += effect.seconds
            return None
        assert isinstance(effect, Call)
        try:
            return effect.function(*effect.args)
        except Exception as error:  # noqa: BLE001 - as the shells do
            return Broken.by(error)

    def find(self, source: Any, refused: Token | None = None, within: float = 20.0) -> Any:
        return self.run(source.find(refused, self.now + within))


@pytest.fixture
def world() -> World:
    """Give a world whose clock stands still."""
    return World()


@pytest.fixture
def store(world: World) -> MemoryTokens:
    """Give a store on the world's clock."""
    return MemoryTokens(clock=world.time)


def test_a_token_is_fetched_once_and_replaced_early(world: World, store: MemoryTokens) -> None:
    """A token is used until its margin, then replaced before it ends."""
    source = world.source(store)
    first = world.find(source)
    world.now += 7200 - 301
    assert world.find(source) is first
    world.now += 2
    second = world.find(source)
    assert second.value != first.value
    assert world.asked == 2


def test_a_short_token_is_replaced_at_half_its_life(world: World, store: MemoryTokens) -> None:
    """A token that lives shorter than two margins is not fetched for every message."""
    world.lives = 60
    source = world.source(store)
    world.find(source)
    world.now += 29
    world.find(source)
    assert world.asked == 1
    world.now += 2
    world.find(source)
    assert world.asked == 2


def test_workers_find_what_another_has_fetched(world: World, store: MemoryTokens) -> None:
    """The store is looked into before `gettoken` is asked."""
    assert world.find(world.source(store)) == world.find(world.source(store))
    assert world.asked == 1


def test_a_key_holds_the_secret_and_does_not_show_it(world: World, store: MemoryTokens) -> None:
    """Two apps of one corp share no token, and the key tells nothing of either."""
    first = CachedTokens("corp", "SECRET", base_url="https://x", store=store, clock=world.time)
    other = CachedTokens("corp", "OTHER", base_url="https://x", store=store, clock=world.time)
    assert first._key != other._key
    assert "SECRET" not in first._key
    assert "SECRET" not in repr(first)


def test_a_refused_token_is_replaced_once(world: World, store: MemoryTokens) -> None:
    """Workers whose common token was refused fetch one new token between them."""
    workers = [world.source(store) for _ in range(3)]
    old = world.find(workers[0])
    for worker in workers[1:]:
        assert world.find(worker) == old
    new = [world.find(worker, refused=old) for worker in workers]
    assert world.asked == 2
    assert len({found.serial for found in new}) == 1


def test_a_late_refusal_does_not_discard_a_newer_token(world: World, store: MemoryTokens) -> None:
    """A worker whose token was refused takes the newer one that is there already."""
    slow, quick = world.source(store), world.source(store)
    old = world.find(slow)
    new = world.find(quick, refused=old)
    assert world.find(slow, refused=old) == new
    assert world.asked == 2


@pytest.mark.parametrize(("errcode", "seconds"), [(40001, 300), (40013, 300), (60020, 10)])
def test_a_refusal_is_remembered(
    world: World, store: MemoryTokens, errcode: int, seconds: float
) -> None:
    """What `gettoken` refuses is not asked again for a while, by no worker."""
    world.answers = [{"errcode": errcode}]
    assert world.find(world.source(store)).errcode == errcode
    world.now += seconds - 1
    assert world.find(world.source(store)).errcode == errcode
    assert world.asked == 1
    world.now += 2
    assert isinstance(world.find(world.source(store)), Token)


def test_passing_faults_are_asked_through(world: World, store: MemoryTokens) -> None:
    """A busy answer and a lost one are asked again; nothing is sent twice by that."""
    world.answers = [{"errcode": -1}, NoAnswer("lost", "reset")]
    assert isinstance(world.find(world.source(store)), Token)
    assert world.asked == 3


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": -1},
        NoAnswer("unmade", "refused"),
        Answer(502, b"<html>"),
        {"errcode": 0},
        {"errcode": 0, "access_token": "", "expires_in": 7200},
        {"errcode": 0, "access_token": 5, "expires_in": 7200},
        {"errcode": 0, "access_token": "T" * 513, "expires_in": 7200},
        {"errcode": 0, "access_token": "TOKEN", "expires_in": "7200"},
        {"errcode": 0, "access_token": "TOKEN", "expires_in": True},
        {"errcode": 0, "access_token": "TOKEN", "expires_in": 0},
    ],
    ids=range(10),
)
def test_lasting_faults_end_without_a_token(world: World, store: MemoryTokens, answer: Any) -> None:
    """After three tries there is no token, and the next message may try again."""
    world.answers = [answer] * 3
    source = world.source(store)
    assert isinstance(world.find(source), NoToken)
    assert world.asked == 3
    assert isinstance(world.find(source), Token)


def test_the_old_token_outlives_a_failed_refresh(world: World, store: MemoryTokens) -> None:
    """While a token cannot be replaced it is used to its very end."""
    source = world.source(store)
    old = world.find(source)
    world.now += 7200 - 100
    world.answers = [{"errcode": 60020}]
    assert world.find(source) == old
    assert world.find(world.source(store), refused=old) != old


def test_the_old_token_serves_while_another_refreshes(world: World, store: MemoryTokens) -> None:
    """A refresh holds nobody up as long as the old token is good."""
    source = world.source(store)
    old = world.find(source)
    world.now += 7200 - 100
    assert store.lock(source._key, 8.0)
    assert world.find(source) == old
    assert world.asked == 1


def test_a_killed_worker_holds_others_up_for_a_while_only(
    world: World, store: MemoryTokens
) -> None:
    """The right to refresh ends with its time, when its owner cannot give it back."""
    source = world.source(store)
    assert store.lock(source._key, tokens.LOCK_SECONDS)
    began = world.now
    assert isinstance(world.find(source), Token)
    assert world.now - began == pytest.approx(tokens.LOCK_SECONDS, abs=0.1)


def test_what_came_while_waiting_for_the_lock_is_taken(world: World, store: MemoryTokens) -> None:
    """Who gets the right to refresh looks again: another may just have done it."""
    source, other = world.source(store), world.source(store)
    flow = source.find(None, world.now + 20)
    effect = next(flow)
    while not isinstance(effect, Call) or effect.what != "tokens.lock":
        effect = flow.send(world.reply(effect))
    fetched = world.find(other)
    reply = world.reply(effect)
    try:
        while True:
            reply = world.reply(flow.send(reply))
    except StopIteration as ended:
        found = ended.value
    assert found == fetched
    assert world.asked == 1


def test_no_time_no_token(world: World, store: MemoryTokens) -> None:
    """Who may not wait as long as the lock goes without."""
    source = world.source(store)
    store.lock(source._key, tokens.LOCK_SECONDS)
    assert world.find(source, within=1.0) == NoToken(detail="no time left")


def test_a_flow_that_is_given_up_unlocks(world: World, store: MemoryTokens) -> None:
    """A task cancelled in the middle of a refresh leaves no lock behind."""
    source = world.source(store)
    flow = source.find(None, world.now + 20)
    effect = next(flow)
    while not isinstance(effect, Exchange):
        effect = flow.send(world.reply(effect))
    flow.close()
    assert store.lock(source._key, 8.0)


class Raising(MemoryTokens):
    """A store whose named operations raise."""

    def __init__(self, clock: Any, *operations: str) -> None:
        super().__init__(clock)
        for name in operations:
            setattr(self, name, self._raise)

    def _raise(self, *_: Any) -> Any:
        raise ConnectionError("away")


@pytest.mark.parametrize(
    "operations", [("load",), ("lock",), ("save",), ("unlock",), ("load", "lock", "save", "unlock")]
)
def test_a_store_that_is_away_costs_one_fetch(world: World, operations: tuple[str, ...]) -> None:
    """Without its store a worker fetches for itself, once."""
    source = world.source(Raising(world.time, *operations))
    first = world.find(source)
    assert world.find(source) is first
    assert world.asked == 1


@pytest.mark.parametrize("text", ["", "null", "[]", "[1,2,3]", '["a","b","c","d","e"]', "{}"])
def test_a_damaged_store_holds_nothing(world: World, store: MemoryTokens, text: str) -> None:
    """What was not written here is fetched anew."""
    source = world.source(store)
    store.save(source._key, Secret(text), HOUR)
    assert isinstance(world.find(source), Token)


def test_a_static_token_is_given_until_refused(world: World) -> None:
    """A token from elsewhere is always the same one, and cannot be replaced."""
    source = StaticToken("TOKEN")
    found = world.find(source)
    assert found.value.reveal() == "TOKEN"
    assert world.find(source, refused=found) == NoToken()
    assert "TOKEN" not in repr(source)


class Fleet(RuleBasedStateMachine):
    """Workers whose steps interleave in any order, against a model of what may be fetched."""

    @initialize(count=st.integers(2, 4))
    def start(self, count: int) -> None:
        self.world = World()
        self.store = MemoryTokens(clock=self.world.time)
        self.workers = [self.world.source(self.store) for _ in range(count)]
        self.flows: dict[int, tuple[Any, Any, Token | None]] = {}
        self.used: dict[int, Token] = {}
        self.reasons = 1
        self.fetching: dict[int, float] = {}
        self.begun: dict[int, int] = {}

    def _advance(self, worker: int, reply: Any) -> None:
        flow, _, refused = self.flows[worker]
        try:
            effect = flow.send(reply)
        except StopIteration as ended:
            effect, found = None, ended.value
        if effect is None:
            del self.flows[worker]
            self.fetching.pop(worker, None)
            if isinstance(found, Token):
                assert refused is None or found.serial != refused.serial
                assert not found.errcode
                self.used[worker] = found
            return
        self.flows[worker] = (flow, effect, refused)
        if isinstance(effect, Exchange):
            self.fetching[worker] = self.world.now
        else:
            self.fetching.pop(worker, None)

    @rule(worker=st.integers(0, 3), refuse=st.booleans())
    def ask(self, worker: int, refuse: bool) -> None:
        """A worker begins to look for a token, perhaps because its last one was refused."""
        if worker >= len(self.workers) or worker in self.flows:
            return
        refused = self.used.get(worker) if refuse else None
        if refused is not None and refused == max(
            self.used.values(), key=lambda token: token.fetched_at
        ):
            self.reasons += 1
        flow = self.workers[worker].find(refused, self.world.now + 20)
        self.flows[worker] = (flow, None, refused)
        self._advance(worker, None)

    @precondition(lambda self: self.flows)
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """One of them takes a step."""
        worker = data.draw(st.sampled_from(sorted(self.flows)))
        self._advance(worker, self.world.reply(self.flows[worker][1]))

    @precondition(lambda self: self.flows)
    @rule(data=st.data())
    def kill(self, data: st.DataObject) -> None:
        """One of them is killed: it does nothing more, and gives nothing back."""
        worker = data.draw(st.sampled_from(sorted(self.flows)))
        flow, _, _ = self.flows.pop(worker)
        self.fetching.pop(worker, None)
        self.used.pop(worker, None)
        self.workers[worker] = self.world.source(self.store)
        self.reasons += 1
        # Kept from being closed, which would unlock as no killed process does.
        KILLED.append(flow)

    @rule()
    def pass_time(self) -> None:
        """The tokens come to their end."""
        self.world.now += 7200
        self.reasons += 1

    @invariant()
    def one_fetch_at_a_time(self) -> None:
        """No two workers are fetching, as long as a lock lives."""
        if hasattr(self, "fetching"):
            fresh = [at for at in self.fetching.values() if self.world.now - at < 2]
            assert len(fresh) <= 1

    @invariant()
    def one_fetch_for_each_reason(self) -> None:
        """`gettoken` is asked once per expiry, refusal or kill."""
        if hasattr(self, "world"):
            assert self.world.asked <= self.reasons


KILLED: list[Any] = []
TestFleet = Fleet.TestCase
TestFleet.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def stores(kind: str, folder: Path, redis: RedisServer) -> tuple[Any, Any]:
    """Give two openings of one store, as two processes would have."""
    if kind == "file":
        return FileTokens(folder / "tokens.json"), FileTokens(folder / "tokens.json")
    if kind == "redis":
        return RedisTokens(redis.url), RedisTokens(redis.url)
    memory = MemoryTokens()
    return memory, memory


@pytest.mark.parametrize("kind", ["memory", "file", "redis"])
def test_stores_keep_their_word(kind: str, tmp_path: Path, redis: RedisServer) -> None:
    """Every store gives what was saved for as long as was said, and locks one owner at a time."""
    one, two = stores(kind, tmp_path, redis)
    assert one.load("k") is None
    one.save("k", Secret("text"), HOUR)
    one.save("gone", Secret("text"), 0.01)
    assert two.load("k") == Secret("text")
    time.sleep(0.03)
    assert two.load("gone") is None
    owner = one.lock("k", HOUR)
    assert owner
    assert two.lock("k", HOUR) is None
    two.unlock("k", "somebody else")
    assert two.lock("k", HOUR) is None
    assert one.lock("k", HOUR) is None
    one.unlock("k", owner)
    one.unlock("k", owner)
    again = two.lock("k", HOUR)
    assert again
    two.unlock("k", again)
    assert "text" not in repr(one)


@pytest.mark.parametrize("kind", ["memory", "file", "redis"])
def test_locks_end_by_themselves(kind: str, tmp_path: Path, redis: RedisServer) -> None:
    """The right to refresh that nobody gives back ends with its time."""
    one, _ = stores(kind, tmp_path, redis)
    assert one.lock("k", 0.05)
    time.sleep(0.08)
    owner = one.lock("k", HOUR)
    assert owner
    one.unlock("k", owner)


def test_the_file_is_private_and_replaced_whole(tmp_path: Path) -> None:
    """Only its owner can read the file, and no reader sees half of it."""
    store = FileTokens(tmp_path / "tokens.json")
    store.save("k", Secret("text"), HOUR)
    mode = stat.S_IMODE(os.stat(tmp_path / "tokens.json").st_mode)
    assert mode == 0o600
    owner = store.lock("k", HOUR)
    assert stat.S_IMODE((tmp_path / "tokens.json.lock").stat().st_mode) == 0o600
    assert owner
    store.unlock("k", owner)
    stop = threading.Event()
    seen: list[Any] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(FileTokens(tmp_path / "tokens.json").load("k"))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(100):
        store.save("k", Secret("text" * 1000), HOUR)
    stop.set()
    reader.join()
    assert None not in seen
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tokens.json", "tokens.json.lock"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"k": 5}', b'{"k": [5, 1e99]}'])
def test_a_damaged_file_holds_nothing(tmp_path: Path, content: bytes) -> None:
    """A file that something else wrote is as good as none, and is replaced."""
    path = tmp_path / "tokens.json"
    path.write_bytes(content)
    store = FileTokens(path)
    assert store.load("k") is None
    store.save("other", Secret("text"), HOUR)
    assert store.load("other") == Secret("text")


def test_a_file_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed save leaves the old file, and no half of a new one."""
    store = FileTokens(tmp_path / "tokens.json")
    store.save("k", Secret("old"), HOUR)

    def refuse(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        store.save("k", Secret("new"), HOUR)
    assert store.load("k") == Secret("old")
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.json"]


def test_no_time_to_ask_again(world: World, store: MemoryTokens) -> None:
    """When the window ends while it waits for another try, `gettoken` is not asked again."""
    world.answers = [NoAnswer("unmade", "refused")]
    found = world.find(world.source(store), within=0.1)
    assert isinstance(found, NoToken)
    assert world.asked == 1
