"""A posted body, opened: who it is for, what it says, and what the customer would see of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Envelope:
    """One posted body, readable or not.

    Args:
        body: the bytes as they came over the wire.
        message: the JSON object they hold; None when they hold none.
    """

    body: bytes
    message: Mapping[str, Any] | None

    @classmethod
    def open(cls, body: bytes) -> Envelope:
        """Read a body as UTF-8 JSON; what cannot be read is kept unread."""
        return cls(body, read_object(body))

    @property
    def code(self) -> str | None:
        """The code it answers an event with."""
        return self._string("code")

    @property
    def touser(self) -> str | None:
        """The customer it is for (`kf/send_msg`)."""
        return self._string("touser")

    @property
    def open_kfid(self) -> str | None:
        """The account it comes from (`kf/send_msg`)."""
        return self._string("open_kfid")

    @property
    def msgid(self) -> str | None:
        """The msgid it asks for; None when it leaves the choice to WeCom."""
        return self._string("msgid")

    def _string(self, name: str) -> str | None:
        value = (self.message or {}).get(name)
        return value if isinstance(value, str) and value and is_utf8(value) else None


def is_utf8(text: str) -> bool:
    """Tell whether a string can be written as UTF-8; one with a lone surrogate cannot.

    Args:
        text: any string, as JSON may bring it.
    """
    return not any("\ud800" <= character <= "\udfff" for character in text)


def read_object(body: bytes) -> dict[str, Any] | None:
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


def as_seen(message: Mapping[str, Any]) -> str:
    r"""Draw a message in plain text as the customer sees it.

    A click is drawn `[content]`, a view `[content](url)`, a mini program
    `[content](appid:pagepath)`. Texts stand as they were sent: whether WeCom also breaks the
    line at a backslash followed by n is nowhere said, so the two characters stay visible.

    Args:
        message: a whole request body that the rules allow.
    """
    if message["msgtype"] == "text":
        return str(message["text"]["content"])
    menu = message["msgmenu"]
    head, tail = menu.get("head_content", ""), menu.get("tail_content", "")
    items = "".join(_item_as_seen(item) for item in menu.get("list", ()))
    opened = f"{head}\n{items}" if head else items
    return f"{opened}{tail}" if tail else opened.removesuffix("\n")


def _item_as_seen(item: Mapping[str, Any]) -> str:
    inside = item[item["type"]]
    content = inside.get("content", "")
    match item["type"]:
        case "click":
            return f"[{content}]\n"
        case "view":
            return f"[{content}]({inside['url']})\n"
        case "miniprogram":
            return f"[{content}]({inside['appid']}:{inside['pagepath']})\n"
        case _:
            end = "" if inside.get("no_newline") else "\n"
            return f"{content}{end}"
