"""Items that lead somewhere: the label, the one arrow, and what stands behind it."""

import re

from kfmenu.facts.keywords import LABELS, TARGETS
from kfmenu.language import amiss, targets
from kfmenu.language.lexicon import (
    FULL_WIDTH,
    HALF_WIDTH,
    LAYOUT,
    WRAPPERS,
    arrows_in,
    masked,
)
from kfmenu.language.lines import Declared
from kfmenu.language.texts import Raw, note_like, note_quoted, read_text
from kfmenu.language.tree import FOLLOWED, Fields
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import Span
from kfmenu.problems import Findings


def read_item(item: Declared, findings: Findings) -> tuple[str, Fields]:
    """Read the fields of a click, view or miniprogram; give its keyword with them.

    Args:
        item: the line.
        findings: told of what is wrong.
    """
    arrows = _arrows(item, findings)
    # A label that is left out on purpose leaves a blank before its arrow.
    if len(arrows) != 1 or not arrows[0].start():
        if len(arrows) > 1:
            amiss.note_arrows(item, arrows, findings)
        else:
            amiss.note_no_arrow(item, findings)
        names = (*TARGETS[item.keyword], LABELS[item.keyword])
        return item.keyword, dict.fromkeys(names, UNREAD)
    start, end = arrows[0].span()
    label, target = item.value.cut(0, start), item.value.cut(end)
    if item.guessed and (told := targets.kind_of(target.text)):
        item = item._replace(keyword=told)
    content = read_text([label], findings)
    note_quoted(label, findings)
    fields = _read_target(item, label, target, item.value.span(start, end), findings)
    if UNREAD in fields.values() and not label.text:
        content = UNREAD  # one mistake is one problem
    return item.keyword, {**fields, LABELS[item.keyword]: content}


def _arrows(item: Declared, findings: Findings) -> list[re.Match[str]]:
    """Find the arrows of a line; where there are none, one of another make."""
    raw = item.value
    arrows = arrows_in(raw.text)
    if arrows and arrows[0][0] == "->":
        return arrows
    if len(arrows) != 1 or _is_of_label(item, raw.cut(arrows[0].end()).text):
        return []
    if raw.text[arrows[0].end() :].strip(LAYOUT):
        note_like(Raw(arrows[0][0], raw.line, raw.column + arrows[0].start()), "->", findings)
    return arrows


def _is_of_label(item: Declared, target: str) -> bool:
    """Tell whether an arrow of another make is part of the label, since more of that follows."""
    first = re.match(f"[^{LAYOUT}]+", target)
    leads = first is not None and targets.kind_of(first[0]) == item.keyword
    return not leads and targets.split(item.keyword, target) is not None


def _read_target(
    item: Declared, label: Raw, target: Raw, arrow: Span, findings: Findings
) -> Fields:
    """Read what stands behind the arrow."""
    names = TARGETS[item.keyword]
    unread: Fields = dict.fromkeys(names, UNREAD)
    if not target.text or target.text in WRAPPERS:
        amiss.note_no_target(item, label, arrow, findings)
        return unread
    target = _narrowed(target, findings)
    if amiss.note_wrong_kind(item, label, target, findings):
        return unread
    if item.keyword == "click" and target.text == "-":
        return {}
    words = _words(target)
    if item.keyword == "miniprogram" and not amiss.is_program(words, target):
        amiss.note_program(item, label, target, findings)
        return unread
    if len(words) > len(names):
        end = words[len(names) - 1].end_column - target.column
        amiss.note_blank(item, label, target, end, findings)
        return unread
    if item.keyword == "click" and target.text[0] == "@":
        followed = Raw(target.text[1:], target.line, target.column + 1)
        return {FOLLOWED: read_text([followed], findings, shown=False)}
    return {
        name: read_text([one], findings, shown=False)
        for name, one in zip(names, words, strict=True)
    }


def _narrowed(target: Raw, findings: Findings) -> Raw:
    """Give a target as it is meant: without what is around it, its signs half-width."""
    written, text = target, target.text
    wrapped = text[0] + text[-1] in WRAPPERS and bool(text[1:-1].strip(LAYOUT))
    if wrapped:
        target = target.cut(1, -1)
        text = target.text
    meant = "-" if text in _LIKE_DASH else text.translate(HALF_WIDTH)
    odd = [one.span() for one in re.finditer(FULL_WIDTH, text)]
    if scheme := re.match(_WIDE_SCHEME, meant):
        odd.append(scheme.span())
        meant = meant.replace("：", ":", 1)
    if wrapped:
        note_like(written, meant, findings)
    elif meant != text:
        start, end = min(odd, default=(0, 1))[0], max(odd, default=(0, 1))[1]
        note_like(target.within(start, end), meant[start:end], findings)
    return target._replace(text=meant)


_LIKE_DASH = ("－", "–", "―")
_WIDE_SCHEME = r"(?i)https?：//"


def _words(raw: Raw) -> list[Raw]:
    """Cut a target at its blanks, whatever their width."""
    return [
        Raw(raw.text[found.start() : found.end()], raw.line, raw.column + found.start())
        for found in re.finditer(f"[^{LAYOUT}]+", masked(raw.text))
    ]
