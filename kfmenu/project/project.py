"""All that is known of some inputs: the messages of their `.kfm` and JSON, and every problem."""

import math
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from kfmenu.checking.check import examine
from kfmenu.checking.kind import kind_of
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.language.draft import Draft, note_order, note_params
from kfmenu.language.reader import read
from kfmenu.language.refs import Home
from kfmenu.language.resolve import MESSAGES, Scope
from kfmenu.language.source import read_source
from kfmenu.language.texts import name_key
from kfmenu.places import Path, Place, Span, pointer_of
from kfmenu.problems import Findings, Problem, Related, place_of, quote, visible
from kfmenu.project.config import Config
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
        target: the API whose limits hold; None leaves it to the kind.
    """

    path: str
    name: str
    value: Any
    kind: Kind
    at: Path
    target: Target | None = None


Source = Draft | Payload
"""A message of a project."""

_Source = TypeVar("_Source", bound=Source)


class Project(NamedTuple):
    """Some inputs, read and checked.

    Args:
        drafts: the messages of the `.kfm` files that were asked for; of two that share a name, the
            first.
        payloads: those of the JSON files.
        problems: of each file in turn, in order of place; of files that were not asked for, the
            errors; without the warnings that the configuration ignores.
        starts: the lines of each `.kfm` file, by its path, at which a block begins.
        folders: what the names of a file's messages begin with, by its path, where that is not
            nothing.
    """

    drafts: list[Draft]
    payloads: list[Payload]
    problems: tuple[Problem, ...]
    starts: dict[str, list[int]]
    folders: dict[str, str]

    def name_of(self, message: Source) -> str:
        """Name a message: of a project in a folder of its own, `folder/name`."""
        folder = self.folders.get(message.path)
        return f"{folder}/{message.name}" if folder else message.name

    def named(self, messages: Iterable[_Source]) -> tuple[dict[str, _Source], list[Problem]]:
        """Give messages by their names, and a `KF301` for each whose name another project took.

        Args:
            messages: of this project; of two that share a name the first is given.
        """
        found: dict[str, _Source] = {}
        first: dict[str, _Source] = {}
        twice = []
        for one in messages:
            name = self.name_of(one)
            there = first.setdefault(name_key(name), one)
            if there is one:
                found[name] = one
                continue
            place = Place(one.path) if isinstance(one, Payload) else one.place(())
            line, column, end_line, end_column = place.span or (None, None, None, None)
            problem = Problem(
                "KF301", path=one.path, line=line, column=column, end_line=end_line,
                end_column=end_column, related=(Related(path=there.path),),
                holes=(("text", quote(name)), ("other", visible(f"{name}2"))),
            )  # fmt: skip
            twice.append(problem)
        return found, twice

    def found_in(self, message: Source) -> tuple[Problem, ...]:
        """Give the problems of one message: those of its lines, or of its part of the JSON."""
        here = [problem for problem in self.problems if problem.path == message.path]
        if isinstance(message, Payload):
            pointer = f"{pointer_of(message.at)}/"
            return tuple([one for one in here if f"{one.pointer}/".startswith(pointer)])
        starts = self.starts[message.path]
        start = message.line
        end = next((line for line in starts if line > start), math.inf)
        return tuple([one for one in here if start <= (one.line or 0) < end])


def of_asked(problems: Iterable[Problem], inputs: Iterable[Input]) -> list[Problem]:
    """Leave out the errors of files that were not asked for, where nothing is made of them."""
    asked = {one.path for one in inputs if one.asked}
    return [one for one in problems if one.path in asked]


def read_project(
    inputs: Iterable[Input],
    kind: Kind | Literal["auto"] = "auto",
    target: Target | None = None,
    *,
    usual: Target | None = None,
    keep: bool = True,
) -> Project:
    """Read and check files.

    Args:
        inputs: `.kfm` and JSON files; all the `.kfm` ones of a project share their names.
        kind: what the JSON files are.
        target: the API whose limits hold; by default that of the configuration, then `send_msg`
            for requests to it, else `on_event`.
        usual: what stands before these two last.
        keep: whether the messages are wanted, or only what is wrong with them: of many files they
            take four fifths of the memory.
    """
    project = Project([], [], (), {}, {})
    readings: dict[str, _Reading] = {}
    asked: dict[str, Config] = {}
    for one in inputs:
        of = one.config.project_of(one.path)
        reading = readings.get(of) or readings.setdefault(of, _Reading(project, keep=keep))
        limits = target or one.config.target_of(one.path) or usual
        if one.folder:
            project.folders[one.path] = one.folder
        if one.asked:
            asked[one.path] = one.config
        if one.is_json:
            reading.put(one.path, _read_json(one, kind, limits, project.payloads))
        else:
            reading.add(one, limits or "on_event")
    problems = [
        problem
        for reading in readings.values()
        for problem in reading.finish()
        if problem.severity == "error" or _is_told(problem, asked)
    ]
    order = {path: at for at, path in enumerate(project.starts)}
    drafts = [one for one in project.drafts if one.path in asked]
    drafts.sort(key=lambda one: (order[one.path], one.line))
    return project._replace(drafts=drafts, problems=tuple(problems))


def _is_told(problem: Problem, asked: Mapping[str, Config]) -> bool:
    """Tell whether a warning is of a file that was asked for, and not configured away."""
    path = problem.path or ""
    return path in asked and asked[path].wants(problem.code, path)


class _Reading:
    """The files that share their names: what names only what is known is checked as it comes."""

    def __init__(self, project: Project, *, keep: bool) -> None:
        self._project = project
        self._keep = keep
        self._scope = Scope()
        self._waiting: list[tuple[Home, Target]] = []
        self._shared: list[list[Home]] = []
        self._found: dict[str, list[Problem]] = {}
        self._silenced: dict[str, Tree] = {}
        self._decoded: dict[str, Container[int]] = {}
        self._taken: set[Place] = set()
        self._seen: set[tuple[str, str | None, Span | None]] = set()

    def put(self, path: str, problems: Iterable[Problem]) -> None:
        """Take in what is wrong with a file."""
        self._found.setdefault(path, [])
        for one in problems:
            self._put(path, one)

    def _put(self, path: str, one: Problem) -> None:
        decoded = self._decoded.get(one.path or path, ())
        if any(edit.line in decoded for edit in one.edits):
            one = one._replace(edits=())  # its columns are not those of the bytes that stand there
        self._found.setdefault(one.path or path, []).append(one)
        self._taken.add(Place(one.path, one.span))

    def add(self, one: Input, target: Target) -> None:
        """Read a file, and check its messages by the limits of `target` if they need no other."""
        source = read_source(one.path, one.content)
        tree = read(source)
        if source.readings:
            self._decoded[one.path] = source.readings
        self._project.starts[one.path] = [block.span.line for block in tree.blocks]
        findings = Findings(path=one.path)
        homes = self._scope.add(tree, findings)
        self.put(one.path, tree.problems)
        self.put(one.path, findings.found)
        waits = False
        for home in homes:
            if home.block.keyword in MESSAGES and self._scope.knows(home):
                self._check(home, target)
            else:
                waits = True
                if home.block.keyword in MESSAGES:
                    self._waiting.append((home, target))
        if waits:
            self._shared.append(homes)
        elif homes and homes[0].shared:  # a file with parts waits
            self._note_unused(homes)
        if "kfmenu" in source.text:
            self._silenced[one.path] = tree
            if not waits:  # nothing more will be found in it, and trees are large
                self._found[one.path] = self._problems(one.path)
                del self._silenced[one.path]

    def finish(self) -> tuple[Problem, ...]:
        """Check what has waited for all names, and give what is wrong with each file in turn."""
        for waiting, target in self._waiting:
            self._check(waiting, target)
        for homes in self._shared:
            self._note_unused(homes)
        return tuple(one for path in self._found for one in self._problems(path))

    def _note_unused(self, homes: list[Home]) -> None:
        path = homes[0].tree.path
        findings = Findings(path=path)
        self._scope.note_unused(homes, findings)
        self.put(path, findings.found)

    def _problems(self, path: str) -> list[Problem]:
        """Give what is wrong with a file, in order of place, without what its comments silence."""
        found = sorted(self._found[path], key=place_of)
        if path in self._silenced:
            from kfmenu.project.suppression import suppressed  # noqa: PLC0415 - few files do

            return suppressed(self._silenced[path], found)
        return found

    def _check(self, home: Home, target: Target) -> None:
        path = home.tree.path
        findings = Findings(path=path)
        lines = self._scope.lines(home, findings)
        if home.block.keyword == "menu":
            note_order(home.block, lines, home.tree.lines, findings)
        note_params(lines, findings)
        draft = Draft(path, home.block, lines)
        checked = Findings(
            draft.place,
            titles=draft.title,
            origin="kfm",
            taken=self._taken,
            without=_SAID_BY_READER,
        )
        examine(draft.wire, "message", target, checked)
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
    from kfmenu.project.compiled import Damaged, bundled  # noqa: PLC0415 - most runs meet no JSON
    from kfmenu.project.jsontext import read_json  # noqa: PLC0415 - likewise

    read = read_json(one.path, one.content)
    findings = Findings(read.place)
    if read.problems:
        return list(read.problems)
    try:
        bundle = bundled(read.value)
    except Damaged as damaged:
        findings.add("KF901", ("version",), variant="template", reason=damaged.reason)
        return findings.found
    stem = one.path.replace("\\", "/").rpartition("/")[2].removesuffix(".json")
    for name, value in ({stem: read.value} if bundle is None else bundle).items():
        at = () if bundle is None else ("messages", name)
        payload = _payload(one.path, name, at, value, kind, target, findings)
        if payload is not None:
            payloads.append(payload)
            examine(payload.value, payload.kind, target, findings, at=payload.at)
    return sorted(findings.found, key=place_of)


def _payload(
    path: str,
    name: str,
    at: Path,
    value: Any,
    kind: Kind | Literal["auto"],
    target: Target | None,
    findings: Findings,
) -> Payload | None:
    """Give one message of a JSON file; None where a build wrote it and it cannot be read."""
    from kfmenu.project.compiled import Damaged, is_compiled, read_compiled  # noqa: PLC0415 - above

    if not is_compiled(value):
        what = kind_of(value) if kind == "auto" else kind
        return Payload(path, name, value, what, at, target)
    try:
        name, wire = read_compiled(value)
    except Damaged as damaged:
        findings.add("KF901", at, variant="template", reason=damaged.reason)
        return None
    return Payload(path, name, wire, "message", (*at, "message"), target)


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
