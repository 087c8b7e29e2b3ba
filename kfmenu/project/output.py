"""The files that a build writes: replaced atomically, and removed again when their menu is gone."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Literal, NamedTuple
from unicodedata import normalize

from kfmenu.errors import KfmenuError
from kfmenu.facts.shapes import Json
from kfmenu.language.draft import Draft
from kfmenu.places import pointer_of
from kfmenu.problems import Problem
from kfmenu.project.compiled import VERSION, is_compiled
from kfmenu.project.files import sweep, write_file
from kfmenu.project.manifest import MANIFEST, MAP, TEMPLATE, Manifest, read_manifest

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


# ---- what is written ----------------------------------------------------------------------


def as_json(value: Any) -> str:
    """Write a value as JSON for people to review: indented, unescaped, with a final line feed."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n"


def bundle(messages: Mapping[str, Json]) -> Json:
    """Give many messages as one object, under their names."""
    return {"version": VERSION, "messages": dict(messages)}


def files_of(messages: Mapping[str, Json]) -> dict[str, str]:
    """Give the file of each message, of one with params another kind of file: name → text."""
    return {
        _file_name(name, TEMPLATE if is_compiled(wire) else ".json"): as_json(wire)
        for name, wire in messages.items()
    }


def maps_of(drafts: Mapping[str, Draft], folder: str) -> dict[str, str]:
    """Give the source map of each message: where each of its strings stands, by JSON pointer.

    Args:
        drafts: the messages, by their names.
        folder: where the maps are written; a map names the `.kfm` from there, so that it does
            not change with what was typed or where the checkout lies.
    """
    return {
        _file_name(name, MAP): as_json(
            {
                "version": 1,
                "path": _seen_from(folder, draft.path),
                "pointers": {
                    pointer_of(path): spot.text.span._asdict()
                    for path, spot in draft.spots.items()
                    if spot.text is not None
                },
            }
        )
        for name, draft in drafts.items()
    }


def _file_name(name: str, suffix: str = ".json") -> str:
    return f"{normalize('NFC', name)}{suffix}"


def _seen_from(folder: str, path: str) -> str:
    here, name = os.path.split(path)
    if name.startswith("<"):  # the standard input lies nowhere
        return path
    try:
        found = os.path.relpath(os.path.realpath(here), os.path.realpath(folder))
    except ValueError:  # pragma: no cover - on Windows, another drive
        found = os.path.realpath(here)
    return normalize("NFC", os.path.join(found, name).replace(os.sep, "/"))


# ---- what would change --------------------------------------------------------------------


def manifest_of(folder: str) -> Manifest:
    """Read the manifest of a folder.

    Args:
        folder: where a build writes.

    Raises:
        OSError: it is there and cannot be read.
    """
    return read_manifest(os.path.join(folder, MANIFEST), _read(os.path.join(folder, MANIFEST)))


def changes(old: Mapping[str, bytes | None], files: Mapping[str, str]) -> dict[str, Change]:
    """Compare what is there with what a build would write.

    Args:
        old: what the files hold; None for one that is not there.
        files: what they should hold.

    Returns:
        What a build would create, update or remove, in order of their names.
    """
    found: dict[str, Change] = {}
    for name in sorted(old.keys() | files.keys()):
        content = old.get(name)
        if name not in files:
            if content is not None:
                found[name] = "removed"
        elif content is None:
            found[name] = "created"
        elif _lines(content) != files[name].encode():
            found[name] = "updated"
    return found


def stale(folder: str, files: Mapping[str, str], *, whole: bool = True) -> list[Problem]:
    """Report each file that a build would create, update or remove.

    Args:
        folder: where a build writes.
        files: what it would write: name → text.
        whole: whether all is built that belongs there.

    Raises:
        OSError: something there cannot be read.
    """
    return [
        problem
        for plan in _plans(folder, files, whole=whole)
        for problem in (
            *plan.manifest.problems("KF902"),
            *(
                out_of_date(os.path.join(plan.path, name), what)
                for name, what in plan.found.items()
            ),
        )
    ]


def stale_file(path: str, text: str) -> list[Problem]:
    """Report a file that should hold `text` and does not.

    Raises:
        OSError: it cannot be read.
    """
    found = changes({path: _read(path)}, {path: text})
    return [out_of_date(path, change) for change in found.values()]


def out_of_date(path: str, change: Change) -> Problem:
    """Report a file that is not as a build would leave it."""
    return Problem("KF902", path=path, variant=change)


def _there(folder: str, names: Iterable[str], files: Mapping[str, str]) -> dict[str, bytes | None]:
    """Read what lies in a folder under some names."""
    return {
        name: _read(os.path.join(folder, name))
        for name in names
        if name in files or not _is_respelt(folder, name, files)
    }


def _lines(content: bytes) -> bytes:
    """Give a file as it was written, though git may check it out with CRLF."""
    return content.replace(b"\r\n", b"\n")


def _is_respelt(folder: str, name: str, files: Mapping[str, str]) -> bool:
    """Tell whether an old name is a new one's file, as where a disk knows no case."""
    here = os.path.join(folder, name)
    return any(
        other.casefold() == name.casefold()
        and os.path.exists(here)
        and os.path.exists(os.path.join(folder, other))
        and os.path.samefile(os.path.join(folder, other), here)
        for other in files
    )


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


# ---- folders ------------------------------------------------------------------------------


class _Plan(NamedTuple):
    """What is to be done in one folder.

    Args:
        sub: what the names of its files begin with; empty for the folder of the build itself.
        path: the folder.
        manifest: what lies there already.
        files: what should: name → text.
        found: what is to be done: name → change.
        within: the sub-folders that have manifests of their own.
        whole: whether nothing else belongs there.
    """

    sub: str
    path: str
    manifest: Manifest
    files: Mapping[str, str]
    found: Mapping[str, Change]
    within: frozenset[str]
    whole: bool

    def note(self, *, before: bool) -> None:
        """Write the manifest.

        Args:
            before: whether the files are still to be written, so that it names old and new.
        """
        names = {*self.files}
        within = self.within
        if before or not self.whole:
            names |= self.manifest.names
            within |= self.manifest.folders
        _write_manifest(self.path, [*names, *(f"{sub}/{MANIFEST}" for sub in within)])

    def carry_out(self) -> None:
        """Bring the folder up to date."""
        is_gone = bool(self.sub) and self.whole and not self.files
        if not is_gone:
            os.makedirs(self.path, exist_ok=True)
            self.note(before=True)
        for name in self.found:
            if name in self.files:
                write_file(os.path.join(self.path, name), self.files[name])
            else:
                with suppress(FileNotFoundError):  # another build was faster
                    os.unlink(os.path.join(self.path, name))
        if not is_gone:
            self.note(before=False)
            return
        with suppress(OSError):  # it is gone already, or somebody else's files lie there
            os.unlink(os.path.join(self.path, MANIFEST))
            os.rmdir(self.path)


def _plans(folder: str, files: Mapping[str, str], *, whole: bool) -> list[_Plan]:
    """Give what is to be done in a folder, and first in its sub-folders.

    Raises:
        OSError: something there cannot be read.
    """
    parts: dict[str, dict[str, str]] = {}
    for name, text in files.items():
        sub, _, last = name.rpartition("/")
        parts.setdefault(sub, {})[last] = text
    within = frozenset(parts) - {""}
    if whole:
        for gone in sorted(manifest_of(folder).folders - within):
            parts[gone] = {}
    top = parts.pop("", {})
    plans = []
    for sub, some in [*parts.items(), ("", top)]:
        path = os.path.join(folder, sub) if sub else folder
        manifest = manifest_of(path)
        ours = some.keys() | manifest.names if whole else some.keys()
        found = changes(_there(path, ours, some), some)
        plans.append(_Plan(sub, path, manifest, some, found, frozenset() if sub else within, whole))
    return plans


# ---- writing ------------------------------------------------------------------------------


def write_folder(folder: str, files: Mapping[str, str], *, whole: bool = True) -> dict[str, Change]:
    """Bring a folder up to date, and those in it that the names of the files lead to.

    A build that is killed half-way leaves each file old or new, and the manifest names all of
    them, so that the next build finds what is left to do.

    Args:
        folder: made if it is not there.
        files: name → text.
        whole: whether all is built that belongs there, so that what is left over is removed.

    Returns:
        The files that were created, updated or removed, in order of their names.

    Raises:
        ForeignFile: a file would be replaced that no build wrote; nothing was changed.
        OSError: the folder or a file cannot be written.
    """
    plans = _plans(folder, files, whole=whole)
    for plan in plans:
        for name, change in plan.found.items():
            if change == "updated" and name not in plan.manifest.names:
                raise ForeignFile(os.path.join(plan.path, name))
    os.makedirs(folder, exist_ok=True)
    if len(plans) > 1:
        plans[-1].note(before=True)
    sweep([plan.path for plan in plans])
    for plan in plans:
        plan.carry_out()
    return {
        f"{plan.sub}/{name}" if plan.sub else name: change
        for plan in plans[-1:] + plans[:-1]
        for name, change in plan.found.items()
    }


def write_bundle(path: str, text: str) -> dict[str, Change]:
    """Bring a bundle up to date.

    Returns:
        The file, if it was created or updated.

    Raises:
        ForeignFile: the file there is no bundle; it was left as it is.
        OSError: it cannot be written.
    """
    old = _read(path)
    found = changes({path: old}, {path: text})
    sweep([os.path.dirname(path)])
    if found and old is not None and b'"messages"' not in old:
        raise ForeignFile(path)
    if found:
        write_file(path, text)
    return found


def _write_manifest(folder: str, names: Iterable[str]) -> None:
    path = os.path.join(folder, MANIFEST)
    text = as_json({"version": 1, "files": sorted(names)})
    if changes({path: _read(path)}, {path: text}):
        write_file(path, text)
