"""The report for editors and logs: one line a problem, `path:line:col: error[KF402] message`."""

from collections.abc import Iterator

from kfmenu.problems import Problem, visible
from kfmenu.reports.findings import Findings


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    for problem in findings.problems:
        yield headline(problem, findings)


def headline(problem: Problem, findings: Findings) -> str:
    """Give the one line of a problem; where only JSON has the place, with its pointer."""
    pointer = ""
    if problem.line is None and problem.pointer is not None:
        pointer = f" ({visible(problem.pointer or '/')})"
    message = problem.wording(findings.lang).message
    return f"{place(problem)}: {problem.severity}[{problem.code}] {message}{pointer}"


def place(problem: Problem) -> str:
    """Give `path:line:col`, which editors jump to; the format demands numbers even for JSON."""
    path = visible(problem.path or "")
    if problem.line is None and problem.pointer is None:
        return path
    return f"{path}:{problem.line or 1}:{problem.column or 1}"
