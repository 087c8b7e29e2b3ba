"""What a rule is, and where each is found; its words are loaded when somebody reads them."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Literal, NamedTuple

FAMILIES = {
    "1": "file",
    "2": "line",
    "3": "names",
    "4": "message",
    "5": "params",
    "6": "width",
    "7": "comments",
    "8": "breaking",
    "9": "world",
}
"""The first digit of a code → the module beside this one that holds its rules."""

GOOD = "menu greeting\n  click: 满意 -> 101\n"
"""What most examples look like when they are mended."""


class Wording(NamedTuple):
    """What a problem says in one language: what is wrong, and what to do about it."""

    message: str
    hint: str


class Rule(NamedTuple):
    """One kind of problem.

    Args:
        code: `KF` and three digits; the first says where it is found (see `FAMILIES`).
        name: the same for people.
        severity: an `error` makes a build, a load or a message fail; a `warning` does not.
        zh: message and hint in Chinese, with named holes.
        en: message and hint in English; `{n:byte}` writes `1 byte`, `2 bytes`.
        bad: an input that has this problem and no other.
        good: the same, mended.
        kind: what the examples are: `.kfm` text, JSON text, the path of a file, the text of a file
            that a build wrote, `.kfm` text that is compared with `before`, or (`render`) `.kfm`
            text with the values for its message in a last line of JSON.
        hints: better hints for special cases, by variant, origin, or both: (Chinese, English).
        messages: likewise better messages.
        mended: which command may mend it: `fmt` (and `fix`) what is layout, `fix` what is more.
        before: what the examples are compared with, where they are.
    """

    code: str
    name: str
    severity: Literal["error", "warning"]
    zh: Wording
    en: Wording
    bad: str | bytes
    good: str
    kind: Literal["kfm", "json", "path", "built", "breaking", "render"] = "kfm"
    hints: Mapping[str, tuple[str, str]] = MappingProxyType({})
    messages: Mapping[str, tuple[str, str]] = MappingProxyType({})
    mended: Literal["fmt", "fix"] | None = None
    before: str = ""

    def wording(self, lang: str, variant: str | None = None, origin: str | None = None) -> Wording:
        """Give message and hint in `lang`, their holes open.

        Args:
            lang: `zh` or `en`.
            variant: the special case; where the rule has none of this name, its own words hold.
            origin: what the input was made from. Words for it stand under its name, or under
                `variant origin`.
        """
        said = self.zh if lang == "zh" else self.en
        at = 0 if lang == "zh" else 1
        message, hint = said
        # The last that the rule has is the nearest.
        for case in (origin, variant, f"{variant} {origin}"):
            message = self.messages.get(case or "", (message, message))[at]
            hint = self.hints.get(case or "", (hint, hint))[at]
        return Wording(message, hint)


def rule(code: str) -> Rule:
    """Give the rule of a code.

    Raises:
        KeyError: there is none.
    """
    return _family(FAMILIES[code[2]])[code]


def rules() -> Iterator[Rule]:
    """Give every rule, in order of codes."""
    for name in FAMILIES.values():
        yield from _family(name).values()


@cache
def _family(name: str) -> Mapping[str, Rule]:
    return {one.code: one for one in import_module(f"kfmenu.rules.{name}").RULES}
