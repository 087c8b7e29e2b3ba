"""One rule for a reader: what it means, an example that breaks it, and the same mended."""

import json
import re
from collections.abc import Iterator
from difflib import ndiff
from typing import Any

from kfmenu.checking.given import params_of, read_given
from kfmenu.problems import Lang, Problem, visible
from kfmenu.project.inputs import Input, read_inputs
from kfmenu.project.output import changes, out_of_date
from kfmenu.project.project import read_project
from kfmenu.reports.as_json import record as problem_record
from kfmenu.reports.findings import Findings
from kfmenu.reports.page import Page
from kfmenu.rules.reasons import reason
from kfmenu.rules.rule import Rule

_WORDS = {
    "zh": {
        "error": "错误",
        "warning": "警告",
        "bad": "有问题的写法：",
        "good": "改好以后：",
        "says": "kfmenu 会说：",
    },
    "en": {
        "error": "error",
        "warning": "warning",
        "bad": "Wrong:",
        "good": "Right:",
        "says": "kfmenu says:",
    },
}

_INDENT = "    "

_MOST_ALIKE = 12
"""So many times one character in a row are shown one by one; of more their number is told."""


def write(rule: Rule, findings: Findings) -> Iterator[str]:
    """Give the lines that explain a rule.

    Args:
        rule: the rule.
        findings: for whom and where it is shown; its problems are left out.
    """
    words = _WORDS[findings.lang]
    page = Page(findings)
    width = findings.width and findings.width - len(_INDENT)
    bad, good = list(shown(rule.bad)), list(shown(rule.good))
    yield f"{rule.code} {rule.name} ({words[rule.severity]})"
    yield ""
    yield from page.fitted(reason(rule.code, findings.lang))
    yield ""
    yield words["bad"]
    for line in _marked(bad, good, "-"):
        yield from page.fitted(line)
    yield words["says"]
    for line in told(rule, findings._replace(width=width)):
        yield f"{_INDENT}{line}"
    yield ""
    yield words["good"]
    for line in _marked(good, bad, "+"):
        yield from page.fitted(line)


def told(rule: Rule, findings: Findings) -> Iterator[str]:
    """Give what kfmenu says of a rule's bad example.

    Args:
        rule: the rule.
        findings: for whom and where it is shown; its problems are left out.
    """
    problem = run_example(rule, rule.bad)[0]
    content = rule.bad if isinstance(rule.bad, bytes) else rule.bad.encode()
    yield from Page(findings._replace(contents={problem.path or "": content})).problem(problem)


def _marked(lines: list[str], other: list[str], mark: str) -> Iterator[str]:
    """Mark the lines of one example that the other does not have."""
    for said in ndiff(other, lines):
        if said[0] in " +":
            yield f"  {mark if said[0] == '+' else ' '} {said[2:]}"


def gist(rule: Rule, lang: Lang) -> str:
    """Say a rule in one line: the message of its example."""
    return run_example(rule, rule.bad)[0].wording(lang).message


def record(rule: Rule, lang: Lang) -> dict[str, Any]:
    """Give a rule as a JSON object: its messages with open holes, and what its example gives."""
    said = rule.wording(lang)
    bad = rule.bad if isinstance(rule.bad, str) else rule.bad.decode(errors="backslashreplace")
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "message": said.message,
        "hint": said.hint,
        "reason": reason(rule.code, lang),
        "mended": rule.mended,
        "bad": bad,
        "good": rule.good,
        "problem": problem_record(run_example(rule, rule.bad)[0], lang),
    }


def shown(example: str | bytes) -> Iterator[str]:
    """Give the lines of an example; what cannot be seen is an escape, a long run is counted."""
    if isinstance(example, bytes):
        example = example.decode(errors="backslashreplace")
    for line in example.removesuffix("\n").split("\n"):
        yield re.sub(rf"(.)\1{{{_MOST_ALIKE},}}", _counted, visible(line))


def _counted(run: re.Match[str]) -> str:
    return f"{run[0][:3]}…(×{len(run[0])})"


def run_example(rule: Rule, example: str | bytes) -> tuple[Problem, ...]:
    """Check an example as the command line would; gives every problem of it."""
    if rule.kind == "path":
        inputs, problems = read_inputs([example if isinstance(example, str) else example.decode()])
        return (*problems, *read_project(inputs).problems)
    content = example if isinstance(example, bytes) else example.encode()
    if rule.kind == "render":
        return _rendered(content.decode())
    if rule.kind == "built":
        found = changes({"dist/greeting.json": content}, {"dist/greeting.json": rule.good})
        return tuple(out_of_date(path, change) for path, change in found.items())
    if rule.kind == "breaking":
        from kfmenu.project.breaking import compare  # noqa: PLC0415 - one kind needs it
        from kfmenu.project.reference import promises_of  # noqa: PLC0415

        before, after = (
            read_project([Input("example.kfm", one, False)]) for one in (rule.before, content)
        )
        return compare(promises_of(before), after.named(after.drafts)[0])
    is_json = rule.kind == "json"
    name = "example.json" if is_json else "example.kfm"
    return read_project([Input(name, content, is_json)]).problems


def _rendered(example: str) -> tuple[Problem, ...]:
    """Read the values for a message, in the last line of its example."""
    text, _, values = example.rstrip().rpartition("\n")
    (draft,) = read_project([Input("example.kfm", text, is_json=False)]).drafts
    return tuple(read_given(params_of(draft.wire), json.loads(values))[1])
