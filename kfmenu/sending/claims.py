"""Claims: who may use a code. Taken before the request, so that no two workers post one."""

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from kfmenu.sending.redis_client import OWNED, Redis, connect

EXTRA_SECONDS = 600.0
"""How long after its window a claim is kept: callbacks are repeated, and queues run late."""


class Claims(Protocol):
    """What remembers which codes are in use; yours may have coroutines, for `AsyncSender`."""

    def take(self, key: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds, in one step; tell whether it was free.

        Raises:
            Exception: it is not known whether it was free; then nothing is sent.
        """

    def release(self, key: str) -> None:
        """Give back a key that this very object has taken; another's stays."""


def claim_key(kind: str, text: str) -> str:
    """Give the key of a code or an event: a digest, so that no store holds a code.

    Args:
        kind: `code` or `event`.
        text: the code, or what tells the event from all others.
    """
    whole = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
    return f"kfmenu:claim:{hashlib.sha256(whole).hexdigest()[:32]}"


class MemoryClaims:
    """Claims in the memory of one process, for its threads and tasks; other processes need Redis.

    A claim takes about 150 bytes until its time is over.

    Args:
        clock: seconds of a clock that only goes forward.
    """

    blocking = False

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[bytes, float] = {}
        # In the order taken. Claims of one lifetime expire in this order too; a longer one in
        # front only keeps those behind it for a while.
        self._order: dict[int, deque[bytes]] = {}
        self._guard = threading.Lock()

    def take(self, key: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds; tell whether it was free."""
        short = _short(key)
        with self._guard:
            now = self._clock()
            self._forget(now)
            if self._until.get(short, 0.0) > now:
                return False
            self._until[short] = now + ttl
            self._order.setdefault(_lifetime(ttl), deque()).append(short)
            return True

    def release(self, key: str) -> None:
        """Give the key back."""
        with self._guard:
            self._until.pop(_short(key), None)

    def _forget(self, now: float) -> None:
        for lifetime, queue in tuple(self._order.items()):
            while queue and self._until.get(queue[0], 0.0) <= now:
                self._until.pop(queue.popleft(), None)
            if not queue:
                del self._order[lifetime]

    def __len__(self) -> int:
        return len(self._until)

    def __repr__(self) -> str:
        return f"<MemoryClaims, {len(self)} held>"


def _short(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=12).digest()


def _lifetime(ttl: float) -> int:
    """Give the bucket of a lifetime: its power of two, so that there are few."""
    return max(0, int(ttl)).bit_length()


class RedisClaims:
    """Claims in Redis, for many machines; needs the extra `redis`.

    While Redis is away nothing can be claimed, and so nothing is sent. A Redis that loses its
    memory in a restart forgets the claims that it held.

    Args:
        url: the address, `redis://` or `rediss://`, or a `redis.Redis` of your own.

    Raises:
        ImportError: the extra is not installed.
    """

    def __init__(self, url: "str | Redis") -> None:
        self._redis = connect(url)
        self._name = os.urandom(8).hex()

    def take(self, key: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds; tell whether it was free."""
        mine = f"{self._owner()}{os.urandom(8).hex()}"
        if self._redis.set(key, mine, nx=True, px=max(1, round(ttl * 1000))):
            return True
        # The client may have asked twice, when the first answer was lost on the way.
        found = self._redis.get(key)
        return (found.decode() if isinstance(found, bytes) else found) == mine

    def release(self, key: str) -> None:
        """Give the key back, if it is still this object's."""
        self._redis.eval(OWNED, 1, key, self._owner())

    def _owner(self) -> str:
        # Workers that were forked share the name, not the process.
        return f"{self._name}.{os.getpid()}:"

    def __repr__(self) -> str:
        return "RedisClaims()"
