"""The ledger: every message that reached the fake, and what the customer saw of it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kfmenu.testing.protocol import Endpoint


@attrs.frozen(kw_only=True)
class Post:
    """One message that the fake decided about; it never changes.

    Args:
        endpoint: where it was posted to.
        code: the code it carried (`send_msg_on_event`).
        touser: the customer it was for: named by `send_msg`, known by a code from `enter`.
        open_kfid: the account it came from, likewise.
        msgid: the msgid it was delivered under, or asked for when it was not delivered.
        body: the request body, byte by byte.
        received_at: when its last byte had come; seconds since the epoch, the fake's clock.
        accepted_at: when it was decided about; later than `received_at` after a stall.
        errcode: the errcode answered; None when a fault left the caller without one.
        errmsg: why it was refused; `ok` when it was not.
        delivered: whether the customer saw it, whatever the caller was told.
        seen: what the customer saw; empty when nothing.
        fault: the kind of the fault that struck; None when none did.
    """

    endpoint: Endpoint
    code: str | None
    touser: str | None
    open_kfid: str | None
    msgid: str | None
    body: bytes
    received_at: float
    accepted_at: float
    errcode: int | None
    errmsg: str
    delivered: bool
    seen: str
    fault: str | None

    def json(self) -> Any:
        """Parse the body afresh.

        Raises:
            ValueError: the body is not JSON.
        """
        return json.loads(self.body)

    def as_dict(self) -> dict[str, object]:
        """Give the entry as JSON values; bytes that are not UTF-8 are replaced."""
        return attrs.asdict(self) | {"body": self.body.decode(errors="replace")}


class Ledger:
    """All posts in the order they were decided about, and the count of token calls; thread-safe."""

    def __init__(self) -> None:
        self._posts: list[Post] = []
        self._tokens: Counter[tuple[str, str]] = Counter()
        self._changed = threading.Condition()

    def __repr__(self) -> str:
        return f"Ledger({len(self.posts)} posts, {len(self.delivered)} delivered)"

    @property
    def posts(self) -> tuple[Post, ...]:
        """Every post, delivered or refused."""
        with self._changed:
            return tuple(self._posts)

    @property
    def delivered(self) -> tuple[Post, ...]:
        """The posts that a customer saw."""
        return tuple(post for post in self.posts if post.delivered)

    @property
    def tokens(self) -> Mapping[tuple[str, str], int]:
        """How often each (corpid, corpsecret) asked for a token, right or wrong."""
        with self._changed:
            return Counter(self._tokens)

    def of(self, key: str) -> tuple[Post, ...]:
        """Give every post for one code or one customer (external_userid), delivered or refused."""
        return tuple(post for post in self.posts if key in (post.code, post.touser))

    def seen(self, key: str) -> tuple[str, ...]:
        """Give what the customer of a code, or of an external_userid, saw, message by message."""
        return tuple(post.seen for post in self.of(key) if post.delivered)

    def wait(self, count: int = 1, timeout: float = 5.0) -> tuple[Post, ...]:
        """Wait until there are enough posts, and give them all.

        Args:
            count: how many there must be, delivered or refused.
            timeout: seconds to wait at most.

        Raises:
            TimeoutError: there were fewer when the time was up.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._posts) >= count, timeout):
                raise TimeoutError(f"{len(self._posts)} of {count} posts after {timeout} s")
            return tuple(self._posts)

    def reset(self) -> None:
        """Forget every post and every token call."""
        with self._changed:
            self._posts.clear()
            self._tokens.clear()

    def record(self, post: Post) -> None:
        """Enter a post; the server does so before it answers."""
        with self._changed:
            self._posts.append(post)
            self._changed.notify_all()

    def count_token(self, corpid: str, corpsecret: str) -> None:
        """Count one call of `gettoken`."""
        with self._changed:
            self._tokens[corpid, corpsecret] += 1


def as_seen(message: Mapping[str, Any]) -> str:
    r"""Draw a message in plain text as the customer sees it.

    A click is drawn `[content]`, a view `[content](url)`, a mini program
    `[content](appid:pagepath)`. Texts stand as they were sent: whether WeCom also breaks the
    line at a backslash followed by n is nowhere said, so the two characters stay visible.

    Args:
        message: a whole request body that the rules allow.
    """
    if message["msgtype"] == "text":
        return str(message["text"]["content"])
    menu = message["msgmenu"]
    head, tail = menu.get("head_content", ""), menu.get("tail_content", "")
    opened = (f"{head}\n" if head else "") + "".join(map(_drawn, menu.get("list", ())))
    return f"{opened}{tail}" if tail else opened.removesuffix("\n")


def _drawn(item: Mapping[str, Any]) -> str:
    inside = item[item["type"]]
    label = inside.get("content", "")
    match item["type"]:
        case "click":
            return f"[{label}]\n"
        case "view":
            return f"[{label}]({inside['url']})\n"
        case "miniprogram":
            return f"[{label}]({inside['appid']}:{inside['pagepath']})\n"
        case _:
            return label if inside.get("no_newline") else f"{label}\n"
