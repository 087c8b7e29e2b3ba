"""A reading of the API's JSON of its own: what a customer sees, by nothing but the JSON."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

LINKS = ("click", "view", "miniprogram")


class Seen(NamedTuple):
    """What a customer sees of one message, and which of it can be tapped."""

    text: str
    links: list[str]


def see(payload: Any) -> Seen:
    """Read a message, a bare menu, or a whole request."""
    text, links = "", []
    gap = ""
    for piece, is_link, ends in pieces(payload):
        if piece:
            text += gap + piece
            gap = "\n" if ends else ""
            links += [piece] if is_link else []
    return Seen(text, links)


def pieces(payload: Any) -> Iterator[tuple[str, bool, bool]]:
    """Give each text in order, whether it is a link, and whether it ends its line."""
    if not isinstance(payload, dict):
        return
    bodies = [payload.get("msgtype"), "msgmenu", "text"]
    menu = payload
    if {"msgtype", "msgmenu", "text", "code", "touser", "open_kfid"} & payload.keys():
        found = [one for one in bodies if one in ("msgmenu", "text")]
        found = [one for one in found if isinstance(payload.get(one), dict)]
        menu = payload[found[0]] if found else {}
        if found and found[0] == "text":
            yield words(menu.get("content")), False, True
            return
    yield words(menu.get("head_content")), False, True
    items = menu.get("list")
    for item in items if isinstance(items, list) else []:
        bodies = [one for one in (*LINKS, "text") if isinstance(item, dict)]
        bodies = [one for one in bodies if isinstance(item.get(one), dict)]
        tag = item["type"] if bodies and item.get("type") in bodies else None
        tag = tag or (bodies[0] if len(bodies) == 1 else None)
        if tag:
            goes_on = tag == "text" and item[tag].get("no_newline") in (1, True)
            yield words(item[tag].get("content")), tag in LINKS, not goes_on
    yield words(menu.get("tail_content")), False, True


def words(value: Any) -> str:
    """Give a text, its line ends as a browser gives them; what is no text shows nothing."""
    return re.sub("\r\n|\r", "\n", value) if isinstance(value, str) else ""


def payloads_of(path: Path) -> dict[str, Any]:
    """Give the messages of a JSON file by their names in a page; none if damaged or too new."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=int)
    except (ValueError, UnicodeDecodeError):
        return {}
    bundled = value.get("messages") if isinstance(value, dict) and "version" in value else None
    if not isinstance(bundled, dict):
        return {path.stem: value}
    return bundled if value["version"] == 1 else {}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
