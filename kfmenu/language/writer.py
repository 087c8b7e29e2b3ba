"""From a message to `.kfm` text that compiles to the same message."""

import re
from collections.abc import Iterator

from kfmenu.errors import InvalidMessage
from kfmenu.language import amiss, strays
from kfmenu.language.lexicon import ARROW, FULL_WIDTH, LAYOUT, LINE_SIGNS, WRAPPERS
from kfmenu.language.lines import Declared
from kfmenu.language.texts import Raw, is_device, is_name
from kfmenu.message.values import Item, Menu, Message
from kfmenu.problems import Findings, has_errors


def dumps(message: Message, name: str) -> str:
    """Write a message as `.kfm` text.

    Args:
        message: valid for `on_event` or `send_msg`.
        name: what the block is called: a letter or digit, then letters, digits, `_` and `-`.

    Raises:
        InvalidMessage: the message has errors, for either API.
        ValueError: `name` cannot name a block.
    """
    problems = message.problems()
    if has_errors(problems) and has_errors(message.problems("send_msg")):
        raise InvalidMessage(problems)
    if not is_name(name) or is_device(name):
        raise ValueError(
            f"{name!r} cannot name a menu: a letter or digit, then letters, digits, _ and -"
        )
    return "\n".join([*_lines(message, name), ""])


def _lines(message: Message, name: str) -> Iterator[str]:
    if not isinstance(message, Menu):
        yield f"message {name}"
        yield from _gutters("  ", message.content)
        return
    yield f"menu {name}"
    if message.head_content is not None:
        yield from _block_text("head", message.head_content)
    for item in message.items:
        yield from _item(item)
    if message.tail_content is not None:
        yield from _block_text("tail", message.tail_content)


def _item(item: Item) -> Iterator[str]:
    kind = item.kind
    keyword = next(
        word.english
        for word in kind.words
        if all(getattr(item, name) == value for name, value in word.sets)
    )
    label = getattr(item, kind.label) or ""
    if not kind.targets:
        yield from _block_text(keyword, label)
        return
    values = [value for name in kind.targets if (value := getattr(item, name)) is not None]
    shown = f" {_line(label)}" if label else ""
    yield f"  {keyword}:{shown} -> {_target(keyword, values) if values else '-'}"


def _block_text(keyword: str, content: str) -> Iterator[str]:
    if "\n" in content:
        yield f"  {keyword}:"
        yield from _gutters("    ", content)
    else:
        yield f"  {keyword}: {_line(content)}".rstrip(" ")


def _gutters(indent: str, content: str) -> Iterator[str]:
    for line in content.split("\n"):
        text = _line(line)
        if strays.note_entry_in_text(Raw(text, 1, 1), "", Findings()):
            text = _escaped_first(text)
        yield f"{indent}| {text}".rstrip(" ")


# ---- characters ---------------------------------------------------------------------------

# Controls, bidi overrides and surrogates are faults in a file; a CR would end a line with its LF.
_SPECIAL = re.compile(f"[\\\\{{}}｛\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069{LINE_SIGNS}\ufeff]")
_ENDS = re.compile(f"^[{LAYOUT}]|[{LAYOUT}]$")
_BLANK = re.compile(f"[{LAYOUT}]")


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in "\\{}":
        return f"\\{char}"
    return {"\n": "\\n", " ": "\\s"}.get(char, f"\\u{{{ord(char):x}}}")


def _code(found: re.Match[str]) -> str:
    return "".join(f"\\u{{{ord(char):x}}}" for char in found[0])


def _line(text: str) -> str:
    """Write one line of a text, or a label, so that nothing in it is read as anything else."""
    text = _ENDS.sub(_escape, _SPECIAL.sub(_escape, text))
    return re.sub(ARROW, r"\\->", f" {text}")[1:]


def _target(keyword: str, values: list[str]) -> str:
    """Write what stands behind an arrow."""
    words = [_BLANK.sub(_escape, _SPECIAL.sub(_escape, value)) for value in values]
    words = [re.sub(FULL_WIDTH, _code, word).replace("：//", "\\u{ff1a}//") for word in words]
    text = " ".join(words)
    raw = Raw(text, 1, 1)
    item = Declared(keyword, keyword, raw, 0)
    program = keyword == "miniprogram"
    if (
        text in "-－–―"
        or text[0] + text[-1] in WRAPPERS
        or text[0] in "@$"
        or amiss.note_wrong_kind(item, raw, raw, Findings())
        or (program and not amiss.is_program([Raw(word, 1, 1) for word in words], raw))
    ):
        return _escaped_first(text)
    return text


def _escaped_first(text: str) -> str:
    """Write the first character as an escape: that it is meant as it stands."""
    return f"\\@{text[1:]}" if text[0] == "@" else f"\\u{{{ord(text[0]):x}}}{text[1:]}"
