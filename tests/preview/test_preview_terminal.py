"""The bubble in a terminal: whole at any width, clear without colour, safe to print."""

import re

import pytest
from hostile_messages import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from strategies import messages
from wcwidth import width

from kfmenu import Menu
from kfmenu.params.phrase import Phrase, Ref
from kfmenu.params.types import Param
from kfmenu.preview.ink import drawable
from kfmenu.preview.picture import Picture, picture
from kfmenu.preview.terminal import PLAIN, ROUND, Box, colours, draw, opening

BOXES = pytest.mark.parametrize("box", [ROUND, PLAIN], ids=["round", "plain"])
COLUMNS = (40, 41, 64, 80, 200)

MENU = (
    Menu("您好👨‍👩‍👧‍👦שלום")
    .text("问题可", no_newline=True)
    .click("联系客服", "human")
    .click("无编号")
    .view("官网", "https://work.weixin.qq.com/" + "a" * 40)
    .miniprogram("订单", "wx123", "pages/index")
    .text("满" * 84)
)
DRAWN = """\
satisfaction  menus/a.kfm:3  1 warning
╭──────────────────────────────────────╮
│ 您好👨‍👩‍👧‍👦שלום                           │
│ 问题可联系客服 [1]                   │
│ 无编号 [2]                           │
│ 官网 [3]                             │
│ 订单 [4]                             │
│ 满满满满满满满满满满满满满满满满满满 │
┊ 满满满满满满满满满满满满满满满满满满 │
┊ 满满满满满满满满满满满满满满满满满满 │
┊ 满满满满满满满满满满满满满满满满满满 │
┊ 满满满满满满满满满满满满             │
╰──────────────────────────────────────╯
  [1] click → @human
  [2] click → no id: the service cannot
              tell it was tapped
  [3] view → https://work.weixin.qq.com/
             aaaaaaaaaaaaaaaaaaaaaaaaaaa
             aaaaaaaaaaaaa
  [4] miniprogram → wx123 pages/index
  ━━━━━━━━━━━┄ 252/256 bytes
               text.content “满满满满满
               满满满满满满满满满满满…满
               满满满满满满”"""


def test_drawn() -> None:
    """The narrowest drawing has all there is to know."""
    drawn = picture(
        MENU.wire(),
        name="satisfaction",
        names=["human"],
        problems=MENU.problems(),
        path="menus/a.kfm",
        line=3,
    )
    assert "\n".join(draw(drawn, "en", 0)) == DRAWN


def bubble(drawn: Picture, columns: int, box: Box) -> list[str]:
    """Give the rows of the box, its edges first and last."""
    rows = list(draw(drawn, "zh", columns, box=box))
    edges = [at for at, row in enumerate(rows) if row[:1] in {box.top[0], box.bottom[0]}]
    return rows[edges[0] : edges[-1] + 1]


def unboxed(rows: list[str], box: Box) -> str:
    """Read the text of a bubble from its rows again, links' numbers and outer blanks aside."""
    text = ""
    for row in rows[1:-1]:
        inside = row[2:-2]
        text += inside if row[0] == box.more else f"\n{inside}"
    return re.sub(r"\s|\[\d+\]", "", text)


@BOXES
@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str, columns: int, box: Box) -> None:
    """At any width no line is too long, the box closes, no character commands the terminal."""
    drawn = picture(HOSTILE[name], name=name, names=HOSTILE)
    for row in draw(drawn, "en", columns, box=box):
        assert width(row) <= columns
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", row)
    rows = bubble(drawn, columns, box)
    assert len({width(row) for row in rows}) == 1
    said = re.sub(r"\s|\[\d+\]", "", drawable(drawn.text, bidi=False))
    assert unboxed(rows, box) == said or not said


@pytest.mark.property
@given(messages, st.integers(0, 220))
def test_widths(message: Menu, columns: int) -> None:
    """No message makes a line wider than the terminal, or a box that does not close."""
    drawn = message.preview()
    assert all(width(row) <= max(columns, 40) for row in draw(drawn, "zh", columns))
    assert len({width(row) for row in bubble(drawn, columns, ROUND)}) == 1


def test_joiner_at_the_end() -> None:
    """A joiner that joins nothing leaves the box closed."""
    drawn = Menu("x\u200d").click("👨\u200d", "1").preview()
    assert len({width(row) for row in bubble(drawn, 80, ROUND)}) == 1


def test_colours_add_nothing() -> None:
    """With its escapes taken out, the coloured drawing is the plain one."""
    drawn = picture(MENU.wire(), name="a", path="b", problems=MENU.problems())
    coloured = "\n".join(draw(drawn, "zh", pen=opening(colours)))
    assert "\x1b[34m" in coloured
    assert "\x1b]8;;https://work.weixin.qq.com/" in coloured
    plain = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", coloured)
    assert re.sub(" +\n", "\n", plain) == "\n".join(draw(drawn, "zh"))


def test_addresses() -> None:
    """Only http(s) can be opened, its address in ASCII; nothing in it ends the escape."""
    menu = Menu().view("a", "https://e.cn/满?a=b#c").view("b", "javascript:alert(1)")
    menu = menu.view("c", "https://e.cn/\x1b\\").view("d", "https://e.cn/ x")
    drawn = "\n".join(draw(menu.preview(), "en", pen=opening(colours)))
    found = set(re.findall(r"\x1b\]8;;([^\x1b]+)\x1b", drawn))
    assert found == {"https://e.cn/%E6%BB%A1?a=b#c"}


def test_params() -> None:
    """What a param holds is marked, and said below with what is declared of it."""
    name = Param("姓名", "text", most=20, optional=True)
    wire = {"head_content": Phrase([["您好，", Ref(name)], ["再见"]])}
    assert list(draw(picture(wire, "menu"), "zh"))[-1] == "  {姓名} 姓名  示例 文字(20)"
    absent = picture(wire, "menu", values={"姓名": None})
    assert list(draw(absent, "en"))[-1] == "  {姓名}   absent text(20)"
    longest = list(draw(picture(wire, "menu", longest=True), "en", pen=colours))
    assert any(f"\x1b[4m{'😀' * 20}\x1b[0m" in row for row in longest)
    tight = Phrase([["满" * 280, Ref(name)]])
    said = list(draw(picture({"head_content": tight}, "menu"), "en", 200))[-1]
    assert "846/1024 bytes, at most 920  head_content" in said


def test_nothing() -> None:
    """A message that shows nothing says so."""
    assert list(draw(Menu().preview(), "zh"))[1:] == [
        "╭──────────────╮",
        "│ 什么都不显示 │",
        "╰──────────────╯",
    ]
