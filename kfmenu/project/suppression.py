"""Suppression by comment: `# kfmenu: ignore KF605` above an entry, or above a header."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kfmenu.language.lexicon import GUTTERS, LAYOUT, LIKE_GUTTERS
from kfmenu.language.tree import Tree
from kfmenu.places import Span
from kfmenu.problems import Findings, Problem, Severity, place_of
from kfmenu.rules.rule import rule

_COMMENT = re.compile(rf"[{LAYOUT}]*[#＃]")
_IGNORE = re.compile(rf"{_COMMENT.pattern}[{LAYOUT}]*kfmenu[:：][{LAYOUT}]*ignore\b[:：]?")
_CODES = re.compile(rf"(?:[{LAYOUT},，、]*KF[0-9A-Za-z]*)+", re.IGNORECASE)
_CODE = re.compile("KF[0-9A-Za-z]*", re.IGNORECASE)
_GUTTERS = GUTTERS + LIKE_GUTTERS
"""The signs of a text's further lines, and those that are read as one."""


class _Ignored(NamedTuple):
    """One code of one comment.

    Args:
        code: what is written.
        span: where.
        lines: the numbers of the lines that it covers.
    """

    code: str
    span: Span
    lines: range


def suppressed(tree: Tree, problems: list[Problem]) -> list[Problem]:
    """Leave out the warnings that comments silence, and report comments that silence nothing.

    Args:
        tree: the file, whose comments are looked at.
        problems: all that was found in it.
    """
    findings = Findings(path=tree.path)
    silenced: set[Problem] = set()
    for one in _ignored(tree, findings):
        within = [problem for problem in problems if problem.line in one.lines]
        meant = [problem for problem in within if problem.code == one.code]
        severity = _severity(one.code)
        if severity is None:
            findings.add("KF701", one.span, variant="unknown", text=one.code)
        elif severity == "error":
            findings.add("KF701", one.span, variant="error", text=one.code)
        elif meant:
            silenced.update(meant)
        elif all(problem.severity == "warning" for problem in within):
            # Of a line that is not read nobody knows what it would be warned of.
            findings.add("KF701", one.span, text=one.code)
    left = [problem for problem in problems if problem not in silenced]
    return sorted([*left, *findings.found], key=place_of)


def _ignored(tree: Tree, findings: Findings) -> Iterator[_Ignored]:
    """Read the comments; one that names no code is reported."""
    headers = {block.span.line for block in tree.blocks if block.keyword}
    for number, line in enumerate(tree.lines, 1):
        comment = _IGNORE.match(line)
        if comment is None:
            continue
        covered = _covered(tree.lines, number, headers)
        codes = _CODES.match(line, comment.end())
        if codes is None:
            start = len(line) - len(line.lstrip(LAYOUT)) + 1
            findings.add("KF701", Span(number, start, number, comment.end() + 1), variant="none")
            continue
        for found in _CODE.finditer(line, *codes.span()):
            span = Span(number, found.start() + 1, number, found.end() + 1)
            yield _Ignored(found[0].upper(), span, covered)


def _severity(code: str) -> Severity | None:
    """Give how grave the rule of a code is; None where there is no such rule."""
    try:
        return rule(code).severity
    except LookupError:
        return None


def _covered(lines: list[str], comment: int, headers: set[int]) -> range:
    """Give the lines that a comment covers: the next header, or the whole of the next entry."""
    first = comment + 1
    while first <= len(lines) and _is_comment_or_blank(lines[first - 1]):
        first += 1
    end = first + 1
    while first not in headers and end <= len(lines) and _is_gutter(lines[end - 1]):
        end += 1
    return range(first, end)


def _is_comment_or_blank(line: str) -> bool:
    return not line.strip(f"{LAYOUT}\r") or _COMMENT.match(line) is not None


def _is_gutter(line: str) -> bool:
    return line.lstrip(LAYOUT)[:1] in set(_GUTTERS)
