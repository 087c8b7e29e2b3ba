"""Items that lead somewhere: the label, the arrow, and what stands behind it."""

import re

from kfmenu.facts.keywords import ITEMS
from kfmenu.language.lexicon import (
    ANY_BLANKS,
    ARROW,
    ARROW_GLUED,
    ARROW_LIKE,
    FULL_WIDTH,
    HALF_WIDTH,
    WIDE_BLANKS,
    WORD,
)
from kfmenu.language.texts import Raw, read_text
from kfmenu.language.tree import Entry, Text
from kfmenu.params.unread import UNREAD, Unread
from kfmenu.places import Span
from kfmenu.problems import Findings, quote

Fields = dict[str, Text | Unread]


def read_item(keyword: str, word: str, raw: Raw, findings: Findings) -> Fields:
    """Read the fields of a click, view or miniprogram.

    Args:
        keyword: what the line declares.
        word: the keyword as written.
        raw: all that stands behind the colon, blanks included: the first counts for the arrow.
        findings: told of what is wrong.
    """
    names = ("content", *ITEMS[keyword].targets)
    arrows = list(ARROW.finditer(raw.text))
    if not arrows:
        arrows = list(ARROW_LIKE.finditer(raw.text))
        if len(arrows) == 1:
            start, end = arrows[0].span()
            meant = quote("->")
            findings.add(
                "KF601", raw.span(start + 1, end), text=quote(arrows[0][0][1:]), meant=meant
            )
    if len(arrows) > 1:
        start, end = arrows[1].span()
        findings.add("KF208", raw.span(start + 1, end), count=len(arrows))
    elif arrows:
        before, after = arrows[0].span()
        label = _trimmed(raw, 0, before, findings)
        content = read_text([label], findings)
        note_quoted(label, findings)
        target = _trimmed(raw, after, None, findings)
        arrow = raw.span(before + 1, before + 3)
        fields = _read_target(keyword, word, target, arrow, findings)
        lost = not content.value and UNREAD in fields.values()
        return {"content": UNREAD if lost else content, **fields}
    elif glued := ARROW_GLUED.search(raw.text):
        arrow_ = glued[0].lstrip("\\")
        escape = "\\->" if arrow_ == "->" else f"\\u{{{ord(arrow_[-1]):x}}}"
        findings.add(
            "KF207", raw.span(*glued.span()),
            variant="glued", keyword=word, arrow=quote(arrow_), escape=escape,
        )  # fmt: skip
    elif keyword == "click":
        label = raw.cut(0)
        content = read_text([label], findings)
        note_quoted(label, findings)
        return {"content": content}
    else:
        start = -len(word) - 1
        findings.add("KF207", raw.span(start), keyword=word)
    return dict.fromkeys(names, UNREAD)


def read_plain(keyword: str, found: re.Match[str], line: int) -> Entry | None:
    """Read an item that needs no closer look, at a fraction of the cost of one that does.

    Args:
        keyword: what the line declares.
        found: the line's match with `PLAIN`.
        line: its number.

    Returns:
        What `read_item` would make of it; None where that would find something to say.
    """
    names = _NAMES.get(keyword, ())
    if len(names) != (2 if found[4] is None else 3):
        return None
    fields: Fields = {}
    for group, name in enumerate(names, 2):
        start, end = found.span(group)
        fields[name] = Text(found[group], line, start + 1, line, end + 1)
    return Entry(keyword, found[1], line, found.start(1) + 1, fields)


_NAMES = {keyword: ("content", *kind.targets) for keyword, kind in ITEMS.items()}
"""The fields of each item in the order of its line."""


def note_quoted(raw: Raw, findings: Findings) -> None:
    """Warn of a whole value in quotes, which would be shown."""
    inner = raw.text[1:-1]
    if raw.text[0:1] + raw.text[-1:] in {"“”", '""'} and not any(sign in inner for sign in '“”"'):
        findings.add("KF608", raw.span())


def note_wide(raw: Raw, start: int, end: int, findings: Findings) -> None:
    """Warn of wide blanks in a part of a line where only real ones should stand."""
    for at in range(start, end):
        if raw.text[at] in WIDE_BLANKS:
            last = findings.found[-1] if findings.found else None
            if last is None or (last.code, last.line) != ("KF602", raw.line):
                # One wide blank in a line stands for all of them.
                findings.add("KF602", raw.span(at, at + 1), char=f"U+{ord(raw.text[at]):04X}")
            return


def _trimmed(raw: Raw, start: int, end: int | None, findings: Findings) -> Raw:
    """Give one side of the arrow; a wide blank counts as a blank only right beside it."""
    if end is None:
        target = raw.cut(start, blanks=ANY_BLANKS)
        first = target.column - raw.column
        note_wide(raw, start, first, findings)
        note_wide(raw, first + len(target.text), len(raw.text), findings)
        return target
    side = raw.text[start:end]
    bare = side.rstrip(ANY_BLANKS)
    note_wide(raw, start + len(bare), end + 1, findings)
    return raw.cut(start, start + len(bare))


def _read_target(keyword: str, word: str, raw: Raw, arrow: Span, findings: Findings) -> Fields:
    """Read what stands behind the arrow."""
    names = ITEMS[keyword].targets
    if not raw.text:
        findings.add("KF207", arrow, variant="empty", keyword=word)
        return dict.fromkeys(names, UNREAD)
    note_quoted(raw, findings)
    if wide := FULL_WIDTH.search(raw.text):
        meant = wide[0].translate(HALF_WIDTH)
        findings.add("KF601", raw.span(*wide.span()), text=quote(wide[0]), meant=quote(meant))
        raw = raw._replace(text=raw.text.translate(HALF_WIDTH))
    if keyword == "click":
        if raw.text[0] != "@":
            return {"id": read_text([raw], findings)}
        findings.add(
            "KF211", raw.span(), variant="later", keyword=quote(raw.text), block="@version"
        )
        return {"id": UNREAD}
    note_wide(raw, 0, len(raw.text), findings)
    words = _words(raw)
    if len(words) == len(names):
        return {name: read_text([one], findings) for name, one in zip(names, words, strict=True)}
    if len(words) < len(names):
        findings.add("KF209", raw.span(), text=quote(raw.text))
    else:
        at = words[len(names) - 1].end_column
        gap = Span(raw.line, at, raw.line, words[len(names)].column)
        findings.add("KF210", gap, field=names[-1])
    return dict.fromkeys(names, UNREAD)


def _words(raw: Raw) -> list[Raw]:
    """Cut a target at its blanks, whatever their width."""
    return [
        Raw(found[0], raw.line, raw.column + found.start()) for found in WORD.finditer(raw.text)
    ]
