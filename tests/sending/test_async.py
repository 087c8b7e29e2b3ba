"""`AsyncSender`: threads behind coroutines; tasks cancelled, loops, forks, the end of a program."""

import asyncio
import inspect
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from sending_kit import CORPID, SECRET

from kfmenu import AsyncSender, CodeAlreadyUsed, MemoryStore, Menu, NotSent, Sender, WindowClosed
from kfmenu.sending import async_sender
from kfmenu.testing import FakeWeCom, Fault

POST = "/cgi-bin/kf/send_msg_on_event"


def make(wecom: FakeWeCom, **options: Any) -> AsyncSender:
    return AsyncSender.from_secret(CORPID, SECRET, base_url=wecom.base_url, **options)


@pytest.mark.parametrize("name", ["welcome", "on_event", "send_msg", "access_token"])
def test_the_methods_are_the_senders(name: str) -> None:
    """Each method has the signature and the words of its blocking twin, and is a coroutine."""
    mine, theirs = getattr(AsyncSender, name), getattr(Sender, name)
    assert inspect.iscoroutinefunction(mine)
    assert inspect.signature(mine) == inspect.signature(theirs)
    assert mine.__doc__ == theirs.__doc__


def test_a_slow_wecom_does_not_hold_up_the_loop(wecom: FakeWeCom, menu: Menu) -> None:
    """While a message is on its way other tasks go on, and so do other messages."""

    async def send() -> int:
        async with make(wecom) as sender:
            await sender.access_token()
            wecom.faults.add(Fault.stall_after(0.3), count=20)
            sending = asyncio.gather(*(sender.on_event(menu, code=f"C{n}") for n in range(20)))
            ticks = 0
            while not sending.done():
                await asyncio.sleep(0.01)
                ticks += 1
            await sending
            return ticks

    began = time.monotonic()
    assert asyncio.run(send()) >= 8
    assert time.monotonic() - began < 3


def test_a_cancelled_task_leaves_at_once_and_what_it_began_is_finished(
    wecom: FakeWeCom, menu: Menu
) -> None:
    """Sent with its claim kept, or failed with its claim given back: never half."""

    async def send() -> None:
        async with make(wecom) as sender:
            await sender.access_token()
            wecom.faults.add(Fault.stall_after(0.5), path=POST)
            task = asyncio.create_task(sender.on_event(menu, code="CODE-1"))
            await asyncio.sleep(0.2)
            task.cancel()
            began = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - began < 0.1
        assert wecom.ledger.seen("CODE-1"), "aclose waits for what was begun"
        async with make(wecom, store=sender._sender._store) as sender:
            with pytest.raises(CodeAlreadyUsed):
                await sender.on_event(menu, code="CODE-1")

    asyncio.run(send())


def test_a_cancelled_failure_gives_its_claim_back(menu: Menu, free_port: int) -> None:
    """Nobody waits for it any more, and still it ends as it should, without a word on stderr."""
    store = MemoryStore()

    async def send() -> None:
        base_url = f"http://127.0.0.1:{free_port}"
        async with AsyncSender("TOKEN-1", base_url=base_url, store=store) as sender:
            task = asyncio.create_task(sender.on_event(menu, code="CODE-1"))
            await asyncio.sleep(0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    asyncio.run(send())
    assert not len(store)


def test_random_cancels_leave_nothing_stuck(wecom: FakeWeCom, menu: Menu) -> None:
    """Every code is shown once or can be used again; none twice, none stuck."""
    store = MemoryStore()

    async def attempt(sender: AsyncSender, number: int) -> None:
        task = asyncio.create_task(sender.on_event(menu, code=f"CODE-{number}"))
        await asyncio.sleep(number % 7 * 0.002)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def send() -> None:
        async with make(wecom, store=store) as sender:
            await sender.access_token()
            await asyncio.gather(*(attempt(sender, number) for number in range(200)))
        async with make(wecom, store=store) as sender:
            for number in range(200):
                with suppress(CodeAlreadyUsed):
                    await sender.on_event(menu, code=f"CODE-{number}")

    asyncio.run(send())
    assert {len(wecom.ledger.seen(f"CODE-{number}")) for number in range(200)} == {1}


def test_one_sender_serves_many_loops(wecom: FakeWeCom, menu: Menu) -> None:
    """One after another, and several at once in threads of their own."""
    sender = make(wecom)
    asyncio.run(sender.on_event(menu, code="CODE-1"))
    threads = [
        threading.Thread(target=lambda n=n: asyncio.run(sender.on_event(menu, code=f"T{n}")))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(sender.aclose())
    assert len(wecom.ledger.delivered) == 5
    assert sum(wecom.ledger.tokens.values()) == 1


def test_a_fork_has_threads_of_its_own(wecom: FakeWeCom, menu: Menu) -> None:
    """The threads of before a fork are no more; the child makes its own."""
    sender = make(wecom)
    asyncio.run(sender.on_event(menu, code="CODE-1"))
    child = os.fork()
    if not child:
        with suppress(BaseException):
            asyncio.run(asyncio.wait_for(sender.on_event(menu, code="CODE-2"), 5))
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert wecom.ledger.seen("CODE-2")
    assert list(async_sender._pools) == [os.getpid()]


def test_waiting_for_a_thread_takes_of_the_window(
    wecom: FakeWeCom, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window begins when the method is called, not when a thread is free."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    one = ThreadPoolExecutor(1)
    monkeypatch.setattr(async_sender, "threads", lambda: one)

    async def send() -> None:
        async with make(wecom) as sender:
            await sender.access_token()
            wecom.faults.add(Fault.stall_after(0.6), path=POST)
            first = asyncio.create_task(sender.on_event(menu, code="CODE-1"))
            await asyncio.sleep(0.05)
            with pytest.raises(WindowClosed) as raised:
                await sender.on_event(menu, code="CODE-2", window=0.4)
            assert 0.4 < raised.value.age < 1.5
            await first

    asyncio.run(send())
    one.shutdown()


def test_tokens_may_come_from_coroutines(wecom: FakeWeCom, menu: Menu) -> None:
    """Functions and `refresh` that are coroutines run on the loop of the caller."""
    loops: list[Any] = []

    async def token() -> str:
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return "STALE"

    class Renew:
        async def __call__(self, refused: str) -> str:
            loops.append(asyncio.get_running_loop())
            assert refused == "STALE"
            return str(wecom.gettoken(CORPID, SECRET).fields["access_token"])

    async def send() -> None:
        async with AsyncSender(token, Renew(), base_url=wecom.base_url) as sender:
            assert (await sender.on_event(menu, code="CODE-1")).attempts == 2
        assert loops == [asyncio.get_running_loop()] * 2

    asyncio.run(send())


def test_a_coroutine_that_does_not_come(wecom: FakeWeCom, menu: Menu, monkeypatch: Any) -> None:
    """A token that takes too long, or whose loop has ended, is `NotSent`."""
    monkeypatch.setattr(async_sender, "PATIENCE", 0.2)
    gone: list[bool] = []

    async def never() -> str:
        try:
            await asyncio.sleep(60)
        finally:
            gone.append(True)
        return ""

    async def send() -> None:
        async with AsyncSender(never, base_url=wecom.base_url) as sender:
            with pytest.raises(NotSent, match="TimeoutError"):
                await sender.on_event(menu, code="CODE-1")
            await asyncio.sleep(0)

    asyncio.run(send())
    assert gone == [True]
    loop = asyncio.new_event_loop()
    loop.close()
    function = async_sender._blocking(never)
    async_sender._loop.set(loop)
    with pytest.raises(RuntimeError, match="closed"):
        function()


PROGRAM = """
import asyncio, sys
from kfmenu import AsyncSender, Menu
async def main():
    sender = AsyncSender(sys.argv[2], base_url=sys.argv[1])
    task = asyncio.create_task(sender.on_event(Menu("hi").click("a"), code="CODE-1"))
    await asyncio.sleep(0.2)
    task.cancel()
asyncio.run(main())
"""


def test_the_end_of_a_program_waits_for_what_was_begun(wecom: FakeWeCom) -> None:
    """A program that ends in the middle sends what it began, whole, and ends quietly."""
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    wecom.faults.add(Fault.stall_before(0.5), path=POST)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, wecom.base_url, token],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stderr == ""
    assert len(wecom.ledger.seen("CODE-1")) == 1


def test_what_was_not_begun_is_not_sent(wecom: FakeWeCom, menu: Menu, monkeypatch: Any) -> None:
    """A task that is cancelled while it waits for a thread leaves nothing behind."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    one = ThreadPoolExecutor(1)
    monkeypatch.setattr(async_sender, "threads", lambda: one)

    async def send() -> None:
        async with make(wecom) as sender:
            await sender.access_token()
            wecom.faults.add(Fault.stall_after(0.3), path=POST)
            first = asyncio.create_task(sender.on_event(menu, code="CODE-1"))
            second = asyncio.create_task(sender.on_event(menu, code="CODE-2"))
            await asyncio.sleep(0.1)
            second.cancel()
            await first

    asyncio.run(send())
    one.shutdown()
    assert len(wecom.ledger.posts) == 1
