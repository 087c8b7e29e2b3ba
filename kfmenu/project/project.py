"""All that is known of some inputs: the messages of their `.kfm` and JSON, and every problem."""

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kfmenu.checking.check import examine
from kfmenu.checking.likeness import kind_of
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.language.draft import Draft, note_order, note_params
from kfmenu.language.reader import read
from kfmenu.language.refs import Home
from kfmenu.language.resolve import MESSAGES, Scope
from kfmenu.language.source import read_source
from kfmenu.places import Path, Place, Span, pointer_of
from kfmenu.problems import Findings, Problem, place_of
from kfmenu.project.compiled import Damaged, is_compiled, read_compiled
from kfmenu.project.inputs import Input, names_json

if TYPE_CHECKING:
    from kfmenu.language.tree import Tree


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
    *,
    keep: bool = True,
) -> Project:
    """Read and check files.

    Args:
        inputs: `.kfm` and JSON files; all the `.kfm` ones share one space of names.
        kind: what the JSON files are.
        target: the API whose limits hold; by default `send_msg` for requests to it, else
            `on_event`.
        keep: whether the messages are wanted, or only what is wrong with them: of many files they
            take four fifths of the memory.
    """
    project = Project([], [], (), {})
    reading = _Reading(target or "on_event", project, keep=keep)
    for one in inputs:
        if one.is_json:
            reading.put(one.path, _read_json(one, kind, target, project.payloads))
        else:
            reading.add(one)
    return project._replace(problems=reading.finish())


class _Reading:
    """The `.kfm` files of a project: what names nothing of others is checked as it comes."""

    def __init__(self, target: Target, project: Project, *, keep: bool) -> None:
        self._target = target
        self._project = project
        self._keep = keep
        self._scope = Scope()
        self._waiting: list[Home] = []
        self._shared: list[list[Home]] = []
        self._found: dict[str, list[Problem]] = {}
        self._silenced: dict[str, Tree] = {}
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
        self._project.starts[one.path] = [block.span.line for block in tree.blocks]
        findings = Findings(path=one.path)
        if any("kfmenu" in line for line in tree.lines):
            self._silenced[one.path] = tree
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
        return tuple(one for path in self._found for one in self._problems(path))

    def _problems(self, path: str) -> list[Problem]:
        """Give what is wrong with a file, in order of place, without what its comments silence."""
        found = sorted(self._found[path], key=place_of)
        if path in self._silenced:
            from kfmenu.project.suppression import suppressed  # noqa: PLC0415 - few files do

            return suppressed(self._silenced[path], found)
        return found

    def _check(self, home: Home) -> None:
        path = home.tree.path
        findings = Findings(path=path)
        lines = self._scope.lines(home, findings)
        if home.block.keyword == "menu":
            note_order(lines, home.tree.lines, findings)
        note_params(lines, findings)
        draft = Draft(path, home.block, lines)
        checked = Findings(
            draft.place,
            titles=draft.title,
            origin="kfm",
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
        if self._keep and self._scope.has(home):
            self._project.drafts.append(draft)


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
    for name, at, value in messages_in(stem, read.value):
        if is_compiled(value):
            payload = _read_compiled(one.path, at, value, findings)
        else:
            what = kind_of(value) if kind == "auto" else kind
            payload = Payload(one.path, name, value, what, at)
        if payload is not None:
            payloads.append(payload)
            examine(payload.value, payload.kind, target, findings, at=payload.at)
    return sorted(findings.found, key=place_of)


def _read_compiled(path: str, at: Path, value: Any, findings: Findings) -> Payload | None:
    """Read a message with params that a build wrote."""
    try:
        name, wire = read_compiled(value)
    except Damaged as damaged:
        findings.add("KF901", at, variant="template", reason=damaged.reason)
        return None
    return Payload(path, name, wire, "message", (*at, "message"))


def check_text(
    text: str, filename: str = "<string>", target: Target | None = None
) -> tuple[Problem, ...]:
    """Check the text of one file, for an editor or a form; the problems have their places.

    Args:
        text: all of it; what it says is told, never raised.
        filename: named in the problems; one that ends in `.json` makes it JSON.
        target: the API whose limits hold; by default `send_msg` for JSON that is a request to
            it, else `on_event`.
    """
    return read_project([Input(filename, text, names_json(filename))], target=target).problems


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
