"""What a project promised before: at a commit of git, or when a folder or a bundle was built."""

import os
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kfmenu.problems import Problem, has_errors
from kfmenu.project.breaking import Promised
from kfmenu.project.commit import Commit, NoCommit, seen_from
from kfmenu.project.config import Configs, absolute
from kfmenu.project.inputs import read_inputs
from kfmenu.project.manifest import MANIFEST
from kfmenu.project.project import Project, read_project


class Reference(NamedTuple):
    """What a project is compared with.

    Args:
        promises: the messages that it had.
        problems: why it cannot be read.
    """

    promises: Sequence[Promised] = ()
    problems: Sequence[Problem] = ()


def reference(against: str, paths: Sequence[str]) -> Reference:
    """Read what was promised before.

    Args:
        against: a folder that a build wrote, or its bundle; else a commit, tag or branch of git;
            where git knows none of that name, any other folder.
        paths: files and folders of the working tree, read as they were at that commit; none for
            the project of the current folder, as it was configured there.
    """
    if os.path.isfile(against) or os.path.isfile(os.path.join(against, MANIFEST)):
        return _built(against)
    try:
        return _at_commit(against, paths)
    except NoCommit as none:
        return _built(against) if os.path.isdir(against) else Reference(problems=[none.problem])


def promises_of(project: Project) -> list[Promised]:
    """Give the messages that a project promises."""
    return [
        *(Promised(project.name_of(one), one.path, one.message()) for one in project.drafts),
        *(Promised(project.name_of(one), one.path, one.value) for one in project.payloads),
    ]


def _built(path: str) -> Reference:
    inputs, unread = read_inputs([path], built=True)
    project = read_project(inputs)
    if unread or has_errors(project.problems):
        return Reference(problems=[*unread, *project.problems])
    return Reference(promises_of(project))


def _at_commit(ref: str, paths: Sequence[str]) -> Reference:
    """Read what was promised at a commit; what was not there yet was not promised."""
    first = os.path.realpath(paths[0] if paths else "")
    commit = Commit(first if os.path.isdir(first) else os.path.dirname(first), ref)
    with TemporaryDirectory(prefix="kfmenu-") as folder:
        commit.check_out(folder)
        there: Sequence[str] = ()
        if not paths:
            there = Configs().near(os.path.join(folder, commit.within(os.curdir))).paths
            paths = Configs().near(absolute("")).paths  # where it had no configuration yet
        there = there or [os.path.join(folder, commit.within(path)) for path in paths]
        inputs, _ = read_inputs(there)
        top = seen_from(os.curdir, commit.top)
        return Reference(
            [
                one._replace(path=os.path.normpath(os.path.join(top, seen_from(folder, one.path))))
                for one in promises_of(read_project(inputs))
            ]
        )
