"""The limits of a message, read from WeCom's page for the fake alone.

Nothing here is shared with kfmenu's own checker: two readings of one page catch each other's
mistakes, one reading only repeats its own. Each number stands under the line it comes from, of
https://kf.weixin.qq.com/api/doc/path/95123 ("发送客服欢迎语"). Bytes are bytes of UTF-8.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import attrs

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
        scheme: whether it is a URL and needs one.
    """

    name: str
    least: int
    most: int
    required: bool = True
    empty: Errcode = Errcode.INVALID_PARAMETER
    long: Errcode = Errcode.INVALID_PARAMETER
    scheme: bool = False


# 开发者**仅可在收到相关事件后20秒内调用，且只可调用一次**。
# The desk keeps the second half: a code works once.
CODE_WINDOW_SECONDS = 20.0
# 发送客服欢迎语 … 支持发送消息类型：文本、菜单消息。
MSGTYPES = ("text", "msgmenu")
# | msgid | 否 | string | … 不多于32字节 字符串取值范围(正则表达式)：[0-9a-zA-Z_-]* |
MSGID = re.compile(r"[0-9a-zA-Z_-]{0,32}")
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
# WeCom's errcode 45034: a URL without scheme.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# | msgmenu.list.type | 是 | string | 菜单类型。 `click`-回复菜单 `view`-超链接菜单
#   `miniprogram`-小程序菜单 `text`-文本 |
ITEMS = {
    "click": (
        # | msgmenu.list.click.id | 否 | string | 菜单ID。 不少于1字节 不多于128字节 |
        Field("id", 1, 128, required=False),
        # | msgmenu.list.click.content | 是 | string | 菜单显示内容 不少于1字节 不多于128字节 |
        Field("content", 1, 128),
    ),
    "view": (
        # | msgmenu.list.view.url | 是 | string | 点击后跳转的链接。 不少于1字节 不多于2048字节 |
        Field("url", 1, 2048, scheme=True),
        # | msgmenu.list.view.content | 是 | string | 菜单显示内容。 不少于1字节 不多于1024字节 |
        Field("content", 1, 1024),
    ),
    "miniprogram": (
        # | msgmenu.list.miniprogram.appid | 是 | string | 小程序appid。 不少于1字节 不多于32字节 |
        Field("appid", 1, 32),
        # | msgmenu.list.miniprogram.pagepath | 是 | string | … 不少于1字节 不多于1024字节 |
        Field("pagepath", 1, 1024),
        # | msgmenu.list.miniprogram.content | 是 | string | 菜单显示内容。 不多于1024字节 |
        Field("content", 0, 1024),
    ),
    # | msgmenu.list.text.content | 是 | string | … 不少于1字节 不多于256字节 |
    "text": (Field("content", 1, 256),),
}
# kf/send_msg, its own page: the content of a mini program need not be there.
_MINIPROGRAM = (*ITEMS["miniprogram"][:2], attrs.evolve(ITEMS["miniprogram"][2], required=False))
SEND_MSG_ITEMS = ITEMS | {"miniprogram": _MINIPROGRAM}

# kf/send_msg, its own page: five messages within 48 hours of the customer's last word.
SESSION_SECONDS = 48 * 3600.0
# kf/sync_msg, its own page: a callback's token is good for ten minutes; a call gives 1,000 at most.
SIGNAL_SECONDS = 600.0
SYNC_LIMIT = 1000
# kf/service_state, its own page: 1 the bot, 2 the waiting pool, 3 a servicer, 4 ended; and the code
# that a change brings: seconds, msgtypes. Which changes are allowed it does not say: here, all.
STATES = {
    1: None,
    2: (SESSION_SECONDS, ("text",)),
    3: (SESSION_SECONDS, ("text",)),
    4: (CODE_WINDOW_SECONDS, MSGTYPES),
}
STATES_CLOSED = {
    2: Errcode.SESSION_FORBIDS,
    3: Errcode.SESSION_FORBIDS,
    4: Errcode.SESSION_ENDED,
}


def read(body: bytes) -> dict[str, Any] | None:
    """Read a JSON object from UTF-8 bytes; None for anything else, however hostile.

    Args:
        body: the bytes to read.
    """
    try:
        # Bytes are decoded first because json.loads would guess UTF-16 and UTF-32 as well.
        value = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def text_of(message: Mapping[str, Any] | None, name: str) -> str | None:
    """Give a string of a message; None when it is missing, empty, no string or not UTF-8.

    Args:
        message: the JSON object of a body.
        name: the name of the string.
    """
    value = (message or {}).get(name)
    return value if isinstance(value, str) and value and _is_utf8(value) else None


def _is_utf8(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def check(message: Mapping[str, object], endpoint: Endpoint) -> None:
    """Refuse a message that WeCom's page does not allow.

    Args:
        message: the whole request body, as parsed from JSON.
        endpoint: the endpoint it was posted to; `kf/send_msg` has limits of its own.

    Raises:
        Refusal: with 40008 (msgtype), 44004 or 45002 (text), 45034 (url), 95008 (too many
            items), 95009 (type of an item) or 40058 (anything else).
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
        raise _wrong("msgid", f"does not match {MSGID.pattern}")


def _check_menu(menu: Mapping[str, object], endpoint: Endpoint) -> None:
    _check_field(menu, HEAD_CONTENT, "msgmenu")
    _check_field(menu, TAIL_CONTENT, "msgmenu")
    items = menu.get("list", [])
    if not isinstance(items, list):
        raise _wrong("msgmenu.list", "not an array")
    if endpoint is Endpoint.SEND_MSG:
        kinds = [item.get("type") for item in items if isinstance(item, dict)]
        links = sum(kinds.count(kind) for kind in ("click", "view", "miniprogram"))
        _check_count("entries", len(items), SEND_MSG_LIST_ITEMS)
        _check_count("click, view and miniprogram items", links, SEND_MSG_LIST_LINKS)
    else:
        _check_count("items", len(items), LIST_ITEMS)
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
        raise _wrong(at, "not an object")
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in fields:
        raise Refusal(Errcode.INVALID_ITEM_TYPE, f"{at}.type: {kind!r:.40}")
    # | msgmenu.list.view | 否 | obj | type为`view`的菜单项 | and so on: each body is for its type.
    if others := sorted(fields.keys() & item.keys() - {kind}):
        raise _wrong(f"{at}.{others[0]}", f"the item is of type {kind}")
    inside = _object(item, kind, f"{at}.{kind}")
    for field in fields[kind]:
        _check_field(inside, field, f"{at}.{kind}")
    # | msgmenu.list.text.no_newline | 否 | bool | … 0-换行 1-不换行，默认为0 |
    flag = inside.get("no_newline", 0)
    if kind == "text" and (not isinstance(flag, int) or flag not in (0, 1)):
        raise _wrong(f"{at}.text.no_newline", f"{flag!r:.40} is not 0 or 1")


def _object(holder: Mapping[str, object], name: str, at: str) -> Mapping[str, object]:
    value = holder.get(name)
    if not isinstance(value, dict):
        raise _wrong(at, "not an object")
    return value


def _check_field(holder: Mapping[str, object], field: Field, at: str) -> None:
    at = f"{at}.{field.name}"
    if field.name not in holder:
        if field.required:
            raise _wrong(at, "missing")
        return
    value = holder[field.name]
    if not isinstance(value, str):
        raise _wrong(at, "not a string")
    if not _is_utf8(value):
        raise _wrong(at, "not UTF-8")
    size = len(value.encode())
    if size < field.least:
        raise Refusal(field.empty, f"{at}: {size} bytes, at least {field.least} are needed")
    if size > field.most:
        raise Refusal(field.long, f"{at}: {size} bytes, at most {field.most} are allowed")
    if field.scheme and not SCHEME.match(value):
        raise Refusal(Errcode.NO_SCHEME, f"{at}: {value:.40}")


def _wrong(at: str, why: str) -> Refusal:
    return Refusal(Errcode.INVALID_PARAMETER, f"{at}: {why}")
