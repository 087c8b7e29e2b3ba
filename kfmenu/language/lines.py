"""What a line declares, by its first token alone."""

import re
from typing import NamedTuple

from kfmenu.facts.keywords import ENTRY_WORDS, HEADER_WORDS
from kfmenu.language.lexicon import COLONS, COMMENTS, LAYOUT
from kfmenu.language.texts import Raw


class Declared(NamedTuple):
    """A line that declares itself.

    Args:
        keyword: what it declares.
        word: the keyword as written, or as it should be.
        value: what stands behind the colon, or behind a header's word.
        before: how many code points of the line stand before that.
        guessed: whether the keyword is only what was probably meant.
    """

    keyword: str
    word: str
    value: Raw
    before: int
    guessed: bool = False

    @property
    def is_header(self) -> bool:
        """Whether it opens a block."""
        return self.keyword in HEADERS


HEADERS = frozenset(HEADER_WORDS.values())
WORD = re.compile(r"[\w-]+")


def declared(raw: Raw) -> Declared | None:
    """Tell what a line declares by its first token.

    Args:
        raw: the line without its indent.
    """
    found = WORD.match(raw.text)
    word = found[0] if found else ""
    sign = raw.text[len(word) : len(word) + 1]
    if sign and sign in COLONS:
        if word in ENTRY_WORDS:
            return declares(ENTRY_WORDS[word], word, raw, len(word) + 1)
    elif word in HEADER_WORDS and sign in _AFTER_HEADER:
        return declares(HEADER_WORDS[word], word, raw, len(word))
    return None


_AFTER_HEADER = ("", *LAYOUT)


def declares(keyword: str, word: str, raw: Raw, start: int, *, guessed: bool = False) -> Declared:
    """Give what a line declares whose value begins at an offset.

    Args:
        keyword: what it declares.
        word: the keyword as written, or as it should be.
        raw: the line without its indent.
        start: the offset.
        guessed: whether the keyword is only what was probably meant.
    """
    value = Raw(raw.text[start:], raw.line, raw.column + start)
    return Declared(keyword, word, value, start, guessed)


def lost_header(comment: Raw) -> Declared | None:
    """Read a comment that is a header's word and a name, in case that a block was meant."""
    bare = comment.text.lstrip(COMMENTS + LAYOUT)
    raw = Raw(bare, comment.line, comment.column + len(comment.text) - len(bare))
    made = declared(raw)
    if made is None or not made.is_header:
        return None
    words = made.value.text.split()
    return made if len(words) == 1 else None
