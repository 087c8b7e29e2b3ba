"""The law of budgets: what is accepted always fits, and what is rejected really may not."""

import json
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from kfmenu import Message, Problem, Template, check
from kfmenu.checking.given import phrases_of
from kfmenu.params.phrase import Phrase
from kfmenu.params.types import Param
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project

if TYPE_CHECKING:
    from kfmenu.params.encoding import Encoding

LIMIT = {
    "click: @ -> 1": 128,
    "click: 好 -> @": 128,
    "view: @ -> https://e.com": 1024,
    "view: 好 -> https://e.com/@": 2048,
    "miniprogram: @ -> wx1 p": 1024,
    "miniprogram: 好 -> wx1 p@": 1024,
    "text: @": 256,
    "inline: @": 256,
    "head: @": 1024,
    "tail: @": 1024,
    "| @": 2048,
}
"""Every field that may hold a text with params: its line, the text as `@`, and its limit."""

TARGETS = ("click: 好 -> @", "view: 好 -> https://e.com/@", "miniprogram: 好 -> wx1 p@")
BLOCK_TEXTS = ("text: @", "inline: @", "head: @", "tail: @", "| @")


@st.composite
def types(draw: DrawFn, limit: int) -> str:
    """Make a type some of whose values fill a good part of a field."""
    most = draw(st.sampled_from([1, 2, 5, 5, limit // 36, limit // 12, limit // 8, limit // 4]))
    most = max(1, min(4096, most + draw(st.integers(-1, 1))))
    word = draw(st.sampled_from(["digits", "id", "text", "cut", "url", "number", "one"]))
    if word == "one":
        texts = st.text("a满😀& %", min_size=1, max_size=most // 3 + 1)
        pieces = draw(
            st.lists(texts.map(str.strip).filter(bool), min_size=2, max_size=3, unique=True)
        )
        return f"one({' | '.join(pieces)})"
    if word == "number":
        return f"number(-{draw(st.integers(0, 999))}.5..{10 ** min(most, 60)})"
    most = max(most, {"cut": 4, "url": 8}.get(word, 1))
    least = draw(st.sampled_from([None, 0, 1, most]))
    return f"{word}({'' if least is None else f'{least}..'}{most})"


@st.composite
def texts(draw: DrawFn, form: str, names: str) -> str:
    """Make a text of a field: literals and refs, in one line or, where there may be, in more."""
    literals = st.text("a/=&" if form in TARGETS else "a满😀%", max_size=4)
    refs = st.sampled_from([f"{{{name}}}" for name in names])
    line = st.lists(literals | refs, min_size=1, max_size=3).map("".join)
    lines = draw(st.lists(line, min_size=1, max_size=3 if form in BLOCK_TEXTS else 1))
    return "\n".join([draw(refs) + lines[0], *lines[1:]])


class Case(NamedTuple):
    """A file of one field, declared line by line."""

    form: str
    params: tuple[tuple[str, str], ...]
    text: str
    pad: int
    more: str

    def read(self) -> tuple[Template, set[str]]:
        """Read it; gives its message, and the codes of its errors."""
        first, *lines = self.text.split("\n")
        entry = self.form.replace("@", first + "x" * self.pad)
        opens = "message" if self.form == "| @" else "menu"
        declared = "".join(f"  param: {name} {spelt}\n" for name, spelt in self.params)
        gutters = "".join(f"\n    | {line}" for line in lines)
        text = f"{opens} m\n{declared}  {entry}{gutters}\n{self.more}"
        project = read_project([Input("m.kfm", text, is_json=False)])
        return Template("m", wire=project.drafts[0].message()), errors(project.problems)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Make a file of one field whose longest text is about as long as it may be."""
    form = draw(st.sampled_from(sorted(LIMIT)))
    names = draw(st.sampled_from(["a", "ab", "abc"]))
    declared = [
        (f"{name}{draw(st.sampled_from(['', '?']))}", draw(types(LIMIT[form]))) for name in names
    ]
    more = form not in {"| @", "tail: @"} and draw(st.booleans())
    case = Case(
        form, tuple(declared), draw(texts(form, names)), 0, "  click: 好 -> 9\n" if more else ""
    )
    pad = LIMIT[form] - phrase_of(case.read()[0]).bounds()[1] + draw(st.integers(-1, 2))
    return case._replace(pad=max(0, pad))


def phrase_of(template: Template) -> Phrase:
    """Give the one text with params of a template."""
    return next(phrases_of(template._wire))


def errors(problems: tuple[Problem, ...]) -> set[str]:
    """Give the codes of the errors."""
    return {one.code for one in problems if one.severity == "error"}


def extremes(template: Template) -> Iterator[Message]:
    """Render a template with its longest and its shortest values, present and absent."""
    phrase = phrase_of(template)
    uses: dict[str, list[Encoding]] = {}
    for ref in phrase.refs:
        uses.setdefault(ref.param.name, []).append(ref.encoding)
    choices = []
    for param in phrase.params:
        ends = [param.longest(uses[param.name]), param.shortest(uses[param.name])]
        choices.append([*ends, None] if param.optional else ends)
    for chosen in product(*choices):
        yield template.render(**dict(zip(uses, chosen, strict=True)))


@st.composite
def values(draw: DrawFn, param: Param) -> Any:
    """Make a value that is as long and as wide as a declaration takes, or is not there."""
    if param.optional and draw(st.booleans()):
        return draw(st.sampled_from([None, ""]))
    if param.type == "one":
        return draw(st.sampled_from(param.alternatives))
    if param.type == "number":
        return param.written(draw(st.integers(param.least, param.most)))
    if param.type == "url":
        return draw(st.sampled_from([param.longest(), param.shortest()]))
    length = draw(st.sampled_from([max(1, param.least), param.most]))
    if param.type in {"digits", "id"}:
        return draw(st.sampled_from("09")) * length
    if param.type == "cut" and param.least > 1:  # what is cut may come out shorter than that
        return "a" * length
    wide = draw(st.sampled_from(["😀", "满", "&", "a", "\n", "👨‍👩‍👧", '"', "%"]))
    return (wide * length)[:length].ljust(param.least, "a")


@pytest.mark.property
@given(cases(), st.data())
def test_law(case: Case, data: st.DataObject) -> None:
    """What is accepted fits, whatever is given; for what is rejected some values do break a limit.

    So the judgement is exact, and not merely safe.
    """
    template, codes = case.read()
    assert codes <= {"KF402", "KF503", "KF504"}
    broken = [errors(message.problems()) for message in extremes(template)]
    if "KF402" in codes:  # the literal text alone
        assert "KF402" in broken[0]
        return
    if codes:
        assert ("KF503" in codes) == any("KF402" in one for one in broken)
        assert ("KF504" in codes) == any(one & {"KF403", "KF411"} for one in broken)
        return
    drawn = {name: data.draw(values(param)) for name, param in template.params.items()}
    for message in (template.render(**drawn), *extremes(template)):
        wire = message.wire()
        assert not errors(check(wire)) | errors(check(wire, target="send_msg"))
        assert message.to_dict() == wire
        assert json.loads(message.to_json()) == wire


@pytest.mark.property
@given(cases())
def test_remedies(case: Case) -> None:
    """A remedy of KF503, written into the declaring line, makes the problem go away."""
    template, codes = case.read()
    if "KF503" not in codes:
        return
    for new in phrase_of(template).remedies(LIMIT[case.form]):
        params = tuple(
            [
                (name, new.spelt() if name.removesuffix("?") == new.name else spelt)
                for name, spelt in case.params
            ]
        )
        assert "KF503" not in case._replace(params=params).read()[1]


def test_remedies_are_said() -> None:
    """The hint spells what stands behind the name, and the sum is shown by declaring line."""
    text = "menu m\n  param: a text(50)\n  click: {a}{a}x -> 1\n"
    (problem,) = read_project([Input("m.kfm", text, is_json=False)]).problems
    assert (problem.code, problem.limit, problem.actual) == ("KF503", 128, 401)
    assert "make a text(15), or make a cut(63)" in problem.hint
    assert "a 改为 文字(15)，或 a 改为 截短(63)" in problem.text("zh")
    (share,) = problem.related
    assert (share.line, share.text()) == (2, "a text(50): 2 × 200 = 400 bytes")


NOTHING = {
    "menu m\n  param: a? id(5)\n  head: {a}\n  click: {a} -> 1\n": True,
    "menu m\n  param: a? id(5)\n  param: b text(0..5)\n  head: {b}\n  text: {a}\n": True,
    "menu m\n  param: a? id(5)\n  head: {a}\n  click: 好 -> {a}\n  tail: x\n": False,
    "menu m\n  param: a? id(5)\n  head:\n    | x\n    | {a}\n": False,
    "menu m\n  param: a? id(5)\n  click: {a} -> 1\n  click: 好 -> 2\n": False,
    "message m\n  param: a? id(5)\n  | {a}\n": True,
    "message m\n  param: a text(0..5)\n  | {a}\n": True,
    "message m\n  param: a? id(5)\n  | {a}\n  | x\n": False,
}


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_to_show(text: str) -> None:
    """A message of which nothing may be left is KF504; one line that stays is enough."""
    problems = read_project([Input("m.kfm", text, is_json=False)]).problems
    found = [(one.code, one.variant, one.line) for one in problems if one.severity == "error"]
    assert found == ([("KF504", "nothing", 1)] if NOTHING[text] else [])


@pytest.mark.parametrize(("line", "code"), [("click: 好->1", "KF207"), ("好好", "KF201")])
def test_broken_items_may_stay(line: str, code: str) -> None:
    """Of an item that could not be read nobody says that it goes."""
    text = f"menu m\n  param: a? id(5)\n  head: {{a}}\n\n  {line}\n"
    problems = read_project([Input("m.kfm", text, is_json=False)]).problems
    assert [one.code for one in problems] == [code]


def test_three_remedies() -> None:
    """A message names three remedies at most, those that take away least."""
    names = range(5)
    declared = "".join(f"  param: p{at} text(60)\n" for at in names)
    text = f"menu m\n{declared}  head: {''.join(f'{{p{at}}}' for at in names)}\n  text: x\n"
    (problem,) = read_project([Input("m.kfm", text, is_json=False)]).problems
    assert "make p0 text(16), or make p0 cut(64), or make p1 text(16); or" in problem.text("en")


@pytest.mark.parametrize(("fixed", "code"), [(128, "KF503"), (129, "KF402")])
def test_what_is_too_long(fixed: int, code: str) -> None:
    """A fixed text that fits by itself is a matter of its params; one that does not, of itself."""
    text = f"menu m\n  param: a id(5)\n  click: {'x' * fixed}{{a}} -> 1\n"
    (problem,) = read_project([Input("m.kfm", text, is_json=False)]).problems
    assert problem.code == code
