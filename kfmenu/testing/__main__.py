"""`python -m kfmenu.testing`: console, WeCom and customer in the foreground, for any bot."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO

from kfmenu.testing.desk import Desk
from kfmenu.testing.server import FakeWeCom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kfmenu.testing.ledger import Post

RETRY_SECONDS = 0.5
POLL_SECONDS = 0.1
# What the bot must know as well: from the environment, or else these.
SETTINGS = {
    "KFMENU_CORP_ID": Desk().corpid,
    "KFMENU_CORP_SECRET": Desk().secret,
    "KFMENU_CALLBACK_TOKEN": "fake-token",
    "KFMENU_CALLBACK_AES_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
}
TEXTS = {
    "about": (
        "A WeCom of your own on loopback, for testing WeChat customer service bots.",
        "在本机运行一个模拟的企业微信，用来测试微信客服机器人。",
    ),
    "host": ("address to listen on (default: 127.0.0.1)", "监听的地址（默认 127.0.0.1）"),
    "port": ("port to listen on (default: any free one)", "监听的端口（默认任选一个空闲端口）"),
    "callback": (
        "register the bot at this address, let a customer enter, then do what standard input says: "
        "enter, say TEXT, tap ID",
        "登记此地址上的机器人，让一位客户进入会话，再按标准输入行事：enter、say 文字、tap 菜单ID",
    ),
    "window": ("seconds a code lives (default: 20)", "code 的有效秒数（默认 20）"),
    "any_code": (
        "accept codes that were not issued with POST /_fake/codes",
        "接受未经 POST /_fake/codes 登记的 code",
    ),
    "listening": (
        "Listening on {url}. For the bot's terminal:",
        "正在监听 {url}。请在机器人的终端执行：",
    ),
    "no_port": ("cannot listen on port {port}: {error}", "无法监听端口 {port}：{error}"),
    "waiting": ("waiting for the bot at {url}: {error}", "等待 {url} 上的机器人：{error}"),
    "registered": (
        "The bot at {url} is registered. A customer enters.",
        "{url} 上的机器人已登记，一位客户进入会话。",
    ),
    "unknown": (
        "{error}: write enter, say TEXT, or tap ID",
        "{error}：请输入 enter、say 文字 或 tap 菜单ID",
    ),
    "delivered": ("{time} {key} sees:", "{time} {key} 看到："),
    "refused": ("{time} {key} sees nothing: {errmsg}", "{time} {key} 什么也没看到：{errmsg}"),
    "stopped": (
        "Stopped: {delivered} delivered, {refused} not.",
        "已停止：送达 {delivered} 条，未送达 {refused} 条。",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the fake until SIGINT or SIGTERM, and give the exit code.

    Args:
        argv: the arguments; those of the process by default.

    Returns:
        0 after a signal; 2 when the port is taken.
    """
    options = _parser().parse_args(argv)
    known = {name: os.environ.get(name) or value for name, value in SETTINGS.items()}
    corpid, secret, token, aes_key = known.values()
    fake = FakeWeCom(
        host=options.host,
        port=options.port,
        corpid=corpid,
        secret=secret,
        window=options.window,
        strict_codes=not options.any_code,
        on_post=_tell,
    )
    try:
        fake.start()
    except (OSError, OverflowError) as error:
        _say(_text("no_port", port=options.port, error=error), sys.stderr)
        return 2
    ended = threading.Event()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _say(_text("listening", url=fake.base_url))
        _say(f"export KFMENU_BASE_URL={fake.base_url}")
        # What the environment brought may be a real secret, and is known there already.
        unset = [f"{name}={known[name]}" for name in known if not os.environ.get(name)]
        _say(f"export {' '.join(unset)}" if unset else "")
        if options.callback:
            play = (fake, (options.callback, token, aes_key), ended)
            threading.Thread(target=_play, args=play, daemon=True).start()
        # Whatever waits without end may miss a signal that comes as it begins to wait.
        while True:
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        delivered = len(fake.ledger.delivered)
        _say(_text("stopped", delivered=delivered, refused=len(fake.ledger.posts) - delivered))
        return 0
    finally:
        ended.set()
        fake.stop()
        signal.signal(signal.SIGTERM, before)


def _play(fake: FakeWeCom, bot: tuple[str, str, str], ended: threading.Event) -> None:
    """Be the console until the bot is registered, and then the customer."""
    told = ""
    while True:
        try:
            fake.callback(*bot)
            break
        except (OSError, ValueError, ImportError) as error:
            waiting = _text("waiting", url=bot[0], error=error)
            if waiting != told:
                _say(told := waiting, sys.stderr)
            if ended.wait(RETRY_SECONDS):
                return
    _say(_text("registered", url=bot[0]))
    fake.enter()
    acts: dict[str, Callable[[str], object]] = {
        "enter": lambda _: fake.enter(),
        "say": fake.says,
        "tap": lambda menu_id: fake.says(menu_id=menu_id),
    }
    for line in sys.stdin:
        act, _, rest = line.strip().partition(" ")
        try:
            acts[act](rest)
        except (KeyError, ValueError) as error:
            _say(_text("unknown", error=error), sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m kfmenu.testing", description=_text("about"))
    add = parser.add_argument
    add("--host", default="127.0.0.1", help=_text("host"))
    add("--port", type=int, default=0, metavar="N", help=_text("port"))
    add("--callback", metavar="URL", help=_text("callback"))
    add("--window", type=float, default=Desk().window, metavar="SECONDS", help=_text("window"))
    add("--any-code", action="store_true", help=_text("any_code"))
    return parser


def _text(name: str, **values: object) -> str:
    spoken = os.environ.get("KFMENU_LANG") or os.environ.get("LANG") or "en"
    return TEXTS[name][spoken.startswith("zh")].format(**values)


def _tell(post: Post) -> None:
    moment = time.strftime("%H:%M:%S", time.localtime(post.accepted_at))
    what = "delivered" if post.delivered else "refused"
    key = post.touser or post.code or "-"
    told = _text(what, time=moment, key=key, errmsg=post.errmsg)
    _say("\n    ".join([told, *(post.seen.split("\n") if post.delivered else ())]))


def _say(text: str, stream: TextIO | None = None) -> None:
    # One write per message: the threads of two connections must not mix their lines. What the
    # terminal cannot show is escaped, since an exception would cost the bot its answer.
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(f"{text.encode(encoding, errors='backslashreplace').decode(encoding)}\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
