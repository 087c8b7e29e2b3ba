"""Texts made to fit: `cut` takes whole characters away and says so with an ellipsis."""

from kfmenu.params.encoding import size

ELLIPSIS = "…"

SHORTEST = 4
"""Bytes: an ellipsis has three, and one character must have a chance to stand before it."""


def cut(text: str, bytes: int) -> str:  # noqa: A002 - the word that says what is counted
    """Shorten `text` to the longest run of whole graphemes that fits with `…` behind it.

    A text that fits stays as it is. Nothing is trimmed, and where not one grapheme fits the
    ellipsis stands alone. An emoji of several code points is never parted (UAX #29).

    Args:
        text: any text.
        bytes: the most UTF-8 bytes that the result may have, the ellipsis counted in.

    Raises:
        ValueError: `bytes` is less than 4.
    """
    if bytes < SHORTEST:
        raise ValueError(f"cut() needs {SHORTEST} bytes or more, not {bytes}")
    if size(text) <= bytes:
        return text
    from wcwidth import iter_graphemes  # noqa: PLC0415 - few texts are cut, and a check cuts none

    end, room = 0, bytes - size(ELLIPSIS)
    # What fits has at most `room` code points; the next one tells whether a grapheme goes on.
    graphemes = iter_graphemes(text[: room + 1])
    while (room := room - size(grapheme := next(graphemes))) >= 0:
        end += len(grapheme)
    return text[:end] + ELLIPSIS
