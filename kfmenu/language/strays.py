"""Lines of texts, and comments, that look like entries: nobody means them as they would be read."""

import re

from kfmenu.facts.keywords import ENTRY_WORDS, ITEMS, TEXTS
from kfmenu.language import targets
from kfmenu.language.headers import as_menu
from kfmenu.language.lexicon import ANY_ARROW, ARROW, LAYOUT, masked
from kfmenu.language.lines import Declared, declared
from kfmenu.language.texts import Raw
from kfmenu.language.tree import Block
from kfmenu.problems import Findings, visible


def note_entry_in_text(
    part: Raw,
    entry: str,
    findings: Findings,
    message: Block | None = None,
    first: Raw | None = None,
) -> bool:
    """Report a gutter line that was meant as an entry of its own; tell whether it was one.

    Args:
        part: what stands behind the gutter's sign.
        entry: the keyword of the text, as written.
        findings: told of KF213.
        message: the block whose text it is, where that is all of it.
        first: of such a text, its first line, if it has one yet.
    """
    if part.text[:1] == "\\":
        return False  # an escape as first character says that it is meant as it stands
    word, variant = "", None
    if _is_rule(part.text):
        line, variant = "", "rule"
    elif part.text[-1:] == "|" and "|" in part.text[:-1]:
        line, variant = _row(part.text), "row" if message is None else "body"
    else:
        made = declared(part)
        if made is None or made.is_header:
            return False
        found = _spelled(made)
        if found is None:
            return False
        line, word = found, made.word
        variant = made.keyword if made.keyword in {"param", "tail"} else None
        if message is not None and made.keyword in TEXTS:
            line, variant = f"| {made.value.text.strip(LAYOUT)}", "text"
        elif message is not None and made.keyword != "param":
            variant = "body"
    menu = as_menu(message, first) if message else {}
    if variant == "body" and "first" not in menu:
        variant = "message"
    findings.add(
        "KF213", part.span(), variant=variant,
        entry=message.word if message else entry, line=visible(line), keyword=word, **menu,
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
