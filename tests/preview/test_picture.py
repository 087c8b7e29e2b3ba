"""The picture: a message's own texts in order, where taps lead, how full each field is."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from declarations import given_values, params, phrases
from hostile_messages import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from reading import see
from strategies import messages, payloads

from kfmenu import LIMITS, Click, Menu, MiniProgram, Text, TextMessage, View, loads
from kfmenu.checking.check import check
from kfmenu.checking.kind import kind_of
from kfmenu.params.phrase import Phrase, Ref
from kfmenu.params.types import Param
from kfmenu.params.unwritten import UNREAD
from kfmenu.preview.bubble import Tap
from kfmenu.preview.filling import sample
from kfmenu.preview.picture import Picture, picture
from kfmenu.problems import Problem

pytestmark = pytest.mark.property


def test_no_newline() -> None:
    """An inline text and the link behind it are one line; the tail behind one goes on as well."""
    menu = Menu("您好").text("问题可", no_newline=True).click("联系客服", "human")
    menu = menu.text("完", no_newline=True).tail("再见")
    drawn = menu.preview()
    assert drawn.text == "您好\n问题可联系客服\n完再见"
    assert [[run.text for run in line.runs] for line in drawn.lines] == [
        ["您好"],
        ["问题可", "联系客服"],
        ["完", "再见"],
    ]


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([Text("\n", no_newline=True), Click("a")], "\na"),
        ([Text("\n"), Click("a")], "\n\na"),
        ([Text("a", no_newline=True)], "a"),
        ([Text("a")], "a"),
        ([Click("a"), MiniProgram("", "wx", "p"), Click("b")], "a\nb"),
        ([View("a\r\nb\rc\n", "https://e.cn")], "a\nb\nc\n"),
        ([Text("两个字符 \\n")], "两个字符 \\n"),
        ([], ""),
    ],
)
def test_line_ends(items: list[Any], text: str) -> None:
    """Every piece ends its line but an inline text; the last ends nothing; empty ones give none."""
    assert Menu(None, items).preview().text == text


def test_taps() -> None:
    """Each link knows its kind and target; a click whose id names a message leads there."""
    menu = Menu().click("a", "售后").click("b").click("c", "other").view("d", "https://e.cn")
    wire = menu.miniprogram("e", "wx1", "p?q=1").wire()
    drawn = picture(wire, names=["售后", "https://e.cn"])
    assert list(drawn.taps.values()) == [
        Tap("click", "售后", "售后"),
        Tap("click", ""),
        Tap("click", "other"),
        Tap("view", "https://e.cn"),
        Tap("miniprogram", "wx1 p?q=1"),
    ]
    assert next(iter(drawn.taps)) == "/msgmenu/list/0/click/content"


@pytest.mark.parametrize("wire", HOSTILE.values(), ids=HOSTILE)
def test_hostile(wire: Any) -> None:
    """Whatever a text holds, the picture holds it as it is, line ends aside."""
    seen = see(wire)
    drawn = picture(wire)
    assert drawn.text == seen.text
    assert links(drawn) == seen.links


def links(drawn: Picture) -> list[str]:
    """Give the label of each link, all lines of it."""
    return [
        "\n".join([run.text for line in drawn.lines for run in line.runs if run.field == field])
        for field in drawn.taps
    ]


@given(messages)
def test_message_law(message: Menu | TextMessage) -> None:
    """Lines joined by line feeds, runs by nothing, are the message's own texts in order."""
    drawn = message.preview()
    seen = see(message.wire())
    assert drawn.text == seen.text
    assert links(drawn) == seen.links
    for line in drawn.lines:
        # A line has one link at the most, and that is its last run.
        assert not any(run.tap for run in line.runs[:-1])


@given(payloads, st.sampled_from(["on_event", "send_msg", None]))
def test_never_raises(payload: Any, target: Any) -> None:
    """Whatever stands in the place of a message is drawn as far as it can be read."""
    kind = kind_of(payload)
    drawn = picture(payload, kind, target)
    assert str(drawn)
    assert drawn._repr_html_()


@given(messages, st.sampled_from(["on_event", "send_msg"]))
def test_meters_agree(message: Menu | TextMessage, target: Any) -> None:
    """A meter is over its limit exactly where the check says so, with the same figures."""
    problems = check(message.wire(), "message", target)
    wanted = {(one.pointer, one.actual, one.limit) for one in problems if one.code == "KF402"}
    meters = message.preview(target).meters
    over = {(one.field, one.used, one.limit) for one in meters if one.is_over}
    assert over == wanted


def test_meters_are_whole() -> None:
    """Every field of the table that has a limit has a meter, in the order of the message."""
    menu = Menu("a").click("b", "c").view("d", "e").miniprogram("f", "g", "h").text("i").tail("j")
    for target, rows in LIMITS.items():
        names = [one.name for one in menu.preview(target).meters]
        wanted = [
            path.removeprefix("msgmenu.").removeprefix("list.")
            for path, row in rows.items()
            if path.startswith("msgmenu") and (row.max_bytes or row.max_items)
        ]
        assert sorted(set(names)) == sorted(wanted)
    units = [(one.used, one.limit, one.unit) for one in menu.preview("send_msg").meters]
    assert units[1:3] == [(4, 50, "item"), (3, 10, "action")]
    meter = TextMessage("满").preview().meters
    assert [(one.field, one.used, one.limit) for one in meter] == [("/text/content", 3, 2048)]


@pytest.mark.parametrize(
    ("used", "tight", "over"), [(102, False, False), (103, True, False), (129, True, True)]
)
def test_tight(used: int, tight: bool, over: bool) -> None:
    """From four fifths of the bytes on a field is tight; of items only the last one counts."""
    (_, ident, _) = Menu().click("a", "x" * used).preview().meters
    assert (ident.is_tight, ident.is_over) == (tight, over)
    nine, ten = (Menu().add([Click("a")] * count).preview().meters[0] for count in (9, 10))
    assert (nine.is_tight, ten.is_tight, ten.is_over) == (False, True, False)


ENVELOPES = {
    "menu": ({"head_content": "a"}, "/head_content"),
    "message": ({"msgtype": "msgmenu", "msgmenu": {"head_content": "a"}}, "/msgmenu/head_content"),
    "on_event": (
        {"code": "C", "msgtype": "text", "text": {"content": "a"}},
        "/text/content",
    ),
    "send_msg": (
        {"touser": "t", "open_kfid": "o", "msgtype": "MSG_TYPE", "msgmenu": {"tail_content": "a"}},
        "/msgmenu/tail_content",
    ),
}


@pytest.mark.parametrize("kind", ENVELOPES)
def test_envelopes(kind: Any) -> None:
    """A message is found in whatever envelope it comes; its fields are named from the outside."""
    payload, field = ENVELOPES[kind]
    drawn = picture(payload, kind, at=("messages", "x"))
    assert drawn.text == "a"
    assert drawn.lines[0].runs[0].field == f"/messages/x{field}"


@pytest.mark.parametrize(
    "item",
    [
        UNREAD,
        "text",
        {"type": "click"},
        {"type": "click", "click": UNREAD},
        {"type": "click", "click": {"content": UNREAD, "id": "1"}},
        {"type": ["click"], "click": {"content": 5}},
        {"type": "click", "view": {"content": "x"}, "text": {"content": "y"}},
    ],
)
def test_unread(item: Any) -> None:
    """What could not be read is not drawn, and what stands around it is."""
    wire = {"msgtype": "msgmenu", "msgmenu": {"head_content": "a", "list": [item, item]}}
    assert picture(wire).text == "a"


def test_guessed_type() -> None:
    """An item whose type is wrong is drawn by the one body that it has."""
    item = {"type": "button", "click": {"content": "满意", "id": "1"}}
    (tap,) = picture({"list": [item]}, "menu").taps.values()
    assert tap == Tap("click", "1")


# ---- params -------------------------------------------------------------------------------


USER = Param("userid", "id", most=32)
MORE = Param("more", "one", alternatives=("查看更多", "更多"), optional=True)
GREETING = Phrase([["您好 ", Ref(USER)], [Ref(MORE), "！"]])
TEMPLATE = {
    "msgtype": "msgmenu",
    "msgmenu": {
        "head_content": GREETING,
        "list": [
            {
                "type": "view",
                "view": {
                    "url": Phrase([["https://e.cn/?u=", Ref(USER, "percent")]]),
                    "content": Phrase([[Ref(MORE)]]),
                },
            }
        ],
    },
}


def test_samples() -> None:
    """Without values a template shows samples, marked as such, with the longest size beside."""
    drawn = picture(TEMPLATE)
    assert drawn.text == "您好 user_1\n查看更多！\n查看更多"
    assert [run.filled for line in drawn.lines for run in line.runs] == [
        ((3, 9, "userid"),),
        ((0, 4, "more"),),
        ((0, 4, "more"),),
    ]
    assert [(one.param, one.text, one.origin) for one in drawn.params] == [
        (USER, "user_1", "sample"),
        (MORE, "查看更多", "sample"),
    ]
    head, _, url, content = drawn.meters
    assert (head.used, head.longest) == (29, 55)
    assert (url.used, url.longest, content.longest) == (22, 48, 12)


def test_longest() -> None:
    """The longest rendering takes just the bytes of the bound that was proved."""
    for meter in picture(TEMPLATE, longest=True).meters:
        assert meter.longest in {None, meter.used}


def test_given_values() -> None:
    """Values that are given are shown; an absent one takes its line and its item away."""
    drawn = picture(TEMPLATE, values={"userid": "u&1", "more": None}, longest=True)
    assert drawn.text == "您好 u&1"
    assert [one.origin for one in drawn.params] == ["given", "given"]
    drawn = picture(TEMPLATE, values={"userid": "u&1"})
    assert drawn.taps["/msgmenu/list/0/view/content"].target == "https://e.cn/?u=u%261"
    assert [one.name for one in drawn.meters] == [
        "head_content",
        "list",
        "view.url",
        "view.content",
    ]


def test_absent_head() -> None:
    """A head of which no line is left is not drawn."""
    wire = {"head_content": Phrase([[Ref(MORE)]]), "tail_content": "a"}
    assert picture(wire, "menu", values={"more": None}).text == "a"


@given(st.data(), phrases())
def test_filled(data: st.DataObject, phrase: Phrase) -> None:
    """What is drawn of a phrase is what rendering writes, and its values stand where it says."""
    chosen = data.draw(given_values(phrase))
    read = {param.name: param.read(chosen[param.name]) for param in phrase.params}
    drawn = picture({"head_content": phrase}, "menu", values=read)
    text = phrase.fill(read)
    assert drawn.text == (text or "")
    plain = Phrase(
        [
            [part if isinstance(part, str) else Ref(part.param) for part in line]
            for line in phrase.lines
        ]
    )
    drawn = picture({"head_content": plain}, "menu", values=read)
    for line in drawn.lines:
        for run in line.runs:
            for start, end, name in run.filled:
                assert run.text[start:end] in (read[name] or "")


@given(phrases())
def test_longest_is_exact(phrase: Phrase) -> None:
    """The longest rendering of any phrase takes the bytes of its bound."""
    (meter,) = picture({"head_content": phrase}, "menu", longest=True).meters
    assert meter.used == meter.longest == phrase.bounds()[1]


@given(params())
def test_sample(param: Param) -> None:
    """A sample is a value that its declaration takes, as it is."""
    assert param.read(sample(param)) == sample(param)


@pytest.mark.parametrize(
    ("param", "text"),
    [
        (Param("userid", "id", most=32), "user_1"),
        (Param("userid", "id", least=8, most=32), "user_100"),
        (Param("userid", "id", most=3), "use"),
        (Param("n", "digits", most=20), "123456"),
        (Param("n", "digits", least=12, most=12), "123456789012"),
        (Param("姓名", "text", most=20), "姓名"),
        (Param("姓名", "text", least=3, most=20), "姓名姓"),
        (Param("姓名", "cut", most=4), "…"),
        (Param("u", "url", most=64), "https://example.com/"),
        (Param("u", "url", most=12), "https://exam"),
        (Param("u", "url", most=8), "http://&"),
        (Param("价", "number", 0, 9999, 2), "49.99"),
        (Param("more", "one", alternatives=("甲", "乙")), "甲"),
    ],
)
def test_sample_reads(param: Param, text: str) -> None:
    """A sample is told by a reader for a sample."""
    assert sample(param) == text
    assert param.type != "number" or Decimal(text)


# ---- in Python ----------------------------------------------------------------------------


def test_template() -> None:
    """A template draws itself under its name, and a notebook shows it by itself."""
    template = loads("menu a\n  click: 满意 -> 101\n")["a"]
    assert template.preview().name == "a"
    assert template.preview().text == "满意"
    assert template._repr_html_() == template.preview()._repr_html_()
    assert 'data-message="a"' in template._repr_html_()
    assert template.preview(longest=True).text == "满意"


def test_notebook() -> None:
    """A message shows itself in a notebook, readable also where styles are stripped."""
    menu = Menu("您好\n欢迎").view("官网", "https://e.cn").click("满" * 43, "1")
    shown = menu._repr_html_()
    assert '您好<br>欢迎<br><a href="https://e.cn" style=' in shown
    assert "KF402" in shown
    assert "<script" not in shown
    assert isinstance(menu.preview().problems[0], Problem)


def test_light() -> None:
    """Importing kfmenu, composing a menu and checking one load nothing of the preview."""
    code = (
        "import sys; from kfmenu import Menu, check, loads; Menu('a').to_json();"
        "check({}); loads('menu a\\n  click: b -> c\\n')['a'].render();"
        "from kfmenu.cli import run; run(['check', 'examples/satisfaction.kfm']);"
        "assert not [n for n in sys.modules if 'preview' in n or 'wcwidth' in n]"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
