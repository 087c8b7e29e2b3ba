"""The example bots, started for real: one event, delivered three times, greets exactly once."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest
import requests
from sending_kit import CORPID, SECRET, RedisServer

from kfmenu.testing import FakeWeCom

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CODE = "CODE-that-nobody-may-see"


def needs(*packages: str) -> None:
    """Skip aloud when a package is missing."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        pytest.skip(f"AN EXAMPLE GOES UNTESTED: pip install {' '.join(missing)}")


class Events:
    """A stand-in for `kf/sync_msg`: it gives the same event each time, once it may."""

    def __init__(self) -> None:
        self.signals: list[bytes] = []
        self.may_answer = threading.Event()
        event = {
            "event_type": "enter_session",
            "open_kfid": "wk1",
            "external_userid": "wm1",
            "welcome_code": CODE,
        }
        self.msg = {"msgid": "e1", "send_time": time.time(), "msgtype": "event", "event": event}
        events = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                events.signals.append(self.rfile.read(int(self.headers["Content-Length"])))
                events.may_answer.wait(15)
                body = json.dumps({"errcode": 0, "msg_list": [events.msg]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def events() -> Iterator[Events]:
    """Give a running stand-in."""
    found = Events()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.may_answer.set()
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    """Give a WeCom that lets a second message with one code pass, so that it would be seen."""
    with FakeWeCom(corpid=CORPID, secret=SECRET, single_use=False) as fake:
        fake.issue_code(CODE)
        yield fake


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
        deadline = time.monotonic() + 20
        while True:
            found = list(re.finditer(pattern, self.printed))
            if len(found) >= times:
                return found[0]
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.05)


def environment(wecom: FakeWeCom, events: Events, **more: str) -> dict[str, str]:
    """Give what an example finds in its environment."""
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        "KFMENU_CORP_ID": CORPID,
        "KFMENU_CORP_SECRET": SECRET,
        "KFMENU_BASE_URL": wecom.base_url,
        "KFMENU_EVENTS_URL": events.url,
        **more,
    }


@contextmanager
def running(tmp_path: Path, env: dict[str, str], *command: str) -> Iterator[Bot]:
    """Run a bot, and end exactly it: by its own pid, kindly at first."""
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
            process.wait(10)
        process.kill()
        process.wait()


def check(bot: Bot, wecom: FakeWeCom) -> None:
    """See one greeting in the ledger, two repeats in the log, and no secret there."""
    bot.until("greeted", times=3)
    assert len(wecom.ledger.posts) == 1
    (seen,) = wecom.ledger.seen(CODE)
    assert seen.startswith("您对本次服务是否满意呢?")
    assert wecom.ledger.tokens == {(CORPID, SECRET): 1}
    printed = bot.printed
    assert printed.count("已问候 / greeted: msgid") == 1
    assert printed.count("已问候过 / greeted already") == 2
    for secret in (CODE, SECRET, str(wecom.gettoken(CORPID, SECRET).fields["access_token"])):
        assert secret not in printed


def test_fastapi(tmp_path: Path, wecom: FakeWeCom, events: Events) -> None:
    """The FastAPI bot answers each callback before it pulls, and greets once for all three."""
    needs("fastapi", "uvicorn")
    env = environment(wecom, events)
    serve = ("uvicorn", "fastapi_bot:app", "--host", "127.0.0.1", "--port", "0")
    with running(tmp_path, env, *serve) as bot:
        url = bot.until(r"running on (http://127\.0\.0\.1:\d+)")[1]
        with requests.Session() as session:
            session.trust_env = False
            for _ in range(3):
                answer = session.post(f"{url}/callback", data=b"<xml/>", timeout=10)
                assert (answer.status_code, answer.text) == (200, "success")
        assert not wecom.ledger.posts
        events.may_answer.set()
        check(bot, wecom)
    assert events.signals == [b"<xml/>"] * 3
    assert bot.process.returncode in {0, -15}


def test_celery(tmp_path: Path, wecom: FakeWeCom, events: Events, redis: RedisServer) -> None:
    """Two Celery processes that share a Redis greet once for an event that comes three times."""
    needs("celery")
    queue = redis.url.replace("unix://", "redis+socket://")
    env = environment(wecom, events, KFMENU_REDIS_URL=redis.url, KFMENU_BROKER_URL=queue)
    events.may_answer.set()
    work = ("celery", "-A", "celery_bot", "worker", "--concurrency", "2", "--loglevel", "DEBUG")
    with running(tmp_path, env, *work) as bot:
        bot.until(r"ready\.")
        script = "import celery_bot as b; [b.signalled.delay({'Token': 'x'}) for _ in range(3)]"
        subprocess.run(
            [sys.executable, "-c", script], cwd=EXAMPLES, env=env, check=True, timeout=30
        )
        check(bot, wecom)
    assert events.signals == [b'{"Token": "x"}'] * 3
    assert bot.process.returncode == 0
