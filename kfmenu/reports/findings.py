"""What a report is made from: the problems, the files, and the reader's language."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from kfmenu.problems import Lang, Problem


class Findings(NamedTuple):
    """The outcome of one run over some files.

    Args:
        problems: in the order in which they are shown.
        files: how many files were read.
        contents: the bytes of each file by its path, for reports that quote lines.
        lang: the language of messages.
        width: the cells of the terminal that they are shown on; None where there is none.
        encoding: that of whatever shows them to a person.
        root: the folder that CI checked out, from which it counts paths; None where there is none.
    """

    problems: Sequence[Problem]
    files: int
    contents: Mapping[str, bytes]
    lang: Lang
    width: int | None = None
    encoding: str = "utf-8"
    root: str | None = None

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def fixable(self) -> int:
        """How many of the problems `kfmenu fix` mends."""
        return sum(bool(problem.edits) for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many of the problems are warnings."""
        return len(self.problems) - self.errors

    def located(self, path: str) -> str:
        """Give a path as CI takes it: from the root of the checkout, with slashes."""
        if self.root is not None:
            with suppress(ValueError):  # Windows: another drive
                seen = os.path.relpath(path, self.root)
                path = path if seen.startswith(os.pardir) else seen
        return os.path.normpath(path).replace(os.sep, "/")


def lines_of(content: bytes) -> list[str]:
    """Cut a file into the lines that places count, without their ends."""
    return re.split("\r\n|\n|\r", content.decode(errors="replace").removeprefix("\ufeff"))
