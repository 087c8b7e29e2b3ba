"""From paths to the contents of files: folders searched, what cannot be read reported."""

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from kfmenu.problems import Problem, quote

MANIFEST = ".kfmenu-manifest.json"
"""The file by which a build knows what it wrote into a folder."""

MAP = ".map.json"
"""How the name of a source map ends."""


class Input(NamedTuple):
    """One file to work on.

    Args:
        path: as it is named to the user.
        content: all its bytes, or text that was decoded already.
        is_json: whether it is JSON; everything else is `.kfm`.
    """

    path: str
    content: bytes | str
    is_json: bool


def names_json(path: str) -> bool:
    """Tell by its name whether a file is JSON."""
    return path.lower().endswith(".json")


def read_inputs(
    paths: Iterable[str | os.PathLike[str]], *, built: bool = False
) -> tuple[list[Input], list[Problem]]:
    """Read files, and the `*.kfm` of folders in the order of their names.

    Args:
        paths: files or folders; one that is named twice is read once.
        built: whether a folder that a build wrote gives the files of that build.

    Returns:
        What could be read, and a `KF901` for each path that could not.
    """
    inputs: list[Input] = []
    problems: list[Problem] = []
    seen: set[tuple[int, int]] = set()
    for named in paths:
        given = os.fspath(named)
        found = [given]
        if os.path.isdir(given):
            found = _in_folder(given, built=built)
            if not found:
                problems.append(_cannot_read(given, "@nothing", "nothing"))
        for path in found:
            try:
                with open(path, "rb", buffering=0) as file:
                    # Whatever its names are, a file is one: cheaper to tell than by its real path.
                    status = os.fstat(file.fileno())
                    if (status.st_dev, status.st_ino) not in seen:
                        seen.add((status.st_dev, status.st_ino))
                        inputs.append(Input(path, file.readall(), names_json(path)))
            except FileNotFoundError:
                problems.append(_cannot_read(path, "@missing"))
            except (OSError, ValueError) as error:  # ValueError: a NUL in the name
                problems.append(_cannot_read(path, getattr(error, "strerror", None) or str(error)))
    return inputs, problems


def _in_folder(folder: str, *, built: bool) -> list[str]:
    """Find the menu files of a folder and of those in it, hidden ones aside."""
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(here, name) for name in files if name.endswith(".kfm")]
        if built and MANIFEST in files:
            messages = (name for name in written_by_build(here) if not name.endswith(MAP))
            found += [os.path.join(here, name) for name in messages]
    return sorted(found)


def written_by_build(folder: str | os.PathLike[str]) -> list[str]:
    """Give the names of the files that a build wrote into `folder`, by its manifest.

    Args:
        folder: where the manifest lies; without one, or with a damaged one, nothing is known.
    """
    import json  # noqa: PLC0415 - most runs meet no build

    try:
        with open(os.path.join(folder, MANIFEST), "rb") as file:
            names = json.load(file)["files"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []
    if not isinstance(names, list):
        return []
    # Any other name is not ours: nothing but our own kind of file in this folder is ever touched.
    return [name for name in names if isinstance(name, str) and _OURS.fullmatch(name)]


_OURS = re.compile(r"[^\W\d_][\w-]*(?:\.map)?\.json")
"""What a build calls its files."""


def _cannot_read(path: str, reason: str, variant: str | None = None) -> Problem:
    holes = (("text", quote(path)), ("reason", reason))
    return Problem("KF901", path=path, variant=variant, holes=holes)
