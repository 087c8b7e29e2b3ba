"""A bot on Celery and Redis that greets whoever enters: for fleets larger than one machine.

    pip install 'kfmenu[redis]' 'celery[redis]'
    export KFMENU_CORP_ID=… KFMENU_CORP_SECRET=… KFMENU_REDIS_URL=redis://… KFMENU_EVENTS_URL=…
    celery -A celery_bot worker --loglevel INFO

The service that takes the callback answers WeCom at once and does `signalled.delay(signal)`.
All workers share one token and one memory of used codes, in Redis.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import requests
from celery import Celery
from celery.utils.log import get_task_logger

from kfmenu import CodeAlreadyUsed, RedisClaims, RedisTokens, Sender, SendError, load

log = get_task_logger("bot")

# Read once, so that a mistake in it stops the start rather than a greeting.
MENU = load(Path(__file__).with_name("satisfaction.kfm"))["satisfaction"].render()

REDIS = os.environ["KFMENU_REDIS_URL"]

# The queue may be another Redis: one that forgets its queue loses greetings, one that forgets
# its claims may greet twice.
app = Celery("celery_bot", broker=os.environ.get("KFMENU_BROKER_URL", REDIS))
app.conf.update(
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    # A worker takes no more tasks than it works on: one that waits in its memory grows too old.
    worker_prefetch_multiplier=1,
)


@cache
def sender() -> Sender:
    """Make the sender of this process when it is first needed: after Celery has forked it."""
    return Sender.from_secret(
        os.environ["KFMENU_CORP_ID"],
        os.environ["KFMENU_CORP_SECRET"],
        base_url=os.environ.get("KFMENU_BASE_URL", "https://qyapi.weixin.qq.com"),
        tokens=RedisTokens(REDIS),
        claims=RedisClaims(REDIS),
    )


def pull(signal: dict[str, str]) -> list[dict[str, Any]]:
    """Fetch what happened: replace this by your client of `kf/sync_msg`.

    Args:
        signal: what the callback said, decrypted: its `Token` and its `OpenKfId`.
    """
    answer = requests.post(os.environ["KFMENU_EVENTS_URL"], json=signal, timeout=5)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["msg_list"]
    return found


@app.task
def signalled(signal: dict[str, str]) -> None:
    """Hand each event to a worker of its own: their windows run at the same time."""
    for msg in pull(signal):
        # An event holds a code, and Celery shows arguments in its logs and monitors.
        greet.apply_async((msg,), argsrepr="(<event>,)")


@app.task
def greet(msg: dict[str, Any]) -> None:
    """Greet once, however often the event comes, and to whichever worker.

    Without Celery's retries: what may be tried again, the sender has tried.
    """
    try:
        sent = sender().welcome(msg, MENU)
    except CodeAlreadyUsed:
        log.info("已问候过 / greeted already")
    except SendError as error:  # its text says what to do, and never holds a code
        log.warning("%s / %s", error.text("zh"), error.text("en"))
    else:
        if sent is not None:  # None: an event without a code
            log.info("已问候 / greeted: msgid %s", sent.msgid)
