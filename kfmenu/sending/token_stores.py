"""Where tokens are kept: in memory, in a file, in Redis. Keys are digests; values are secrets."""

import contextlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol

from kfmenu.sending.redis_client import OWNED, Redis, connect
from kfmenu.sending.secret import Secret


class TokenStore(Protocol):
    """What keeps tokens. Every method may block, and may raise when the store is away."""

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""

    def save(self, key: str, text: Secret, ttl: float) -> None:
        """Keep the text under the key for `ttl` seconds at most."""

    def lock(self, key: str, ttl: float) -> str | None:
        """Try once for the right to refresh the key; give an owner's mark, or None.

        The right ends with `unlock`, with the death of its owner, or after `ttl` seconds.
        """

    def unlock(self, key: str, owner: str) -> None:
        """Give the right back, if it is still this owner's."""


class MemoryTokens:
    """Tokens in the memory of one process, shared by its threads and tasks.

    Args:
        clock: seconds of a clock that only goes forward.
    """

    blocking = False

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._texts: dict[str, tuple[Secret, float]] = {}
        self._locks: dict[str, tuple[str, float]] = {}
        self._guard = threading.Lock()

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""
        with self._guard:
            text, until = self._texts.get(key, (None, 0.0))
            return text if self._clock() < until else None

    def save(self, key: str, text: Secret, ttl: float) -> None:
        """Keep the text under the key."""
        with self._guard:
            self._texts[key] = (text, self._clock() + ttl)

    def lock(self, key: str, ttl: float) -> str | None:
        """Try once for the right to refresh the key."""
        owner = os.urandom(8).hex()
        with self._guard:
            now = self._clock()
            if key in self._locks and now < self._locks[key][1]:
                return None
            self._locks[key] = (owner, now + ttl)
            return owner

    def unlock(self, key: str, owner: str) -> None:
        """Give the right back, if it is still this owner's."""
        with self._guard:
            if key in self._locks and self._locks[key][0] == owner:
                del self._locks[key]

    def __repr__(self) -> str:
        return "MemoryTokens()"


class FileTokens:
    """Tokens in a file that only its owner can read, for several processes of one machine.

    The file is replaced as a whole, so that a reader sees the old one or the new one. The right
    to refresh is a lock of the operating system on `PATH.lock`, which ends with its process.

    Args:
        path: the file; its folder must exist.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._held: dict[str, tuple[IO[bytes], float]] = {}
        self._guard = threading.Lock()

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None; a damaged file holds nothing."""
        entry = self._read().get(key)
        if not _sound(entry):
            return None
        assert entry is not None
        text, until = entry
        return Secret(text) if time.time() < until else None

    def save(self, key: str, text: Secret, ttl: float) -> None:
        """Keep the text under the key, and drop what is over."""
        now = time.time()
        with self._guard:
            kept = {
                name: entry
                for name, entry in self._read().items()
                if _sound(entry) and now < entry[1]
            }
            kept[key] = [text.reveal(), now + ttl]
            self._write(kept)

    def lock(self, key: str, ttl: float) -> str | None:
        """Try once for the right to refresh; the file has one for all its keys."""
        from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415 - POSIX only, like this store

        del key
        with self._guard:
            # A task that was given up may have left its lock behind in this living process.
            for owner, (_, until) in tuple(self._held.items()):
                if time.monotonic() >= until:
                    _free(self._held.pop(owner)[0])
        handle = open(f"{self._path}.lock", "ab", opener=_private)  # noqa: SIM115
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except OSError:
            handle.close()
            return None
        owner = os.urandom(8).hex()
        with self._guard:
            self._held[owner] = (handle, time.monotonic() + ttl)
        return owner

    def unlock(self, key: str, owner: str) -> None:
        """Give the right back."""
        del key
        with self._guard:
            handle, _ = self._held.pop(owner, (None, 0.0))
        if handle is not None:
            _free(handle)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_bytes())
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, entries: dict[str, Any]) -> None:
        # mkstemp makes the file 0600 from its first byte on.
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(entries, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def __repr__(self) -> str:
        return f"FileTokens({str(self._path)!r})"


def _sound(entry: Any) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], int | float)
    )


def _free(handle: IO[bytes]) -> None:
    from fcntl import LOCK_UN, flock  # noqa: PLC0415

    # Closing alone would leave the lock with every child that was forked meanwhile.
    with contextlib.suppress(OSError):
        flock(handle, LOCK_UN)
    handle.close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class RedisTokens:
    """Tokens in Redis, for many machines; needs the extra `redis`.

    Args:
        url: the address, `redis://` or `rediss://`, or a `redis.Redis` of your own.

    Raises:
        ImportError: the extra is not installed.
    """

    def __init__(self, url: "str | Redis") -> None:
        self._redis = connect(url)

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""
        found = self._redis.get(key)
        if found is None:
            return None
        return Secret(found.decode() if isinstance(found, bytes) else str(found))

    def save(self, key: str, text: Secret, ttl: float) -> None:
        """Keep the text under the key."""
        self._redis.set(key, text.reveal(), px=max(1, round(ttl * 1000)))

    def lock(self, key: str, ttl: float) -> str | None:
        """Try once for the right to refresh the key, across all machines."""
        owner = os.urandom(8).hex()
        taken = self._redis.set(f"{key}:lock", owner, nx=True, px=max(1, round(ttl * 1000)))
        return owner if taken else None

    def unlock(self, key: str, owner: str) -> None:
        """Give the right back, if it is still this owner's."""
        self._redis.eval(OWNED, 1, f"{key}:lock", owner)

    def __repr__(self) -> str:
        return "RedisTokens()"
