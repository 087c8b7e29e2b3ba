"""From lines to a tree; a line that cannot be read costs itself and nothing else."""

import re

from kfmenu.facts.keywords import (
    BLOCKS,
    ENTRIES,
    ENTRY_WORDS,
    HEADER_WORDS,
    ITEMS,
    LATER,
    SYNONYMS,
)
from kfmenu.guess import nearest
from kfmenu.language.items import Fields, note_quoted, note_wide, read_item, read_plain
from kfmenu.language.lexicon import ANY_BLANKS, ARROW, BLANKS, PLAIN, WIDE_BLANKS
from kfmenu.language.source import Source
from kfmenu.language.texts import Raw, is_name, read_text
from kfmenu.language.tree import Block, Entry, Text, Tree
from kfmenu.params.unread import UNREAD
from kfmenu.places import Span
from kfmenu.problems import Findings, quote, shortened


def read(source: Source) -> Tree:
    """Read the lines of a file."""
    reader = _Reader(source)
    for number, line in enumerate(source.lines, 1):
        if number in source.skipped:
            reader.skip(number)
        else:
            reader.line(number, source.readings.get(number, line).removesuffix("\r"))
    reader.end_text()
    if source.damaged:
        for block in reader.blocks:
            for entry in block.entries:
                _lose(entry, source.damaged)
    found = [one for one in reader.findings.found if one.line not in source.damaged]
    return Tree(source.path, source.lines, reader.blocks, [*source.problems, *found])


def _lose(entry: Entry, damaged: frozenset[int]) -> None:
    """Take away what an entry has on lines of which nothing more is reported."""
    for name, text in entry.fields.items():
        if isinstance(text, Text) and not damaged.isdisjoint(range(text.line, text.end_line + 1)):
            entry.fields[name] = UNREAD


class _Reader:
    """Where the reading stands: the block that is open, and the text that may go on."""

    def __init__(self, source: Source) -> None:
        self.blocks: list[Block] = []
        self.findings = Findings(path=source.path)
        self._block: Block | None = None
        self._entry: Entry | None = None
        self._parts: list[Raw] = []
        self._above: Entry | None = None
        self._swallow = False

    def line(self, number: int, line: str) -> None:
        """Read one line; its first token alone decides what it is."""
        plain = PLAIN.fullmatch(line)
        if plain and self._plain(number, plain):
            return
        bare = line.lstrip(BLANKS)
        raw = Raw(bare, number, len(line) - len(bare) + 1)
        if bare[:1] in _WIDE_STARTS or bare[:1] < " ":
            raw = self._narrowed(raw)
            bare = raw.text
        if bare[:1] == "|":
            self._gutter(raw)
            return
        self._above = self._entry or self._above
        self.end_text()
        if not bare or bare[0] == "#":
            self._above = None
            return
        word, colon, _ = bare.partition(":")
        if colon and word in ENTRY_WORDS:
            self._read_entry(ENTRY_WORDS[word], raw, len(word))
        else:
            self._other(raw)

    def skip(self, number: int) -> None:
        """Pass over a line, without ending a text."""
        if self._block is not None:
            self._block.unread.append(number)

    def _plain(self, number: int, found: re.Match[str]) -> bool:
        """Read an item that needs no closer look; False where it does."""
        block = self._block
        if block is None or block.keyword == "message":
            return False
        entry = read_plain(ENTRY_WORDS.get(found[1], ""), found, number)
        if entry is None:
            return False
        self.end_text()
        self._above = None
        block.entries.append(entry)
        return True

    def end_text(self) -> None:
        """Close the text that no gutter continues any more."""
        self._swallow = False
        if self._entry is None:
            return
        parts = self._parts
        # Nothing behind the colon adds no line feed: the text begins in its first gutter.
        if len(parts) > 1 and not parts[0].text and self._entry.keyword != "message":
            parts = parts[1:]
        whole = parts[0]._replace(text="\n".join(part.text for part in parts))
        note_quoted(whole, self.findings)
        kind = ITEMS.get(self._entry.keyword)
        name = kind.label if kind else "content"
        self._entry.fields[name] = read_text(parts, self.findings)
        self._entry = None

    # ---- lines ----------------------------------------------------------------------------

    def _gutter(self, raw: Raw) -> None:
        """Read one more line of the text directly above."""
        start = 2 if raw.text[1:2] == " " else 1
        part = Raw(raw.text[start:].rstrip(BLANKS), raw.line, raw.column + start)
        block = self._block
        if self._entry is not None:
            self._note_arrow(self._entry, part)
            self._parts.append(part)
        elif self._swallow:
            return
        elif block is not None and block.keyword == "message" and not block.entries:
            self._entry = Entry("message", "|", raw.line, raw.column, {})
            self._parts = [part]
            block.entries.append(self._entry)
        else:
            self.findings.add("KF203", raw.span(0, 1))
            self._damage(raw.line)

    def _narrowed(self, raw: Raw) -> Raw:
        """Give a line that begins with a wide blank or sign as if it were typed half-width."""
        # Control characters were reported; without them the line can still be told.
        bare = raw.text.lstrip(ANY_BLANKS + _CONTROLS)
        start = len(raw.text) - len(bare)
        note_wide(raw, 0, start, self.findings)
        column = raw.column + start
        sign = bare[:1]
        if sign in _SIGNS:
            meant = _SIGNS[sign]
            span = Span(raw.line, column, raw.line, column + 1)
            self.findings.add("KF601", span, text=quote(sign), meant=quote(meant))
            bare = meant + bare[1:]
        return Raw(bare, raw.line, column)

    def _other(self, raw: Raw) -> None:
        """Read a line that is no entry in its plainest form."""
        found = _WORD.match(raw.text)
        word, colon = (found[1], found[2]) if found else ("", "")
        if colon:
            self._with_colon(raw, word, colon)
        elif word in HEADER_WORDS:
            self._read_header(HEADER_WORDS[word], raw, len(word), len(word))
        elif ENTRY_WORDS.get(word) in LATER:
            self._later(raw, len(word))
            self._swallow = True
        elif (guess := self._header_guess(raw, word)) is not None:
            self._guessed(raw, word, guess)
            self._read_header(HEADER_WORDS[guess], raw, len(word), len(word), guessed=True)
        elif (header := _GLUED.fullmatch(raw.text)) is not None:
            guess, name = header.groups()
            self.findings.add(
                "KF202", raw.span(),
                variant="glued", word=quote(raw.text), guess=guess, name=name,
            )  # fmt: skip
            self._read_header(HEADER_WORDS[guess], raw, len(guess), len(guess))
        else:
            self._unknown(raw, word)

    def _with_colon(self, raw: Raw, word: str, colon: str) -> None:
        """Read a line that begins with a word and a colon of either width."""
        end = len(word)
        known = word in ENTRY_WORDS or word in HEADER_WORDS
        meant: str | None = word
        if known and colon != ":":
            meant_sign = quote(":") if word in ENTRY_WORDS else "@blank"
            self.findings.add("KF601", raw.span(end, end + 1), text=quote(colon), meant=meant_sign)
        elif word in HEADER_WORDS:
            self.findings.add(
                "KF202", raw.span(0, end + 1),
                variant="header", word=quote(f"{word}:"), guess=word,
            )  # fmt: skip
        else:
            meant = SYNONYMS.get(word.casefold()) or nearest(word, _GUESSES)
            if meant is None and self._above is not None:
                self._unknown(raw, "")
                return
            self._guessed(raw, word, meant)
        if meant is None:
            self._damage(raw.line)
        elif meant in HEADER_WORDS:
            self._read_header(HEADER_WORDS[meant], raw, len(word), len(word) + 1)
        else:
            self._read_entry(ENTRY_WORDS[meant], raw, len(word), guessed=not known)

    def _unknown(self, raw: Raw, word: str) -> None:
        """Report a line that nothing can be made of, with the most likely way out."""
        guess = word if word in ENTRY_WORDS else nearest(word, ENTRY_WORDS) if word else None
        variant = "guess" if guess else None
        prefix = _PREFIXED.match(raw.text)
        first_of_message = (
            self._block is not None and self._block.keyword == "message" and not self._block.entries
        )
        if prefix and prefix[2] in ENTRY_WORDS:
            variant = "prefix"
        elif (self._above is not None or first_of_message) and not guess:
            variant = "gutter"
            if self._above is not None:
                # What should have been its text was not read, so its text is not missed.
                content = self._above.fields["content"]
                if isinstance(content, Text) and not content.value:
                    self._above.fields["content"] = UNREAD
        elif guess and _SPACED.match(raw.text, len(word)):
            variant = "blank"
        self.findings.add(
            "KF201", raw.span(),
            variant=variant, text=quote(raw.text), guess=f"{guess}:",
            prefix=quote(prefix[1]) if prefix else "", start=shortened(raw.text),
        )  # fmt: skip
        self._damage(raw.line)

    def _damage(self, line: int) -> None:
        """Note that a line was not read: what it would have declared is not missed."""
        self._swallow = True
        if self._block is not None:
            self._block.unread.append(line)

    def _header_guess(self, raw: Raw, word: str) -> str | None:
        """Give the header that a line of a word and a name was probably meant to be."""
        if not word or word in ENTRY_WORDS or not raw.text[len(word) :].strip(ANY_BLANKS):
            return None
        return nearest(word, [known for known in HEADER_WORDS if known not in _LATER_WORDS])

    def _guessed(self, raw: Raw, word: str, guess: str | None) -> None:
        """Report a word that is no keyword."""
        known = [each for each in (*BLOCKS, *ENTRIES) if each.english not in LATER]
        names = [each.english if word.isascii() else each.chinese for each in known]
        self.findings.add(
            "KF202", raw.span(0, len(word)),
            variant="guess" if guess else None,
            word=quote(word), guess=guess or "", known=" ".join(names),
        )  # fmt: skip

    # ---- what lines declare ---------------------------------------------------------------

    def _read_header(
        self, keyword: str, raw: Raw, word: int, start: int, *, guessed: bool = False
    ) -> None:
        """Open a block; its name stands from `start` on."""
        name = raw.cut(start, blanks=ANY_BLANKS)
        note_wide(raw, start, name.column - raw.column, self.findings)
        named = is_name(name.text)
        if not named and not guessed:
            variant, mended = _mended(name.text)
            self.findings.add(
                "KF212", name.span() if name.text else raw.span(0, word),
                variant=variant, text=quote(name.text), keyword=raw.text[:word], name=mended,
            )  # fmt: skip
        span = name.span() if named else raw.span(0, word)
        self._block = Block(keyword, raw.text[:word], name.text if named else None, span, [], [])
        if keyword in LATER:
            self._later(raw, word)
        self.blocks.append(self._block)
        self._above = None

    def _read_entry(self, keyword: str, raw: Raw, word: int, *, guessed: bool = False) -> None:
        """Read an entry whose keyword takes the first `word` code points of the line."""
        self._above = None
        if self._block is None and keyword not in LATER:
            self.findings.add("KF204", raw.span())
            self._block = Block("", "", None, raw.span(0, word), [], [])
        if keyword in LATER:
            self._later(raw, word)
            self._damage(raw.line)
            return
        assert self._block is not None
        written = raw.text[:word]
        if self._block.keyword == "message":
            self.findings.add("KF211", raw.span(0, word), keyword=written, block="@message")
            self._damage(raw.line)
            return
        value = Raw(raw.text[word + 1 :].rstrip(BLANKS), raw.line, raw.column + word + 1)
        start = len(value.text) - len(value.text.lstrip(ANY_BLANKS))
        if value.text[:start].strip(BLANKS):
            note_wide(value, 0, start, self.findings)
            # One blank stays, since an arrow may need it.
            value = Raw(f" {value.text[start:]}", value.line, value.column + start - 1)
        fields: Fields = {}
        is_text = keyword not in ITEMS or not ITEMS[keyword].targets
        if not is_text:
            fields = read_item(keyword, written, value, self.findings)
        entry = Entry(keyword, written, raw.line, raw.column, fields, guessed)
        self._block.entries.append(entry)
        if is_text:
            text = value.cut(0)
            self._note_arrow(entry, text)
            self._entry = entry
            self._parts = [text]

    # ---- problems -------------------------------------------------------------------------

    def _later(self, raw: Raw, word: int) -> None:
        """Say that this version does not read a word of the language yet."""
        self.findings.add(
            "KF211", raw.span(0, word),
            variant="later", keyword=raw.text[:word], block="@version",
        )  # fmt: skip

    def _note_arrow(self, entry: Entry, raw: Raw) -> None:
        """Warn of an arrow in a text, which leads nowhere."""
        if entry.keyword != "message" and (found := ARROW.search(f" {raw.text}")):
            start, end = found.span()
            self.findings.add("KF605", raw.span(start, end - 1), keyword=entry.word)


def _mended(name: str) -> tuple[str | None, str]:
    """Give the hint that fits a malformed name, and the name as it should be."""
    bare = name.strip("“”\"'「」")
    if not name:
        return "none", ""
    if bare != name and is_name(bare):
        return "quotes", bare
    joined = "-".join(name.split())
    return ("blank", joined) if joined != name and is_name(joined) else (None, "")


_CONTROLS = "".join(map(chr, range(32)))
_SIGNS = {"｜": "|", "＃": "#"}
_WIDE_STARTS = {*_SIGNS, *WIDE_BLANKS}
_WORD = re.compile(r"([\w-]+)([:：]?)")
_SPACED = re.compile(rf"[{ANY_BLANKS}]+[:：]")
_GLUED = re.compile(r"(菜单|消息)([^\W\d_][\w-]*)")
_PREFIXED = re.compile(r"(\W+|\d+[.、)）]\s*)(\w+)[:：]")
_LATER_WORDS = {word for word, meant in (HEADER_WORDS | ENTRY_WORDS).items() if meant in LATER}
_GUESSES = [word for word in (*HEADER_WORDS, *ENTRY_WORDS) if word not in _LATER_WORDS]
"""What a misspelt word may have been meant to be."""
