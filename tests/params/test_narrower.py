"""Whether a declaration is narrower than it was: shown by a value, or not claimed."""

from decimal import Decimal

import pytest
from declarations import params, values
from hypothesis import given
from hypothesis import strategies as st

from kfmenu.params.declared import read_type
from kfmenu.params.narrower import refused_now
from kfmenu.params.types import Param, Refused


def declared(text: str) -> Param:
    """Give the param that a type declares; a `?` behind it makes it optional."""
    param = read_type(text.removesuffix("?"), optional=text.endswith("?")).param
    assert param
    return param


@pytest.mark.property
@given(st.data())
def test_nothing_refused(data: st.DataObject) -> None:
    """Where no value is found, the new declaration takes all that the old one takes."""
    old = data.draw(params())
    new = data.draw(params() | st.builds(widened, st.just(old), st.integers(-2, 3)))
    refused = refused_now(old, new)
    if refused is None:
        new.read(data.draw(values(old)))
        if old.optional:
            new.read(None)


@pytest.mark.property
@given(params(), params())
def test_something_refused(old: Param, new: Param) -> None:
    """A value that is found is one that the old declaration takes and the new one refuses."""
    refused = refused_now(old, new)
    if refused is not None:
        old.read(refused[0])
        with pytest.raises(Refused):
            new.read(refused[0])


def widened(old: Param, by: int) -> Param:
    """Give a declaration of the same type whose upper end is another."""
    return old._replace(most=max(old.most + by, old.least, {"cut": 4, "url": 8}.get(old.type, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("text(20)", "text(30)"),
        ("text(20)", "text(0..20)"),
        ("text(1..20)", "text(20)"),
        ("text(20)", "text(20)?"),
        ("text(20)?", "text(30)?"),
        ("text(20)", "cut(4)"),
        ("id(8)", "text(8)"),
        ("url(80)", "text(80)"),
        ("url(80)", "cut(40)"),
        ("cut(40)", "cut(20)"),
        ("digits(1)", "number(0..9)"),
        ("number(0..9)", "number(0.0..9.0)"),
        ("number(0..9)", "number(-1..99)"),
        ("one(甲 | 乙)", "one(乙 | 丙 | 甲)"),
        ("one(甲 | 乙)", "text(1)"),
        ("one(1 | 22)", "digits(2)"),
    ],
)
def test_takes_all(old: str, new: str) -> None:
    """What takes more values, or the same ones, is not narrower."""
    assert refused_now(declared(old), declared(new)) is None


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("text(20)?", "text(20)", None),
        ("text(0..20)", "text(20)", ""),
        ("text(2)", "text(1)", "00"),
        ("text(2..9)", "text(3..9)", "00"),
        ("text(1)", "id(1)", " "),
        ("text(1)", "url(8)", "0"),
        ("text(1)", "one(0 | 1)", "2"),
        ("cut(9)", "text(9)", "0000000000"),
        ("url(9)", "url(8)", "http://00"),
        ("digits(1)", "text(9)", 9),
        ("digits(2)", "number(0..99)", "00"),
        ("number(0..9)", "number(1..9)", "0"),
        ("number(0.0..9.0)", "number(0..9)", "0.0"),
        ("number(0..9)", "digits(1)", Decimal(0)),
        ("one(甲 | 乙)", "one(甲)", "乙"),
        ("one(甲 | 乙丙)", "text(1)", "乙丙"),
    ],
)
def test_refuses(old: str, new: str, value: object) -> None:
    """What refuses a value that was taken is told by that value, of whatever Python type."""
    assert refused_now(declared(old), declared(new)) == (value,)
