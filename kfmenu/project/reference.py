"""What a project promised before: at a git ref, or when a folder was built."""

import os
import subprocess
from collections.abc import Iterable, Sequence

from kfmenu.errors import KfmenuError
from kfmenu.project.breaking import Promised, promised, promised_by
from kfmenu.project.inputs import Input, read_inputs
from kfmenu.project.project import read_project


class CannotCompare(KfmenuError):
    """The reference is not there, or cannot be read; its text says why."""


def reference(against: str, paths: Sequence[str]) -> list[Promised]:
    """Give what was promised before.

    Args:
        against: a folder that a build wrote, or what git takes for a commit.
        paths: files and folders of the working tree, read as they were at that commit.

    Raises:
        CannotCompare: there is no such folder or commit, or git is not there.
    """
    if os.path.isdir(against):
        return _built(against)
    inputs = list(_at_commit(against, paths))
    return [promised(draft) for draft in read_project(inputs).drafts]


def _built(folder: str) -> list[Promised]:
    inputs, unread = read_inputs([folder], built=True)
    if unread:
        raise CannotCompare(unread[0].message)
    project = read_project(inputs)
    return [
        *(promised(draft) for draft in project.drafts),
        *(promised_by(payload.name, payload.path, payload.value) for payload in project.payloads),
    ]


def _at_commit(ref: str, paths: Sequence[str]) -> Iterable[Input]:
    """Read the `*.kfm` of a commit, hidden ones left out."""
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    names = _git("ls-tree", "-r", "-z", "--name-only", commit.decode().strip(), "--", *paths)
    for name in names.decode(errors="surrogateescape").split("\0"):
        hidden = any(part.startswith(".") and part not in {".", ".."} for part in name.split("/"))
        if name.endswith(".kfm") and not hidden:
            content = _git("cat-file", "blob", f"{commit.decode().strip()}:./{name}")
            yield Input(name, content, is_json=False)


def _git(*args: str) -> bytes:
    try:
        done = subprocess.run(["git", *args], capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise CannotCompare(f"git: {error.strerror}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise CannotCompare(said or "git rev-parse")
    return done.stdout
