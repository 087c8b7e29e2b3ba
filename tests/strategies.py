"""Messages, texts and JSON made up by hypothesis."""

import re
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kfmenu import Menu, TextMessage
from kfmenu.facts.kinds import KINDS, Field
from kfmenu.message.values import ITEMS, Item, Message

_TRICKY = [*' \t\n\r\\{}-><=→⇒—|：:#＃@＠１（“”"a满😀n', "\u3000", "\u00a0", "\u2028", "\x85"]
_TRICKY += ["\ufeff", "\u200b", " -> ", "->", "\\n", "&amp;", "\u202e", "https://"]

characters = st.one_of(st.sampled_from(_TRICKY), st.characters(exclude_categories=["Cs"]))
"""Characters that mean something to the language as often as any others."""


def texts(least: int, most: int) -> SearchStrategy[str]:
    """Make texts of `least` to `most` bytes."""
    made = st.lists(characters, max_size=12).map("".join)
    return made.filter(lambda text: least <= len(text.encode()) <= most)


def words(most: int) -> SearchStrategy[str]:
    """Make texts of 1 to `most` bytes without blanks and control characters."""
    made = texts(0, most - 1).map(lambda text: re.sub(r"[\s\x00-\x1f\x7f-\x9f]", "", text))
    return made.map(lambda word: f"{word}w")


def _field(one: Field) -> SearchStrategy[Any]:
    if one.role == "flag":
        return st.booleans()
    if one.role in {"url", "appid", "path"}:
        return words(one.max_bytes)
    made = texts(one.min_bytes, one.max_bytes)
    if one.role in {"url", "appid", "path"}:
        made = words(one.max_bytes)
    return made if one.required else st.none() | made


items: SearchStrategy[Item] = st.one_of(
    *(
        st.builds(ITEMS[kind.name], **{one.name: _field(one) for one in kind.fields})
        for kind in KINDS.values()
    )
)

_ANY_MENU = st.builds(
    Menu, st.none() | texts(0, 1024), st.lists(items, max_size=10), st.none() | texts(0, 1024)
)

menus = _ANY_MENU.filter(lambda menu: menu != Menu())

messages: SearchStrategy[Message] = menus | st.builds(TextMessage, texts(1, 2048))
"""Valid messages."""

_API = """code touser open_kfid msgid msgtype text msgmenu head_content list tail_content type click
view miniprogram id content url appid pagepath no_newline page title headContent version messages"""

_NAMES = st.sampled_from(_API.split())

_ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.floats(),
    st.text(max_size=5),
    st.text(st.characters(categories=["Cs", "Ll"]), max_size=3),
    st.sampled_from(["click", "view", "text", "msgmenu", "满" * 700, object(), b"x"]),
)

payloads = st.recursive(
    _ATOMS,
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.dictionaries(_NAMES | st.text(max_size=3) | st.integers(), inner, max_size=6)
    ),
    max_leaves=30,
)
"""Anything that might be given for JSON, mostly with the API's own names in wrong places."""
