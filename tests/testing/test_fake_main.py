"""`python -m kfmenu.testing`: the fake in the foreground."""

from __future__ import annotations

import http.client
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

import kfmenu.testing
from kfmenu.testing import FakeWeCom, __main__
from kfmenu.testing.__main__ import SETTINGS, main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(kfmenu.testing.__file__).parents[2]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def ask(port: int, method: str, path: str, body: object = None) -> dict[str, object]:
    """Make one call, waiting for the server to come up."""
    for _ in range(500):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request(method, path, json.dumps(body))
            answer: dict[str, object] = json.loads(connection.getresponse().read())
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return answer
        finally:
            connection.close()
    raise AssertionError("the server did not come up")


def run(port: int, arguments: Sequence[str], act: Callable[[], None], number: int) -> int:
    """Run the program here, act upon it from another thread, and end it with a signal."""

    def drive() -> None:
        # The signal must not strike a process that has no handler for it.
        ask(port, "DELETE", "/_fake/faults")
        try:
            act()
        finally:
            os.kill(os.getpid(), number)

    thread = threading.Thread(target=drive, daemon=True)
    thread.start()
    try:
        return main(["--port", str(port), *arguments])
    finally:
        thread.join(10)


def send(port: int, code: str, *contents: str) -> None:
    """Send texts for one code as a bot in any language would."""
    query = urlencode({"corpid": SETTINGS["KFMENU_CORP_ID"], "corpsecret": "s3cret"})
    token = ask(port, "GET", f"/cgi-bin/gettoken?{query}")["access_token"]
    for content in contents:
        body = {"code": code, "msgtype": "text", "text": {"content": content}}
        ask(port, "POST", f"/cgi-bin/kf/send_msg_on_event?access_token={token}", body)


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_tells_what_customers_see(
    number: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints what a bot needs, each message a customer sees, each that none does, and a sum."""
    monkeypatch.setenv("KFMENU_CORP_SECRET", "s3cret")
    port = free_port()
    before = signal.getsignal(number)

    def act() -> None:
        send(port, "WELCOME", "您好\n欢迎", "")

    assert run(port, ["--any-code"], act, number) == 0
    assert signal.getsignal(number) is before
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Listening on http://127.0.0.1:{port}. For the bot's terminal:"
    assert lines[1] == f"export KFMENU_BASE_URL=http://127.0.0.1:{port}"
    assert lines[2] == "export " + " ".join(
        f"{name}={value}" for name, value in SETTINGS.items() if name != "KFMENU_CORP_SECRET"
    )
    assert lines[3].endswith(" WELCOME sees:")
    assert lines[4:6] == ["    您好", "    欢迎"]
    assert " WELCOME sees nothing: empty content, hint: " in lines[6]
    assert lines[7:] == ["Stopped: 1 delivered, 1 not."]


def test_shows_no_setting_of_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment brings, a real secret perhaps, is used and not printed."""
    for name in SETTINGS:
        monkeypatch.setenv(name, f"mine-{name}")
    port = free_port()
    assert run(port, [], lambda: None, signal.SIGTERM) == 0
    assert "mine-" not in capsys.readouterr().out


def test_speaks_chinese(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its language is that of KFMENU_LANG or LANG, in this order."""
    monkeypatch.setenv("KFMENU_LANG", "zh_CN")
    port = free_port()
    assert run(port, [], lambda: None, signal.SIGTERM) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"正在监听 http://127.0.0.1:{port}。")
    assert out.endswith("已停止：送达 0 条，未送达 0 条。\n")


def test_plays_console_and_customer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the bot, registers it, and lets a customer do what standard input says."""
    monkeypatch.setenv("KFMENU_LANG", "en")
    done = threading.Event()
    registered: list[tuple[str, str, str]] = []

    def callback(_: FakeWeCom, url: str, token: str, aes_key: str) -> None:
        # The bot comes up with the third try.
        registered.append((url, token, aes_key))
        if len(registered) < 3:
            raise ConnectionRefusedError("not yet")

    def lines() -> Iterator[str]:
        yield from ["say 您好\n", "tap 101\n", "dance\n", "enter\n"]
        done.set()

    monkeypatch.setattr(FakeWeCom, "callback", callback)
    monkeypatch.setattr(__main__, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(sys, "stdin", lines())
    port = free_port()
    code = run(port, ["--callback", "http://bot/"], lambda: assert_(done.wait(10)), signal.SIGTERM)
    assert code == 0
    said = capsys.readouterr()
    assert "The bot at http://bot/ is registered. A customer enters." in said.out
    assert said.err.splitlines() == [
        "waiting for the bot at http://bot/: not yet",
        "wmCustomer saw no click with the id '101': write enter, say TEXT, or tap ID",
        "'dance': write enter, say TEXT, or tap ID",
    ]
    assert registered == [("http://bot/", *list(SETTINGS.values())[2:])] * 3


def test_stops_waiting_for_a_bot_that_never_comes(capsys: pytest.CaptureFixture[str]) -> None:
    """It ends while it waits, whatever the address."""
    port = free_port()
    arguments = ["--callback", "http://127.0.0.1:9/"]
    assert run(port, arguments, lambda: None, signal.SIGTERM) == 0
    assert "registered" not in capsys.readouterr().out


def test_needs_a_free_port(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port that is taken, or none at all, is exit 2 with a word about it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    monkeypatch.setenv("KFMENU_LANG", "zh")
    assert main(["--port", "70000"]) == 2
    taken, impossible = capsys.readouterr().err.splitlines()
    assert taken.startswith(f"cannot listen on port {port}: ")
    assert impossible.startswith("无法监听端口 70000：")


@pytest.mark.parametrize(("lang", "word"), [("en", "port to listen on"), ("zh", "监听的端口")])
def test_helps_in_both_languages(
    lang: str,
    word: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`python -m kfmenu.testing --help` speaks the language asked for."""
    monkeypatch.setenv("KFMENU_LANG", lang)
    monkeypatch.setattr(sys, "argv", ["kfmenu.testing", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "kfmenu/testing/__main__.py"), run_name="__main__")
    assert ended.value.code == 0
    assert word in capsys.readouterr().out


def assert_(fact: bool) -> None:
    """Assert within an expression."""
    assert fact


@pytest.mark.parametrize("arguments", [["--lang", "fr"], ["--port", "x"]])
def test_refuses_options_it_does_not_know(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong option is exit 2 with the usage."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_ends_cleanly_as_a_process() -> None:
    """A process of its own says its address at once, in any locale, and ends with 0 on SIGTERM."""
    with subprocess.Popen(
        [sys.executable, "-m", "kfmenu.testing"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "KFMENU_LANG": "zh"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert "http://127.0.0.1:" in process.stdout.readline()
            process.terminate()
            _, err = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (process.returncode, err) == (0, "")
