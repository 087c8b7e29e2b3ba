"""From a block to the message that it declares: wire form, with its places beside it."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kfmenu.facts.keywords import ITEMS, SETS
from kfmenu.language.lexicon import COMMENTS, LAYOUT, LINE_SIGNS
from kfmenu.language.refs import Line
from kfmenu.language.tree import Block, Entry, Text
from kfmenu.params.unwritten import UNREAD, Unwritten
from kfmenu.places import Path, Place, Within
from kfmenu.problems import Edit, Findings, Said, See, quote, visible

if TYPE_CHECKING:
    from kfmenu.language.spots import Spot
    from kfmenu.params.types import Param


class Draft:
    """One message of a file.

    Args:
        path: the file.
        block: where its header stands.
        lines: its entries, those of its parts among them.

    Attributes:
        name: as its header writes it; empty where that was malformed.
        line: where its header stands.
        wire: the message as the API's JSON; what could not be read is `UNREAD`.
    """

    def __init__(self, path: str, block: Block, lines: Sequence[Line]) -> None:
        self.path = path
        self.name = block.name or ""
        self.line = block.span.line
        self.wire = (_message if block.keyword == "message" else _menu)(block, lines)
        self._block = block
        self._lines = lines

    def place(self, path: Path, within: Within | None = None) -> Place:
        """Tell where a part of the wire form stands; what is missing, where its item stands."""
        return self._spot(path).place(within)

    def title(self, path: Path) -> str:
        """Name a part of the wire form in the words of its file, in Chinese."""
        return self._spot(path).title

    def _spot(self, path: Path) -> "Spot":
        while path not in self.spots:
            path = path[:-1]  # what is missing stands where its object does
        return self.spots[path]

    @cached_property
    def spots(self) -> "Mapping[Path, Spot]":
        """Where each part of the wire form stands, by its path; found when somebody asks."""
        from kfmenu.language.spots import spots  # noqa: PLC0415 - a clean message needs none

        return dict(spots(self.path, self._block, self._lines))

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


def _message(block: Block, lines: Sequence[Line]) -> dict[str, Any]:
    text: Any = UNREAD if block.unread else {}
    for line in lines:
        text = {"content": line.leaves["content"]}
    return {"msgtype": "text", "text": text}


def _menu(block: Block, lines: Sequence[Line]) -> dict[str, Any]:
    around: dict[str, Any] = {}
    items: list[Any] = []
    for line in lines:
        kind = ITEMS.get(line.entry.keyword)
        if line.entry.keyword == "use":
            items.append(UNREAD)  # nobody knows what it would have brought
        elif kind is None:
            around.setdefault(line.entry.keyword, line.leaves["content"])
        else:
            sets = SETS[line.entry.keyword]
            body = {**line.leaves, **sets} if sets else line.leaves
            items.append({"type": kind.name, kind.name: body})
    if block.unread and not items:
        items.append(UNREAD)
    menu: dict[str, Any] = {}
    if "head" in around:
        menu["head_content"] = around["head"]
    menu["list"] = items
    if "tail" in around:
        menu["tail_content"] = around["tail"]
    return {"msgtype": "msgmenu", "msgmenu": menu}


# ---- order --------------------------------------------------------------------------------


def note_order(
    block: Block, lines: Sequence[Line], written: Sequence[str], findings: Findings
) -> None:
    """Report a head or tail that is given twice, or does not stand where it is shown.

    Args:
        block: of a menu.
        lines: its entries, those of its parts among them.
        written: the lines of its file.
        findings: told of KF302 and KF306.
    """
    first: dict[str, Line] = {}
    for index, line in enumerate(lines):
        keyword = line.entry.keyword
        if keyword not in {"head", "tail"} or line.entry.guessed:
            continue
        if keyword in first:
            there = Place(first[keyword].path, first[keyword].entry.span)
            place = _shown_at(line)
            findings.add(
                "KF302", place, related=(See(there),),
                variant="part" if line.part else "after part" if first[keyword].part else None,
                keyword=line.entry.word, here=_said_at(line, place.path),
                there=_said_at(first[keyword], place.path),
                line="" if line.part else _as_more(line, written),
            )  # fmt: skip
            continue
        first[keyword] = line
        rest = lines[:index] if keyword == "head" else lines[index + 1 :]
        if rest and any(other.entry.keyword not in {keyword, "head", "use"} for other in rest):
            other = lines[0 if keyword == "head" else -1]
            inside = line.use == other.use  # both stand in one part, if in any
            start, end = _lines_of(line, inside=inside)
            above, below = _lines_of(other, inside=inside)
            number = f"{start}" if start == end else f"{start}–{end}"
            findings.add(
                "KF306", _shown_at(line), variant="part" if line.part else None,
                edits=() if block.unread else _moved(line, other, written), keyword=line.entry.word,
                part=quote(line.part or ""), shown=_SHOWN[keyword],
                here=Said(f"第{number}行", f"line {number}"),
                there=Said(f"第{above}行前面", f"above line {above}")
                if keyword == "head"
                else Said(f"第{below}行后面", f"below line {below}"),
            )  # fmt: skip


def _shown_at(line: Line) -> Place:
    """Give the place of an entry as its message has it: that of the `use` that brings it."""
    return line.use or Place(line.path, line.entry.span)


def _as_more(line: Line, written: Sequence[str]) -> str:
    """Write the first line of a text as one that goes on with another."""
    text = re.split("[:：]", written[line.entry.line - 1], maxsplit=1)[-1]
    return visible(f"| {text.strip(LAYOUT)}")


_SHOWN = {"head": Said("最前面", "first"), "tail": Said("最后面", "last")}


def _said_at(line: Line, path: str | None) -> Said:
    """Say where an entry stands, as seen from the file at `path`."""
    file = "" if line.path == path else f"{line.path} "
    zh, en = f"{file}第{line.entry.line}行", f"{file}line {line.entry.line}"
    if line.part is None:
        return Said(zh, en)
    return Said(f"片段{quote(line.part)}（{zh}）", f"the part {quote(line.part)} ({en})")


def _lines_of(line: Line, *, inside: bool) -> tuple[int, int]:
    """Give the first and the last line of an entry, or of the `use` that brings it from outside."""
    if not inside and line.use is not None and line.use.span is not None:
        return line.use.span.line, line.use.span.line
    return line.entry.line, _last_line(line.entry)


def _moved(line: Line, other: Line, written: Sequence[str]) -> tuple[Edit, ...]:
    """Give the edits that move a head before the first entry, or a tail behind the last one."""
    first, last = line.entry.line, _last_line(line.entry)
    text = "\n".join(written[first - 1 : last])
    whole = all(
        isinstance(text, Text) for one in (line, other) for text in one.entry.texts.values()
    )
    if line.use or other.use or not whole or any(sign in text for sign in LINE_SIGNS):
        return ()
    # A comment belongs to what stands below it, and may silence it.
    if any(_is_comment(written[at - 2]) for at in (first, other.entry.line) if at > 1):
        return ()
    if line.entry.keyword == "head":
        at, end = other.entry.line, len(written[first - 2]) + 1
        taken = Edit(first - 1, end, last, len(written[last - 1]) + 1, "")
        return Edit(at, 1, at, 1, f"{text}\n"), taken
    at = _last_line(other.entry)
    end = len(written[at - 1]) + 1
    return Edit(first, 1, last + 1, 1, ""), Edit(at, end, at, end, f"\n{text}")


def _is_comment(line: str) -> bool:
    return line.lstrip(LAYOUT)[:1] in {*COMMENTS}


def _last_line(entry: Entry) -> int:
    ends = [text.end_line for text in entry.texts.values() if isinstance(text, Text)]
    return max(ends, default=entry.line)


def note_params(lines: Sequence[Line], findings: Findings) -> None:
    """Report two declarations of one param that meet in a message and differ.

    Args:
        lines: of a message, some of which may come from parts with declarations of their own.
        findings: told of KF505.
    """
    first: dict[str, tuple[Param, Place]] = {}
    for line in lines:
        if not line.params:
            continue
        for leaf in line.leaves.values():
            for param in leaf.params if isinstance(leaf, Unwritten) else ():
                place = line.params[param.name]
                one, there = first.setdefault(param.name, (param, place))
                if one != param:
                    findings.add(
                        "KF505", place, related=(See(there),),
                        text=quote(param.name), one=_declared(one), other=_declared(param),
                    )  # fmt: skip


def _declared(param: "Param") -> Said:
    mark = "?" if param.optional else ""
    zh, en = (f"{param.name}{mark} {param.spelt(lang)}" for lang in ("zh", "en"))
    return Said(zh, en)
