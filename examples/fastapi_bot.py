"""A bot on FastAPI: it greets whoever enters, within 20 seconds, and answers what they tap.

From a clone, against a WeCom on this machine, in two terminals:

    python3 -m venv .venv && .venv/bin/pip install '.[redis,testing]' fastapi uvicorn
    .venv/bin/python -m kfmenu.testing --port 8700 --callback http://127.0.0.1:8000/callback

    export …                                  # the two lines that it printed
    .venv/bin/uvicorn --app-dir examples fastapi_bot:app

Against WeCom: your own values, without KFMENU_BASE_URL; then save the callback's address in the
console. Its store is the file KFMENU_STORE, or for several machines the Redis at KFMENU_REDIS_URL.
"""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import PlainTextResponse
from wecom import Callback, Inbox

from kfmenu import (
    AsyncSender,
    CodeAlreadyUsed,
    FileStore,
    RedisStore,
    Sender,
    SendError,
    Sent,
    Store,
    TextMessage,
    load,
    read_click,
)

logging.basicConfig(level=logging.INFO)
log = logging.getLogger("bot")

# Read once, so that a mistake in it stops the start rather than a greeting.
MENU = load(Path(__file__).with_name("satisfaction.kfm"))["satisfaction"].render()
ANSWERS = {
    "101": TextMessage("感谢您的肯定！"),
    "102": TextMessage("很抱歉，请告诉我们哪里不满意"),
}
CORPID = os.environ["KFMENU_CORP_ID"]
BASE_URL = os.environ.get("KFMENU_BASE_URL", "https://qyapi.weixin.qq.com")
CALLBACK = Callback(
    os.environ["KFMENU_CALLBACK_TOKEN"], os.environ["KFMENU_CALLBACK_AES_KEY"], CORPID
)


def open_store() -> Store:
    """Open what remembers the token, the codes that were used, and the cursors."""
    if url := os.environ.get("KFMENU_REDIS_URL"):
        return RedisStore(url)
    return FileStore(os.environ.get("KFMENU_STORE", "bot.sqlite"))


async def respond(sender: AsyncSender, msg: dict[str, Any]) -> Sent | None:
    """Greet who enters, answer who taps; None when there is nothing to do."""
    click = read_click(msg)
    if click is None:
        return await sender.welcome(msg, MENU)
    if click.menu_id not in ANSWERS or msg["send_time"] < time.time() - 60:
        return None
    return await sender.send_msg(
        ANSWERS[click.menu_id],
        touser=click.external_userid,
        open_kfid=click.open_kfid,
        key=click.msgid,
    )


async def handle(app: FastAPI, msg: dict[str, Any]) -> None:
    """Respond once, however often WeCom tells of it, and say what came of it."""
    try:
        sent = await respond(app.state.sender, msg)
    except CodeAlreadyUsed:
        log.info("已回复过 / answered already")
    except SendError as error:  # its text says what to do, and never holds a code
        log.warning("%s / %s", error.text("zh"), error.text("en"))
    else:
        if sent is not None:
            log.info("已回复 / answered: msgid %s", sent.msgid)


async def work(app: FastAPI, signal: dict[str, str]) -> None:
    """Handle all that a signal is about at once: their windows run at the same time."""
    pages = app.state.inbox.pages(signal)
    while (msgs := await asyncio.to_thread(next, pages, None)) is not None:
        await asyncio.gather(*(handle(app, msg) for msg in msgs))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one store, one token and one sender for the whole process."""
    store = open_store()
    secret = os.environ["KFMENU_CORP_SECRET"]
    with Sender.from_secret(CORPID, secret, store=store, base_url=BASE_URL) as tokens:
        token = tokens.access_token
        app.state.inbox = Inbox(BASE_URL, token, store)
        async with AsyncSender(token, token, store=store, base_url=BASE_URL) as app.state.sender:
            yield


app = FastAPI(lifespan=lifespan)


@app.get("/callback")
def registered(request: Request) -> PlainTextResponse:
    """Answer WeCom's console: its echostr, opened."""
    try:
        return PlainTextResponse(
            CALLBACK.open(request.query_params, request.query_params.get("echostr", ""))
        )
    except ValueError as error:
        return PlainTextResponse(str(error), 403)


@app.post("/callback")
async def signalled(request: Request, later: BackgroundTasks) -> PlainTextResponse:
    """Answer at once: WeCom hangs up after 5 seconds, and calls three times in all."""
    try:
        signal = CALLBACK.signal(request.query_params, (await request.body()).decode())
    except ValueError as error:
        return PlainTextResponse(str(error), 403)
    later.add_task(work, request.app, signal)
    return PlainTextResponse("success")
