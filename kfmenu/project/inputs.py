"""From paths to the contents of files: folders searched, what cannot be read reported."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kfmenu.problems import Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class Input(NamedTuple):
    """One file to work on.

    Args:
        path: as it is named to the user.
        content: all its bytes, or text that was decoded already.
        is_json: whether it is JSON; everything else is `.kfm`.
        is_stdin: whether it came through the standard input.
    """

    path: str
    content: bytes | str
    is_json: bool
    is_stdin: bool = False


def names_json(path: str) -> bool:
    """Tell by its name whether a file is JSON."""
    return path.lower().endswith(".json")


def read_inputs(
    paths: "Iterable[str | os.PathLike[str] | Traversable]", *, built: bool = False
) -> tuple[list[Input], list[Problem]]:
    """Read files, and the `*.kfm` of folders in the order of their names.

    Args:
        paths: files or folders, on a disk or among a package's resources; one that is named
            twice is read once.
        built: whether a folder that a build wrote gives the files of that build.

    Returns:
        What could be read, and a `KF901` for each path that could not.
    """
    reader = _Reader(built=built)
    for named in paths:
        if isinstance(named, str | os.PathLike):
            reader.read(os.fspath(named))
        else:
            reader.read_resource(named)
    return reader.inputs, reader.problems


class _Reader:
    """What has been read so far."""

    def __init__(self, *, built: bool) -> None:
        self.inputs: list[Input] = []
        self.problems: list[Problem] = []
        self._built = built
        self._seen: set[object] = set()

    def read(self, given: str) -> None:
        """Read a file or a folder of the disk."""
        found = [given]
        if os.path.isdir(given):
            found = self._some(given, self._walked(given))
        for path in found:
            try:
                with open(path, "rb", buffering=0) as file:
                    # Whatever its names are, a file is one: cheaper to tell than by its real path.
                    status = os.fstat(file.fileno())
                    # Some drives of Windows number no files.
                    key = (status.st_dev, status.st_ino) if status.st_ino else path
                    if self._is_new(key):
                        self.inputs.append(Input(path, file.readall(), names_json(path)))
            except (OSError, ValueError) as error:
                self.problems.append(cannot_read(path, error))

    def read_resource(self, given: "Traversable") -> None:
        """Read a file or a folder of a package, which may lie in an archive."""
        top = str(given).rstrip("/")
        files = {top: given}
        found = [top]
        if given.is_dir():
            files = {}
            found = self._some(top, self._opened(f"{top}/", given, files))
        for path in found:
            try:
                if self._is_new(path):
                    self.inputs.append(Input(path, files[path].read_bytes(), names_json(path)))
            except OSError as error:
                self.problems.append(cannot_read(path, error))
            except KeyError:  # the manifest names it
                self.problems.append(_unread(path, "@missing"))

    def _is_new(self, key: object) -> bool:
        """Tell a file that has not been read yet, and note it."""
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _some(self, folder: str, found: Iterable[str]) -> list[str]:
        """Sort what was found in a folder, and report one where nothing is."""
        before = len(self.problems)
        paths = sorted(found)
        if not paths and len(self.problems) == before:
            self.problems.append(_unread(folder, "@nothing", "nothing"))
        return paths

    def _walked(self, folder: str) -> Iterator[str]:
        """Find the files of a folder and of those in it, hidden ones aside."""
        for here, folders, names in os.walk(folder, onerror=self._note):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from self._wanted(os.path.join(here, ""), names, _content)

    def _opened(
        self, here: str, folder: "Traversable", files: "dict[str, Traversable]"
    ) -> Iterator[str]:
        """Find the same of a package's folder; all that is met goes into `files`, by its path."""
        names = []
        for child in folder.iterdir():
            if not child.is_dir():
                names.append(child.name)
                files[f"{here}{child.name}"] = child
            elif not child.name.startswith("."):
                yield from self._opened(f"{here}{child.name}/", child, files)
        yield from self._wanted(here, names, lambda path: files[path].read_bytes())

    def _wanted(self, here: str, names: list[str], read: Callable[[str], bytes]) -> Iterator[str]:
        """Choose the menu files of a folder, and what a build wrote into it."""
        for name in names:
            if name.endswith(".kfm") and not name.startswith("."):
                yield f"{here}{name}"
        if self._built:
            yield from self._written(here, names, read)

    def _written(self, here: str, names: list[str], read: Callable[[str], bytes]) -> Iterator[str]:
        """Give the messages that a build wrote into a folder; its source maps are none."""
        from kfmenu.project.manifest import MANIFEST, MAP, read_manifest  # noqa: PLC0415

        if MANIFEST not in names:
            return
        path = f"{here}{MANIFEST}"
        try:
            manifest = read_manifest(path, read(path))
        except OSError as error:
            self.problems.append(cannot_read(path, error))
            return
        damage = manifest.problems("KF901")
        self.problems += damage
        for name in () if damage else manifest.names:
            if not name.endswith(MAP):
                yield f"{here}{name}"

    def _note(self, error: OSError) -> None:
        self.problems.append(cannot_read(error.filename, error))


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def cannot_read(path: str, error: Exception) -> Problem:
    """Report a file that cannot be read.

    Args:
        path: as it is named to the user.
        error: what happened: an `OSError`, or a `ValueError` of a path that none can have.
    """
    if isinstance(error, FileNotFoundError):
        return _unread(path, "@missing")
    if isinstance(error, PermissionError):
        return _unread(path, "@denied")
    return _unread(path, getattr(error, "strerror", None) or "@malformed")


def _unread(path: str, reason: str, variant: str | None = None) -> Problem:
    return Problem("KF901", path=path, variant=variant, holes=(("reason", reason),))
