"""Where each part of a message stands in its files, and what it is called there."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kfmenu.facts.keywords import ITEMS
from kfmenu.facts.kinds import NOUNS
from kfmenu.language.refs import Line
from kfmenu.language.tree import FOLLOWED, Block, Entry, Text
from kfmenu.places import PARAM, Path, Place, Span, Within
from kfmenu.problems import quote


class Spot(NamedTuple):
    """Where a part of a message stands, and what it is called there.

    Args:
        path: the file.
        entry: the keyword of its entry, or the block's header.
        text: what is written, where it is a text.
        title: its name in the words of the file, in Chinese.
    """

    path: str
    entry: Span
    text: Text | None
    title: str

    def place(self, within: Within | None = None) -> Place:
        """Give its place, or that of some of its code points; an empty text is where it should be.

        Args:
            within: the code points.
        """
        text = self.text
        if text is None:
            span = self.entry
        elif not text.value:
            span = self.entry._replace(end_line=text.end_line, end_column=text.end_column)
        else:
            span = text.place(*within) if within else text.span
        return Place(self.path, span)


def spots(path: str, block: Block, lines: Sequence[Line]) -> Iterator[tuple[Path, Spot]]:
    """Find where each part of a message stands.

    Args:
        path: its file.
        block: its block.
        lines: its entries, those of its parts among them.

    Yields:
        The part's path in the wire form, and where it stands.
    """
    name = f"{block.word}{quote(block.name)}" if block.name else block.word
    if block.keyword == "message":
        yield (), Spot(path, block.span, None, f"{name}的正文")
        for line in lines:
            for field, text in _texts(line.entry):
                yield ("text", field), Spot(path, line.entry.span, text, f"{name}的正文")
        yield from _declarations(lines)
        return
    yield (), Spot(path, block.span, None, name)
    yield from _declarations(lines)
    index = 0
    seen = set()
    for line in lines:
        entry = line.entry
        kind = ITEMS.get(entry.keyword)
        if entry.keyword == "use":
            index += 1
        elif kind is not None:
            item = ("msgmenu", "list", index)
            title = _title(entry)
            spot = Spot(line.path, entry.span, None, title)
            if line.use is not None and line.use.span is not None:
                spot = Spot(line.use.path or path, line.use.span, None, title)
            yield item, spot
            roles = {one.name: one.role for one in kind.fields}
            for field, text in _texts(entry):
                spot = Spot(line.path, entry.span, text, f"{title}的{NOUNS[roles[field]]}")
                yield (*item, kind.name, field), spot
            index += 1
        elif entry.keyword not in seen:
            seen.add(entry.keyword)
            for _, text in _texts(entry):
                at = ("msgmenu", f"{entry.keyword}_content")
                yield at, Spot(line.path, entry.span, text, _title(entry))


def _declarations(lines: Sequence[Line]) -> Iterator[tuple[Path, Spot]]:
    for line in lines:
        for name, there in line.params.items():
            assert there.path is not None
            assert there.span is not None
            yield (PARAM, name), Spot(there.path, there.span, None, name)


def _texts(entry: Entry) -> Iterator[tuple[str, Text]]:
    for name, text in entry.texts.items():
        if isinstance(text, Text):
            yield "id" if name == FOLLOWED else name, text


def _title(entry: Entry) -> str:
    content = entry.texts.get(entry.label)
    named = isinstance(content, Text) and content.value
    return f"{entry.word}{quote(named)}" if named else entry.word
