"""A git repository for tests: nobody's configuration, commits by one author."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}
"""The environment of git, in which nothing of this machine counts."""


class Repository:
    """A repository in a folder.

    Args:
        folder: made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, stdin: str | None = None) -> str:
        """Run git there, and give what it printed."""
        done = subprocess.run(
            ["git", *args],
            cwd=self.folder,
            env=os.environ | ALONE,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write files by their paths; None removes one."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8", newline="\n")

    def copy(self, root: Path, names: Iterable[str]) -> None:
        """Take over files and folders of another place, without what Python leaves there."""
        left = shutil.ignore_patterns("__pycache__")
        for name in names:
            if (root / name).is_dir():
                shutil.copytree(root / name, self.folder / name, ignore=left)
            else:
                shutil.copy(root / name, self.folder / name)

    def commit(self, files: Mapping[str, str | None], message: str = "x") -> str:
        """Write files and commit all that is there; gives the commit's name."""
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")
