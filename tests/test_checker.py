"""The walker: any JSON gives problems, in order and at their places, and never a traceback."""

import csv
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import messages, payloads

import kfmenu
from kfmenu import (
    InvalidMessage,
    Menu,
    Text,
    TextMessage,
    WindowClosed,
    check,
    check_text,
    from_dict,
)
from kfmenu.checking.check import examine
from kfmenu.facts.limits import LIMITS
from kfmenu.facts.shapes import Kind
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import Place, Span
from kfmenu.problems import Findings, Problem, has_errors, quote
from kfmenu.project.inputs import Input
from kfmenu.project.jsontext import parse
from kfmenu.project.project import read_project


def codes(problems: tuple[Problem, ...]) -> list[tuple[str, str | None]]:
    """Give code and pointer of each problem."""
    return [(problem.code, problem.pointer) for problem in problems]


def errors_of(payload: Any, kind: Any) -> list[Problem]:
    """Check without looking for warnings."""
    findings = Findings()
    examine(payload, kind, None, findings, warnings=False)
    return findings.found


def test_corpus(corpus: Path) -> None:
    """Every real payload gets its expected verdict and codes."""
    with (corpus / "INDEX.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert rows
    for row in rows:
        value, problems = parse((corpus / row["file"]).read_text(encoding="utf-8"))
        if not problems:
            problems = check(value)
            assert check(value, row["envelope"], "on_event") == problems  # type: ignore[arg-type]
        errors = {p.code for p in problems if p.severity == "error"}
        assert (row["expected"] == "invalid") == bool(errors), row["file"]
        assert set(row["codes"].split(";")) - {"-"} <= errors, row["file"]
        if not errors:
            message = from_dict(value)
            assert from_dict(message.to_dict()) == message


LINTS = {
    "html_entity": "KF426",
    "empty_menu": "KF424",
    "extra_body": "KF422",
    "empty_msgid": "KF431",
    "empty_tail": "KF431",
    "unknown_field": "KF421",
}


def test_corpus_lint(corpus: Path) -> None:
    """What is odd in a real payload is warned about, and what is not is left alone."""
    with (corpus / "INDEX.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            value, faults = parse((corpus / row["file"]).read_text(encoding="utf-8"))
            if not faults and row["expected"] == "valid":
                lints = {LINTS[lint] for lint in row["lint"].split(";") if lint != "-"}
                assert {p.code for p in check(value)} == lints, row["file"]


def test_the_example_of_the_issue() -> None:
    """43 汉字 on a button are KF402: 129 of 128 bytes, take away 1 character."""
    problems = Menu().click("满" * 43).problems()
    (problem,) = [p for p in problems if p.severity == "error"]
    assert problem.code == "KF402"
    assert problem.pointer == "/msgmenu/list/0/click/content"
    assert (problem.limit, problem.actual, problem.unit) == (128, 129, "byte")
    assert "129 of 128 bytes" in problem.message
    assert "take away 1 character " in problem.hint
    assert "删去 1 个字" in problem.text("zh")


@pytest.mark.property
@given(payloads, st.sampled_from(["auto", "message", "menu", "on_event", "send_msg"]))
def test_never_raises(payload: Any, kind: Any) -> None:
    """Whatever is given for JSON, the walk ends in problems that can be said in both languages."""
    for target in LIMITS:
        for problem in check(payload, kind, target):
            assert problem.text("zh")
            assert problem.text("en")
            assert str(problem).encode(errors="backslashreplace")


@pytest.mark.property
@given(payloads, st.sampled_from(["auto", "message", "menu", "on_event", "send_msg"]))
def test_lint_adds_only_warnings(payload: Any, kind: Any) -> None:
    """Without warnings the walk finds the same errors as with them."""
    found = [p for p in check(payload, kind) if p.severity == "error"]
    assert errors_of(payload, kind) == found


@pytest.mark.property
@given(payloads)
def test_in_order_of_place(payload: Any) -> None:
    """Problems come in the order in which their places stand in the payload."""
    order: dict[str, int] = {}

    def visit(value: Any, pointer: str) -> None:
        order[pointer] = len(order)
        members: Any = ()
        if isinstance(value, dict):
            members = value.items()
        elif isinstance(value, list):
            members = enumerate(value)
        for name, member in members:
            visit(member, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")

    visit(payload, "")
    there = [order[p.pointer] for p in check(payload) if p.pointer in order]
    assert all(a <= b for a, b in pairwise(there))


@pytest.mark.property
@given(payloads)
def test_pointers_lead_somewhere(payload: Any) -> None:
    """A pointer leads to a place of the payload, or for what is missing to where it should be."""
    for problem in check(payload):
        assert problem.pointer is not None
        parts = problem.pointer.split("/")[1:]
        here = payload
        for index, part in enumerate(parts):
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict):
                named = {
                    key if isinstance(key, str) else f"({type(key).__name__})": value
                    for key, value in here.items()
                }
                if name not in named:
                    assert problem.code in {"KF404", "KF424"}
                    assert index == len(parts) - 1
                    break
                here = named[name]
            else:
                here = here[int(name)]


@pytest.mark.property
@given(messages)
def test_valid_messages_pass(message: Any) -> None:
    """A message within its limits has no error, and its JSON gives the same message back."""
    assert not has_errors(message.problems())
    assert from_dict(message.to_dict()) == message
    assert from_dict(json.loads(message.to_json())) == message


@pytest.mark.parametrize("depth", [100, 100_000])
def test_deep_nesting(depth: int) -> None:
    """100,000 levels of nesting are problems like any others."""
    deep: Any = "x"
    for _ in range(depth):
        deep = {"list": [deep]}
    assert codes(check(deep, "menu"))[-1] == ("KF404", "/list/0/type")
    text = '{"msgtype": ' + "[" * depth + "]" * depth + "}"
    value, problems = parse(text)
    found = problems or check(value)
    assert found[0].code == ("KF405" if depth == 100 else "KF400")


def test_huge_string() -> None:
    """A string of 10 MB is too long, and the message about it stays short."""
    problems = check({"head_content": "满" * 3_500_000, "list": []})
    assert problems[0].code == "KF402"
    assert problems[0].actual == 10_500_000
    assert len(problems[0].text()) < 300


def test_heap_of_junk() -> None:
    """A hundred thousand unknown fields are a hundred thousand problems, soon."""
    junk = {f"field{n}": n for n in range(100_000)}
    assert len(check({"msgtype": "text", "text": {"content": "x"}, **junk})) == 100_000
    assert len(check(junk)) == 1
    assert len(check({"deep": [{"list": [junk]}] * 100_000})) == 1


def test_a_body_beside_the_right_one() -> None:
    """A foreign body is reported whatever it is, a string too, and nothing else is passed over."""
    click = {"type": "click", "click": {"id": "1", "content": "x"}, "text": "x", "url": "u"}
    assert codes(check({"list": [click]})) == [
        ("KF407", "/list/0/text"),
        ("KF421", "/list/0/url"),
    ]


def test_small_things() -> None:
    """Empty ids are no duplicates, junk is no action, an optional field can be left out."""
    empty = {"type": "click", "click": {"id": "", "content": "x"}}
    assert codes(check({"list": [empty, empty]})) == [
        ("KF403", "/list/0/click/id"),
        ("KF403", "/list/1/click/id"),
    ]
    assert "leave click.id out" in check({"list": [empty]})[0].hint
    body = {"touser": "u", "open_kfid": "k", "msgtype": "msgmenu", "msgmenu": {"list": [5] * 11}}
    assert {code for code, _ in codes(check(body))} == {"KF405"}
    assert [p.code for p in check({5: 1, "list": []}, "menu")] == ["KF411", "KF421"]
    with pytest.raises(InvalidMessage):
        Menu().click(0).to_dict()  # type: ignore[arg-type]


def test_label_of_a_mini_program() -> None:
    """For send_msg a mini program needs no label, and keeps having none."""
    body = {"appid": "wx1", "pagepath": "p"}
    request = {"touser": "u", "open_kfid": "k", "msgtype": "msgmenu"}
    request |= {"msgmenu": {"list": [{"type": "miniprogram", "miniprogram": body}]}}  # type: ignore[dict-item]
    message = from_dict(request, "auto")
    assert message.to_dict("send_msg")["msgmenu"] == request["msgmenu"]
    with pytest.raises(InvalidMessage):
        message.to_dict()


def test_nothing_is_coerced() -> None:
    """Numbers, null and booleans never pass for strings, nor 1.0 for a flag."""
    values: list[Any] = [5, 5.0, None, True, [], {}, b"x"]
    for value in values:
        click = {"type": "click", "click": {"id": value, "content": value}}
        assert codes(check({"list": [click]})) == [
            ("KF405", "/list/0/click/id"),
            ("KF405", "/list/0/click/content"),
        ]
        with pytest.raises(InvalidMessage):
            from_dict({"list": [click]})
    flags: list[Any] = [1.0, "1", None, 2, -1, [], "true"]
    for flag in flags:
        text = {"type": "text", "text": {"content": "x", "no_newline": flag}}
        assert codes(check({"list": [text]})) == [("KF409", "/list/0/text/no_newline")]
    for flag, truth in ((0, False), (1, True), (False, False), (True, True)):
        text = {"type": "text", "text": {"content": "x", "no_newline": flag}}
        assert from_dict({"list": [text]}) == Menu(items=[Text("x", truth)])


def test_mark_of_text() -> None:
    """A byte order mark before JSON is passed over in text as it is in bytes."""
    assert not check_text('\ufeff{"msgtype": "text", "text": {"content": "好"}}', "x.json")


def test_integers_of_any_length() -> None:
    """An integer with more digits than Python converts is no traceback."""
    _, (problem,) = parse('{"a": "' + "1" * 5000 + '",\r"b": -' + "1" * 5000 + "}")
    assert (problem.line, problem.column, problem.end_column) == (2, 6, 5007)
    _, (problem,) = parse("1" * 5000)
    assert problem.code == "KF400"
    assert problem.text("zh")


PLAIN = {"type": "text", "text": {"content": "x", "no_newline": 1}}


@pytest.mark.parametrize(
    "item",
    [
        PLAIN | {"view": 1},
        {"type": "view", "view": {"url": "https://x"}},
        {"type": "text", "text": {"content": "x", "no_newline": 5}},
        {"type": "text", "text": {"content": "x", "color": "red"}},
        {"type": "text", "text": {"content": "x", "no_newline": True}},
        {"type": "click", "click": {"content": "满" * 43}},
        {"type": "click", "click": {"content": "\ud800"}},
        {"type": "click", "click": {"content": 5}},
        {"type": "click", "click": 5},
        {"type": "click"},
        {"type": ["click"]},
        {},
        [],
        None,
    ],
)
def test_plain_look(item: Any) -> None:
    """One look at an item never passes what the closer look finds fault with."""
    for payload in ({"list": [item]}, {"list": [PLAIN, item, PLAIN]}):
        found = [p for p in check(payload, "menu") if p.severity == "error"]
        assert errors_of(payload, "menu") == found


KINDS: list[tuple[dict[str, Any], Kind]] = [
    ({"code": "c", "touser": "u"}, "on_event"),
    ({"touser": "u"}, "send_msg"),
    ({"open_kfid": "k", "msgtype": "text"}, "send_msg"),
    ({"msgtype": "text"}, "message"),
    ({"msgmenu": {}}, "message"),
    ({"text": {}}, "message"),
    ({"list": []}, "menu"),
    ({"head_content": ""}, "menu"),
    ({"tail_content": ""}, "menu"),
    ({"msgid": "1"}, "message"),
    ({}, "message"),
]


@pytest.mark.parametrize(("payload", "kind"), KINDS)
def test_auto(payload: dict[str, Any], kind: Kind) -> None:
    """A payload's keys tell what it is."""
    assert check(payload) == check(payload, kind)


def test_target_of_kind() -> None:
    """A request to send_msg is judged by its own limits, all else by those of on_event."""
    texts = [{"type": "text", "text": {"content": "x"}}] * 11
    body = {"msgtype": "msgmenu", "msgmenu": {"list": texts}}
    request = {"touser": "u", "open_kfid": "k", **body}
    assert not check(request)
    assert codes(check(request, target="on_event")) == [("KF401", "/msgmenu/list")]
    assert codes(check(body)) == [("KF401", "/msgmenu/list")]
    assert not check(body, target="send_msg")
    assert len(from_dict(request).items) == 11  # type: ignore[union-attr]


@pytest.mark.parametrize("wrong", [{"kind": "nonsense"}, {"target": "nowhere"}])
def test_wrong_arguments(wrong: Any) -> None:
    """A kind or target that is none is the caller's mistake, named."""
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        check({}, **wrong)


def test_envelope_fields_need_their_envelope() -> None:
    """A message alone takes no msgid; a request takes its own fields and not the other's."""
    text = {"msgtype": "text", "text": {"content": "x"}}
    assert codes(check({"msgid": "1", **text}, "message")) == [("KF421", "/msgid")]
    assert not check({"code": "c", "msgid": "1", **text})
    assert codes(check({"code": "c", "touser": "u", **text})) == [("KF421", "/touser")]
    assert codes(check({"touser": "u", **text})) == [("KF404", "/open_kfid")]


def test_related_points_at_the_first() -> None:
    """The second of two equal ids is reported, and leads to the first."""
    menu = Menu().click("一", "1").text("x").click("二", "1")
    (problem,) = menu.problems()
    assert problem.pointer == "/msgmenu/list/2/click/id"
    assert problem.related[0].pointer == "/msgmenu/list/0/click/id"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a\u200bb", 1),
        ("\u200d", 0),
        ("👨\u200d👩", None),
        ("👨\u200dx", 2 - 1),
        ("❤\ufe0f", None),
        ("x\ufe0f", 1),
        ("1\ufe0f\u20e3", None),
        ("\U0001f3f4\U000e0067\U000e007f", None),
        ("\U000e0067", 0),
        ("👨\u200d👩\u200b", 3),
        ("满\u202e意", 1),
        ("满\u3000意", None),
    ],
)
def test_invisible(text: str, at: int | None) -> None:
    """Invisible characters are warned about, but not the joiners and selectors inside emoji."""
    found = [p.within for p in TextMessage(text).problems() if p.code == "KF432"]
    assert found == ([] if at is None else [(at, at + 1)])


@pytest.mark.parametrize(
    ("url", "odd"),
    [
        ("https://example.com", False),
        ("HTTP://例子.cn/路径?q=1#x", False),
        ("https://", True),
        ("https:///path", True),
        ("//example.com", True),
        ("weixin://dl/business", True),
        ("javascript:alert(1)", True),
        ("data:text/html,x", True),
        ("https://example.com。", True),
        ("https：//example.com", True),
        ("https://example.com/a？b＝1", True),
    ],
)
def test_odd_url(url: str, odd: bool) -> None:
    """Only an absolute http or https URL is not odd."""
    assert [p.code for p in Menu().view("x", url).problems()] == (["KF428"] if odd else [])


def test_entities() -> None:
    """HTML entities are warned about in targets and texts, not a lone ampersand."""
    for entity in ("&amp;", "&lt;", "&#39;", "&#x27;", "&nbsp;"):
        menu = Menu(entity).view(entity, f"https://x?{entity}").miniprogram("x", "wx1", entity)
        assert [p.code for p in menu.problems()] == ["KF426"] * 4
    assert not Menu("A & B; &c;").view("x", "https://x?a=1&b=2;").problems()


def test_empty_things() -> None:
    """Empty optional strings are warned about; an empty label of a mini program passes."""
    body = {"code": "c", "msgid": "", "msgtype": "text", "text": {"content": ""}}
    assert codes(check(body)) == [("KF431", "/msgid"), ("KF411", "/text/content")]
    assert not Menu().miniprogram("", "wx1", "p").problems()
    assert codes(check({"code": "", "msgtype": "text", "text": {"content": "x"}})) == []


def test_public_face() -> None:
    """`kfmenu.check` is the function, whatever was imported before."""
    assert kfmenu.check is check


FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "chars", "large"),
    [
        ("满" * 43, 1, False),
        ("a" * 130, 2, False),
        ("满" * 35 + FAMILY, 1, True),
        (FAMILY * 6, 1, True),
        ("🇨🇳" * 17, 1, True),
        ("😀" * 33, 1, False),
        ("e\u0301" * 43, 1, False),
        ("满" * 42 + "👍🏽x", 2, False),
        ("\ud83d" * 50, 8, False),
        ("😀" * 30_000, 29_968, False),
    ],
)
def test_characters_as_a_person_counts(text: str, chars: int, large: bool) -> None:
    """What is to be taken away is counted in what a person sees, a family emoji as one."""
    problem = next(p for p in Menu().click(text, "1").problems() if p.code == "KF402")
    assert dict(problem.holes)["chars"] == chars
    assert (problem.variant == "large") == large


def test_plain_text_needs_no_table_of_emoji() -> None:
    """Chinese, its punctuation and ASCII are counted without the library that knows emoji."""
    code = (
        "import sys, kfmenu; kfmenu.check({'head_content': '满，a！\\n' * 400});"
        "print('wcwidth' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_quoted_as_typed() -> None:
    """A message quotes emoji and wide blanks as they were typed, and no emoji is cut in two."""
    assert quote(f"全家福{FAMILY}") == f"“全家福{FAMILY}”"
    assert quote("全\u3000角\u00a0x") == "“全\u3000角\u00a0x”"
    assert quote("a\nb\tc\u200bd\x00") == r"“a\nb\tc\u{200b}d\u{0}”"
    assert quote("x" * 15 + FAMILY * 3) == "“" + "x" * 15 + "…" + FAMILY + "”"
    assert quote("x" * 20 + "👍🏽" + "abcdef") == "“" + "x" * 16 + "…👍🏽abcdef”"


@pytest.mark.parametrize(
    ("setting", "text"),
    [("zh", "是空的"), ("zh_CN.UTF-8", "是空的"), ("en", "empty"), ("", "empty")],
)
def test_language_of_exceptions(setting: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exceptions speak the language of KFMENU_LANG, and English without it, whatever the locale."""
    monkeypatch.setenv("KFMENU_LANG", setting)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(InvalidMessage) as caught:
        TextMessage("").to_dict()
    first, *_ = str(caught.value).splitlines()
    assert first.startswith("/text/content: error[KF411] ")
    assert text in first
    assert ("有效期" in str(WindowClosed(20, 30))) == setting.startswith("zh")


CONFLICT = """{
<<<<<<< HEAD\r
  "msgtype": "text",
=======
  "msgtype": "msgmenu",
>>>>>>> theirs
  "text": {"content": "x"}
}
"""


def test_conflict_in_json() -> None:
    """Each marker of a merge conflict in JSON is KF104 at its line, and nothing else is said."""
    value, problems = parse(CONFLICT, "a.json")
    assert value is None
    assert [(p.code, p.line, p.end_column) for p in problems] == [
        ("KF104", 2, 13),
        ("KF104", 4, 8),
        ("KF104", 6, 15),
    ]
    assert not parse('{"a": "<<<<<<< HEAD"}')[1]


@pytest.mark.parametrize(
    ("text", "variant", "at"),
    [
        ('```json\n{"a": 1}\n```\n', "fence", (1, 1)),
        ('{"a": 1}\n```\n', "fence", (2, 1)),
        ('{"a": 1} {"b": 2}', "extra", (1, 10)),
        ('{"a": 1} // x', "comment", (1, 10)),
        ("{'a': 1}", "quotes", (1, 2)),
        ('{"a": 1,}', "trailing", (1, 8)),
    ],
)
def test_what_is_no_json(text: str, variant: str, at: tuple[int, int]) -> None:
    """What people put around or into JSON is told as that, at its place."""
    _, (problem,) = parse(text, "a.json")
    assert (problem.code, problem.variant, (problem.line, problem.column)) == (
        "KF400", variant, at,
    )  # fmt: skip
    assert problem.text("zh")


def test_unread_is_silent() -> None:
    """What could not be read was reported: nobody asks about it again, wherever it stands."""
    click: Any = {"type": "click", "click": UNREAD}
    label: Any = {"type": "click", "click": {"id": "1", "content": UNREAD}}
    for wire in (
        {"msgtype": "msgmenu", "msgmenu": UNREAD},
        {"msgtype": "msgmenu", "msgmenu": {"list": [UNREAD]}},
        {"msgtype": "msgmenu", "msgmenu": {"head_content": UNREAD, "list": [click, label]}},
        {"msgtype": "text", "text": {"content": UNREAD}},
    ):
        assert not check(wire)


def test_official_fields_beside_a_list() -> None:
    """An Official-Account field beside a right list is told as that."""
    click = {"type": "click", "click": {"id": "1", "content": "x"}}
    (problem,) = check({"list": [click], "button": []})
    assert (problem.code, problem.variant) == ("KF421", "official")


def test_long_text_around_params() -> None:
    """A text that is too long without any value is KF402, not a matter of its params."""
    text = f"menu a\n  param: name id(8)\n  click: {'满' * 43}{{name}} -> 1\n"
    problems = read_project([Input("a.kfm", text, is_json=False)]).problems
    assert [p.code for p in problems] == ["KF402"]


def test_no_warning_where_an_error_is() -> None:
    """A warning at the very place of an error that was told already is not noted, an error is."""
    place = Place("a", Span(1, 1, 1, 2))
    findings = Findings(path="a", taken=[place])
    findings.add("KF431", place, field="x")
    findings.add("KF411", place)
    assert [p.code for p in findings.found] == ["KF411"]


def test_given_kinds() -> None:
    """A kind that is given is taken at its word."""
    click = {"type": "click", "click": {"id": "1", "content": "x"}}
    assert from_dict({"list": [click]}, "menu") == Menu().click("x", "1")


def test_one_fault_of_a_text() -> None:
    """A text with half a character has that problem alone, and no list is told once."""
    request = {"touser": "u", "open_kfid": "k", "msgid": "a\ud800", "msgtype": "text"}
    request["text"] = {"content": "好"}  # type: ignore[assignment]
    assert codes(check(request)) == [("KF410", "/msgid")]
    bare = {"msgtype": "msgmenu", "msgmenu": {"head_content": "好"}}
    assert codes(check(bare)) == [("KF424", "/msgmenu/list")]
