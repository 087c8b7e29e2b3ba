"""Fixtures made into expectations: a file, and beside it what kfmenu says of it."""

import json
from pathlib import Path

from kfmenu.problems import Problem
from kfmenu.project.inputs import Input, names_json
from kfmenu.project.project import read_project
from kfmenu.rules.rule import rules

FOLDER = Path(__file__).parent / "fixtures"
RULES = {rule.code: rule for rule in rules()}
FIXTURES = sorted([*FOLDER.glob("kfm/*.kfm"), *FOLDER.glob("json/*.json")])


def expectation_of(fixture: Path) -> Path:
    """Give the file that holds what is expected of a fixture."""
    return fixture.with_name(f"{fixture.name}.expected")


def outcome(fixture: Path) -> bytes:
    """Give the problems of a fixture, a line each, and the messages that did compile."""
    one = Input(fixture.name, fixture.read_bytes(), names_json(fixture.name))
    project = read_project([one])
    lines = [_line(problem) for problem in project.problems]
    for draft in project.drafts:
        lines += [f"--- {draft.name}", _pretty(draft.message())]
    return "\n".join([*lines, ""]).encode(errors="backslashreplace")


def _line(problem: Problem) -> str:
    place = "nowhere" if problem.span is None else "{}:{}-{}:{}".format(*problem.span)
    if problem.path and names_json(problem.path) and problem.pointer is not None:
        place += f" {problem.pointer or '(all)'}"
    related = "".join(f" (see {there.line or there.pointer})" for there in problem.related)
    # Which other words there are is no matter of the fixture.
    holes = tuple((name, "…" if name == "known" else hole) for name, hole in problem.holes)
    said = problem._replace(holes=holes).wording("en")
    return f"{place} {problem.severity}[{problem.code}] {said.message}; {said.hint}{related}"


def _pretty(wire: object) -> str:
    return json.dumps(wire, ensure_ascii=False, indent=1)
