"""The three stores: one contract, checked against a model, with real files and a real Redis."""

import builtins
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sending_kit import RedisServer

from kfmenu import FileStore, MemoryStore, RedisStore, Secret
from kfmenu.sending import stores


@pytest.fixture(params=["memory", "file", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Give each store in turn."""
    if request.param == "memory":
        return MemoryStore()
    if request.param == "file":
        return FileStore(tmp_path / "kfmenu.db")
    return RedisStore(request.getfixturevalue("redis").url)


def test_a_key_is_one_marks(store: Any) -> None:
    """Of all who ask for a key one gets it, until exactly that mark gives it back, or its end."""
    assert store.take("k", "a", 60) is True
    assert store.take("k", "b", 60) is False
    assert store.take("k", "a", 60) is True, "asked again, the answer is the same"
    assert store.take("other", "b", 60) is True
    store.release("k", "b")
    assert store.take("k", "b", 60) is False
    store.release("k", "a")
    assert store.take("k", "c", 0.05) is True
    time.sleep(0.1)
    assert store.take("k", "d", 60) is True
    store.release("k", "c")
    assert store.take("k", "e", 60) is False, "a late give-back hits nobody"
    store.release("unknown", "a")
    assert "Store" in repr(store)


def test_a_text_is_kept(store: Any) -> None:
    """What was saved is given until its end, replaced by what is saved later, and never shown."""
    assert store.load("k") is None
    store.save("k", Secret("TEXT-字"), 60)
    assert store.load("k") == Secret("TEXT-字")
    store.save("k", Secret("new"), 0.05)
    assert store.load("k") == Secret("new")
    time.sleep(0.1)
    assert store.load("k") is None
    assert "TEXT" not in repr(store)


def test_one_of_many_threads_gets_it(store: Any) -> None:
    """A race for a key has one winner."""
    for number in range(10):
        won: list[bool] = []
        barrier = threading.Barrier(8)

        def race(mark: str, key: str = f"k{number}", gate: threading.Barrier = barrier) -> None:
            gate.wait()
            won.append(store.take(key, mark, 60))  # noqa: B023 - joined within the loop

        threads = [threading.Thread(target=race, args=(f"m{one}",)) for one in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(won) == 1


class AgainstAModel(RuleBasedStateMachine):
    """The memory's store against a plain dictionary, in any order of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.store = MemoryStore(clock=lambda: self.now)
        self.model: dict[str, tuple[Any, float]] = {}

    def kept(self, key: str) -> Any:
        value, ends = self.model.get(key, (None, 0.0))
        return value if self.now < ends else None

    @rule(
        key=st.sampled_from("abc"),
        mark=st.sampled_from("xyz"),
        ttl=st.sampled_from([1.0, 620.0, 172800.0]),
    )
    def take(self, key: str, mark: str, ttl: float) -> None:
        """A key is free when nobody has it, or its time is over."""
        held = self.kept(key)
        assert self.store.take(key, mark, ttl) is (held in {None, mark})
        if held is None:
            self.model[key] = (mark, self.now + ttl)

    @rule(key=st.sampled_from("abc"), mark=st.sampled_from("xyz"))
    def release(self, key: str, mark: str) -> None:
        """Exactly the mark that holds a key gives it back."""
        self.store.release(key, mark)
        if self.kept(key) == mark:
            del self.model[key]

    @rule(key=st.sampled_from("de"), text=st.sampled_from("12"), ttl=st.sampled_from([1.0, 7200.0]))
    def save(self, key: str, text: str, ttl: float) -> None:
        """The last text is kept."""
        self.store.save(key, Secret(text), ttl)
        self.model[key] = (Secret(text), self.now + ttl)

    @rule(key=st.sampled_from("de"))
    def load(self, key: str) -> None:
        """It is given until its end."""
        assert self.store.load(key) == self.kept(key)

    @rule(seconds=st.sampled_from([0.5, 5.0, 600.0, 100000.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds


TestAgainstAModel = AgainstAModel.TestCase
TestAgainstAModel.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)


def test_memory_forgets_what_is_over() -> None:
    """A claim whose time is over takes no room, however many there were."""
    now = [0.0]
    store = MemoryStore(clock=lambda: now[0])
    for number in range(5_000):
        now[0] += 1.0
        store.take(f"k{number}", "m", 620)
        if number % 7 == 0:
            store.release(f"k{number}", "m")
    assert len(store) <= 621
    assert len(store._ends) <= 621
    assert repr(store) == f"<MemoryStore, {len(store)} kept>"


# ---- files


def test_a_file_is_its_owners(tmp_path: Path) -> None:
    """The file and what SQLite puts beside it are 0600, and hold no key in clear."""
    path = tmp_path / "kfmenu.db"
    store = FileStore(path)
    store.take("k", "a", 60)
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "kfmenu.db",
        "kfmenu.db-shm",
        "kfmenu.db-wal",
    ]
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
    assert repr(store) == f"FileStore({str(path)!r})"


def test_a_file_that_is_not_ones_own_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links, folders, what others may read, what another user owns, network drives."""
    path = tmp_path / "kfmenu.db"
    FileStore(path)
    (tmp_path / "soft").symlink_to(path)
    os.link(path, tmp_path / "hard")
    (tmp_path / "open").write_bytes(b"")
    (tmp_path / "open").chmod(0o640)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("soft", "hard", "kfmenu.db", "pipe", "open", "."):
        with pytest.raises(ValueError, match=r"regular|chmod"):
            FileStore(tmp_path / name)
    fine = tmp_path / "fine"
    FileStore(fine)
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: 12345)
        with pytest.raises(ValueError, match="this user"):
            FileStore(fine)
    with monkeypatch.context() as patched:
        patched.setattr(stores, "_file_system", lambda _: "nfs4")
        with pytest.raises(ValueError, match="network"):
            FileStore(fine)
    with pytest.raises(OSError, match="No such"):
        FileStore(tmp_path / "nowhere" / "kfmenu.db")
    (tmp_path / "else").write_bytes(b"something else entirely, and no database\n" * 100)
    (tmp_path / "else").chmod(0o600)
    with pytest.raises(OSError, match="not a database"):
        FileStore(tmp_path / "else")


def test_a_file_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system tells neither owner nor mode, links and network drives are refused still."""
    path = tmp_path / "kfmenu.db"
    path.touch(0o666)
    monkeypatch.delattr(os, "geteuid")
    assert FileStore(path).take("k", "m", 60)
    (tmp_path / "soft").symlink_to(path)
    with pytest.raises(ValueError, match="linked"):
        FileStore(tmp_path / "soft")
    monkeypatch.setattr(os.path, "realpath", lambda _: r"\\server\share\kfmenu.db")
    with pytest.raises(ValueError, match="network"):
        FileStore(path)


def test_the_file_system_is_known_where_linux_says() -> None:
    """The type is read from the table of mounts; where there is none, nothing is known."""
    if not Path("/proc/self/mountinfo").exists():
        pytest.skip("NO /proc: the types of file systems are not told here")
    assert stores._file_system(Path("/proc").stat().st_dev) == "proc"
    assert stores._file_system(2**40) == ""


def test_a_file_that_is_away_is_an_oserror(tmp_path: Path) -> None:
    """What SQLite raises is told as `OSError`, without what was to be saved."""
    store = FileStore(tmp_path / "kfmenu.db")
    other = sqlite3.connect(tmp_path / "kfmenu.db")
    other.execute("DROP TABLE kept")
    with pytest.raises(OSError, match="no such table") as raised:
        store.save("k", Secret("the-TOKEN"), 60)
    _, *ours = traceback.walk_tb(raised.value.__traceback__)
    assert "the-TOKEN" not in repr([frame.f_locals for frame, _ in ours])
    assert raised.value.__context__ is None
    other.close()


def test_processes_share_a_file(tmp_path: Path) -> None:
    """Another process sees the claim; a killed one leaves no lock; a fork opens its own."""
    path = tmp_path / "kfmenu.db"
    program = (
        "import sys, os, signal\nfrom kfmenu import FileStore\n"
        "store = FileStore(sys.argv[1])\nprint(store.take('k', 'other', 60), flush=True)\n"
        "store._connection().execute('BEGIN IMMEDIATE')\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "True\n"
    store = FileStore(path)
    assert not store.take("k", "mine", 60)
    child = os.fork()
    if not child:
        os._exit(0 if store.take("forked", "child", 60) and len(store._open) == 2 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert not store.take("forked", "mine", 60)


# ---- Redis


def test_a_redis_that_is_away_is_an_oserror(redis: RedisServer) -> None:
    """Without Redis there is an `OSError`, no claim, and no word of what was sent."""
    store = RedisStore(redis.url)
    redis.stop()
    with pytest.raises(OSError, match="Redis: ConnectionError") as raised:
        store.save("k", Secret("the-TOKEN"), 60)
    assert raised.value.__context__ is None
    redis.start()
    assert store.take("k", "a", 60)


def test_a_redis_that_hangs_is_waited_for_once(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A timeout is not retried: that would double what a hanging Redis costs."""
    monkeypatch.setattr(stores, "SECONDS", 0.3)
    store = RedisStore(redis.url)
    assert store.take("warm", "a", 60)
    other = RedisStore(redis.url)
    blocker = threading.Thread(
        target=lambda: other._redis.execute_command("CLIENT", "PAUSE", "1000", "ALL")
    )
    blocker.start()
    blocker.join()
    began = time.monotonic()
    with pytest.raises(OSError, match="Timeout"):
        store.take("k", "a", 60)
    assert time.monotonic() - began < 0.55
    time.sleep(1.0)


@pytest.mark.parametrize("decode", [False, True])
def test_a_client_of_ones_own(redis: RedisServer, decode: bool) -> None:
    """It brings its own pool, and may decode answers or not."""
    import redis as library  # noqa: PLC0415 - only these tests need it

    client = library.Redis.from_url(redis.url, decode_responses=decode)
    store = RedisStore(client)
    assert store.take("k", "a", 60)
    assert store.take("k", "a", 60)
    assert not store.take("k", "b", 60)
    store.save("t", Secret("text"), 60)
    assert store.load("t") == Secret("text")
    assert 59_000 < client.pttl("k") <= 60_000
    client.close()


def test_connections_are_waited_for(redis: RedisServer) -> None:
    """64 connections at most: the others wait for one instead of failing."""
    store = RedisStore(redis.url)
    failed: list[Any] = []

    def work(number: int) -> None:
        try:
            store.take(f"k{number}", "a", 60)
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert store._redis.connection_pool.max_connections == 64
    assert store._redis.info("clients")["connected_clients"] <= 66


def test_a_client_of_redis_asyncio_is_refused() -> None:
    """Its every answer is a coroutine, and would grant every claim."""
    import redis.asyncio  # noqa: PLC0415

    with pytest.raises(TypeError, match="asyncio"):
        RedisStore(redis.asyncio.Redis())  # type: ignore[arg-type]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lacks redis is told what to install."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "redis":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"kfmenu\[redis\]"):
        RedisStore("redis://127.0.0.1")
