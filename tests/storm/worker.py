"""One process of the storm: two workers that greet whatever they are handed on stdin.

`worker.py FACE BASE_URL REDIS_URL JOURNAL`. What a worker is about to do, and what it was told,
goes to the journal before anything else happens: a killed one leaves its half of the story.
"""

import asyncio
import json
import os
import random
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from kfmenu import (
    ApiError,
    AsyncSender,
    CodeAlreadyUsed,
    DeliveryUnknown,
    Menu,
    NotSent,
    RedisStore,
    Sender,
    WindowClosed,
)
from kfmenu.testing import FakeWeCom

MENU = Menu("您好,请选择").click("查订单", id="order").click("找人工", id="human")
DEFAULTS = FakeWeCom()


def note(journal: int, what: str, number: int) -> None:
    """Write a line at once, which a kill cannot tear apart."""
    os.write(journal, f"{json.dumps([what, number, time.time()])}\n".encode())


def told(outcome: object) -> str:
    """Name what the caller was told."""
    match outcome:
        case asyncio.CancelledError():
            return "cancelled"
        case CodeAlreadyUsed():
            return "used"
        case WindowClosed():
            return "closed"
        case DeliveryUnknown():
            return "unknown"
        case NotSent():
            return "not sent"
        case ApiError() if outcome.certain:
            return "not sent"
        case ApiError():
            return "refused"
        case BaseException():
            return type(outcome).__name__
        case _:
            return "sent"


def blocking(sender: Sender, job: dict[str, Any], journal: int) -> None:
    """Greet as a thread does."""
    note(journal, "begin", job["number"])
    try:
        outcome: Any = sender.welcome(job["msg"], MENU, otherwise="send_msg")
    except Exception as error:  # noqa: BLE001 - judged later
        outcome = error
    note(journal, told(outcome), job["number"])


async def in_a_task(sender: AsyncSender, job: dict[str, Any], journal: int) -> None:
    """Greet as a task does; one in ten is cancelled, at any moment."""
    note(journal, "begin", job["number"])
    task = asyncio.create_task(sender.welcome(job["msg"], MENU, otherwise="send_msg"))
    if random.random() < 0.1:  # noqa: S311 - weather, no secret
        await asyncio.sleep(random.random() * 0.02)  # noqa: S311
        task.cancel()
    outcome: Any = None
    with suppress(asyncio.CancelledError):
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
    note(journal, told(outcome), job["number"])


def main() -> None:
    """Work until stdin ends."""
    face, base_url, redis_url, path = sys.argv[1:]
    journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    jobs = map(json.loads, sys.stdin)
    credentials = (DEFAULTS.corpid, DEFAULTS.secret)
    options: dict[str, Any] = {"base_url": base_url, "store": RedisStore(redis_url)}
    if face == "Sender":
        with Sender.from_secret(*credentials, **options) as sender:
            threads = []
            for job in jobs:
                threads.append(threading.Thread(target=blocking, args=(sender, job, journal)))
                threads[-1].start()
            for thread in threads:
                thread.join()
        return

    async def work() -> None:
        async with AsyncSender.from_secret(*credentials, **options) as sender:
            tasks = []
            while job := await asyncio.to_thread(next, jobs, None):
                tasks.append(asyncio.create_task(in_a_task(sender, job, journal)))
            await asyncio.gather(*tasks)

    asyncio.run(work())


if __name__ == "__main__":
    main()
