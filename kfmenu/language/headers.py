"""Headers amiss: a name that can name no block, and a message that should have been a menu."""

import re
from typing import Any

from kfmenu.language import targets
from kfmenu.language.lexicon import COLONS, COMMENTS, GUTTERS, LAYOUT
from kfmenu.language.lines import Declared
from kfmenu.language.texts import LONGEST_NAME, Raw, is_device, is_name
from kfmenu.language.tree import Block
from kfmenu.places import Span
from kfmenu.problems import Findings, quote, visible


def note_name(made: Declared, name: Raw, word: Span, findings: Findings) -> None:
    """Report a name that can name no block."""
    text = name.text
    if made.guessed and not text:
        return
    variant, mended = None, _as_name(text)
    first = text[:1] if text[:1] in {"_", "-"} else ""
    signs = [first, *(sign for sign in text if not is_name(f"x{sign}") and sign not in LAYOUT)]
    sign = next(filter(None, signs), " ")
    if not text:
        variant = "none"
    elif is_device(text):
        variant = "device"
    elif len(text.encode(errors="replace")) > LONGEST_NAME:
        variant = "long"
    elif is_name(mended):
        variant = next((one for signs, one in _SIGNS.items() if sign in signs), "sign")
        if variant == "text" and sign in {text[0], text[-1]}:
            variant = "sign"
    if variant == "device":
        mended = f"{text}1"
    named = mended if is_name(mended) else targets.sample("name", made.word)
    findings.add(
        "KF212", name.span() if text else word, variant=variant,
        text=quote(text), sign="@blank" if sign == " " else quote(sign),
        keyword=made.word,
        line=visible(f"{made.word} {named}"),
    )  # fmt: skip


_SIGNS = {"{}｛｝": "brace", COMMENTS: "comment", COLONS + GUTTERS: "text"}
"""Signs behind a name → the variant of KF212 that says where what they begin belongs."""


def _as_name(text: str) -> str:
    """Make a name of what stands behind a header's word: without signs, a hyphen for blanks."""
    name = re.split("[#＃|｜{｛:：]", re.sub(r"^\W+", "", text))[0]
    return re.sub(r"[^\w-]+", "-", name).strip("_-")


def as_menu(block: Block, first: Raw | None) -> dict[str, Any]:
    """Give what to write for a message that should have buttons, by the lines to change.

    Args:
        block: the message.
        first: the first line of its text, if it has one.
    """
    name = block.name or targets.sample("name", block.word)
    text = first.text if first else targets.sample("text", block.word)
    holes: dict[str, Any] = {
        "row": block.span.line,
        "menu": f"{targets.worded('menu', block.word)} {name}",
        "head": visible(f"{targets.worded('head', block.word)}: {text}"),
    }
    return {**holes, "first": first.line} if first else holes
