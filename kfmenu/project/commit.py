"""A commit of git: what kfmenu reads of it, written into a folder as a checkout would have it."""

import os
import re
import subprocess
from collections.abc import Iterator

from kfmenu.guess import nearest
from kfmenu.problems import Problem, quote


class NoCommit(Exception):
    """Git does not give what it was asked for.

    Args:
        problem: why, and what to do.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Commit:
    """A commit of the repository that a folder lies in.

    Args:
        folder: where git is asked.
        ref: how the commit is called; it is the path of problems.

    Attributes:
        top: the folder of the repository, absolute.

    Raises:
        NoCommit: there is no git, no repository or no such commit.
    """

    def __init__(self, folder: str, ref: str) -> None:
        self._folder = folder
        self._ref = ref
        # In a hook they name the repository as it is seen from another folder.
        self._environ = {
            name: value for name, value in os.environ.items() if name not in _OF_A_HOOK
        }
        self.top = os.path.realpath(self._line("rev-parse", "--show-toplevel"))
        self._ident = self._found()

    def within(self, path: str) -> str:
        """Tell where a path of the working tree lies, as seen from `top`.

        Raises:
            NoCommit: it lies elsewhere.
        """
        here = seen_from(self.top, os.path.realpath(path))
        if os.path.isabs(here) or here.split(os.sep)[0] == os.pardir:
            raise self._none("outside", text=quote(path))
        return here

    def check_out(self, folder: str) -> None:
        """Write menus and configurations as they are in the commit.

        Args:
            folder: stands for `top`.

        Raises:
            NoCommit: git cannot read it, or the folder cannot hold it.
        """
        links = []
        try:
            for mode, name, content in self._files():
                if _OUTSIDE.search(name):  # nothing that git itself would check out
                    continue
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                if mode == _LINK:
                    links.append((content, path))
                else:
                    _write(path, content)
            for content, path in links:  # the last, so that nothing is written through one
                _link(path, content)
        except OSError as error:
            raise self._none("git", reason=f"{error.strerror}: {error.filename}") from None

    def _files(self) -> Iterator[tuple[str, str, bytes]]:
        """Give mode, path and content of each file that kfmenu reads."""
        found = []
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", self._ident)
        for entry in listed.decode(errors="surrogateescape").split("\0"):
            about, _, name = entry.partition("\t")
            if _READ.search(name):
                mode, _, ident = about.split(" ")
                found.append((mode, name, ident))
        # Of a file it writes a line that ends in the size, the content, and a line feed.
        wanted = "".join(f"{ident}\n" for _, _, ident in found)
        contents = self._run("cat-file", "--batch", stdin=wanted.encode())
        start = 0
        for mode, name, _ in found:
            end = contents.index(b"\n", start)
            size = contents[start:end].rpartition(b" ")[2]
            if size == b"missing":
                raise self._none("git", reason=f"git: {name} is missing")
            start = end + int(size) + 2
            yield mode, name, contents[end + 1 : start - 1]

    def _found(self) -> str:
        """Ask for the commit; where there is none, say what to do."""
        try:
            if not self._ref.startswith("-"):
                return self._line("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        except NoCommit:
            pass
        if self._line("rev-parse", "--is-shallow-repository") == "true":
            raise self._none("shallow")
        known = self._line("for-each-ref", "--format=%(refname:short)").split("\n")
        # A branch has one name at the origin, and another here.
        guess = next((one for one in known if one.endswith(f"/{self._ref}")), None)
        guess = guess or nearest(self._ref.partition("/")[2] or self._ref, known)
        raise self._none("elsewhere", guess=quote(guess)) if guess else self._none("ref")

    def _line(self, *args: str) -> str:
        return self._run(*args).decode(errors="surrogateescape").rstrip("\r\n")

    def _run(self, *args: str, stdin: bytes = b"") -> bytes:
        """Give what git prints."""
        if os.name == "nt":  # pragma: no cover - it would rather run a git.exe of the checkout
            os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"
        try:
            done = subprocess.run(  # noqa: S603 - no argument but a commit's name is anyone else's
                ["git", *args],  # noqa: S607
                cwd=self._folder, env=self._environ, input=stdin, capture_output=True, check=False,
            )  # fmt: skip
        except OSError as error:
            raise self._none("git", reason=f"git: {error.strerror}") from None
        if done.returncode:
            said = " ".join(done.stderr.decode(errors="replace").split())
            raise self._none("git", reason=said)
        return done.stdout

    def _none(self, variant: str, **holes: str) -> NoCommit:
        return NoCommit(
            Problem("KF901", path=self._ref, variant=variant, holes=tuple(holes.items()))
        )


_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
_LINK = "120000"

_READ = re.compile(r"\.kfm$|(?:^|/)(?:kfmenu|pyproject)\.toml$")
"""What is read of a commit: the menus, and the configuration that they had."""

_OUTSIDE = re.compile(r"(?:^|[/\\])\.{0,2}(?:[/\\]|$)|^[A-Za-z]:")
"""Paths that lead out of a folder on some system."""


def seen_from(folder: str, path: str) -> str:
    """Name a path as somebody in a folder would."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # pragma: no cover - on Windows, another drive
        return path


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def _link(path: str, target: bytes) -> None:
    try:
        os.symlink(os.fsdecode(target), path)
    except OSError:  # where links are not for everyone, git writes a file, too
        _write(path, target)
