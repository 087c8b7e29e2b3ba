"""The limits of a message, read from WeCom's page for the fake alone.

Nothing here is shared with kfmenu's own checker: two readings of one page catch each other's
mistakes, one reading only repeats its own. Each number stands under the line it comes from, of
https://kf.weixin.qq.com/api/doc/path/95123 ("发送客服欢迎语"). Bytes are bytes of UTF-8.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from kfmenu.testing.envelope import is_utf8
from kfmenu.testing.protocol import Endpoint, Errcode, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Field:
    """One string of a message.

    Args:
        name: WeCom's name of it.
        least: bytes it must have at least, when it is there.
        most: bytes it may have at most.
        required: whether it must be there.
        empty: the errcode when it is shorter than `least`.
        long: the errcode when it is longer than `most`.
    """

    name: str
    least: int
    most: int
    required: bool = True
    empty: Errcode = Errcode.INVALID_PARAMETER
    long: Errcode = Errcode.INVALID_PARAMETER


# 开发者**仅可在收到相关事件后20秒内调用，且只可调用一次**。
# The desk keeps the second half: a code works once.
CODE_WINDOW_SECONDS = 20.0

# | msgid | 否 | string | … 不多于32字节 字符串取值范围(正则表达式)：[0-9a-zA-Z_-]* |
MSGID = re.compile(r"[0-9a-zA-Z_-]{0,32}")

# 发送客服欢迎语 … 支持发送消息类型：文本、菜单消息。
MSGTYPES = ("text", "msgmenu")

# | text.content | 是 | string | 消息内容，最长不超过2048个字节 |
# The table gives no minimum; WeCom's errcode 44004 (empty text) is the source of the 1.
TEXT_CONTENT = Field("content", 1, 2048, empty=Errcode.EMPTY_TEXT, long=Errcode.TEXT_TOO_LONG)

# | msgmenu.head_content | 否 | string | 起始文本 不多于1024字节 |
HEAD_CONTENT = Field("head_content", 0, 1024, required=False)

# | msgmenu.tail_content | 否 | string | 结束文本 不多于1024字节 |
TAIL_CONTENT = Field("tail_content", 0, 1024, required=False)

# | msgmenu.list | 否 | obj[] | 菜单项配置，不超过10个 |
LIST_ITEMS = 10

# kf/send_msg, its own page: up to 50 entries, at most 10 of them click, view or miniprogram.
SEND_MSG_LIST_ITEMS = 50
SEND_MSG_LIST_LINKS = 10

# | msgmenu.list.click.id | 否 | string | 菜单ID。 不少于1字节 不多于128字节 |
CLICK_ID = Field("id", 1, 128, required=False)

# | msgmenu.list.click.content | 是 | string | 菜单显示内容 不少于1字节 不多于128字节 |
CLICK_CONTENT = Field("content", 1, 128)

# | msgmenu.list.view.url | 是 | string | 点击后跳转的链接。 不少于1字节 不多于2048字节 |
VIEW_URL = Field("url", 1, 2048)

# | msgmenu.list.view.content | 是 | string | 菜单显示内容。 不少于1字节 不多于1024字节 |
VIEW_CONTENT = Field("content", 1, 1024)

# | msgmenu.list.miniprogram.appid | 是 | string | 小程序appid。 不少于1字节 不多于32字节 |
MINIPROGRAM_APPID = Field("appid", 1, 32)

# | msgmenu.list.miniprogram.pagepath | 是 | string | … 不少于1字节 不多于1024字节 |
MINIPROGRAM_PAGEPATH = Field("pagepath", 1, 1024)

# | msgmenu.list.miniprogram.content | 是 | string | 菜单显示内容。 不多于1024字节 |
MINIPROGRAM_CONTENT = Field("content", 0, 1024)

# kf/send_msg, its own page: the content of a mini program need not be there.
SEND_MSG_MINIPROGRAM_CONTENT = attrs.evolve(MINIPROGRAM_CONTENT, required=False)

# | msgmenu.list.text.content | 是 | string | … 不少于1字节 不多于256字节 |
ITEM_TEXT_CONTENT = Field("content", 1, 256)

# | msgmenu.list.type | 是 | string | 菜单类型。 `click`-回复菜单 `view`-超链接菜单
#   `miniprogram`-小程序菜单 `text`-文本 |
ITEMS = {
    "click": (CLICK_ID, CLICK_CONTENT),
    "view": (VIEW_URL, VIEW_CONTENT),
    "miniprogram": (MINIPROGRAM_APPID, MINIPROGRAM_PAGEPATH, MINIPROGRAM_CONTENT),
    "text": (ITEM_TEXT_CONTENT,),
}
SEND_MSG_ITEMS = ITEMS | {
    "miniprogram": (MINIPROGRAM_APPID, MINIPROGRAM_PAGEPATH, SEND_MSG_MINIPROGRAM_CONTENT),
}


def check(message: Mapping[str, object], endpoint: Endpoint) -> None:
    """Refuse a message that WeCom's page does not allow.

    Args:
        message: the whole request body, as parsed from JSON.
        endpoint: the endpoint it was posted to; `kf/send_msg` has limits of its own.

    Raises:
        Refusal: with 40008 (msgtype), 44004 or 45002 (text), 95008 (too many items),
            95009 (type of an item) or 40058 (anything else).
    """
    _check_msgid(message)
    match message.get("msgtype"):
        case "text":
            _check_field(_object(message, "text", "text"), TEXT_CONTENT, "text")
        case "msgmenu":
            _check_menu(_object(message, "msgmenu", "msgmenu"), endpoint)
        case other:
            raise Refusal(Errcode.INVALID_MSGTYPE, f"msgtype: {other!r:.40} is not in {MSGTYPES}")


def _check_msgid(message: Mapping[str, object]) -> None:
    msgid = message.get("msgid", "")
    if not isinstance(msgid, str) or not MSGID.fullmatch(msgid):
        raise Refusal(Errcode.INVALID_PARAMETER, f"msgid: does not match {MSGID.pattern}")


def _check_menu(menu: Mapping[str, object], endpoint: Endpoint) -> None:
    _check_field(menu, HEAD_CONTENT, "msgmenu")
    _check_field(menu, TAIL_CONTENT, "msgmenu")
    items = menu.get("list", [])
    if not isinstance(items, list):
        raise Refusal(Errcode.INVALID_PARAMETER, "msgmenu.list: not an array")
    kinds = [item.get("type") if isinstance(item, dict) else None for item in items]
    if endpoint is Endpoint.SEND_MSG:
        _check_count("entries", len(kinds), SEND_MSG_LIST_ITEMS)
        links = sum(kind in ("click", "view", "miniprogram") for kind in kinds)
        _check_count("click, view and miniprogram items", links, SEND_MSG_LIST_LINKS)
    else:
        _check_count("items", len(kinds), LIST_ITEMS)
    fields = SEND_MSG_ITEMS if endpoint is Endpoint.SEND_MSG else ITEMS
    for index, item in enumerate(items):
        _check_item(item, f"msgmenu.list.{index}", fields)


def _check_count(what: str, actual: int, most: int) -> None:
    if actual > most:
        raise Refusal(
            Errcode.TOO_MANY_ITEMS, f"msgmenu.list: {actual} {what}, at most {most} are allowed"
        )


def _check_item(item: object, at: str, fields: Mapping[str, tuple[Field, ...]]) -> None:
    if not isinstance(item, dict):
        raise Refusal(Errcode.INVALID_PARAMETER, f"{at}: not an object")
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in fields:
        raise Refusal(Errcode.INVALID_ITEM_TYPE, f"{at}.type: {kind!r:.40}")
    # | msgmenu.list.view | 否 | obj | type为`view`的菜单项 | and so on: each body is for its type.
    if others := sorted(fields.keys() & item.keys() - {kind}):
        raise Refusal(Errcode.INVALID_PARAMETER, f"{at}.{others[0]}: the item is of type {kind}")
    inside = _object(item, kind, f"{at}.{kind}")
    for field in fields[kind]:
        _check_field(inside, field, f"{at}.{kind}")
    if kind == "text":
        _check_no_newline(inside, f"{at}.text")


def _check_no_newline(text: Mapping[str, object], at: str) -> None:
    # | msgmenu.list.text.no_newline | 否 | bool | … 0-换行 1-不换行，默认为0 |
    value = text.get("no_newline", 0)
    if not isinstance(value, int) or value not in (0, 1):
        raise Refusal(Errcode.INVALID_PARAMETER, f"{at}.no_newline: {value!r:.40} is not 0 or 1")


def _object(holder: Mapping[str, object], name: str, at: str) -> Mapping[str, object]:
    value = holder.get(name)
    if not isinstance(value, dict):
        raise Refusal(Errcode.INVALID_PARAMETER, f"{at}: not an object")
    return value


def _check_field(holder: Mapping[str, object], field: Field, at: str) -> None:
    at = f"{at}.{field.name}"
    if field.name not in holder:
        if field.required:
            raise Refusal(Errcode.INVALID_PARAMETER, f"{at}: missing")
        return
    value = holder[field.name]
    if not isinstance(value, str):
        raise Refusal(Errcode.INVALID_PARAMETER, f"{at}: not a string")
    if not is_utf8(value):
        raise Refusal(Errcode.INVALID_PARAMETER, f"{at}: not UTF-8")
    size = len(value.encode())
    if size < field.least:
        raise Refusal(field.empty, f"{at}: {size} bytes, at least {field.least} are needed")
    if size > field.most:
        raise Refusal(field.long, f"{at}: {size} bytes, at most {field.most} are allowed")
