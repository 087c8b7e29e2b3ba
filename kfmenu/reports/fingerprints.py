"""Fingerprints: by what a service knows a problem again after the lines around it have moved."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from kfmenu.problems import Problem
from kfmenu.reports.findings import Findings, lines_of


def fingerprints(findings: Findings) -> Iterator[str]:
    """Give the fingerprint of each problem, no two alike, the same in every language.

    It is made of path, code and what stands at the place, never of a line's number; among problems
    that are alike in these, their order tells them apart.
    """
    lines: dict[str, list[str]] = {}
    seen = Counter[str]()
    for problem in findings.problems:
        path = problem.path or ""
        if path in findings.contents and path not in lines:
            lines[path] = lines_of(findings.contents[path])
        there = _there(problem, lines.get(path, ()))
        mark = "\0".join((findings.located(path), problem.code, there))
        seen[mark] += 1
        yield sha256(f"{mark}\0{seen[mark]}".encode(errors="backslashreplace")).hexdigest()


def _there(problem: Problem, lines: "list[str] | tuple[()]") -> str:
    """Give what stands at a problem's place; where there is none, what the problem says."""
    span = problem.span
    if span is None or span.line > len(lines):
        return f"{problem.pointer} {problem.message}"
    line = lines[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return line[span.column - 1 : end].strip() or line.strip()
