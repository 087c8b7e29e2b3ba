"""From a block to the message that it declares, as a value."""

from kfmenu.language.tree import Block, Entry
from kfmenu.message import Click, Item, Menu, Message, MiniProgram, Text, TextMessage, View


def message_of(block: Block) -> Message:
    """Give the message as a value; what could not be read is left out."""
    if block.keyword == "message":
        return TextMessage(_value(block.entries[0], "content") if block.entries else "")
    return Menu(
        _text_of(block, "head"),
        tuple(_item(entry) for entry in block.items if not entry.broken),
        _text_of(block, "tail"),
    )


def _text_of(block: Block, keyword: str) -> str | None:
    for entry in block.entries:
        if entry.keyword == keyword:
            return _value(entry, "content")
    return None


def _value(entry: Entry, name: str) -> str:
    return entry.fields[name].value


def _item(entry: Entry) -> Item:
    content = _value(entry, "content")
    match entry.keyword:
        case "click":
            return Click(content, _value(entry, "id") if "id" in entry.fields else None)
        case "view":
            return View(content, _value(entry, "url"))
        case "miniprogram":
            return MiniProgram(content, _value(entry, "appid"), _value(entry, "pagepath"))
        case keyword:
            return Text(content, keyword == "inline")
