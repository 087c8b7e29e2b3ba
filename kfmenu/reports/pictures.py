"""Pictures for programs: one JSON object with what each message shows, and every problem."""

import json
from collections.abc import Sequence
from typing import Any

from kfmenu.preview.bubble import Bubble, Line, Tap
from kfmenu.problems import Lang, Problem
from kfmenu.reports.as_json import record as problem_record


def write(pictures: Sequence[Bubble], problems: Sequence[Problem], lang: Lang) -> str:
    """Give the report.

    Args:
        pictures: the messages, in order.
        problems: those that belong to no message.
        lang: the language of messages.
    """
    report = {
        "version": 1,
        "pictures": [record(one, lang) for one in pictures],
        "problems": [problem_record(one, lang) for one in problems],
    }
    # What cannot be UTF-8, a lone surrogate, is written as an escape, as in the JSON it came from.
    return json.dumps(report, ensure_ascii=False, indent=2)


def record(bubble: Bubble, lang: Lang) -> dict[str, Any]:
    """Give a bubble as a JSON object."""
    return {
        "name": bubble.name,
        "path": bubble.path,
        "line": bubble.line,
        "lines": [_line(line) for line in bubble.lines],
        "meters": [
            {
                "field": one.field,
                "name": one.name,
                "used": one.used,
                "limit": one.limit,
                "unit": one.unit,
                "longest": one.longest,
            }
            for one in bubble.meters
        ],
        "params": [
            {
                "name": one.param.name,
                "type": one.param.spelt(lang),
                "optional": one.param.optional,
                "value": one.text,
                "origin": one.origin,
            }
            for one in bubble.params
        ],
        "problems": [problem_record(one, lang) for one in bubble.problems],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "runs": [
            {
                "text": run.text,
                "field": run.field,
                "tap": _tap(run.tap) if run.tap else None,
                "filled": [
                    {"start": start, "end": end, "param": param} for start, end, param in run.filled
                ],
            }
            for run in line.runs
        ]
    }


def _tap(tap: Tap) -> dict[str, Any]:
    return {"kind": tap.kind, "target": tap.target, "leads": tap.leads}
