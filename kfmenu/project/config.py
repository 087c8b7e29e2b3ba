"""What holds for a project: its `kfmenu.toml`, or `[tool.kfmenu]` of its `pyproject.toml`."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from kfmenu.facts.limits import Target
from kfmenu.problems import Lang, Problem
from kfmenu.project.unread import cannot_read

FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"kfmenu.toml": (), "pyproject.toml": ("tool", "kfmenu")}
)
"""The files that may configure a project, in the order of their rank, and the table in each."""

_TABLE = (
    rb"(?m)tool[\"']?[ \t]*\.[ \t]*[\"']?kfmenu"  # [tool.kfmenu], tool.kfmenu.strict = true
    rb"|^[ \t]*(?:\[[ \t]*)?[\"']?tool[\"']?[ \t]*[\]=]"  # [tool], tool = {…}
)
"""What a file has that may have the table: hardly one that only speaks of kfmenu."""

_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Config(NamedTuple):
    """A configuration; without a file what holds where nobody said anything.

    Args:
        path: its file, as it is named to the user; None where there is none.
        folder: where that lies, absolute.
        paths: the files and folders of the project, absolute.
        out: where a build writes, absolute.
        target: the API whose limits hold.
        strict: whether warnings fail a check.
        select: the codes, or beginnings of codes, that are reported; none means all.
        ignore: those that are not.
        per_file_ignores: those that are not in some files, by glob.
        per_file_target: the target of some files, by glob.
        lang: the language of messages.
    """

    path: str | None = None
    folder: str = ""
    paths: tuple[str, ...] = ()
    out: str | None = None
    target: Target | None = None
    strict: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = _NOTHING
    per_file_target: Mapping[str, Target] = MappingProxyType({})
    lang: Lang | None = None

    def project_of(self, path: str) -> str:
        """Name the project of a file: files with the same one share their names.

        Args:
            path: of the file; one outside the configured paths shares names with its like.
        """
        if self.path is None or path.startswith("<"):  # the standard input lies nowhere
            return ""
        here = absolute(path)
        within = any(one == here or is_above(one, here) for one in self.paths)
        return self.folder if within else f"{self.folder}\0"

    def target_of(self, path: str) -> Target | None:
        """Give the API whose limits hold for a file."""
        found = self.target
        for glob, target in self.per_file_target.items():
            if self._matches(glob, path):
                found = target
        return found

    def wants(self, code: str, path: str) -> bool:
        """Tell whether a rule is reported of a file."""
        return code.startswith(self.select or ("KF",)) and not (
            code.startswith(self.ignore)
            or any(
                code.startswith(codes) and self._matches(glob, path)
                for glob, codes in self.per_file_ignores.items()
            )
        )

    def _matches(self, glob: str, path: str) -> bool:
        """Tell whether a glob means a file, or a folder that it lies in."""
        from fnmatch import fnmatchcase  # noqa: PLC0415 - few configurations have globs

        here = slashed(os.path.relpath(path, self.folder))
        wanted = glob.removeprefix("./").rstrip("/")
        names = (here, os.path.basename(path)) if "/" not in wanted else (here,)
        globs = (wanted, f"{wanted}/*", wanted.removeprefix("**/"))
        return any(fnmatchcase(name, one) for name in names for one in globs)


NOTHING = Config()
"""What holds where there is no configuration."""


class Configs:
    """The configurations that a run meets, each read once.

    Attributes:
        problems: what is wrong with them.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._own: dict[str, Config | None] = {}
        self._near: dict[str, Config] = {}

    def near(self, folder: str) -> Config:
        """Give the configuration of a folder: its own, or that of the nearest folder above it.

        Args:
            folder: absolute.
        """
        if folder not in self._near:
            found = (self.own(one) for one in _upwards(folder))
            self._near[folder] = next((one for one in found if one is not None), NOTHING)
        return self._near[folder]

    def own(
        self,
        folder: str,
        names: Mapping[str, str] | None = None,
        read: Callable[[str], bytes] | None = None,
    ) -> Config | None:
        """Give the configuration that lies in a folder.

        Args:
            folder: absolute, or the path of a package's folder.
            names: the paths of the files in it, by their names; by default the disk is asked.
            read: gives the content of one.
        """
        if folder not in self._own:
            if names is None:
                paths = ((name, os.path.join(folder, name)) for name in FILES)
                names = {name: path for name, path in paths if os.path.isfile(path)}
            self._own[folder] = self._read(folder, names, read or content_of)
        return self._own[folder]

    def _read(
        self, folder: str, names: Mapping[str, str], read: Callable[[str], bytes]
    ) -> Config | None:
        for name, table in FILES.items():
            if name not in names:
                continue
            path = shown(names[name])
            try:
                content = read(names[name])
            except OSError as error:
                self.problems.append(cannot_read(path, error))
                return _config(path, folder)
            if table and not (re.search(_TABLE, content) and _has(content, table)):
                continue  # it speaks of kfmenu as of a library at most
            from kfmenu.project.settings import read_settings  # noqa: PLC0415 - cattrs

            settings = read_settings(path, content, table)
            self.problems += settings.problems
            return _config(path, folder, **settings.values)
        return None


def _has(content: bytes, table: tuple[str, ...]) -> bool:
    """Tell whether a TOML file has a table; one that cannot be read may have it."""
    import tomllib  # noqa: PLC0415 - few files name the table

    try:
        found: object = tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        return True
    for name in table:
        found = found.get(name) if isinstance(found, dict) else None
    return found is not None


def _config(
    path: str, folder: str, paths: tuple[str, ...] = (), out: str | None = None, **more: object
) -> Config:
    """Make a configuration of what its file says: all its paths are seen from there."""
    found = tuple(os.path.normpath(os.path.join(folder, one)) for one in paths or (".",))
    where = None if out is None else os.path.normpath(os.path.join(folder, out))
    return Config(path, folder, found, where, **more)  # type: ignore[arg-type]


def is_above(folder: str, path: str) -> bool:
    """Tell whether a path lies somewhere in a folder, both absolute."""
    return path.startswith(os.path.join(folder, ""))


def absolute(path: str) -> str:
    """Make a path absolute; where the current folder is gone it stays as it is."""
    try:
        return os.path.abspath(path)
    except OSError:
        return path


def shown(path: str) -> str:
    """Name an absolute path as somebody in the current folder would."""
    try:
        return os.path.relpath(path)
    except (OSError, ValueError):  # there is no such folder any more; on Windows, another drive
        return path


def slashed(path: str) -> str:
    """Write a path with the slashes of all other systems."""
    return path.replace(os.sep, "/")


def content_of(path: str) -> bytes:
    """Read a file of the disk.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        return file.read()


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder
