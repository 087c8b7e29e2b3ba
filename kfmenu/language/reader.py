"""From lines to a tree; a line that cannot be read costs itself and nothing else."""

import re
from typing import NamedTuple

from kfmenu.guess import nearest
from kfmenu.language.items import note_quoted, note_wide, read_item, read_plain
from kfmenu.language.keywords import (
    ANY_BLANKS,
    ARROW,
    BLANKS,
    CHINESE,
    ENTRIES,
    ENTRY_WORDS,
    HEADER_WORDS,
    HEADERS,
    LATER,
    PLAIN,
    SYNONYMS,
    TEXTS,
    WIDE_BLANKS,
)
from kfmenu.language.literal import Raw, is_name, read_text
from kfmenu.language.places import Span, problem_at
from kfmenu.language.source import Source
from kfmenu.language.tree import Block, Entry
from kfmenu.problems import Problem, quote, shortened


class Tree(NamedTuple):
    """What was read of one file.

    Args:
        path: as the user named it.
        blocks: in order; the first may be one without a name, for lines above any header.
        problems: what the reader found, in order of place.
    """

    path: str
    blocks: list[Block]
    problems: list[Problem]


def read_tree(source: Source) -> Tree:
    """Read the lines of a file."""
    reader = _Reader(source.path)
    for number, line in enumerate(source.lines, 1):
        if number in source.skipped:
            reader.skip()
        else:
            reader.line(number, line)
    reader.end_text()
    found = [problem for problem in reader.problems if problem.line not in source.damaged]
    return Tree(source.path, reader.blocks, [*source.problems, *found])


class _Reader:
    """Where the reading stands: the block that is open, and the text that may go on."""

    def __init__(self, path: str) -> None:
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self._path = path
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

    def skip(self) -> None:
        """Pass over a line, without ending a text."""
        if self._block is not None:
            self._block.damaged = True

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
        note_quoted(whole, self._note)
        self._entry.fields["content"] = read_text(parts, self._note)
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
            self._entry = Entry("message", "|", raw.line, raw.column)
            self._parts = [part]
            block.entries.append(self._entry)
        else:
            self._note("KF203", raw.line, raw.column, raw.column + 1)
            self._damage()

    def _narrowed(self, raw: Raw) -> Raw:
        """Give a line that begins with a wide blank or sign as if it were typed half-width."""
        # Control characters were reported; without them the line can still be told.
        bare = raw.text.lstrip(ANY_BLANKS + _CONTROLS)
        start = len(raw.text) - len(bare)
        note_wide(raw, 0, start, self._note)
        column = raw.column + start
        sign = bare[:1]
        if sign in _SIGNS:
            meant = _SIGNS[sign]
            self._note("KF601", raw.line, column, column + 1, text=quote(sign), meant=quote(meant))
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
            self._note(
                "KF202", raw.line, raw.column, raw.end_column,
                variant="glued", word=quote(raw.text), guess=guess, name=name,
            )  # fmt: skip
            self._read_header(HEADER_WORDS[guess], raw, len(guess), len(guess))
        else:
            self._unknown(raw, word)

    def _with_colon(self, raw: Raw, word: str, colon: str) -> None:
        """Read a line that begins with a word and a colon of either width."""
        end = raw.column + len(word)
        known = word in ENTRY_WORDS or word in HEADER_WORDS
        meant: str | None = word
        if known and colon != ":":
            meant_sign = quote(":") if word in ENTRY_WORDS else "@blank"
            self._note("KF601", raw.line, end, end + 1, text=quote(colon), meant=meant_sign)
        elif word in HEADER_WORDS:
            self._note(
                "KF202", raw.line, raw.column, end + 1,
                variant="header", word=quote(f"{word}:"), guess=word,
            )  # fmt: skip
        else:
            meant = SYNONYMS.get(word.casefold()) or nearest(word, _GUESSES)
            if meant is None and self._above is not None:
                self._unknown(raw, "")
                return
            self._guessed(raw, word, meant)
        if meant is None:
            self._damage()
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
                self._above.broken |= not self._above.fields["content"].value
        elif guess and _SPACED.match(raw.text, len(word)):
            variant = "blank"
        self._note(
            "KF201", raw.line, raw.column, raw.end_column,
            variant=variant, text=quote(raw.text), guess=f"{guess}:",
            prefix=quote(prefix[1]) if prefix else "", start=shortened(raw.text),
        )  # fmt: skip
        self._damage()

    def _damage(self) -> None:
        """Note that a line was not read: what it would have declared is not missed."""
        self._swallow = True
        if self._block is not None:
            self._block.damaged = True

    def _header_guess(self, raw: Raw, word: str) -> str | None:
        """Give the header that a line of a word and a name was probably meant to be."""
        if not word or word in ENTRY_WORDS or not raw.text[len(word) :].strip(ANY_BLANKS):
            return None
        return nearest(word, [known for known in HEADER_WORDS if known not in _LATER_WORDS])

    def _guessed(self, raw: Raw, word: str, guess: str | None) -> None:
        """Report a word that is no keyword."""
        words = {word: word for word in (*HEADERS, *ENTRIES)} if word.isascii() else CHINESE
        names = (name for name, meant in words.items() if meant not in LATER)
        self._note(
            "KF202", raw.line, raw.column, raw.column + len(word),
            variant="guess" if guess else None,
            word=quote(word), guess=guess or "", known=" ".join(names),
        )  # fmt: skip

    # ---- what lines declare ---------------------------------------------------------------

    def _read_header(
        self, keyword: str, raw: Raw, word: int, start: int, *, guessed: bool = False
    ) -> None:
        """Open a block; its name stands from `start` on."""
        name = raw.cut(start, blanks=ANY_BLANKS)
        note_wide(raw, start, name.column - raw.column, self._note)
        span = Span(raw.line, raw.column, raw.line, raw.column + word)
        if not is_name(name.text) and guessed:
            self._block = Block(keyword, None, span)
        elif not is_name(name.text):
            column, end = (name.column, name.end_column) if name.text else span[1::2]
            variant, mended = _mended(name.text)
            self._note(
                "KF212", raw.line, column, end,
                variant=variant, text=quote(name.text), keyword=raw.text[:word], name=mended,
            )  # fmt: skip
            self._block = Block(keyword, None, span)
        else:
            where = Span(raw.line, name.column, raw.line, name.end_column)
            self._block = Block(keyword, name.text, where)
        if keyword in LATER:
            self._later(raw, word)
        self.blocks.append(self._block)
        self._above = None

    def _read_entry(self, keyword: str, raw: Raw, word: int, *, guessed: bool = False) -> None:
        """Read an entry whose keyword takes the first `word` code points of the line."""
        self._above = None
        span = Span(raw.line, raw.column, raw.line, raw.column + word)
        if self._block is None and keyword not in LATER:
            self._note("KF204", raw.line, raw.column, raw.end_column)
            self._block = Block("", None, span)
        value = Raw(raw.text[word + 1 :].rstrip(BLANKS), raw.line, raw.column + word + 1)
        entry = Entry(keyword, raw.text[:word], raw.line, raw.column, guessed=guessed)
        if keyword in LATER:
            self._later(raw, word)
            self._damage()
            return
        assert self._block is not None
        if self._block.keyword == "message":
            written = raw.text[:word]
            self._note(
                "KF211", raw.line, span.column, span.end_column, keyword=written, block="@message"
            )
            self._damage()
            return
        self._block.entries.append(entry)
        start = len(value.text) - len(value.text.lstrip(ANY_BLANKS))
        if value.text[:start].strip(BLANKS):
            note_wide(value, 0, start, self._note)
            # One blank stays, since an arrow may need it.
            value = Raw(f" {value.text[start:]}", value.line, value.column + start - 1)
        if keyword not in TEXTS:
            read_item(entry, value, self._note)
            return
        text = value.cut(0)
        self._note_arrow(entry, text)
        self._entry = entry
        self._parts = [text]

    # ---- problems -------------------------------------------------------------------------

    def _later(self, raw: Raw, word: int) -> None:
        """Say that this version does not read a word of the language yet."""
        written = raw.text[:word]
        self._note(
            "KF211", raw.line, raw.column, raw.column + word,
            variant="later", keyword=written, block="@version",
        )  # fmt: skip

    def _note_arrow(self, entry: Entry, raw: Raw) -> None:
        """Warn of an arrow in a text, which leads nowhere."""
        if entry.keyword != "message" and (found := ARROW.search(f" {raw.text}")):
            start, end = (raw.column + at for at in found.span())
            self._note("KF605", raw.line, start, end - 1, keyword=entry.word)

    def _note(
        self,
        code: str,
        line: int,
        column: int,
        end_column: int,
        *,
        variant: str | None = None,
        **holes: str | int,
    ) -> None:
        last = self.problems[-1] if self.problems else None
        if code == "KF602" and last is not None and (last.code, last.line) == (code, line):
            return  # one wide blank in a line stands for all of them
        span = Span(line, column, line, end_column)
        self.problems.append(
            problem_at(code, self._path, span, variant=variant, related=(), **holes)
        )


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
