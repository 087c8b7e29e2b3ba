"""From a block to the message that it declares: wire form, with its places beside it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from kfmenu.facts.keywords import ITEMS, SETS
from kfmenu.facts.kinds import NOUNS, Kind
from kfmenu.language.tree import Block, Entry, Text
from kfmenu.params.unread import UNREAD, Unread
from kfmenu.places import Path, Place, Span, Within
from kfmenu.problems import quote


class Spot(NamedTuple):
    """Where a part of a message stands, and what it is called there.

    Args:
        entry: the keyword of its entry, or the block's header.
        text: what is written, where it is a text.
        title: its name in the words of the file, in Chinese.
    """

    entry: Span
    text: Text | None
    title: str

    def span(self, within: Within | None = None) -> Span:
        """Give its place, or that of some of its code points; an empty text is where it should be.

        Args:
            within: the code points.
        """
        text = self.text
        if text is None:
            return self.entry
        if not text.value:
            return self.entry._replace(end_line=text.end_line, end_column=text.end_column)
        return text.place(*within) if within else text.span


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
        return Place(self.path, self._spot(path).span(within))

    def title(self, path: Path) -> str:
        """Name a part of the wire form in the words of its file, in Chinese."""
        return self._spot(path).title

    def _spot(self, path: Path) -> Spot:
        while path not in self.spots:
            path = path[:-1]
        return self.spots[path]

    @cached_property
    def spots(self) -> Mapping[Path, Spot]:
        """Where each part of the wire form stands, by its path; found when somebody asks."""
        return dict(_spots(self._block))

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


def _spots(block: Block) -> Iterator[tuple[Path, Spot]]:
    name = f"{block.word}{quote(block.name)}" if block.name else block.word
    if block.keyword == "message":
        yield (), Spot(block.span, None, f"{name}的正文")
        for entry in block.entries:
            for field, text in _texts(entry):
                yield ("text", field), Spot(entry.span, text, f"{name}的正文")
        return
    yield (), Spot(block.span, None, name)
    index = 0
    seen = set()
    for entry in block.entries:
        kind = ITEMS.get(entry.keyword)
        if kind is not None:
            item = ("msgmenu", "list", index)
            title = _title(entry)
            yield item, Spot(entry.span, None, title)
            roles = {one.name: one.role for one in kind.fields}
            for field, text in _texts(entry):
                spot = Spot(entry.span, text, f"{title}的{NOUNS[roles[field]]}")
                yield (*item, kind.name, field), spot
            index += 1
        elif entry.keyword not in seen:
            seen.add(entry.keyword)
            for _, text in _texts(entry):
                path = ("msgmenu", f"{entry.keyword}_content")
                yield path, Spot(entry.span, text, _title(entry))


def _texts(entry: Entry) -> Iterator[tuple[str, Text]]:
    for name, text in entry.fields.items():
        if isinstance(text, Text):
            yield name, text


def _title(entry: Entry) -> str:
    content = entry.fields.get("content")
    return f"{entry.word}{quote(content.value)}" if isinstance(content, Text) else entry.word
