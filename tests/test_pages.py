"""Lists of any length: what is left in a menu, and pages that fit and drop nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import items as any_items
from strategies import menus

from kfmenu import LIMITS, Click, InvalidMessage, Menu, Text, cut, pages
from kfmenu.facts.limits import Target
from kfmenu.message.values import Item

ROWS = [Click(f"订单 {number}", id=f"order:{number}") for number in range(25)]


def before(number: int) -> Item:
    return Click("上一页", id=f"orders:{number}")


def after(number: int) -> Item:
    return Click("下一页", id=f"orders:{number}")


BACK = Click("返回", id="home")


def labels(menu: Menu) -> list[str | None]:
    """Give the labels of a menu."""
    return [item.content for item in menu.items]


def test_room() -> None:
    """What is left is told in items, actions, and bytes of each text by its pointer."""
    menu = (
        Menu("您好")
        .click("满意", id="101")
        .view("官网", url="https://example.com")
        .miniprogram(None, "wx1", "pages/index")
        .text("啊", no_newline=True)
    )
    room = menu.room()
    assert (room.items, room.actions) == (6, 6)
    assert dict(room.bytes) == {
        "/msgmenu/head_content": 1018,
        "/msgmenu/list/0/click/id": 125,
        "/msgmenu/list/0/click/content": 122,
        "/msgmenu/list/1/view/url": 2029,
        "/msgmenu/list/1/view/content": 1018,
        "/msgmenu/list/2/miniprogram/appid": 29,
        "/msgmenu/list/2/miniprogram/pagepath": 1013,
        "/msgmenu/list/3/text/content": 253,
        "/msgmenu/tail_content": 1024,
    }
    assert (menu.room("send_msg").items, menu.room("send_msg").actions) == (46, 7)


def test_room_over() -> None:
    """Where there is too much a number is negative, and what is no item or text is no mistake."""
    menu = Menu("啊" * 342, [Click("x" * 130, id="1")] * 11)
    room = menu.room()
    assert (room.items, room.actions) == (-1, -1)
    assert room.bytes["/msgmenu/head_content"] == -2
    assert room.bytes["/msgmenu/list/0/click/content"] == -2
    odd = Menu().add([Click(5, "1")], {"type": "click"})  # type: ignore[arg-type,dict-item]
    assert odd.room().items == 8
    with pytest.raises(TypeError):
        room.bytes["/"] = 1  # type: ignore[index]


@pytest.mark.property
@given(menus, st.sampled_from(["on_event", "send_msg"]))
def test_room_is_exact(menu: Menu, target: Target) -> None:
    """So many clicks more fit, and one more does not; the head takes its bytes, and no more."""
    room = menu.room(target)
    click = Click("x", id="y")
    full = menu.add([click] * room.actions)
    assert "KF401" not in {one.code for one in full.problems(target)}
    assert "KF401" in {one.code for one in full.add(click).problems(target)}
    head = (menu.head_content or "") + "x" * room.bytes["/msgmenu/head_content"]
    assert "KF402" not in {one.code for one in menu.head(head).problems(target)}
    assert "KF402" in {one.code for one in menu.head(f"{head}x").problems(target)}


def test_pages() -> None:
    """A long list goes on from page to page; the buttons are counted in."""
    made = pages(ROWS, Menu("您的订单").text("点一下查看"), previous=before, next=after, back=BACK)
    assert [len(menu.items) for menu in made] == [10, 10, 10, 9]
    assert labels(made[0]) == [
        "点一下查看", *[f"订单 {n}" for n in range(7)], "下一页", "返回",
    ]  # fmt: skip
    assert labels(made[1])[-3:] == ["上一页", "下一页", "返回"]
    assert labels(made[3]) == [
        "点一下查看", *[f"订单 {n}" for n in range(19, 25)], "上一页", "返回",
    ]  # fmt: skip
    turned = [item for item in made[1].items if item in {before(1), after(3)}]
    assert turned == [before(1), after(3)]
    assert not any(menu.problems() for menu in made)


def test_one_page() -> None:
    """What fits on one page has no buttons to turn it; an empty list is one page, too."""
    assert pages(ROWS[:9], previous=before, next=after, back=BACK) == (
        Menu(None, [*ROWS[:9], BACK]),
    )
    assert pages(ROWS[:10]) == (Menu(None, ROWS[:10]),)
    assert pages([], Menu("没有订单"), previous=before, next=after) == (Menu("没有订单"),)
    assert [len(menu.items) for menu in pages(ROWS)] == [10, 10, 5]


def test_send_msg() -> None:
    """For send_msg a page takes fifty items, ten of which can be tapped."""
    rows: list[list[Item]] = [
        [Text(f"{n}"), Text("说明"), Click(f"{n}", id=f"{n}")] for n in range(20)
    ]
    made = pages(rows, target="send_msg", next=after, previous=before)
    assert not any(one.code == "KF401" for menu in made for one in menu.problems("send_msg"))
    assert [len(menu.items) for menu in made] == [30, 26, 8]
    assert [len(menu.items) for menu in pages([Text("x")] * 60, target="send_msg")] == [50, 10]


def test_no_room() -> None:
    """Where the menu leaves no room for a single item that is said, and nothing dropped."""
    full = Menu("您好", [Click(f"{n}", id=f"{n}") for n in range(9)])
    with pytest.raises(InvalidMessage, match="KF401"):
        pages(ROWS, full, next=after)
    assert len(pages(ROWS, full)) == 25
    with pytest.raises(InvalidMessage, match="KF401"):
        pages(ROWS[:1], full, back=BACK)


def test_too_long_is_said() -> None:
    """A text that is too long stays, and its page reports it."""
    made = pages([*ROWS[:12], Click("长" * 43, id="x")])
    (problem,) = made[1].problems()
    assert (problem.code, problem.pointer) == ("KF402", "/msgmenu/list/2/click/content")
    assert not pages([Click(cut("长" * 43, 128), id="x")])[0].problems()


@pytest.mark.property
@given(
    st.lists(any_items, max_size=40),
    st.builds(Menu, st.none(), st.lists(any_items, max_size=3)),
    *[st.booleans()] * 3,
    st.sampled_from([*LIMITS]),
)
def test_nothing_is_lost(
    rows: list[Item], menu: Menu, first: bool, second: bool, third: bool, target: Target
) -> None:
    """All items come, in order and once; no page has too many; the buttons lead to their pages."""
    made = pages(
        rows, menu,
        previous=before if first else None, next=after if second else None,
        back=BACK if third else None, target=target,
    )  # fmt: skip
    found: list[Item] = []
    for number, page in enumerate(made, 1):
        assert "KF401" not in {one.code for one in page.problems(target)}
        inside = list(page.items)
        assert tuple(inside[: len(menu.items)]) == menu.items
        del inside[: len(menu.items)]
        if third:
            assert inside.pop() == BACK
        if second and number < len(made):
            assert inside.pop() == after(number + 1)
        if first and number > 1:
            assert inside.pop() == before(number - 1)
        assert inside or len(made) == 1
        found += inside
    assert found == rows


@pytest.mark.parametrize("items", [[], [Text("1")]])
def test_no_room_for_buttons(items: list[Item]) -> None:
    """A menu that has no room for its own buttons is an error, whatever the list holds."""
    with pytest.raises(InvalidMessage, match="KF401"):
        pages(items, Menu("h", [Text("x")] * 10), back=Click("b", "b"))
