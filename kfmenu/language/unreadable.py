"""A line that nothing can be made of, and the most likely way out."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kfmenu.facts.keywords import ENTRY_WORDS
from kfmenu.language import targets
from kfmenu.language.amiss import PAGE, SAMPLES
from kfmenu.language.lexicon import LAYOUT, QUOTES, arrows_in
from kfmenu.language.texts import Raw
from kfmenu.problems import Findings, quote, shortened, visible


class Context(NamedTuple):
    """What stands around a line that declares nothing.

    Args:
        block: the keyword of the block that is open; empty where there is none.
        word: the same as written.
        above: the keyword of the entry right above, whose text may have been meant to go on.
        opened: whether that text begins with a quote that it does not close.
    """

    block: str
    word: str
    above: str
    opened: bool


def spelled_entry(raw: Raw, word: str, value: str, context: Context) -> tuple[str, str | None]:
    """Spell a line such as `官网：https://…` as the entry that it may be."""
    like = word
    if context.block == "message":
        return visible(f"| {raw.text}"), "message"
    arrows = arrows_in(raw.text)
    label, target = word, value
    if len(arrows) == 1:
        label = raw.text[len(word) + 1 : arrows[0].start()].strip(LAYOUT)
        target = raw.text[arrows[0].end() :].strip(LAYOUT)
    keyword = targets.kind_of(target)
    if keyword is None or (keyword == "click" and not arrows):
        return visible(f"{targets.worded('text', like)}: {raw.text}"), None
    return visible(f"{targets.worded(keyword, like)}: {label} -> {target}"), "entry"


def is_json(text: str) -> bool:
    """Tell whether a line seems to be pasted JSON."""
    return bool(_JSON_LINE.match(text))


def _as_item(text: str, word: Mapping[str, str]) -> str | None:
    """Spell a line without a keyword as the item that its target tells; None where none does."""
    if "->" not in text:
        split = targets.split("view", text) if not text.isascii() else None
        return f"{word['view']}: {split.label} -> {split.target}" if split else None
    label, _, target = (part.strip(LAYOUT) for part in text.partition("->"))
    kind = targets.kind_of(target)
    return f"{word[kind]}: {label} -> {target}" if kind and label else None


def _without_label(text: str) -> str | None:
    """Spell a line such as `回复 -> 102`, which has a keyword and a target and nothing between."""
    word, _, target = (part.strip(LAYOUT) for part in text.partition("->"))
    keyword = ENTRY_WORDS.get(word)
    if keyword not in SAMPLES or targets.kind_of(target) != keyword:
        return None
    return f"{word}: {targets.sample(keyword, word)} -> {target}"


def _alone(text: str, context: Context) -> tuple[str, str] | None:
    """Spell a keyword with nothing behind it, or a row of cells that lacks a page."""
    word, *cells = (cell.strip(LAYOUT) for cell in re.split("[\t,，]", text))
    keyword = ENTRY_WORDS.get(word)
    if keyword is None or context.block == "message":
        return None
    if keyword == "miniprogram" and len(cells) == 2 and cells[1][:2] == "wx":
        return "page", f"{word}: {cells[0]} -> {cells[1]} {PAGE}"
    if len(cells) == 1 and keyword in SAMPLES:
        return "cells", f"{word}: {cells[0]} -> {SAMPLES[keyword]}"
    if cells:
        return None
    return "alone", f"{word}: {_SAMPLE[keyword][word.isascii()]}"


def note_unreadable(raw: Raw, context: Context, findings: Findings) -> None:
    """Report a line that nothing can be made of, with the most likely way out."""
    text = raw.text.rstrip(LAYOUT)
    word = {keyword: targets.worded(keyword, context.word or text) for keyword in _SPELLED}
    variant, line = "text", f"{word['text']}: {text}"
    if found := _JSON_TEXT.search(text):
        label, target = found[2], _JSON_ID.search(text)
        variant, line = "json", f"{word['click']}: {label} -> {target[1] if target else '-'}"
        if url := _JSON_URL.search(text):
            line = f"{word['view']}: {label} -> {url[1]}"
    elif text in "}｝":
        variant = "brace"
    elif is_json(text):
        variant, line = "json", f"{word['click']}: 文字 -> 编号"
    elif context.above == "view" and _URL_REST.fullmatch(text):
        variant = "url"
    elif _CHAT.search(text):
        variant = "chat"
    elif spelled := _alone(text, context):
        variant, line = spelled
    elif context.opened and text[-1:] in {pair[1] for pair in QUOTES}:
        variant, line = "quotes", f"| {text[:-1]}"
    elif context.block == "message" or context.above in {"head", "tail", "text", "inline"}:
        variant, line = "gutter", f"| {shortened(text)}"
    elif line_of := _without_label(text):
        variant, line = "label", line_of
    elif line_of := _as_item(text, word):
        variant, line = "line", line_of
    elif context.block == "":
        variant = "nowhere"
    findings.add(
        "KF201", raw.span(0, len(text)), variant=variant,
        text=quote(text), line=visible(line), text_line=visible(f"{word['text']}: {text}"),
    )  # fmt: skip


_SAMPLE = {
    **dict.fromkeys(ENTRY_WORDS.values(), ("文字", "text")),
    "click": ("文字 -> 编号", "label -> id"),
    "view": (f"文字 -> {SAMPLES['view']}", f"label -> {SAMPLES['view']}"),
    "miniprogram": (f"文字 -> {SAMPLES['miniprogram']}", f"label -> {SAMPLES['miniprogram']}"),
    "use": ("名称", "NAME"),
    "param": ("名称 截短(32)", "name cut(32)"),
}
_SPELLED = ("text", "click", "view", "miniprogram")
_JSON_LINE = re.compile(r'[\[\]{}]|"\w+"\s*:')
_JSON_TEXT = re.compile(r'"(content|title|name|text)"\s*:\s*"([^"]+)"')
_JSON_ID = re.compile(r'"id"\s*:\s*"?([\w.:-]+)')
_JSON_URL = re.compile(r'"url"\s*:\s*"([^"]+)"')
_URL_REST = re.compile(r"(?=[A-Za-z0-9._~+-]*[?&=/#%])[A-Za-z0-9?&=/#%._~+:-]+")
_CHAT = re.compile(
    r"^\S{1,20}\s+(?:\d{2,4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+)?\d{1,2}:\d{2}(?::\d{2})?$"
)
