"""Fixtures made into expectations: a file, and beside it what kfmenu says of it."""

import json
from pathlib import Path

from kfmenu.problems import Lang, Problem
from kfmenu.project.inputs import Input, names_json
from kfmenu.project.project import read_project
from kfmenu.rules.rule import rules

FOLDER = Path(__file__).parent / "fixtures"
RULES = {rule.code: rule for rule in rules()}
OK = sorted(FOLDER.glob("ok/*.kfm"))
"""Each holds a part of the language, and has no problem."""
ERR = sorted(FOLDER.glob("err/*.kfm"))
"""Each has problems of some kind, and what is right in it compiles."""
FIXTURES = [*OK, *ERR, *sorted(FOLDER.glob("json/*.json"))]
MISTAKES = sorted(FOLDER.glob("mistakes/*.kfm"))
"""Each is named by its line and its code, and holds that one mistake."""
FMT = sorted(FOLDER.glob("fmt/*.kfm"))
"""Beside each stands its one layout, with the keywords as they are and in each tongue."""
IMPORTS = sorted(FOLDER.glob("import/*.json"))
"""Messages, each beside the `.kfm` that `kfmenu import` writes."""
REAL = sorted(FOLDER.glob("real/*.kfm"))
"""Menus of shops, each beside what it renders to for some values."""


def expectation_of(fixture: Path) -> Path:
    """Give the file that holds what is expected of a fixture."""
    return fixture.with_name(f"{fixture.name}.expected")


def outcome(fixture: Path) -> bytes:
    """Give the problems of a fixture, a line each, and the messages that did compile.

    Mistakes are told as an operator reads them: in Chinese, with what mends them.
    """
    lang: Lang = "zh" if fixture in MISTAKES else "en"
    one = Input(fixture.name, fixture.read_bytes(), names_json(fixture.name))
    project = read_project([one])
    lines = [_line(problem, lang) for problem in project.problems]
    for draft in project.drafts:
        lines += [f"--- {draft.name}", _pretty(draft.message())]
    return "\n".join([*lines, ""]).encode(errors="backslashreplace")


def _line(problem: Problem, lang: Lang) -> str:
    place = "nowhere" if problem.span is None else "{}:{}-{}:{}".format(*problem.span)
    if problem.path and names_json(problem.path) and problem.pointer is not None:
        place += f" {problem.pointer or '(all)'}"
    related = "".join(f" (see {there.line or there.pointer})" for there in problem.related)
    # Which other words there are is no matter of the fixture.
    holes = tuple((name, "…" if name == "known" else hole) for name, hole in problem.holes)
    said = problem._replace(holes=holes).wording(lang)
    text = f"{place} {problem.severity}[{problem.code}] {said.message}; {said.hint}{related}"
    if lang == "zh":
        text += "".join(
            f"\n  ✎ {'{}:{}-{}:{}'.format(*edit)} {edit.text!r}" for edit in problem.edits
        )
    return text


def _pretty(wire: object) -> str:
    return json.dumps(wire, ensure_ascii=False, indent=1, default=str)
