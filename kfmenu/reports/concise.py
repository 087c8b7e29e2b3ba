"""The report for editors and logs: one line a problem, `path:line:col: error[KF402] message`."""

from collections.abc import Iterator

from kfmenu.problems import Problem, visible
from kfmenu.reports.findings import Findings


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    for problem in findings.problems:
        yield headline(problem, findings)


def headline(problem: Problem, findings: Findings) -> str:
    """Give the one line of a problem."""
    message = problem.wording(findings.lang).message
    return f"{place(problem)}: {problem.severity}[{problem.code}] {message}"


def place(problem: Problem) -> str:
    """Give `path:line:col`, which editors jump to; of what stands in no file, its pointer."""
    path = visible(problem.path or problem.pointer or "")
    return path if problem.line is None else f"{path}:{problem.line}:{problem.column}"
