"""The report for editors and logs: one line a problem, `path:line:col: error[KF402] message`."""

from collections.abc import Iterator

from kfmenu.problems import Lang, Problem, Related, visible
from kfmenu.reports.findings import Findings


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    for problem in findings.problems:
        yield headline(problem, findings)


def headline(problem: Problem, findings: Findings) -> str:
    """Give the one line of a problem."""
    message = problem.wording(findings.lang).message
    return f"{place(problem)}: {problem.severity}[{problem.code}] {message}"


def place(there: Problem | Related) -> str:
    """Give `path:line:col`, which editors jump to; of what stands in no file, its pointer."""
    path = visible(there.path or there.pointer or "")
    return path if there.line is None else f"{path}:{there.line}:{there.column}"


def details(problem: Problem, lang: Lang) -> Iterator[str]:
    """Give what else there is to say of a problem: the way out, and the other places."""
    yield problem.wording(lang).hint
    for related in problem.related:
        yield f"{place(related)}: {related.text(lang)}"
