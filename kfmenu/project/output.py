"""The files that a build writes: replaced atomically, and removed again when their menu is gone."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal
from unicodedata import normalize

from kfmenu.errors import KfmenuError
from kfmenu.facts.shapes import Json
from kfmenu.project.inputs import MANIFEST, written_by_build

Change = Literal["created", "updated", "removed"]


class ForeignFile(KfmenuError, FileExistsError):
    """A file that the build would replace was not written by a build.

    Args:
        path: the file, which was left as it is.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)

    def __str__(self) -> str:
        return f"{self.path} was not written by kfmenu build"


def as_json(value: Any) -> str:
    """Write a value as JSON for people to review: indented, unescaped, with a final line feed."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n"


def bundle(messages: Mapping[str, Json]) -> Json:
    """Give many messages as one object, under their names."""
    return {"version": 1, "messages": dict(messages)}


def file_name(name: str, suffix: str = ".json") -> str:
    """Give the name of the file for the message `name`."""
    return f"{normalize('NFC', name)}{suffix}"


def out_of_date(folder: str, files: Mapping[str, str]) -> dict[str, Change]:
    """Give the files that a build would create, update or remove, in order of their names.

    Args:
        folder: where a build writes.
        files: what it would write: name → text.
    """
    changes: dict[str, Change] = {}
    for name in sorted(files.keys() | set(written_by_build(folder))):
        old = _read(folder, name)
        if name not in files:
            if old is not None and not _is_respelt(folder, name, files):
                changes[name] = "removed"
        elif old is None:
            changes[name] = "created"
        elif old != files[name].encode():
            changes[name] = "updated"
    return changes


def _is_respelt(folder: str, name: str, files: Mapping[str, str]) -> bool:
    """Tell whether an old name is a new one's file, as where a disk knows no case."""
    return any(
        other.casefold() == name.casefold()
        and os.path.exists(os.path.join(folder, other))
        and os.path.samefile(os.path.join(folder, other), os.path.join(folder, name))
        for other in files
    )


def write_folder(folder: str, files: Mapping[str, str]) -> dict[str, Change]:
    """Bring a folder up to date.

    A build that is killed half-way leaves each file old or new, and the manifest names all of
    them, so that the next build finds what is left to do.

    Args:
        folder: made if it is not there.
        files: name → text.

    Returns:
        The files that were created, updated or removed, in order of their names.

    Raises:
        ForeignFile: a file would be replaced that no build wrote; nothing was changed.
        OSError: the folder or a file cannot be written.
    """
    ours = set(written_by_build(folder))
    for name, text in files.items():
        if name not in ours and _read(folder, name) not in {None, text.encode()}:
            raise ForeignFile(os.path.join(folder, name))
    changes = out_of_date(folder, files)
    os.makedirs(folder, exist_ok=True)
    _write_manifest(folder, ours | files.keys())
    for name in changes:
        if name in files:
            write_file(os.path.join(folder, name), files[name])
        else:
            with suppress(FileNotFoundError):  # another build was faster
                os.unlink(os.path.join(folder, name))
    _write_manifest(folder, set(files))
    return changes


def write_file(path: str, text: str) -> None:
    """Replace a file at once: whoever reads it sees the old text or the new, never a part.

    Args:
        path: the file; its folder must be there.
        text: written as UTF-8.

    Raises:
        OSError: it cannot be written; the old file is left as it was.
    """
    temporary = os.path.join(os.path.dirname(path), f".kfmenu-{os.getpid()}.tmp")
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _write_manifest(folder: str, names: set[str]) -> None:
    text = as_json({"version": 1, "files": sorted(names)})
    if _read(folder, MANIFEST) != text.encode():
        write_file(os.path.join(folder, MANIFEST), text)


def _read(folder: str, name: str) -> bytes | None:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
