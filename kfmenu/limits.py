"""The limits of WeCom's API as data, each row with the line of the page it comes from."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Target = Literal["on_event", "send_msg"]
"""The API that a message is meant for: `kf/send_msg_on_event` (the default) or `kf/send_msg`."""


class Limit(NamedTuple):
    """What the API's table says of one field.

    Args:
        path: the field's place as the page writes it, e.g. `msgmenu.list.click.content`.
        type: the JSON type: `string`, `object`, `array` or `flag` (an integer or a boolean).
        required: whether the field must be present; a body, only under its own `msgtype`.
        min_bytes: the fewest UTF-8 bytes that a string may have.
        max_bytes: the most UTF-8 bytes that a string may have.
        max_items: the most entries that an array may have.
        max_actions: of these, the most that are `click`, `view` or `miniprogram`.
        choices: the only values that a string may take.
        pattern: a regular expression that all of a string must match.
        source: the line of the specification that says so.
    """

    path: str
    type: Literal["string", "object", "array", "flag"] = "string"
    required: bool = False
    min_bytes: int = 0
    max_bytes: int | None = None
    max_items: int | None = None
    max_actions: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """The field's own name, the last part of its path."""
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The path of the object that the field stands in; empty at the top."""
        return self.path.rpartition(".")[0]


ITEM_TYPES = ("click", "view", "miniprogram", "text")
ACTION_TYPES = ("click", "view", "miniprogram")

_MESSAGE = (
    Limit(
        "msgtype",
        required=True,
        choices=("text", "msgmenu"),
        source="| msgtype      | 是       | string | 消息类型。对不同的msgtype，有相应的结构描述，"
        "详见[消息类型](https://kf.weixin.qq.com/api/doc/path/95123#消息类型) |",
    ),
    Limit(
        "text",
        "object",
        required=True,
        source="| text         | 是       | obj    | 文本消息                       |",
    ),
    Limit(
        "text.content",
        required=True,
        max_bytes=2048,
        source="| text.content | 是       | string | 消息内容，最长不超过2048个字节 |",
    ),
    Limit(
        "msgmenu",
        "object",
        required=True,
        source="| msgmenu                           | 是   | obj    | 菜单消息",
    ),
    Limit(
        "msgmenu.head_content",
        max_bytes=1024,
        source="| msgmenu.head_content              | 否   | string | 起始文本 不多于1024字节",
    ),
    Limit(
        "msgmenu.list",
        "array",
        max_items=10,
        source="| msgmenu.list                      | 否   | obj[]  | 菜单项配置，不超过10个",
    ),
    Limit(
        "msgmenu.list.type",
        required=True,
        choices=ITEM_TYPES,
        source="| msgmenu.list.type                 | 是   | string | 菜单类型。 "
        "`click`-回复菜单 `view`-超链接菜单 `miniprogram`-小程序菜单 `text`-文本 |",
    ),
    Limit(
        "msgmenu.list.click",
        "object",
        source="| msgmenu.list.click                | 否   | obj    | type为`click`的菜单项",
    ),
    Limit(
        "msgmenu.list.click.id",
        min_bytes=1,
        max_bytes=128,
        source="| msgmenu.list.click.id             | 否   | string | "
        "菜单ID。 不少于1字节 不多于128字节",
    ),
    Limit(
        "msgmenu.list.click.content",
        required=True,
        min_bytes=1,
        max_bytes=128,
        source="| msgmenu.list.click.content        | 是   | string | "
        "菜单显示内容 不少于1字节 不多于128字节",
    ),
    Limit(
        "msgmenu.list.view",
        "object",
        source="| msgmenu.list.view                 | 否   | obj    | type为`view`的菜单项",
    ),
    Limit(
        "msgmenu.list.view.url",
        required=True,
        min_bytes=1,
        max_bytes=2048,
        source="| msgmenu.list.view.url             | 是   | string | "
        "点击后跳转的链接。 不少于1字节 不多于2048字节",
    ),
    Limit(
        "msgmenu.list.view.content",
        required=True,
        min_bytes=1,
        max_bytes=1024,
        source="| msgmenu.list.view.content         | 是   | string | "
        "菜单显示内容。 不少于1字节 不多于1024字节",
    ),
    Limit(
        "msgmenu.list.miniprogram",
        "object",
        source="| msgmenu.list.miniprogram          | 否   | obj    | type为`miniprogram`的菜单项",
    ),
    Limit(
        "msgmenu.list.miniprogram.appid",
        required=True,
        min_bytes=1,
        max_bytes=32,
        source="| msgmenu.list.miniprogram.appid    | 是   | string | "
        "小程序appid。 不少于1字节 不多于32字节",
    ),
    Limit(
        "msgmenu.list.miniprogram.pagepath",
        required=True,
        min_bytes=1,
        max_bytes=1024,
        source="| msgmenu.list.miniprogram.pagepath | 是   | string | "
        "点击后进入的小程序页面。 不少于1字节 不多于1024字节",
    ),
    Limit(
        "msgmenu.list.miniprogram.content",
        required=True,
        max_bytes=1024,
        source="| msgmenu.list.miniprogram.content  | 是   | string | "
        "菜单显示内容。 不多于1024字节",
    ),
    Limit(
        "msgmenu.list.text",
        "object",
        source="| msgmenu.list.text                 | 否   | obj    | type为`text`的菜单项",
    ),
    Limit(
        "msgmenu.list.text.content",
        required=True,
        min_bytes=1,
        max_bytes=256,
        source="| msgmenu.list.text.content         | 是   | string | "
        "文本内容，支持`\\n`（\\和n两个字符）换行。 不少于1字节 不多于256字节 |",
    ),
    Limit(
        "msgmenu.list.text.no_newline",
        "flag",
        source="| msgmenu.list.text.no_newline      | 否   | bool   | "
        "内容后面是否不换行，0-换行 1-不换行，默认为0",
    ),
    Limit(
        "msgmenu.tail_content",
        max_bytes=1024,
        source="| msgmenu.tail_content              | 否   | string | 结束文本 不多于1024字节",
    ),
)

_MSGID = Limit(
    "msgid",
    max_bytes=32,
    pattern="[0-9a-zA-Z_-]*",
    source="| msgid        | 否       | string | 消息ID。如果请求参数指定了msgid，则原样返回，"
    "否则系统自动生成并返回。 不多于32字节 字符串取值范围(正则表达式)：[0-9a-zA-Z_-]* |",
)

_ON_EVENT = (
    Limit(
        "code",
        required=True,
        source="| code         | 是       | string | 事件响应消息对应的code。"
        "**通过事件回调下发，仅可使用一次。** |",
    ),
    _MSGID,
    *_MESSAGE,
)

_SEND_MSG_SAYS = (
    "`kf/send_msg` takes `touser` and `open_kfid` instead of `code`, the same message bodies, "
    "five messages per 48 h window; its newest text allows up to 50 list entries of which at most "
    "10 are click, view or miniprogram, and does not require miniprogram.content."
)


def _for_send_msg(row: Limit) -> Limit:
    """Give a row of the page as it holds for the target `send_msg`."""
    match row.path:
        case "msgmenu.list":
            return row._replace(max_items=50, max_actions=10, source=_SEND_MSG_SAYS)
        case "msgmenu.list.miniprogram.content":
            return row._replace(required=False, source=_SEND_MSG_SAYS)
    return row


_SEND_MSG = (
    Limit("touser", required=True, source=_SEND_MSG_SAYS),
    Limit("open_kfid", required=True, source=_SEND_MSG_SAYS),
    _MSGID,
    *(_for_send_msg(row) for row in _MESSAGE),
)

LIMITS: Mapping[Target, Mapping[str, Limit]] = MappingProxyType(
    {
        "on_event": MappingProxyType({row.path: row for row in _ON_EVENT}),
        "send_msg": MappingProxyType({row.path: row for row in _SEND_MSG}),
    }
)
"""The limit table, read-only: target, then the field's path as the page writes it."""
