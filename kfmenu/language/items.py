"""Items that lead somewhere: the label, the arrow, and what stands behind it."""

import re

from kfmenu.language.keywords import (
    ANY_BLANKS,
    ARROW,
    ARROW_GLUED,
    ARROW_LIKE,
    FULL_WIDTH,
    HALF_WIDTH,
    TARGETS,
    WIDE_BLANKS,
    WORD,
)
from kfmenu.language.literal import Note, Raw, read_text
from kfmenu.language.tree import Entry, Text
from kfmenu.problems import quote


def read_item(entry: Entry, raw: Raw, note: Note) -> None:
    """Read the fields of a click, view or miniprogram into its entry.

    Args:
        entry: gets its `fields`, and `broken` where some could not be read.
        raw: all that stands behind the colon, blanks included: the first counts for the arrow.
        note: told of what is wrong.
    """
    arrows = list(ARROW.finditer(raw.text))
    if not arrows:
        arrows = list(ARROW_LIKE.finditer(raw.text))
        if len(arrows) == 1:
            start, end = (raw.column + at for at in arrows[0].span())
            note("KF601", raw.line, start + 1, end, text=quote(arrows[0][0][1:]), meant=quote("->"))
    if len(arrows) > 1:
        start, end = (raw.column + at for at in arrows[1].span())
        note("KF208", raw.line, start + 1, end, count=len(arrows))
        entry.broken = True
    elif arrows:
        before, after = arrows[0].span()
        label = _trimmed(raw, 0, before, note)
        entry.fields["content"] = read_text([label], note)
        note_quoted(label, note)
        _read_target(entry, _trimmed(raw, after, None, note), raw.column + before + 1, note)
    elif glued := ARROW_GLUED.search(raw.text):
        start, end = (raw.column + at for at in glued.span())
        arrow = glued[0].lstrip("\\")
        escape = "\\->" if arrow == "->" else f"\\u{{{ord(arrow[-1]):x}}}"
        note(
            "KF207", raw.line, start, end,
            variant="glued", keyword=entry.word, arrow=quote(arrow), escape=escape,
        )  # fmt: skip
        entry.broken = True
    elif entry.keyword == "click":
        label = raw.cut(0)
        entry.fields["content"] = read_text([label], note)
        note_quoted(label, note)
    else:
        span = entry.span
        note("KF207", span.line, span.column, raw.end_column, keyword=entry.word)
        entry.broken = True


def read_plain(keyword: str, found: re.Match[str], line: int) -> Entry | None:
    """Read an item that needs no closer look, at a fraction of the cost of one that does.

    Args:
        keyword: what the line declares.
        found: the line's match with `PLAIN`.
        line: its number.

    Returns:
        What `read_item` would make of it; None where that would find something to say.
    """
    names = TARGETS.get(keyword, ())
    if len(names) != (1 if found[4] is None else 2):
        return None
    entry = Entry(keyword, found[1], line, found.start(1) + 1)
    fields = entry.fields
    for group, name in enumerate(("content", *names), 2):
        start, end = found.span(group)
        fields[name] = Text(found[group], line, start + 1, line, end + 1)
    return entry


def note_quoted(raw: Raw, note: Note) -> None:
    """Warn of a whole value in quotes, which would be shown."""
    inner = raw.text[1:-1]
    if raw.text[0:1] + raw.text[-1:] in {"“”", '""'} and not any(sign in inner for sign in '“”"'):
        note("KF608", raw.line, raw.column, raw.end_column)


def note_wide(raw: Raw, start: int, end: int, note: Note) -> None:
    """Warn of wide blanks in a part of a line where only real ones should stand."""
    for at in range(start, end):
        if raw.text[at] in WIDE_BLANKS:
            char = f"U+{ord(raw.text[at]):04X}"
            note("KF602", raw.line, raw.column + at, raw.column + at + 1, char=char)
            return


def _trimmed(raw: Raw, start: int, end: int | None, note: Note) -> Raw:
    """Give one side of the arrow; a wide blank counts as a blank only right beside it."""
    if end is None:
        target = raw.cut(start, blanks=ANY_BLANKS)
        first = target.column - raw.column
        note_wide(raw, start, first, note)
        note_wide(raw, first + len(target.text), len(raw.text), note)
        return target
    side = raw.text[start:end]
    bare = side.rstrip(ANY_BLANKS)
    note_wide(raw, start + len(bare), end + 1, note)
    return raw.cut(start, start + len(bare))


def _read_target(entry: Entry, raw: Raw, arrow: int, note: Note) -> None:
    """Read what stands behind the arrow, whose column is `arrow`."""
    keyword = entry.keyword
    if not raw.text:
        note("KF207", raw.line, arrow, arrow + 2, variant="empty", keyword=entry.word)
        entry.broken = True
        return
    note_quoted(raw, note)
    if wide := FULL_WIDTH.search(raw.text):
        start, end = (raw.column + at for at in wide.span())
        meant = wide[0].translate(HALF_WIDTH)
        note("KF601", raw.line, start, end, text=quote(wide[0]), meant=quote(meant))
        raw = raw._replace(text=raw.text.translate(HALF_WIDTH))
    if keyword == "click":
        if raw.text[0] == "@":
            note(
                "KF211", raw.line, raw.column, raw.end_column,
                variant="later", keyword=quote(raw.text), block="@version",
            )  # fmt: skip
            entry.broken = True
        else:
            entry.fields["id"] = read_text([raw], note)
        return
    note_wide(raw, 0, len(raw.text), note)
    words = _words(raw)
    names = TARGETS[keyword]
    if len(words) < len(names):
        note("KF209", raw.line, raw.column, raw.end_column, text=quote(raw.text))
        entry.broken = True
    elif len(words) > len(names):
        at = words[len(names) - 1].end_column
        note("KF210", raw.line, at, words[len(names)].column, field=names[-1])
        entry.broken = True
    else:
        for name, word in zip(names, words, strict=True):
            entry.fields[name] = read_text([word], note)


def _words(raw: Raw) -> list[Raw]:
    """Cut a target at its blanks, whatever their width."""
    return [
        Raw(found[0], raw.line, raw.column + found.start()) for found in WORD.finditer(raw.text)
    ]
