"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable

_LONGEST = 24
"""Code points; no word that kfmenu knows is as long, so a longer one resembles none."""


_WHOLE_BEGINNING = 4
"""Code points from which on the beginning of one word alone stands for it: `head_content`."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the word of `known` that `word` resembles most, or None.

    Args:
        word: what was written.
        known: what could have been meant.
    """
    if len(word) > _LONGEST:
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    # Keywords in Chinese have two or three characters: one of two may be wrong.
    cutoff = 0.6 if word.isascii() else 0.5
    folded = {
        _fold(candidate): candidate
        for candidate in known
        # Within a sentence of Chinese every second word would resemble a keyword.
        if word.isascii() or abs(len(candidate) - len(word)) <= 1
    }
    start = _fold(word)
    if len(start) >= _WHOLE_BEGINNING:
        begun = [candidate for spelt, candidate in folded.items() if spelt.startswith(start)]
        if len(begun) == 1:
            return begun[0]
    found = get_close_matches(start, folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def _fold(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")
