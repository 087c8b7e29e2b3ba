"""Files mended: every edit that a problem carries, applied until none is left."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kfmenu.facts.limits import Target
from kfmenu.language.mend import mended
from kfmenu.language.source import read_source
from kfmenu.problems import Edit, Problem
from kfmenu.project.inputs import Input
from kfmenu.project.project import of_asked, read_project

_ROUNDS = 10
"""An edit may uncover what another mends; no file needs as many rounds."""


class Fixed(NamedTuple):
    """What came of mending some files.

    Args:
        contents: the new content of each file that changed, by its path.
        mended: how many problems were mended.
        problems: those that are left, in the order of the files.
    """

    contents: dict[str, bytes]
    mended: int
    problems: tuple[Problem, ...]


def fix(
    inputs: Iterable[Input],
    target: Target | None = None,
    watch: Callable[[list[Input]], Iterable[Input]] = iter,
) -> Fixed:
    """Mend what has a safe mend in `.kfm` files.

    Args:
        inputs: JSON among them is left alone, and what is only there for its names.
        target: the API whose limits hold.
        watch: passes the files on as they are read.
    """
    inputs = list(inputs)
    whole = {one.path: _bytes(one) for one in inputs if one.asked and not one.is_json}
    contents = dict(whole)
    changed: dict[str, bytes] = {}
    count = 0
    problems: tuple[Problem, ...] = ()
    for _ in range(_ROUNDS):
        files = [one._replace(content=contents.get(one.path, one.content)) for one in inputs]
        problems = read_project(watch(files), target=target).problems
        mends: dict[str, list[tuple[Edit, ...]]] = {}
        for one in problems:
            if one.edits and one.path in contents:
                mends.setdefault(one.path, []).append(one.edits)
        before = dict(contents)
        for path, some in mends.items():
            text, made = mended(read_source(path, contents[path]), some)
            contents[path] = text.encode(errors="surrogateescape")
            count += made
        if contents == before:
            break
        changed = contents
    return Fixed(
        {path: content for path, content in changed.items() if content != whole[path]},
        count,
        tuple(of_asked(problems, inputs)),
    )


def _bytes(one: Input) -> bytes:
    if isinstance(one.content, bytes):
        return one.content
    return one.content.encode(errors="surrogatepass")
