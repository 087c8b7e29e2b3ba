"""How a value is written where it stands: as it is, percent-encoded, or inside a JSON string."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

Encoding = Literal["plain", "percent", "json"]
"""`plain`: shown text, an id, a whole address. `percent`: part of a target. `json`: as `plain`,
in a message whose JSON is written already."""

UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
"""What RFC 3986 lets stand anywhere in an address; every other byte becomes `%XX`."""

_RESERVED = re.compile("[^A-Za-z0-9._~-]").search
_WRITTEN = [chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in range(256)]


def size(text: str) -> int:
    """Give the UTF-8 bytes of `text`; a lone surrogate counts as three."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def plain(text: str) -> str:
    """Give `text` as it is."""
    return text


def percent(text: str) -> str:
    """Give `text` with every byte outside `A-Za-z0-9-._~` as `%XX`."""
    if not _RESERVED(text):
        return text
    return "".join([_WRITTEN[byte] for byte in text.encode("utf-8", "surrogatepass")])


def json(text: str) -> str:
    """Give `text` as it stands between the quotes of a JSON string, all but ASCII unescaped."""
    if text.isalnum():
        return text
    from json.encoder import encode_basestring  # noqa: PLC0415 - a check writes no JSON

    return encode_basestring(text)[1:-1]


ENCODE: Mapping[Encoding, Callable[[str], str]] = {
    "plain": plain,
    "percent": percent,
    "json": json,
}


def total(text: str, uses: Iterable[Encoding]) -> int:
    """Give the bytes that `text` takes in all its uses together."""
    return sum([size(ENCODE[encoding](text)) for encoding in uses])
