"""What the API takes in a text and a customer should not see."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from kfmenu.checking.fine import FINE, INVISIBLE, LABELS, MARKUP, SHOWN
from kfmenu.emoji import is_part
from kfmenu.facts.limits import Limit
from kfmenu.problems import Mend, Origin, quote

NO_HOLES: Mapping[str, Any] = MappingProxyType({})


class Odd(NamedTuple):
    """Something odd in a text.

    Args:
        code: the rule.
        within: the code points (from, to) that it is about, or None for all of them.
        holes: what fills the rule's message.
        variant: which of the rule's wordings fits, where it has several.
        mends: what to write instead, where that is sure.
    """

    code: str
    within: tuple[int, int] | None = None
    holes: Mapping[str, Any] = NO_HOLES
    variant: str | None = None
    mends: tuple[Mend, ...] = ()


def odd_texts(limit: Limit, value: str, origin: Origin | None) -> Iterator[Odd]:
    """Find what is odd in a string, one of each kind at most.

    Args:
        limit: the row of the table for the field that holds it.
        value: the string, escapes and surrogates as they may be.
        origin: what it was made from; what the reader of a file judges is not judged again.
    """
    name = limit.name
    if not value:
        if not limit.required and not limit.min_bytes:
            yield Odd("KF431")
        return
    if name in SHOWN:
        yield from _shown(value, is_label=limit.path in LABELS)
    if name in _ENTITIES and "&" in value:
        yield from _entities(value, "target" if name in _TARGETS else None)
    for hidden in re.finditer(_INVISIBLE, value):
        if not is_part(value, hidden.start()):
            char = f"U+{ord(hidden[0]):04X}"
            yield Odd("KF432", hidden.span(), {"char": char})
            break
    unfilled = None if origin == "kfm" else re.search(_UNFILLED, value)
    if name in _TARGETS and (nothing := re.search(_NOTHING, value)):
        yield Odd("KF435", nothing.span(1), {"text": quote(nothing[1])}, "query")
    elif unfilled:
        yield Odd("KF435", unfilled.span(), {"text": quote(unfilled[0])})
    if unfilled and not unfilled.start():
        return  # nobody knows yet what it will begin with
    if name == "url" and not re.match(_URL, value):
        yield _odd_url(value)
    elif name == "appid" and not re.match(_APPID, value):
        yield _odd_appid(value)


def blank_in(value: str) -> re.Match[str] | None:
    """Find the first blank or control character of a word, but for those of a placeholder."""
    for found in re.finditer(rf"{_UNFILLED}|[{_BLANK}]+", value):
        if found[0][0] not in "{$":
            return found
    return None


# ---- shown texts --------------------------------------------------------------------------


def _shown(value: str, *, is_label: bool) -> Iterator[Odd]:
    """Find what customers should not see."""
    if is_label and (found := re.search(r"\r?\n|\r", value)):
        yield Odd("KF432", found.span(), {"char": "\\n"}, "line")
    if not any(sign in value for sign in MARKUP):
        return
    if found := re.search(_TAG, value):
        breaks = not is_label and found[1].lower() == "br"
        yield Odd(
            "KF426",
            found.span(),
            {"text": found[0]},
            "label tag" if is_label else "tag",
            tuple((one.span(), "\\n") for one in re.finditer(_BREAK, value)) if breaks else (),
        )
    if found := re.search(_NO_BREAK, value):
        at = found.span("sign")
        if "\\" not in found["sign"] or not re.search(_FOLDER, value[: at[0] + 1]):
            yield Odd("KF427", at, {"text": found["sign"]})
    for variant, pattern in _MARKDOWN.items():
        if found := re.search(pattern, value):
            holes = {"text": quote(found[0]), **found.groupdict()}
            yield Odd("KF436", found.span(), holes, variant)
            return


def _entities(value: str, variant: str | None) -> Iterator[Odd]:
    """Say which HTML a text holds, and mend it where what is meant is safe in any file."""
    from html import unescape  # noqa: PLC0415 - a table of two thousand names

    meant = [(found.span(), unescape(found[0])) for found in re.finditer(_ENTITY, value)]
    mends = tuple(mend for mend in meant if mend[1] != "\ufffd")
    if not mends:
        return
    within, sign = mends[0]
    holes = {"text": value[slice(*within)], "meant": quote(sign)}
    # What ends an arrow, a string or a word is not put in by a machine.
    safe = all(re.fullmatch(_SAFE, sign) for _, sign in mends)
    if not safe or re.search("[-=—]&gt;", value):
        mends = ()
    yield Odd("KF426", within, holes, variant, mends)


# ---- targets ------------------------------------------------------------------------------


def _odd_url(value: str) -> Odd:
    """Say why a URL is odd, and what was meant."""
    holes = {"text": quote(value)}
    if sign := re.search(f"[{_WIDE}]", value):
        mended = value.translate(_NARROW).rstrip("。，；！")
        holes |= {"char": quote(sign[0]), "mended": mended}
        return Odd("KF428", sign.span(), holes, "sign" if re.match(_URL, mended) else "sign only")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)", value)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return Odd("KF428", scheme.span(), {**holes, "scheme": f"{scheme[1]}:"}, "scheme")
    mended = re.sub(r"\A(?i:https?(?::|//))?/*", "https://", value)
    if re.match(_HOST, mended):
        return Odd("KF428", None, {**holes, "mended": mended}, "no scheme")
    return Odd("KF428", None, holes)


def _odd_appid(value: str) -> Odd:
    """Say why an appid is odd, and what was meant."""
    holes = {"text": quote(value)}
    if re.match(_APPID, value.lower()):
        return Odd("KF429", None, {**holes, "mended": value.lower()}, "case")
    return Odd("KF429", None, holes, "original" if value.startswith("gh_") else None)


# ---- click ids ----------------------------------------------------------------------------


def odd_id(ident: str, label: Any) -> Iterator[Odd]:
    """Find what is odd in the id of a click, one thing at most.

    Args:
        ident: the id; a `Linked` one is a block's name, which may be Chinese.
        label: what stands on the button.
    """
    holes: dict[str, Any] = {"text": quote(ident)}
    if ident.casefold() in _NONE:
        yield Odd("KF433", None, holes, "none")
    elif not re.match(FINE["id"], ident) and (sign := re.search(_ID_SIGN, ident)):
        before = ident[: sign.start()].rstrip()
        inner = re.sub(rf"\A(?:{_ID_SIGN})+|(?:{_ID_SIGN})+\Z", "", ident)
        holes |= {"char": quote(sign[0]), "mended": before}
        if sign.end() == len(ident) and before:
            yield Odd("KF433", sign.span(), holes, "end", ((sign.span(), ""),))
        elif re.fullmatch(_PLAIN_ID, inner):
            yield Odd("KF433", sign.span(), {**holes, "mended": inner}, "around")
        else:
            variant = "sign" if re.fullmatch(_PLAIN_ID, before) else None
            yield Odd("KF433", sign.span(), holes, variant)
    elif (
        ident.__class__ is str
        and re.search(_HAN, ident)
        and isinstance(label, str)
        and re.fullmatch(r"[A-Za-z0-9_.:-]{2,}", label)
    ):
        yield Odd("KF433", None, {**holes, "id": ident, "label": label}, "swapped")


# ---- what is looked for -------------------------------------------------------------------

_TARGETS = frozenset({"url", "pagepath"})
_ENTITIES = SHOWN | _TARGETS
_INVISIBLE = f"[{INVISIBLE}]"
_WIDE = "。，；：！？／．＆＝"
_NARROW = str.maketrans("。，；：！？／．＆＝", ".,;:!?/.&=")
_BLANK = r"\s\x00-\x1f\x7f-\x9f"
_ENTITY = r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
_SAFE = '[^\\s\\\\"{}\x00-\x1f]'
_TAG = r"(?i)</?(br|p|div)\b[^<>]*>"
_BREAK = r"(?i)</?br\b[^<>]*>"
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_AFTER_HAN = "(?<=[\u3400-\u4dbf\u4e00-\u9fff，。！？；：、…”’）》】～])"
_NO_BREAK = rf"(?P<sign>(?:\\r)?\\n|{_AFTER_HAN}(?:/r/n|/n|(?:＼r)?＼n)(?={_HAN}|$))"
_FOLDER = r"(?:[A-Za-z]:|\\\\[\w.-]+)(?:\\[\w.-]+)*\\\Z"
"""The path of a folder on Windows, whose next name may begin with an n."""

_MARKDOWN = {
    "bold": r"(?<![0-9A-Za-z*])\*\*(?=[^*\n]*[^\W\d])(?![\s*])(?P<meant>[^*\n]+)(?<!\s)"
    r"\*\*(?![*0-9])",
    "link": r"\[(?P<meant>[^\[\]\n]+)\]\((?P<url>(?:https?:|www\.|weixin:|/|#)[^()\s]*)\)",
    "heading": r"(?m)^#{1,6} +(?P<meant>\S.*)$",
    "fence": r"(?m)^```",
}
_NOTHING = r"[?&][^=&#]*=(undefined|null|None|NaN)(?=[&#]|\Z)"
_UNFILLED = r"\{\{[^{}]*\}\}|\$\{[^{}]*\}"
_URL = rf"(?i)https?://[^/?#\s{_WIDE}][^{_WIDE}]*\Z"
_APPID = r"wx[0-9a-f]+\Z"
_HOST = r"https?://[\w-]+(?:\.[\w-]+)*\.[^\W\d][\w-]*(?:[:/?#]|\Z)"

_PLAIN_ID = "[A-Za-z0-9][A-Za-z0-9_.-]*"
_NONE = frozenset({"无", "none", "null", "—", "——", "–"})
_ID_SIGN = (
    "//|[,;#()\\[\\]<>\"'“”‘’，。；：！？、（）【】《》〈〉「」『』…—]"
    "|[!-,./:-@\\[-^`{-~]\\Z|\\s\\Z"
)
