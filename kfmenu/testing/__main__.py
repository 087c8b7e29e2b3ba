"""`python -m kfmenu.testing`: the fake in the foreground, for bots in any language."""

from __future__ import annotations

import argparse
import contextlib
import os
import queue
import signal
import sys
import time
from typing import TYPE_CHECKING

from kfmenu.testing import rules
from kfmenu.testing.desk import Desk
from kfmenu.testing.server import FakeWeCom

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kfmenu.testing.ledger import Post

DEFAULTS = Desk()

TEXTS = {
    "en": {
        "about": "A WeCom of your own on loopback, for testing WeChat customer service bots.",
        "port": "port to listen on (default: any free one)",
        "corpid": "corpid that may ask for tokens (default: %(default)s)",
        "secret_env": "environment variable that holds its secret (default: the fake's own)",
        "window": "seconds a code lives (default: %(default)s)",
        "any_code": "accept codes that were not issued with POST /_fake/codes",
        "lang": "language of what is printed",
        "listening": "Listening on {url} - corpid {corpid}, secret {secret}",
        "hidden": "from ${name}",
        "no_secret": "the environment variable {name} is empty or not set",
        "no_port": "cannot listen on port {port}: {error}",
        "delivered": "{time} {key} sees:",
        "refused": "{time} {key} sees nothing: {errmsg}",
        "stopped": "Stopped: {delivered} delivered, {refused} not.",
    },
    "zh": {
        "about": "在本机运行一个模拟的企业微信，用来测试微信客服机器人。",
        "port": "监听的端口（默认任选一个空闲端口）",
        "corpid": "可以获取 access_token 的 corpid（默认 %(default)s）",
        "secret_env": "存放其 secret 的环境变量名（默认用内置的 secret）",
        "window": "code 的有效秒数（默认 %(default)s）",
        "any_code": "接受未经 POST /_fake/codes 登记的 code",
        "lang": "输出所用的语言",
        "listening": "正在监听 {url}，corpid 为 {corpid}，secret 为 {secret}",
        "hidden": "环境变量 {name} 的值",
        "no_secret": "环境变量 {name} 为空或未设置",
        "no_port": "无法监听端口 {port}：{error}",
        "delivered": "{time} {key} 看到：",
        "refused": "{time} {key} 什么也没看到：{errmsg}",
        "stopped": "已停止：送达 {delivered} 条，未送达 {refused} 条。",
    },
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the fake until SIGINT or SIGTERM, and give the exit code.

    Args:
        argv: the arguments; those of the process by default.

    Returns:
        0 after a signal; 2 when the secret is missing or the port taken.
    """
    texts = TEXTS[_language(argv, os.environ)]
    options = _parser(texts).parse_args(argv)
    secret = os.environ.get(options.secret_env or "", "")
    if options.secret_env and not secret:
        _complain(texts["no_secret"].format(name=options.secret_env))
        return 2
    fake = FakeWeCom(
        port=options.port,
        corpid=options.corpid,
        secret=secret or DEFAULTS.secret,
        window=options.window,
        strict_codes=not options.any_code,
        on_post=lambda post: _say(_told(post, texts)),
    )
    shown = texts["hidden"].format(name=options.secret_env) if secret else fake.secret
    with _caught_signals() as signals:
        try:
            fake.start()
        except (OSError, OverflowError) as error:
            _complain(texts["no_port"].format(port=options.port, error=error))
            return 2
        try:
            _say(texts["listening"].format(url=fake.base_url, corpid=fake.corpid, secret=shown))
            signals.get()
        finally:
            fake.stop()
    ledger = fake.ledger
    counts = {"delivered": len(ledger.delivered), "refused": len(ledger.refused)}
    _say(texts["stopped"].format(**counts))
    return 0


@contextlib.contextmanager
def _caught_signals() -> Iterator[queue.SimpleQueue[int]]:
    # A SimpleQueue is the one thing that a signal handler may safely put into.
    caught: queue.SimpleQueue[int] = queue.SimpleQueue()
    before = {
        number: signal.signal(number, lambda number, _frame: caught.put(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _language(argv: Sequence[str] | None, environ: Mapping[str, str]) -> str:
    # The language must be known before the parser that knows about it, for its help.
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--lang", nargs="?")
    asked = first.parse_known_args(argv)[0].lang
    spoken = asked or environ.get("KFMENU_LANG") or environ.get("LANG") or "en"
    return "zh" if spoken.startswith("zh") else "en"


def _parser(texts: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kfmenu.testing", description=texts["about"])
    parser.add_argument("--port", type=int, default=0, metavar="N", help=texts["port"])
    parser.add_argument("--corpid", default=DEFAULTS.corpid, help=texts["corpid"])
    parser.add_argument("--secret-env", metavar="NAME", help=texts["secret_env"])
    parser.add_argument(
        "--window",
        type=float,
        default=rules.CODE_WINDOW_SECONDS,
        metavar="SECONDS",
        help=texts["window"],
    )
    parser.add_argument("--any-code", action="store_true", help=texts["any_code"])
    parser.add_argument("--lang", choices=sorted(TEXTS), help=texts["lang"])
    return parser


def _told(post: Post, texts: Mapping[str, str]) -> str:
    moment = time.strftime("%H:%M:%S", time.localtime(post.accepted_at))
    key = post.key or "-"
    if not post.delivered:
        return texts["refused"].format(time=moment, key=key, errmsg=post.errmsg)
    lines = [texts["delivered"].format(time=moment, key=key), *post.seen.split("\n")]
    return "\n    ".join(lines)


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _say(text: str) -> None:
    # One print per message: the threads of two connections must not mix their lines. What the
    # terminal cannot show is escaped, since an exception would cost the bot its answer.
    encoding = sys.stdout.encoding or "utf-8"
    shown = text.encode(encoding, errors="backslashreplace").decode(encoding)
    sys.stdout.write(f"{shown}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
