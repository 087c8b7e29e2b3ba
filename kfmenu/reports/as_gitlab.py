"""The report for GitLab: a Code Quality artifact.

Its form: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
from collections.abc import Iterator
from typing import Any

from kfmenu.problems import Problem
from kfmenu.reports.findings import Findings
from kfmenu.reports.fingerprints import fingerprints

_SEVERITIES = {"error": "major", "warning": "minor"}


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    issues = [
        _issue(problem, fingerprint, findings)
        for problem, fingerprint in zip(findings.problems, fingerprints(findings), strict=True)
    ]
    yield json.dumps(issues, ensure_ascii=False, indent=2)


def _issue(problem: Problem, fingerprint: str, findings: Findings) -> dict[str, Any]:
    return {
        "description": f"{problem.code}: {problem.text(findings.lang)}",
        "check_name": problem.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[problem.severity],
        "location": {
            "path": findings.located(problem.path or ""),
            # GitLab takes no issue without a line: what concerns a whole file stands at its top.
            "lines": {"begin": problem.line or 1, "end": problem.end_line or problem.line or 1},
        },
    }
