"""The kinds of items that a menu holds, each said once: fields, limits, keywords, line."""

from collections.abc import Mapping
from typing import NamedTuple


class Field(NamedTuple):
    """One field of an item.

    Args:
        name: as the API calls it.
        role: what it holds: `shown` text, an `id`, a `url`, an `appid`, a `path`, or a `flag`.
        min_bytes: the fewest UTF-8 bytes that it may have.
        max_bytes: the most.
        source: the line of the page that says so, between its bars.
        required: whether it must be present.
        free_for: the targets that do not require it all the same.
    """

    name: str
    role: str
    min_bytes: int
    max_bytes: int
    source: str
    required: bool = True
    free_for: tuple[str, ...] = ()

    @property
    def may_be_absent(self) -> bool:
        """Whether some target takes the item without it."""
        return not self.required or bool(self.free_for)

    @property
    def is_word(self) -> bool:
        """Whether a blank in it is a mistake: the API takes it, and leads the customer nowhere."""
        return self.role in {"url", "appid", "path"}


NOUNS: Mapping[str, str] = {
    "shown": "文字",
    "id": "编号",
    "url": "网址",
    "appid": "appid",
    "path": "页面",
    "flag": "换行",
}
"""What operators call a field, by its role."""


class Word(NamedTuple):
    """A keyword of the language.

    Args:
        english: as engineers write it.
        chinese: as operators write it.
        also: what people write for it, with blanks between, which is read as a guess.
        sets: the fields that it gives a value by itself.
    """

    english: str
    chinese: str
    also: str = ""
    sets: tuple[tuple[str, int], ...] = ()


class Kind(NamedTuple):
    """One type of item.

    Args:
        name: the API's `type`.
        line: the grammar of its line behind the keyword, in names of fields; without an arrow the
            whole is a text, which may go on in gutters.
        taps: whether a customer can tap it, which `send_msg` counts.
        words: the keywords that declare it.
        source: the line of the page that names it.
        fields: in the page's order, which is that of the JSON.
    """

    name: str
    line: str
    taps: bool
    words: tuple[Word, ...]
    source: str
    fields: tuple[Field, ...]

    @property
    def label(self) -> str:
        """The field before the arrow of its line, or all of it."""
        return self.line.partition(" -> ")[0]

    @property
    def targets(self) -> tuple[str, ...]:
        """The fields that stand behind the arrow of its line."""
        return tuple(self.line.partition(" -> ")[2].split())


CLICK = Kind(
    "click",
    "content -> id",
    taps=True,
    words=(
        Word(
            "click",
            "回复",
            "回复菜单 回复按钮 按钮 按扭 点击 选项 回覆 回復 button reply",
        ),
    ),
    source="msgmenu.list.click                | 否   | obj    | type为`click`的菜单项",
    fields=(
        Field(
            "id",
            "id",
            1,
            128,
            "msgmenu.list.click.id             | 否   | string | "
            "菜单ID。 不少于1字节 不多于128字节",
            required=False,
        ),
        Field(
            "content",
            "shown",
            1,
            128,
            "msgmenu.list.click.content        | 是   | string | "
            "菜单显示内容 不少于1字节 不多于128字节",
        ),
    ),
)

VIEW = Kind(
    "view",
    "content -> url",
    taps=True,
    words=(
        Word(
            "view",
            "链接",
            "超链接菜单 超链接 跳转 网址 网页 連結 鏈接 link url",
        ),
    ),
    source="msgmenu.list.view                 | 否   | obj    | type为`view`的菜单项",
    fields=(
        Field(
            "url",
            "url",
            1,
            2048,
            "msgmenu.list.view.url             | 是   | string | "
            "点击后跳转的链接。 不少于1字节 不多于2048字节",
        ),
        Field(
            "content",
            "shown",
            1,
            1024,
            "msgmenu.list.view.content         | 是   | string | "
            "菜单显示内容。 不少于1字节 不多于1024字节",
        ),
    ),
)

MINIPROGRAM = Kind(
    "miniprogram",
    "content -> appid pagepath",
    taps=True,
    words=(Word("miniprogram", "小程序", "小程序菜单 小程式 mini"),),
    source="msgmenu.list.miniprogram          | 否   | obj    | type为`miniprogram`的菜单项",
    fields=(
        Field(
            "appid",
            "appid",
            1,
            32,
            "msgmenu.list.miniprogram.appid    | 是   | string | "
            "小程序appid。 不少于1字节 不多于32字节",
        ),
        Field(
            "pagepath",
            "path",
            1,
            1024,
            "msgmenu.list.miniprogram.pagepath | 是   | string | "
            "点击后进入的小程序页面。 不少于1字节 不多于1024字节",
        ),
        Field(
            "content",
            "shown",
            0,
            1024,
            "msgmenu.list.miniprogram.content  | 是   | string | 菜单显示内容。 不多于1024字节",
            free_for=("send_msg",),
        ),
    ),
)

TEXT = Kind(
    "text",
    "content",
    taps=False,
    words=(
        Word(
            "text",
            "文本",
            "文本菜单 纯文本 文字 正文 内容",
            sets=(("no_newline", 0),),
        ),
        Word("inline", "行内", sets=(("no_newline", 1),)),
    ),
    source="msgmenu.list.text                 | 否   | obj    | type为`text`的菜单项",
    fields=(
        Field(
            "content",
            "shown",
            1,
            256,
            "msgmenu.list.text.content         | 是   | string | "
            "文本内容，支持`\\n`（\\和n两个字符）换行。 不少于1字节 不多于256字节 |",
        ),
        Field(
            "no_newline",
            "flag",
            0,
            0,
            "msgmenu.list.text.no_newline      | 否   | bool   | "
            "内容后面是否不换行，0-换行 1-不换行，默认为0",
            required=False,
        ),
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (CLICK, VIEW, MINIPROGRAM, TEXT)}
"""Every kind of item by its `type`, in the page's order."""
