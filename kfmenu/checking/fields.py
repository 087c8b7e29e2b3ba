"""The fields of one object, each against its row of the table."""

import re
from collections.abc import Mapping
from typing import Any

from kfmenu.checking.fine import is_fine
from kfmenu.checking.misnamed import renamed_fields
from kfmenu.facts.limits import Limit
from kfmenu.facts.shapes import ITEM, MENU, Shape
from kfmenu.params.unwritten import UNREAD, Unwritten
from kfmenu.places import KEY, Path
from kfmenu.problems import Findings, See, quote

FLAGS = (0, 1)


class Fields:
    """What a walk over a message knows of its fields.

    Args:
        findings: where the problems are noted.
        warnings: whether warnings are looked for, too.

    Attributes:
        label: what stands on the button whose id is looked at.
    """

    __slots__ = ("_add", "_findings", "_first", "_origin", "_warnings", "label")

    def __init__(self, findings: Findings, *, warnings: bool) -> None:
        self._add = findings.add
        self._findings = findings
        self._origin = findings.origin
        self._warnings = warnings
        self._first: dict[str, tuple[str, Path]] = {}
        self.label: Any = None

    def _fields(self, body: dict[Any, Any], shape: Shape, at: Path) -> None:
        """Check all fields of an object that holds no other."""
        renamed = renamed_fields(body, shape)
        for name, value in body.items():
            self._field(name, value, shape, renamed, at)
        self._missing(shape, body, renamed, at)

    def _field(
        self, name: Any, value: Any, shape: Shape, renamed: Mapping[str, str], at: Path
    ) -> None:
        """Check one field of the object at `at` against its row of the table."""
        limit = shape.fields.get(name)
        if limit is None:
            if self._warnings and name not in renamed:
                # A key that is no string cannot be in JSON; some have no text at all.
                shown = name if isinstance(name, str) else f"({type(name).__name__})"
                self._unknown(shown, shape.fields, (*at, shown))
        elif isinstance(value, Unwritten):
            if value is not UNREAD:
                self._phrase(value, limit, (*at, name))
        elif limit.type == "flag":
            # 1.0 == 1 and True == 1, but JSON tells 1.0 apart.
            if not isinstance(value, int) or value not in FLAGS:
                plain = isinstance(value, str | float)
                meant = _MEANT_FLAGS.get(str(value).lower()) if plain else None
                self._add(
                    "KF409", (*at, name),
                    variant="guess" if meant else None, field=_title(limit), meant=meant or "",
                )  # fmt: skip
        elif not isinstance(value, str):
            self.wrong_type(_title(limit), value, "@string", (*at, name), required=limit.required)
        else:
            self._string(value, limit, (*at, name))

    def _string(self, value: str, limit: Limit, at: Path) -> None:
        """Check a string: its size, its characters, what is odd about it."""
        if limit.path != _CLICK_ID and is_fine(value, limit):
            return
        title = _title(limit)
        try:
            size = len(value.encode())
        except UnicodeEncodeError as error:
            size = len(value.encode("utf-8", "surrogatepass"))
            start = error.start
            char = f"U+{ord(value[start]):04X}"
            self._add("KF410", at, within=(start, start + 1), field=title, char=char)
            broken = True
        else:
            broken = False
        if not value and limit.path == "text.content":
            self._add("KF411", at, variant="text", field=title)
            return
        if size < limit.min_bytes:
            self._add(
                "KF403",
                at,
                limit=limit.min_bytes,
                actual=size,
                unit="byte",
                variant=None if limit.required else "optional",
                field=title,
            )
        elif limit.max_bytes is not None and size > limit.max_bytes:
            self._too_long(value, size, limit.max_bytes, title, at)
        if limit.pattern is not None and not broken and not re.fullmatch(limit.pattern, value):
            meant = re.sub("[^0-9A-Za-z_-]", "", value)
            self._add(
                "KF408", at, variant="guess" if meant else None,
                field=title, text=quote(value), meant=meant,
            )  # fmt: skip
        from kfmenu.checking import oddities  # noqa: PLC0415 - nearly all strings are fine

        if limit.word and (blank := oddities.blank_in(value)):
            self._add("KF210", at, within=blank.span(), variant="value", field=title)
            return
        if self._warnings:
            self._oddities(value, limit, title, at)

    def _oddities(self, value: str, limit: Limit, title: str, at: Path) -> None:
        """Warn of what is odd in a string."""
        from kfmenu.checking import oddities  # noqa: PLC0415 - nearly all strings are fine

        odds = list(oddities.odd_texts(limit, value, self._origin))
        if value and limit.path == _CLICK_ID:
            self._repeated(value, at)
            odds += oddities.odd_id(value, self.label)
        for odd in odds:
            self._add(
                odd.code, at,
                within=odd.within, variant=odd.variant, mends=odd.mends, field=title, **odd.holes,
            )  # fmt: skip

    def _phrase(self, phrase: Unwritten, limit: Limit, at: Path) -> None:
        """Check a text with params: the sizes it may have, and what is odd about what is fixed."""
        from kfmenu.checking import oddities  # noqa: PLC0415 - most have no params
        from kfmenu.checking.budget import note_budget  # noqa: PLC0415 - likewise
        from kfmenu.params.phrase import Phrase  # noqa: PLC0415

        assert isinstance(phrase, Phrase)
        literal = phrase.literal
        if limit.max_bytes is not None and len(literal.encode()) > limit.max_bytes:
            self._too_long(literal, len(literal.encode()), limit.max_bytes, _title(limit), at)
        else:
            note_budget(phrase, limit, _title(limit), at, self._findings)
        # What looks at the form of a text sees any value in the place of a ref.
        filled = "".join([part if isinstance(part, str) else "x" for part in phrase.parts])
        if limit.word and oddities.blank_in(filled):
            self._add("KF210", at, variant="value", field=_title(limit))
        elif self._warnings and isinstance(phrase.parts[0], str) and limit.name != "appid":
            for odd in oddities.odd_texts(limit, filled, self._origin):
                self._add(odd.code, at, variant=odd.variant, field=_title(limit), **odd.holes)

    def _too_long(self, value: str, size: int, most: int, title: str, at: Path) -> None:
        """Report what is over the limit, and how much of it a person would take away."""
        from kfmenu.checking.overlong import overlong  # noqa: PLC0415 - nearly all are short enough

        away = overlong(value, most)
        self._add(
            "KF402",
            at,
            limit=most,
            actual=size,
            unit="byte",
            variant="large" if away.size > _LARGE else None,
            field=title,
            text=quote(value),
            over=size - most,
            chars=away.chars,
            last=quote(away.last),
            size=away.size,
        )

    def _tag(self, value: Any, known: tuple[str, ...], at: Path, body: str | None = None) -> None:
        """Check `msgtype` or an item's `type`; the one body beside it tells what was meant."""
        name = str(at[-1])
        if not isinstance(value, str):
            self.wrong_type(name, value, "@string", at)
        elif value not in known:
            from kfmenu.guess import nearest  # noqa: PLC0415 - nearly all are known

            guess = body or nearest(value, known)
            self._add(
                "KF406",
                at,
                variant="guess" if guess else None,
                field=name,
                text=quote(value),
                known=", ".join(known),
                guess=guess or "",
            )

    def _unknown(self, name: str, fields: Mapping[str, Limit], at: Path) -> None:
        from kfmenu.guess import nearest  # noqa: PLC0415 - nearly all are known

        # A payload that is mostly junk gets no guesses: they cost more than all else together.
        guess = nearest(name, fields) if len(self._findings.found) < _GUESSES else None
        variant = "guess" if guess else None
        if name == "button":
            variant = "official"
        self._add("KF421", at, seen=(KEY,), variant=variant, text=quote(name), guess=guess or "")

    def wrong_type(
        self, title: str, value: Any, expected: str, at: Path, *, required: bool = True
    ) -> None:
        """Report that a value has another type than `expected`, a word of the catalogue."""
        if value is UNREAD:
            return
        from kfmenu.checking.foreign import foreign  # noqa: PLC0415 - nearly all are of their type

        name = str(at[-1]) if at else title
        said = foreign(name, value, expected, self._origin, required=required)
        self._add(
            "KF405",
            at,
            variant=said.variant,
            field=title,
            expected=expected,
            found=said.found,
            meant=said.meant,
        )

    # ---- what is not there ----------------------------------------------------------------

    def _missing(
        self, shape: Shape, body: dict[Any, Any], renamed: Mapping[str, str], at: Path
    ) -> None:
        """Report the required fields that are absent."""
        for name in shape.required:
            if name not in body:
                was = {field: found for found, field in renamed.items()}
                self._add(
                    "KF404",
                    (*at, name),
                    variant="renamed" if name in was else None,
                    field=_title(shape.fields[name]),
                    name=name,
                    found=was.get(name, ""),
                )

    def _repeated(self, ident: str, at: Path) -> None:
        """Warn of an id whose answer cannot be told from that of an earlier click."""
        first, there = self._first.setdefault(ident.strip().casefold(), (ident, at))
        if there != at:
            variant = None if first == ident else "near"
            self._add(
                "KF423", at, related=(See(there),), variant=variant,
                text=quote(ident), found=quote(first),
            )  # fmt: skip


def _title(limit: Limit) -> str:
    """Name a field for a person: an item's as `click.content`, others as in the message."""
    return limit.path.removeprefix(f"{ITEM}.").removeprefix(f"{MENU}.")


_CLICK_ID = f"{ITEM}.click.id"
_GUESSES = 100
_MEANT_FLAGS = {"0": 0, "0.0": 0, "false": 0, "no": 0, "1": 1, "1.0": 1, "true": 1, "yes": 1}
_LARGE = 4
"""Bytes of a character of one code point; only what is made of several has more."""
