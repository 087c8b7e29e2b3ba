"""From lines to a tree; a line that cannot be read costs itself and nothing else."""

from kfmenu.facts.keywords import ITEMS, TEXTS
from kfmenu.language.lexicon import (
    COLONS,
    COMMENTS,
    GUTTERS,
    LAYOUT,
    LIKE_GUTTERS,
    QUOTES,
)
from kfmenu.language.lines import Declared, declared, lost_header
from kfmenu.language.plain import read_plain
from kfmenu.language.source import Source
from kfmenu.language.texts import Raw, is_device, is_name, note_like, note_quoted, read_text
from kfmenu.language.tree import Block, Entry, Text, Tree
from kfmenu.params.unwritten import UNREAD
from kfmenu.problems import Findings, visible


def read(source: Source) -> Tree:
    """Read the lines of a file."""
    reader = _Reader(source)
    for number, line, start in source.stretches():
        if line is None:
            reader.skip(number)
        else:
            reader.line(number, line, start)
    reader.end_text()
    if source.damaged:
        for block in reader.blocks:
            for entry in block.entries:
                if entry.keyword != "param":  # its name is known, so it is not missed
                    _lose(entry, source.damaged)
    found = [one for one in reader.findings.found if one.line not in source.damaged]
    problems = [*source.problems, *found]
    return Tree(source.path, source.lines, reader.params, reader.blocks, problems)


def _lose(entry: Entry, damaged: frozenset[int]) -> None:
    """Take away what an entry has on lines of which nothing more is reported."""
    for name, text in entry.texts.items():
        if isinstance(text, Text) and not damaged.isdisjoint(range(text.line, text.end_line + 1)):
            entry.fields[name] = UNREAD


class _Reader:
    """Where the reading stands: the block that is open, and the text that may go on."""

    def __init__(self, source: Source) -> None:
        self.params: list[Entry] = []
        self.blocks: list[Block] = []
        self.findings = Findings(path=source.path)
        self._block: Block | None = None
        self._entry: Entry | None = None
        self._parts: list[Raw] = []
        self._above: Entry | None = None
        self._comment: Raw | None = None
        self._broken_off: Entry | None = None
        self._in_text: Entry | None = None
        self._swallow = False
        self._brace = False

    def line(self, number: int, line: str, start: int) -> None:
        """Read one line; its first token alone decides what it is.

        Args:
            number: its number.
            line: without its end.
            start: how many code points stand before it under the same number.
        """
        block = self._block
        if block is not None and self._comment is None and not start and block.keyword != "message":
            entry = read_plain(line, number)
            if entry is not None:
                self._plain(entry, block)
                return
        raw = self._bare(Raw(line, number, start + 1))
        sign = raw.text[:1]
        if sign and (sign in GUTTERS or (sign in LIKE_GUTTERS and self._takes_gutters())):
            self._gutter(raw)
            return
        above = self._entry or self._above
        self.end_text()
        if not sign:
            if above is not None and above.keyword in (*TEXTS, "message"):
                self._broken_off = above
            self._above = self._comment = self._in_text = None
        elif sign in COMMENTS:
            self._comment, self._in_text = raw, above
            self._above = self._broken_off = None
        else:
            self._above = above
            self._declaration(raw)
            self._comment = self._in_text = self._broken_off = None

    def skip(self, number: int) -> None:
        """Pass over a line, without ending a text."""
        if self._block is not None:
            self._block.unread.append(number)

    def end_text(self) -> None:
        """Close the text that no gutter continues any more."""
        self._swallow = False
        entry = self._entry
        if entry is None:
            return
        parts = self._parts
        # Nothing behind the colon adds no line feed: the text begins in its first gutter.
        if len(parts) > 1 and not parts[0].text and entry.keyword != "message":
            parts = parts[1:]
        if not entry.fields:
            if len(parts) == 1:
                note_quoted(parts[0], self.findings)
            entry.fields[entry.label] = read_text(parts, self.findings)
        self._entry = None

    # ---- lines ----------------------------------------------------------------------------

    def _plain(self, entry: Entry, block: Block) -> None:
        """Take in an entry that needed no closer look."""
        if self._entry is not None:
            self.end_text()
        self._swallow = False
        self._in_text = self._broken_off = None
        if entry.keyword in TEXTS:
            self._above, self._entry = None, entry
            self._parts = []
        else:
            self._above = entry if entry.keyword in ITEMS else None
        block.entries.append(entry)

    def _bare(self, raw: Raw) -> Raw:
        """Take the indent away, and a byte order mark in it."""
        bare = raw.text.lstrip(_INDENT)
        if len(bare) == len(raw.text):
            return raw
        indent = raw.text[: len(raw.text) - len(bare)]
        at = indent.find("\ufeff")
        if at >= 0:
            self.findings.add(
                "KF102", raw.span(at, at + 1), variant="line", edits=raw.edit("", at, at + 1)
            )
        return Raw(bare, raw.line, raw.column + len(indent))

    def _takes_gutters(self) -> bool:
        """Tell whether a gutter would go on with something here."""
        return self._entry is not None or self._awaits_text()

    def _awaits_text(self) -> bool:
        """Tell whether a message is open that has no text yet."""
        block = self._block
        return (
            block is not None
            and block.keyword == "message"
            and all(entry.keyword == "param" for entry in block.entries)
        )

    def _gutter(self, raw: Raw) -> None:
        """Read one more line of the text directly above."""
        if raw.text[0] in LIKE_GUTTERS:
            note_like(raw.within(0, 1), "|", self.findings)
        start = 2 if raw.text[1:2] == " " else 1
        text = raw.text[start:].rstrip(LAYOUT)
        part = Raw(text, raw.line, raw.column + start)
        block = self._block
        if self._in_text is not None and self._comment is not None:
            lost = self._comment
            self.findings.add("KF215", lost.span(), variant="text", text=visible(lost.text))
            self._in_text.fields[self._in_text.label] = UNREAD
            self._comment = None
            self._swallow = True
        if self._entry is not None:
            self._text_line(self._entry, part)
        elif self._swallow:
            return
        elif block is not None and self._awaits_text():
            self._entry = Entry("message", "|", raw.line, raw.column, {})
            self._parts = []
            block.entries.append(self._entry)
            self._text_line(self._entry, part)
        else:
            from kfmenu.language.misplaced import note_gutter  # noqa: PLC0415 - a fault

            is_cut = self._broken_off is not None
            note_gutter(raw, part.text, block, self.findings, is_cut=is_cut)
            self._damage(raw.line)

    def _text_line(self, entry: Entry, part: Raw) -> None:
        block = self._block
        if _may_stray(part.text):
            from kfmenu.language import strays  # noqa: PLC0415 - few lines do

            message = block if entry.keyword == "message" else None
            if strays.note_entry_in_text(part, entry.word, self.findings, message, self._first()):
                entry.fields[entry.label] = UNREAD
                return
            if message is None:
                strays.note_arrow_in_text(part, entry.word, self.findings)
        begun = entry.fields.get(entry.label)
        if block is not None and isinstance(begun, str):  # it is more than its plain line
            self._parts = [Raw(begun, entry.line, entry.spans[0][0] + 1)]
            self._entry = block.entries[-1] = entry._replace(fields={}, spans=())
        self._parts.append(part)

    def _declaration(self, raw: Raw) -> None:
        """Read a line that should declare something."""
        made = declared(raw)
        if made is None:
            block = self._block
            if self._brace and raw.text.rstrip(LAYOUT) in "}｝":
                self._brace = False
                return
            from kfmenu.language.meant import meant  # noqa: PLC0415 - most files need no guess
            from kfmenu.language.unreadable import Context  # noqa: PLC0415 - likewise

            above = self._above
            context = Context(
                block.keyword if block else "",
                block.word if block else "",
                above.keyword if above else "",
                bool(above and self._parts and self._parts[0].text[:1] in _OPENING),
            )
            made = meant(raw, context, self.findings)
            if made is None:
                # What should have been the text above was not read, so it is not missed.
                if above is not None and _is_empty(above):
                    above.fields[above.label] = UNREAD
                self._damage(raw.line)
                return
        if made.is_header:
            self._header(made, raw)
        else:
            self._entry_line(made, raw)

    def _damage(self, line: int) -> None:
        """Note that a line was not read: what it would have declared is not missed."""
        self._swallow = True
        if self._block is not None:
            self._block.unread.append(line)

    # ---- what lines declare ---------------------------------------------------------------

    def _header(self, made: Declared, raw: Raw) -> None:
        """Open a block."""
        name = made.value.cut()
        word = raw.span(0, made.before)
        named = is_name(name.text) and not (made.keyword != "part" and is_device(name.text))
        if not named:
            from kfmenu.language.headers import note_name  # noqa: PLC0415 - a fault

            note_name(made, name, word, self.findings)
        self._brace = name.text.endswith(("{", "｛"))
        span = name.span() if named else word
        self._block = Block(made.keyword, made.word, name.text if named else None, span, [], [])
        self.blocks.append(self._block)
        self._above = None

    def _entry_line(self, made: Declared, raw: Raw) -> None:
        """Read an entry into the block that is open."""
        keyword, word = made.keyword, made.word
        block = self._block_for(made, raw)
        if block is not None and block.keyword == "message" and keyword != "param":
            from kfmenu.language.misplaced import note_entry  # noqa: PLC0415 - a fault

            note_entry(made, raw, block, self._first(), self.findings)
            self._damage(raw.line)
            return
        kind = ITEMS.get(keyword)
        at = raw.line, raw.column
        if kind is not None and kind.targets:
            from kfmenu.language.items import read_item  # noqa: PLC0415 - nearly all are plain

            keyword, fields = read_item(made, self.findings)
            entry = Entry(keyword, word, *at, fields, made.guessed)
            self._above = entry
        else:
            text = made.value.cut()
            entry = Entry(keyword, word, *at, {}, made.guessed)
            self._above = None
            if keyword in TEXTS:
                if _may_stray(text.text):
                    from kfmenu.language import strays  # noqa: PLC0415 - few lines do

                    strays.note_arrow_in_text(text, word, self.findings)
                self._entry = entry
                self._parts = [text]
            else:
                entry.fields["value"] = Text(
                    text.text, text.line, text.column, text.line, text.end_column
                )
        (self.params if block is None else block.entries).append(entry)

    def _first(self) -> Raw | None:
        """Give the first line of the text of the message that is open, if it has one yet."""
        return self._parts[0] if self._parts and not self._awaits_text() else None

    def _block_for(self, made: Declared, raw: Raw) -> Block | None:
        """Give the block that takes an entry; None for a param of the whole file."""
        comment = self._comment
        lost = lost_header(comment) if comment is not None else None
        if lost is not None and (self._block is None or made.keyword in {"head", "tail"}):
            assert comment is not None
            line = visible(comment.text.lstrip(COMMENTS + LAYOUT))
            self.findings.add("KF215", comment.span(), line=line)
            name = lost.value.cut()
            self._block = Block(
                lost.keyword, lost.word, name.text if is_name(name.text) else None,
                name.span(), [], [],
            )  # fmt: skip
            self.blocks.append(self._block)
        elif self._block is None and made.keyword != "param":
            self.findings.add("KF204", raw.span())
            self._block = Block("", "", None, raw.span(0, made.before), [], [])
        return self._block


_INDENT = LAYOUT + "\ufeff" + "".join(map(chr, range(32)))


_OPENING = tuple(pair[0] for pair in QUOTES)


def _may_stray(text: str) -> bool:
    """Tell at one look whether a line of a text may have been meant as something else."""
    return any(sign in text for sign in (*COLONS, "|", "->"))


def _is_empty(entry: Entry) -> bool:
    content = entry.texts.get(entry.label)
    return isinstance(content, Text) and not content.value
