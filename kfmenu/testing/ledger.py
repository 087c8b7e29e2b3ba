"""The ledger: every post that reached the fake, and what the customer saw of it."""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from kfmenu.testing.protocol import Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen(kw_only=True)
class Post:
    """One post that the fake accepted for a decision; it never changes.

    Args:
        endpoint: where it was posted to.
        code: the code it carried (`send_msg_on_event`).
        touser: the customer it was for (`send_msg`).
        open_kfid: the account it came from (`send_msg`).
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

    @property
    def key(self) -> str | None:
        """Whom it was for: the code, or the touser."""
        return self.touser if self.endpoint is Endpoint.SEND_MSG else self.code

    def json(self) -> Any:
        """Parse the body afresh.

        Raises:
            ValueError: the body is not JSON.
        """
        return json.loads(self.body)

    def as_dict(self) -> dict[str, object]:
        """Give the entry as JSON values; bytes that are not UTF-8 are replaced."""
        values = attrs.asdict(self)
        return values | {"body": self.body.decode(errors="replace")}


@attrs.define(eq=False, repr=False)
class Ledger:
    """All posts in the order they were decided about, and the count of token calls; thread-safe."""

    _posts: list[Post] = attrs.field(factory=list, init=False)
    _by_key: defaultdict[str, list[Post]] = attrs.field(
        factory=lambda: defaultdict(list), init=False
    )
    _tokens: Counter[tuple[str, str]] = attrs.field(factory=Counter, init=False)
    _changed: threading.Condition = attrs.field(factory=threading.Condition, init=False)

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
    def refused(self) -> tuple[Post, ...]:
        """The posts that no customer saw."""
        return tuple(post for post in self.posts if not post.delivered)

    @property
    def tokens(self) -> Mapping[tuple[str, str], int]:
        """How often each (corpid, corpsecret) asked for a token, right or wrong."""
        with self._changed:
            return MappingProxyType(Counter(self._tokens))

    @property
    def duplicates(self) -> Mapping[str, tuple[Post, ...]]:
        """The codes whose customer saw more than one message, each with its deliveries.

        Codes are used twice only with `FakeWeCom(single_use=False)`.
        """
        by_code: defaultdict[str, list[Post]] = defaultdict(list)
        for post in self.delivered:
            if post.code is not None and post.endpoint is Endpoint.SEND_MSG_ON_EVENT:
                by_code[post.code].append(post)
        return {code: tuple(posts) for code, posts in by_code.items() if len(posts) > 1}

    def of(self, code: str) -> tuple[Post, ...]:
        """Give every post for one customer, delivered or refused.

        Args:
            code: a code, or the touser of `send_msg`.
        """
        with self._changed:
            return tuple(self._by_key.get(code, ()))

    def seen(self, code: str) -> tuple[str, ...]:
        """Give what one customer saw, message by message.

        Args:
            code: a code, or the touser of `send_msg`.
        """
        return tuple(post.seen for post in self.of(code) if post.delivered)

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
            self._by_key.clear()
            self._tokens.clear()

    def record(self, post: Post) -> None:
        """Enter a post; the server does so before it answers."""
        with self._changed:
            self._posts.append(post)
            if post.key is not None:
                self._by_key[post.key].append(post)
            self._changed.notify_all()

    def count_token(self, corpid: str, corpsecret: str) -> None:
        """Count one call of `gettoken`."""
        with self._changed:
            self._tokens[corpid, corpsecret] += 1
