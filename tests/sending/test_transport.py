"""HTTP: sessions of one's own, proxies, TLS, hostile peers, and what a byte on its way means."""

import http.client
import io
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from sending_kit import CORPID, SECRET, Shell
from urllib3.util.retry import Retry

from kfmenu import (
    CodeAlreadyUsed,
    DeliveryUnknown,
    Menu,
    NotSent,
    Sender,
    SessionError,
    WindowClosed,
)
from kfmenu.sending import deadline, transport
from kfmenu.sending.deadline import DeadlineAdapter, Trip
from kfmenu.sending.transport import is_loopback, reason
from kfmenu.testing import FakeWeCom

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
        assert sender.on_event(menu, code="CODE-1").attempts == 1
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
        (http.client.BadStatusLine("x"), DeliveryUnknown),
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
        monkeypatch.setattr(deadline, "IDLE_SECONDS", 0.0)
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


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a certificate for this machine with its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("NO OPENSSL: what TLS promises goes untested")
    folder = tmp_path_factory.mktemp("tls")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    alternative = ["-addext", "subjectAltName=DNS:localhost,DNS:kfmenu.localhost,IP:127.0.0.1"]
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


def test_a_socks_proxy_keeps_its_own_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools of another kind than HTTP proxies' stay as they are."""
    other = SimpleNamespace(pool_classes_by_scheme={})
    monkeypatch.setattr(HTTPAdapter, "proxy_manager_for", lambda *_, **__: other)
    assert DeadlineAdapter().proxy_manager_for("socks5://x") is other
    assert other.pool_classes_by_scheme == {}


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


def secure(certificate: Path, proxy: str | None = None) -> requests.Session:
    """Make a session that trusts the certificate."""
    mine = requests.Session()
    mine.trust_env = False
    mine.verify = str(certificate)
    mine.proxies = {"https": proxy} if proxy else {}
    return mine


def named(port: int) -> str:
    """Name this machine so that it is not known for a loopback, and proxies are for it."""
    return f"https://kfmenu.localhost:{port}"


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve every name to this machine."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, *rest, **more: real("127.0.0.1", *rest, **more)
    )


def test_tls_is_verified(tls: Tls, certificate: Path, menu: Menu) -> None:
    """A certificate that nobody vouches for ends in `NotSent`; a trusted one carries messages."""
    base_url = f"https://localhost:{tls.port}"
    with pytest.raises(NotSent):
        Sender("TOKEN-1", base_url=base_url).on_event(menu, code="CODE-1")
    with secure(certificate) as mine, Sender("T", base_url=base_url, session=mine) as sender:
        for number in range(2):
            assert sender.on_event(menu, code=f"CODE-{number}").attempts == 1


def test_a_session_that_does_not_verify_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token goes to whoever vouches for himself only where `insecure` says so."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    mine = requests.Session()
    mine.verify = False
    with pytest.raises(ValueError, match="insecure"):
        Sender("TOKEN-1", session=mine)
    assert Sender("TOKEN-1", session=mine, insecure=True)


@pytest.mark.usefixtures("resolved")
def test_a_tunnel_through_a_proxy_carries_messages(
    certificate: Path, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy sees the host and nothing of the token or the code; the environment's serves too."""
    server = Tls(certificate)
    proxy = f"http://127.0.0.1:{server.port}"
    for own in (True, False):
        mine = secure(certificate, proxy if own else None)
        if not own:
            mine.trust_env = True
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
            monkeypatch.setenv("HTTPS_PROXY", proxy)
        with Sender("TOKEN-1", base_url=named(server.port), session=mine) as sender:
            assert sender.on_event(menu, code="CODE-1")
        mine.close()
    assert len(server.heads) == 2
    assert b"TOKEN" not in b"".join(server.heads)
    server.close()


def test_a_proxy_that_refuses_the_tunnel_has_seen_no_request(scripted: Any, menu: Menu) -> None:
    """What goes to a proxy to open a tunnel is no request: `NotSent`."""
    proxy = scripted(*[b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"] * 4)
    mine = requests.Session()
    mine.proxies = {"https": proxy.base_url}
    with pytest.raises(NotSent):
        Sender("TOKEN-1", session=mine).on_event(menu, code="CODE-1")
    assert len(proxy.requests) == 4
    assert all(seen.startswith(b"CONNECT ") for seen in proxy.requests)


def test_a_drip_under_tls_is_cut_off(certificate: Path, menu: Menu) -> None:
    """TLS changes nothing: a dripping answer ends with the window."""
    server = Tls(certificate, drip=0.05)
    base_url = f"https://localhost:{server.port}"
    with secure(certificate) as mine, Sender("T", base_url=base_url, session=mine) as sender:
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
        assert sender.on_event(menu, code="CODE-2")
    mine.close()


def test_a_session_is_left_as_it_was(wecom: FakeWeCom, menu: Menu) -> None:
    """Its adapters stay, and its headers, parameters and auth go with every message."""
    mine = requests.Session()
    mine.headers["X-Relay"] = "yes"
    mine.params = {"relay": "1"}
    mine.auth = ("user", "word")
    before = dict(mine.adapters)
    seen: list[Any] = []

    class Watching(DeadlineAdapter):
        def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
            seen.append(request)
            return super().send(request, *args, **options)

    Sender("TOKEN-1", session=mine)
    assert dict(mine.adapters) == before
    mine.mount("http://", Watching())
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    with Sender(token, base_url=wecom.base_url, session=mine) as sender:
        sender.on_event(menu, code="CODE-1")
    assert seen[0].headers["X-Relay"] == "yes"
    assert seen[0].headers["Authorization"].startswith("Basic ")
    assert "?relay=1&access_token=" in seen[0].url
    mine.close()


def test_connections_work_outside_an_exchange(wecom: FakeWeCom) -> None:
    """A `DeadlineAdapter` goes on working for what is not kfmenu's."""
    mine = requests.Session()
    mine.mount("http://", DeadlineAdapter())
    found = mine.get(f"{wecom.base_url}/cgi-bin/gettoken", timeout=5)
    assert found.json()["errcode"] == 41002
    mine.close()


def test_no_cookie_no_hook_no_netrc(
    scripted: Any, menu: Menu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing of a session's memory or of the home goes with a message, and no hook runs."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hunter2\n", "ascii")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    head = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    server = scripted(*[head % len(OK) + OK] * 2)
    mine = requests.Session()
    mine.hooks["response"].append(lambda *_, **__: 1 / 0)
    mine.cookies.set("old", "cookie")
    sender = Sender("TOKEN-1", base_url=server.base_url, session=mine)
    for number in range(2):
        assert sender.on_event(menu, code=f"CODE-{number}")
    sent = b"".join(server.requests).lower()
    assert b"cookie" not in sent
    assert b"authorization" not in sent
    assert "a" not in mine.cookies


def test_reasons_name_types_and_the_systems_words() -> None:
    """Why an exchange failed is told without anything of the request."""
    inner = ConnectionRefusedError(111, "Connection refused")
    outer = requests.ConnectionError("https://x/?access_token=TOKEN-1")
    outer.__cause__ = inner
    assert reason(outer) == "ConnectionError, ConnectionRefusedError: Connection refused"
    assert reason(http.client.BadStatusLine("x")) == "BadStatusLine"
    inner.__context__ = outer
    assert reason(outer) == "ConnectionError, ConnectionRefusedError: Connection refused"
    assert reason(ssl.SSLError(1, "words")) == "SSLError: words"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://qyapi.weixin.qq.com",
        "qyapi.weixin.qq.com",
        "http://qyapi.weixin.qq.com",
        "http://10.0.0.1:8080",
        "https://user:hunter2@relay.example",
        "https://@relay.example",
        "https://relay.example/?a=b",
        "https://relay.example/?",
        "https://relay.example/#a",
        "https://relay.example/#",
        "https://例子.example",
        "https://relay.example/路",
        "https://relay.example/a b",
        "https://relay.example\r\n",
        "https://relay.example:port",
        "https://[::1",
        "https://*.invalid",
        "",
    ],
)
def test_only_https_leaves_this_machine(shell: Shell, address: str) -> None:
    """An address that would send the token in clear, or that holds a password, is refused."""
    with pytest.raises(ValueError, match="base_url") as raised:
        shell("TOKEN-1", base_url=address)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("address", "insecure", "settled"),
    [
        ("http://localhost:1", False, "http://localhost:1"),
        ("http://127.0.0.9:1/", False, "http://127.0.0.9:1"),
        ("http://[::1]:1", False, "http://[::1]:1"),
        ("https://relay.example/wecom/", False, "https://relay.example/wecom"),
        ("https://relay.example/cgi-bin", False, "https://relay.example"),
        ("https://relay.example/wecom/cgi-bin/", False, "https://relay.example/wecom"),
        ("http://relay.example", True, "http://relay.example"),
    ],
)
def test_private_relays_are_fine(shell: Shell, address: str, insecure: bool, settled: str) -> None:
    """`https` anywhere, `http` to this machine, or wherever the caller insists."""
    face = repr(shell("TOKEN-1", base_url=address, insecure=insecure))
    assert face.endswith(f"Sender to {settled}>")


def test_a_name_that_begins_like_this_machine_is_another() -> None:
    """A token in clear goes to `localhost` and to no name that looks like it."""
    assert is_loopback("http://localhost:80")
    for host in ("localhost.evil.example", "evil-localhost", "127.0.0.1.evil.example"):
        assert not is_loopback(f"http://{host}")


def test_a_trip_is_cut_to_its_window() -> None:
    """A short window gives the way a hundredth of itself, a long one a tenth of a second."""
    for window, until, last in ((20.0, 20.0, 19.9), (0.5, 0.5, 0.495), (172800.0, 20.0, 19.9)):
        trip, now = Trip(window), time.monotonic()
        assert trip.until - now == pytest.approx(until, abs=0.05)
        assert trip.left() == pytest.approx(last, abs=0.05)
        trip.check()
    half = Trip(20.0, 15.0)
    assert half.left() == pytest.approx(4.9, abs=0.05)
    over = Trip(20.0, 19.95)
    with pytest.raises(WindowClosed) as raised:
        over.check()
    assert raised.value.age == pytest.approx(19.95, abs=0.05)
    with pytest.raises(TimeoutError):
        over.leave()
    assert not over.out
    with pytest.raises(TimeoutError):
        Trip(20.0, 20.0).reading()


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


def answer(errcode: int = 0) -> bytes:
    body = json.dumps({"errcode": errcode, "errmsg": "x", "msgid": "m"}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


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
            peer.sendall(answer([0, 95001][len(server.requests) - 1]))

    with Raw(hint) as server:
        sender = shell("TOKEN-1", base_url=server.base_url)
        assert sender.on_event(menu, code="CODE-1")
        with pytest.raises(SessionError):
            sender.on_event(menu, code="CODE-2")


@pytest.mark.parametrize("own", [False, True])
def test_forks_do_not_share_a_connection(menu: Menu, own: bool) -> None:
    """Two processes on one connection would read each other's answers."""

    def echo(server: Raw, peer: socket.socket) -> None:
        while got := server.read(peer):
            slow = json.loads(got.partition(b"\r\n\r\n")[2])["code"] == "slow"
            time.sleep(0.3 if slow else 0)
            peer.sendall(answer(95001 if slow else 0))

    mine = requests.Session()
    mine.mount("http://", DeadlineAdapter())
    with (
        Raw(echo) as server,
        Sender("TOKEN-1", base_url=server.base_url, session=mine if own else None) as sender,
    ):
        sender.on_event(menu, code="warm")
        reader, writer = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            try:
                sender.on_event(menu, code="slow")
            except SessionError:
                os.write(writer, b"right")
            finally:
                os._exit(0)
        time.sleep(0.1)
        assert sender.on_event(menu, code="quick").attempts == 1
        os.waitpid(child, 0)
        os.write(writer, b".")
        assert os.read(reader, 100) == b"right."
        os.close(reader)
        os.close(writer)
    mine.close()


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


def test_a_missing_ca_bundle_is_not_sent(menu: Menu, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails before there is a connection has sent nothing."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with Sender("TOKEN-1", base_url="https://127.0.0.1:1") as sender, pytest.raises(NotSent):
        sender.on_event(menu, code="CODE-1")


def test_no_packed_answer_is_asked_for(shell: Shell, menu: Menu) -> None:
    """A packed answer could unpack to any size."""

    def fine(server: Raw, peer: socket.socket) -> None:
        while server.read(peer):
            peer.sendall(answer())

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
    for module in (deadline, transport):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 0.2)
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


def test_after_a_fork_the_pools_are_new(wecom: FakeWeCom, menu: Menu) -> None:
    """Those of before may be locked by a thread that is no more."""
    with Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url) as sender:
        sender.on_event(menu, code="CODE-1")
        before = sender._http._own
        sender._http._pid = 0
        assert sender.on_event(menu, code="CODE-2")
        assert sender._http._own is not before
