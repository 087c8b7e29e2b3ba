"""Values of Python that are none of the API's: told by their type, with what to write."""

import datetime as dt
import decimal
import enum
import subprocess
import sys
import types
import uuid
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest

from kfmenu import Click, InvalidMessage, Menu, Text, TextMessage, check, on_event_body

# Callers without a type checker pass anything; for this name a checker looks away.
_UNTYPED: Any = Menu()
_MENU: Any = Menu


class Color(enum.Enum):
    """A choice of a database."""

    RED = "red"


@attrs.define
class Row:
    """A row as an object without a dict."""

    title: str
    key: int


class Pair(NamedTuple):
    """A row as a tuple with names."""

    label: str
    ident: int


class Keyed:
    """A row as some databases give it: iterable, with keys, and no mapping."""

    def keys(self) -> list[str]:
        return ["content"]

    def __iter__(self) -> Any:
        return iter(["满意"])


ITEMS = [
    ("文字", "str", 'write Text("文字")'),
    (b"x", "bytes", "write Click(…), View(…), MiniProgram(…) or Text(…)"),
    (bytearray(b"x"), "bytearray", "write Click(…)"),
    (5, "int", "write Click(…)"),
    (True, "bool", "write Click(…)"),
    (object(), "object", "write Click(…)"),
    (Click, "type", "write Click(…), View"),
    (Menu("x"), "Menu", "write Click(…)"),
    ({}, "dict", "write Click(…)"),
    ({"content": "满意", "id": 101}, "dict", 'write Click(row["content"], id=str(row["id"]))'),
    ({"name": "满意", "key": "101"}, "dict", 'write Click(row["name"], id=row["key"])'),
    ({"title": "官网", "url": "u"}, "dict", 'write View(row["title"], url=row["url"])'),
    ({"title": "满意"}, "dict", 'write Click(row["title"], id=…)'),
    (
        {"type": "click", "click": {"id": "1", "content": "x"}},
        "dict",
        'write Click(row["click"]["content"], id=row["click"]["id"])',
    ),
    (types.MappingProxyType({"content": "x", "id": 1}), "mappingproxy", 'write Click(row["con'),
    (types.SimpleNamespace(title="满意", id="101"), "SimpleNamespace", "id=row.id)"),
    (Row("满意", 101), "Row", "write Click(row.title, id=str(row.key))"),
    (Keyed(), "Keyed", "write Click(…)"),
]


@pytest.mark.parametrize(("junk", "name", "said"), ITEMS)
def test_no_item(junk: Any, name: str, said: str) -> None:
    """What is no item is one problem at its index, given alone or in an iterable, never walked."""
    for menu in (
        Menu().add(Text("x"), junk),
        Menu().add([Text("x"), None, junk] if not isinstance(junk, list) else junk),
        Menu(items=(one for one in (Text("x"), junk))),
        _UNTYPED.add([[Text("x")], (junk for _ in "x")]),
    ):
        problem, *more = menu.problems()
        assert not more
        assert (problem.code, problem.pointer) == ("KF405", "/msgmenu/list/1")
        assert problem.message.endswith(f"and is of type {name}")
        assert said in problem.hint
        with pytest.raises(InvalidMessage):
            menu.to_dict()
        with pytest.raises(InvalidMessage):
            on_event_body(menu, code="c")


ROWS = [
    ([("满意", 101), ("不满意", 102)], "tuple", "Click(row[0], id=str(row[1]))"),
    ([["101", "满意"], ["102", "不满意"]], "list", "Click(row[1], id=row[0])"),
    ([("a", "b"), ("c", "d")], "tuple", "Click(row[0], id=row[1])"),
    ([("官网", "https://x.cn"), ("帮助", "https://y.cn")], "tuple", "View(row[0], url=row[1])"),
    ([Pair("满意", 1), Pair("不满意", 2)], "Pair", "Click(row[0], id=str(row[1]))"),
    ([[5], [Click("x", "1"), 5]], "list", "Click(…)"),
]


@pytest.mark.parametrize(("rows", "name", "said"), ROWS)
def test_rows(rows: Any, name: str, said: str) -> None:
    """A row inside an iterable is never taken apart: each is one problem at its own index."""
    for menu in (_UNTYPED.add(rows), _MENU(items=rows), _UNTYPED.add(one for one in rows)):
        problems = menu.problems()
        assert [one.pointer for one in problems] == ["/msgmenu/list/0", "/msgmenu/list/1"]
        assert {one.message.rpartition(" ")[2] for one in problems} == {name}
        assert all(said in one.hint for one in problems[:1])


def test_what_is_given_is_walked() -> None:
    """The iterable that is given itself is walked, whatever it holds."""
    assert [one.pointer for one in _UNTYPED.add(("满意", "101")).problems()] == [
        "/msgmenu/list/0",
        "/msgmenu/list/1",
    ]


def test_a_dict_that_knows_better() -> None:
    """Without a check a dict among the items goes out as it is."""
    item = {"type": "location", "location": {}}
    wire = _UNTYPED.add(Text("x"), item).to_dict(check=False)
    assert wire["msgmenu"]["list"][1] is item


STRINGS = [
    (101, "int", "write str(id)"),
    (decimal.Decimal(1), "Decimal", "write str(id)"),
    (uuid.UUID(int=1), "UUID", "write str(id)"),
    (dt.date(2026, 1, 1), "date", "write str(id)"),
    (b"101", "bytes", "write id.decode()"),
    (Color.RED, "Color", "write id.value"),
    (str.upper, "method_descriptor", "write id()"),
    (["101"], "list", 'write "…"'),
]


@pytest.mark.parametrize(("value", "name", "said"), STRINGS)
def test_no_string(value: Any, name: str, said: str) -> None:
    """A field that is no string is told by its type, with the expression that makes one."""
    for problem in _UNTYPED.click("满意", value).problems():
        assert problem.message == f"click.id must be a string, and is of type {name}"
        assert problem.hint == said
        assert name in problem.text("zh")


def test_foreign_values_in_json() -> None:
    """What JSON does not have is told by its Python type in a payload, too."""
    from kfmenu import check  # noqa: PLC0415 - the others are about values

    item = {"type": "click", "click": {"id": decimal.Decimal(1), "content": "x"}}
    (problem,) = check({"list": [item]})
    assert problem.text() == ("click.id must be a string, and is of type Decimal; write str(id)")
    (problem,) = check({"list": {1, 2}})
    assert problem.message == "list must be an array, and is of type set"


def test_words_of_python() -> None:
    """Values are spoken of in the words of Python."""
    menu = Menu().click("满意").text("x", no_newline=7).click("x", "None")  # type: ignore[arg-type]
    hints = [one.hint for one in menu.problems()]
    assert "give it an id=…" in hints[0]
    assert "write False" in hints[1]
    assert "give None" in hints[2]
    assert ".head(…)" in Menu().problems()[0].hint
    assert "no r before" in TextMessage("一\\n二").problems()[0].hint
    with pytest.raises(InvalidMessage, match=r"write str\(code\)"):
        on_event_body(TextMessage("x"), code=5)  # type: ignore[arg-type]


TYPED = """
from collections.abc import Iterable
from kfmenu import Click, Menu, Text, View

vip = bool(input())
one = Text("x")
clicks: list[Click] = []


def rows() -> Iterable[Text | None]:
    yield one


Menu().add(one, None, False, vip and Click("a", "b"), Click("a") if vip else None)
Menu().add([one, [None, (one,)]], (Click("x") for _ in range(3)), rows(), clicks)
Menu("x", [Click("a"), View("b", "c")])
Menu("x", clicks, "y").add(*clicks)
Menu(items=(Click("a"), vip and one))
"""

REFUSED = (
    'Menu("x", 5)',
    'Menu("x", "abc")',
    "Menu(5)",
    'Menu().add("abc")',
    'Menu().add(b"abc")',
    "Menu().add(5)",
    "Menu().add(True)",
    'Menu().add(["abc"])',
    'Menu().add([("满意", "101")])',
    'Menu().add({"content": "x"})',
    'Menu().click("x", 5)',
)


@pytest.mark.slow
def test_a_type_checker_refuses(tmp_path: Path) -> None:
    """What can be seen to be no item a type checker refuses, and nothing that is one."""
    file = tmp_path / "typed.py"
    file.write_text(TYPED + "\n".join(REFUSED), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "typed.py"]
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [*command, "--cache-dir", tmp_path / "cache"],
        cwd=tmp_path,
        env={"MYPYPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
    first = TYPED.count("\n") + 1
    assert told == set(range(first, first + len(REFUSED))), done.stdout


def test_what_holds_itself() -> None:
    """A list that holds itself is one problem, and so is a number that nobody can write."""
    endless: list[Any] = []
    endless.append(endless)
    for menu in (Menu().add(endless), Menu("x", endless)):
        assert [one.code for one in menu.problems()] == ["KF405"]
    huge: Any = 10**5000
    assert repr(Click("x", huge)) == "Click(“x”, id=<int>)"
    assert [one.code for one in Menu().click("x", huge).problems()] == ["KF405"]


class Short(str):
    """A text that lies about its length."""

    __slots__ = ()

    def __len__(self) -> int:
        return 1


def test_texts_that_lie() -> None:
    """A text of a class of its own is measured by what it holds, in whatever it stands."""
    click = {"type": "click", "click": {"id": "1", "content": Short("满" * 43)}}
    head = {"head_content": Short("满" * 342), "list": [click]}
    for name in ("head_content", "list/0/click/content"):
        assert ("KF402", f"/{name}") in [(one.code, one.pointer) for one in check(head)]
    with pytest.raises(InvalidMessage):
        on_event_body(Menu(Short("满" * 342)), code="C")
