"""Fixtures made into expectations: a file, and beside it what kfmenu says of it."""

import json
from pathlib import Path

from kfmenu.inputs import Input, names_json
from kfmenu.problems import Problem
from kfmenu.project import read_project

FOLDER = Path(__file__).parent / "fixtures"
FIXTURES = sorted([*FOLDER.glob("kfm/*.kfm"), *FOLDER.glob("json/*.json")])


def expectation_of(fixture: Path) -> Path:
    """Give the file that holds what is expected of a fixture."""
    return fixture.with_name(f"{fixture.name}.expected")


def outcome(fixture: Path) -> bytes:
    """Give the problems of a fixture, a line each, and the messages that did compile."""
    one = Input(fixture.name, fixture.read_bytes(), names_json(fixture.name))
    project = read_project([one])
    lines = [_line(problem) for problem in project.problems]
    for compiled in project.compiled:
        lines += [f"--- {compiled.name}", _pretty(compiled.message().wire())]
    return "\n".join([*lines, ""]).encode(errors="backslashreplace")


def _line(problem: Problem) -> str:
    place = problem.pointer if problem.line is None else f"{problem.line}:{problem.column}"
    if problem.line is not None and problem.end_line is not None:
        place = f"{place}-{problem.end_line}:{problem.end_column}"
    related = "".join(f" (see {there.line or there.pointer})" for there in problem.related)
    said = problem.wording("en")
    return f"{place} {problem.severity}[{problem.code}] {said.message}; {said.hint}{related}"


def _pretty(wire: object) -> str:
    return json.dumps(wire, ensure_ascii=False, indent=1)
