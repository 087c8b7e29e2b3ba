"""The limits of WeCom's API as data, each row with the line of the page it comes from."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from kfmenu.facts.kinds import KINDS, Kind

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
        word: whether a string may hold neither blank nor control character, by kfmenu's own rule.
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
    word: bool = False
    source: str = ""

    @property
    def name(self) -> str:
        """The field's own name, the last part of its path."""
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The path of the object that the field stands in; empty at the top."""
        return self.path.rpartition(".")[0]


ITEM_TYPES = tuple(KINDS)
ACTION_TYPES = tuple(kind.name for kind in KINDS.values() if kind.taps)


def _rows(kind: Kind) -> Iterator[Limit]:
    """Give the rows of an item's body and of its fields."""
    path = f"msgmenu.list.{kind.name}"
    yield Limit(path, "object", source=f"| {kind.source}")
    for field in kind.fields:
        source = f"| {field.source}"
        if field.role == "flag":
            yield Limit(f"{path}.{field.name}", "flag", source=source)
            continue
        yield Limit(
            f"{path}.{field.name}",
            required=field.required,
            min_bytes=field.min_bytes,
            max_bytes=field.max_bytes,
            word=field.is_word,
            source=source,
        )


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
    *(row for kind in KINDS.values() for row in _rows(kind)),
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
    if row.path == "msgmenu.list":
        return row._replace(max_items=50, max_actions=10, source=_SEND_MSG_SAYS)
    if row.path in _FREE:
        return row._replace(required=False, source=_SEND_MSG_SAYS)
    return row


_FREE = {
    f"msgmenu.list.{kind.name}.{field.name}"
    for kind in KINDS.values()
    for field in kind.fields
    if "send_msg" in field.free_for
}

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
