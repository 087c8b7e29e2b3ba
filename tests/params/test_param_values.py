"""Values: what a declaration takes, what it writes, and which reason it refuses with."""

import pickle
import re
from collections.abc import Collection
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum

import pytest
from declarations import ENCODINGS, params, texts, values
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.params.declared import read_type
from kfmenu.params.encoding import ENCODE, UNRESERVED, Encoding, percent, size, total
from kfmenu.params.types import REFUSALS, TYPES, Param, Refused, Type, Word

WIDTHS = {1: "a", 2: "é", 3: "满", 4: "😀"}


def declared(text: str, *, optional: bool = False) -> Param:
    """Give the param that a type declares."""
    param = read_type(text, optional=optional).param
    assert param
    return param


class Colour(StrEnum):
    """A str that says something else when it is shown."""

    RED = "red"

    def __str__(self) -> str:
        return "Colour.RED"


class Mixed(str, Enum):  # noqa: UP042 - older code has these
    """A str as older code has it."""

    RED = "red"


class Blank(str):
    """A str of a class of its own."""

    __slots__ = ()


class Count(IntEnum):
    """An int that is shown as its name."""

    TWO = 2

    def __repr__(self) -> str:
        return "Count.TWO"


# ---- what is written -----------------------------------------------------------------------


@pytest.mark.property
@given(st.data())
def test_read_again(data: st.DataObject) -> None:
    """What is written for a value is a value itself, and is written as it is."""
    param = data.draw(params())
    text = param.read(data.draw(values(param)))
    if text:
        assert param.read(text) == text
    else:
        assert (param.least, text) == (0, None if param.optional else "")


@pytest.mark.property
@given(st.data(), st.lists(st.sampled_from(ENCODINGS), min_size=1, max_size=4))
def test_witnesses(data: st.DataObject, uses: list[Encoding]) -> None:
    """The longest and the shortest are values, and none takes more or less in all its uses."""
    param = data.draw(params())
    longest, shortest = param.longest(uses), param.shortest(uses)
    must = param._replace(optional=False)
    assert must.read(longest) == longest
    assert must.read(shortest) == shortest
    value = must.read(data.draw(values(param)))
    assert value is not None
    assert total(shortest, uses) <= total(value, uses) <= total(longest, uses)


@pytest.mark.parametrize(
    ("text", "uses", "most"),
    [
        ("digits(7)", ["plain"], 7),
        ("digits(7)", ["percent"], 7),
        ("id(7)", ["plain"], 7),
        ("id(7)", ["percent"], 7),
        ("number(-5..100)", ["plain"], 3),
        ("number(-500..100)", ["percent"], 4),
        ("number(0..99.5)", ["percent"], 4),
        ("text(7)", ["plain"], 28),
        ("text(7)", ["percent"], 84),
        ("text(7)", ["plain", "percent", "plain"], 140),
        ("cut(7)", ["plain"], 7),
        ("cut(7)", ["percent"], 21),
        ("url(20)", ["plain"], 20),
        ("url(20)", ["percent"], 4 + 9 + 3 * 13),
        ("one(甲 | abcd)", ["plain"], 4),
        ("one(甲 | abcd)", ["percent"], 9),
    ],
)
def test_worst(text: str, uses: Collection[Encoding], most: int) -> None:
    """A type's worst bytes are those of the language's table."""
    param = declared(text)
    assert total(param.longest(uses), uses) == most


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("digits(7)", "0"),
        ("digits(3..7)", "000"),
        ("digits(0..7)", ""),
        ("id(7)", "a"),
        ("text(2..7)", "aa"),
        ("cut(7)", "a"),
        ("url(20)", "http://a"),
        ("url(10..20)", "http://aaa"),
        ("url(0..20)", ""),
        ("number(-5..100)", "0"),
        ("number(-5..-2)", "-2"),
        ("number(5..10)", "5"),
        ("number(-0.50..10)", "0.00"),
        ("one(甲 | abcd)", "甲"),
    ],
)
def test_shortest(text: str, least: str) -> None:
    """The shortest value of a type."""
    assert declared(text).shortest() == least


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("digits(3)", "007", "007"),
        ("digits(3)", 7, "7"),
        ("digits(3)", Count.TWO, "2"),
        ("id(5)", "a_-Z9", "a_-Z9"),
        ("id(5)", Colour.RED, "red"),
        ("id(5)", Mixed.RED, "red"),
        ("one(red | blue)", Colour.RED, "red"),
        ("text(5)", "a\nb 满", "a\nb 满"),
        ("text(1)", "\u2028", "\u2028"),
        ("text(1)", "\x7e", "~"),
        ("text(1)", "\xa0", "\xa0"),
        ("number(0..9)", "5", "5"),
        ("number(0..9)", 5, "5"),
        ("number(0..9)", Count.TWO, "2"),
        ("number(0..9)", Decimal(5), "5"),
        ("number(0..9.5)", 5, "5.0"),
        ("number(0.01..99.99)", "5.5", "5.50"),
        ("number(0.01..99.99)", Decimal("5.50"), "5.50"),
        ("number(0.01..99.99)", "0.01", "0.01"),
        ("number(0.01..99.99)", "99.99", "99.99"),
        ("number(-9..9)", "-0", "0"),
        ("number(-9.00..9)", "-0.00", "0.00"),
        ("number(-9.00..9)", "-0.05", "-0.05"),
        ("number(-9.00..9)", Decimal("-0.5"), "-0.50"),
        ("number(-10..10)", -10, "-10"),
        ("one(查看更多 | 上一页)", "上一页", "上一页"),
        ("cut(8)", "满意满", "满…"),
        ("cut(9)", "满意满", "满意满"),
        ("cut(4)", "满意满", "…"),
        (
            "url(30)",
            "https://a.example/b?c=d&e#f",
            "https://a.example/b?c=d&e#f",
        ),
        ("url(30)", "HTTP://A", "HTTP://A"),
        ("url(30)", "http://[::1]:80/x", "http://[::1]:80/x"),
        ("url(30)", "http://u:p@h:1?x", "http://u:p@h:1?x"),
        ("url(30)", "http://h#f", "http://h#f"),
        ("url(30)", "http://h:", "http://h:"),
    ],
)
def test_written(text: str, value: object, written: str) -> None:
    """What is written for a value."""
    found = declared(text).read(value)
    assert found == written
    assert type(found) is str


@pytest.mark.parametrize("text", ["digits(9)", "text(2..9)", "url(0..9)", "number(0..9)", "one(a)"])
@pytest.mark.parametrize("value", [None, "", Blank("")])
def test_absent(text: str, value: object) -> None:
    """With a `?` a value may be absent, whatever the minimum."""
    assert declared(text, optional=True).read(value) is None


@pytest.mark.parametrize(
    "text", ["digits(0..9)", "id(0..9)", "text(0..9)", "cut(0..9)", "url(0..9)"]
)
def test_empty(text: str) -> None:
    """With minimum 0 and no `?` an empty text is a value, but None is none."""
    assert declared(text).read("") == ""
    with pytest.raises(Refused, match="missing"):
        declared(text).read(None)


@pytest.mark.parametrize(
    "text", ["digits(9)", "id(9)", "text(9)", "cut(9)", "url(9)", "number(0..9)", "one(a)"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_missing(text: str, value: object) -> None:
    """Else an absent value is missing, which is another problem than a bad one."""
    with pytest.raises(Refused) as refused:
        declared(text).read(value)
    assert (refused.value.variant, refused.value.holes) == ("missing", {})


# ---- what is refused -----------------------------------------------------------------------

REFUSED: list[tuple[str, object, str, dict[str, str | int]]] = [
    ("digits(3)", True, "bool", {"given": "True"}),
    ("text(9)", False, "bool", {"given": "False"}),
    ("number(0..9)", True, "bool", {"given": "True"}),
    ("digits(3)", 5.0, "float", {"given": "5.0"}),
    ("number(0..9)", 0.1, "float", {"given": "0.1"}),
    ("number(0..9)", float("nan"), "float", {"given": "nan"}),
    ("text(9)", 5.5, "type", {"given": "float"}),
    ("id(9)", 5, "type", {"given": "int"}),
    ("cut(9)", 5, "type", {"given": "int"}),
    ("url(9)", b"http://a", "type", {"given": "bytes"}),
    ("one(1 | 2)", 1, "type", {"given": "int"}),
    ("digits(9)", Decimal(5), "type", {"given": "Decimal"}),
    ("number(0..9)", [5], "type", {"given": "list"}),
    ("digits(9)", 10**5000, "huge", {}),
    ("number(0..9)", -(10**5000), "huge", {}),
    ("digits(9)", "12 3", "bad character", {"char": " ", "code": "U+0020", "at": 3}),
    ("digits(9)", "１", "bad character", {"char": "１", "code": "U+FF11", "at": 1}),
    ("digits(9)", -1, "bad character", {"char": "-", "code": "U+002D", "at": 1}),
    ("id(9)", "a\n", "bad character", {"char": "\n", "code": "U+000A", "at": 2}),
    ("id(9)", "é", "bad character", {"char": "é", "code": "U+00E9", "at": 1}),
    ("text(9)", "a\tb", "bad character", {"char": "\t", "code": "U+0009", "at": 2}),
    ("text(9)", "\r", "bad character", {"char": "\r", "code": "U+000D", "at": 1}),
    ("text(9)", "\x0b", "bad character", {"char": "\x0b", "code": "U+000B", "at": 1}),
    ("text(9)", "\0", "bad character", {"char": "\0", "code": "U+0000", "at": 1}),
    ("text(9)", "\x7f", "bad character", {"char": "\x7f", "code": "U+007F", "at": 1}),
    ("text(9)", "\x9f", "bad character", {"char": "\x9f", "code": "U+009F", "at": 1}),
    ("text(9)", "\ud800", "bad character", {"char": "\ud800", "code": "U+D800", "at": 1}),
    ("text(9)", "\udfff", "bad character", {"char": "\udfff", "code": "U+DFFF", "at": 1}),
    ("text(9)", "\u202e", "bad character", {"char": "\u202e", "code": "U+202E", "at": 1}),
    ("cut(9)", "\u2066", "bad character", {"char": "\u2066", "code": "U+2066", "at": 1}),
    (
        "cut(9)",
        "a" * 99 + "\u2069",
        "bad character",
        {"char": "\u2069", "code": "U+2069", "at": 100},
    ),
    ("url(30)", "http://a b", "bad character", {"char": " ", "code": "U+0020", "at": 9}),
    ("url(30)", "http://满", "bad character", {"char": "满", "code": "U+6EE1", "at": 8}),
    ("url(30)", "http://a\\b", "bad character", {"char": "\\", "code": "U+005C", "at": 9}),
    ("url(30)", 'http://a"', "bad character", {"char": '"', "code": "U+0022", "at": 9}),
    ("url(30)", "http://a>", "bad character", {"char": ">", "code": "U+003E", "at": 9}),
    ("url(30)", "<http://a", "bad character", {"char": "<", "code": "U+003C", "at": 1}),
    ("url(30)", "http://a\x7f", "bad character", {"char": "\x7f", "code": "U+007F", "at": 9}),
    ("digits(2..3)", "1", "too few characters", {"least": 2, "actual": 1}),
    ("digits(2..3)", "1234", "too many characters", {"most": 3, "actual": 4}),
    ("digits(3)", 1234, "too many characters", {"most": 3, "actual": 4}),
    ("text(1)", "👨‍👩", "too many characters", {"most": 1, "actual": 3}),
    ("cut(6..9)", "满", "too few bytes", {"least": 6, "actual": 3}),
    ("cut(6..9)", "👨‍👩‍👧", "too few bytes", {"least": 6, "actual": 3}),
    ("url(8)", "http://ab", "too many bytes", {"most": 8, "actual": 9}),
    ("url(9..10)", "http://a", "too few bytes", {"least": 9, "actual": 8}),
    ("url(30)", "ftp://a", "scheme", {"text": "ftp://a"}),
    ("url(30)", "a.example", "scheme", {"text": "a.example"}),
    ("url(30)", "//a", "scheme", {"text": "//a"}),
    ("url(30)", "xhttp://a", "scheme", {"text": "xhttp://a"}),
    ("url(30)", "http://", "host", {"text": "http://"}),
    ("url(30)", "http:///a", "host", {"text": "http:///a"}),
    ("url(30)", "https://?a", "host", {"text": "https://?a"}),
    ("url(30)", "http://:80", "host", {"text": "http://:80"}),
    ("url(30)", "http://u@/a", "host", {"text": "http://u@/a"}),
    ("url(30)", "http://a:b/", "host", {"text": "http://a:b/"}),
    ("url(30)", "http://[::1/", "host", {"text": "http://[::1/"}),
    ("number(0..9)", "five", "not a number", {"text": "five"}),
    ("number(0..9)", "+5", "not a number", {"text": "+5"}),
    ("number(0..9)", " 5", "not a number", {"text": " 5"}),
    ("number(0..9)", "5\n", "not a number", {"text": "5\n"}),
    ("number(0..9)", "５", "not a number", {"text": "５"}),
    ("number(0..9.5)", ".5", "not a number", {"text": ".5"}),
    ("number(0..9.5)", "5.", "not a number", {"text": "5."}),
    ("number(0..9999)", "1,000", "not a number", {"text": "1,000"}),
    ("number(0..9)", Decimal("NaN"), "not a number", {"text": "NaN"}),
    ("number(0..9)", Decimal("-Infinity"), "not a number", {"text": "-Infinity"}),
    ("number(0..9)", "1e0", "exponent", {"text": "1e0"}),
    ("number(0..9)", Decimal("1E+1"), "exponent", {"text": "1E+1"}),
    ("number(0..9)", "-1.5E-3", "exponent", {"text": "-1.5E-3"}),
    ("number(0..9)", "05", "leading zero", {"text": "05", "mended": "5"}),
    ("number(-9..9.5)", "-00.5", "leading zero", {"text": "-00.5", "mended": "-0.5"}),
    ("number(0..9.50)", "00.00", "leading zero", {"text": "00.00", "mended": "0.00"}),
    ("number(0..9)", "000", "leading zero", {"text": "000", "mended": "0"}),
    ("number(0..9.50)", "1.505", "decimals", {"most": 2, "actual": 3}),
    ("number(0..9.50)", "1.500", "decimals", {"most": 2, "actual": 3}),
    ("number(0..9)", Decimal("1.0"), "decimals", {"most": 0, "actual": 1}),
    ("number(0..9)", 10, "out of range", {"least": "0", "most": "9", "text": "10"}),
    ("number(0..9)", "-1", "out of range", {"least": "0", "most": "9", "text": "-1"}),
    ("number(0.01..9)", "0", "out of range", {"least": "0.01", "most": "9.00", "text": "0"}),
    ("number(0..9.5)", "9.6", "out of range", {"least": "0.0", "most": "9.5", "text": "9.6"}),
    ("number(0..9)", "9" * 5000, "out of range", {"least": "0", "most": "9", "text": "9" * 5000}),
    ("one(甲 | 乙)", "丙", "not an alternative", {"text": "丙", "alternatives": "甲 | 乙"}),
    ("one(甲 | 乙)", " 甲", "not an alternative", {"text": " 甲", "alternatives": "甲 | 乙"}),
    ("text(9)", None, "missing", {}),
]


@pytest.mark.parametrize(
    ("text", "value", "variant", "holes"),
    REFUSED,
    ids=[f"{case[0]} {case[2]}" for case in REFUSED],
)
def test_refused(text: str, value: object, variant: str, holes: dict[str, str | int]) -> None:
    """A value that breaks its declaration is refused with its reason and what to say about it."""
    with pytest.raises(Refused) as refused:
        declared(text).read(value)
    assert (refused.value.variant, refused.value.holes) == (variant, holes)


def test_every_refusal() -> None:
    """Every reason there is has an example, and tells what the table says that it tells."""
    assert {(case[2], tuple(case[3])) for case in REFUSED} == set(REFUSALS.items())


def test_refused_pickles() -> None:
    """A refusal that comes from another process says the same."""
    twin = pickle.loads(pickle.dumps(Refused("too many bytes", most=1, actual=2)))  # noqa: S301
    assert (twin.variant, twin.holes) == ("too many bytes", {"most": 1, "actual": 2})
    assert str(twin) == "too many bytes"


@pytest.mark.property
@given(st.data())
def test_any_value(data: st.DataObject) -> None:
    """Any object at all is written or refused, whatever the declaration."""
    param = data.draw(params())
    value = data.draw(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.binary()
        | st.decimals()
        | texts
        | st.lists(st.integers())
        | st.builds(object)
    )
    refused = None
    try:
        text = param.read(value)
    except Refused as reason:
        refused = reason
    if refused:
        assert tuple(refused.holes) == REFUSALS[refused.variant]
    else:
        assert text is None or type(text) is str


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("most", [4, 7, 12])
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_length_of_text(width: int, most: int, over: int) -> None:
    """A text is counted in code points, one over is too many."""
    param = Param("x", "text", most - 1, most)
    value = WIDTHS[width] * (most + over)
    if over == 1:
        with pytest.raises(Refused, match="too many"):
            param.read(value)
        value = value[:-2]
        with pytest.raises(Refused, match="too few"):
            param.read(value[:-1])
    assert param.read(value) == value


@pytest.mark.parametrize("word", ["digits", "id"])
@pytest.mark.parametrize("most", [2, 7])
def test_length_of_signs(word: Word, most: int) -> None:
    """Digits and ids are counted in characters, which are bytes."""
    param = Param("x", word, 2, most)
    assert param.read("1" * most) == "1" * most
    assert param.read("11") == "11"
    for length, variant in ((1, "too few"), (most + 1, "too many")):
        with pytest.raises(Refused, match=variant):
            param.read("1" * length)


# ---- numbers -------------------------------------------------------------------------------


@pytest.mark.property
@given(st.data(), st.integers(-20_000, 20_000))
def test_numbers(data: st.DataObject, scaled: int) -> None:
    """A number is taken exactly where it lies between the ends, and is never another number."""
    param = data.draw(params().filter(lambda param: param.type == "number"))
    value = Decimal(scaled).scaleb(-param.decimals)
    text = f"{value:f}"
    if param.least <= scaled <= param.most:
        written = param.read(text)
        assert written
        assert Decimal(written) == value
        assert len(written.partition(".")[2]) == param.decimals
        assert written != "-" + "0" * (len(written) - 1)
    else:
        with pytest.raises(Refused, match="out of range"):
            param.read(text)


# ---- encodings -----------------------------------------------------------------------------


def test_percent() -> None:
    """Every byte outside A-Za-z0-9-._~ becomes %XX, and no other does."""
    for code in range(128):
        char = chr(code)
        assert percent(char) == (char if char in UNRESERVED else f"%{code:02X}")
    assert percent("满é😀") == "%E6%BB%A1%C3%A9%F0%9F%98%80"
    assert percent("²x") == "%C2%B2x"
    assert len(UNRESERVED) == 66


def test_size() -> None:
    """A size counts UTF-8 bytes, and three for a lone surrogate that a message may hold."""
    assert [size(text) for text in ("", "a", "é", "满", "😀", "\ud800")] == [0, 1, 2, 3, 4, 3]
    assert percent("\ud800") == "%ED%A0%80"
    assert total("满", ["plain", "percent", "percent"]) == 21
    assert set(ENCODE) == set(ENCODINGS)


# ---- the table -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "row", [row for row in TYPES.values() if row.unit], ids=lambda row: row.word
)
def test_widest(row: Type, encoding: Encoding) -> None:
    """Of all that a type takes, no character is wider for its length, and none is narrower."""
    encode = ENCODE[encoding]
    widest, narrowest = size(encode(row.wide)), size(encode(row.narrow))
    for code in [*range(0x900), 0x2028, 0x6EE1, 0xFFFD, 0x1F600, 0x10FFFF]:
        char = chr(code)
        if not re.search(row.refused, char):
            length = size(char) if row.unit == "byte" else 1
            assert narrowest <= size(encode(char)) <= widest * length


def test_words() -> None:
    """No word of the table names two types, and what people write instead names none."""
    words = [word for row in TYPES.values() for word in (row.word, row.chinese, *row.also)]
    assert len(set(words)) == len(words)


@pytest.mark.property
@given(params(), st.data())
def test_glance(param: Param, data: st.DataObject) -> None:
    """What a glance knows is so: `read` takes the text, as it is."""
    glance = param.glance()
    for text in (str(data.draw(values(param))), data.draw(texts), data.draw(st.text())):
        if glance(text):
            assert param.read(text) == text


def test_glance_knows() -> None:
    """A glance knows the plain values of nearly all types, and nothing of an absent one."""
    known = {
        "text(20)": "张三",
        "cut(20)": "张三丰张三",
        "id(8)": "a-1_Z",
        "digits(2..4)": "0123",
        "one(甲 | 乙)": "乙",
    }
    for spelt, text in known.items():
        glance = declared(spelt).glance()
        assert glance(text), spelt
        assert not glance(""), spelt
    assert not declared("cut(7..9)").glance()("满满满")
    assert not declared("url(20)").glance()("http://a")


@pytest.mark.property
@given(params(), st.data())
def test_safe(param: Param, data: st.DataObject) -> None:
    """Values of a safe type are written alike in every encoding."""
    text = param.read(data.draw(values(param)))
    if TYPES[param.type].safe and text:
        assert {write(text) for write in ENCODE.values()} == {text}


def test_shortest_of_optional() -> None:
    """The shortest value of an optional param is one that is there: "" means that it is not."""
    for spelt, shortest in (("text(0..5)", "a"), ("url(0..9)", "http://a"), ("digits(5)", "0")):
        assert declared(spelt, optional=True).shortest() == shortest
        assert declared(spelt, optional=True).read(shortest) == shortest
    assert declared("text(0..5)").shortest() == ""
