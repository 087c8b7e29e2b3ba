"""From a block to the message that it declares: wire form, with its places beside it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from kfmenu.facts.keywords import ITEMS, SETS
from kfmenu.facts.kinds import Kind
from kfmenu.language.tree import Block, Entry, Text
from kfmenu.params.unread import UNREAD, Unread
from kfmenu.places import Path, Place, Span, Within


class Draft:
    """One message of a file.

    Args:
        path: the file.
        name: as its header writes it; empty where that was malformed.
        block: where to find each of its parts in the file.

    Attributes:
        wire: the message as the API's JSON; what could not be read is `UNREAD`.
    """

    def __init__(self, path: str, block: Block) -> None:
        self.path = path
        self.name = block.name or ""
        self.wire = _message(block) if block.keyword == "message" else _menu(block)
        self._block = block

    def place(self, path: Path, within: Within | None = None) -> Place:
        """Tell where a part of the wire form stands; what is missing, where its item stands."""
        while path not in self.places:
            path = path[:-1]
        there = self.places[path]
        if isinstance(there, Text):
            there = there.place(*within) if within else there.span
        return Place(self.path, there)

    @cached_property
    def places(self) -> Mapping[Path, Text | Span]:
        """Where each part of the wire form stands, by its path; found when somebody asks."""
        return dict(_places(self._block))

    def message(self) -> dict[str, Any]:
        """Give the wire form as it is built: without what could not be read or is empty."""
        if self._block.keyword == "message":
            body = self.wire["text"]
            whole = body is not UNREAD and UNREAD not in body.values()
            return {"msgtype": "text", "text": {"content": "", **(body if whole else {})}}
        parts = self.wire["msgmenu"].items()
        menu = {name: part for name, part in parts if part is not UNREAD and part != ""}
        menu["list"] = [
            one
            for one in menu["list"]
            if one is not UNREAD and UNREAD not in one[one["type"]].values()
        ]
        return {"msgtype": "msgmenu", "msgmenu": menu}


# ---- wire form ----------------------------------------------------------------------------


def _message(block: Block) -> dict[str, Any]:
    text: dict[str, Any] | Unread = UNREAD if block.unread else {}
    if block.entries:
        text = {"content": _value(block.entries[0].fields["content"])}
    return {"msgtype": "text", "text": text}


def _menu(block: Block) -> dict[str, Any]:
    around: dict[str, Any] = {}
    items: list[Any] = []
    for entry in block.entries:
        kind = ITEMS.get(entry.keyword)
        if kind is None:
            around.setdefault(entry.keyword, _value(entry.fields["content"]))
        else:
            items.append({"type": kind.name, kind.name: _body(entry, kind)})
    if block.unread and not items:
        items.append(UNREAD)
    menu: dict[str, Any] = {}
    if "head" in around:
        menu["head_content"] = around["head"]
    menu["list"] = items
    if "tail" in around:
        menu["tail_content"] = around["tail"]
    return {"msgtype": "msgmenu", "msgmenu": menu}


def _body(entry: Entry, kind: Kind) -> dict[str, Any]:
    fields = entry.fields
    body: dict[str, Any] = {
        one.name: _value(fields[one.name]) for one in kind.fields if one.name in fields
    }
    body.update(SETS[entry.keyword])
    return body


def _value(text: Text | Unread) -> str | Unread:
    return text.value if isinstance(text, Text) else text


# ---- places -------------------------------------------------------------------------------


def _places(block: Block) -> Iterator[tuple[Path, Text | Span]]:
    yield (), block.span
    if block.keyword == "message":
        for entry in block.entries:
            yield from _fields(entry, ("text",))
        return
    index = 0
    seen = set()
    for entry in block.entries:
        kind = ITEMS.get(entry.keyword)
        if kind is not None:
            item = ("msgmenu", "list", index)
            yield item, entry.span
            yield from _fields(entry, (*item, kind.name))
            index += 1
        elif entry.keyword not in seen:
            seen.add(entry.keyword)
            for _, there in _fields(entry, ()):
                yield ("msgmenu", f"{entry.keyword}_content"), there


def _fields(entry: Entry, at: Path) -> Iterator[tuple[Path, Text | Span]]:
    """Give the places of an entry's texts; an empty one is where it should stand."""
    for name, text in entry.fields.items():
        if isinstance(text, Text):
            empty = Span(entry.line, entry.column, text.end_line, text.end_column)
            yield (*at, name), text if text.value else empty
