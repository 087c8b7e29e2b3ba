"""Types as they are declared: what is read, what is mended, and where it stands."""

import re
from itertools import pairwise
from typing import Literal

import pytest
from declarations import params
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.params.declared import FAULTS, LARGEST, WORDS, Fault, read_type
from kfmenu.params.types import TYPES, Param, Type

# ---- what is read --------------------------------------------------------------------------

READ = [
    ("digits(20)", Param("x", "digits", 1, 20)),
    ("数字(20)", Param("x", "digits", 1, 20)),
    ("编号（32）", Param("x", "id", 1, 32)),
    ("  text ( 0 .. 20 )\t", Param("x", "text", 0, 20)),
    ("文字\u3000（\u30001\u3000）", Param("x", "text", 1, 1)),
    ("文字\u00a0(\u20022\u2009..\u202f5\u205f)", Param("x", "text", 2, 5)),
    ("text(7..7)", Param("x", "text", 7, 7)),
    ("text(007)", Param("x", "text", 1, 7)),
    ("text(0000000007)", Param("x", "text", 1, 7)),
    ("text(00..4096)", Param("x", "text", 0, 4096)),
    ("截短(4)", Param("x", "cut", 1, 4)),
    ("网址(8)", Param("x", "url", 1, 8)),
    ("number(0.01..99.99)", Param("x", "number", 1, 9999, 2)),
    ("数值（-5 .. 0.5）", Param("x", "number", -50, 5, 1)),
    ("number(-0..0)", Param("x", "number", 0, 0)),
    ("number(1.50..2)", Param("x", "number", 150, 200, 2)),
    ("number(-2.5..-1)", Param("x", "number", -25, -10, 1)),
    (f"number(0..{'9' * 100})", Param("x", "number", 0, 10**100 - 1)),
    ("one(甲)", Param("x", "one", alternatives=("甲",))),
    ("任选（ 甲 ｜乙| 丙 丁 ）", Param("x", "one", alternatives=("甲", "乙", "丙 丁"))),
    ("one(３２ | ｏｎｅ)", Param("x", "one", alternatives=("３２", "ｏｎｅ"))),
    ("one(a,b)", Param("x", "one", alternatives=("a,b",))),
    ("one(a/b | c，d)", Param("x", "one", alternatives=("a/b", "c，d"))),
    ("one(https://a.example/b)", Param("x", "one", alternatives=("https://a.example/b",))),
    ("one(，)", Param("x", "one", alternatives=("，",))),
    ("one((a)", Param("x", "one", alternatives=("(a",))),
]


@pytest.mark.parametrize(("text", "param"), READ, ids=[text.strip() for text, _ in READ])
def test_read(text: str, param: Param) -> None:
    """A type is read with both names, full-width signs and blanks of any width."""
    assert read_type(text, name="x") == (param, ())
    assert read_type(text, name="x", optional=True).param == param._replace(optional=True)


LIKE = [
    ("文字(３２)", "文字(32)"),
    ("ｔｅｘｔ（1..３２）", "text(1..32)"),
    ("ｏｎｅ(３|4)", "one(３ | 4)"),
    ("ｉｄ(3)", "id(3)"),
    ("数值(0.0１..９)", "数值(0.01..9)"),
    ("任选(男，女)", "任选(男 | 女)"),
    ("任选（男、 女、保密）", "任选(男 | 女 | 保密)"),
    ("任选(是/否)", "任选(是 | 否)"),
    ("one(男或女，保密)", "one(男 | 女 | 保密)"),
]


@pytest.mark.parametrize(("text", "mended"), LIKE)
def test_look_alike(text: str, mended: str) -> None:
    """What can be read in one way only is read, and told as a whole with its mend."""
    found = read_type(f" {text} ", 10)
    assert found.param == read_type(mended).param
    assert found.param
    assert found.faults == (Fault("look-alike", 11, 11 + len(text), {"text": text}, mended),)


# ---- what is wrong -------------------------------------------------------------------------

Hole = dict[str, str | int]
WRONG: list[tuple[str, str, str, Hole, str | None]] = [
    # type, variant, the part it is at, holes, the type as it should be written
    ("", "no type", "", {}, None),
    ("(20)", "no type", "(20)", {}, None),
    ("20", "no type", "20", {}, None),
    ("文宇(20)", "unknown type", "文宇", {"text": "文宇"}, None),
    ("string(20)", "unknown type", "string", {"text": "string"}, "text(20)"),
    ("字符串（0..20）", "unknown type", "字符串", {"text": "字符串"}, "文字(0..20)"),
    ("Text(20)", "unknown type", "Text", {"text": "Text"}, "text(20)"),
    ("ＩＮＴ[３]", "unknown type", "ＩＮＴ", {"text": "INT"}, "digits(3)"),
    ("金额(0.01-99.99)", "unknown type", "金额", {"text": "金额"}, "数值(0.01..99.99)"),
    ("string", "unknown type", "string", {"text": "string"}, None),
    ("枚举(男|女[1])", "unknown type", "枚举", {"text": "枚举"}, "任选(男 | 女[1])"),
    ("enum[a, b]", "unknown type", "enum", {"text": "enum"}, "one(a, b)"),
    ("enum(a) b", "unknown type", "enum", {"text": "enum"}, None),
    ("text", "no parens", "text", {"text": "text"}, None),
    ("text 20", "no parens", "text 20", {"text": "text 20"}, "text(20)"),
    ("文字20", "no parens", "文字20", {"text": "文字20"}, "文字(20)"),
    ("文字：20", "no parens", "文字：20", {"text": "文字：20"}, "文字(20)"),
    ("文字【1-20】", "no parens", "文字【1-20】", {"text": "文字【1-20】"}, "文字(1..20)"),
    ("文字[20", "no parens", "文字[20", {"text": "文字[20"}, "文字(20)"),
    ("文字 ０２０ 字", "no parens", "文字 ０２０ 字", {"text": "文字 ０２０ 字"}, "文字(20)"),
    ("文字 20)", "no parens", "文字 20)", {"text": "文字 20)"}, None),
    ("任选：男，女", "no parens", "任选：男，女", {"text": "任选：男，女"}, "任选(男 | 女)"),
    ("任选 男|女|男", "no parens", "任选 男|女|男", {"text": "任选 男|女|男"}, "任选(男 | 女)"),
    ("任选 是/否|是/否", "no parens", "任选 是/否|是/否", {"text": "任选 是/否|是/否"}, None),
    ("任选 男|", "no parens", "任选 男|", {"text": "任选 男|"}, None),
    ("任选", "no parens", "任选", {"text": "任选"}, None),
    ("text(20", "not closed", "text(20", {"text": "text(20"}, "text(20)"),
    ("text（1..20", "not closed", "text（1..20", {"text": "text（1..20"}, "text(1..20)"),
    ("text(", "not closed", "text(", {"text": "text("}, None),
    ("one(a|b", "not closed", "one(a|b", {"text": "one(a|b"}, "one(a | b)"),
    ("text(20) 必填", "behind", "必填", {"text": "必填"}, "text(20)"),
    ("文字（20））", "behind", "）", {"text": "）"}, "文字(20)"),
    ("text(20)?", "behind", "?", {"text": "?"}, "text(20)"),
    ("one(a | b[1]) x", "behind", "x", {"text": "x"}, "one(a | b[1])"),
    ("text(x) y", "behind", "y", {"text": "y"}, None),
    ("text()", "no length", "", {"text": ""}, None),
    ("text(二十)", "no length", "二十", {"text": "二十"}, None),
    ("text(1.5)", "no length", "1.5", {"text": "1.5"}, None),
    ("text(-5)", "no length", "-5", {"text": "-5"}, None),
    ("text(..5)", "no length", "..5", {"text": "..5"}, "text(5)"),
    ("text(5..)", "no length", "5..", {"text": "5.."}, None),
    ("text(1..2..3)", "no length", "1..2..3", {"text": "1..2..3"}, None),
    ("text(0-50)", "no length", "0-50", {"text": "0-50"}, "text(0..50)"),
    ("text(50~0)", "no length", "50~0", {"text": "50~0"}, "text(0..50)"),
    ("text(1,50)", "no length", "1,50", {"text": "1,50"}, "text(1..50)"),
    ("text(1,000)", "no length", "1,000", {"text": "1,000"}, None),
    ("text(1，000)", "no length", "1，000", {"text": "1，000"}, None),
    ("文字(5字至20字)", "no length", "5字至20字", {"text": "5字至20字"}, "文字(5..20)"),
    ("文字(20字节)", "no length", "20字节", {"text": "20字节"}, None),
    ("文字(20以上)", "no length", "20以上", {"text": "20以上"}, None),
    ("文字(1。。20)", "no length", "1。。20", {"text": "1。。20"}, "文字(1..20)"),
    ("文字(1 20)", "no length", "1 20", {"text": "1 20"}, "文字(1..20)"),
    ("number()", "no ends", "", {"text": ""}, None),
    ("number(5)", "no ends", "5", {"text": "5"}, "number(0..5)"),
    ("number(-5)", "no ends", "-5", {"text": "-5"}, "number(-5..0)"),
    ("number(1..)", "no ends", "1..", {"text": "1.."}, None),
    ("number(..1)", "no ends", "..1", {"text": "..1"}, None),
    ("number(-5--1)", "no ends", "-5--1", {"text": "-5--1"}, "number(-5..-1)"),
    ("number(.5..1)", "no ends", ".5..1", {"text": ".5..1"}, "number(1..5)"),
    ("number(1e3..1e5)", "no ends", "1e3..1e5", {"text": "1e3..1e5"}, None),
    ("数值(－5．5到5)", "no ends", "－5．5到5", {"text": "－5．5到5"}, "数值(-5.5..5)"),
    ("number(007..9)", "leading zero", "007", {"text": "007"}, "number(7..9)"),
    ("number(0..-00.5)", "leading zero", "-00.5", {"text": "-00.5"}, "number(-0.5..0)"),
    ("number(-1..00)", "leading zero", "00", {"text": "00"}, "number(-1..0)"),
    ("text(20..5)", "order", "20..5", {"least": "20", "most": "5"}, "text(5..20)"),
    ("text(1..0)", "order", "1..0", {"least": "1", "most": "0"}, "text(0..1)"),
    ("cut(3..2)", "order", "3..2", {"least": "3", "most": "2"}, None),
    ("number(5..1.5)", "order", "5..1.5", {"least": "5", "most": "1.5"}, "number(1.5..5)"),
    ("number(-1..-2)", "order", "-1..-2", {"least": "-1", "most": "-2"}, "number(-2..-1)"),
    ("text(0)", "too small", "0", {"least": 1, "actual": 0}, None),
    ("text(0..0)", "too small", "0..0", {"least": 1, "actual": 0}, None),
    ("cut(3)", "too small", "3", {"least": 4, "actual": 3}, None),
    ("url(0..7)", "too small", "0..7", {"least": 8, "actual": 7}, None),
    ("text(4097)", "too large", "4097", {"most": 4096, "text": "4097"}, None),
    ("text(9999999..1)", "too large", "9999999..1", {"most": 4096, "text": "9999999"}, None),
    (f"text({'9' * 9999})", "too large", "9" * 9999, {"most": 4096, "text": "9" * 9999}, None),
    (
        f"number(0..{'9' * 101})",
        "too many digits",
        f"0..{'9' * 101}",
        {"most": 100, "actual": 101},
        None,
    ),
    ("one()", "empty", "", {}, None),
    ("one(甲 | )", "empty", "", {}, "one(甲)"),
    ("one(|甲|乙)", "empty", "", {}, "one(甲 | 乙)"),
    ("one(是/否 | )", "empty", "", {}, None),
    ("one(甲|乙 | 甲)", "twice", "甲", {"text": "甲"}, "one(甲 | 乙)"),
    ("one(甲，甲)", "twice", "甲", {"text": "甲"}, "one(甲)"),
    ("one(是/否 | 是/否)", "twice", "是/否", {"text": "是/否"}, None),
]


@pytest.mark.parametrize(
    ("text", "variant", "part", "holes", "mended"), WRONG, ids=[case[0][:20] for case in WRONG]
)
def test_wrong(text: str, variant: str, part: str, holes: Hole, mended: str | None) -> None:
    """What cannot be read says what is wrong, where, and how to write it where that is clear."""
    found = read_type(f"\u3000{text}", 5)
    assert found.param is None
    (fault,) = found.faults
    assert (fault.variant, fault.holes, fault.mended) == (variant, holes, mended)
    start, end = fault.column - 6, fault.end_column - 6
    assert text[start:end] == part or (not part and end - start == 1)
    if part:
        assert text.rindex(part) == start if variant in {"behind", "twice"} else part in text


def test_every_fault() -> None:
    """Every fault has an example, and tells what the table says that it tells."""
    found = {(case[1], tuple(case[3])) for case in WRONG} | {("look-alike", ("text",))}
    assert found == set(FAULTS.items())


def test_every_mend() -> None:
    """What a fault is mended to reads without a fault."""
    for _, _, _, _, mended in WRONG:
        assert mended is None or read_type(mended).faults == ()


def test_several_faults() -> None:
    """Each alternative that is wrong is told at its own place, with the same mend."""
    found = read_type("one(甲 || 甲 |乙| )")
    assert [(f.variant, f.column, f.end_column, f.mended) for f in found.faults] == [
        ("empty", 8, 9, "one(甲 | 乙)"),
        ("twice", 10, 11, "one(甲 | 乙)"),
        ("empty", 15, 16, "one(甲 | 乙)"),
    ]


def test_candidates() -> None:
    """A word that names no type comes with those it may be a misspelling of."""
    assert read_type("文宇(20)").faults[0].candidates == tuple(WORDS)
    assert read_type("INTEGER(20)").faults[0].candidates == ("digits",)
    assert read_type("单选(a)").faults[0].candidates == ("任选",)
    assert set(WORDS) == {word for row in TYPES.values() for word in (row.word, row.chinese)}


# ---- alternatives with escapes -------------------------------------------------------------


def unescaped(text: str, column: int) -> str | None:
    """Read an escaped blank, say where the text began, and take no brace."""
    return None if "{" in text else text.replace("\\s", " ") + str(column)


def test_escapes() -> None:
    """Alternatives are read by who knows the escapes, told what is written and where."""
    found = read_type("one( a\\sb |c )", 3, read_text=unescaped)
    assert found.param
    assert found.param.alternatives == ("a b8", "c14")


def test_escapes_look_alike() -> None:
    """A mend keeps alternatives as they are written."""
    found = read_type("one(a\\sb，c)", read_text=lambda text, _: text.replace("\\s", " "))
    assert found.param
    assert found.param.alternatives == ("a b", "c")
    assert found.faults[0].mended == "one(a\\sb | c)"


def test_same_value() -> None:
    """Two spellings of one value are the same alternative twice."""
    found = read_type("one(a b | a\\sb)", read_text=lambda text, _: text.replace("\\s", " "))
    assert [(fault.variant, fault.mended) for fault in found.faults] == [("twice", "one(a b)")]


def test_unreadable_alternative() -> None:
    """What the reader of escapes reports is not told again, and nothing is mended then."""
    assert read_type("one({x} | b)", read_text=unescaped) == (None, ())
    found = read_type("one({x} | a | )", read_text=unescaped)
    assert [(fault.variant, fault.mended) for fault in found.faults] == [("empty", None)]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("digits(1..20)", "数字(20)", "digits(20)"),
        ("文字(0..20)", "文字(0..20)", "text(0..20)"),
        ("number(-0.5..10)", "数值(-0.5..10.0)", "number(-0.5..10.0)"),
        ("任选（甲｜乙）", "任选(甲 | 乙)", "one(甲 | 乙)"),
    ],
)
def test_spelling(text: str, zh: str, en: str) -> None:
    """A param's type is spelt with either word and in one way."""
    param = read_type(text).param
    assert param
    assert (param.spelt("zh"), param.spelt("en"), param.spelt()) == (zh, en, en)


# ---- laws ----------------------------------------------------------------------------------

BLANKS = st.text(" \t\u3000\u00a0", max_size=2)
WRITABLE = re.compile(r"[^\s|｜)）/]+")


@pytest.mark.property
@given(st.data())
def test_spelt(data: st.DataObject) -> None:
    """What a param is spelt as declares it, in both languages and with any layout."""
    param = data.draw(
        params().filter(lambda param: all(map(WRITABLE.fullmatch, param.alternatives)))
    )
    lang: Literal["zh", "en"] = data.draw(st.sampled_from(["zh", "en"]))
    spelt = param.spelt(lang)
    assert read_type(spelt, name="x", optional=param.optional) == (param, ())
    word, _, inside = spelt[:-1].partition("(")
    apart = " | " if param.type == "one" else ".."
    blanks = data.draw(st.lists(BLANKS, min_size=8, max_size=8))
    sign = data.draw(st.sampled_from(["|", "｜"])) if param.type == "one" else ".."
    inside = f"{blanks[0]}{sign}{blanks[1]}".join(inside.split(apart))
    opening, closing = data.draw(st.sampled_from(["()", "（）", "(）"]).map(list))
    typed = (
        f"{blanks[2]}{word}{blanks[3]}{opening}{blanks[4]}{inside}{blanks[5]}{closing}{blanks[6]}"
    )
    assert read_type(typed, name="x", optional=param.optional) == (param, ())


PIECES = st.sampled_from(
    [
        *WORDS,
        *"()（）[]【】|｜，、/或.．。-－～~…至到字位 \u3000:：0123489０３",
        "..",
        "string",
        "10",
        "甲",
        "a",
    ]
)


@pytest.mark.property
@given(st.text() | st.lists(PIECES, max_size=10).map("".join), st.integers(1, 9))
def test_anything(text: str, column: int) -> None:
    """Any text is read or told, inside its columns, and every mend reads without a fault."""
    found = read_type(text, column)
    assert found.param or found.faults
    if found.param:
        assert [fault.variant for fault in found.faults] in ([], ["look-alike"])
        assert all(read_type(fault.mended or "").param == found.param for fault in found.faults)
    for fault in found.faults:
        assert column <= fault.column < fault.end_column <= column + len(text) + 1
        assert tuple(fault.holes) == FAULTS[fault.variant]
        assert fault.mended is None or read_type(fault.mended).faults == ()
    for one, two in pairwise(found.faults):
        assert one.column < two.column


@pytest.mark.parametrize(
    "text",
    [
        "text(" + "9" * 300_000 + ")",
        "text(" + "0" * 300_000 + ")",
        "number(" + "0" * 300_000,
        "number(" + "1.." * 300_000 + ")",
        "number(" + "-" * 300_000 + ")",
        "text " + " " * 300_000 + "x",
        "one(" + "a|" * 30_000 + ")",
        "one(" + "或" * 100_000 + "|)",
        "(" * 300_000,
    ],
    ids=range(9),
)
def test_long(text: str) -> None:
    """A hundred kilobytes of anything is told like the rest."""
    assert read_type(text).faults


@pytest.mark.parametrize("row", [row for row in TYPES.values() if row.unit], ids=lambda r: r.word)
def test_ends(row: Type) -> None:
    """The shortest and the longest length that may be declared, and one beyond."""
    word, least = row.word, row.least
    assert read_type(f"{word}({least})").param
    assert read_type(f"{word}({least - 1})").faults[0].variant == "too small"
    assert read_type(f"{word}({LARGEST})").param
    assert read_type(f"{word}({LARGEST + 1})").faults[0].variant == "too large"
