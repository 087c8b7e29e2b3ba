"""The manifest of a build: by it a folder's own files are told from those of others."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from kfmenu.language.texts import is_name
from kfmenu.problems import Problem

MANIFEST = ".kfmenu-manifest"
"""Its name; no `.json`, since who takes every `*.json` of the folder takes messages only."""

MAP = ".map.json"
"""How the name of a source map ends."""

TEMPLATE = ".template.json"
"""How the name of a message with params ends."""

_FOLDER = r"(?:(?!\.)[^/\\:\x00-\x1f]+/)+"
"""Whole names of folders, each with its slash, none of which leads out of the folder."""

_MARKER = rb"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?:[ \r]|$)"


class Manifest(NamedTuple):
    """What a manifest says.

    Args:
        path: its file, as it is named to the user.
        names: the files that a build wrote; of a damaged one, every name that can be told.
        folders: the sub-folders that it wrote, each with a manifest of its own.
        fault: why it cannot be parsed, as a hole of a message; None where it can.
        line: of the first conflict marker, 1-based; None where there is none.
    """

    path: str
    names: frozenset[str] = frozenset()
    fault: str | None = None
    line: int | None = None
    folders: frozenset[str] = frozenset()

    def problems(self, code: Literal["KF901", "KF902"]) -> list[Problem]:
        """Give what is wrong with it.

        Args:
            code: the rule that one which cannot be parsed breaks; a conflict is `KF104`.
        """
        if self.fault is None:
            return []
        if self.line is not None:
            return [
                Problem(
                    "KF104", path=self.path, variant="manifest",
                    line=self.line, column=1, end_line=self.line, end_column=8,
                )
            ]  # fmt: skip
        return [Problem(code, path=self.path, variant="manifest", holes=(("reason", self.fault),))]


def read_manifest(path: str, content: bytes | None) -> Manifest:
    """Read a manifest.

    Args:
        path: named in its problems.
        content: all of it; None where there is none, so that nothing is known to be ours.
    """
    import json  # noqa: PLC0415 - most runs meet no build

    if content is None:
        return Manifest(path)
    try:
        names = json.loads(content)["files"]
    except (ValueError, LookupError, TypeError, RecursionError):
        names = None
    if isinstance(names, list):
        texts = [name for name in names if isinstance(name, str)]
        return Manifest(path, _ours(texts), folders=_folders(texts))
    # Both sides of a conflict are lines of the one list: each name that stands there is ours.
    quoted = re.findall(r'"([^"\n]*)"', content.decode(errors="replace"))
    marker = re.search(_MARKER, content)
    line = content.count(b"\n", 0, marker.start()) + 1 if marker else None
    return Manifest(path, _ours(quoted), "@damaged", line, _folders(quoted))


def _ours(names: Iterable[str]) -> frozenset[str]:
    """Take what a build may call its files; nothing else in the folder is ever touched."""
    return frozenset(
        name
        for name in names
        if name.endswith(".json")
        and is_name(name.removesuffix(".json").removesuffix(".map").removesuffix(".template"))
    )


def _folders(names: Iterable[str]) -> frozenset[str]:
    manifest = f"/{MANIFEST}"
    found = (name.removesuffix(manifest) for name in names if name.endswith(manifest))
    return frozenset(folder for folder in found if re.fullmatch(_FOLDER, f"{folder}/"))
