"""One rule for a reader: what it means, an example that breaks it, and the same mended."""

import json
from collections.abc import Iterator
from typing import Any

from kfmenu.errors import RenderError
from kfmenu.problems import Lang, Problem
from kfmenu.project.inputs import Input, read_inputs
from kfmenu.project.library import loads
from kfmenu.project.project import read_project
from kfmenu.reports.concise import headline
from kfmenu.reports.findings import Findings
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

_MOST_CHARS = 88
"""Code points of an example's line that are shown."""


def write(rule: Rule, lang: Lang) -> Iterator[str]:
    """Give the lines that explain a rule."""
    words = _WORDS[lang]
    problem = run_example(rule, rule.bad)[0]
    said = problem.wording(lang)
    findings = Findings([problem], 1, {}, lang)
    yield f"{rule.code} {rule.name} ({words[rule.severity]})"
    yield ""
    yield words["bad"]
    yield from shown(rule.bad)
    yield words["says"]
    yield f"    {headline(problem, findings)}"
    yield f"    = {said.hint}"
    yield ""
    yield words["good"]
    yield from shown(rule.good)


def gist(rule: Rule, lang: Lang) -> str:
    """Say a rule in one line: the message of its example."""
    return run_example(rule, rule.bad)[0].wording(lang).message


def record(rule: Rule, lang: Lang) -> dict[str, Any]:
    """Give a rule as a JSON object, its messages with open holes."""
    said = rule.wording(lang)
    bad = rule.bad if isinstance(rule.bad, str) else rule.bad.decode(errors="backslashreplace")
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "message": said.message,
        "hint": said.hint,
        "mended": rule.mended,
        "bad": bad,
        "good": rule.good,
    }


def shown(example: str | bytes) -> Iterator[str]:
    """Give the lines of an example, indented, long ones cut, bytes that are no text as escapes."""
    if isinstance(example, bytes):
        example = example.decode(errors="backslashreplace")
    for line in example.removesuffix("\n").split("\n"):
        cut = line if len(line) <= _MOST_CHARS else f"{line[:_MOST_CHARS]}…"
        visible = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut
        )
        yield f"    {visible}"


def run_example(rule: Rule, example: str | bytes) -> tuple[Problem, ...]:
    """Check an example as the command line would; gives every problem of it."""
    if rule.kind == "path":
        inputs, problems = read_inputs([example if isinstance(example, str) else example.decode()])
        return (*problems, *read_project(inputs).problems)
    content = example if isinstance(example, bytes) else example.encode()
    if rule.kind == "render":
        return _rendered(content.decode())
    is_json = rule.kind == "json"
    name = "example.json" if is_json else "example.kfm"
    return read_project([Input(name, content, is_json)]).problems


def _rendered(example: str) -> tuple[Problem, ...]:
    """Render a message with the values that stand in the last line of its example."""
    text, _, values = example.rstrip().rpartition("\n")
    (template,) = loads(text).values()
    try:
        template.render(**json.loads(values))
    except RenderError as error:
        return error.problems
    return ()
