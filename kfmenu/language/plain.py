"""Entries as nearly all are written, read at one look."""

import re

from kfmenu.facts.keywords import ENTRY_WORDS, LABELS, OTHERS, TARGETS
from kfmenu.language.lexicon import BLANKS, FULL_WIDTH, LAYOUT, LINE_SIGNS
from kfmenu.language.tree import FOLLOWED, Entry, Fields, Text

_MEANT = rf"\\{{}}｛｝<>＜＞》→⇒➔➜➡“”‘’\"'{LAYOUT[1:]}{LINE_SIGNS}\ufeff"
_TARGET = "[A-Za-z0-9_!#$%&*+,./:;=?~-]+"
PLAIN = re.compile(
    rf"[{BLANKS}]*(\w+)[:：] *(?! )([^{_MEANT}]+)(?<! )"
    rf"(?: +-> +(@[\w-]+|{_TARGET})(?: +({_TARGET}))?)? *"
)
"""An entry as nearly all are written: no sign in it may mean anything but itself."""


def read_plain(written: str, line: int) -> Entry | None:
    """Read an entry that needs no closer look, at a fraction of the cost of one that does.

    Args:
        written: the line.
        line: its number.

    Returns:
        What the closer look would make of it; None where that would find something to say.
    """
    found = PLAIN.fullmatch(written)
    if found is None:
        return None
    word, label, first, second = found.groups()
    keyword = ENTRY_WORDS.get(word, "")
    if keyword in _NAMING or (first is not None and first[0] == "@"):
        return _read_naming(keyword, found, line)
    names = TARGETS.get(keyword)
    behind = 0 if first is None else 1 if second is None else 2
    if names is None or len(names) != behind:
        return None
    if first is not None and not (keyword in _EXPECTED and _EXPECTED[keyword](first)):
        return None
    _, (at, _), around, of_first, of_second = found.regs
    fields: Fields = {LABELS[keyword]: label}
    spans: tuple[tuple[int, int], ...] = (around,)
    if behind == 1:
        fields, spans = {names[0]: first, **fields}, (of_first, around)
    elif behind == 2:
        fields = {names[0]: first, names[1]: second, **fields}
        spans = of_first, of_second, around
    return Entry(keyword, word, line, at + 1, fields, False, spans)


def _read_naming(keyword: str, found: re.Match[str], line: int) -> Entry | None:
    """Read an entry that names something: its texts are not yet what the API gets."""
    word, label, first, second = found.groups()
    _, (at, _), (start, end), (begin, stop), _ = found.regs
    text = Text(label, line, start + 1, line, end + 1)
    if first is None:
        return Entry(keyword, word, line, at + 1, {"value": text})
    if keyword != "click" or second is not None or re.search(FULL_WIDTH, first):
        return None
    followed = Text(first[1:], line, begin + 2, line, stop + 1)
    return Entry(keyword, word, line, at + 1, {FOLLOWED: followed, LABELS[keyword]: text})


_NAMING = frozenset(word.english for word in OTHERS)

_EXPECTED = {
    "click": re.compile(r"(?![wW]{3}\.)[A-Za-z0-9][A-Za-z0-9_.-]*\Z").match,
    "view": re.compile(r"https?://").match,
    "miniprogram": re.compile(r"wx[0-9a-f]+\Z").match,
}
"""What the first word behind the arrow of a plain item is."""
