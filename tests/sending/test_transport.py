"""What only one of the shells has: sessions of one's own, proxies, tasks, stores that block."""

import asyncio
import builtins
import http.client
import importlib
import io
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from sending_kit import CORPID, SECRET, Blocking, RedisServer, Shell
from urllib3.util.retry import Retry

from kfmenu import (
    AsyncSender,
    CodeAlreadyUsed,
    DeliveryUnknown,
    MemoryClaims,
    Menu,
    NotSent,
    RedisClaims,
    RedisTokens,
    Sender,
    TokenError,
)
from kfmenu.sending import progress, transport
from kfmenu.sending.transport import DeadlineAdapter
from kfmenu.testing import FakeWeCom, Fault

OK = b'{"errcode": 0, "errmsg": "ok", "msgid": "m"}'


class Memory(BaseAdapter):
    """An adapter without a network: it gives one answer, or raises one error."""

    def __init__(self, given: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.given, self.headers = given, headers or {}
        self.seen: list[Any] = []

    def send(self, request: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        self.seen.append((request, options))
        if isinstance(self.given, Exception):
            raise self.given
        response = requests.Response()
        response.status_code = 200
        response.headers.update(self.headers)
        response.request = request
        response.url = request.url
        response.raw = io.BytesIO(self.given)
        return response

    def close(self) -> None:
        pass


def session(adapter: BaseAdapter) -> requests.Session:
    made = requests.Session()
    made.mount("https://", adapter)
    return made


def test_a_session_of_ones_own_is_used(menu: Menu) -> None:
    """An adapter of the user's own carries the request, and stays in place."""
    adapter = Memory(OK)
    with Sender("TOKEN-1", session=session(adapter)) as sender:
        assert sender.on_event(menu, code="CODE-1").msgid == "m"
    ((request, options),) = adapter.seen
    assert request.url.endswith("/cgi-bin/kf/send_msg_on_event?access_token=TOKEN-1")
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"
    assert options["verify"]
    assert options["stream"] is True


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (requests.ConnectTimeout("https://x/?access_token=TOKEN-1"), NotSent),
        (requests.exceptions.InvalidProxyURL("x"), NotSent),
        (requests.ConnectionError("https://x/?access_token=TOKEN-1"), DeliveryUnknown),
        (requests.ReadTimeout("x"), DeliveryUnknown),
        (RuntimeError("anything"), DeliveryUnknown),
    ],
)
def test_without_watched_connections_the_exception_tells(
    menu: Menu, error: Exception, raised: Any
) -> None:
    """An adapter of the user's own is believed when it says that no connection was made."""
    sender = Sender("TOKEN-1", session=session(Memory(error)))
    with pytest.raises(raised) as found:
        sender.on_event(menu, code="CODE-1")
    assert "TOKEN-1" not in str(found.value)


def test_a_packed_answer_is_not_unpacked(menu: Menu) -> None:
    """An answer that is compressed, though none was asked for, is not WeCom's."""
    sender = Sender("TOKEN-1", session=session(Memory(OK, {"Content-Encoding": "gzip"})))
    with pytest.raises(DeliveryUnknown):
        sender.on_event(menu, code="CODE-1")


def test_a_plain_adapter_makes_room(menu: Menu) -> None:
    """For `base_url`, and nothing else, a plain adapter is replaced by one that keeps deadlines."""
    mine = requests.Session()
    Sender("TOKEN-1", session=mine)
    assert isinstance(mine.get_adapter("https://qyapi.weixin.qq.com/x"), DeadlineAdapter)
    assert type(mine.get_adapter("https://elsewhere.example/")) is HTTPAdapter
    del menu


def test_an_adapter_that_retries_is_refused() -> None:
    """An adapter that sends again by itself would break the promise: it shows at once."""

    class Eager(HTTPAdapter):
        """Of the user's own."""

    with pytest.raises(ValueError, match="twice"):
        Sender("TOKEN-1", session=session(Eager(max_retries=Retry(3))))
    assert Sender("TOKEN-1", session=session(Eager()))


class Scripted:
    """A server that reads a request, says what it is told, byte by byte if need be, and ends."""

    def __init__(self, *answers: bytes, gap: float = 0.0) -> None:
        self.answers, self.gap = list(answers), gap
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def _serve(self) -> None:
        for answer in self.answers:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                self.requests.append(peer.recv(65536))
                peer.sendall(answer)
                time.sleep(self.gap)

    def close(self) -> None:
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def scripted() -> Iterator[Any]:
    """Give a maker of scripted servers."""
    made: list[Scripted] = []

    def make(*answers: bytes, gap: float = 0.0) -> Scripted:
        made.append(Scripted(*answers, gap=gap))
        return made[-1]

    yield make
    for server in made:
        server.close()


def test_broken_headers_are_not_reported_with_the_url(
    scripted: Any, menu: Menu, caplog: pytest.LogCaptureFixture
) -> None:
    """Headers that cannot be parsed are `DeliveryUnknown`; urllib3 would warn with the token."""
    caplog.set_level("DEBUG")
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nbroken header\r\nX: y\r\n\r\n{}"
    with pytest.raises(DeliveryUnknown):
        Sender("TOKEN-1", base_url=scripted(head).base_url).on_event(menu, code="CODE-1")
    assert "TOKEN-1" not in caplog.text


def test_an_idle_connection_is_replaced(
    wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """A connection that lay idle for long is not trusted: the server may just hang up on it."""
    caplog.set_level("DEBUG", "urllib3.connectionpool")
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url) as sender:
        sender.on_event(menu, code="CODE-1")
        monkeypatch.setattr(transport, "IDLE_SECONDS", 0.0)
        sender.on_event(menu, code="CODE-2")
    assert "Resetting dropped connection" in caplog.text


def test_the_last_moment_is_asked_again_when_connected(
    wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that took until the window closed carries nothing: `NotSent`."""
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    connect = socket.socket.connect

    def slow(self: Any, address: Any) -> None:
        time.sleep(0.35)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", slow)
    with Sender(token, base_url=wecom.base_url) as sender, pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-1", window=0.3)
    assert not wecom.ledger.posts


def test_every_address_is_tried(
    wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name with a dead address before the living one is reached all the same."""
    port = int(wecom.base_url.rpartition(":")[2])
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", dead.getsockname()),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with Sender(token, base_url=wecom.base_url) as sender:
            assert sender.on_event(menu, code="CODE-1").attempts == 1
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
        with Sender(token, base_url=wecom.base_url) as sender, pytest.raises(NotSent):
            sender.on_event(menu, code="CODE-2")


def test_a_proxy_that_refuses_the_tunnel_has_seen_no_request(scripted: Any, menu: Menu) -> None:
    """What goes to a proxy to open a tunnel is no request: `NotSent`, in both shells."""
    answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    proxy = scripted(*[answer] * 4)
    mine = requests.Session()
    mine.proxies = {"https": proxy.base_url}
    with pytest.raises(NotSent):
        Sender("TOKEN-1", session=mine).on_event(menu, code="CODE-1")
    assert all(seen.startswith(b"CONNECT ") for seen in proxy.requests)
    proxy = scripted(*[answer] * 4)

    async def send() -> None:
        async with httpx.AsyncClient(proxy=proxy.base_url) as client:
            await AsyncSender("TOKEN-1", session=client).on_event(menu, code="CODE-1")

    with pytest.raises(NotSent):
        asyncio.run(send())
    assert all(seen.startswith(b"CONNECT ") for seen in proxy.requests)
    assert len(proxy.requests) == 4


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a certificate for this machine with its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("NO OPENSSL: what TLS promises goes untested")
    folder = tmp_path_factory.mktemp("tls")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    alternative = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([openssl, *words.split(), *alternative, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


class Tls:
    """A TLS front for a server that speaks in clear, and a proxy that tunnels to it."""

    def __init__(self, certificate: Path, drip: float = 0.0) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.drip = drip
        self.heads: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer: socket.socket) -> None:
        with suppress(OSError), peer:
            if peer.recv(1, socket.MSG_PEEK) == b"C":
                self.heads.append(peer.recv(65536))
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with self.context.wrap_socket(peer, server_side=True) as secure:
                while asked := secure.recv(65536):
                    if b"msgmenu" not in asked:
                        continue
                    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(OK)}\r\n\r\n".encode()
                    for byte in head + OK if self.drip else ():
                        secure.sendall(bytes((byte,)))
                        time.sleep(self.drip)
                    if not self.drip:
                        secure.sendall(head + OK)

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def tls(certificate: Path) -> Iterator[Tls]:
    """Give a server behind TLS."""
    made = Tls(certificate)
    yield made
    made.close()


def secure_senders(certificate: Path, port: int, proxy: str | None = None) -> Iterator[Any]:
    """Make a sender of each kind that trusts the certificate, one after the other."""
    base_url = f"https://localhost:{port}"
    mine = requests.Session()
    mine.trust_env = False
    mine.verify = str(certificate)
    mine.proxies = {"https": proxy} if proxy else {}
    yield Sender("TOKEN-1", base_url=base_url, session=mine)
    mine.close()
    context = ssl.create_default_context(cafile=certificate)
    blocking = Blocking(
        lambda: AsyncSender(
            "TOKEN-1",
            base_url=base_url,
            session=httpx.AsyncClient(verify=context, proxy=proxy, trust_env=False),
        )
    )
    yield blocking
    blocking.runner.run(blocking.sender._client.aclose())
    blocking.close()


def test_tls_is_verified(tls: Tls, certificate: Path, shell: Shell, menu: Menu) -> None:
    """A certificate that nobody vouches for ends in `NotSent`; a trusted one carries messages."""
    with pytest.raises(NotSent):
        shell("TOKEN-1", base_url=f"https://localhost:{tls.port}").on_event(menu, code="CODE-1")
    for sender in secure_senders(certificate, tls.port):
        for number in range(2):
            assert sender.on_event(menu, code=f"CODE-{number}").msgid == "m"


def test_a_tunnel_through_a_proxy_carries_messages(tls: Tls, certificate: Path, menu: Menu) -> None:
    """A proxy sees the host and nothing of the token or the code."""
    for sender in secure_senders(certificate, tls.port, f"http://127.0.0.1:{tls.port}"):
        assert sender.on_event(menu, code="CODE-1").msgid == "m"
    assert len(tls.heads) == 2
    assert b"TOKEN" not in b"".join(tls.heads)


def test_a_drip_under_tls_is_cut_off(certificate: Path, menu: Menu) -> None:
    """TLS changes nothing: a dripping answer ends with the window."""
    server = Tls(certificate, drip=0.05)
    for sender in secure_senders(certificate, server.port):
        began = time.monotonic()
        with pytest.raises(DeliveryUnknown):
            sender.on_event(menu, code="CODE-1", window=0.8)
        assert 0.5 < time.monotonic() - began < 1.6
    server.close()


def test_an_adapter_may_be_derived(wecom: FakeWeCom, menu: Menu) -> None:
    """A `DeadlineAdapter` of the user's own leaves from the address that they chose."""

    class FromHere(DeadlineAdapter):
        """Leaves from another address of this machine."""

        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs, source_address=("127.0.0.2", 0))

    mine = requests.Session()
    mine.mount("http://", FromHere())
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url, session=mine) as sender:
        assert sender.on_event(menu, code="CODE-1")
    assert isinstance(mine.get_adapter(wecom.base_url), FromHere)
    mine.close()


def test_a_socks_proxy_keeps_its_own_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools of another kind than HTTP proxies' stay as they are."""
    other = SimpleNamespace(pool_classes_by_scheme={})
    monkeypatch.setattr(HTTPAdapter, "proxy_manager_for", lambda *_, **__: other)
    assert DeadlineAdapter().proxy_manager_for("socks5://x") is other
    assert other.pool_classes_by_scheme == {}


def test_a_deadline_that_has_passed_leaves_no_time() -> None:
    """After the deadline nothing is begun, neither reading nor sending."""
    over = progress.Progress(0.0, -1.0)
    with pytest.raises(TimeoutError):
        over.left()
    with pytest.raises(TimeoutError):
        over.leave()
    assert not over.left_home


def test_connections_work_outside_an_exchange(wecom: FakeWeCom) -> None:
    """A session of the user's own goes on working for what is not kfmenu's."""
    mine = requests.Session()
    Sender("TOKEN-1", base_url=wecom.base_url, session=mine)
    found = mine.get(f"{wecom.base_url}/cgi-bin/gettoken", timeout=5)
    assert found.json()["errcode"] == 40001
    mine.close()


def test_the_environments_proxy_is_not_for_this_machine(
    shell: Shell, wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token for this machine does not travel in clear through a proxy of the environment."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    assert sender.on_event(menu, code="CODE-1")


def test_threads_share_a_sender(wecom: FakeWeCom, menu: Menu) -> None:
    """Many threads on one sender: each message once, one token for all, one greeting per code."""
    outcomes: list[Any] = []
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url) as sender:

        def work(number: int) -> None:
            try:
                outcomes.append(sender.on_event(menu, code=f"CODE-{number % 20}"))
            except CodeAlreadyUsed as error:
                outcomes.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(60)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 20
    assert len(wecom.ledger.delivered) == 20
    assert sum(wecom.ledger.tokens.values()) == 1


def transported(handler: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(handler))


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (httpx.ConnectError("https://x/?access_token=TOKEN-1"), NotSent),
        (httpx.ConnectTimeout("x"), NotSent),
        (httpx.PoolTimeout("x"), NotSent),
        (httpx.ReadTimeout("x"), DeliveryUnknown),
        (httpx.WriteError("x"), DeliveryUnknown),
        (RuntimeError("x"), DeliveryUnknown),
    ],
)
def test_without_a_trace_the_exception_tells(menu: Menu, error: Exception, raised: Any) -> None:
    """A transport of the user's own is believed when it says that no connection was made."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    async def send() -> None:
        async with transported(fail) as client:
            await AsyncSender("TOKEN-1", session=client).on_event(menu, code="CODE-1")

    with pytest.raises(raised) as found:
        asyncio.run(send())
    assert "TOKEN-1" not in str(found.value)


def test_a_client_of_ones_own_is_used_and_stays_open(menu: Menu) -> None:
    """An async client of the user's own carries the request; closing it is theirs."""

    async def send() -> None:
        def packed(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"Content-Encoding": "br"}, content=b"")

        async with transported(lambda _: httpx.Response(200, content=OK)) as client:
            async with AsyncSender("TOKEN-1", session=client) as sender:
                assert (await sender.on_event(menu, code="CODE-1")).msgid == "m"
            assert not client.is_closed
        with pytest.raises(NotSent):
            await sender.on_event(menu, code="CODE-2")
        async with transported(packed) as client:
            with pytest.raises(DeliveryUnknown):
                await AsyncSender("TOKEN-1", session=client).on_event(menu, code="CODE-3")

    asyncio.run(send())


class Slow(MemoryClaims):
    """Claims that block for a while, as a store across the network does."""

    blocking = True

    def take(self, key: str, ttl: float) -> bool:
        time.sleep(0.2)
        return super().take(key, ttl)


def test_stores_that_block_do_not_hold_up_the_loop(wecom: FakeWeCom, menu: Menu) -> None:
    """While a store blocks in its thread, other tasks go on."""

    async def send() -> int:
        async with AsyncSender.from_secret(
            CORPID, SECRET, base_url=wecom.base_url, claims=Slow()
        ) as sender:
            sending = asyncio.create_task(sender.on_event(menu, code="CODE-1"))
            ticks = 0
            while not sending.done():
                await asyncio.sleep(0.01)
                ticks += 1
            await sending
            return ticks

    assert asyncio.run(send()) >= 5


class Coroutines:
    """Claims of the user's own, with coroutines."""

    def __init__(self) -> None:
        self.held: set[str] = set()

    async def take(self, key: str, ttl: float) -> bool:
        del ttl
        await asyncio.sleep(0)
        free = key not in self.held
        self.held.add(key)
        return free

    async def release(self, key: str) -> None:
        self.held.discard(key)


def test_claims_may_be_coroutines(wecom: FakeWeCom, menu: Menu, free_port: int) -> None:
    """Claims with coroutines are awaited, also when they are given back."""

    async def send() -> None:
        claims: Any = Coroutines()
        async with AsyncSender("T", base_url=f"http://127.0.0.1:{free_port}", claims=claims) as one:
            with pytest.raises(NotSent):
                await one.on_event(menu, code="CODE-1")
        async with AsyncSender.from_secret(
            CORPID, SECRET, base_url=wecom.base_url, claims=claims
        ) as sender:
            assert await sender.on_event(menu, code="CODE-1")
            with pytest.raises(CodeAlreadyUsed):
                await sender.on_event(menu, code="CODE-1")

    asyncio.run(send())


@pytest.mark.parametrize("kind", ["memory", "coroutines"])
def test_a_cancelled_task_keeps_what_may_be_out(wecom: FakeWeCom, menu: Menu, kind: str) -> None:
    """Cancelled before the request a claim is given back; cancelled during it, it is kept."""

    async def send() -> None:
        claims: Any = MemoryClaims() if kind == "memory" else Coroutines()
        async with AsyncSender.from_secret(
            CORPID, SECRET, base_url=wecom.base_url, claims=claims
        ) as sender:
            wecom.faults.add(Fault.stall_before(1), path="/cgi-bin/gettoken")
            task = asyncio.create_task(sender.on_event(menu, code="CODE-1"))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            if kind == "memory":
                assert await sender.on_event(menu, code="CODE-1")
            wecom.faults.add(Fault.stall_after(1), path="/cgi-bin/kf/send_msg_on_event")
            task = asyncio.create_task(sender.on_event(menu, code="CODE-2"))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises(CodeAlreadyUsed):
                await sender.on_event(menu, code="CODE-2")

    asyncio.run(send())


def test_redis_serves_both_shells(
    shell: Shell, wecom: FakeWeCom, menu: Menu, redis: RedisServer
) -> None:
    """Workers on one Redis greet once and fetch one token; without Redis they send nothing."""
    first, second = (
        shell.from_secret(
            CORPID,
            SECRET,
            base_url=wecom.base_url,
            tokens=RedisTokens(redis.url),
            claims=RedisClaims(redis.url),
        )
        for _ in "12"
    )
    assert first.on_event(menu, code="CODE-1")
    with pytest.raises(CodeAlreadyUsed):
        second.on_event(menu, code="CODE-1")
    assert second.on_event(menu, code="CODE-2")
    assert sum(wecom.ledger.tokens.values()) == 1
    redis.stop()
    with pytest.raises(NotSent) as raised:
        first.on_event(menu, code="CODE-3")
    assert raised.value.why == "claim"
    redis.start()
    assert first.on_event(menu, code="CODE-3")
    assert len(wecom.ledger.delivered) == 3


@pytest.mark.parametrize(
    ("module", "extra"), [("httpx", "kfmenu[async]"), ("redis", "kfmenu[redis]")]
)
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, module: str, extra: str) -> None:
    """Who lacks httpx or redis is told what to install."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == module:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.delitem(sys.modules, "kfmenu.sending.async_sender")
    use = RedisClaims if module == "redis" else importlib.import_module
    with pytest.raises(ImportError) as raised:
        use("redis://127.0.0.1" if module == "redis" else "kfmenu.sending.async_sender")
    assert extra in str(raised.value)


def test_reasons_name_types_and_the_systems_words() -> None:
    """Why an exchange failed is told without anything of the request."""
    inner = ConnectionRefusedError(111, "Connection refused")
    outer = requests.ConnectionError("https://x/?access_token=TOKEN-1")
    outer.__cause__ = inner
    assert progress.reason(outer) == "ConnectionError, ConnectionRefusedError: Connection refused"
    assert progress.reason(http.client.BadStatusLine("x")) == "BadStatusLine"
    inner.__context__ = outer
    assert len(progress.chain(outer)) == 2
    assert progress.reason(ssl.SSLError(1, "words")) == "SSLError: words"


def test_a_fresh_token_is_tried_once_only(shell: Shell, wecom: FakeWeCom, menu: Menu) -> None:
    """A server that refuses every token is asked for one new one per message, no more."""
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    wecom.faults.add(Fault.invalid_token(), count=None)
    with pytest.raises(TokenError):
        sender.on_event(menu, code="CODE-1")
    assert sum(wecom.ledger.tokens.values()) == 2
