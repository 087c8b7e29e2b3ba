"""The report for code scanning: SARIF 2.1.0, with what each rule means and the edits that mend.

Braces in messages stand as they are, as CodeQL writes them: GitHub and VS Code show those that
section 3.11.5 doubles twice.
"""

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from kfmenu import __version__
from kfmenu.places import Span
from kfmenu.problems import Edit, Lang, Problem, Related
from kfmenu.reports import rule as rules
from kfmenu.reports.findings import Findings
from kfmenu.reports.fingerprints import fingerprints
from kfmenu.rules.reasons import reason
from kfmenu.rules.rule import Rule

_LANGUAGES: dict[Lang, str] = {"zh": "zh-CN", "en": "en-US"}

Json = dict[str, Any]


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report."""
    broken = {problem.code: problem.rule for problem in findings.problems}
    codes = sorted(broken)
    language = _LANGUAGES[findings.lang]
    driver = {
        "name": "kfmenu",
        "version": __version__,
        "language": language,
        "rules": [_rule(broken[code], findings.lang) for code in codes],
    }
    report = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
        "sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                # What could not be read is a result like any other.
                "invocations": [{"executionSuccessful": True}],
                "language": language,
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "results": [
                    _result(problem, codes.index(problem.code), fingerprint, findings)
                    for problem, fingerprint in zip(
                        findings.problems, fingerprints(findings), strict=True
                    )
                ],
            }
        ],
    }
    yield json.dumps(report, ensure_ascii=False, indent=2)


def _rule(rule: Rule, lang: Lang) -> Json:
    explained = "\n".join(rules.write(rule, Findings((), 0, {}, lang)))
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rules.gist(rule, lang)},
        "fullDescription": {"text": reason(rule.code, lang)},
        "help": {"text": explained, "markdown": f"````text\n{explained}\n````"},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(problem: Problem, rule: int, fingerprint: str, findings: Findings) -> Json:
    result: Json = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": problem.text(findings.lang)},
        "locations": [_location(problem, problem.path, problem.span, findings)],
        "partialFingerprints": {"kfmenu/v1": fingerprint},
    }
    if problem.related:
        result["relatedLocations"] = [
            _related(number, related, problem, findings)
            for number, related in enumerate(problem.related, 1)
        ]
    if problem.edits:
        change = {
            "artifactLocation": _artifact(problem.path or "", findings),
            "replacements": [_replacement(edit) for edit in problem.edits],
        }
        hint = problem.wording(findings.lang).hint
        result["fixes"] = [{"description": {"text": hint}, "artifactChanges": [change]}]
    return result


def _location(
    there: Problem | Related, path: str | None, span: Span | None, findings: Findings
) -> Json:
    location: Json = {}
    if path:
        location["physicalLocation"] = {"artifactLocation": _artifact(path, findings)}
    if span:
        location["physicalLocation"]["region"] = _region(span)
    if there.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": there.pointer}]
    return location


def _related(number: int, related: Related, problem: Problem, findings: Findings) -> Json:
    span = None
    if related.line is not None and related.column is not None:
        span = Span(related.line, related.column, related.line, related.column)
    location = _location(related, related.path or problem.path, span, findings)
    return {"id": number, **location, "message": {"text": related.text(findings.lang)}}


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": _region(Span(*edit[:4])), "insertedContent": {"text": edit.text}}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _artifact(path: str, findings: Findings) -> Json:
    located = findings.located(path)
    if os.path.isabs(located):
        uri = quote(located, safe="/:", errors="backslashreplace")
        return {"uri": f"file:///{uri.lstrip('/')}"}
    return {"uri": quote(located, errors="backslashreplace"), "uriBaseId": "SRCROOT"}
