"""The house: docs/architecture.md names every room, and where each code is found."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden import RULES

from kfmenu.rules.rule import FAMILIES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kfmenu"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CODE = re.compile(r"KF\d{3}")
FLOORS_ALONE = {"sending", "testing"}
"""Floors whose rooms their own pages describe."""


def table(heading: str) -> list[list[str]]:
    """Give the rows of the table under a heading of the page, as lists of cells."""
    lines = PAGE.partition(f"\n{heading}")[2].partition("\n\n")[0].split("\n")[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def names(cell: str) -> list[str]:
    """Give what stands in backticks."""
    return re.findall(r"`([\w.]+)`", cell)


FOUND = {row[0]: names(row[2]) for row in table("| digit |")}
WORDS = {row[0]: names(row[1]) for row in table("| digit |")}
EXCEPTIONS = {
    (code, room)
    for row in table("| exception |")
    for code in CODE.findall(row[0])
    for room in names(row[1])
}


def codes() -> Iterator[tuple[str, str]]:
    """Give every code that the source speaks of, with the room: the rules themselves aside."""
    for path in sorted(PACKAGE.rglob("*.py")):
        room = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if not room.startswith("rules."):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Constant(value=str(text)) if CODE.fullmatch(text):
                        yield text, room


USES = sorted(set(codes()))


@pytest.mark.parametrize(("code", "room"), USES)
def test_home(code: str, room: str) -> None:
    """A code is spoken of where its digit is at home, or is an exception with its reason."""
    assert code in RULES
    assert room in FOUND[code[2]] or (code, room) in EXCEPTIONS


def test_no_idle_words() -> None:
    """Every rule is found somewhere, every home has a code, and every exception is one."""
    assert {code for code, _ in USES} == set(RULES)
    assert {room for rooms in FOUND.values() for room in rooms} <= {room for _, room in USES}
    assert set(USES) >= EXCEPTIONS
    assert not {(code, room) for code, room in EXCEPTIONS if room in FOUND[code[2]]}


def test_families() -> None:
    """The words of a digit are in the file that the page names."""
    assert {digit: [name] for digit, name in FAMILIES.items()} == WORDS
    for digit, family in FAMILIES.items():
        text = (PACKAGE / "rules" / f"{family}.py").read_text(encoding="utf-8")
        assert set(re.findall(r'^        "KF(\d)\d\d",$', text, re.MULTILINE)) == {digit}


def test_rooms() -> None:
    """The table of floors names every room of the package, each once, and no other."""
    named: list[str] = []
    floor = ""
    for first, rooms, _ in table("| floor |"):
        floor = first.strip("`") or floor
        named += [room if floor == "apart" else f"{floor}.{room}" for room in names(rooms)]
    there = [
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for path in PACKAGE.rglob("*.py")
        if not path.name.startswith("__") and path.relative_to(PACKAGE).parts[0] not in FLOORS_ALONE
    ]
    assert sorted(named) == sorted(there)
