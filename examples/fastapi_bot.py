"""A bot on FastAPI that greets whoever enters, within the 20 seconds that a code lives.

    pip install 'kfmenu[async]' fastapi uvicorn
    export KFMENU_CORP_ID=… KFMENU_CORP_SECRET=… KFMENU_EVENTS_URL=…
    uvicorn fastapi_bot:app

One process, one machine: its claims are in its memory. For several, see celery_bot.py.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import PlainTextResponse

from kfmenu import AsyncSender, CodeAlreadyUsed, SendError, load

logging.basicConfig(level=logging.INFO)
log = logging.getLogger("bot")

# Read once, so that a mistake in it stops the start rather than a greeting.
MENU = load(Path(__file__).with_name("satisfaction.kfm"))["satisfaction"].render()


async def pull(client: httpx.AsyncClient, signal: bytes) -> list[dict[str, Any]]:
    """Fetch what happened: replace this by your client of `kf/sync_msg`.

    Yours decrypts the signal, which holds a `Token` and an `OpenKfId`, calls `kf/sync_msg` with
    them and with the cursor of the last call, and keeps the new cursor.
    """
    answer = await client.post(os.environ["KFMENU_EVENTS_URL"], content=signal)
    found: list[dict[str, Any]] = answer.raise_for_status().json()["msg_list"]
    return found


async def greet(sender: AsyncSender, msg: dict[str, Any]) -> None:
    """Greet once, however often the event comes."""
    try:
        sent = await sender.welcome(msg, MENU)
    except CodeAlreadyUsed:
        log.info("已问候过 / greeted already")
    except SendError as error:  # its text says what to do, and never holds a code
        log.warning("%s / %s", error.text("zh"), error.text("en"))
    else:
        if sent is not None:  # None: an event without a code
            log.info("已问候 / greeted: msgid %s", sent.msgid)


async def handle(app: FastAPI, signal: bytes) -> None:
    """Greet everybody whom a signal is about, all at once: their windows run at the same time."""
    msgs = await pull(app.state.client, signal)
    await asyncio.gather(*(greet(app.state.sender, msg) for msg in msgs))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one sender, with its connections and its token, for the whole process."""
    sender = AsyncSender.from_secret(
        os.environ["KFMENU_CORP_ID"],
        os.environ["KFMENU_CORP_SECRET"],
        base_url=os.environ.get("KFMENU_BASE_URL", "https://qyapi.weixin.qq.com"),
    )
    async with sender, httpx.AsyncClient() as client:
        app.state.sender, app.state.client = sender, client
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/callback")
async def callback(request: Request, later: BackgroundTasks) -> PlainTextResponse:
    """Answer at once: WeCom hangs up after 5 seconds, and calls three times in all."""
    # Check `msg_signature` here, with the library that decrypts your callbacks.
    later.add_task(handle, request.app, await request.body())
    return PlainTextResponse("success")
