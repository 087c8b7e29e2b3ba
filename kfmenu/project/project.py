"""All that is known of some inputs: the messages of their `.kfm` and JSON, and every problem."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from kfmenu.checking.check import examine, kind_of
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.language.draft import Draft
from kfmenu.language.reader import read
from kfmenu.language.resolve import Scope
from kfmenu.language.source import read_source
from kfmenu.places import Path, Place, pointer_of
from kfmenu.problems import Findings, Problem, place_of
from kfmenu.project.inputs import Input


class Payload(NamedTuple):
    """A message that was read from JSON.

    Args:
        path: the file.
        name: from the file's name, or from the bundle.
        value: the JSON-like object.
        kind: what it is.
        at: where it stands in the file.
    """

    path: str
    name: str
    value: Any
    kind: Kind
    at: Path


Source = Draft | Payload
"""A message of a project."""


class Project(NamedTuple):
    """Some inputs, read and checked.

    Args:
        drafts: the messages of the `.kfm` files; of two that share a name, the first.
        payloads: those of the JSON files.
        problems: of each file in turn, in order of place.
        starts: the lines of each `.kfm` file, by its path, at which a block begins.
    """

    drafts: list[Draft]
    payloads: list[Payload]
    problems: tuple[Problem, ...]
    starts: dict[str, list[int]]

    def found_in(self, message: Source) -> tuple[Problem, ...]:
        """Give the problems of one message: those of its lines, or of its part of the JSON."""
        here = [problem for problem in self.problems if problem.path == message.path]
        if isinstance(message, Payload):
            pointer = f"{pointer_of(message.at)}/"
            return tuple([one for one in here if f"{one.pointer}/".startswith(pointer)])
        starts = self.starts[message.path]
        start = line_of(message)
        end = next((line for line in starts if line > start), math.inf)
        return tuple([one for one in here if start <= (one.line or 0) < end])


def line_of(draft: Draft) -> int:
    """Give the line at which a message begins, 1-based."""
    span = draft.place(()).span
    assert span is not None
    return span.line


def read_project(
    inputs: Iterable[Input],
    kind: Kind | Literal["auto"] = "auto",
    target: Target | None = None,
) -> Project:
    """Read and check files.

    Args:
        inputs: `.kfm` and JSON files; all the `.kfm` ones share one space of names.
        kind: what the JSON files are.
        target: the API whose limits hold; by default `send_msg` for requests to it, else
            `on_event`.
    """
    project = Project([], [], (), {})
    problems: list[Problem] = []
    scope = Scope()
    for one in inputs:
        if one.is_json:
            problems += _read_json(one, kind, target, project.payloads)
        else:
            problems += _read_kfm(one, target or "on_event", scope, project)
    return project._replace(problems=tuple(problems))


def _read_kfm(one: Input, target: Target, scope: Scope, project: Project) -> list[Problem]:
    tree = read(read_source(one.path, one.content))
    project.starts[one.path] = [block.span.line for block in tree.blocks]
    findings = Findings(path=one.path)
    taken = {Place(one.path, found.span) for found in tree.problems}
    for draft, has_name in scope.drafts(tree, findings):
        checked = Findings(draft.place, titles=draft.title, variant="kfm", taken=taken)
        examine(draft.wire, "message", target, checked)
        findings.found += checked.found
        if has_name:
            project.drafts.append(draft)
    return sorted(tree.problems + findings.found, key=place_of)


def _read_json(
    one: Input, kind: Kind | Literal["auto"], target: Target | None, payloads: list[Payload]
) -> list[Problem]:
    from kfmenu.project.jsontext import read_json  # noqa: PLC0415 - most runs meet no JSON

    read = read_json(one.path, one.content)
    findings = Findings(read.place)
    if read.problems:
        return list(read.problems)
    stem = one.path.replace("\\", "/").rpartition("/")[2].removesuffix(".json")
    for name, at, payload in messages_in(stem, read.value):
        what = kind_of(payload) if kind == "auto" else kind
        payloads.append(Payload(one.path, name, payload, what, at))
        examine(payload, what, target, findings, at=at)
    return sorted(findings.found, key=place_of)


def messages_in(stem: str, value: Any) -> Iterator[tuple[str, Path, Any]]:
    """Give name, path and payload of each message in what a build wrote.

    Args:
        stem: the name of a message that has the file for itself.
        value: one message, or a bundle of many under their names.
    """
    bundled = value.get("messages") if isinstance(value, dict) and "version" in value else None
    if not isinstance(bundled, dict):
        yield stem, (), value
        return
    for name, payload in bundled.items():
        yield name, ("messages", name), payload
