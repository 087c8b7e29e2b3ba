"""The lints: each fires at what it is for, and nowhere beside it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import characters

from kfmenu import Menu, TextMessage, check
from kfmenu.checking.fine import is_fine
from kfmenu.checking.oddities import odd_texts
from kfmenu.facts.limits import LIMITS, Limit
from kfmenu.params.linked import Linked
from kfmenu.problems import Problem
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project


def told(problems: tuple[Problem, ...], code: str) -> list[tuple[int, int] | None]:
    """Give what the problems of one code are about."""
    return [one.within for one in problems if one.code == code]


def mended(text: str, name: str) -> str:
    """Give a file with all edits of its problems applied."""
    lines = text.split("\n")
    problems = read_project([Input(name, text, name.endswith(".json"))]).problems
    edits = sorted((edit for one in problems for edit in one.edits), reverse=True)
    for edit in edits:
        line = lines[edit.line - 1]
        assert edit.line == edit.end_line
        lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
    return "\n".join(lines)


STRINGS = [row for row in LIMITS["on_event"].values() if row.type == "string"]
MARKUP = ["<br>", "&lt;", "\\n", "满/n意", "**粗**", "[a](/b)", "```", "{{x}}", "${x}", "\u200b"]
WORDS = ["https://", "wx1", "?a=undefined", "a", "1", "。"]
PARTS = st.sampled_from(MARKUP + WORDS)


@pytest.mark.property
@given(st.sampled_from(STRINGS), st.lists(characters | PARTS, max_size=6).map("".join))
def test_fine_strings(limit: Limit, value: str) -> None:
    """A string that one look passes has nothing that the closer one would report."""
    if is_fine(value, limit):
        assert limit.min_bytes <= len(value.encode()) <= (limit.max_bytes or 0)
        assert not list(odd_texts(limit, value, None))


def test_what_is_fine() -> None:
    """One look passes what nearly all menus hold, so that they need no closer one."""
    label, head, tag = (
        LIMITS["on_event"][path]
        for path in ("msgmenu.list.click.content", "msgmenu.head_content", "msgtype")
    )
    assert is_fine("满意😊（5 分）", label)
    assert is_fine("😊" * 32, label)
    assert not is_fine("😊" * 33, label)
    assert is_fine("您好\n请选择", head)
    assert not is_fine("您好\n请选择", label)
    assert not is_fine("text", tag)


SHOWN = [
    ("KF426", "A&amp;B", (1, 6)),
    ("KF426", "第一行<br>第二行", (3, 7)),
    ("KF426", "第一行<BR />第二行", (3, 9)),
    ("KF426", '<p class="x">您好</p>', (0, 13)),
    ("KF426", "<div>您好</div>", (0, 5)),
    ("KF426", "&c; & <b>粗</b> <a href='https://x.cn'>x</a> <pre> &#9999999;", None),
    ("KF427", "第一行\\n第二行", (3, 5)),
    ("KF427", "第一行\\r\\n第二行", (3, 7)),
    ("KF427", "第一行/n第二行", (3, 5)),
    ("KF427", "第一行。/r/n第二行", (4, 8)),
    ("KF427", "第一行＼n第二行", (3, 5)),
    ("KF427", "第一行/n", (3, 5)),
    ("KF427", "每月1/n，或 km/n，及/或", None),
    ("KF427", "在 D:\\news 或 \\\\server\\news", None),
    ("KF432", "满\u200b意", (1, 2)),
    ("KF432", "👨\u200d👩", None),
    ("KF435", "尊敬的{{ nickname }}", (3, 17)),
    ("KF435", "尊敬的${name}", (3, 10)),
    ("KF435", "尊敬的{name}，$5 {{ }", None),
    ("KF436", "请**务必**填写", (1, 7)),
    ("KF436", "**注意：** 请看", (0, 7)),
    ("KF436", "详见[帮助](https://example.com/help)", (2, 32)),
    ("KF436", "第一行\n## 标题", (4, 9)),
    ("KF436", "```\n代码\n```", (0, 3)),
    ("KF436", "138****1234 和 139****5678", None),
    ("KF436", "**1234**，2**3**4，[微笑](开心)，#话题#，a ** b ** c", None),
]


@pytest.mark.parametrize(("code", "text", "within"), SHOWN)
def test_shown(code: str, text: str, within: Any) -> None:
    """What customers should not see is told, in a head, a text and a message, and only that."""
    some = Menu().click("满意", "1")
    for message in (TextMessage(text), some.head(text), some.tail(text), some.text(text)):
        assert told(message.problems(), code) == ([] if within is None else [within])
        assert {one.code for one in message.problems()} == (set() if within is None else {code})


def test_line_feed_in_a_label() -> None:
    """A label is one line: a line feed in it is KF432, in a text it is none."""
    for menu in (Menu().click("a\nb", "1"), Menu().view("a\r\nb", "https://x.cn")):
        (problem,) = menu.problems()
        assert (problem.code, problem.variant) == ("KF432", "line")
    assert not Menu().click("x", "1").text("a\nb").head("a\nb").problems()


def test_entities_in_targets() -> None:
    """Entities are told in a url and a page path, whose query they break."""
    menu = Menu().view("x", "https://x.cn?a=1&amp;b=2").miniprogram("x", "wx1", "p?a=1&amp;b=2")
    assert [(one.code, one.variant) for one in menu.problems()] == [("KF426", "target")] * 2


URLS = [
    ("https://example.com", None, None),
    ("HTTP://例子.cn/路径?q=1#x", None, None),
    ("https://{{host}}/x", "KF435", None),
    ("{{url}}", "KF435", None),
    ("${base}/x?id={{ id }}", "KF435", None),
    ("https://", "KF428", None),
    ("https:///path", "KF428", None),
    ("//example.com", "KF428", "https://example.com"),
    ("www.example.com/x", "KF428", "https://www.example.com/x"),
    ("example.com", "KF428", "https://example.com"),
    ("https:/example.com", "KF428", "https://example.com"),
    ("http//example.com", "KF428", "https://example.com"),
    ("weixin://dl/business", "KF428", None),
    ("javascript:alert(1)", "KF428", None),
    ("data:text/html,x", "KF428", None),
    ("https://example.com。", "KF428", "https://example.com."),
    ("https：//example.com", "KF428", "https://example.com"),
    ("https://example.com/a？b＝1", "KF428", "https://example.com/a?b=1"),
    ("点这里", "KF428", None),
    ("！", "KF428", None),
    ("https://x.cn?id=undefined", "KF435", None),
    ("https://x.cn?id=null&x=1", "KF435", None),
    ("https://x.cn?a=1&id=None#x", "KF435", None),
    ("https://x.cn?a=NaN", "KF435", None),
    ("https://x.cn?a=nullable&null=1&b=undefined2", None, None),
    (" https://example.com", "KF210", None),
    ("https://example.com/a b", "KF210", None),
    ("https://example.com/a\u3000b", "KF210", None),
    ("https://example.com/\x00", "KF210", None),
    ("https://example.com/\n", "KF210", None),
]


@pytest.mark.parametrize(("url", "code", "meant"), URLS)
def test_url(url: str, code: str | None, meant: str | None) -> None:
    """A url that opens nothing is told, once, with what was meant where that can be told."""
    menu = Menu().view("官网", url)
    assert [one.code for one in menu.problems()] == ([] if code is None else [code])
    if meant is not None:
        assert meant in menu.problems()[0].hint


def test_full_stop_behind_a_url() -> None:
    """A Chinese full stop at the end of a url is no part of it."""
    (problem,) = Menu().view("x", "https://example.com。").problems()
    assert problem.within == (19, 20)


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\u3000", "\x85", "\x7f"])
def test_blanks_in_words(blank: str) -> None:
    """A blank or control character in a url, an appid or a page path is an error, in an id not."""
    whole = {"appid": "wx1", "pagepath": "p", "content": "x"}
    for name in ("appid", "pagepath"):
        body = {**whole, name: f"wx{blank}1"}
        problems = check({"list": [{"type": "miniprogram", "miniprogram": body}]})
        assert [(one.code, one.pointer) for one in problems] == [
            ("KF210", f"/list/0/miniprogram/{name}")
        ]
        with pytest.raises(ValueError, match="KF210"):
            Menu().miniprogram("x", body["appid"], body["pagepath"]).to_dict()
    assert "KF210" not in [one.code for one in Menu().click("x", f"a{blank}b").problems()]


@pytest.mark.parametrize(
    ("appid", "variant", "said"),
    [
        ("wx123abc", "", ""),
        ("WX123ABC", "case", "wx123abc"),
        ("gh_123456", "original", "original id"),
        ("订单", None, "console"),
    ],
)
def test_appid(appid: str, variant: str | None, said: str) -> None:
    """An appid is wx and hexadecimal digits; whoever has another is told where to find it."""
    found = Menu().miniprogram("x", appid, "p").problems()
    assert [(one.code, one.variant) for one in found] == ([("KF429", variant)] if said else [])
    assert all(said in one.hint for one in found)


IDS = [
    ("101。", "end", "101"),
    ("101.", "end", "101"),
    ("101:", "end", "101"),
    ("101 ", "end", "101"),
    ("101，", "end", "101"),
    ("101)", "end", "101"),
    ("退款！", "end", "退款"),
    ("无", "none", None),
    ("None", "none", None),
    ("NULL", "none", None),
    ("—", "none", None),
    ("101,满意", "sign", "101"),
    ("101 // 满意", "sign", "101"),
    ("101 # 满意", "sign", "101"),
    ("101（满意）", "sign", "101"),
    ("“101”", "around", "101"),
    ("[101]", "around", "101"),
    ("<101>", "around", "101"),
    ('{"a":1}', None, None),
    ("https://example.com", None, None),
    ("满意；好", None, None),
    ("，", None, None),
    ("101", "", None),
    ("a_", "", None),
    ("a-", "", None),
    ("refund:more", "", None),
    ("订单 2", "", None),
]


@pytest.mark.parametrize(("ident", "variant", "meant"), IDS)
def test_id(ident: str, variant: str | None, meant: str | None) -> None:
    """An id that nobody chose so is told once, with what was meant."""
    found = Menu().click("满意", ident).problems()
    assert [(one.code, one.variant) for one in found] == (
        [] if variant == "" else [("KF433", variant)]
    )
    if meant is not None:
        assert f"write {meant}" in found[0].hint


@pytest.mark.parametrize(
    ("label", "ident", "odd"),
    [
        ("VIP", "会员", True),
        ("refund:more", "退款", True),
        ("V", "会员", False),
        ("会员", "会员", False),
        ("VIP 会员", "会员", False),
        ("会员", "VIP", False),
        ("FAQ", Linked("常见问题"), False),
        (None, "会员", False),
    ],
)
def test_swapped(label: Any, ident: str, odd: bool) -> None:
    """A Chinese id beside a label that looks like one is swapped, unless it names a menu."""
    click = {"type": "click", "click": {"id": ident, "content": label}}
    assert ("swapped" in [one.variant for one in check({"list": [click]})]) == odd


@pytest.mark.parametrize(
    ("second", "variant"), [("101a", None), ("101A", "near"), (" 101a", "near"), ("101b", "")]
)
def test_ids_that_cannot_be_told_apart(second: str, variant: str | None) -> None:
    """Two ids that differ in outer blanks or case only are KF423, and the first is shown."""
    found = [
        one
        for one in Menu().click("一", "101a").click("二", second).problems()
        if one.code == "KF423"
    ]
    assert [one.variant for one in found] == ([] if variant == "" else [variant])
    assert all(one.related[0].pointer == "/msgmenu/list/0/click/id" for one in found)


KFM = """\
menu a
  head: A&amp;B&lt;C 第一行<br>第二行<br/>
  click: 满意 -> 101。
  view: 官网 -> https://example.com?a=1&amp;b=2
  text:
    | 一&amp;二
    | 三<br>四
"""
KFM_MENDED = """\
menu a
  head: A&B<C 第一行\\n第二行\\n
  click: 满意 -> 101
  view: 官网 -> https://example.com?a=1&b=2
  text:
    | 一&二
    | 三\\n四
"""


def test_edits_in_kfm() -> None:
    """In a file the sure mends are edits, and mended the file has nothing to say."""
    assert mended(KFM, "a.kfm") == KFM_MENDED
    assert not read_project([Input("a.kfm", KFM_MENDED, is_json=False)]).problems


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("A&amp;B", "A&B"),
        ("\\u6ee1&amp;意<br>x", "\\u6ee1&意\\nx"),
        ("&quot;x&quot;", "&quot;x&quot;"),
        ("&nbsp;x", "&nbsp;x"),
        (" -&gt; ", " -&gt; "),
        ("\\u0026amp;", "\\u0026amp;"),
    ],
)
def test_edits_in_json(content: str, wanted: str) -> None:
    """In JSON, too, but for what is written as an escape or would need one."""
    text = f'{{"msgtype": "text", "text": {{"content": "{content}"}}}}'
    assert mended(text, "a.json") == text.replace(content, wanted)


def test_no_edit_in_a_label() -> None:
    """A break in a label has no place to go to."""
    problems = read_project([Input("a.kfm", "menu a\n  click: a<br>b -> 1\n", is_json=False)])
    assert [(one.code, one.edits) for one in problems.problems] == [("KF426", ())]


PARAMS = [
    ("head: 您好 {name}<br>", "KF426"),
    ("head: **{name}**", "KF436"),
    ("head: {name} 您好", None),
    ("view: 官网 -> https://example.com/{name}", None),
    ("view: 官网 -> ftp://example.com/{name}", "KF428"),
    ("view: 官网 -> https://example.com/a\\sb{name}", "KF210"),
    ("view: 官网 -> https://example.com/?a=&amp;b={name}", "KF426"),
    ("miniprogram: 官网 -> wx123 pages/{name}", None),
    ("miniprogram: 官网 -> wx{name} pages/a", None),
    ("click: {name} -> {name}", None),
    ("click: 满意 -> 会员{name}", None),
]


@pytest.mark.parametrize(("line", "code"), PARAMS)
def test_texts_with_params(line: str, code: str | None) -> None:
    """Of a text with params what is written around the values is judged."""
    text = f"menu a\n  param: name id(8)\n  {line}\n  click: 好 -> 1\n"
    problems = read_project([Input("a.kfm", text, is_json=False)]).problems
    assert [one.code for one in problems] == ([] if code is None else [code])


def test_braces_in_a_file_are_the_readers() -> None:
    """In a file a brace that is meant is escaped, and no placeholder."""
    text = "menu a\n  head: \\{\\{name\\}\\}\n  click: 好 -> 1\n"
    assert not read_project([Input("a.kfm", text, is_json=False)]).problems


def test_named_menus_may_be_chinese() -> None:
    """The id that `@name` writes is no choice of the author's, and a plain string for Python."""
    text = "menu a\n  click: FAQ -> @常见问题\n\nmessage 常见问题\n  | 您好\n"
    project = read_project([Input("a.kfm", text, is_json=False)])
    assert not project.problems
