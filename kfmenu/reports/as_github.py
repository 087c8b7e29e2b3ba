"""The report for GitHub Actions: a workflow command for each problem, which annotates its lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterator

from kfmenu.problems import Problem
from kfmenu.reports.concise import details, headline
from kfmenu.reports.findings import Findings


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report; each message begins with its place, which the log lacks."""
    for problem in findings.problems:
        said = "\n".join((headline(problem, findings), *details(problem, findings.lang)))
        where = ",".join(
            f"{name}={_property(value)}" for name, value in _properties(problem, findings)
        )
        yield f"::{problem.severity} {where}::{_data(said)}"


def _properties(problem: Problem, findings: Findings) -> Iterator[tuple[str, str]]:
    if problem.path:
        yield "file", findings.located(problem.path)
    if span := problem.span:
        yield "line", str(span.line)
        yield "endLine", str(span.end_line)
        if span.line == span.end_line:  # the runner drops columns of several lines, and says so
            yield "col", str(span.column)
            yield "endColumn", str(span.end_column)
    yield "title", f"{problem.code} {problem.name}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
