"""What once went wrong: each attack, on real sockets, with its end."""

import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from sending_kit import CORPID, SECRET, RedisServer, Shell

from kfmenu import (
    CodeAlreadyUsed,
    DeliveryUnknown,
    FileStore,
    MemoryStore,
    Menu,
    NotSent,
    RateError,
    RedisStore,
    Sender,
    SendError,
    TextMessage,
    TokenError,
    WindowClosed,
    read_event,
)
from kfmenu.testing import FakeWeCom, Fault

GETTOKEN = "/cgi-bin/gettoken"


def entry(msgtype: str = "event", **event: Any) -> dict[str, Any]:
    ids = {"external_userid": "wm1", "open_kfid": "kf1"}
    found = {"msgid": "m1", "send_time": time.time(), "msgtype": msgtype}
    return {**found, "event": {**ids, **event}}


def asked(wecom: FakeWeCom) -> int:
    return sum(wecom.ledger.tokens.values())


@pytest.mark.parametrize("store", ["memory", "file"])
def test_gettoken_is_not_hammered_while_every_post_refuses(
    shell: Shell, wecom: FakeWeCom, menu: Menu, tmp_path: Any, store: str
) -> None:
    """A hundred messages whose token is refused at once ask for ten tokens at most."""
    kept: Any = MemoryStore() if store == "memory" else FileStore(tmp_path / "kfmenu.db")
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=kept)
    wecom.faults.add(Fault.invalid_token(), path="/cgi-bin/kf/send_msg_on_event", count=None)
    for number in range(100):
        with pytest.raises(TokenError):
            sender.on_event(menu, code=f"CODE-{number}")
    assert asked(wecom) <= 10


def test_gettoken_is_not_hammered_in_the_margin(wecom: FakeWeCom, menu: Menu) -> None:
    """While the old token serves and a new one is refused, messages go out and few ask."""
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url) as sender:
        sender.on_event(menu, code="CODE")
        source: Any = sender._tokens
        source._margin = 7200.0
        token, now = source._state.token, time.time()
        source._state = type(source._state)(token._replace(got=now - 7000), now + 90, now)
        wecom.faults.add(Fault.refused(60020), path=GETTOKEN, count=None)
        for number in range(100):
            assert sender.on_event(menu, code=f"CODE-{number}")
    assert asked(wecom) <= 10


def test_a_redis_that_restarts_costs_no_greeting(
    shell: Shell, wecom: FakeWeCom, menu: Menu, redis: RedisServer
) -> None:
    """The claim is asked for again while the window is open."""
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=RedisStore(redis.url))
    sender.on_event(menu, code="CODE-1")
    redis.stop()
    timer = threading.Timer(0.8, redis.start)
    timer.start()
    assert sender.on_event(menu, code="CODE-2")
    timer.join()
    assert wecom.ledger.seen("CODE-2")


class Late(MemoryStore):
    """A store that takes, and whose answer is lost on the way."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.marks: list[str] = []

    def take(self, key: str, mark: str, ttl: float) -> bool:
        taken = super().take(key, mark, ttl)
        self.marks.append(mark)
        self.times -= 1
        if self.times >= 0:
            raise TimeoutError("late")
        return taken


def test_a_claim_whose_answer_was_late_is_not_lost(
    shell: Shell, wecom: FakeWeCom, menu: Menu
) -> None:
    """The same mark is asked again; when it never answers, exactly that mark is given back."""
    store = Late(2)
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    sender = shell(token, base_url=wecom.base_url, store=store)
    assert sender.on_event(menu, code="CODE-1")
    assert len(store.marks) == 3
    assert len(set(store.marks)) == 1
    store.times = 99
    with pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-2", window=0.5)
    store.times = 0
    assert sender.on_event(menu, code="CODE-2")
    assert len(set(store.marks)) == 3, "one for each call"


@pytest.mark.parametrize(
    "msg",
    [
        entry(event_type="msg_send_fail", fail_msgid="x", fail_type=4),
        entry(event_type="servicer_status_change", servicer_userid="li", status=1),
        entry(event_type="session_status_change", change_type=2),
        {**entry("text"), "origin": 5, "servicer_userid": "li", "text": {"content": "您好"}},
    ],
    ids=["fail", "servicer", "session", "text"],
)
def test_otherwise_greets_who_enters_and_nobody_else(
    sender: Any, wecom: FakeWeCom, menu: Menu, msg: Any
) -> None:
    """Neither a failed message nor a servicer's own is a reason to greet."""
    assert sender.welcome(msg, menu, otherwise="send_msg") is None
    assert not wecom.ledger.posts
    assert sender.welcome(entry(event_type="enter_session"), menu, otherwise="send_msg")


def test_events_without_a_code_have_claims_of_their_own(sender: Any, wecom: FakeWeCom) -> None:
    """Two customers who enter without a code are greeted each once, by the msgid of the event."""
    for number in (1, 2, 1):
        msg = {**entry(event_type="enter_session"), "msgid": f"m{number}"}
        with suppress(CodeAlreadyUsed):
            sender.welcome(read_event(msg), TextMessage(f"{number}"), otherwise="send_msg")
    assert [post.seen for post in wecom.ledger.delivered] == ["1", "2"]


def test_a_busy_answer_whose_message_was_taken(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """-1, and then 40058 because the code was used: nobody may say *refused*."""
    wecom.faults.add(Fault.refused(-1, taken=True), code="CODE-1")
    with pytest.raises(DeliveryUnknown) as raised:
        sender.on_event(menu, code="CODE-1")
    assert raised.value.errcode is not None
    assert len(wecom.ledger.seen("CODE-1")) == 1


def test_a_clock_that_is_ahead_shows_in_the_error(sender: Any, menu: Menu) -> None:
    """Twenty seconds ahead of WeCom every code is dead: the error says how old the event seemed."""
    with pytest.raises(WindowClosed, match=r"the event 2\d\.\d s old"):
        sender.on_event(menu, code="CODE-1", received_at=time.time() - 25)


@pytest.mark.parametrize("sent", ["soon", float("nan"), float("inf"), True, -1, 0])
def test_a_time_that_is_none_opens_no_window(
    sender: Any, wecom: FakeWeCom, menu: Menu, sent: Any
) -> None:
    """A window that begins at no time would never end."""
    with pytest.raises(ValueError, match="received_at"):
        sender.on_event(menu, code="CODE-1", received_at=sent)
    with pytest.raises(ValueError, match="send_time"):
        sender.welcome(
            {**entry(event_type="enter_session", welcome_code="C"), "send_time": sent}, menu
        )
    for window in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="window"):
            sender.on_event(menu, code="CODE-1", window=window)
    assert not wecom.ledger.posts


def test_times_in_milliseconds_and_text_are_read(sender: Any, menu: Menu) -> None:
    """As some queues and languages write them; the future is now."""
    now = time.time()
    for number, sent in enumerate((int(now * 1000), str(int(now)), str(int(now * 1000)), now + 99)):
        assert sender.on_event(menu, code=f"CODE-{number}", received_at=sent)
    with pytest.raises(WindowClosed):
        sender.on_event(menu, code="CODE", received_at=str(int(now * 1000) - 21_000))


class SoftTimeLimitExceeded(Exception):
    """What Celery raises in the middle of whatever runs."""


def test_celerys_soft_time_limit_passes_through(wecom: FakeWeCom, menu: Menu) -> None:
    """In the user's own token function too, where other exceptions are no token."""

    def slow() -> str:
        raise SoftTimeLimitExceeded

    with (
        Sender(slow, base_url=wecom.base_url) as sender,
        pytest.raises(SoftTimeLimitExceeded),
    ):
        sender.on_event(menu, code="CODE-1")


def test_a_rate_limit_gives_the_code_back(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """A gate turned the message away: the callback that WeCom repeats may try again."""
    wecom.faults.add(Fault.rate_limited(), count=4)
    with pytest.raises(RateError) as raised:
        sender.on_event(menu, code="CODE-1")
    assert raised.value.certain
    assert sender.on_event(menu, code="CODE-1")


@pytest.mark.parametrize("kind", ["file", "redis"])
def test_a_fleet_shares_one_store(
    shell: Shell, wecom: FakeWeCom, menu: Menu, request: Any, tmp_path: Any, kind: str
) -> None:
    """Workers on one store greet once and fetch one token; without Redis they send nothing."""
    store: Any = FileStore(tmp_path / "kfmenu.db")
    if kind == "redis":
        store = RedisStore(request.getfixturevalue("redis").url)
    first, second = (
        shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store) for _ in "12"
    )
    assert first.on_event(menu, code="CODE-1")
    with pytest.raises(CodeAlreadyUsed):
        second.on_event(menu, code="CODE-1")
    assert second.on_event(menu, code="CODE-2")
    assert asked(wecom) == 1
    if kind == "redis":
        server = request.getfixturevalue("redis")
        server.stop()
        with pytest.raises(NotSent) as raised:
            first.on_event(menu, code="CODE-3", window=1.0)
        assert raised.value.why == "claim"
        server.start()
        assert first.on_event(menu, code="CODE-3")


def test_a_hanging_store_ends_two_seconds_after_the_window(
    shell: Shell, wecom: FakeWeCom, menu: Menu
) -> None:
    """It is waited for once in taking, and once in giving back."""

    class Hanging(MemoryStore):
        def take(self, *_: Any) -> bool:
            time.sleep(1.0)
            raise TimeoutError

        def release(self, *_: Any) -> None:
            time.sleep(1.0)
            raise TimeoutError

    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    sender = shell(token, base_url=wecom.base_url, store=Hanging())
    began = time.monotonic()
    with pytest.raises(SendError):
        sender.on_event(menu, code="CODE-1", window=0.5)
    assert time.monotonic() - began < 2.6
