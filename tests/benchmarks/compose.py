"""Composing a message in Python: a ten-item menu built, checked and turned into a dict."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

import blockkit
import slackblocks
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from timing import Figure, compare, interleave, timed

from kfmenu import Menu, from_dict
from kfmenu.message.values import set_json

TITLE = "Composing a message"
ROUNDS = 300
TIMES = 30

HEAD = "您好，欢迎咨询小店客服，请问有什么可以帮您？"
TAIL = "服务时间：每天 9:00 到 21:00，节假日不休息"
CLICKS = (
    ("查询订单进度", "order_status"),
    ("修改收货地址", "change_address"),
    ("申请退款或退货", "refund"),
    ("发票与报销", "invoice"),
    ("优惠券使用规则", "coupons"),
    ("转人工客服", "agent"),
)
VIEWS = (
    ("查看常见问题", "https://example.com/help/faq?from=kf"),
    ("下载最新版应用", "https://example.com/download?channel=wechat"),
)
PROGRAM = ("打开小程序查看更多", "wx123123123123123", "pages/index?userid=zhangsan&orderid=123")
NOTE = "以上都没有？请直接输入您的问题"


def with_kfmenu() -> dict[str, Any]:
    """Build the menu step by step, and check it."""
    return (
        Menu(HEAD)
        .click(*CLICKS[0])
        .click(*CLICKS[1])
        .click(*CLICKS[2])
        .click(*CLICKS[3])
        .click(*CLICKS[4])
        .click(*CLICKS[5])
        .view(*VIEWS[0])
        .view(*VIEWS[1])
        .miniprogram(*PROGRAM)
        .text(NOTE)
        .tail(TAIL)
        .to_dict()
    )


# ---- pydantic: the same message, the same limits in bytes, models built directly ----------


class _Bytes:
    """A check that a string has so many bytes of UTF-8."""

    def __init__(self, least: int, most: int) -> None:
        self.sizes = range(least, most + 1)

    def __call__(self, value: str) -> str:
        size = len(value.encode())
        if size not in self.sizes:
            raise ValueError(f"{size} bytes, not {self.sizes.start} to {self.sizes.stop - 1}")
        return value


_Id = Annotated[str, AfterValidator(_Bytes(1, 128))]
_Url = Annotated[str, AfterValidator(_Bytes(1, 2048))]
_Appid = Annotated[str, AfterValidator(_Bytes(1, 32))]
_Page = Annotated[str, AfterValidator(_Bytes(1, 1024))]
_Note = Annotated[str, AfterValidator(_Bytes(1, 256))]
_Around = Annotated[str, AfterValidator(_Bytes(0, 1024))]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Click(_Model):
    id: _Id | None = None
    content: _Id


class _View(_Model):
    url: _Url
    content: _Page


class _MiniProgram(_Model):
    appid: _Appid
    pagepath: _Page
    content: _Around


class _Text(_Model):
    content: _Note
    no_newline: Literal[0, 1] = 0


class _ClickItem(_Model):
    type: Literal["click"] = "click"
    click: _Click


class _ViewItem(_Model):
    type: Literal["view"] = "view"
    view: _View


class _MiniProgramItem(_Model):
    type: Literal["miniprogram"] = "miniprogram"
    miniprogram: _MiniProgram


class _TextItem(_Model):
    type: Literal["text"] = "text"
    text: _Text


_Item = Annotated[
    _ClickItem | _ViewItem | _MiniProgramItem | _TextItem, Field(discriminator="type")
]


class _Menu(_Model):
    head_content: _Around | None = None
    list: Annotated[Sequence[_Item], Field(max_length=10)] = ()
    tail_content: _Around | None = None


class _Message(_Model):
    msgtype: Literal["msgmenu"] = "msgmenu"
    msgmenu: _Menu


def with_pydantic() -> dict[str, Any]:
    """Build the same message from models."""
    content, appid, pagepath = PROGRAM
    items: list[_Item] = [
        *(_ClickItem(click=_Click(id=ident, content=label)) for label, ident in CLICKS),
        *(_ViewItem(view=_View(url=url, content=label)) for label, url in VIEWS),
        _MiniProgramItem(miniprogram=_MiniProgram(appid=appid, pagepath=pagepath, content=content)),
        _TextItem(text=_Text(content=NOTE)),
    ]
    menu = _Menu(head_content=HEAD, list=items, tail_content=TAIL)
    found: dict[str, Any] = _Message(msgmenu=menu).model_dump(exclude_none=True)
    return found


# ---- builders of Slack's messages: ten buttons --------------------------------------------

BUTTONS = (*CLICKS, ("满意", "101"), ("一般", "102"), ("不满意", "103"), (NOTE, "104"))


def with_blockkit() -> dict[str, Any]:
    """Build a message of ten buttons."""
    actions: Any = blockkit.Actions()
    for text, ident in BUTTONS:
        actions.add_element(blockkit.Button(text, action_id=ident, value=ident))
    message: Any = blockkit.Message(blocks=[actions])
    found: dict[str, Any] = message.build()
    return found


def with_slackblocks() -> dict[str, Any]:
    """Build a message of ten buttons."""
    buttons: list[Any] = [
        slackblocks.Button(text, action_id=ident, value=ident) for text, ident in BUTTONS
    ]
    block = slackblocks.ActionsBlock(elements=buttons)
    found: dict[str, Any] = slackblocks.Message(channel="#kf", blocks=[block]).to_dict()
    return found


SIDES = {
    "kfmenu": with_kfmenu,
    "pydantic": with_pydantic,
    "blockkit": with_blockkit,
    "slackblocks": with_slackblocks,
}


def measure() -> list[Figure]:
    """Give each library in units of `json.dumps` of what it made."""
    made = {name: build() for name, build in SIDES.items()}
    assert made["pydantic"] == made["kfmenu"], "both must make the same message"
    sides = {}
    for name, build in SIDES.items():
        sides[name] = timed(build, TIMES)
        sides[f"{name} floor"] = timed(partial(json.dumps, made[name]), TIMES)
    message = from_dict(made["kfmenu"])

    def to_json() -> str:
        set_json(message, None)  # a message remembers its text
        return message.to_json()

    sides["to_json"] = timed(to_json, TIMES)
    samples = interleave(sides, ROUNDS)
    subjects = {
        "kfmenu": "ten-item menu, fluent, checked, to dict",
        "pydantic": "the same with pydantic v2 models, lengths in bytes",
        "blockkit": "ten buttons with blockkit",
        "slackblocks": "ten buttons with slackblocks",
    }
    figures = [
        compare(samples, name, f"{name} floor", subject, 1.5 if name == "kfmenu" else None)
        for name, subject in subjects.items()
    ]
    text = compare(samples, "to_json", "kfmenu floor", "checked `to_json` of that menu", 0.8)
    return [figures[0], text, *figures[1:]]
