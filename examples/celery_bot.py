"""A bot on Celery and Redis, for a fleet: it greets whoever enters, and answers what they tap.

From a clone, against a WeCom on this machine, with a Redis, in three terminals:

    python3 -m venv .venv
    .venv/bin/pip install '.[redis,testing]' 'celery[redis]' fastapi uvicorn
    .venv/bin/python -m kfmenu.testing --port 8700 --callback http://127.0.0.1:8000/callback

    export …                                  # the two lines that it printed
    export KFMENU_REDIS_URL=redis://127.0.0.1
    .venv/bin/celery --workdir examples -A celery_bot worker --loglevel INFO

    export …                                  # all of them again
    .venv/bin/uvicorn --app-dir examples celery_bot:web

All of them share one token, one memory of used codes, and one cursor, in Redis. The queue may be
another Redis (KFMENU_BROKER_URL): one that forgets its queue loses greetings, one that forgets what
it remembers may greet twice.
"""

import os
import time
from functools import cache
from pathlib import Path
from typing import Any

from celery import Celery
from celery.utils.log import get_task_logger
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from wecom import Callback, Inbox

from kfmenu import (
    CodeAlreadyUsed,
    RedisStore,
    Sender,
    SendError,
    Sent,
    TextMessage,
    load,
    read_click,
)

log = get_task_logger("bot")

# Read once, so that a mistake in it stops the start rather than a greeting.
MENU = load(Path(__file__).with_name("satisfaction.kfm"))["satisfaction"].render()
ANSWERS = {
    "101": TextMessage("感谢您的肯定！"),
    "102": TextMessage("很抱歉，请告诉我们哪里不满意"),
}
CORPID = os.environ["KFMENU_CORP_ID"]
BASE_URL = os.environ.get("KFMENU_BASE_URL", "https://qyapi.weixin.qq.com")
REDIS = os.environ["KFMENU_REDIS_URL"]

app = Celery("celery_bot", broker=os.environ.get("KFMENU_BROKER_URL", REDIS))
app.conf.update(
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    # A worker takes no more tasks than it works on: one that waits in its memory grows too old.
    worker_prefetch_multiplier=1,
)


@cache
def store() -> RedisStore:
    """Open the store of this process when it is first needed: after Celery has forked it."""
    return RedisStore(REDIS)


@cache
def sender() -> Sender:
    """Make the sender of this process, likewise."""
    secret = os.environ["KFMENU_CORP_SECRET"]
    return Sender.from_secret(CORPID, secret, store=store(), base_url=BASE_URL)


@cache
def inbox() -> Inbox:
    """Make the inbox of this process, likewise."""
    return Inbox(BASE_URL, sender().access_token, store())


@app.task
def pull(signal: dict[str, str]) -> None:
    """Hand each event to a worker of its own: their windows run at the same time."""
    for msgs in inbox().pages(signal):
        for msg in msgs:
            # An event holds a code, and Celery shows arguments in its logs and monitors.
            handle.apply_async((msg,), argsrepr="(<event>,)")


@app.task
def handle(msg: dict[str, Any]) -> None:
    """Respond once, however often the event comes, and to whichever worker.

    Without Celery's retries: what may be tried again, the sender has tried.
    """
    try:
        sent = respond(msg)
    except CodeAlreadyUsed:
        log.info("已回复过 / answered already")
    except SendError as error:  # its text says what to do, and never holds a code
        log.warning("%s / %s", error.text("zh"), error.text("en"))
    else:
        if sent is not None:
            log.info("已回复 / answered: msgid %s", sent.msgid)


def respond(msg: dict[str, Any]) -> Sent | None:
    """Greet who enters, answer who taps; None when there is nothing to do."""
    click = read_click(msg)
    if click is None:
        return sender().welcome(msg, MENU)
    if click.menu_id not in ANSWERS or msg["send_time"] < time.time() - 60:
        return None
    return sender().send_msg(
        ANSWERS[click.menu_id],
        touser=click.external_userid,
        open_kfid=click.open_kfid,
        key=click.msgid,
    )


web = FastAPI()


def callback() -> Callback:
    """Give the callback's settings, which only the web's processes need."""
    token, aes_key = os.environ["KFMENU_CALLBACK_TOKEN"], os.environ["KFMENU_CALLBACK_AES_KEY"]
    return Callback(token, aes_key, CORPID)


@web.get("/callback")
def registered(request: Request) -> PlainTextResponse:
    """Answer WeCom's console: its echostr, opened."""
    query = request.query_params
    try:
        return PlainTextResponse(callback().open(query, query.get("echostr", "")))
    except ValueError as error:
        return PlainTextResponse(str(error), 403)


@web.post("/callback")
async def signalled(request: Request) -> PlainTextResponse:
    """Answer at once: WeCom hangs up after 5 seconds, and calls three times in all."""
    try:
        signal = callback().signal(request.query_params, (await request.body()).decode())
    except ValueError as error:
        return PlainTextResponse(str(error), 403)
    # The token to pull with is good for ten minutes: it too stays out of logs.
    pull.apply_async((signal,), argsrepr="(<signal>,)")
    return PlainTextResponse("success")
