"""What sending costs, beside a bare session, a bare httpx, and an older tree of kfmenu.

`python tests/benchmarks/sending.py [--old TREE]`: prints Markdown; asserts nothing. TREE is a
checkout of an older kfmenu, measured in the same run: `git worktree add TREE REVISION`.
"""

import argparse
import asyncio
import io
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter

ROOT = Path(__file__).parent.parent.parent
ANSWER = b'{"errcode":0,"errmsg":"ok","msgid":"MSGID"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)
PATH = "/cgi-bin/kf/send_msg_on_event?access_token=TOKEN"
HEADERS = {"Content-Type": "application/json; charset=utf-8", "Accept-Encoding": "identity"}
AT_ONCE = 20
WINDOW = 2.0


class InMemory(BaseAdapter):
    """Answers at once, without a socket."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response.request = request
        response.url = request.url or ""
        response.raw = io.BytesIO(ANSWER)
        return response

    def close(self) -> None:
        """Close nothing."""


def session(adapter: BaseAdapter | None = None) -> requests.Session:
    """Make a session; the environment's proxies are not looked up."""
    made = requests.Session()
    made.trust_env = False
    if adapter is not None:
        made.mount("https://", adapter)
    return made


def menu() -> Any:
    """Make a menu of two buttons."""
    from kfmenu import Menu  # noqa: PLC0415 - of the tree that is measured

    return Menu("您好,请选择").click("查订单", id="order").click("找人工", id="human")


SERVER = f"""
import asyncio
async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            size = int(head.lower().partition(b"content-length:")[2].partition(b"\\r")[0])
            await reader.readexactly(size)
            writer.write({HEAD + ANSWER!r})
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


@contextmanager
def server() -> Iterator[str]:
    """Run a server in a process of its own, so that its CPU is not counted."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def cost(work: Callable[[int], object], first: int, times: int) -> float:
    """Give the CPU seconds of one call."""
    began = time.thread_time()
    for number in range(first, first + times):
        work(number)
    return (time.thread_time() - began) / times


def beside(base_url: str, adapter: BaseAdapter | None) -> dict[str, float]:
    """Measure a send and a bare post, by turns."""
    from kfmenu import Sender  # noqa: PLC0415

    body, message = menu().to_dict(), menu()
    bare, sender = session(adapter), Sender("TOKEN", base_url=base_url, session=session(adapter))

    def plain(number: int) -> object:
        text = json.dumps({"code": f"CODE-{number:010d}", **body}, ensure_ascii=False)
        data, url = text.encode(), base_url + PATH
        return bare.post(url, data=data, headers=HEADERS, timeout=5).json()["errcode"]

    def sent(number: int) -> object:
        return sender.on_event(message, code=f"CODE-{number:010d}")

    found: dict[Callable[[int], object], list[float]] = {plain: [], sent: []}
    for turn in range(21):
        for work, costs in found.items():
            costs.append(cost(work, turn * 100, 100))
    without, with_it = (statistics.median(costs[1:]) for costs in found.values())
    return {"bare session, µs": without * 1e6, "send, µs": with_it * 1e6, "÷": with_it / without}


def in_memory() -> dict[str, float]:
    """Measure without a socket."""
    return {f"in memory: {k}": v for k, v in beside("https://wecom.invalid", InMemory()).items()}


def on_a_socket() -> dict[str, float]:
    """Measure on a socket."""
    with server() as base_url:
        return {f"on a socket: {name}": value for name, value in beside(base_url, None).items()}


async def at_once(work: Callable[[int], Any], first: int, times: int) -> tuple[float, float]:
    """Give the CPU seconds of one call, so many at once, and the p99 of the loop's gaps."""
    gaps: list[float] = []
    numbers = iter(range(first, first + times))

    async def one() -> None:
        for number in numbers:
            await work(number)

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            gaps.append(time.perf_counter() - began - 0.001)

    ticking = asyncio.create_task(tick())
    began = time.process_time()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    used = (time.process_time() - began) / times
    ticking.cancel()
    return used, statistics.quantiles(gaps, n=100)[98]


def async_cpu() -> dict[str, float]:
    """Measure twenty at once, beside a bare httpx."""
    import httpx  # noqa: PLC0415 - in the extra `bench`

    from kfmenu import AsyncSender  # noqa: PLC0415

    async def measure(base_url: str) -> dict[str, float]:
        body, message = menu().to_dict(), menu()
        async with httpx.AsyncClient() as client, AsyncSender("TOKEN", base_url=base_url) as sender:

            async def plain(number: int) -> None:
                data = json.dumps({"code": f"CODE-{number}", **body}, ensure_ascii=False).encode()
                await client.post(base_url + PATH, content=data, headers=HEADERS)

            async def sent(number: int) -> None:
                await sender.on_event(message, code=f"CODE-{number}")

            bare, ours = [], []
            for turn in range(7):
                bare.append(await at_once(plain, 0, 400))
                ours.append(await at_once(sent, turn * 400, 400))
        without = statistics.median(used for used, _ in bare[1:])
        with_it = statistics.median(used for used, _ in ours[1:])
        gap = statistics.median(found for _, found in ours[1:])
        return {
            "20 at once: bare httpx, µs": without * 1e6,
            "20 at once: send, µs": with_it * 1e6,
            "20 at once: ÷": with_it / without,
            "20 at once: loop gap p99, ms": gap * 1e3,
        }

    with server() as base_url:
        return asyncio.run(measure(base_url))


COLD = """
import sys
from kfmenu import Menu, Sender
base_url, corpid, secret = sys.argv[1:]
menu = Menu("您好").click("查订单", id="order")
Sender.from_secret(corpid, secret, base_url=base_url).on_event(menu, code="CODE")
"""


def cold() -> dict[str, float]:
    """Measure from the start of a process to its first greeting at WeCom."""
    from kfmenu.testing import FakeWeCom  # noqa: PLC0415

    found = []
    for _ in range(7):
        with FakeWeCom(strict_codes=False) as fake:
            began = time.time()
            arguments = [fake.base_url, fake.corpid, fake.secret]
            subprocess.run([sys.executable, "-c", COLD, *arguments], check=True)
            found.append(fake.ledger.delivered[0].received_at - began)
    return {"first greeting of a cold process, s": statistics.median(found)}


def late() -> dict[str, float]:
    """Measure how long after its window a call returns, of 24 at once that all stall or drip."""
    from kfmenu import DeliveryUnknown, Sender  # noqa: PLC0415
    from kfmenu.testing import FakeWeCom, Fault  # noqa: PLC0415

    worst: list[float] = []
    for fault in (Fault.stall_after(4), Fault.drip_head(0.03)):
        with FakeWeCom(strict_codes=False) as fake:
            fake.faults.add(fault, path="/cgi-bin/kf/send_msg_on_event", count=None)
            sender = Sender.from_secret(fake.corpid, fake.secret, base_url=fake.base_url)

            def greet(number: int, sender: Any = sender) -> None:
                began = time.time()
                with suppress(DeliveryUnknown):
                    sender.on_event(menu(), code=f"C{number}", received_at=began - 20 + WINDOW)
                worst.append(time.time() - began - WINDOW)

            threads = [threading.Thread(target=greet, args=(number,)) for number in range(24)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            sender.close()
    return {"worst return after the window, s": max(worst)}


def cancels() -> dict[str, float]:
    """Cancel 1,500 tasks at random, and try each code again."""
    from kfmenu import AsyncSender, CodeAlreadyUsed  # noqa: PLC0415
    from kfmenu.testing import FakeWeCom  # noqa: PLC0415

    dice = random.Random(1)  # noqa: S311 - drawn the same each time

    async def attempt(sender: Any, number: int) -> None:
        task = asyncio.create_task(sender.on_event(menu(), code=f"C{number}"))
        await asyncio.sleep(dice.random() * 0.03)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def again(sender: Any) -> None:
        for number in range(1500):
            with suppress(CodeAlreadyUsed):
                await sender.on_event(menu(), code=f"C{number}")

    async def run(fake: Any) -> None:
        async with AsyncSender.from_secret(fake.corpid, fake.secret, base_url=fake.base_url) as one:
            for first in range(0, 1500, 15):
                await asyncio.gather(*(attempt(one, first + number) for number in range(15)))
            await asyncio.sleep(0.5)
            await again(one)

    with FakeWeCom(strict_codes=False, single_use=False) as fake:
        asyncio.run(run(fake))
        shown = [len(fake.ledger.seen(f"C{number}")) for number in range(1500)]
    stuck, twice = shown.count(0), sum(count > 1 for count in shown)
    return {"1,500 cancels: codes stuck": stuck, "1,500 cancels: shown twice": twice}


def vain() -> dict[str, float]:
    """Count how often `gettoken` is asked while every post refuses its token."""
    from kfmenu import Sender, TokenError  # noqa: PLC0415
    from kfmenu.testing import FakeWeCom, Fault  # noqa: PLC0415

    with FakeWeCom(strict_codes=False) as fake:
        fake.faults.add(Fault.invalid_token(), path="/cgi-bin/kf/send_msg_on_event", count=None)
        sender = Sender.from_secret(fake.corpid, fake.secret, base_url=fake.base_url)
        for number in range(100):
            with suppress(TokenError):
                sender.on_event(menu(), code=f"C{number}")
        return {"gettoken for 100 refused messages": sum(fake.ledger.tokens.values())}


PARTS = (in_memory, on_a_socket, async_cpu, cold, late, cancels, vain)


def measure(tree: Path, part: str) -> dict[str, float]:
    """Measure a part of a tree, in a process that imports that tree."""
    env = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, __file__, "--part", part]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure everything of this tree, and of an older one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", type=Path)
    parser.add_argument("--part", choices=[part.__name__ for part in PARTS])
    options = parser.parse_args()
    if options.part:
        print(json.dumps(globals()[options.part]()))
        return
    trees = [ROOT] if options.old is None else [options.old, ROOT]
    print("| | before | now |\n|---|---:|---:|" if options.old else "| | now |\n|---|---:|")
    for part in PARTS:
        found = [measure(tree, part.__name__) for tree in trees]
        for name in found[0]:
            values = (f"{one[name]:.3g}" for one in found)
            print(f"| {name} | {' | '.join(values)} |", flush=True)


if __name__ == "__main__":
    main()
