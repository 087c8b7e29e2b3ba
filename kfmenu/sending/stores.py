"""Stores of tokens and claims: in memory, in a file of SQLite, in Redis. Away is `OSError`."""

import inspect
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kfmenu.secret import Secret

if TYPE_CHECKING:
    import redis

T = TypeVar("T")

SECONDS = 1.0
"""How long a store may take to connect, and to answer; it is asked twice at most."""


class Store(Protocol):
    """What keeps claims and tokens. Its methods may block, and raise `OSError` while it is away."""

    def take(self, key: str, mark: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds, in one step; tell whether it is this mark's now.

        Asked again with the same mark, it gives the same answer.
        """

    def release(self, key: str, mark: str) -> None:
        """Give the key back if exactly this mark holds it."""

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""

    def save(self, key: str, secret: Secret, ttl: float) -> None:
        """Keep the text under the key for `ttl` seconds."""


class MemoryStore:
    """A store in the memory of one process, for its threads and tasks.

    Args:
        clock: seconds of a clock that only goes forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[str | Secret, float]] = {}
        self._ends: list[tuple[float, str]] = []
        self._guard = threading.Lock()

    def take(self, key: str, mark: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds; tell whether it is this mark's now."""
        with self._guard:
            self._forget()
            if key not in self._kept:
                self._keep(key, mark, ttl)
            return self._kept[key][0] == mark

    def release(self, key: str, mark: str) -> None:
        """Give the key back if exactly this mark holds it."""
        with self._guard:
            if self._kept.get(key, ("", 0.0))[0] == mark:
                del self._kept[key]

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""
        with self._guard:
            self._forget()
            found = self._kept.get(key, (None, 0.0))[0]
            return found if isinstance(found, Secret) else None

    def save(self, key: str, secret: Secret, ttl: float) -> None:
        """Keep the text under the key for `ttl` seconds."""
        with self._guard:
            self._keep(key, secret, ttl)

    def _keep(self, key: str, value: str | Secret, ttl: float) -> None:
        ends = self._clock() + ttl
        self._kept[key] = (value, ends)
        heappush(self._ends, (ends, key))

    def _forget(self) -> None:
        now = self._clock()
        while self._ends and self._ends[0][0] <= now:
            _, key = heappop(self._ends)
            # It may have been given back since, and taken again for longer.
            if key in self._kept and self._kept[key][1] <= now:
                del self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"<MemoryStore, {len(self)} kept>"


_TABLE = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT, ends REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ends ON kept (ends);
"""
_TAKE = """
INSERT INTO kept VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE
SET value = ?2, ends = ?3 WHERE ends <= ?4 OR value = ?2
"""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "glusterfs"})


class FileStore:
    """A store in a file of SQLite that only its owner can read, for one machine's processes.

    Args:
        path: the file; its folder must exist, on a disk of this machine. Windows tells no owner:
            there the folder must be this user's alone.

    Raises:
        ValueError: the path is a link, another user's, readable by others, or on a network drive.
        OSError: it cannot be opened, or holds something else.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._guard = threading.Lock()
        self._open: dict[int, sqlite3.Connection] = {}
        _require_private(self._path)
        self.load("")

    def take(self, key: str, mark: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds; tell whether it is this mark's now."""
        now = time.time()
        self._run("DELETE FROM kept WHERE ends <= ?", now)
        return self._run(_TAKE, key, mark, now + ttl, now).rowcount == 1

    def release(self, key: str, mark: str) -> None:
        """Give the key back if exactly this mark holds it."""
        self._run("DELETE FROM kept WHERE key = ? AND value = ?", key, mark)

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""
        query = "SELECT value FROM kept WHERE key = ? AND ends > ?"
        row = self._run(query, key, time.time()).fetchone()
        return row and Secret(row[0])

    def save(self, key: str, secret: Secret, ttl: float) -> None:
        """Keep the text under the key for `ttl` seconds."""
        ends = time.time() + ttl
        self._run("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", key, secret.reveal(), ends)

    def _run(self, statement: str, *values: str | float) -> sqlite3.Cursor:
        try:
            with self._guard:
                return self._connection().execute(statement, values)
        except sqlite3.Error as error:
            away = f"{type(error).__name__}: {error}"
        del values  # a token may be among them
        raise OSError(f"{self._path}: {away}")

    def _connection(self) -> sqlite3.Connection:
        # A fork opens the file anew, and never closes what its parent has open.
        if os.getpid() not in self._open:
            made = sqlite3.connect(
                self._path, timeout=SECONDS, isolation_level=None, check_same_thread=False
            )
            made.executescript(_TABLE)
            self._open[os.getpid()] = made
        return self._open[os.getpid()]

    def __repr__(self) -> str:
        return f"FileStore({str(self._path)!r})"


def _require_private(path: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    found = path.lstat()
    # Windows tells neither owner nor mode: what guards a file there are the rights of its folder.
    is_posix = hasattr(os, "geteuid")
    is_ours = not is_posix or found.st_uid == os.geteuid()
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or not is_ours:
        raise ValueError(f"{path}: not a regular file of this user, or linked")
    if is_posix and found.st_mode & 0o077:
        raise ValueError(f"{path}: others may use it; chmod 600 it")
    if _file_system(found.st_dev) in _NETWORK or os.path.realpath(path).startswith("\\\\"):
        raise ValueError(f"{path}: on a network drive, where locks do not hold; use RedisStore")


def _file_system(device: int) -> str:
    """Name the type of the file system with this device number; empty where nobody says."""
    with suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines():
            place, _, kind = line.partition(" - ")
            if place.split()[2] == f"{os.major(device)}:{os.minor(device)}":
                return kind.split()[0]
    return ""


_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class RedisStore:
    """A store in Redis, for many machines; needs the extra `redis`.

    A Redis that loses its memory, or fails over to a replica that lags, forgets claims.

    Args:
        url: the address (`redis://`, `rediss://` or `unix://`; 64 connections, waited for), or a
            `redis.Redis` of your own, which brings its own pool.

    Raises:
        ImportError: the extra is not installed.
        TypeError: the client is one of `redis.asyncio`, whose every answer would count as true.
    """

    def __init__(self, url: "str | redis.Redis") -> None:
        try:
            from redis import RedisError  # noqa: PLC0415 - only who uses Redis has it
        except ImportError:
            raise ImportError("RedisStore needs an extra: pip install 'kfmenu[redis]'") from None
        self._away = RedisError
        if inspect.iscoroutinefunction(getattr(url, "execute_command", None)):
            raise TypeError("a client of redis.asyncio: give a redis.Redis, or its address")
        self._redis: Any = _connect(url) if isinstance(url, str) else url

    def take(self, key: str, mark: str, ttl: float) -> bool:
        """Claim the key for `ttl` seconds; tell whether it is this mark's now."""
        if self._run(self._redis.set, key, mark, nx=True, px=_milliseconds(ttl)):
            return True
        return bool(_text(self._run(self._redis.get, key)) == mark)

    def release(self, key: str, mark: str) -> None:
        """Give the key back if exactly this mark holds it, compared and deleted in one step."""
        self._run(self._redis.eval, _RELEASE, 1, key, mark)

    def load(self, key: str) -> Secret | None:
        """Give what was saved under the key, or None."""
        found = self._run(self._redis.get, key)
        return None if found is None else Secret(_text(found))

    def save(self, key: str, secret: Secret, ttl: float) -> None:
        """Keep the text under the key for `ttl` seconds."""
        self._run(self._redis.set, key, secret.reveal(), px=_milliseconds(ttl))

    def _run(self, command: Callable[..., T], *args: Any, **options: Any) -> T:
        try:
            return command(*args, **options)
        except self._away as error:
            # Its words may repeat what it was given.
            away = type(error).__name__
        del args  # a token may be among them
        raise OSError(f"Redis: {away}")

    def __repr__(self) -> str:
        return "RedisStore()"


def _connect(url: str) -> "redis.Redis":
    import redis  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    # A connection that Redis closed while it was idle is worth a second one; a Redis that hangs
    # is not worth waiting for again.
    retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    pool = redis.BlockingConnectionPool.from_url(
        url,
        max_connections=64,
        timeout=SECONDS,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        retry=retry,
    )
    return redis.Redis(connection_pool=pool)


def _milliseconds(ttl: float) -> int:
    return max(1, round(ttl * 1000))


def _text(found: Any) -> Any:
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found
