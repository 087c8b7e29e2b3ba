"""The report for readers of test results: JUnit's XML, a suite a file, a failed case a problem.

JUnit knows no warnings: one is a failure, too. Its form is that of Jenkins' `junit-10.xsd`.
"""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kfmenu.problems import Problem
from kfmenu.reports.concise import details, headline
from kfmenu.reports.findings import Findings

_UNWRITABLE = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say; CR, too, which its readers take for a line feed."""


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    suites: dict[str, list[Problem]] = {path: [] for path in findings.contents}
    for problem in findings.problems:
        suites.setdefault(problem.path or "", []).append(problem)
    cases = sum(len(problems) or 1 for problems in suites.values())
    root = Element("testsuites", _counts(cases, len(findings.problems)), name="kfmenu")
    for path, problems in suites.items():
        _add_suite(
            root, _writable(findings.located(path) if path else "kfmenu"), problems, findings
        )
    indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield tostring(root, encoding="unicode")


def _add_suite(root: Element, path: str, problems: Sequence[Problem], findings: Findings) -> None:
    """Add a file; a clean one has one case, which passes."""
    counts = _counts(len(problems) or 1, len(problems))
    suite = SubElement(root, "testsuite", counts, name=path, skipped="0")
    for problem in problems:
        place = "" if problem.line is None else f" {problem.line}:{problem.column}"
        case = _add_case(suite, path, f"{problem.code} {problem.name}{place}")
        if problem.line is not None:
            case.set("line", str(problem.line))
        message = problem.wording(findings.lang).message
        failure = SubElement(case, "failure", type=problem.code, message=_writable(message))
        said = (headline(problem, findings), *details(problem, findings.lang))
        failure.text = _writable("\n".join(said))
    if not problems:
        _add_case(suite, path, "check")


def _add_case(suite: Element, path: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=path, name=name, file=path)


def _counts(cases: int, failures: int) -> dict[str, str]:
    return {"tests": str(cases), "failures": str(failures), "errors": "0"}


def _writable(text: str) -> str:
    """Write what XML cannot hold as an escape."""
    return _UNWRITABLE.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)
