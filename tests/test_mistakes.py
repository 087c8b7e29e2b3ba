"""Mistakes that people make: each is told at its line, and nothing else is."""

from pathlib import Path

import pytest
from golden import MISTAKES, expectation_of, outcome
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.language.mend import mended
from kfmenu.language.source import read_source
from kfmenu.problems import Problem
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project
from kfmenu.rules.rule import rules

EACH = pytest.mark.parametrize("fixture", MISTAKES, ids=lambda path: path.stem)


def found(content: bytes | str) -> list[tuple[int | None, str]]:
    """Give line and code of every problem of a file."""
    problems = read_project([Input("x.kfm", content, is_json=False)]).problems
    return [(problem.line, problem.code) for problem in problems]


@EACH
def test_told_at_its_line(fixture: Path) -> None:
    """A mistake is one problem, at the line that the file's name says, and nothing else is told."""
    code, lines, _ = fixture.stem.split("_", 2)
    assert found(fixture.read_bytes()) == [(int(line), code.upper()) for line in lines.split("-")]


@EACH
def test_words(fixture: Path) -> None:
    """What an operator reads of a mistake, and what is built of the rest, stands to the letter."""
    assert outcome(fixture).decode() == expectation_of(fixture).read_text(encoding="utf-8")


@EACH
def test_edits_mend(fixture: Path) -> None:
    """Where a problem carries edits, it is gone once they are applied, and no other comes."""
    content = fixture.read_bytes()
    problems = read_project([Input("x.kfm", content, is_json=False)]).problems
    mends = [problem.edits for problem in problems if problem.edits]
    assert all(problem.rule.mended for problem in problems if problem.edits)
    if mends:
        assert not found(mended(read_source("x.kfm", content), mends)[0])


ELSEWHERE = ("移到", "紧接在", "后面有 }", "菜单里加一行")
"""Words of hints that say to change other lines, too, in ways that only a person can follow."""


def as_told(text: str, problem: Problem) -> str | None:
    """Do what a hint says, and no more; None where it spells no line."""
    holes = dict(problem.holes)
    line, hint = str(holes.get("line", "")), problem.wording("zh").hint
    lines = text.split("\n")
    number = problem.line or 0
    if not line or line not in hint or any(words in hint for words in ELSEWHERE):
        return None
    if problem.code == "KF211" and problem.variant == "body":
        line = lines[number - 1]
    if "”下面加一行" in hint:
        header = max(at for at in range(number) if lines[at][:2] in {"菜单", "消息", "me"})
        if "② 这里" in hint:
            start, end = (problem.column or 0) - 1, (problem.end_column or 0) - 1
            written = lines[number - 1]
            lines[number - 1] = f"{written[:start]}{holes['mended']}{written[end:]}"
        lines.insert(header + 1, line)
    else:
        lines[number - 1] = line
    for at, written in (("row", "menu"), ("first", "head")):
        if at in holes and str(holes[written]) in hint:
            lines[int(str(holes[at])) - 1] = str(holes[written])
    if "文件最后加" in hint and line in hint:
        lines += [str(holes["part"]), "文本: 好"]
    return "\n".join(lines)


@EACH
def test_mended_as_told(fixture: Path) -> None:
    """Who does what a hint spells out runs into nothing else."""
    content = fixture.read_bytes()
    for problem in read_project([Input("x.kfm", content, is_json=False)]).problems:
        told = as_told(content.decode(errors="replace"), problem)
        if told is not None:
            # An id that stands below already, or a param that nobody uses, is another mistake.
            assert {code for _, code in found(told)} <= {"KF423", "KF506"}, told


def test_all_kinds() -> None:
    """There are over a hundred mistakes, some for every rule that a file alone can break."""
    assert len(MISTAKES) > 100
    told = {fixture.stem[:5].upper() for fixture in MISTAKES}
    assert told >= {
        rule.code for rule in rules() if rule.code[:3] in {"KF1", "KF2", "KF3", "KF6"}
    } - {"KF105"}


BASE = "菜单 满意度\n  开头：您好\n  回复：满意 -> 101\n".encode()


def mendable() -> list[str]:
    """Give the mistakes of one line in a menu that carry the edits which mend them."""
    lines = []
    for fixture in MISTAKES:
        content = fixture.read_bytes()
        if content.startswith(BASE) and content.count(b"\n") == BASE.count(b"\n") + 2:
            (problem,) = read_project([Input("x.kfm", content, is_json=False)]).problems
            lines += [content.decode().split("\n")[3]] if problem.edits else []
    return [line for line in lines if "@" not in line]  # whose id no number makes another


MENDABLE = mendable()


@pytest.mark.property
@given(st.lists(st.sampled_from(MENDABLE), min_size=1, max_size=6))
def test_many_are_mended_together(lines: list[str]) -> None:
    """However many mistakes stand in a file, their edits together mend them all."""
    numbered = [
        line.replace("102", f"id{n}").replace("104", f"no{n}") for n, line in enumerate(lines)
    ]
    text = BASE.decode() + "\n".join(numbered) + "\n"
    problems = read_project([Input("x.kfm", text, is_json=False)], target="send_msg").problems
    mends = [problem.edits for problem in problems]
    assert {problem.line for problem in problems if problem.edits} == set(range(4, 4 + len(lines)))
    assert not found(mended(read_source("x.kfm", text), mends)[0])
