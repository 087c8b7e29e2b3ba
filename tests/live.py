"""Try on the real API what its page leaves open, one probe a code; no test, and never run by CI.

    export KFMENU_CORP_ID=… KFMENU_CORP_SECRET=…      # of an account that no customer uses
    .venv/bin/python tests/live.py wkOPEN_KFID >> docs/seen_live.tsv
    .venv/bin/python docs/generate.py                 # the column "seen live" of docs/limits.md

Somebody opens the chat with that account from WeChat: each welcome_code serves the next probe, but
WeCom gives one in 48 hours only. With --end whatever they write ends their session, which brings a
code each time. It says what to look at in the chat, and skips what docs/seen_live.tsv holds.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import requests

from kfmenu import Sender

SEEN = Path(__file__).parent.parent / "docs" / "seen_live.tsv"
POLL_SECONDS = 3.0  # without a callback's token sync_msg may be asked seldom
LATE_SECONDS = 21.0
wait = time.sleep


def menu(*items: dict[str, Any]) -> dict[str, Any]:
    """Make a menu, unchecked."""
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": "kfmenu", "list": list(items)}}


def click(content: str) -> dict[str, Any]:
    """Make a click."""
    return {"type": "click", "click": {"content": content}}


def text(content: str) -> dict[str, Any]:
    """Make an item of text."""
    return {"type": "text", "text": {"content": content, "no_newline": 0}}


def view(url: str) -> dict[str, Any]:
    """Make a view."""
    return {"type": "view", "view": {"url": url, "content": "kfmenu"}}


FINE = {"msgtype": "text", "text": {"content": "kfmenu"}}


class Probe(NamedTuple):
    """One question: the field of docs/limits.md it is about, what is tried, and the messages."""

    field: str
    tried: str
    messages: tuple[dict[str, Any], ...]
    after: float = 0.0


# The second message shows whether a refused first one has used the code up.
PROBES = (
    Probe("msgmenu.list.click.content", "128 bytes", (menu(click("汉" * 42 + "ab")),)),
    Probe("msgmenu.list.click.content", "129 bytes, then a text", (menu(click("汉" * 43)), FINE)),
    Probe("msgmenu.list.click.content", "128 characters", (menu(click("汉" * 128)),)),
    Probe("msgmenu.list.text.content", "a line feed", (menu(text("one\ntwo")),)),
    Probe("msgmenu.list.text.content", "a backslash and n", (menu(text("one\\ntwo")),)),
    Probe("msgmenu", "empty", ({"msgtype": "msgmenu", "msgmenu": {}},)),
    Probe("msgmenu.list", "11 items", (menu(*[click("kfmenu")] * 11),)),
    Probe("msgmenu.list.view.url", "a blank", (menu(view("https://work.weixin.qq.com/a b")),)),
    Probe("msgmenu.list.view.url", "no scheme", (menu(view("work.weixin.qq.com")),)),
    Probe("code", "twice", (FINE, FINE)),
    Probe("code", f"after {LATE_SECONDS:.0f} s", (FINE,), LATE_SECONDS),
)


class Live:
    """The API, called without any check of ours."""

    def __init__(self, sender: Sender, base_url: str, open_kfid: str) -> None:
        self.sender, self.base_url, self.open_kfid = sender, base_url, open_kfid

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call a path, and give the answer whatever it is."""
        query = {"access_token": self.sender.access_token()}
        url = f"{self.base_url}/cgi-bin/kf/{path}"
        answer: dict[str, Any] = requests.post(url, params=query, json=body, timeout=5).json()
        return answer

    def codes(self, *, end: bool) -> Iterator[tuple[str, float]]:
        """Give each code as it comes, and when it was given out; what was before is skipped."""
        cursor, history = "", True
        while True:
            page = self.ask("sync_msg", {"open_kfid": self.open_kfid, "cursor": cursor})
            if page["errcode"]:
                say(f"sync_msg: {page['errcode']} {page['errmsg']}")
            for msg in page.get("msg_list", []) if not history else ():
                event = msg.get("event", {})
                if code := event.get("welcome_code") or event.get("msg_code"):
                    yield code, msg["send_time"]
                elif end and msg.get("origin") == 3:
                    who = {name: msg[name] for name in ("open_kfid", "external_userid")}
                    ended = self.ask("service_state/trans", {**who, "service_state": 4})
                    say(f"the session ends: {ended['errcode']} {ended['errmsg']}")
                    if code := ended.get("msg_code"):
                        yield code, time.time()
            cursor = page.get("next_cursor", cursor)
            if not page.get("has_more"):
                history = False
                wait(POLL_SECONDS)

    def try_out(self, probe: Probe, code: str, given_at: float) -> list[int]:
        """Spend a code on a probe, and give the errcodes."""
        if probe.after:
            wait(max(0.0, given_at + probe.after - time.time()))
        sent = [self.ask("send_msg_on_event", {"code": code, **one}) for one in probe.messages]
        return [int(answer["errcode"]) for answer in sent]


def main(argv: list[str] | None = None, say_row: Callable[[str], object] = print) -> int:
    """Wait for codes until every probe was tried; print a row for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("open_kfid")
    parser.add_argument("--end", action="store_true", help="end the session of whoever writes")
    options = parser.parse_args(argv)
    base_url = os.environ.get("KFMENU_BASE_URL", "https://qyapi.weixin.qq.com")
    try:
        corpid, secret = os.environ["KFMENU_CORP_ID"], os.environ["KFMENU_CORP_SECRET"]
    except KeyError as error:
        say(f"{error.args[0]} is not set")
        return 2
    seen = {tuple(line.split("\t")[:2]) for line in SEEN.read_text(encoding="utf-8").splitlines()}
    left = [probe for probe in PROBES if (probe.field, probe.tried) not in seen]
    with Sender.from_secret(corpid, secret, base_url=base_url) as sender:
        live = Live(sender, base_url, options.open_kfid)
        codes = live.codes(end=options.end)
        for probe in left:
            say(f"next: {probe.field}, {probe.tried}; waiting for a code")
            answered = live.try_out(probe, *next(codes))
            day = datetime.now(UTC).date().isoformat()
            say_row("\t".join([*probe[:2], " ".join(map(str, answered)), day]))
            say("look at the chat: is it there, and as it should be?" if 0 in answered else "")
    say("every probe was tried")
    return 0


def say(line: str) -> None:
    """Say something to who runs it; the rows alone are on stdout."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
