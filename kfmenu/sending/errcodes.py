"""The table of errcodes (errcodes.tsv): what each means, what to do, what kind of error it is."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

Kind = Literal["ok", "token", "busy", "rate", "configuration", "session", "content", "other"]


class Said(NamedTuple):
    """A meaning and a hint in one language."""

    meaning: str
    hint: str


class Errcode(NamedTuple):
    """One row of the table.

    Args:
        code: the number that WeCom answers.
        kind: what a caller would handle alike.
        zh: meaning and hint in Chinese.
        en: meaning and hint in English.
        sourced: whether the meaning is published; of the others only the number is known.
    """

    code: int
    kind: Kind
    zh: Said
    en: Said
    sourced: bool = True

    def said(self, lang: str) -> Said:
        """Give meaning and hint in `lang`."""
        return self.zh if lang == "zh" else self.en


def _row(code: int, cells: list[str]) -> Errcode:
    kind, sourced, zh, zh_hint, en, en_hint = (cell.format(code=code) for cell in cells)
    return Errcode(code, cast("Kind", kind), Said(zh, zh_hint), Said(en, en_hint), sourced == "yes")


_TEXT = files("kfmenu.sending").joinpath("errcodes.tsv").read_text("utf-8")
_CELLS = {code: cells for code, *cells in (line.split("\t") for line in _TEXT.splitlines()[1:])}
_UNLISTED = _CELLS.pop("*")

ERRCODES: Mapping[int, Errcode] = MappingProxyType(
    {int(code): _row(int(code), cells) for code, cells in _CELLS.items()}
)
"""The table, read-only, by errcode."""


def errcode_row(code: int) -> Errcode:
    """Give the row of an errcode; one that is not in the table is of the kind `other`.

    Args:
        code: what WeCom answered.
    """
    return ERRCODES.get(code) or _row(code, _UNLISTED)
