"""The edges: what hostile peers, odd stores, forks and strange types cannot bring about."""

import json
import os
import socket
import threading
import time
import warnings
from collections import OrderedDict
from pathlib import Path
from typing import Any, Self

import pytest
import requests
from requests.adapters import HTTPAdapter
from sending_kit import CORPID, SECRET, Shell
from urllib3.util.retry import Retry

from kfmenu import (
    CodeAlreadyUsed,
    DeliveryUnknown,
    FileTokens,
    MemoryClaims,
    MemoryTokens,
    Menu,
    NotSent,
    RedisClaims,
    Sender,
    TextMessage,
    TokenError,
    read_event,
)
from kfmenu.sending import transport
from kfmenu.sending.courier import is_loopback, message_id
from kfmenu.sending.effects import Answer, Broken, Call, Exchange, NoAnswer
from kfmenu.sending.events import FAILURES, Event
from kfmenu.sending.protocol import Delivery, Failed, NeedToken, Request, Wait, interpret
from kfmenu.sending.secret import Secret
from kfmenu.sending.sender import _call
from kfmenu.sending.tokens import FETCH_SECONDS, CachedTokens, NoToken, Token
from kfmenu.testing import FakeWeCom, Fault

GETTOKEN = "/cgi-bin/gettoken"


class Raw:
    """A server of raw sockets: each connection is given to a function."""

    def __init__(self, serve: Any) -> None:
        self.serve = serve
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(peer,), daemon=True).start()

    def _one(self, peer: socket.socket) -> None:
        try:
            with peer:
                self.serve(self, peer)
        except OSError:
            pass

    def read(self, peer: socket.socket) -> bytes:
        got = b""
        while b"}}" not in got:
            piece = peer.recv(65536)
            if not piece:
                return b""
            got += piece
        self.requests.append(got)
        return got

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.close()


def answer(msgid: str, errcode: int = 0) -> bytes:
    body = json.dumps({"errcode": errcode, "errmsg": "x", "msgid": msgid}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Coroutines:
    """Claims for `AsyncSender` only."""

    async def take(self, key: str, ttl: float) -> bool:
        del key, ttl
        return False

    async def release(self, key: str) -> None:
        del key


def test_claims_with_coroutines_send_nothing_through_a_blocking_sender(
    wecom: FakeWeCom, menu: Menu
) -> None:
    """A coroutine is true: taken for an answer, it would grant every claim."""
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    claims: Any = Coroutines()
    shell = Sender(token, base_url=wecom.base_url, claims=claims)
    with shell as sender, pytest.raises(NotSent, match="AsyncSender"):
        sender.on_event(menu, code="CODE-1")
    assert not wecom.ledger.posts


def test_a_client_of_redis_asyncio_is_refused() -> None:
    """Its every answer is a coroutine, and would grant every claim."""
    import redis.asyncio  # noqa: PLC0415

    with pytest.raises(TypeError, match="asyncio"):
        RedisClaims(redis.asyncio.Redis())


def bad_gateway(server: Raw, peer: socket.socket) -> None:
    while server.read(peer):
        peer.sendall(b"HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n")


EAGER: dict[str, Any] = {"status_forcelist": [502], "allowed_methods": None}


def test_an_adapter_that_retries_without_a_total_is_refused() -> None:
    """No total is no limit."""

    class Mine(HTTPAdapter):
        """Of the user's own."""

    mine = requests.Session()
    mine.mount("https://", Mine(max_retries=Retry(total=None, status=3, **EAGER)))
    with pytest.raises(ValueError, match="twice"):
        Sender("TOKEN-1", session=mine)


@pytest.mark.parametrize(("mounted", "path"), [("/cgi-bin/", ""), ("/", "/a/../b")])
def test_no_plain_adapter_escapes(menu: Menu, mounted: str, path: str) -> None:
    """Neither a longer prefix nor an address that requests rewrites brings retries back."""
    with Raw(bad_gateway) as server:
        mine = requests.Session()
        retries = Retry(total=3, **EAGER)
        mine.mount(server.base_url + mounted, HTTPAdapter(max_retries=retries))
        with pytest.raises(DeliveryUnknown):
            Sender("TOKEN-1", base_url=server.base_url + path, session=mine).on_event(
                menu, code="CODE-1"
            )
        assert len(server.requests) == 1


def test_an_early_hint_is_not_the_answer(shell: Shell, menu: Menu) -> None:
    """What comes after a 103 answers this request, not the next one on the connection."""

    def hint(server: Raw, peer: socket.socket) -> None:
        while server.read(peer):
            peer.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            time.sleep(0.2)
            peer.sendall(answer(f"m{len(server.requests)}"))

    with Raw(hint) as server:
        sender = shell("TOKEN-1", base_url=server.base_url)
        assert [sender.on_event(menu, code=f"CODE-{n}").msgid for n in (1, 2)] == ["m1", "m2"]


def test_forks_do_not_share_a_connection(menu: Menu) -> None:
    """Two processes on one connection would read each other's answers."""

    def echo(server: Raw, peer: socket.socket) -> None:
        while got := server.read(peer):
            code = json.loads(got.partition(b"\r\n\r\n")[2])["code"]
            time.sleep(0.3 if code == "slow" else 0)
            peer.sendall(answer(code))

    with Raw(echo) as server, Sender("TOKEN-1", base_url=server.base_url) as sender:
        sender.on_event(menu, code="warm")
        reader, writer = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            try:
                os.write(writer, str(sender.on_event(menu, code="slow").msgid).encode())
            finally:
                os._exit(0)
        time.sleep(0.1)
        assert sender.on_event(menu, code="quick").msgid == "quick"
        os.waitpid(child, 0)
        assert os.read(reader, 100) == b"slow"
        os.close(reader)
        os.close(writer)


def test_the_body_of_a_redirect_is_not_read_whole(menu: Menu) -> None:
    """Requests reads all of it, to prepare a request that nobody makes."""
    sent = 0

    def endless(server: Raw, peer: socket.socket) -> None:
        nonlocal sent
        server.read(peer)
        peer.sendall(b"HTTP/1.1 302 x\r\nLocation: /y\r\n\r\n")
        while True:
            sent += peer.send(b"x" * 65536)

    with (
        Raw(endless) as server,
        Sender("T", base_url=server.base_url, timeout=1) as sender,
        pytest.raises(DeliveryUnknown) as raised,
    ):
        sender.on_event(menu, code="CODE-1")
    assert raised.value.status == 302
    assert sent < 32 * 1024 * 1024


@pytest.mark.parametrize(
    "body",
    [
        '"{\\"errcode\\":0,\\"access_token\\":\\"FRESH-TOKEN\\"}"',
        "<access_token>FRESH-TOKEN</access_token>",
        '["FRESH-TOKEN"]',
    ],
)
def test_an_unreadable_answer_of_gettoken_is_not_repeated(
    shell: Shell, wecom: FakeWeCom, menu: Menu, body: str
) -> None:
    """It may hold a token that nobody knows to mask."""
    wecom.faults.add(Fault.raw(body), path=GETTOKEN, count=None)
    with pytest.raises(NotSent) as raised:
        shell.from_secret(CORPID, SECRET, base_url=wecom.base_url).on_event(menu, code="CODE-1")
    assert "FRESH" not in str(raised.value)


def test_no_half_of_a_token_is_left() -> None:
    """However often an answer repeats a token, no part of it stays."""
    token = "0123456789" * 50
    assert "0123" not in interpret(502, (token * 20).encode(), (Secret(token),)).detail


def test_a_secret_that_cannot_be_written_is_refused_without_it(shell: Shell) -> None:
    """A UnicodeEncodeError would carry the text."""
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        shell("TOKEN-\udcff")
    assert not isinstance(raised.value, UnicodeError)
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        shell.from_secret(CORPID, "SECRET-\udcff")
    assert not isinstance(raised.value, UnicodeError)


def test_a_function_whose_token_cannot_be_written(shell: Shell, menu: Menu) -> None:
    """It gives no token."""
    with pytest.raises(NotSent):
        shell(lambda: "TOKEN-\udcff").on_event(menu, code="CODE-1")


def test_a_refusal_is_remembered_when_the_store_cannot_save(
    shell: Shell, wecom: FakeWeCom, menu: Menu
) -> None:
    """A full disk does not make a wrong secret hammer `gettoken`."""

    class Full(MemoryTokens):
        def save(self, key: str, text: Secret, ttl: float) -> None:
            del key, text, ttl
            raise OSError(28, "No space left on device")

    sender = shell.from_secret(CORPID, "WRONG", base_url=wecom.base_url, tokens=Full())
    for number in range(3):
        with pytest.raises(NotSent):
            sender.on_event(menu, code=f"CODE-{number}")
    assert sum(wecom.ledger.tokens.values()) == 1


def test_a_lock_is_given_back_though_a_fork_holds_its_file(tmp_path: Path) -> None:
    """A child that was forked while the lock was held does not hold it on."""
    store = FileTokens(tmp_path / "tokens.json")
    owner = store.lock("k", 60)
    assert owner
    inherited = [os.dup(handle.fileno()) for handle, _ in store._held.values()]
    store.unlock("k", owner)
    owner = store.lock("k", 60)
    assert owner
    store.unlock("k", owner)
    for number in inherited:
        os.close(number)


@pytest.mark.parametrize("content", [b'{"k": ["text", "soon"]}', b'{"k": ["text", null]}'])
def test_a_file_of_wrong_types_holds_nothing(tmp_path: Path, content: bytes) -> None:
    """It is replaced, like any other that is damaged."""
    path = tmp_path / "tokens.json"
    path.write_bytes(content)
    store = FileTokens(path)
    assert store.load("k") is None
    store.save("other", Secret("text"), 60)
    assert store.load("other") == Secret("text")


@pytest.mark.parametrize(
    "text",
    ['["a", 1, 2, [], 0]', '["a", 1, 2, "s", "0"]', f'["a", 1, {"9" * 400}, "s", 0]', "[" * 100000],
)
def test_a_stored_token_of_wrong_types_is_none(text: str) -> None:
    """Whatever somebody wrote into the store."""
    assert Token.load(Secret(text)) is None


def test_events_that_no_json_gives() -> None:
    """A time beyond all floats counts as absent; mappings other than dict are read."""
    assert read_event({"msgtype": "event", "send_time": 10**400, "event": {}}).started_at is None
    inner = OrderedDict(event_type="enter_session", welcome_code="CODE")
    assert read_event({"msgtype": "event", "event": inner}).code == Secret("CODE")


def test_a_missing_ca_bundle_is_not_sent(menu: Menu, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails before there is a connection has sent nothing."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with Sender("TOKEN-1", base_url="https://127.0.0.1:1") as sender, pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-1")


# What no test noticed when it was changed.


def machine(**options: Any) -> Delivery:
    request = Request.of("send_msg", "https://x", {"msgid": "m"}, None)
    known = {"deadline": 20.0, "window": 20.0, "timeout": 5.0, "jitter": (0.5,) * 3}
    return Delivery(request, **{**known, **options})


def test_a_short_window_is_not_all_transit() -> None:
    """The way has a hundredth of a short window, not a tenth of a second."""
    assert machine(deadline=0.5, window=0.5).start(0.45) == NeedToken(refused=False)
    assert isinstance(machine(deadline=0.5, window=0.5).start(0.496), Failed)


def test_a_doubtful_end_names_the_message() -> None:
    """Whoever looks for the message needs its msgid."""
    one = machine(doubt=True)
    one.start(0.0)
    one.token(0.0, Secret("TOKEN"))
    end = one.answered(1.0, 200, b'{"errcode": 60020}')
    assert isinstance(end, Failed)
    assert isinstance(end.error, DeliveryUnknown)
    assert (end.error.msgid, end.error.errcode) == ("m", 60020)


def test_an_older_token_is_spared_once() -> None:
    """A second known token counts as the new one."""
    one = machine()
    one.start(0.0)
    one.token(0.0, Secret("TOKEN-0"))
    for number in (1, 2):
        assert one.answered(0.0, 200, b'{"errcode": 42001}') == NeedToken(refused=True)
        one.token(0.0, Secret(f"TOKEN-{number}"), older=True)
    end = one.answered(0.0, 200, b'{"errcode": 42001}')
    assert isinstance(end, Failed)
    assert isinstance(end.error, TokenError)


def test_an_event_whose_code_was_taken_is_given_back(
    shell: Shell, wecom: FakeWeCom, menu: Menu
) -> None:
    """Only what was held is released: the event's key, not the other's code."""
    claims = MemoryClaims()
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, claims=claims)
    sender.on_event(menu, code="CODE-1")
    with pytest.raises(CodeAlreadyUsed):
        sender.welcome(Event("enter_session", Secret("CODE-1"), msgid="m1"), menu)
    assert len(claims) == 1


def test_ids_tell_customers_and_accounts_apart() -> None:
    """The same message to another customer, or from another account, is another message."""
    message = TextMessage("好")
    ids = {message_id(message, user, kf, key) for user in "ab" for kf in "ab" for key in "ab"}
    assert len(ids) == 8
    events = [Event("other", open_kfid=kf, msgid="m").key for kf in "ab"]
    assert len(set(events)) == 2
    events = [Event("other", open_kfid=kf, external_userid="u", started_at=1.0).key for kf in "ab"]
    assert len(set(events)) == 2


def test_a_name_that_begins_like_this_machine_is_another() -> None:
    """A token in clear goes to `localhost` and to no name that looks like it."""
    assert is_loopback("http://localhost:80")
    for host in ("localhost.evil.example", "evil-localhost", "127.0.0.1.evil.example"):
        assert not is_loopback(f"http://{host}")


def test_a_claim_outlives_its_window(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """Callbacks are repeated: the claim is kept for ten minutes more."""
    kept: list[float] = []

    class Noting(MemoryClaims):
        def take(self, key: str, ttl: float) -> bool:
            kept.append(ttl)
            return super().take(key, ttl)

    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url, claims=Noting())
    sender.on_event(menu, code="CODE-1")
    assert kept == [620.0]


def test_redis_is_told_milliseconds() -> None:
    """A claim of 620 seconds is one of 620,000 milliseconds."""
    told: list[Any] = []

    class Client:
        def set(self, *_: Any, **options: Any) -> bool:
            told.append(options)
            return True

    assert RedisClaims(Client()).take("k", 620.0)  # type: ignore[arg-type]
    assert told == [{"nx": True, "px": 620_000}]


def test_fail_type_4_is_48_hours() -> None:
    """The numbers of `msg_send_fail` are WeCom's."""
    assert sorted(FAILURES) == [0, 1, 2, 4, 5, 6, 8, 10, 11, 12, 13]
    assert "48" in FAILURES[4][1]


def test_relays_do_not_share_tokens() -> None:
    """Another address has other tokens, though corp and secret are the same."""
    keys = {CachedTokens("ww", "s", base_url=url)._key for url in ("https://a", "https://b")}
    assert len(keys) == 2


def drive(flow: Any, reply: Any, clock: list[float]) -> tuple[Any, list[Exchange]]:
    asked: list[Exchange] = []
    given: Any = None
    try:
        while True:
            effect = flow.send(given)
            given = None
            if isinstance(effect, Call):
                given = effect.function(*effect.args)
            elif isinstance(effect, Wait):
                clock[0] += effect.seconds
            else:
                asked.append(effect)
                clock[0] += effect.timeout
                given = reply
    except StopIteration as ended:
        return ended.value, asked


def test_a_refused_token_does_not_survive_a_failed_fetch() -> None:
    """It is still alive by its time, and worthless."""
    clock, store = [0.0], MemoryTokens()
    source = CachedTokens("ww", "s", base_url="https://x", store=store, clock=lambda: clock[0])
    now = time.time()
    refused = Token(Secret("TOKEN"), now, now + 7200)
    store.save(source._key, refused.dump(), 7200)
    found, _ = drive(source.find(refused, 20.0), NoAnswer("unmade", "refused"), clock)
    assert isinstance(found, NoToken)


def test_a_refresh_ends_within_its_lock() -> None:
    """Three stalls of `gettoken` end before another worker may take the lock, window or not."""
    clock = [0.0]
    source = CachedTokens("ww", "s", base_url="https://x", clock=lambda: clock[0])
    _, asked = drive(source.find(None, 172800.0), NoAnswer("lost", "stall"), clock)
    assert sum(one.timeout for one in asked) <= FETCH_SECONDS
    assert clock[0] <= FETCH_SECONDS + 0.5


@pytest.mark.parametrize("token", ["TÖKEN", "T" * 513])
def test_a_token_that_is_none(token: str) -> None:
    """What `gettoken` gives is checked before it goes into a URL."""
    body = json.dumps({"errcode": 0, "access_token": token, "expires_in": 7200}).encode()
    source = CachedTokens("ww", "s", base_url="https://x")
    assert isinstance(
        drive(source.find(None, time.monotonic() + 20), Answer(200, body), [0.0])[0], NoToken
    )


def test_gettoken_that_echoes_the_secret_is_scrubbed() -> None:
    """Its words stand in `NotSent`."""
    body = json.dumps({"errcode": 60020, "errmsg": "bad the-SECRET here"}).encode()
    source = CachedTokens("ww", "the-SECRET", base_url="https://x")
    found, _ = drive(source.find(None, time.monotonic() + 20), Answer(200, body), [0.0])
    assert found == NoToken(60020, "bad *** here")


def test_no_packed_answer_is_asked_for(shell: Shell, menu: Menu) -> None:
    """A packed answer could unpack to any size."""

    def fine(server: Raw, peer: socket.socket) -> None:
        while server.read(peer):
            peer.sendall(answer("m"))

    with Raw(fine) as server:
        shell("TOKEN-1", base_url=server.base_url).on_event(menu, code="CODE-1")
        assert b"accept-encoding: identity\r\n" in server.requests[0].lower()


def test_a_handshake_that_stalls_ends_with_the_window(menu: Menu) -> None:
    """A server that takes the connection and says nothing: `NotSent`, in time."""

    def silent(_: Raw, peer: socket.socket) -> None:
        while peer.recv(65536):
            pass

    with Raw(silent) as server:
        began = time.monotonic()
        base_url = server.base_url.replace("http:", "https:")
        with Sender("TOKEN-1", base_url=base_url) as sender, pytest.raises(NotSent):
            sender.on_event(menu, code="CODE-1", window=0.5)
        assert time.monotonic() - began < 1.5


def test_a_dead_address_leaves_time_for_the_next(
    wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that swallows connections has its share of the time, not all of it."""
    port = int(wecom.base_url.rpartition(":")[2])
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.2)
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        dead.listen(0)
        filling = [socket.socket() for _ in range(4)]
        for one in filling:
            one.setblocking(False)
            one.connect_ex(dead.getsockname())
        places = (dead.getsockname(), ("127.0.0.1", port))
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with Sender(token, base_url=wecom.base_url) as sender:
            assert sender.on_event(menu, code="CODE-1", window=1.5).attempts == 1
        for one in filling:
            one.close()


def test_an_awaitable_is_no_claim() -> None:
    """Whatever has to be awaited is no answer to the blocking sender, a coroutine or not."""

    class Later:
        def __await__(self) -> Any:
            yield

    assert isinstance(_call(Call("claims.take", Later, ())), Broken)


def test_an_address_that_is_none() -> None:
    """An address that requests cannot write is refused when the sender is made."""
    with pytest.raises(ValueError, match="base_url"):
        Sender("TOKEN-1", base_url="https://*.invalid")
