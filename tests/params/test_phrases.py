"""Phrases: the bounds are exact, the remedies fit, and filling writes what is meant."""

import copy
import json
import pickle
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import product
from urllib.parse import quote

import pytest
from declarations import given_values, params, phrases
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.params.phrase import Budget, Part, Phrase, Ref, Share, encode, wanted
from kfmenu.params.types import TYPES, Param, Refused, Type
from kfmenu.params.unwritten import UNREAD, Unwritten

NAME = Param("name", "text", 1, 20)
MORE = Param("more", "text", 1, 20, optional=True)
ORDER = Param("order", "digits", 1, 20)


def read(phrase: Phrase, given: dict[str, object]) -> dict[str, str | None]:
    """Read a value for each param of a phrase."""
    return {param.name: param.read(given[param.name]) for param in phrase.params}


def as_said(phrase: Phrase, values: dict[str, str | None]) -> str | None:
    """Fill a phrase in the plainest way."""
    kept = []
    for line in phrase.lines:
        written: list[str] = []
        for part in line:
            if isinstance(part, str):
                written.append(part)
                continue
            value = values[part.param.name]
            if value is None:
                break
            if part.encoding == "percent":
                value = quote(value, safe="")
            if part.encoding == "json":
                value = json.dumps(value, ensure_ascii=False)[1:-1]
            written.append(value)
        else:
            kept.append("".join(written))
    return "\n".join(kept) if kept else None


def extremes(phrase: Phrase) -> Iterator[int]:
    """Give the sizes for every choice of shortest and longest values, and of absent ones."""
    choices: list[Iterable[str | None]] = []
    for param in phrase.params:
        ends = param.alternatives or (param.shortest(), param.longest())
        choices.append([*ends, None] if param.optional else ends)
    for chosen in product(*choices):
        text = as_said(phrase, dict(zip([p.name for p in phrase.params], chosen, strict=True)))
        if text is not None:
            yield len(text.encode())


# ---- filling -------------------------------------------------------------------------------


@pytest.mark.property
@given(phrases(), st.data())
def test_fill(phrase: Phrase, data: st.DataObject) -> None:
    """Each value stands where its ref does, in its encoding, and what is absent takes its line."""
    values = read(phrase, data.draw(given_values(phrase)))
    assert phrase.fill(values) == as_said(phrase, values)


@pytest.mark.property
@given(phrases(), phrases(), st.data())
def test_write(one: Phrase, two: Phrase, data: st.DataObject) -> None:
    """Values that were encoded once for several phrases fill each of them alike."""
    two = Phrase(
        [
            [
                Ref(part.param._replace(name=f"{part.param.name}2"), part.encoding)
                if isinstance(part, Ref)
                else part
                for part in line
            ]
            for line in two.lines
        ]
    )
    values = read(one, data.draw(given_values(one))) | read(two, data.draw(given_values(two)))
    filling = dict(values)
    encode(filling, wanted(one.refs + two.refs))
    assert one.writer()(filling) == one.fill(values)
    assert two.writer()(filling) == two.fill(values)


@pytest.mark.property
@given(phrases(), st.data())
def test_in_json(phrase: Phrase, data: st.DataObject) -> None:
    """A phrase inside JSON is, once the JSON is read, what it is outside."""
    lines = [
        [
            Ref(part.param) if isinstance(part, Ref) and part.encoding == "json" else part
            for part in line
        ]
        for line in phrase.lines
    ]
    outside = Phrase(lines)
    values = read(outside, data.draw(given_values(outside)))
    inside = outside.in_json().fill(values)
    expected = outside.fill(values)
    assert (inside if inside is None else json.loads(f'"{inside}"')) == expected


def test_absent_lines() -> None:
    """A line goes with the value it uses, the first one too, and the text goes with its last."""
    phrase = Phrase([["您好 ", Ref(MORE)], ["您的订单 ", Ref(ORDER)], ["备注 ", Ref(MORE)]])
    assert phrase.fill({"more": "甲", "order": "1"}) == "您好 甲\n您的订单 1\n备注 甲"
    assert phrase.fill({"more": None, "order": "1"}) == "您的订单 1"
    assert not phrase.may_vanish
    alone = Phrase([["您好 ", Ref(MORE)], [Ref(MORE)]])
    assert alone.fill({"more": None}) is None
    assert alone.may_vanish


def test_absent_label() -> None:
    """A label is one line, whatever line feeds it holds: absent, all of it goes."""
    label = Phrase([["查看\n", Ref(MORE), "\n更多"]])
    assert label.fill({"more": "甲"}) == "查看\n甲\n更多"
    assert label.fill({"more": None}) is None


def test_empty_is_not_absent() -> None:
    """A value that may be empty is shown as empty text, and nothing is left out."""
    phrase = Phrase([["a", Ref(Param("x", "text", 0, 9))], ["b"]])
    assert phrase.fill(read(phrase, {"x": ""})) == "a\nb"


def test_percent_signs() -> None:
    """Percent signs and braces of the text stay what they are."""
    phrase = Phrase([["100% {", Ref(NAME), "} %s %(name)s %%"]])
    assert phrase.fill({"name": "甲"}) == "100% {甲} %s %(name)s %%"


# ---- bounds --------------------------------------------------------------------------------


@pytest.mark.property
@given(phrases(), st.data())
def test_bounds_hold(phrase: Phrase, data: st.DataObject) -> None:
    """No values that are allowed make a text shorter or longer than the bounds."""
    least, most = phrase.bounds()
    text = phrase.fill(read(phrase, data.draw(given_values(phrase))))
    assert text is None or least <= len(text.encode()) <= most


@pytest.mark.property
@given(phrases())
def test_bounds_are_reached(phrase: Phrase) -> None:
    """Both bounds are the sizes of texts that allowed values give: exact, not merely safe."""
    found = list(extremes(phrase))
    assert phrase.bounds() == (min(found), max(found))


def test_shortest_lines() -> None:
    """Of lines that may all be absent, those are the shortest that some values leave alone."""
    other = Param("other", "text", 1, 20, optional=True)
    phrase = Phrase([[Ref(MORE), "12345"], [Ref(MORE), "678"], [Ref(MORE), Ref(other)]])
    # The third line is the shortest but never stands alone; the first two stand without it.
    assert phrase.bounds()[0] == len("a12345\na678")
    assert Phrase([[Ref(MORE), Ref(other)], [Ref(other), "123456"]]).bounds()[0] == len("a123456")
    third = Param("third", "text", 1, 20, optional=True)
    lines: list[list[Part]] = [[Ref(MORE), "1234"], [Ref(other), "56789"], [Ref(third), "1"]]
    assert Phrase(lines).bounds()[0] == len("a1")


def test_one_value_for_all() -> None:
    """What two occurrences take together is judged by one value, each in its own encoding."""
    pick = Param("pick", "one", alternatives=("aaaaaaaa", "满满"))
    assert Phrase([[Ref(pick)]]).bounds() == (6, 8)
    assert Phrase([[Ref(pick, "percent")]]).bounds() == (8, 18)
    assert Phrase([[Ref(pick), Ref(pick, "percent")]]).bounds() == (16, 24)
    assert Phrase([[Ref(pick), Ref(pick), Ref(pick), Ref(pick, "percent")]]).bounds() == (32, 36)


@pytest.mark.property
@given(phrases())
def test_budget(phrase: Phrase) -> None:
    """The sum, shown line by line, is the upper bound, and every occurrence is in it."""
    budget = phrase.budget()
    assert budget.bytes == phrase.bounds()[1]
    assert budget.literal == len(phrase.literal.encode())
    assert sum(share.times for share in budget.shares) == len(phrase.refs)
    assert {share.param.name for share in budget.shares} == {p.name for p in phrase.params}


def test_budget_shares() -> None:
    """A param's share is its occurrences times its longest value, by encoding."""
    phrase = Phrase([["满", Ref(NAME), Ref(ORDER), Ref(NAME)], [Ref(NAME, "percent")]])
    assert phrase.budget() == Budget(
        4,
        (
            Share(NAME, "plain", 2, 80),
            Share(NAME, "percent", 1, 240),
            Share(ORDER, "plain", 1, 20),
        ),
    )
    assert [share.bytes for share in phrase.budget().shares] == [160, 240, 20]


# ---- remedies ------------------------------------------------------------------------------


def changed(phrase: Phrase, new: Param) -> Phrase:
    """Give a phrase in which one declaration is another."""
    return Phrase(
        [
            [
                Ref(new, part.encoding)
                if isinstance(part, Ref) and part.param.name == new.name
                else part
                for part in line
            ]
            for line in phrase.lines
        ]
    )


def wider(old: Param, new: Param) -> Iterator[Param]:
    """Give the next wider declarations of a remedy that are still narrower than what was."""
    if new.type == "number":
        if new.most < old.most:
            yield new._replace(most=new.most + 1)
        if new.least > old.least:
            yield new._replace(least=new.least - 1)
    else:
        yield new._replace(most=new.most + 1)


@pytest.mark.property
@given(phrases(), st.data())
def test_remedies(phrase: Phrase, data: st.DataObject) -> None:
    """Every remedy makes every text fit, allows as much as can be, and none is left out."""
    most = phrase.bounds()[1]
    limit = data.draw(st.integers(0, most + 1))
    remedies = phrase.remedies(limit)
    declared = {param.name: param for param in phrase.params}
    if most <= limit:
        assert remedies == ()
        return
    for new in remedies:
        old = declared[new.name]
        assert changed(phrase, new).bounds()[1] <= limit
        assert (new.optional, new.decimals) == (old.optional, old.decimals)
        assert new.least <= new.most
        for more in wider(old, new):
            assert changed(phrase, more).bounds()[1] > limit
    offered = {(new.name, new.type) for new in remedies}
    for old in phrase.params:
        if old.type == "number":
            nearest = min(max(0, old.least), old.most)
            narrowest = [old._replace(least=nearest, most=nearest)]
        elif old.type == "one":
            narrowest = []
        else:
            floor = max(old.least, {"cut": 4, "url": 8}.get(old.type, 1))
            narrowest = [old._replace(most=floor)]
        if old.type == "text":
            narrowest.append(old._replace(type="cut", most=max(old.least, 4)))
        for smallest in narrowest:
            fits = changed(phrase, smallest).bounds()[1] <= limit
            assert fits == ((old.name, smallest.type) in offered)


def test_remedies_in_order() -> None:
    """First comes the param that loses the smallest part; a text may be shorter, or cut."""
    phrase = Phrase([["欢迎", Ref(ORDER), Ref(NAME)]])
    assert phrase.bounds()[1] == 106
    assert [f"{new.name} {new.spelt('zh')}" for new in phrase.remedies(96)] == [
        "name 文字(17)",
        "name 截短(70)",
        "order 数字(10)",
    ]
    assert phrase.remedies(106) == ()
    assert [new.spelt() for new in phrase.remedies(105)] == ["text(19)", "cut(79)", "digits(19)"]
    assert [new.spelt() for new in phrase.remedies(30)] == ["text(1)", "cut(4)"]
    assert phrase.remedies(29) == ()


def test_no_remedy() -> None:
    """No alternative is taken away, and a number keeps what its shortest value needs."""
    pick = Param("pick", "one", alternatives=("满意", "不满意"))
    assert Phrase([[Ref(pick)]]).remedies(8) == ()
    price = Param("price", "number", -999, 99_999, 2)
    assert [new.spelt() for new in Phrase([[Ref(price)]]).remedies(5)] == ["number(-9.99..99.99)"]
    assert [new.spelt() for new in Phrase([[Ref(price)]]).remedies(4)] == ["number(0.00..9.99)"]
    assert Phrase([[Ref(price)]]).remedies(3) == ()
    owed = price._replace(most=-1)
    assert [new.spelt() for new in Phrase([[Ref(owed)] * 2]).remedies(11)] == []
    tens = Param("tens", "number", 9, 99)
    assert [new.spelt() for new in Phrase([[Ref(tens)]]).remedies(1)] == ["number(9..9)"]
    whole = Param("whole", "number", -999, 99_999)
    assert [new.spelt() for new in Phrase([[Ref(whole)] * 2]).remedies(5)] == ["number(-9..99)"]


# ---- what it is ----------------------------------------------------------------------------


@pytest.mark.property
@given(phrases())
def test_copies(phrase: Phrase) -> None:
    """Copies and unpickled phrases are equal, and fill alike."""
    phrase.in_json()
    for twin in (copy.copy(phrase), copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):  # noqa: S301
        assert twin == phrase
        assert hash(twin) == hash(phrase)
        assert twin.bounds() == phrase.bounds()


def test_parts() -> None:
    """Texts that follow each other are one part, and none is empty."""
    phrase = Phrase([["a", "", "b", "", Ref(NAME), ""], [], ["c", "", Ref(ORDER, "percent")]])
    assert phrase.lines == (("ab", Ref(NAME)), (), ("c", Ref(ORDER, "percent")))
    assert phrase.parts == ("ab", Ref(NAME), "\n\nc", Ref(ORDER, "percent"))
    assert phrase.refs == (Ref(NAME), Ref(ORDER, "percent"))
    assert phrase.params == (NAME, ORDER)
    assert phrase.literal == "ab\n\nc"
    assert str(phrase) == "ab{name}\n\nc{order}"
    assert repr(phrase) == "Phrase('ab{name}\\n\\nc{order}')"


def test_many_parts() -> None:
    """A text in very many pieces is one part."""
    assert Phrase([["满"] * 300_000]).parts == ("满" * 300_000,)


def test_params_once() -> None:
    """A param is named once, where it is used first."""
    phrase = Phrase([[Ref(ORDER), Ref(NAME)], [Ref(ORDER, "percent")]])
    assert phrase.params == (ORDER, NAME)


@pytest.mark.parametrize("lines", [[], [[]], [[""]]])
def test_nothing(lines: list[list[Part]]) -> None:
    """A phrase of nothing is an empty line."""
    phrase = Phrase(lines)
    assert phrase == Phrase([[]])
    assert phrase.fill({}) == ""
    assert phrase.bounds() == (0, 0)
    assert not phrase.may_vanish
    assert phrase.parts == ()


def test_equal() -> None:
    """Phrases are equal when they write the same, and are equal to no text."""
    assert Phrase([["a"]]) == Phrase([["a"]])
    assert Phrase([["a"]]) != Phrase([["b"]])
    assert Phrase([["a"], ["b"]]) != Phrase([["a"], ["b"]], "\\n")
    assert Phrase([["a"]]) != "a"


def test_unread() -> None:
    """What could not be read is one object, wherever it is copied to, and no phrase."""
    assert repr(UNREAD) == "UNREAD"
    assert copy.copy(UNREAD) is UNREAD
    assert copy.deepcopy([UNREAD])[0] is UNREAD
    assert pickle.loads(pickle.dumps(UNREAD)) is UNREAD  # noqa: S301
    assert isinstance(UNREAD, Unwritten)
    assert isinstance(Phrase([[]]), Unwritten)
    assert not isinstance(Phrase([[]]), str)
    assert not hasattr(UNREAD, "__dict__")
    assert not hasattr(Phrase([[]]), "__dict__")


@given(params())
def test_key(param: Param) -> None:
    """A ref's key is the param's name, and its encoding where that makes a difference."""
    assert Ref(param).key == "x"
    safe = TYPES[param.type].safe
    assert Ref(param, "percent").key == ("x" if safe else "x:percent")
    assert Ref(param, "json").key == ("x" if safe else "x:json")


def test_remedies_of_an_address() -> None:
    """An address keeps its beginning, as it is or percent-encoded."""
    link = Param("link", "url", 1, 200)
    assert [new.spelt() for new in Phrase([[Ref(link)]]).remedies(20)] == ["url(20)"]
    assert Phrase([[Ref(link)]]).remedies(7) == ()
    quoted = Phrase([["https://a.cn/?next=", Ref(link, "percent")]])
    least = len("https://a.cn/?next=http%3A%2F%2F")
    assert [new.spelt() for new in quoted.remedies(least + 3 * 5)] == ["url(12)"]
    assert quoted.remedies(least + 2) == ()


@pytest.mark.parametrize("row", TYPES.values(), ids=lambda row: row.word)
def test_safe_types(row: Type) -> None:
    """A type is safe if no value that it takes is written otherwise in an address."""
    alternatives = ("a b",) if row.word == "one" else ()
    ends = (0, 99) if row.word == "number" else (1, 40)
    param = Param("x", row.word, *ends, 1 if row.word == "number" else 0, alternatives)
    taken = []
    for value in (*"09azAZ-_. &中", "-1", "0.5", "a b", "http://a.cn/?b=c"):
        with suppress(Refused):
            taken.append(param.read(value))
    assert len(taken) > 0
    assert row.safe == all(value == quote(value or "", safe="") for value in taken)
