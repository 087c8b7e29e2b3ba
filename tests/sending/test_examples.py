"""The example bots, started for real: registered, told of events, and seen by their customers."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
import redis as client
import requests
from sending_kit import CORPID, SECRET, RedisServer

from kfmenu.testing import FakeWeCom
from kfmenu.testing.__main__ import SETTINGS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CODE = "CODE-that-nobody-may-see"
TOKEN, AES_KEY = SETTINGS["KFMENU_CALLBACK_TOKEN"], SETTINGS["KFMENU_CALLBACK_AES_KEY"]
GREETING, THANKS = "您对本次服务是否满意呢?", "感谢您的肯定！"
PATIENCE = 60.0


def needs(*packages: str) -> None:
    """Skip aloud when a package is missing."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        pytest.skip(f"AN EXAMPLE GOES UNTESTED: pip install {' '.join(missing)}")


class Bot:
    """A child process, and what it has printed so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def until(self, pattern: str, times: int = 1) -> re.Match[str]:
        """Wait until it has printed something so many times, and give the first."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = list(re.finditer(pattern, self.printed))
            if len(found) >= times:
                return found[0]
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.05)


@contextmanager
def running(tmp_path: Path, env: dict[str, str], *command: str) -> Iterator[Bot]:
    """Run a program of the examples, and end exactly it: by its own pid, kindly at first."""
    log = tmp_path / f"{command[0]}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=EXAMPLES,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Bot(process, log)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    """Give a WeCom that lets a second message with one code pass, so that it would be seen.

    Its codes live long, since a loaded machine is slow: the window is the senders' own affair.
    """
    with FakeWeCom(corpid=CORPID, secret=SECRET, single_use=False, window=300) as fake:
        yield fake


@pytest.fixture
def env(wecom: FakeWeCom, tmp_path: Path) -> dict[str, str]:
    """Give what an example finds in its environment."""
    more = {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        "KFMENU_CORP_ID": CORPID,
        "KFMENU_CORP_SECRET": SECRET,
        "KFMENU_BASE_URL": wecom.base_url,
        "KFMENU_CALLBACK_TOKEN": TOKEN,
        "KFMENU_CALLBACK_AES_KEY": AES_KEY,
        "KFMENU_STORE": str(tmp_path / "bot.sqlite"),
    }
    return {name: value for name, value in os.environ.items() if name != "KFMENU_REDIS_URL"} | more


def serve(app: str) -> list[str]:
    """Give the command of a web face on any free port."""
    return ["uvicorn", app, "--host", "127.0.0.1", "--port", "0"]


def registered(wecom: FakeWeCom, web: Bot) -> str:
    """Register a bot that comes up, as the console does, and give its address."""
    url = web.until(r"running on (http://127\.0\.0\.1:\d+)")[1]
    wecom.callback(f"{url}/callback", TOKEN, AES_KEY)
    return url


def converse(wecom: FakeWeCom, bot: Bot) -> None:
    """Let a customer enter, told of three times, and tap; see one greeting and one answer."""
    wecom.enter(code=CODE)
    wecom.signal()
    wecom.signal()
    wecom.ledger.wait(1, PATIENCE)
    # However the three pulls fall: who pulls it again finds it greeted already, or pulls nothing.
    bot.until("answered: msgid")
    wecom.says(menu_id="101")
    wecom.ledger.wait(2, PATIENCE)
    bot.until("answered: msgid", 2)
    greeting, thanks = wecom.ledger.seen("wmCustomer")
    assert greeting.startswith(GREETING)
    assert thanks == THANKS
    assert wecom.ledger.tokens == {(CORPID, SECRET): 1}


def keeps_secrets(wecom: FakeWeCom, *bots: Bot) -> None:
    """See no code, no secret, no token in what they printed."""
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    for bot in bots:
        for secret in (CODE, SECRET, token, AES_KEY):
            assert secret not in bot.printed


def test_fastapi(tmp_path: Path, wecom: FakeWeCom, env: dict[str, str]) -> None:
    """The FastAPI bot is registered, greets once though told three times, and answers a tap."""
    needs("fastapi", "uvicorn", "cryptography")
    with running(tmp_path, env, *serve("fastapi_bot:app")) as bot:
        url = registered(wecom, bot)
        converse(wecom, bot)
        with requests.Session() as session:
            session.trust_env = False
            strange = f"{url}/callback?msg_signature=é&echostr=x&timestamp=1&nonce=2"
            assert session.get(strange, timeout=10).status_code == 403
            assert session.post(strange, data=b"<xml>", timeout=10).status_code == 403
    keeps_secrets(wecom, bot)
    assert bot.process.returncode in {0, -15}
    # What it pulled, and whom it greeted, it knows after a restart as well.
    (tmp_path / "uvicorn.log").unlink()
    with running(tmp_path, env, *serve("fastapi_bot:app")) as bot:
        registered(wecom, bot)
        wecom.enter(external_userid="wm2")
        wecom.ledger.wait(3, PATIENCE)
    assert len(wecom.ledger.posts) == 3
    assert wecom.ledger.tokens == {(CORPID, SECRET): 1}


def test_fastapi_while_redis_restarts(
    tmp_path: Path, wecom: FakeWeCom, env: dict[str, str], redis: RedisServer
) -> None:
    """No greeting is lost, and none sent twice, by a Redis that is away and comes back.

    It comes back with its memory: one that loses it forgets claims, as the docs say.
    """
    needs("fastapi", "uvicorn", "cryptography")
    env["KFMENU_REDIS_URL"] = redis.url
    customers = [f"wm{number}" for number in range(6)]
    with running(tmp_path, env, *serve("fastapi_bot:app")) as bot:
        registered(wecom, bot)
        wecom.enter(external_userid=customers[0])
        bot.until("answered: msgid")
        with client.Redis.from_url(redis.url) as connection:
            connection.save()
        redis.stop()
        for customer in customers[1:4]:
            wecom.enter(external_userid=customer)
        time.sleep(2)  # long enough that each of them meets a Redis that is away
        redis.start()
        for customer in customers[4:]:
            wecom.enter(external_userid=customer)
        wecom.ledger.wait(len(customers), PATIENCE)
        bot.until("answered: msgid", len(customers))
    (redis.folder / "dump.rdb").unlink()
    assert [len(wecom.ledger.seen(customer)) for customer in customers] == [1] * len(customers)


def test_celery(tmp_path: Path, wecom: FakeWeCom, env: dict[str, str], redis: RedisServer) -> None:
    """Two Celery processes and a web face share a Redis, greet once, and answer a tap."""
    needs("celery", "fastapi", "uvicorn", "cryptography")
    env["KFMENU_REDIS_URL"] = redis.url
    env["KFMENU_BROKER_URL"] = redis.url.replace("unix://", "redis+socket://")
    work = ["celery", "-A", "celery_bot", "worker", "--concurrency", "2", "--loglevel", "DEBUG"]
    with ExitStack() as stack:
        worker = stack.enter_context(running(tmp_path, env, *work))
        web = stack.enter_context(running(tmp_path, env, *serve("celery_bot:web")))
        worker.until(r"ready\.")
        registered(wecom, web)
        converse(wecom, worker)
    keeps_secrets(wecom, worker, web)
    assert worker.process.returncode == 0


def test_against_the_program(tmp_path: Path, env: dict[str, str]) -> None:
    """As their first lines say: the program waits for the bot, registers it, and lets one enter."""
    needs("fastapi", "uvicorn", "cryptography")
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = str(held.getsockname()[1])
    for name in SETTINGS:
        env.pop(name, None)
    env["KFMENU_LANG"] = "en"
    console = ["kfmenu.testing", "--callback", f"http://127.0.0.1:{port}/callback"]
    with running(tmp_path, env, *console) as fake:
        exports = fake.until(r"export (KFMENU_BASE_URL=\S+)\nexport (\S.*)\n")
        fake.until("waiting for the bot")
        told = dict(pair.split("=", 1) for pair in " ".join(exports.groups()).split())
        command = ["uvicorn", "fastapi_bot:app", "--host", "127.0.0.1", "--port", port]
        with running(tmp_path, env | told, *command) as bot:
            fake.until("wmCustomer sees:\n    " + re.escape(GREETING))
            bot.until("answered: msgid")
    assert fake.process.returncode == 0
