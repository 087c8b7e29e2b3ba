"""Declared params, the values they take, and phrases that use them, made up by hypothesis."""

from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from kfmenu.params.encoding import Encoding
from kfmenu.params.phrase import Phrase, Ref
from kfmenu.params.types import Param, Word

ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

_CHARACTERS = [*'aZ9-._~ %&="\\/\n|é满', "\u2028", "😀", "👨‍👩‍👧", "e\u0301", "🇨🇳"]
texts = st.lists(st.sampled_from(_CHARACTERS), max_size=12).map("".join)
"""Texts of one to four bytes a character, some of which an address or JSON escapes."""

_ALPHABETS: dict[Word, str] = {
    "digits": "0129",
    "id": "aZ9_-",
    "text": 'a9 %&"\\\né满😀\u0301\u200d',
}


@st.composite
def params(draw: DrawFn, name: str = "x") -> Param:
    """Make a declaration of any type."""
    optional = draw(st.booleans())
    word = draw(st.sampled_from(get_args(Word)))
    if word == "one":
        alternatives = draw(st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True))
        return Param(name, "one", alternatives=tuple(alternatives), optional=optional)
    if word == "number":
        ends = st.integers(-12_000, 12_000) | st.integers(-3, 3)
        least, most = sorted((draw(ends), draw(ends)))
        return Param(name, "number", least, most, draw(st.integers(0, 3)), optional=optional)
    most = draw(st.integers({"cut": 4, "url": 8}.get(word, 1), 24))
    return Param(name, word, draw(st.integers(0, most)), most, optional=optional)


@st.composite
def values(draw: DrawFn, param: Param) -> object:
    """Make a value that a declaration takes, never an absent one."""
    if param.type == "one":
        return draw(st.sampled_from(param.alternatives))
    if param.type == "number":
        exact = Decimal(draw(st.integers(param.least, param.most))).scaleb(-param.decimals)
        kinds = [exact, f"{exact:f}", *([int(exact)] if exact == int(exact) else [])]
        return draw(st.sampled_from([kind for kind in kinds if "E" not in str(kind)]))
    if param.type == "cut":
        return "a" * param.least + draw(texts)
    if param.type == "url":
        start = draw(st.sampled_from(["http://a", "HTTP://&", *["hTTps://a"][: param.most - 8]]))
        more = draw(st.text("aA0&%.-~/?#", max_size=param.most - len(start)))
        return (start + "/" + more)[: param.most].ljust(param.least, "/")
    alphabet = _ALPHABETS[param.type]
    return draw(st.text(alphabet, min_size=param.least, max_size=param.most))


@st.composite
def phrases(draw: DrawFn, most_lines: int = 3) -> Phrase:
    """Make a phrase of some lines that uses up to three params in any encodings."""
    declared = [draw(params(name)) for name in draw(st.sampled_from(["x", "xy", "xyz"]))]
    refs = st.builds(Ref, st.sampled_from(declared), st.sampled_from(ENCODINGS))
    lines = st.lists(st.lists(texts | refs, max_size=4), min_size=1, max_size=most_lines)
    return Phrase(draw(lines))


def given_values(phrase: Phrase) -> SearchStrategy[dict[str, object]]:
    """Make a value for each param of a phrase, None or "" for some optional ones."""
    return st.fixed_dictionaries(
        {
            param.name: st.sampled_from([None, ""]) | values(param)
            if param.optional
            else values(param)
            for param in phrase.params
        }
    )
