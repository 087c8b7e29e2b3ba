"""From a message to `.kfm` text that compiles to the same message."""

import re
from collections.abc import Iterator

from kfmenu.errors import InvalidMessage
from kfmenu.language.lexicon import ARROW_GLUED, ARROW_LIKE, FULL_WIDTH
from kfmenu.language.texts import is_name
from kfmenu.message.values import Item, Menu, Message
from kfmenu.problems import has_errors


def dumps(message: Message, name: str) -> str:
    """Write a message as `.kfm` text.

    Args:
        message: valid for `on_event` or `send_msg`.
        name: what the block is called: a letter, then letters, digits, `_` and `-`.

    Raises:
        InvalidMessage: the message has errors, for either API.
        ValueError: `name` cannot name a block.
    """
    problems = message.problems()
    if has_errors(problems) and has_errors(message.problems("send_msg")):
        raise InvalidMessage(problems)
    if not is_name(name):
        raise ValueError(f"{name!r} cannot name a menu: a letter, then letters, digits, _ and -")
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
    roles = {one.name: one.role for one in kind.fields}
    keyword = next(
        word.english
        for word in kind.words
        if all(getattr(item, name) == value for name, value in word.sets)
    )
    label = getattr(item, kind.label) or ""
    if not kind.targets:
        yield from _block_text(keyword, label)
        return
    # An id is all that stands behind its arrow, blanks and all; other targets are words.
    targets = [
        _target(value) if roles[name] == "id" else _word(value)
        for name in kind.targets
        if (value := getattr(item, name)) is not None
    ]
    arrow = f" -> {' '.join(targets)}" if targets else ""
    yield f"  {keyword}: {_label(label)}{arrow}"


def _block_text(keyword: str, content: str) -> Iterator[str]:
    if "\n" in content:
        yield f"  {keyword}:"
        yield from _gutters("    ", content)
    else:
        yield f"  {keyword}: {_line(content)}".rstrip(" ")


def _gutters(indent: str, content: str) -> Iterator[str]:
    for line in content.split("\n"):
        yield f"{indent}| {_line(line)}".rstrip(" ")


# Controls, bidi overrides and surrogates are faults in a file; a CR would end a line with its LF.
_ESCAPED = re.compile(
    "[\\\\{}\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u3000\u00a0\ufeff]|\n"
)


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char == "\n":
        return "\\n"
    return f"\\{char}" if char in "\\{}" else f"\\u{{{ord(char):x}}}"


def _line(text: str) -> str:
    """Write one line of a text, so that the blanks at its ends survive."""
    text = _ESCAPED.sub(_escape, text)
    text = re.sub("^ | $", r"\\s", text)
    return re.sub("(^| )->(?= |$)", r"\1\\->", text)


def _label(text: str) -> str:
    """Write a label: nothing in it may pass for the arrow."""
    text = _line(text)
    if ARROW_LIKE.search(f" {text} ") or ARROW_GLUED.search(text):
        text = re.sub(r"(?<!\\)->", r"\\->", text)
        text = re.sub(
            "[→⇒➔➜➡>＞》]", lambda found: f"\\u{{{ord(found[0]):x}}}", text.replace("\\->", "\0")
        )
        text = text.replace("\0", "\\->")
    return text


def _target(text: str) -> str:
    """Write what stands behind an arrow."""
    text = FULL_WIDTH.sub(_escape_each, _label(text))
    return f"\\{text}" if text.startswith("@") else text


def _word(text: str) -> str:
    """Write one word of a target: it may not hold a blank."""
    return _target(text).replace(" ", "\\s")


def _escape_each(found: re.Match[str]) -> str:
    return "".join(f"\\u{{{ord(char):x}}}" for char in found[0])
