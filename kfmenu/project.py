"""All that is known of some inputs: the messages of their `.kfm` and JSON, and every problem."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from kfmenu.checker import kind_of, walk
from kfmenu.inputs import Input
from kfmenu.language.compiler import Compiled, compile_files
from kfmenu.language.places import Span, problem_at
from kfmenu.language.source import guessed, utf16
from kfmenu.limits import Target
from kfmenu.problems import Problem
from kfmenu.shapes import Kind


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
        compiled: the messages of the `.kfm` files.
        payloads: those of the JSON files.
        problems: of each file in turn, in order of place.
    """

    compiled: list[Compiled]
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
    inputs = list(inputs)
    sources = [(one.path, one.content) for one in inputs if not one.is_json]
    compilation = compile_files(sources, target or "on_event")
    payloads: list[Payload] = []
    problems = list(compilation.problems)
    for one in inputs:
        if one.is_json:
            found, wrong = _read_json(one, kind, target)
            payloads += found
            problems += wrong
    return Project(compilation.messages, payloads, tuple(problems))


def _read_json(
    one: Input, kind: Kind | Literal["auto"], target: Target | None
) -> tuple[list[Payload], list[Problem]]:
    if utf16(one.content):
        return [], [problem_at("KF101", one.path, Span(1, 1, 1, 2), encoding="UTF-16")]
    try:
        text = one.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = one.content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
        span = Span(line, column, line, column + 1)
        return [], [problem_at("KF101", one.path, span, encoding=guessed(one.content))]
    from kfmenu.jsontext import parse  # noqa: PLC0415 - most runs meet no JSON

    value, faults = parse(text)
    if faults:
        return [], [fault.moved(path=one.path) for fault in faults]
    stem = one.path.replace("\\", "/").rpartition("/")[2][: -len(".json")]
    payloads = []
    problems: list[Problem] = []
    for name, pointer, payload in messages_in(stem, value):
        what = kind_of(payload) if kind == "auto" else kind
        payloads.append(Payload(one.path, name, payload, what))
        problems += (
            problem.moved(path=one.path, pointer=f"{pointer}{problem.pointer}")
            for problem in walk(payload, what, target, lint=True)
        )
    return payloads, problems


def messages_in(stem: str, value: Any) -> list[tuple[str, str, Any]]:
    """Give name, pointer and payload of each message in what a build wrote.

    Args:
        stem: the name of a message that has the file for itself.
        value: one message, or a bundle of many under their names.
    """
    bundled = value.get("messages") if isinstance(value, dict) and "version" in value else None
    if not isinstance(bundled, dict):
        return [(stem, "", value)]
    escaped = (str(name).replace("~", "~0").replace("/", "~1") for name in bundled)
    return [
        (name, f"/messages/{pointer}", payload)
        for pointer, (name, payload) in zip(escaped, bundled.items(), strict=True)
    ]
