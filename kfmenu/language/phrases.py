"""The texts that use params: phrases, with each param in the place of its refs."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import Any

from kfmenu.facts.keywords import ITEMS
from kfmenu.facts.limits import LIMITS
from kfmenu.guess import nearest
from kfmenu.language.declare import Declared
from kfmenu.language.tree import Block, Entry, Hole, Text
from kfmenu.params.encoding import Encoding, size
from kfmenu.params.names import param_key
from kfmenu.params.phrase import Part, Phrase, Ref
from kfmenu.params.types import Param
from kfmenu.params.unwritten import UNREAD, Unwritten
from kfmenu.places import Place
from kfmenu.problems import Edit, Findings, quote, visible

_ROLES = {(word, one.name): one.role for word, kind in ITEMS.items() for one in kind.fields}
_ENCODINGS: dict[str, Encoding] = {"url": "percent", "path": "percent"}
_APPID = "[0-9A-Za-z_-]+"
"""What may stand in an appid: a blank there is no appid, and an alternative may hold one."""
_APPID_TYPES = ("id", "digits", "one")


class Phrases:
    """Reads the texts of one block that use params."""

    def __init__(self, block: Block, scopes: Sequence[Declared], findings: Findings) -> None:
        self._block = block
        self._scopes = scopes
        self._findings = findings

    def read(self, entry: Entry, name: str, text: Text) -> tuple[Unwritten, dict[str, Place]]:
        """Put the params in the place of the refs; tell where those that it uses are declared.

        Args:
            entry: the line.
            name: of its field.
            text: with at least one ref.
        """
        role = _ROLES.get((entry.keyword, name), "shown")
        whole = len(text.holes) == 1 and text.holes[0].length == len(text.value)
        refs: list[Ref | None] = []
        used: dict[str, Place] = {}
        free = cache(partial(_free, entry, name, text, message=self._block.keyword == "message"))
        for hole in text.holes:
            param = self._param(entry, text, hole, free, used)
            if param is None:
                refs.append(None)
                continue
            encoding = _ENCODINGS.get(role, "plain")
            if role == "url" and whole and param.type == "url":
                encoding = "plain"
            refs.append(Ref(param, encoding))
        if any(ref is None for ref in refs):
            return UNREAD, used
        found = [ref for ref in refs if ref is not None]
        if self._is_misplaced(entry, role, text, found, used, whole=whole):
            return UNREAD, used
        return Phrase(_lines(text, found)), used

    def _is_misplaced(
        self,
        entry: Entry,
        role: str,
        text: Text,
        refs: list[Ref],
        used: dict[str, Place],
        *,
        whole: bool,
    ) -> bool:
        """Report a param where none of its type may stand."""
        first = text.holes[0]
        if role == "url" and not first.offset and not (whole and refs[0].param.type == "url"):
            variant = "whole" if refs[0].param.type == "url" else "url"
            self._findings.add(
                "KF507", first.span, variant=variant, text=f"{{{first.name}}}",
                **_addresses(entry, text, first.name),
            )  # fmt: skip
            return True
        if role == "appid":
            for hole, ref in zip(text.holes, refs, strict=True):
                words = all(re.fullmatch(_APPID, one) for one in ref.param.alternatives)
                if ref.param.type not in _APPID_TYPES or not words:
                    self._note_appid(entry, hole, used)
                    return True
        return False

    def _note_appid(self, entry: Entry, hole: Hole, used: dict[str, Place]) -> None:
        """Report a param whose values hold more than an appid does."""
        there = used[param_key(hole.name)].span
        word, kind = ("param", "id") if entry.word.isascii() else ("参数", "编号")
        self._findings.add(
            "KF507", hole.span, variant="appid", text=f"{{{hole.name}}}",
            row=there.line if there else 0, declared=f"{word}: {hole.name} {kind}(18)",
        )  # fmt: skip

    def _param(
        self, entry: Entry, text: Text, hole: Hole, free: Callable[[], int], used: dict[str, Place]
    ) -> Param | None:
        """Find what a ref means, and report it where it means nothing or is written otherwise."""
        name = param_key(hole.name)
        declared = next((scope[name] for scope in self._scopes if name in scope), None)
        if declared is None:
            known = [known for scope in self._scopes for known in scope]
            if not all(map(str.isidentifier, known)):
                return None  # its declaration may be the one whose name could not be read
            guess = nearest(name, known)
            self._findings.add(
                "KF502", hole.span, variant="guess" if guess else hole.form or None,
                text=quote(text.value[hole.offset : hole.offset + hole.length]),
                guess=f"{{{guess}}}", mended=f"{{{hole.name}}}", free=free(),
                line=self._declaration(hole.name, entry, free()),
                header=visible(f"{self._block.word} {self._block.name or ''}".strip()),
            )  # fmt: skip
            for declaration in (one for scope in self._scopes for one in scope.values()):
                declaration.used.append(True)  # any of them may have been meant
            return None
        declared.used.append(True)
        used[name] = declared.place
        if hole.form:
            mended = f"{{{hole.name}}}"
            edits = (Edit(*hole.span, mended),)
            written = quote(text.value[hole.offset : hole.offset + hole.length])
            if hole.form == "wide":
                self._findings.add("KF604", hole.span, edits=edits, text=written, mended=mended)
            else:
                self._findings.add(
                    "KF205", hole.span, variant="double", edits=edits, text=written, mended=mended
                )
                return None
        return declared.param

    def _declaration(self, name: str, entry: Entry, free: int) -> str:
        """Spell a declaration that a ref is missing."""
        room = max(4, min(free, 32))
        if entry.word.isascii() and self._block.word.isascii():
            return f"param: {name} cut({room})"
        return f"参数: {name} 截短({room})"


def _addresses(entry: Entry, text: Text, name: str) -> dict[str, Any]:
    """Spell the two ways to have a param at the beginning of an address, and its declaration."""
    label = entry.texts.get(entry.label)
    before = f"{entry.word}: {label.value} -> " if isinstance(label, Text) else "-> "
    param, kind, host = ("参数", "网址", "您的域名")
    if entry.word.isascii():
        param, kind, host = ("param", "url", "example.com")
    return {
        "line": visible(f"{before}https://{host}/{text.value}"),
        "whole": visible(f"{before}{{{name}}}"),
        "param": f"{param}: {name} {kind}(200)",
    }


def _free(entry: Entry, field: str, text: Text, *, message: bool) -> int:
    """Give the bytes that the literal text of a field leaves free."""
    path = f"msgmenu.{entry.keyword}_content"
    if message:
        path = "text.content"
    elif entry.keyword in ITEMS:
        path = f"msgmenu.list.{ITEMS[entry.keyword].name}.{field}"
    holes = sum(size(text.value[one.offset : one.offset + one.length]) for one in text.holes)
    return (LIMITS["on_event"][path].max_bytes or 0) - size(text.value) + holes


def _lines(text: Text, refs: list[Ref]) -> Iterator[list[Part]]:
    """Cut a text into the lines that it is written in, refs in their places."""
    starts = [piece.offset for before, piece in pairwise(text.pieces) if piece.line != before.line]
    ends = [*(start - 1 for start in starts), len(text.value)]
    holes = deque(zip(text.holes, refs, strict=True))
    for start, end in zip([0, *starts], ends, strict=True):
        parts: list[Part] = []
        done = start
        while holes and holes[0][0].offset < end:
            hole, ref = holes.popleft()
            parts += [text.value[done : hole.offset], ref]
            done = hole.offset + hole.length
        parts.append(text.value[done:end])
        yield parts
