"""The report for programs: one JSON object with every problem and a summary."""

import json
from collections.abc import Iterator
from typing import Any

from kfmenu.problems import Lang, Problem
from kfmenu.reports.findings import Findings


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    report = {
        "version": 1,
        "problems": [record(problem, findings.lang) for problem in findings.problems],
        "summary": {
            "files": findings.files,
            "errors": findings.errors,
            "warnings": findings.warnings,
        },
    }
    yield json.dumps(report, ensure_ascii=False, indent=2)


def record(problem: Problem, lang: Lang) -> dict[str, Any]:
    """Give a problem as a JSON object."""
    said = problem.wording(lang)
    return {
        "code": problem.code,
        "name": problem.name,
        "severity": problem.severity,
        "message": said.message,
        "hint": said.hint,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "end_line": problem.end_line,
        "end_column": problem.end_column,
        "pointer": problem.pointer,
        "limit": problem.limit,
        "actual": problem.actual,
        "unit": problem.unit,
        "related": [
            {
                "path": related.path or problem.path,
                "line": related.line,
                "column": related.column,
                "pointer": related.pointer,
                "message": related.text(lang),
            }
            for related in problem.related
        ],
        "fix": {"message": said.hint, "edits": [one._asdict() for one in problem.edits]}
        if problem.edits
        else None,
    }
