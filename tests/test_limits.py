"""The limit table: it says what the page says, and the walker keeps to it exactly."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from golden import FOLDER as FIXTURES

import kfmenu
from kfmenu.facts.kinds import KINDS
from kfmenu.facts.limits import LIMITS, Limit, Target

STRINGS = [
    (target, row)
    for target, rows in LIMITS.items()
    for row in rows.values()
    if row.max_bytes is not None
]
FILLS = {"shown": "x", "id": "1", "url": "https://example.com", "appid": "wx1", "path": "p"}
BODIES = {
    kind.name: {one.name: FILLS.get(one.role, "x") for one in kind.fields if one.role != "flag"}
    for kind in KINDS.values()
}
WIDTHS = {1: "a", 2: "é", 3: "满", 4: "😀"}


@pytest.mark.parametrize("row", LIMITS["on_event"].values(), ids=lambda row: row.path)
def test_source(row: Limit, spec: Path) -> None:
    """Every row stands under a line of the page, character for character."""
    assert row.source in (spec / "send_msg_on_event.zh.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", LIMITS["on_event"].values(), ids=lambda row: row.path)
def test_numbers(row: Limit) -> None:
    """The numbers of a row are those of its line, and so is whether the field is required."""
    _, _, required, _, text = row.source.split("|")[:5]
    at_most = re.search(r"不[多超]于?过?(\d+)个?字节", text)
    at_least = re.search(r"不少于(\d+)字节", text)
    entries = re.search(r"不超过(\d+)个$", text.strip())
    assert row.max_bytes == (int(at_most[1]) if at_most else None)
    assert row.min_bytes == (int(at_least[1]) if at_least else 0)
    assert row.max_items == (int(entries[1]) if entries else None)
    assert row.required == (required.strip() == "是")


with (FIXTURES / "limits.tsv").open(encoding="utf-8") as file:
    TWICE = list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("said", TWICE, ids=lambda said: said["path"])
def test_twice(said: dict[str, str]) -> None:
    """Every number has been typed in twice, so that a slip is seen without the page."""
    row = LIMITS["on_event"][said["path"]]
    for written, found in (
        (said["required"], "yes" if row.required else "no"),
        (said["least"], str(row.min_bytes)),
        (said["most"], str(row.max_bytes or "")),
        (said["items"], str(row.max_items or "")),
    ):
        assert written == found


@pytest.mark.parametrize("row", LIMITS["send_msg"].values(), ids=lambda row: row.path)
def test_send_msg_source(row: Limit, spec: Path) -> None:
    """What differs for send_msg stands in the decided law, word for word."""
    law = " ".join((spec / "README.md").read_text(encoding="utf-8").split())
    assert row.source in law or row == LIMITS["on_event"][row.path]


def test_send_msg_numbers() -> None:
    """For send_msg 50 entries, 10 of them actions, and no required miniprogram.content."""
    rows = LIMITS["send_msg"]
    assert rows["msgmenu.list"].max_items == 50
    assert rows["msgmenu.list"].max_actions == 10
    assert not rows["msgmenu.list.miniprogram.content"].required


def test_read_only() -> None:
    """Nobody can change the table by accident."""
    with pytest.raises(TypeError):
        kfmenu.LIMITS["on_event"]["code"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        kfmenu.LIMITS["on_event"]["code"].max_bytes = 1  # type: ignore[misc]


def request_with(target: Target, path: str, value: str) -> tuple[Any, str]:
    """Give a request that is valid but for one field, and the pointer of that field."""
    item = {"type": "text", "text": {"content": "x"}}
    menu: dict[str, Any] = {"list": [item]}
    request: dict[str, Any] = {"msgtype": "msgmenu", "msgmenu": menu}
    request |= {"code": "c"} if target == "on_event" else {"touser": "u", "open_kfid": "k"}
    match path.split("."):
        case ["text", name]:
            return request | {"msgtype": "text", "text": {name: value}}, f"/text/{name}"
        case ["msgmenu", "list", tag, name]:
            menu["list"] = [{"type": tag, tag: BODIES[tag] | {name: value}}]
            return request, f"/msgmenu/list/0/{tag}/{name}"
        case ["msgmenu", name]:
            menu[name] = value
            return request, f"/msgmenu/{name}"
        case [name]:
            return request | {name: value}, f"/{name}"
    raise AssertionError(path)


def sized(size: int, width: int) -> str:
    """Give a text of `size` bytes made of characters of `width` bytes, the rest of single ones."""
    return "a" * (size % width) + WIDTHS[width] * (size // width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("target", "row"), STRINGS, ids=str)
def test_too_long(target: Target, row: Limit, width: int) -> None:
    """One byte under and at the limit pass, one over is KF402, whatever the characters."""
    assert row.max_bytes is not None
    for size in (row.max_bytes - 1, row.max_bytes, row.max_bytes + 1):
        payload, pointer = request_with(target, row.path, sized(size, width))
        found = [p for p in kfmenu.check(payload, target, target) if p.code == "KF402"]
        if size <= row.max_bytes:
            assert not found
        else:
            (problem,) = found
            assert (problem.pointer, problem.limit, problem.actual, problem.unit) == (
                pointer, row.max_bytes, size, "byte",
            )  # fmt: skip
            assert dict(problem.holes)["over"] == 1
            assert dict(problem.holes)["chars"] == 1


@pytest.mark.parametrize(("target", "row"), STRINGS, ids=str)
def test_too_short(target: Target, row: Limit) -> None:
    """An empty text is KF403 exactly where the table has a minimum."""
    payload, pointer = request_with(target, row.path, "")
    found = [p for p in kfmenu.check(payload, target, target) if p.code == "KF403"]
    assert [p.pointer for p in found] == ([pointer] if row.min_bytes else [])
    assert all((p.limit, p.actual, p.unit) == (1, 0, "byte") for p in found)
    payload, _ = request_with(target, row.path, "x")
    assert not [p for p in kfmenu.check(payload, target, target) if p.code == "KF403"]


@pytest.mark.parametrize(
    ("target", "kind", "limit"),
    [
        ("on_event", "text", 10),
        ("on_event", "click", 10),
        ("send_msg", "text", 50),
        ("send_msg", "click", 10),
    ],
)
def test_too_many(target: Target, kind: str, limit: int) -> None:
    """One item under and at the limit pass, one over is KF401 at the list."""
    for count in (limit - 1, limit, limit + 1):
        ids = [{"id": str(n)} if kind == "click" else {} for n in range(count)]
        items = [{"type": kind, kind: {"content": "x"} | more} for more in ids]
        problems = kfmenu.check({"list": items}, "menu", target)
        over = [(p.code, p.pointer, p.limit, p.actual, p.unit) for p in problems]
        assert over == ([] if count <= limit else [("KF401", "/list", limit, count, "item")])


def test_chars_to_take_away() -> None:
    """The number of characters to take away is the fewest whose loss makes the text fit."""
    for text in ("满" * 43, "a" * 200, "😀" * 33, "a" + "😀" * 32, "满" * 42 + "ab😀"):
        (problem, *_) = kfmenu.Menu().click(text, "1").problems()
        chars = int(str(dict(problem.holes)["chars"]))
        assert len(text[:-chars].encode()) <= 128 < len(text[: len(text) - chars + 1].encode())


@pytest.mark.parametrize(("actions", "texts", "found"), [(10, 1, []), (10, 40, []), (11, 0, [11])])
def test_actions(actions: int, texts: int, found: list[int]) -> None:
    """`send_msg` takes ten items to tap and fifty in all; `on_event` counts all alike."""
    click = {"type": "click", "click": {"content": "好"}}
    text = {"type": "text", "text": {"content": "好"}}
    menu = {"list": [click] * actions + [text] * texts}
    message = {"msgtype": "msgmenu", "msgmenu": menu}
    told = [one for one in kfmenu.check(message, target="send_msg") if one.severity == "error"]
    assert [one.actual for one in told] == found
    assert all((one.code, one.variant) == ("KF401", "actions") for one in told)
    (counted,) = [one for one in kfmenu.check(message) if one.code == "KF401"]
    assert counted.actual == actions + texts
