"""The way of a message, without a network: attempts, waits, doubt, claims, on a clock of ours."""

from typing import Any

import pytest

from kfmenu import (
    ApiError,
    BusyError,
    DeliveryUnknown,
    MemoryStore,
    NotSent,
    RateError,
    Secret,
    Sent,
    TokenError,
    WindowClosed,
)
from kfmenu.sending import deadline, delivery
from kfmenu.sending.deadline import Trip
from kfmenu.sending.delivery import Delivery, Parcel
from kfmenu.sending.protocol import Outcome
from kfmenu.sending.tokens import Given, Token

OUTCOMES = {
    "ok": Outcome("ok", 0, status=200),
    "token": Outcome("token", 42001, status=200),
    "rate": Outcome("rate", 45009, status=200),
    "busy": Outcome("busy", -1, status=200),
    "refused": Outcome("refused", 60020, status=200),
    "unmade": Outcome("unmade", detail="why"),
    "lost": Outcome("lost", detail="why"),
}


class World:
    """A clock, a die, and a way to WeCom whose outcomes are written down beforehand."""

    def __init__(self) -> None:
        self.now, self.die, self.takes = 1000.0, 0.5, 0.0
        self.outcomes: list[str] = []
        self.seen: list[tuple[str, float, int]] = []
        self.slept: list[float] = []
        self.out: list[bool] = []
        self.store = MemoryStore(clock=lambda: self.now)
        self.secrets: Any = None

    def monotonic(self) -> float:
        return self.now

    def random(self) -> float:
        return self.die

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def exchange(
        self, api: str, query: Secret, body: Any, trip: Trip, secrets: Any, msgid: str, attempt: int
    ) -> Outcome:
        assert (api, body, msgid) == ("on_event", Secret("BODY"), "m")
        self.out.append(trip.out)
        self.secrets = secrets
        self.seen.append((query.reveal(), self.now, attempt))
        self.now += self.takes
        trip.out = True
        return OUTCOMES[self.outcomes.pop(0)]

    def send(self, *outcomes: str, window: float = 20.0, doubt: bool = False, **more: Any) -> Sent:
        self.outcomes = list(outcomes)
        tokens: Any = more.get("tokens") or Given(Secret("T/1"), lambda refused: f"{refused}+")
        parcel = Parcel("on_event", Secret("BODY"), "m", "k", Secret("CODE"), doubt=doubt)
        trip = Trip(window, more.get("age", 0.0))
        store = more.get("store", self.store)
        return Delivery(parcel, trip, tokens, self).run(store)  # type: ignore[arg-type]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Give a world whose clock stands still."""
    made = World()
    for module in (delivery, deadline):
        monkeypatch.setattr(module, "time", made)
    monkeypatch.setattr(delivery, "random", made)
    monkeypatch.setattr(delivery, "DELAYS", (0.2, 0.5, 1.2))
    return made


def test_a_message_carries_its_token_quoted(world: World) -> None:
    """The token arrives as it is; token and code are what an answer may echo."""
    assert world.send("ok") == Sent("m", 1)
    assert world.seen == [("access_token=T%2F1", 1000.0, 1)]
    assert world.secrets == (Secret("T/1"), Secret("CODE"))


@pytest.mark.parametrize(("die", "factor"), [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5)])
def test_waits_grow_and_are_jittered(world: World, die: float, factor: float) -> None:
    """The three waits grow, each times a half to three halves, whatever they are for."""
    world.die = die
    assert world.send("rate", "unmade", "busy", "ok").attempts == 4
    assert world.slept == pytest.approx([0.2 * factor, 0.5 * factor, 1.2 * factor])


class Fresh(Given):
    """A source that never runs out of tokens."""

    def another(self, refused: Token, turn: int, trip: Trip) -> Token:
        del trip
        return Token(Secret(f"T/{turn + 1}"), refused.got)


def test_another_token_is_another_attempt(world: World) -> None:
    """A refused token is replaced without a wait, twice; the attempts are counted."""
    fresh = Fresh(Secret("T/1"), None)
    assert world.send("token", "token", "ok", tokens=fresh).attempts == 3
    assert [query for query, _, _ in world.seen] == [f"access_token=T%2F{n}" for n in (1, 2, 3)]
    assert [attempt for _, _, attempt in world.seen] == [1, 2, 3]
    assert not world.slept
    with pytest.raises(TokenError):
        world.send("token", "token", "token", tokens=fresh, store=MemoryStore())


@pytest.mark.parametrize(
    ("outcomes", "error", "kept"),
    [
        (("token", "token"), TokenError, False),
        (("rate",) * 4, RateError, False),
        (("busy",) * 4, BusyError, True),
        (("refused",), ApiError, True),
        (("unmade",) * 4, NotSent, False),
        (("lost",), DeliveryUnknown, True),
        (("busy", "refused"), DeliveryUnknown, True),
        (("busy", "rate", "rate", "rate"), DeliveryUnknown, True),
        (("busy", "unmade", "unmade", "unmade"), DeliveryUnknown, True),
        (("busy", "token", "token"), DeliveryUnknown, True),
        (("rate", "busy", "rate", "busy"), BusyError, True),
    ],
)
def test_ends(world: World, outcomes: tuple[str, ...], error: Any, kept: bool) -> None:
    """Each end is its row's; in doubt it is unknown, and the claim is kept."""
    with pytest.raises(error) as raised:
        world.send(*outcomes)
    assert raised.type is error or error is ApiError
    assert not world.outcomes
    assert raised.value.msgid == "m"
    assert len(world.store) == kept


@pytest.mark.parametrize("outcomes", [("refused",), ("busy",) * 4, ("unmade",) * 4])
def test_in_doubt_from_the_start(world: World, outcomes: tuple[str, ...]) -> None:
    """With `again` every end but `Sent` is unknown, -1 and what never left too."""
    with pytest.raises(DeliveryUnknown) as raised:
        world.send(*outcomes, doubt=True)
    assert raised.value.why == "doubt"
    assert raised.value.errcode == OUTCOMES[outcomes[0]].errcode
    assert world.send("ok", doubt=True, store=MemoryStore())
    with pytest.raises(DeliveryUnknown):
        world.send(window=20, age=20, doubt=True)


def test_a_gate_that_turned_it_away_is_no_byte_out(world: World) -> None:
    """After a refused token or a full gate an interruption may give the code back; after -1 not."""
    world.send("rate", "token", "ok")
    world.send("busy", "rate", "ok", store=MemoryStore())
    assert world.out == [False, False, False, False, True, True]


def test_no_wait_beyond_the_window(world: World) -> None:
    """A retry that would come too late is not waited for; the last answer is the end."""
    world.takes = 0.75
    with pytest.raises(RateError):
        world.send("rate", window=0.95)
    assert not world.slept
    world.takes = 0.0
    assert world.send("rate", "ok", window=0.3).attempts == 2
    world.store = MemoryStore()
    world.takes = 1.0
    with pytest.raises(TokenError):
        world.send("token", window=1.0)


def test_the_window_closes(world: World) -> None:
    """Before a request `WindowClosed`, with the age; never a late request; the claim is free."""
    for age in (19.95, 20.0, 30.0):
        with pytest.raises(WindowClosed) as raised:
            world.send(age=age)
        assert raised.value.window == 20.0
        assert raised.value.age == pytest.approx(age)

    class Slow(MemoryStore):
        def take(self, key: str, mark: str, ttl: float) -> bool:
            world.now += 19.95
            return super().take(key, mark, ttl)

    slow = Slow(clock=lambda: 0.0)
    with pytest.raises(WindowClosed) as raised:
        world.send(store=slow)
    assert raised.value.age == pytest.approx(19.95)
    assert not len(slow)
    assert not world.seen


class Hiccups(MemoryStore):
    """A store that is away for its first calls."""

    def __init__(self, takes: int, releases: int = 0) -> None:
        super().__init__()
        self.takes, self.releases = takes, releases
        self.ttl = 0.0

    def take(self, key: str, mark: str, ttl: float) -> bool:
        self.takes, self.ttl = self.takes - 1, ttl
        if self.takes >= 0:
            raise OSError("away")
        return super().take(key, mark, ttl)

    def release(self, key: str, mark: str) -> None:
        self.releases -= 1
        if self.releases >= 0:
            raise OSError("away")
        super().release(key, mark)


def test_take_is_repeated_inside_the_window(world: World) -> None:
    """Ever more seldom, up to 0.8 s; and kept for the window and ten minutes."""
    store = Hiccups(takes=7)
    assert world.send("ok", store=store)
    assert world.slept == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8, 0.8, 0.8])
    assert store.ttl == 620
    world.slept.clear()
    with pytest.raises(NotSent) as raised:
        world.send(store=Hiccups(takes=99), window=2.0)
    assert (raised.value.why, raised.value.detail) == ("claim", "away")
    assert sum(world.slept) < 2


def test_a_claim_is_given_back_in_three_tries(world: World) -> None:
    """A store that hiccups twice gets its key back; one that hangs is not waited for again."""
    store = Hiccups(takes=0, releases=2)
    with pytest.raises(NotSent):
        world.send(*["unmade"] * 4, store=store)
    assert not len(store)
    assert world.slept[-2:] == [0.05, 0.2]
    store = Hiccups(takes=0, releases=3)
    with pytest.raises(NotSent):
        world.send(*["unmade"] * 4, store=store)
    assert len(store) == 1

    class Hanging(Hiccups):
        def release(self, key: str, mark: str) -> None:
            world.now += 1
            super().release(key, mark)

    hanging = Hanging(takes=0, releases=1)
    with pytest.raises(NotSent):
        world.send(*["unmade"] * 4, store=hanging)
    assert len(hanging) == 1


def test_what_worked_is_told_to_the_tokens(world: World) -> None:
    """A token that WeCom took, even for a message it refused, has worked; a refused one not."""
    told: list[Token] = []

    class Telling(Given):
        def worked(self, token: Token) -> None:
            told.append(token)

    tokens = Telling(Secret("T"), lambda refused: f"{refused}+")
    world.send("token", "ok", tokens=tokens)
    with pytest.raises(ApiError):
        world.send("refused", tokens=tokens, store=MemoryStore())
    with pytest.raises(RateError):
        world.send(*["rate"] * 4, tokens=tokens, store=MemoryStore())
    assert [token.value for token in told] == [Secret("T+"), Secret("T+")]
