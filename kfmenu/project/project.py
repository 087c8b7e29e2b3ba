"""All that is known of some inputs: the messages of their `.kfm` and JSON, and every problem."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from kfmenu.checking.check import examine, kind_of
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.language.draft import Draft, note_order
from kfmenu.language.reader import read
from kfmenu.language.refs import Home
from kfmenu.language.resolve import MESSAGES, Scope
from kfmenu.language.source import read_source
from kfmenu.places import Path, Place, Span
from kfmenu.problems import Findings, Problem, place_of
from kfmenu.project.inputs import Input


class Payload(NamedTuple):
    """A message that was read from JSON.

    Args:
        path: the file.
        name: from the file's name, or from the bundle.
        value: the JSON-like object.
        kind: what it is.
    """

    path: str
    name: str
    value: Any
    kind: Kind


class Project(NamedTuple):
    """Some inputs, read and checked.

    Args:
        drafts: the messages of the `.kfm` files; of two that share a name, the first.
        payloads: those of the JSON files.
        problems: of each file in turn, in order of place.
    """

    drafts: list[Draft]
    payloads: list[Payload]
    problems: tuple[Problem, ...]


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
    project = Project([], [], ())
    reading = _Reading(target or "on_event", project.drafts)
    for one in inputs:
        if one.is_json:
            reading.put(one.path, _read_json(one, kind, target, project.payloads))
        else:
            reading.add(one)
    return project._replace(problems=reading.finish())


class _Reading:
    """The `.kfm` files of a project: what names nothing of others is checked as it comes."""

    def __init__(self, target: Target, drafts: list[Draft]) -> None:
        self._target = target
        self._drafts = drafts
        self._scope = Scope()
        self._waiting: list[Home] = []
        self._shared: list[list[Home]] = []
        self._found: dict[str, list[Problem]] = {}
        self._taken: set[Place] = set()
        self._seen: set[tuple[str, str | None, Span | None]] = set()

    def put(self, path: str, problems: Iterable[Problem]) -> None:
        """Take in what is wrong with a file."""
        self._found.setdefault(path, [])
        for one in problems:
            self._put(path, one)

    def _put(self, path: str, one: Problem) -> None:
        self._found.setdefault(one.path or path, []).append(one)
        self._taken.add(Place(one.path, one.span))

    def add(self, one: Input) -> None:
        """Read a file, and check its messages if they need no other."""
        tree = read(read_source(one.path, one.content))
        findings = Findings(path=one.path)
        homes = self._scope.add(tree, findings)
        self.put(one.path, tree.problems)
        self.put(one.path, findings.found)
        for home in homes:
            if home.block.keyword in MESSAGES:
                if home.needs_others:
                    self._waiting.append(home)
                else:
                    self._check(home)
        if homes and (tree.params or any(home.block.keyword == "part" for home in homes)):
            self._shared.append(homes)

    def finish(self) -> tuple[Problem, ...]:
        """Check what has waited for all names, and give what is wrong with each file in turn."""
        for home in self._waiting:
            self._check(home)
        for homes in self._shared:
            path = homes[0].tree.path
            findings = Findings(path=path)
            self._scope.note_unused(homes, findings)
            self.put(path, findings.found)
        return tuple(one for found in self._found.values() for one in sorted(found, key=place_of))

    def _check(self, home: Home) -> None:
        path = home.tree.path
        findings = Findings(path=path)
        lines = self._scope.lines(home, findings)
        if home.block.keyword == "menu":
            note_order(lines, home.tree.lines, findings)
        draft = Draft(path, home.block, lines)
        checked = Findings(
            draft.place,
            titles=draft.title,
            variant="kfm",
            taken=self._taken,
            without=_SAID_BY_READER,
        )
        examine(draft.wire, "message", self._target, checked)
        for one in (*findings.found, *checked.found):
            # Many menus use a part, and a fault in it is one problem.
            key = one.code, one.path, one.span
            if key not in self._seen:
                self._seen.add(key)
                self._put(path, one)
        if self._scope.has(home):
            self._drafts.append(draft)


_SAID_BY_READER = ("KF425",)
"""In a file every reply says `-> id` or `-> -`."""


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
        payloads.append(Payload(one.path, name, payload, what))
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
