"""What sending costs: CPU, memory, the first greeting, and how late a stalled call comes back.

`python tests/benchmarks/sending.py [cpu] [memory] [cold] [late]`: prints Markdown; asserts nothing.
"""

import asyncio
import io
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter

from kfmenu import AsyncSender, DeliveryUnknown, MemoryClaims, Menu, Sender
from kfmenu.sending.protocol import HEADERS
from kfmenu.testing import FakeWeCom, Fault

ROOT = Path(__file__).parent.parent.parent
BASE_URL = "https://wecom.invalid"
URL = f"{BASE_URL}/cgi-bin/kf/send_msg_on_event?access_token=TOKEN"
ANSWER = b'{"errcode":0,"errmsg":"ok","msgid":"MSGID"}'

SMALL = Menu("您好,请选择").click("查订单", id="order").click("找人工", id="human")
LARGE = Menu("您好,请问有什么可以帮您?" * 20)
for _number in range(10):
    LARGE = LARGE.click(f"第 {_number} 项:查询我的订单与物流", id=f"item-{_number}")


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


def in_memory() -> requests.Session:
    """Make a session whose requests go nowhere; the environment's proxies are not looked up."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", InMemory())
    return session


def cost(work: Callable[[int], object], first: int, times: int) -> float:
    """Give the CPU seconds of one call."""
    began = time.thread_time()
    for number in range(first, first + times):
        work(number)
    return (time.thread_time() - began) / times


def cpu() -> None:
    """Measure what `Sender` adds to a bare session, in units of `json.dumps` of the body."""
    print("| message | body | json.dumps | bare session | Sender | added | in json.dumps |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, menu in (("two buttons", SMALL), ("ten buttons, 700 bytes of text", LARGE)):
        body = {"code": "CODE-0000000000", **menu.wire()}
        bare, own = in_memory(), in_memory()
        sender = Sender("TOKEN", base_url=BASE_URL, session=own)

        def dump(_: int, body: Any = body) -> object:
            return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

        def plain(number: int, body: Any = body, bare: Any = bare) -> object:
            text = json.dumps({**body, "code": f"CODE-{number:010d}"}, ensure_ascii=False)
            data = text.encode()
            answer = bare.post(
                URL, data=data, headers=HEADERS, timeout=5, allow_redirects=False, stream=True
            )
            return answer.json()["errcode"]

        def sent(number: int, menu: Menu = menu, sender: Sender = sender) -> object:
            return sender.on_event(menu, code=f"CODE-{number:010d}")

        found: dict[Callable[[int], object], list[float]] = {dump: [], plain: [], sent: []}
        for turn in range(31):
            for work, costs in found.items():
                costs.append(cost(work, turn * 200, 200))
        unit, without, with_it = (statistics.median(costs[1:]) for costs in found.values())
        size = len(json.dumps(body, ensure_ascii=False).encode())
        micro = [f"{1e6 * value:.1f} µs" for value in (unit, without, with_it, with_it - without)]
        ratio = f"{(with_it - without) / unit:.1f}"
        print(f"| {name} | {size} B | {' | '.join(micro)} | {ratio} |")


def rss() -> int:
    """Give the bytes of memory that the process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def memory() -> None:
    """Measure the resident memory over 100,000 sends."""

    class Quick:
        """A clock on which a thousand sends take a thousand seconds."""

        now = 0.0

        def __call__(self) -> float:
            return self.now

    print("| claims | sends | RSS before | RSS after | grown | for each send | claims held |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    clock = Quick()
    kinds: tuple[tuple[str, MemoryClaims, float], ...] = (
        ("one send a second: over after 620 s", MemoryClaims(clock), 1.0),
        ("all at once: none is over", MemoryClaims(), 0.0),
    )
    for name, claims, pace in kinds:
        sender = Sender("TOKEN", base_url=BASE_URL, session=in_memory(), claims=claims)
        for number in range(5_000):
            clock.now += pace
            sender.on_event(SMALL, code=f"WARM-{number}")
        before = rss()
        for number in range(100_000):
            clock.now += pace
            sender.on_event(SMALL, code=f"CODE-{number}")
        grown = rss() - before
        print(
            f"| {name} | 100,000 | {before / 1e6:.1f} MB | {(before + grown) / 1e6:.1f} MB "
            f"| {grown / 1e6:+.2f} MB | {grown / 100_000:.1f} B | {len(claims)} |"
        )


COLD = """
import asyncio, sys, time
began = time.time()
from kfmenu import AsyncSender, Menu, Sender
kind, base_url, corpid, secret = sys.argv[1:]
menu = Menu("您好").click("查订单", id="order")
async def greet():
    async with AsyncSender.from_secret(corpid, secret, base_url=base_url) as sender:
        await sender.on_event(menu, code="CODE")
if kind == "Sender":
    Sender.from_secret(corpid, secret, base_url=base_url).on_event(menu, code="CODE")
else:
    asyncio.run(greet())
"""


def cold() -> None:
    """Measure from the start of a process to its first greeting at WeCom."""
    print("| shell | median | worst of 11 |")
    print("|---|---:|---:|")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:2]])}
    for kind in ("Sender", "AsyncSender"):
        found = []
        for _ in range(11):
            with FakeWeCom(strict_codes=False) as fake:
                arguments = [kind, fake.base_url, fake.corpid, fake.secret]
                began = time.time()
                subprocess.run([sys.executable, "-c", COLD, *arguments], check=True, env=env)
                found.append(fake.ledger.delivered[0].received_at - began)
        print(f"| {kind} | {statistics.median(found):.3f} s | {max(found):.3f} s |")


FAULTS = {
    "stall, taken before": Fault.stall_after(4),
    "stall, taken after": Fault.stall_before(4),
    "drip of the body": Fault.drip(0.09),
    "drip of all": Fault.drip_head(0.03),
}
WINDOW = 2.0


def late() -> None:
    """Measure how long after its window a call returns at the latest; 24 calls for each row."""
    print("| fault | Sender | AsyncSender |")
    print("|---|---:|---:|")
    for name, fault in FAULTS.items():
        with FakeWeCom(strict_codes=False) as fake:
            for number in range(24):
                for shell in "sa":
                    fake.faults.add(fault, code=f"{shell}{number}")
            blocking = max(_late_threads(fake))
            tasks = max(asyncio.run(_late_tasks(fake)))
        print(f"| {name} | {blocking:+.3f} s | {tasks:+.3f} s |")


def _late_threads(fake: FakeWeCom) -> list[float]:
    found: list[float] = []
    sender = Sender.from_secret(fake.corpid, fake.secret, base_url=fake.base_url)

    def greet(number: int) -> None:
        began = time.time()
        try:
            sender.on_event(SMALL, code=f"s{number}", received_at=began - 20 + WINDOW)
        except DeliveryUnknown:
            found.append(time.time() - began - WINDOW)

    threads = [threading.Thread(target=greet, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(threads), "the fault has not struck"
    sender.close()
    return found


async def _late_tasks(fake: FakeWeCom) -> list[float]:
    async def greet(sender: AsyncSender, number: int) -> float:
        began = time.time()
        try:
            await sender.on_event(SMALL, code=f"a{number}", received_at=began - 20 + WINDOW)
        except DeliveryUnknown:
            return time.time() - began - WINDOW
        raise AssertionError("the fault has not struck")

    async with AsyncSender.from_secret(fake.corpid, fake.secret, base_url=fake.base_url) as sender:
        return await asyncio.gather(*(greet(sender, number) for number in range(24)))


PARTS = {
    "cpu": ("CPU for each send", cpu),
    "memory": ("Memory", memory),
    "cold": ("A cold worker's first greeting", cold),
    "late": ("The worst return after the window", late),
}


def main() -> None:
    """Measure what is asked for, or everything."""
    for name in sys.argv[1:] or PARTS:
        title, measure = PARTS[name]
        print(f"\n**{title}**\n")
        measure()


if __name__ == "__main__":
    main()
