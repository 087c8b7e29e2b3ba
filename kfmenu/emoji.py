"""Emoji made of several code points: which invisible ones belong to them, and where not to cut."""

import re


def is_part(text: str, at: int) -> bool:
    """Tell whether the invisible character at `at` is part of an emoji."""
    before = text[at - 1 : at]
    match text[at]:
        case "\u200d":
            return bool(re.match(_EMOJI, before) and re.match(_EMOJI, text[at + 1 : at + 2]))
        case "\ufe0e" | "\ufe0f":
            return bool(re.match(_EMOJI_BASE, before))
        case char if "\U000e0020" <= char <= "\U000e007f":
            return bool(re.match(_TAGGED, before))
    return False


def whole(text: str, at: int) -> int:
    """Move a cut that would split an emoji back to where that emoji begins."""
    while 0 < at < len(text) and (text[at - 1] == "\u200d" or re.match(_JOINED, text[at])):
        at -= 1
    return at


# Compiled at their first use: most texts hold no such character.
_EMOJI = "[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"
_EMOJI_BASE = "[#*0-9\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_TAGGED = "[\U0001f3f4\U000e0020-\U000e007f]"
_JOINED = "[\u200d\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
