"""The promises of both senders, over real sockets, against a WeCom of one's own."""

import hashlib
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sending_kit import CORPID, SECRET, Shell

from kfmenu import (
    CodeAlreadyUsed,
    ContentError,
    DeliveryUnknown,
    InvalidMessage,
    MemoryStore,
    Menu,
    MessageNotAllowed,
    NotSent,
    TextMessage,
    TokenError,
    WindowClosed,
    read_event,
)
from kfmenu.testing import FakeWeCom, Fault

GETTOKEN = "/cgi-bin/gettoken"
USER = {"touser": "wm1", "open_kfid": "kf1"}


def entered(code: str | None = "CODE-1", msgid: str = "m1", age: float = 0.0) -> dict[str, Any]:
    event = {"event_type": "enter_session", "external_userid": "wm1", "open_kfid": "kf1"}
    if code:
        event["welcome_code"] = code
    return {"msgid": msgid, "send_time": time.time() - age, "msgtype": "event", "event": event}


def test_a_message_arrives_as_it_was_written(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """What the customer sees is what was said, its Chinese as raw UTF-8 in the body."""
    sent = sender.on_event(menu, code="CODE-1", msgid="mine-1")
    assert (sent.msgid, sent.attempts) == ("mine-1", 1)
    (post,) = wecom.ledger.delivered
    assert post.json()["msgmenu"] == menu.to_dict()["msgmenu"]
    assert "满意".encode() in post.body
    assert b"\\u" not in post.body


def test_every_message_has_a_msgid(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """Without a msgid of the caller's it is a digest of the code or the key, else a new one."""
    of_code = sender.on_event(menu, code="CODE-1").msgid
    assert of_code == hashlib.sha256(b"code\0CODE-1").hexdigest()[:32]
    customers = [("wm1", "kf1", "a"), ("wm1", "kf1", "b"), ("wm2", "kf1", "a"), ("wm1", "kf2", "a")]
    by_key = {
        sender.send_msg(menu, touser=touser, open_kfid=kfid, key=key).msgid
        for touser, kfid, key in customers
    }
    random = {sender.send_msg(menu, touser="wm3", open_kfid="kf1").msgid for _ in "12"}
    assert len({of_code} | by_key | random) == 7
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in by_key | random)
    assert sender.send_msg(menu, **USER, msgid="mine").msgid == "mine"
    with pytest.raises(ContentError) as raised:
        sender.send_msg(TextMessage("好"), **USER, key="a")
    assert raised.value.msgid in by_key
    assert len(wecom.ledger.delivered) == 8


def test_nothing_invalid_leaves(sender: Any, wecom: FakeWeCom) -> None:
    """A message with errors raises before there is a token, a claim or a request."""
    with pytest.raises(InvalidMessage):
        sender.on_event(TextMessage("字" * 700), code="CODE-1")
    with pytest.raises(InvalidMessage):
        sender.on_event(TextMessage("好"), code="CODE-1", msgid="not/allowed")
    assert not wecom.ledger.posts
    assert not wecom.ledger.tokens
    assert sender.on_event(TextMessage("好"), code="CODE-1")


@pytest.mark.parametrize("code", ["", "\ud800"])
def test_a_code_that_is_none_is_refused(sender: Any, wecom: FakeWeCom, code: str) -> None:
    """An empty code, or one that cannot be written, is an error of the caller's."""
    with pytest.raises(ValueError):  # noqa: PT011 - InvalidMessage is one too
        sender.on_event(TextMessage("好"), code=code)
    assert not wecom.ledger.posts


def test_a_code_is_a_text(sender: Any) -> None:
    """A code of another type is an error of the caller's."""
    with pytest.raises(TypeError):
        sender.on_event(TextMessage("好"), code=None)


@pytest.mark.parametrize("as_datetime", [False, True])
def test_nothing_goes_out_after_the_window(
    sender: Any, wecom: FakeWeCom, menu: Menu, as_datetime: bool
) -> None:
    """20 seconds after the event the code is dead, and no request is made."""
    received: Any = time.time() - 21
    if as_datetime:
        received = datetime.fromtimestamp(received, UTC)
    with pytest.raises(WindowClosed) as raised:
        sender.on_event(menu, code="CODE-1", received_at=received)
    assert raised.value.window == 20
    assert 21 <= raised.value.age < 22
    assert not wecom.ledger.posts
    assert not wecom.ledger.tokens


def test_a_naive_datetime_is_refused(sender: Any, menu: Menu) -> None:
    """A time without a zone could mean any hour."""
    with pytest.raises(ValueError, match="time zone"):
        sender.on_event(menu, code="CODE-1", received_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_window_is_positive(sender: Any, menu: Menu) -> None:
    """A window of nothing is an error of the caller's, not a closed one."""
    with pytest.raises(ValueError, match="window"):
        sender.on_event(menu, code="CODE-1", window=0)


def test_an_event_from_the_future_has_its_window(sender: Any, menu: Menu) -> None:
    """A clock that runs behind WeCom's loses no message, and gains no time."""
    assert sender.on_event(menu, code="CODE-1", received_at=time.time() + 60)


def test_a_stall_ends_with_the_window(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """An answer that does not come is waited for until the window closes, and no longer."""
    wecom.faults.add(Fault.stall_after(30))
    began = time.monotonic()
    with pytest.raises(DeliveryUnknown):
        sender.on_event(menu, code="CODE-1", window=0.6)
    assert 0.4 < time.monotonic() - began < 1.5


@pytest.mark.parametrize("fault", [Fault.drip(0.1), Fault.drip_head(0.1)])
def test_a_drip_ends_with_the_window(
    sender: Any, wecom: FakeWeCom, menu: Menu, fault: Fault
) -> None:
    """An answer that drips, its head or its body, is cut off with the window."""
    wecom.faults.add(fault)
    began = time.monotonic()
    with pytest.raises(DeliveryUnknown):
        sender.on_event(menu, code="CODE-1", window=0.6)
    assert 0.4 < time.monotonic() - began < 1.5


def test_an_attempt_has_its_timeout(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """Within the window an attempt takes no longer than `timeout`."""
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, timeout=0.4)
    wecom.faults.add(Fault.stall_after(30))
    began = time.monotonic()
    with pytest.raises(DeliveryUnknown):
        sender.on_event(menu, code="CODE-1")
    assert time.monotonic() - began < 2


def test_a_code_is_used_once(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """A second call with the same code sends nothing."""
    sender.on_event(menu, code="CODE-1")
    with pytest.raises(CodeAlreadyUsed):
        sender.on_event(menu, code="CODE-1")
    assert len(wecom.ledger.posts) == 1


def test_workers_share_their_claims(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """Two senders with the same claims are one as to codes."""
    store = MemoryStore()
    first, second = (
        shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store) for _ in "12"
    )
    first.on_event(menu, code="CODE-1")
    with pytest.raises(CodeAlreadyUsed):
        second.on_event(menu, code="CODE-1")


UNKNOWN = [
    Fault.reset_before(),
    Fault.reset_after(),
    Fault.garbage(),
    Fault.html_502(),
    Fault.truncated(),
    Fault.oversized(),
    Fault.oversized(10 * 1024 * 1024),
    Fault.endless(),
    Fault.deep(),
    Fault.errcode_string(),
    Fault.errcode_missing(),
    Fault.top_level_list(),
    Fault.raw('{"errcode": true}'),
    Fault.raw('{"errcode": 0.0}'),
    Fault.raw('{"errcode": 99999999999}'),
    Fault.raw(""),
    Fault.http_status(500),
    Fault.http_status(201),
    Fault.http_status(204),
]


@pytest.mark.parametrize("fault", UNKNOWN, ids=lambda fault: str(fault.kind))
def test_what_is_lost_or_unreadable_is_never_resent(
    sender: Any, wecom: FakeWeCom, menu: Menu, fault: Fault
) -> None:
    """After the request went out, anything but WeCom's answer is `DeliveryUnknown`, for good."""
    wecom.faults.add(fault)
    with pytest.raises(DeliveryUnknown):
        sender.on_event(menu, code="CODE-1")
    with pytest.raises(CodeAlreadyUsed):
        sender.on_event(menu, code="CODE-1")
    assert len(wecom.ledger.delivered) <= 1
    assert sender.on_event(menu, code="CODE-2")


def test_a_redirect_is_not_followed(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """Neither a body nor a token goes to where a redirect points."""
    with FakeWeCom(strict_codes=False) as elsewhere:
        wecom.faults.add(Fault.redirect(f"{elsewhere.base_url}/cgi-bin/kf/send_msg_on_event"))
        with pytest.raises(DeliveryUnknown) as raised:
            sender.on_event(menu, code="CODE-1")
        assert raised.value.status in {301, 302, 303, 307, 308}
        assert not elsewhere.ledger.posts


def test_a_refused_connection_is_not_sent(
    shell: Shell, wecom: FakeWeCom, menu: Menu, free_port: int
) -> None:
    """Where nobody listens nothing went out: `NotSent`, and the claim is given back."""
    store = MemoryStore()
    nowhere = shell("TOKEN-1", base_url=f"http://127.0.0.1:{free_port}", store=store)
    with pytest.raises(NotSent) as raised:
        nowhere.on_event(menu, code="CODE-1")
    assert raised.value.why == "connection"
    assert not len(store)
    somewhere = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store)
    assert somewhere.on_event(menu, code="CODE-1")


def test_a_name_that_is_none_is_not_sent(shell: Shell, menu: Menu) -> None:
    """A host that DNS does not know: `NotSent`."""
    sender = shell("TOKEN-1", base_url="https://nowhere.invalid")
    with pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-1")


def test_a_failed_handshake_is_not_sent(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """A TLS handshake that fails has carried nothing: `NotSent`."""
    sender = shell("TOKEN-1", base_url=wecom.base_url.replace("http:", "https:"))
    with pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-1")
    assert not wecom.ledger.posts


def test_no_token_is_not_sent(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """A wrong secret is asked for once, then remembered: many would block the address."""
    store = MemoryStore()
    sender = shell.from_secret(CORPID, "WRONG-SECRET", base_url=wecom.base_url, store=store)
    for _ in range(3):
        with pytest.raises(NotSent) as raised:
            sender.on_event(menu, code="CODE-1")
        assert raised.value.errcode == 40001
    assert sum(wecom.ledger.tokens.values()) == 1
    assert len(store) == 1, "the state of the token, and no claim"


def test_one_token_serves_many_messages(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """A token is fetched once, and again when WeCom has revoked it."""
    for number in range(5):
        sender.on_event(menu, code=f"CODE-{number}")
    wecom.expire_tokens()
    for number in range(5, 10):
        sender.on_event(menu, code=f"CODE-{number}")
    assert sum(wecom.ledger.tokens.values()) == 2
    assert len(wecom.ledger.delivered) == 10


def test_a_newer_token_that_is_over_as_well_is_replaced(
    shell: Shell, wecom: FakeWeCom, menu: Menu
) -> None:
    """A worker that lags two tokens behind loses no message: it tries the known one, then asks."""
    store = MemoryStore()
    quick, idle = (
        shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store) for _ in range(2)
    )
    for number, sender in enumerate((quick, idle, quick)):
        sender.on_event(menu, code=f"CODE-{number}")
        if number:
            wecom.expire_tokens()
    assert idle.on_event(menu, code="CODE-3").attempts == 3
    assert sum(wecom.ledger.tokens.values()) == 3


def test_a_token_of_ones_own_is_not_refreshed(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """A token that cannot be replaced is refused once."""
    sender = shell("STALE-TOKEN", base_url=wecom.base_url)
    with pytest.raises(TokenError):
        sender.on_event(menu, code="CODE-1")
    assert len(wecom.ledger.posts) == 1


def test_send_msg_again_stays_unknown(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """After an attempt of unknown fate, a refusal may only mean that the msgid was seen."""
    wecom.faults.add(Fault.reset_after())
    with pytest.raises(DeliveryUnknown) as raised:
        sender.send_msg(menu, **USER, key="k")
    msgid = raised.value.msgid
    for which in ({"key": "k"}, {"msgid": msgid}):
        with pytest.raises(DeliveryUnknown) as raised:
            sender.send_msg(menu, **USER, **which, again=True)
        assert (raised.value.why, raised.value.errcode) == ("doubt", 40058)
        assert raised.value.msgid == msgid
    with pytest.raises(ValueError, match="again"):
        sender.send_msg(menu, **USER, again=True)
    assert len(wecom.ledger.delivered) == 1


def test_send_msg_has_limits_of_its_own(sender: Any, wecom: FakeWeCom) -> None:
    """A menu of 12 lines goes to `send_msg`, and not to `on_event`."""
    lines = Menu("问")
    for number in range(12):
        lines = lines.text(f"第{number}行")
    with pytest.raises(InvalidMessage):
        sender.on_event(lines, code="CODE-1")
    assert sender.send_msg(lines, **USER)
    assert len(wecom.ledger.delivered) == 1


def test_a_repeated_event_greets_once(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """The same event, delivered three times, is one greeting."""
    event = read_event(entered())
    assert sender.welcome(event, menu).attempts == 1
    for _ in range(2):
        with pytest.raises(CodeAlreadyUsed):
            sender.welcome(event, menu)
    with pytest.raises(CodeAlreadyUsed):
        sender.on_event(menu, code="CODE-1")
    assert len(wecom.ledger.posts) == 1


def test_an_event_may_be_given_as_it_came(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """The entry of `msg_list` itself is read where an event is asked for."""
    assert sender.welcome(entered(), menu)
    assert len(wecom.ledger.delivered) == 1


def test_an_event_without_a_code_greets_nobody(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """Without a code nothing is sent, unless the caller chose otherwise."""
    assert sender.welcome(read_event(entered(code=None)), menu) is None
    assert not wecom.ledger.posts


def test_otherwise_send_msg(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """Without a code, `send_msg` where the caller chose it; once, and within the window."""
    event = read_event(entered(code=None))
    assert sender.welcome(event, menu, otherwise="send_msg")
    with pytest.raises(CodeAlreadyUsed):
        sender.welcome(event, menu, otherwise="send_msg")
    with pytest.raises(WindowClosed):
        sender.welcome(read_event(entered(None, "m2", age=30)), menu, otherwise="send_msg")
    with pytest.raises(ValueError, match="otherwise"):
        sender.welcome(event, menu, otherwise="email")
    (post,) = wecom.ledger.posts
    assert (post.touser, post.open_kfid, len(post.msgid or "")) == ("wm1", "kf1", 32)


def test_a_late_event_is_too_late(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """The window begins with the event's `send_time`, not with its arrival here."""
    with pytest.raises(WindowClosed):
        sender.welcome(read_event(entered(age=25)), menu, received_at=time.time())
    assert not wecom.ledger.posts


def test_a_pool_code_takes_text_only(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """A menu for the waiting pool is refused before anything happens, a text goes out."""
    change = {"event_type": "session_status_change", "change_type": 1, "msg_code": "POOL-1"}
    event = read_event(
        {"msgid": "p1", "send_time": time.time() - 3600, "msgtype": "event", "event": change}
    )
    with pytest.raises(MessageNotAllowed):
        sender.welcome(event, menu)
    assert sender.welcome(event, TextMessage("请稍候"))
    assert len(wecom.ledger.posts) == 1


def test_a_stale_connection_costs_nothing(sender: Any, wecom: FakeWeCom, menu: Menu) -> None:
    """A pooled connection that the server closed while it was idle is not used again."""
    port = int(wecom.base_url.rpartition(":")[2])
    sender.on_event(menu, code="CODE-1")
    wecom.stop()
    with FakeWeCom(corpid=CORPID, secret=SECRET, strict_codes=False, port=port) as fresh:
        time.sleep(0.05)
        assert sender.on_event(menu, code="CODE-2")
        assert len(fresh.ledger.delivered) == 1


def test_connections_are_kept(
    sender: Any, wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token and messages, one after another, go over one connection."""
    connect, made = socket.socket.connect, []

    def counted(self: Any, address: Any) -> None:
        made.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", counted)
    for number in range(3):
        assert sender.on_event(menu, code=f"CODE-{number}")
    assert len(wecom.ledger.delivered) == 3
    assert len(made) == 1


@pytest.mark.parametrize(
    "options", [{"token": ""}, {"token": "T", "timeout": 0}], ids=["token", "timeout"]
)
def test_a_sender_that_cannot_work_is_not_made(shell: Shell, options: dict[str, Any]) -> None:
    """An empty token or a timeout of nothing shows when the sender is made."""
    with pytest.raises(ValueError, match=r"token|timeout"):
        shell(**options)


def test_a_sender_without_corp_or_secret_is_not_made(shell: Shell) -> None:
    """An empty corpid or secret shows when the sender is made."""
    for corpid, secret in (("", "s"), ("c", "")):
        with pytest.raises(ValueError, match="empty"):
            shell.from_secret(corpid, secret)


class Broken(MemoryStore):
    """A store of which some operations are away."""

    def __init__(self, *away: str) -> None:
        super().__init__()
        for name in away:
            setattr(self, name, self._away)

    def _away(self, *_: Any) -> Any:
        raise ConnectionError("Redis is away")


def test_no_store_no_send(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """While claims cannot be had nothing is sent; it is tried as long as the window is open."""
    store = Broken("take")
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store)
    began = time.monotonic()
    with pytest.raises(NotSent) as raised:
        sender.on_event(menu, code="CODE-1", window=1.0)
    assert raised.value.why == "claim"
    assert 0.3 < time.monotonic() - began < 1.5
    assert not wecom.ledger.posts


def test_a_mistake_in_a_store_passes(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """What is not `OSError` is a mistake: it is not retried, and says where it was made."""

    class Mistaken(MemoryStore):
        def take(self, *_: Any) -> bool:
            raise LookupError("a mistake")

    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=Mistaken())
    with pytest.raises(LookupError) as raised:
        sender.on_event(menu, code="CODE-1")
    assert __file__ in raised.value.__notes__[0]
    assert not wecom.ledger.posts


def test_a_claim_that_sticks_hides_no_error(shell: Shell, menu: Menu, free_port: int) -> None:
    """When a claim cannot be given back the caller still learns why nothing went out."""
    sender = shell("T", base_url=f"http://127.0.0.1:{free_port}", store=Broken("release"))
    with pytest.raises(NotSent) as raised:
        sender.on_event(menu, code="CODE-1")
    assert raised.value.why == "connection"


def test_tokens_are_shared(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """Two senders with the same store fetch one token between them."""
    store = MemoryStore()
    for number in "12":
        sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, store=store)
        assert sender.on_event(menu, code=f"CODE-{number}")
    assert sum(wecom.ledger.tokens.values()) == 1


def test_each_attempt_is_a_record(
    sender: Any, wecom: FakeWeCom, menu: Menu, caplog: pytest.LogCaptureFixture
) -> None:
    """Every attempt has one record with its fields, and nothing of the message in it."""
    caplog.set_level("INFO", "kfmenu")
    wecom.faults.add(Fault.busy())
    sender.on_event(menu, code="CODE-1", msgid="m1")
    records = [vars(record) for record in caplog.records if record.name == "kfmenu.sending"]
    names = ("api", "msgid", "attempt", "outcome", "errcode", "status", "levelname")
    assert [tuple(record[name] for name in names) for record in records] == [
        ("gettoken", None, 1, "ok", 0, 200, "INFO"),
        ("on_event", "m1", 1, "busy", -1, 200, "WARNING"),
        ("on_event", "m1", 2, "ok", 0, 200, "INFO"),
    ]
    assert all(0 <= record["elapsed"] < 5 for record in records)
    assert "满意" not in caplog.text


def test_an_end_without_an_attempt_is_a_record(
    sender: Any, menu: Menu, caplog: pytest.LogCaptureFixture
) -> None:
    """What never went out is in the log as well."""
    for _ in "12":
        with suppress(CodeAlreadyUsed):
            sender.on_event(menu, code="CODE-1", msgid="m1")
    with pytest.raises(WindowClosed):
        sender.on_event(menu, code="CODE-2", msgid="m2", received_at=time.time() - 21)
    told = [vars(record) for record in caplog.records if record.name == "kfmenu.sending"]
    told = [record for record in told if not record["attempt"]]
    assert [(r["api"], r["msgid"], r["outcome"], r["levelname"]) for r in told] == [
        ("on_event", "m1", "CodeAlreadyUsed", "WARNING"),
        ("on_event", "m2", "WindowClosed", "WARNING"),
    ]


@pytest.mark.parametrize(
    "use",
    [
        "import kfmenu",
        "from kfmenu import Event, Menu, NotSent, RedisStore, Sent, read_event, scrub",
    ],
)
def test_importing_is_cheap(use: str) -> None:
    """Neither requests nor redis is imported before a sender or a client is made."""
    heavy = "{'requests', 'redis', 'urllib3'}"
    program = f"{use}; import sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_is_no_message_is_refused_before_anything(
    sender: Any, wecom: FakeWeCom, menu: Menu
) -> None:
    """A dict of JSON, or a customer without a name, is the caller's mistake: nothing is claimed."""
    with pytest.raises(TypeError, match="from_dict"):
        sender.on_event(menu.to_dict(), code="CODE-1")
    with pytest.raises(TypeError, match="from_dict"):
        sender.send_msg(menu.to_dict(), **USER)
    with pytest.raises(TypeError, match="from_dict"):
        sender.welcome(entered(), menu.to_dict())
    with pytest.raises(ValueError, match="touser"):
        sender.send_msg(menu, touser="", open_kfid="kf1")
    assert not wecom.ledger.posts
    assert sender.on_event(menu, code="CODE-1").attempts == 1
