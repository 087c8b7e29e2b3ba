"""Lines of texts, and comments, that look like entries: nobody means them as they would be read."""

import re
from collections.abc import Mapping
from typing import Any

from kfmenu.facts.keywords import ENTRY_WORDS, ITEMS, TEXTS
from kfmenu.language import targets
from kfmenu.language.lexicon import ANY_ARROW, ARROW, COMMENTS, LAYOUT, masked
from kfmenu.language.lines import Declared, declared
from kfmenu.language.texts import Raw
from kfmenu.problems import Findings, visible


def note_entry_in_text(
    part: Raw, entry: str, findings: Findings, menu: Mapping[str, Any] | None = None
) -> bool:
    """Report a gutter line that was meant as an entry of its own; tell whether it was one.

    Args:
        part: what stands behind the gutter's sign.
        entry: the keyword of the text, as written.
        findings: told of KF213.
        menu: of a message, what to write for it to take buttons.
    """
    if part.text[:1] == "\\":
        return False  # an escape as first character says that it is meant as it stands
    word, variant = "", None
    if _is_rule(part.text):
        line, variant = "", "rule"
    elif part.text[-1:] == "|" and "|" in part.text[:-1]:
        line, variant = _row(part.text), "row" if menu is None else "body"
    else:
        made = declared(part)
        if made is None or made.is_header:
            return False
        found = _spelled(made)
        if found is None:
            return False
        line, word = found, made.word
        variant = made.keyword if made.keyword in {"param", "tail"} else None
        if menu is not None and made.keyword in TEXTS:
            line, variant = f"| {made.value.text.strip(LAYOUT)}", "text"
        elif menu is not None and made.keyword != "param":
            variant = "body"
    if variant == "body" and "first" not in (menu or {}):
        variant = "message"
    findings.add(
        "KF213", part.span(), variant=variant,
        entry=entry, line=visible(line), keyword=word, **(menu or {}),
    )  # fmt: skip
    return True


def _is_rule(text: str) -> bool:
    """Tell whether a line is the one under the heads of a table: `---|:---`."""
    return "|" in text and "---" in text and not text.strip(f"{LAYOUT}:|-")


def _spelled(made: Declared) -> str | None:
    """Spell the entry that a line of a text seems to be; None where it may be a text."""
    value = made.value.text.strip(LAYOUT)
    kind = ITEMS.get(made.keyword)
    if made.keyword == "param":
        return f"{made.word}: {value}" if re.search(_TYPE, value) else None
    if made.keyword == "use":
        return None
    if kind is None or not kind.targets:
        return f"{made.word}: {value}"
    if not re.search(ANY_ARROW, masked(value)):
        return None
    if re.search(ARROW, f" {masked(value)}"):
        return f"{made.word}: {value}"
    split = targets.split(made.keyword, value)
    return f"{made.word}: {split.label} -> {split.target}" if split else f"{made.word}: {value}"


_TYPE = rf"[{LAYOUT}]\w+[{LAYOUT}]*[(（]"


def _row(text: str) -> str:
    """Spell a row of a table as the button that it may stand for."""
    cells = [cell.strip(LAYOUT) for cell in text.split("|")]
    cells = [cell for cell in cells if cell]
    if cells and cells[0] in ENTRY_WORDS:
        cells = cells[1:]
    label = cells[0] if cells else "文字"
    target = cells[1] if len(cells) > 1 and label != "文字" else "编号"
    keyword = targets.kind_of(target) or "click"
    return f"{targets.worded(keyword, '回复')}: {label} -> {target}"


def note_arrow_in_text(part: Raw, entry: str, findings: Findings) -> None:
    """Warn of a line of a text that seems to lead somewhere.

    Args:
        part: the line.
        entry: the keyword of the text, as written.
        findings: told of KF605.
    """
    if "->" not in part.text:
        return
    plain = masked(f" {part.text}")
    arrows = list(re.finditer(ARROW, plain))
    if len(arrows) != 1:
        return
    start, end = (at - 1 for at in arrows[0].span())
    label, target = part.text[: max(start, 0)].strip(LAYOUT), part.text[end:].strip(LAYOUT)
    kind = targets.kind_of(target)
    if kind is not None and target != "-":
        line = f"{targets.worded(kind, entry)}: {label} -> {target}"
        findings.add("KF605", part.span(start, end), entry=entry, line=visible(line))


def lost_header(comment: Raw) -> Declared | None:
    """Read a comment that is a header's word and a name, in case that a block was meant."""
    bare = comment.text.lstrip(COMMENTS + LAYOUT)
    raw = Raw(bare, comment.line, comment.column + len(comment.text) - len(bare))
    made = declared(raw)
    if made is None or not made.is_header:
        return None
    words = made.value.text.split()
    return made if len(words) == 1 else None
