"""All that is known of some inputs: the messages of their `.kfm` and JSON, and every problem."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from kfmenu.checking.check import examine, kind_of
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.language.draft import Draft
from kfmenu.language.reader import read
from kfmenu.language.resolve import Scope
from kfmenu.language.source import read_source
from kfmenu.places import Path, Place
from kfmenu.problems import Findings, Problem, place_of
from kfmenu.project.inputs import Input, names_json


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
    problems: list[Problem] = []
    scope = Scope()
    for one in inputs:
        if one.is_json:
            problems += _read_json(one, kind, target, project.payloads)
        else:
            problems += _read_kfm(one, target or "on_event", scope, project.drafts)
    return project._replace(problems=tuple(problems))


def _read_kfm(one: Input, target: Target, scope: Scope, drafts: list[Draft]) -> list[Problem]:
    tree = read(read_source(one.path, one.content))
    findings = Findings(path=one.path)
    taken = {Place(one.path, found.span) for found in tree.problems}
    for draft, has_name in scope.drafts(tree, findings):
        checked = Findings(draft.place, titles=draft.title, variant="kfm", taken=taken)
        examine(draft.wire, "message", target, checked)
        findings.found += checked.found
        if has_name:
            drafts.append(draft)
    problems = sorted(tree.problems + findings.found, key=place_of)
    if any("kfmenu" in line for line in tree.lines):
        from kfmenu.project.suppression import suppressed  # noqa: PLC0415 - few files suppress

        problems = suppressed(tree, problems)
    return problems


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
