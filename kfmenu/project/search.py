"""The menu files in a folder and in those below it, each with the project that it belongs to."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kfmenu.problems import Problem
from kfmenu.project.config import FILES, NOTHING, Config, Configs, absolute, content_of, slashed
from kfmenu.project.unread import cannot_read

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Read = Callable[[str], bytes]


class Found(NamedTuple):
    """A file that was found.

    Args:
        path: as it is named to the user.
        config: what holds for it.
        folder: where its project lies in the tree, or what a build wrote of it; empty at the top.
    """

    path: str
    config: Config
    folder: str = ""


class Search:
    """Looks for `*.kfm`, hidden files and folders aside; a folder may be a project of its own.

    Args:
        configs: the configurations of the run.
        problems: told of what cannot be read.
        built: whether a folder that a build wrote gives the files of that build.
    """

    def __init__(self, configs: Configs, problems: list[Problem], *, built: bool) -> None:
        self._configs = configs
        self._problems = problems
        self._built = built

    def folder(self, top: str, config: Config) -> Iterator[Found]:
        """Look into a folder of the disk; a link to a folder is not followed.

        Args:
            top: as it is named to the user.
            config: what holds there.
        """
        # As os.walk does, but for the recursion that it has up to Python 3.11.
        waiting = [Found(top, config)]
        while waiting:
            place = waiting.pop()
            here = place.path
            try:
                folders, names = _listed(here)
            except OSError as error:
                self._problems.append(cannot_read(here, error))
                continue
            if here != top and not FILES.keys().isdisjoint(names):
                place = _own(self._configs.own(absolute(here)), top, here, place)
            for found in self._wanted(top, os.path.join(here, ""), names, place, content_of):
                yield found if top != "." else found._replace(path=found.path[len("./") :])
            waiting += [place._replace(path=os.path.join(here, name)) for name in folders]

    def resource(
        self, top: str, folder: "Traversable", files: "dict[str, Traversable]"
    ) -> Iterator[Found]:
        """Look into a folder of a package.

        Args:
            top: what it is called.
            folder: the folder.
            files: all that is met goes into it, by its path.
        """
        return self._opened(top, f"{top}/", folder, files, Found(top, NOTHING))

    def _opened(
        self,
        top: str,
        here: str,
        folder: "Traversable",
        files: "dict[str, Traversable]",
        place: Found,
    ) -> Iterator[Found]:
        folders = []
        names = []
        for child in folder.iterdir():
            if not child.is_dir():
                names.append(child.name)
                files[f"{here}{child.name}"] = child
            elif not child.name.startswith("."):
                folders.append(child)

        def read(path: str) -> bytes:
            return files[path].read_bytes()

        if not FILES.keys().isdisjoint(names):
            own = self._configs.own(here[:-1], {name: f"{here}{name}" for name in names}, read)
            place = _own(own, top, here[:-1], place)
        for child in folders:
            yield from self._opened(top, f"{here}{child.name}/", child, files, place)
        yield from self._wanted(top, here, names, place, read)

    def _wanted(
        self, top: str, here: str, names: list[str], place: Found, read: Read
    ) -> Iterator[Found]:
        """Choose the menu files of a folder, and what a build wrote into it."""
        for name in names:
            if name.endswith(".kfm") and not name.startswith("."):
                yield place._replace(path=f"{here}{name}")
        if self._built:
            folder = _seen_from(top, here)
            for path in self._written(here, names, read):
                yield place._replace(path=path, folder=folder)

    def _written(self, here: str, names: list[str], read: Read) -> Iterator[str]:
        """Give the messages that a build wrote into a folder; its source maps are none."""
        from kfmenu.project.manifest import MANIFEST, MAP, read_manifest  # noqa: PLC0415

        if MANIFEST not in names:
            return
        path = f"{here}{MANIFEST}"
        try:
            manifest = read_manifest(path, read(path))
        except OSError as error:
            self._problems.append(cannot_read(path, error))
            return
        damage = manifest.problems("KF901")
        self._problems += damage
        for name in () if damage else manifest.names:
            if not name.endswith(MAP):
                yield f"{here}{name}"


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Give the folders in a folder, without hidden ones and links, and the names of all else."""
    folders = []
    names = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                is_folder = entry.is_dir()
            except OSError:  # a link that leads to itself
                is_folder = False
            if not is_folder:
                names.append(entry.name)
            elif not entry.name.startswith(".") and not entry.is_symlink():
                folders.append(entry.name)
    return folders, names


def _own(own: Config | None, top: str, here: str, place: Found) -> Found:
    """Give the place of a folder's files, which its own configuration makes another."""
    return place if own is None else Found(here, own, _seen_from(top, here))


def _seen_from(top: str, here: str) -> str:
    """Give the way from the top to a folder, and nothing for the top itself."""
    return slashed(here[len(top) :]).strip("/")
