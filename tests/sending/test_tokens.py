"""Tokens: one for all, fetched once, replaced when refused, never hammered for."""

import json
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sending_kit import CORPID, SECRET, RedisServer, Shell

from kfmenu import MemoryStore, Menu, NotSent, RedisStore, Secret, Sender, TokenError
from kfmenu.sending import deadline, tokens
from kfmenu.sending.deadline import Trip
from kfmenu.sending.protocol import Outcome, interpret
from kfmenu.sending.tokens import Cached, Given, State, Token
from kfmenu.testing import FakeWeCom, Fault

GETTOKEN = "/cgi-bin/gettoken"
KEY = b"signing"


class World:
    """A clock that only sleeping moves, and the answers that `gettoken` gives."""

    base_url = "https://x"

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.asked: list[float] = []
        self.answers: list[Any] = []
        self.lives: Any = 7200
        self.takes = 0.0
        self.budgets: list[float] = []

    def time(self) -> float:
        return self.now

    monotonic = time

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 1
        self.now += seconds

    def exchange(self, api: str, query: Secret, body: Any, trip: Trip, secrets: Any) -> Outcome:
        assert (api, body) == ("gettoken", None)
        assert query.reveal() == "corpid=corp&corpsecret=S%2FCRET"
        assert secrets == (Secret("S/CRET"),)
        self.asked.append(self.now)
        self.budgets.append(trip.until - self.now)
        self.now += self.takes
        good = {"errcode": 0, "access_token": f"TOKEN-{len(self.asked)}", "expires_in": self.lives}
        found = self.answers.pop(0) if self.answers else good
        if isinstance(found, Outcome):
            return found
        return interpret(200, json.dumps(found).encode(), secrets)

    def source(self, store: Any, margin: float = 300.0) -> Cached:
        return Cached(Secret("corp"), Secret("S/CRET"), self, store, margin)  # type: ignore[arg-type]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Give a world whose clock stands still."""
    made = World()
    monkeypatch.setattr(tokens, "time", made)
    monkeypatch.setattr(deadline, "time", made)
    return made


@pytest.fixture
def store(world: World) -> MemoryStore:
    """Give a store on the world's clock."""
    return MemoryStore(clock=world.time)


def find(source: Cached, refused: Token | None = None, window: float = 20.0) -> Token:
    trip = Trip(window)
    return source.find(trip) if refused is None else source.another(refused, 1, trip)


def test_a_token_is_fetched_once_and_replaced_early(world: World, store: MemoryStore) -> None:
    """A token is used until its margin, then replaced before it ends."""
    source = world.source(store)
    first = find(source)
    world.now += 7200 - 301
    assert find(source) is first
    world.now += 1
    assert find(source).value == Secret("TOKEN-2")
    assert len(world.asked) == 2


@pytest.mark.parametrize(("lives", "half"), [(60, 30), (0, 0.5), (1, 0.5)])
def test_a_short_token_is_replaced_at_half_its_life(
    world: World, store: MemoryStore, lives: int, half: float
) -> None:
    """A token that lives shorter than two margins is not fetched for every message; 0 is 1 s."""
    world.lives = lives
    source = world.source(store)
    find(source)
    world.now += half - 0.01
    find(source)
    assert len(world.asked) == 1
    world.now += 0.02
    find(source)
    assert len(world.asked) == 2


def test_processes_find_what_another_has_fetched(world: World, store: MemoryStore) -> None:
    """The store is looked into before `gettoken` is asked."""
    assert find(world.source(store)) == find(world.source(store))
    assert len(world.asked) == 1


def test_a_key_is_of_corp_secret_and_address(world: World, store: MemoryStore) -> None:
    """Two apps of one corp share no token, two relays neither, and the key tells nothing."""
    keys = {world.source(store)._key}
    for base_url, secret in (("https://x", "OTHER"), ("https://y", "S/CRET")):
        world.base_url = base_url
        keys.add(Cached(Secret("corp"), Secret(secret), world, store, 300)._key)  # type: ignore[arg-type]
    assert len(keys) == 3
    assert "CRET" not in str(keys)


def test_a_refused_token_is_replaced_once(world: World, store: MemoryStore) -> None:
    """Processes whose common token was refused fetch one new token between them."""
    sources = [world.source(store) for _ in range(3)]
    old = next(find(source) for source in sources)
    new = {find(source, refused=old) for source in sources}
    assert len(world.asked) == 2
    assert len(new) == 1


def test_the_same_text_fetched_again_is_another_token(world: World, store: MemoryStore) -> None:
    """`gettoken` gives the same text for a while: that token is the pair of value and time."""
    source = world.source(store)
    same = {"errcode": 0, "access_token": "SAME", "expires_in": 7200}
    world.answers = [same, same]
    first = find(source)
    world.now += 200
    second = find(source, refused=first)
    assert first.value == second.value
    assert first != second


CREDENTIAL = (40001, 40013)


@pytest.mark.parametrize("errcode", [40001, 40013, 60020, -1])
def test_a_refusal_is_remembered_by_all(world: World, store: MemoryStore, errcode: int) -> None:
    """A wrong secret is asked for once in five minutes; any other failure ever more seldom."""
    world.answers = [{"errcode": errcode, "errmsg": "no"}] * 100
    began = world.now
    for _ in range(600):
        with pytest.raises(NotSent) as raised:
            find(world.source(store))
        assert (raised.value.why, raised.value.errcode) == ("token", errcode)
        world.now += 1
    expected = 3 if errcode in CREDENTIAL else 18
    assert len(world.asked) <= expected, [at - began for at in world.asked]
    gaps = [later - at for at, later in zip(world.asked, world.asked[1:], strict=False)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 300 if errcode in CREDENTIAL else 60 <= gaps[-1] < 63
    world.answers = []
    world.now += 300
    assert find(world.source(store))


def test_vain_tokens_grow_seldom(world: World, store: MemoryStore) -> None:
    """A token that is refused before it ever worked is replaced ever more seldom, else at once."""
    source = world.source(store)
    token = find(source)
    for _ in range(300):
        try:
            token = find(source, refused=token)
        except NotSent:
            world.now += 1
    assert len(world.asked) <= 12
    world.now += 7200
    token = find(source)
    asked = len(world.asked)
    for _ in range(5):
        source.worked(token)
        token = find(source, refused=token)
    assert len(world.asked) == asked + 5
    assert source._state.streak == 0
    world.now += tokens.VAIN_SECONDS
    find(source, refused=token)
    assert source._state.streak == 0, "an old token was revoked: nothing is wrong with new ones"


def test_a_short_pause_is_waited_for(world: World, store: MemoryStore) -> None:
    """A passing failure is asked through: pauses up to a second are waited for, twice."""
    world.answers = [{"errcode": -1}, Outcome("lost", detail="reset")]
    assert find(world.source(store)).value == Secret("TOKEN-3")
    assert [at - world.asked[0] for at in world.asked] == [0.0, 0.5, 1.5]
    world.now += 10_000
    world.answers = [Outcome("unmade", detail="ConnectionRefusedError")] * 3
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        find(world.source(store))
    assert len(world.asked) == 6


@pytest.mark.parametrize(
    "answer",
    [
        Outcome("unreadable", status=502, detail="FRESH-TOKEN"),
        {"errcode": 0},
        {"errcode": 0, "access_token": "", "expires_in": 7200},
        {"errcode": 0, "access_token": 5, "expires_in": 7200},
        {"errcode": 0, "access_token": "T" * 513, "expires_in": 7200},
        {"errcode": 0, "access_token": "TÖKEN", "expires_in": 7200},
        {"errcode": 0, "access_token": "TO KEN", "expires_in": 7200},
        {"errcode": 0, "access_token": "TOKEN", "expires_in": "7200"},
        {"errcode": 0, "access_token": "TOKEN", "expires_in": True},
        {"errcode": 0, "access_token": "TOKEN", "expires_in": -1},
    ],
    ids=range(10),
)
def test_an_answer_without_a_token_is_not_repeated(
    world: World, store: MemoryStore, answer: Any
) -> None:
    """It may hold a token that nobody knows to mask: only its status is told."""
    world.answers = [answer] * 3
    with pytest.raises(NotSent, match="an answer without access_token") as raised:
        find(world.source(store))
    assert "TOKEN" not in str(raised.value).replace("access_token", "")
    assert len(world.asked) == 3


def test_a_token_may_have_512_bytes_and_no_century(world: World, store: MemoryStore) -> None:
    """The longest that WeCom names is fine; a life of years is cut to a day."""
    world.answers = [{"errcode": 0, "access_token": "T" * 512, "expires_in": 10**12}]
    source = world.source(store)
    assert find(source).value == Secret("T" * 512)
    assert source._state.ends == world.now + 86400


def test_in_its_margin_a_token_serves_on(world: World, store: MemoryStore) -> None:
    """A refresh that fails, hangs, or is another's holds nobody up while the old one is good."""
    source = world.source(store)
    old = find(source)
    world.now += 7200 - 100
    world.answers = [{"errcode": 60020}] * 50
    for _ in range(99):
        assert find(source) == old
        world.now += 1
    assert len(world.asked) <= 9
    assert world.budgets[1:] == pytest.approx([0.7] * len(world.budgets[1:]))
    world.now += 1
    with pytest.raises(NotSent):
        find(source)


def test_while_another_asks_the_old_token_serves(world: World, store: MemoryStore) -> None:
    """Neither the turn of another process nor the gate of this one is waited for."""
    source = world.source(store)
    old = find(source)
    world.now += 7200 - 100
    assert store.take(f"{source._key}:turn", "another", 8)
    assert find(source) == old
    with source._gate:
        assert find(source) == old
    assert len(world.asked) == 1


def test_a_killed_process_holds_others_up_for_eight_seconds(
    world: World, store: MemoryStore
) -> None:
    """The turn ends with its time, when its owner cannot give it back; then it is asked."""
    source = world.source(store)
    assert store.take(f"{source._key}:turn", "killed", tokens.TURN_SECONDS)
    began = world.now
    with pytest.raises(NotSent, match="no time left"):
        find(source)
    assert 5.5 < world.now - began <= 6
    assert find(source).value == Secret("TOKEN-1")
    assert world.now - began == pytest.approx(8, abs=0.5)


def test_a_slow_gettoken_is_cut_to_the_patience(world: World, store: MemoryStore) -> None:
    """All tries of a message together take six seconds at most, and no more than its window."""
    world.answers = [Outcome("lost", detail="stall")] * 9
    world.takes = 5.0
    with pytest.raises(NotSent, match="stall"):
        find(world.source(store))
    assert world.budgets == pytest.approx([6.0, 0.5])
    world.budgets.clear()
    world.now += 1000
    with pytest.raises(NotSent):
        find(world.source(MemoryStore()), window=2.0)
    assert world.budgets == pytest.approx([1.98])


def test_what_came_while_waiting_for_the_turn_is_taken(world: World, store: MemoryStore) -> None:
    """Who gets the turn looks again: another may just have asked."""
    source, other = world.source(store), world.source(store)
    take = store.take
    found: list[Any] = []

    def slow(key: str, mark: str, ttl: float) -> bool:
        if not found:
            found.append("")
            found[0] = find(other)
        return take(key, mark, ttl)

    store.take = slow  # type: ignore[method-assign]
    assert find(source) == found[0]
    assert len(world.asked) == 1


class Away(MemoryStore):
    """A store of which some operations are away."""

    def __init__(self, clock: Any, *operations: str) -> None:
        super().__init__(clock)
        for name in operations:
            setattr(self, name, self._raise)

    def _raise(self, *_: Any) -> Any:
        raise ConnectionError("away")


@pytest.mark.parametrize(
    "away",
    [("load",), ("take",), ("save",), ("release",), ("load", "take", "save", "release")],
)
def test_a_store_that_is_away_costs_one_fetch(world: World, away: tuple[str, ...]) -> None:
    """Without its store a process fetches for itself, once, and remembers refusals."""
    source = world.source(Away(world.time, *away))
    first = find(source)
    assert find(source) is first
    assert len(world.asked) == 1
    wrong = world.source(Away(world.time, *away))
    world.answers = [{"errcode": 40001}] * 5
    for _ in range(3):
        with pytest.raises(NotSent):
            find(wrong)
    assert len(world.asked) == 2 + ("save" not in away and "load" not in away) * 0


def test_a_mistake_of_a_store_passes_and_gives_the_turn_back(
    world: World, store: MemoryStore
) -> None:
    """What is not `OSError` is a mistake, and no reason to hold the others up."""
    source = world.source(store)

    def mistaken(*_: Any) -> None:
        raise LookupError

    store.save = mistaken  # type: ignore[assignment,method-assign]
    with pytest.raises(LookupError):
        find(source)
    assert len(store) == 0
    assert source._gate.acquire(blocking=False)


STATE = State(Token(Secret("TOKEN"), 1_000_000.0), 1_007_200.0, 1_000_000.0, 0, 2, "why")


def signed(text: str) -> Secret:
    return Secret(f"{tokens._signature(KEY, text)} {text}")


def values(**changed: Any) -> str:
    known = {"value": "T", "got": 1e6, "ends": 1e6, "tried": 1e6, "e": 0, "s": 0, "d": ""}
    return json.dumps([*{**known, **changed}.values()])


@pytest.mark.parametrize(
    "stored",
    [
        None,
        Secret(""),
        Secret("null"),
        Secret(values()),
        Secret(f"{'0' * 64} {values()}"),
        Secret(STATE.dump(b"another's").reveal()),
        Secret(STATE.dump(KEY).reveal().replace("TOKEN", "PLANT")),
        signed(values(got=float("inf"))),
        signed(values(ends=float("nan"))),
        signed(values(tried=float("inf"))),
        signed(values(got=1_000_061.0)),
        signed(values(tried=1_000_061.0)),
        Secret("字 字"),
    ],
    ids=range(13),
)
def test_a_state_that_is_none(stored: Any) -> None:
    """Planted, foreign, unsound, or of a clock that is ahead: as good as none."""
    assert State.load(stored, KEY, 1_000_000.0) is None


def test_a_state_is_written_and_read() -> None:
    """It comes back as it was; a minute ahead is a clock's error, and fine."""
    for state in (STATE, State(), State(tried=1_000_060.0, errcode=40001, streak=1)):
        assert State.load(state.dump(KEY), KEY, 1_000_000.0) == state


def test_a_planted_token_is_not_used(world: World, store: MemoryStore) -> None:
    """Whoever can write into the store, and has not the secret, cannot choose the token."""
    source = world.source(store)
    store.save(source._key, STATE.dump(b"another's"), 7200)
    assert find(source).value == Secret("TOKEN-1")


@given(st.integers(0, 10**6), st.floats(0, 400), st.sampled_from([0, 40001, 40013, 60020]))
def test_every_failure_lengthens_the_pause(streak: int, later: float, errcode: int) -> None:
    """Half a second, one, two, up to a minute; five minutes for a wrong secret."""
    wait = State(tried=0.0, streak=streak, errcode=errcode).wait(later)
    longer = State(tried=0.0, streak=streak + 1, errcode=errcode).wait(later)
    assert longer >= wait
    assert wait <= (300 if errcode in CREDENTIAL else 60) - later
    if errcode not in CREDENTIAL and streak:
        assert wait == min(60, 0.25 * 2 ** min(streak, 9)) - later
    assert State(tried=later, streak=streak, errcode=errcode).wait(0.0) >= wait


class Fleet(RuleBasedStateMachine):
    """Processes on one store while WeCom refuses, against what may be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(tokens, "time", self.world)
        self.patch.setattr(deadline, "time", self.world)
        self.store = MemoryStore(clock=self.world.time)
        self.sources = [self.world.source(self.store) for _ in range(3)]
        self.reasons = 1

    def teardown(self) -> None:
        self.patch.undo()

    @rule(worker=st.integers(0, 2), works=st.booleans())
    def send(self, worker: int, works: bool) -> None:
        """A message finds a token, which works."""
        token = find(self.sources[worker])
        assert token.got <= self.world.now
        assert self.sources[worker]._state.alive(self.world.now)
        if works:
            self.sources[worker].worked(token)

    @rule(worker=st.integers(0, 2))
    def refuse(self, worker: int) -> None:
        """WeCom refuses the token that a process has, and it takes another."""
        refused = find(self.sources[worker])
        self.reasons += refused.value == Secret(f"TOKEN-{len(self.world.asked)}")
        try:
            assert find(self.sources[worker], refused=refused) != refused
        except NotSent:
            assert self.sources[worker]._state.wait(self.world.now) > 1

    @rule(seconds=st.sampled_from([0.1, 5.0, 100.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.world.now += seconds

    @rule()
    def expire(self) -> None:
        """The tokens come to their end."""
        self.world.now += 7200
        self.reasons += 1

    @invariant()
    def one_fetch_for_each_reason(self) -> None:
        """`gettoken` is asked once for an expiry or a refusal, and never hammered."""
        assert len(self.world.asked) <= self.reasons
        asked = self.world.asked
        for at, later in zip(asked, asked[4:], strict=False):
            assert later - at > 1


TestFleet = Fleet.TestCase
TestFleet.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


# ---- over sockets, in both faces


def test_threads_wait_at_one_gate(wecom: FakeWeCom, menu: Menu, redis: RedisServer) -> None:
    """Thirty threads without a token ask once, and cost Redis few commands."""
    store = RedisStore(redis.url)
    wecom.faults.add(Fault.stall_before(1.0), path=GETTOKEN)
    store.load("warm")
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store) as sender:
        before = store._redis.info("stats")["total_commands_processed"]
        threads = [threading.Thread(target=sender.access_token) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        used = store._redis.info("stats")["total_commands_processed"] - before
        assert used <= 100
        assert sum(wecom.ledger.tokens.values()) == 1
        assert sender.on_event(menu, code="CODE-1")


def test_a_function_gives_the_token_of_the_moment(
    shell: Shell, wecom: FakeWeCom, menu: Menu
) -> None:
    """A function is asked again after a refusal, twice at most."""
    good = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    given = ["STALE-1", "STALE-2", good]
    sender = shell(lambda: given.pop(0), base_url=wecom.base_url)
    assert sender.on_event(menu, code="CODE-1").attempts == 3
    stubborn = shell(lambda: "STALE", base_url=wecom.base_url)
    with pytest.raises(TokenError):
        stubborn.on_event(menu, code="CODE-2")
    assert len(wecom.ledger.of("CODE-2")) == 1


def test_refresh_is_given_what_was_refused(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """`refresh` hears the refused text, once a message; what it gives is kept."""
    heard: list[str] = []

    def renew(refused: str) -> str:
        heard.append(refused)
        return str(wecom.gettoken(CORPID, SECRET).fields["access_token"])

    sender = shell("STALE", refresh=renew, base_url=wecom.base_url)
    for number in range(3):
        sender.on_event(menu, code=f"CODE-{number}")
    assert heard == ["STALE"]
    wecom.faults.add(Fault.expired_token(), code="CODE-4", count=None)
    with pytest.raises(TokenError):
        sender.on_event(menu, code="CODE-4")
    assert len(heard) == 2
    assert len(wecom.ledger.of("CODE-4")) <= 2


def test_two_caches_serve_each_other(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """A sender takes its token from another, and has it replaced there when it is refused."""
    other = Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    sender = shell(other.access_token, refresh=other.access_token, base_url=wecom.base_url)
    sender.on_event(menu, code="CODE-1")
    old = other.access_token()
    wecom.expire_tokens()
    assert sender.on_event(menu, code="CODE-2").attempts == 2
    assert other.access_token() == sender.access_token() != old
    assert other.access_token(old) == sender.access_token(old) == other.access_token()
    assert sum(wecom.ledger.tokens.values()) == 2
    other.close()


def test_access_token_replaces_what_was_refused(sender: Any, wecom: FakeWeCom) -> None:
    """An app's own calls, such as `sync_msg`, share the sender's token and its replacing."""
    first = sender.access_token()
    assert sender.access_token() == first
    wecom.expire_tokens()
    second = sender.access_token(first)
    assert second != first
    assert sender.access_token(first) == second
    assert sum(wecom.ledger.tokens.values()) == 2


@pytest.mark.parametrize("given", [None, "", "TO KEN", "TOKEN\r", b"TOKEN", "TOKEN-\udcff"])
def test_a_function_without_a_token_sends_nothing(
    shell: Shell, wecom: FakeWeCom, menu: Menu, given: Any
) -> None:
    """A function that gives no token is `NotSent`; so is one that raises, by its type only."""
    sender = shell(lambda: given, base_url=wecom.base_url)
    with pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-1")

    def fail() -> str:
        raise RuntimeError("the token was TOKEN-1")

    sender = shell(fail, base_url=wecom.base_url)
    with pytest.raises(NotSent, match="RuntimeError") as raised:
        sender.on_event(menu, code="CODE-1")
    assert "TOKEN-1" not in str(raised.value)
    assert not wecom.ledger.posts


@pytest.mark.parametrize("bad", ["TOKEN ", "TOKEN\r\n", "TO\x00KEN", "", "\ud800"])
def test_a_credential_with_blanks_is_refused_when_it_is_made(shell: Shell, bad: str) -> None:
    """A CR from a file would be an errcode that nobody understands."""
    for make in (
        lambda: shell(bad),
        lambda: shell.from_secret(CORPID, bad),
        lambda: shell.from_secret(bad, SECRET),
    ):
        with pytest.raises(ValueError, match="blanks or control"):
            make()  # type: ignore[no-untyped-call]
    with pytest.raises(TypeError, match="a text"):
        shell(b"TOKEN")
    for margin in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="margin"):
            shell.from_secret(CORPID, SECRET, margin=margin)
    for timeout in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="timeout"):
            shell("TOKEN-1", timeout=timeout)


def test_a_blocking_sender_takes_no_coroutines() -> None:
    """A coroutine is no token: it is refused when the sender is made."""

    async def token(*_: str) -> str:
        return "TOKEN"

    class Callable:
        async def __call__(self) -> str:
            return "TOKEN"

    for wrong in ((token, None), ("TOKEN", token), (Callable(), None)):
        with pytest.raises(TypeError, match="AsyncSender"):
            Sender(*wrong)
    assert Given(Secret("TOKEN"), None).find(Trip(20)).value == Secret("TOKEN")


def test_a_gate_whose_holder_was_torn_away_is_replaced(
    wecom: FakeWeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal in the wrong microsecond costs one message, not all that follow."""
    monkeypatch.setattr(tokens, "PATIENCE", 0.2)
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url) as sender:
        source: Any = sender._tokens
        source._gate.acquire()
        with pytest.raises(NotSent, match="no time left"):
            sender.access_token()
        assert sender.access_token()
        source._gate.acquire()
        source._state = State()
        began = time.monotonic()
        with pytest.raises(NotSent):
            source.find(Trip(0.1))
        assert time.monotonic() - began < 0.15
        assert source._gate.locked()
