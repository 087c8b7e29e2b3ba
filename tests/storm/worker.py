"""One process of the fleet: two workers that greet whatever they are handed on stdin.

`worker.py KIND BASE_URL REDIS_URL JOURNAL`. What a worker is about to do, and what it was told,
goes to the journal before anything else happens: a killed one leaves its half of the story.
"""

import asyncio
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from plan import CORPID, SECRET, SLOTS, TEXT

from kfmenu import (
    ApiError,
    AsyncSender,
    CodeAlreadyUsed,
    DeliveryUnknown,
    Menu,
    NotSent,
    RedisClaims,
    RedisTokens,
    Sender,
    SendError,
    WindowClosed,
)

MENU = Menu(TEXT).click("查订单", id="order").click("找人工", id="human")


class Journal:
    """An append-only file; a line is one write, which a kill cannot tear apart."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, what: str, number: int, told: str = "") -> None:
        line = json.dumps([what, number, os.getpid(), time.time(), told])
        os.write(self._file, f"{line}\n".encode())


def outcome(error: SendError | None, sent: object) -> str:
    """Name what the caller was told."""
    match error:
        case None:
            return "nothing" if sent is None else "sent"
        case CodeAlreadyUsed():
            return "used"
        case WindowClosed():
            return "closed"
        case NotSent():
            return f"not sent: {error.why}"
        case DeliveryUnknown():
            return f"unknown: {error.why}"
        case ApiError():
            return f"refused: {error.errcode}"
        case _:
            return type(error).__name__


def ready(slot: int, told: str = "") -> None:
    """Ask for the next delivery, and for this one again when nothing went out."""
    os.write(1, f"{slot} {int(told.startswith('not sent'))}\n".encode())


def greet(sender: Sender, slot: int, inbox: "queue.SimpleQueue[Any]", journal: Journal) -> None:
    """Greet as a thread does."""
    ready(slot)
    while (job := inbox.get()) is not None:
        journal.note("begin", job["number"])
        error, sent = None, None
        try:
            sent = sender.welcome(job["msg"], MENU, otherwise=job["otherwise"])
        except SendError as raised:
            error = raised
        told = outcome(error, sent)
        journal.note("told", job["number"], told)
        ready(slot, told)


async def greet_async(
    sender: AsyncSender, slot: int, inbox: "queue.SimpleQueue[Any]", journal: Journal
) -> None:
    """Greet as a task does."""
    ready(slot)
    while (job := await asyncio.to_thread(inbox.get)) is not None:
        journal.note("begin", job["number"])
        error, sent = None, None
        try:
            sent = await sender.welcome(job["msg"], MENU, otherwise=job["otherwise"])
        except SendError as raised:
            error = raised
        told = outcome(error, sent)
        journal.note("told", job["number"], told)
        ready(slot, told)


def read_jobs(inboxes: list["queue.SimpleQueue[Any]"]) -> None:
    """Hand out what comes in, until the fleet closes the pipe."""
    for line in sys.stdin:
        job = json.loads(line)
        inboxes[job["slot"]].put(job)
    for inbox in inboxes:
        inbox.put(None)


async def run_tasks(
    make: Callable[[], AsyncSender], inboxes: list["queue.SimpleQueue[Any]"], journal: Journal
) -> None:
    """Work with tasks of one event loop."""
    async with make() as sender:
        await asyncio.gather(
            *(greet_async(sender, slot, inbox, journal) for slot, inbox in enumerate(inboxes))
        )


def main() -> None:
    """Work until stdin ends."""
    kind, base_url, redis_url, path = sys.argv[1:]
    journal = Journal(path)
    inboxes: list[queue.SimpleQueue[Any]] = [queue.SimpleQueue() for _ in range(SLOTS)]
    tokens, claims = RedisTokens(redis_url), RedisClaims(redis_url)
    threading.Thread(target=read_jobs, args=(inboxes,), daemon=True).start()
    if kind == "httpx":
        asyncio.run(
            run_tasks(
                lambda: AsyncSender.from_secret(
                    CORPID, SECRET, base_url=base_url, tokens=tokens, claims=claims
                ),
                inboxes,
                journal,
            )
        )
        return
    with Sender.from_secret(
        CORPID, SECRET, base_url=base_url, tokens=tokens, claims=claims
    ) as sender:
        threads = [
            threading.Thread(target=greet, args=(sender, slot, inbox, journal))
            for slot, inbox in enumerate(inboxes)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
