"""Callbacks: a bot is registered as the console does it, and told of events as WeCom does."""

from __future__ import annotations

import base64
import hashlib
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kfmenu.testing import FakeWeCom, callback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN, AES_KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


class Bot:
    """A bot that opens what it is told, by a reading of its own of WeCom's cipher."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.said = threading.Semaphore(0)
        self.answers: Callable[[str], bytes] = str.encode
        bot = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                self.reply(bot.answers(bot.open(self.path, query["echostr"][0])))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                encrypt = ET.fromstring(body).findtext("Encrypt")  # noqa: S314 - the fake's
                assert encrypt is not None
                answer = bot.answers(bot.open(self.path, encrypt))
                bot.said.release()
                self.reply(answer)

            def reply(self, body: bytes) -> None:
                if not body:
                    return  # hang up instead
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/callback?shop=1"

    def open(self, target: str, sealed: str) -> str:
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        assert query["shop"] == "1"
        signed = sorted([TOKEN, query["timestamp"], query["nonce"], sealed])
        digest = hashlib.sha1("".join(signed).encode()).hexdigest()  # noqa: S324 - WeCom's choice
        assert digest == query["msg_signature"]
        key = base64.b64decode(AES_KEY + "=")
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = cipher.update(base64.b64decode(sealed)) + cipher.finalize()
        assert len(plain) % 32 == 0
        assert 1 <= plain[-1] <= 32
        plain = plain[16 : -plain[-1]]
        length = int.from_bytes(plain[:4])
        assert plain[4 + length :] == b"ww0000000000000000"
        self.opened.append(plain[4 : 4 + length].decode())
        return self.opened[-1]

    def told(self, times: int) -> list[str]:
        """Wait until it was told so many times, and give what."""
        for _ in range(times):
            assert self.said.acquire(timeout=10)
        return self.opened[-times:]


@pytest.fixture
def bot() -> Iterator[Bot]:
    """Give a running bot."""
    made = Bot()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a running server."""
    with FakeWeCom() as running:
        yield running


def test_registers_and_tells(fake: FakeWeCom, bot: Bot) -> None:
    """A bot that opens its echostr is registered, and told of each event, by a token."""
    fake.callback(bot.url, TOKEN, AES_KEY)
    assert bot.opened[0].isdecimal()
    fake.enter(open_kfid="wk7")
    (told,) = bot.told(1)
    fields = {field.tag: field.text for field in ET.fromstring(told)}  # noqa: S314 - the fake's
    assert abs(int(fields.pop("CreateTime") or 0) - time.time()) < 60
    assert (fields["MsgType"], fields["Event"]) == ("event", "kf_msg_or_event")
    assert (fields["OpenKfId"], fields["ToUserName"]) == ("wk7", fake.corpid)
    assert fields["Token"] in fake._signals


def test_tells_three_times_in_all(fake: FakeWeCom, bot: Bot) -> None:
    """A bot that hangs up is told again, three times in all, with the same token."""
    fake.callback(bot.url, TOKEN, AES_KEY)
    bot.answers = lambda _: b""
    fake.signal()
    told = bot.told(3)
    assert len(set(told)) == 1
    fake.stop()
    assert len(bot.opened) == 4


def test_tells_nobody_when_it_does_not_run(bot: Bot) -> None:
    """A stopped fake tells nobody, and one that stops does not try again."""
    fake = FakeWeCom()
    fake.callback(bot.url, TOKEN, AES_KEY)
    fake.enter()
    assert len(bot.opened) == 1
    stopping = threading.Event()
    stopping.set()
    callback.Callback(bot.url, TOKEN, AES_KEY, fake.corpid).deliver("t", "wk1", stopping)
    assert len(bot.opened) == 1


def test_refuses_a_bot_that_does_not_open(fake: FakeWeCom, bot: Bot) -> None:
    """Who answers the echostr with anything else, or not at all, is not registered."""
    bot.answers = lambda _: b"success"
    with pytest.raises(ConnectionRefusedError, match="opened: it gave b'success'"):
        fake.callback(bot.url, TOKEN, AES_KEY)
    bot.answers = lambda _: b""
    with pytest.raises(ConnectionError):
        fake.callback(bot.url, TOKEN, AES_KEY)
    with pytest.raises(ValueError, match="32 are needed"):
        fake.callback(bot.url, TOKEN, "short+++")
    fake.enter()
    assert fake._callbacks == []


def test_says_which_extra_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library for the cipher it says what to install."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers", None)
    with pytest.raises(ImportError, match=r"pip install 'kfmenu\[testing\]'"):
        FakeWeCom().callback("http://127.0.0.1:9/", TOKEN, AES_KEY)


def test_keeps_its_keys_to_itself() -> None:
    """A callback shows neither token nor key."""
    shown = repr(callback.Callback("http://bot", TOKEN, AES_KEY, "ww1"))
    assert TOKEN not in shown
    assert AES_KEY not in shown
