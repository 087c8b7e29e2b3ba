"""What the drawers have in common: words, the characters that none may hand on, and addresses."""

import re
from collections.abc import Mapping

from kfmenu.facts.kinds import KINDS
from kfmenu.preview.bubble import Bubble, Meter, Tap
from kfmenu.preview.filling import Value
from kfmenu.problems import Lang, quote

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "zh": {
        "title": "菜单预览",
        "likeness": "示意图：颜色和折行以微信为准",
        "no id": "没有 id，服务收不到编号",
        "empty": "什么都不显示",
        "no message": "没有可以显示的消息",
        "sizes": "数字是字节：已用/上限",
        "byte": "字节",
        "item": "项",
        "action": "个可点的项",
        "over": "超出 {over}",
        "most": "最长 {longest}",
        "given": "给定",
        "sample": "示例",
        "longest": "最长",
        "absent": "没有值",
        "error": "{count} 个错误",
        "errors": "{count} 个错误",
        "warning": "{count} 个警告",
        "warnings": "{count} 个警告",
    },
    "en": {
        "title": "Menu preview",
        "likeness": "A likeness: WeChat has the last word on colours and on where lines break",
        "no id": "no id: the service cannot tell it was tapped",
        "empty": "shows nothing",
        "no message": "no message to show",
        "sizes": "Figures are bytes: used/limit",
        "byte": "bytes",
        "item": "items",
        "action": "items to tap",
        "over": "{over} too many",
        "most": "at most {longest}",
        "given": "given",
        "sample": "sample",
        "longest": "longest",
        "absent": "absent",
        "error": "{count} error",
        "errors": "{count} errors",
        "warning": "{count} warning",
        "warnings": "{count} warnings",
    },
}
"""What every drawer says, in both languages."""

_HIDDEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
"""Controls but tab and line feed, and code points that are no characters."""

_NO_CHARACTER = re.compile(f"[{_HIDDEN}]")
_TURNING = re.compile(f"[{_HIDDEN}\u202a-\u202e\u2066-\u2069]")
"""The same, and what turns the direction of writing."""

_ADDRESS = re.compile(r"https?://[^\s\"<>\\]+", re.IGNORECASE)


def drawable(text: str, *, bidi: bool = True) -> str:
    """Put a sign in the place of each character that no page and no terminal may be given.

    Args:
        text: any text.
        bidi: whether signs that turn the direction of writing may stay.
    """
    if text.isprintable():
        return text
    return (_NO_CHARACTER if bidi else _TURNING).sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def address(tap: Tap) -> str | None:
    """Give the address that a tap opens, where a browser may be given it: only http and https."""
    opens = _ADDRESS.fullmatch(tap.target) and not _TURNING.search(tap.target)
    return tap.target if tap.kind == "view" and opens else None


def kind_word(tap: Tap, lang: Lang) -> str:
    """Name an item as the language of `.kfm` does."""
    word = KINDS[tap.kind].words[0]
    return word.chinese if lang == "zh" else word.english


def amount(meter: Meter, lang: Lang) -> str:
    """Say how much of its limit a meter takes."""
    words = WORDS[lang]
    said = [f"{meter.used}/{meter.limit} {words[meter.unit]}"]
    if meter.longest is not None:
        said.append(words["most"].format(longest=meter.longest))
    if meter.is_over:
        said.append(words["over"].format(over=meter.most - meter.limit))
    return ("，" if lang == "zh" else ", ").join(said)


def verdict(bubble: Bubble, lang: Lang) -> str:
    """Say how many problems there are; empty where there are none."""
    words = WORDS[lang]
    counts = {"error": 0, "warning": 0}
    for problem in bubble.problems:
        counts[problem.severity] += 1
    said = [
        words[name if count == 1 else f"{name}s"].format(count=count)
        for name, count in counts.items()
        if count
    ]
    return ("，" if lang == "zh" else ", ").join(said)


def place(bubble: Bubble) -> str:
    """Say where a message stands, as far as that is known."""
    if bubble.path is None:
        return ""
    return bubble.path if bubble.line is None else f"{bubble.path}:{bubble.line}"


def numbered(bubble: Bubble) -> Mapping[str, int]:
    """Give each field of an item that can be tapped the number of its link."""
    bodies = {_body(field): number for number, field in enumerate(bubble.taps, 1)}
    fields = [meter.field for meter in bubble.meters]
    return {field: bodies[_body(field)] for field in fields if _body(field) in bodies}


def _body(field: str) -> str:
    """Give the pointer of the object that a field stands in."""
    return field.rpartition("/")[0]


def subject(meter: Meter, bubble: Bubble) -> str:
    """Say which field a meter is of: by the number of its link, or else by what it says."""
    number = numbered(bubble).get(meter.field)
    runs = [run for line in bubble.lines for run in line.runs if run.field == meter.field]
    said = next((quote(run.text) for run in runs if run.text), "")
    which = f"[{number}]" if number else said
    return f"{meter.name} {which}".rstrip()


def origin(value: Value, lang: Lang) -> str:
    """Say where a param's value comes from, and what is declared of it."""
    words = WORDS[lang]
    said = words["absent"] if value.text is None else words[value.origin]
    return f"{said} {value.param.spelt(lang)}"
