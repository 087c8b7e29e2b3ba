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
from urllib.parse import quote

import pytest

import kfmenu.testing
from kfmenu.testing.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


def send(port: int, secret: str, code: str, *contents: str) -> None:
    """Send texts for one code as a bot in any language would."""
    query = f"corpid=ww1&corpsecret={quote(secret)}"
    token = ask(port, "GET", f"/cgi-bin/gettoken?{query}")["access_token"]
    for content in contents:
        body = {"code": code, "msgtype": "text", "text": {"content": content}}
        ask(port, "POST", f"/cgi-bin/kf/send_msg_on_event?access_token={token}", body)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_tells_what_customers_see(
    number: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints its address, each message a customer sees, each that none does, and a sum."""
    monkeypatch.setenv("BOT_SECRET", "s3cret")
    port = free_port()
    arguments = ["--corpid", "ww1", "--secret-env", "BOT_SECRET", "--any-code", "--lang", "en"]
    before = signal.getsignal(number)

    def act() -> None:
        send(port, "s3cret", "WELCOME", "您好\n欢迎", "")

    assert run(port, arguments, act, number) == 0
    assert signal.getsignal(number) is before
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Listening on http://127.0.0.1:{port} - corpid ww1, secret from $BOT_SECRET"
    assert lines[1].endswith(" WELCOME sees:")
    assert lines[2:4] == ["    您好", "    欢迎"]
    assert " WELCOME sees nothing: empty content, hint: " in lines[4]
    assert lines[5:] == ["Stopped: 1 delivered, 1 not."]


def test_speaks_chinese(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its language is that of --lang, KFMENU_LANG or LANG, in this order."""
    monkeypatch.setenv("KFMENU_LANG", "zh_CN")
    port = free_port()
    assert run(port, [], lambda: None, signal.SIGTERM) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"正在监听 http://127.0.0.1:{port}，")
    assert out.endswith("已停止：送达 0 条，未送达 0 条。\n")


def test_needs_the_secret_it_was_promised(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable that is not set is exit 2 with a word about it."""
    monkeypatch.delenv("BOT_SECRET", raising=False)
    assert main(["--secret-env", "BOT_SECRET", "--lang", "zh"]) == 2
    assert capsys.readouterr().err == "环境变量 BOT_SECRET 为空或未设置\n"


def test_needs_a_free_port(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken, or none at all, is exit 2 with a word about it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert main(["--port", str(port), "--lang", "en"]) == 2
    assert main(["--port", "70000", "--lang", "zh"]) == 2
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
    monkeypatch.setattr(sys, "argv", ["kfmenu.testing", "--lang", lang, "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "kfmenu/testing/__main__.py"), run_name="__main__")
    assert ended.value.code == 0
    assert word in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--lang"], ["--lang", "fr"], ["--port", "x"]])
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
        [sys.executable, "-m", "kfmenu.testing", "--lang", "zh"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
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
