"""From paths to the contents of files, with what holds for each; what cannot be read is told."""

import os
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedReader
from stat import S_ISREG
from typing import IO, TYPE_CHECKING, NamedTuple

from kfmenu.problems import Problem
from kfmenu.project.config import NOTHING, Config, Configs, absolute, is_above, shown
from kfmenu.project.search import Found, Search
from kfmenu.project.unread import cannot_read, unread

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LARGEST = 64 * 1024 * 1024
"""Bytes; more than that is not even read, whatever it is."""


class Input(NamedTuple):
    """One file to work on.

    Args:
        path: as it is named to the user.
        content: all its bytes, or text that was decoded already.
        is_json: whether it is JSON; everything else is `.kfm`.
        is_stdin: whether it came through the standard input.
        config: what holds for it.
        folder: what its messages' names begin with, as `shop` of `shop/welcome`: where its project
            lies in a tree of several.
        asked: whether it is worked on; otherwise it is only there for the names in it.
    """

    path: str
    content: bytes | str
    is_json: bool
    is_stdin: bool = False
    config: Config = NOTHING
    folder: str = ""
    asked: bool = True


def names_json(path: str) -> bool:
    """Tell by its name whether a file is JSON."""
    return path.lower().endswith(".json")


def read_inputs(
    paths: "Iterable[str | os.PathLike[str] | Traversable]",
    *,
    built: bool = False,
    stdin: Input | None = None,
    others: bool = True,
    usual: Config = NOTHING,
) -> tuple[list[Input], list[Problem]]:
    """Read files, and the `*.kfm` of folders in the order of their names.

    Args:
        paths: files or folders, on a disk or among a package's resources; one that is named
            twice is read once.
        built: whether a folder that a build wrote gives the files of that build.
        stdin: what came through the standard input, to stand in the place of its file.
        others: whether the rest of each configured project is read, too, for its names.
        usual: what holds for paths above which there is no configuration.

    Returns:
        What could be read, and a `KF901` for each path that could not and for each fault of a
        configuration.
    """
    reader = _Reader(built=built, usual=usual)
    for named in paths:
        if isinstance(named, str | os.PathLike):
            reader.read(os.fspath(named))
        else:
            reader.read_resource(named)
    if stdin is not None:
        reader.add(stdin)
    if others:
        reader.read_others()
    return reader.inputs, [*reader.configs.problems, *reader.problems]


def read_stream(stream: IO[bytes] | BufferedReader) -> bytes | None:
    """Read what has no size until it ends; None if that is too large.

    Raises:
        OSError: it cannot be read.
    """
    content = stream.read(LARGEST + 1)
    return content if len(content) <= LARGEST else None


class _Reader:
    """What has been read so far."""

    def __init__(self, *, built: bool, usual: Config) -> None:
        self.inputs: list[Input] = []
        self.configs = Configs()
        self.problems: list[Problem] = []
        self._search = Search(self.configs, self.problems, built=built)
        self._usual = usual
        self._seen: set[object] = set()
        self._searched: list[str] = []

    def read(self, given: str) -> None:
        """Read a file or a folder of the disk."""
        here = absolute(given)
        self._searched.append(here)
        if not os.path.isdir(given):
            self._open(Found(given, self._config(os.path.dirname(here))), is_named=True)
            return
        for found in self._some(given, self._search.folder(given, self._config(here))):
            self._open(found)

    def add(self, one: Input) -> None:
        """Take in what came through the standard input; the file of its name is not read."""
        config = self._config(os.path.dirname(absolute(one.path)))
        with suppress(OSError, ValueError):
            self._seen.add(_key_of(one.path, os.stat(one.path)))
        self.inputs.append(one._replace(config=config))

    def read_others(self) -> None:
        """Read what else belongs to the projects of the `.kfm` files, before these."""
        asked, self.inputs = self.inputs, []
        configs = {one.config.folder: one.config for one in asked if not one.is_json}
        for folder, config in configs.items():
            if not any(one.config.project_of(one.path) == folder for one in asked):
                continue
            for path in config.paths:
                if not any(one == path or is_above(one, path) for one in self._searched):
                    for found in self._members(shown(path), config):
                        self._open(found, asked=False)
        self.inputs += asked

    def _members(self, path: str, config: Config) -> Iterable[Found]:
        """Find the files of a project under one of its paths."""
        if not os.path.isdir(path):
            return [Found(path, config)]
        found = [one for one in self._search.folder(path, config) if one.config is config]
        return sorted(found, key=_path)

    def _config(self, folder: str) -> Config:
        """Give what holds in a folder, which is absolute."""
        found = self.configs.near(folder)
        return self._usual if found is NOTHING else found

    def _open(self, found: Found, *, is_named: bool = False, asked: bool = True) -> None:
        """Read a file, unless it has been read."""
        path = found.path
        content: bytes | None = None
        try:
            # Of what was only found, a pipe that nobody fills must not be waited for. What `open`
            # gives would cost a file as small as these half as much again.
            descriptor = os.open(path, _FLAGS if is_named else _FLAGS | _WITHOUT_WAITING)
            try:
                status = os.fstat(descriptor)
                regular = S_ISREG(status.st_mode)
                if not self._is_new(_key_of(path, status)):
                    return
                if regular and status.st_size <= LARGEST:
                    content = b"".join(iter(lambda: os.read(descriptor, _CHUNK), b""))
                elif is_named and not regular:
                    with open(descriptor, "rb", closefd=False) as stream:
                        content = read_stream(stream)
            finally:
                os.close(descriptor)
        except (OSError, ValueError) as error:
            self.problems.append(cannot_read(path, error))
            return
        if content is None:
            self.problems.append(unread(path, "@huge" if regular or is_named else "@device"))
            return
        self.inputs.append(
            Input(path, content, names_json(path), False, found.config, found.folder, asked)
        )

    def read_resource(self, given: "Traversable") -> None:
        """Read a file or a folder of a package, which may lie in an archive."""
        top = str(given).rstrip("/")
        self._searched.append(top)
        files = {top: given}
        all_found: Iterable[Found] = [Found(top, NOTHING)]
        if given.is_dir():
            files = {}
            all_found = self._some(top, self._search.resource(top, given, files))
        for path, config, folder in all_found:
            try:
                if self._is_new(path):
                    content = files[path].read_bytes()
                    self.inputs.append(
                        Input(path, content, names_json(path), False, config, folder)
                    )
            except OSError as error:
                self.problems.append(cannot_read(path, error))
            except KeyError:  # the manifest names it
                self.problems.append(unread(path, "@missing"))

    def _is_new(self, key: object) -> bool:
        """Tell a file that has not been read yet, and note it."""
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _some(self, folder: str, found: Iterable[Found]) -> list[Found]:
        """Sort what was found in a folder, and report one where nothing is."""
        before = len(self.problems)
        files = sorted(found, key=_path)
        if not files and len(self.problems) == before:
            self.problems.append(unread(folder, "@nothing", "nothing"))
        return files


def _key_of(path: str, status: os.stat_result) -> object:
    """Give what makes a file one, whatever its names are: cheaper to tell than its real path."""
    # Some drives of Windows number no files.
    return (status.st_dev, status.st_ino) if status.st_ino else path


def _path(found: Found) -> str:
    return found.path


_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
_CHUNK = 64 * 1024
"""Bytes that are read at once: more than any menu has."""
