"""Places: what a span points at is what it is about, in JSON and in `.kfm`."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import characters, messages

from kfmenu.checking.check import examine
from kfmenu.language.source import read_source
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import KEY, Path, Place, pointer_of
from kfmenu.problems import Findings, has_errors
from kfmenu.project.inputs import Input
from kfmenu.project.jsontext import read_json
from kfmenu.project.project import read_project

pytestmark = pytest.mark.property

STRINGS = st.lists(characters | st.sampled_from(["/", "~", '"', "\x00"]), max_size=8).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**20) | st.floats(allow_nan=False) | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4),
    max_leaves=12,
)
LAYOUTS = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,\r\n", "\n:\t")]),
    }
)


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give every part of a JSON value with its path."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else inner:
        yield from parts(one, (*path, key))


def text_at(text: str, place: Place) -> str:
    """Give what stands at a place."""
    assert place.span
    line, column, end_line, end_column = place.span
    lines = text.split("\n")[line - 1 : end_line]
    lines[-1] = lines[-1][: end_column - 1]
    lines[0] = lines[0][column - 1 :]
    return "\n".join(lines)


@given(VALUES, LAYOUTS)
def test_each_part_of_json(value: Any, layout: dict[str, Any]) -> None:
    """What stands at the place of a part is that part, and before a member stands its key."""
    text = json.dumps(value, **layout)
    read = read_json("x.json", text)
    assert read.value == value
    for path, part in parts(value):
        assert json.loads(text_at(text, read.place(path))) == part
        if path and isinstance(path[-1], str):
            assert json.loads(text_at(text, read.place((*path, KEY)))) == path[-1]
        missing = read.place((*path, "no such member"))
        assert text_at(text, missing) == text_at(text, read.place(path))


@given(STRINGS, st.booleans())
def test_code_points_of_json(value: str, ensure_ascii: bool) -> None:
    """Each code point of a string has its own place, however it is escaped."""
    text = json.dumps({"a": [value]}, ensure_ascii=ensure_ascii).replace("/", "\\/")
    read = read_json("x.json", text)
    for at, char in enumerate(value):
        written = text_at(text, read.place(("a", 0), (at, at + 1)))
        assert json.loads(f'"{written}"') == char
    if value:
        assert text_at(text, read.place(("a", 0), (0, len(value)))) == json.dumps(
            value, ensure_ascii=ensure_ascii
        )[1:-1].replace("/", "\\/")


@given(messages, st.data())
def test_unread_is_not_asked_about(message: Any, data: st.DataObject) -> None:
    """A message that is sound but for parts that could not be read has no errors at all."""
    wire = message.wire()
    paths = [path for path, _ in parts(wire) if path]
    lost = data.draw(st.lists(st.sampled_from(paths), max_size=3))
    for path in lost:
        holder: Any = wire
        for step in path[:-1]:
            holder = UNREAD if holder is UNREAD else holder[step]
        if holder is not UNREAD:
            holder[path[-1]] = UNREAD
    findings = Findings()
    examine(wire, "message", "on_event", findings)
    sound = message.problems()
    for problem in findings.found:
        assert problem.severity == "warning" or problem in sound
        assert not any(f"{problem.pointer}/".startswith(f"{pointer_of(at)}/") for at in lost)
    assert has_errors(findings.found) <= has_errors(sound)


LINES = st.sampled_from(
    [
        "menu 甲",
        "message 乙",
        "  | y",
        "  head: {",
        "  click: 一 ->",
        "  view: 一",
        "clikc: x -> 1",
        "  text: \\q",
        "junk",
        "  miniprogram: a -> b",
        "  回复： 满意 → 1",
        "<<<<<<< a",
        "  tail: ok",
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_unread_is_not_built(text: str) -> None:
    """What could not be read is in nothing that is built."""
    for draft in read_project([Input("x.kfm", text, is_json=False)]).drafts:
        assert all(part is not UNREAD for _, part in parts(draft.message()))


PIECES = st.sampled_from(
    [b"\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"\xff", b"\xc2\xfa", b"\xe6\xbb"]
)


@given(st.lists(PIECES | st.binary(max_size=4) | st.text(max_size=4).map(str.encode)).map(b"".join))
def test_lines_are_lossless(content: bytes) -> None:
    """The byte order mark and the lines of a file are all of it, byte for byte."""
    source = read_source("x.kfm", content)
    if any(
        found.code == "KF101" and ("encoding", "UTF-16") in found.holes for found in source.problems
    ):
        return  # it is told to be saved anew, and read as what it is
    assert source.text.encode(errors="surrogateescape") == content
