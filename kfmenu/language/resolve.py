"""What names mean across the files of a project: blocks, parts, `@names`, params."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from kfmenu.facts.keywords import ITEMS
from kfmenu.facts.limits import LIMITS
from kfmenu.guess import nearest
from kfmenu.language.declare import Declared, declare, note_unused
from kfmenu.language.texts import name_key
from kfmenu.language.tree import FOLLOWED, Block, Entry, Hole, Text, Tree
from kfmenu.params.encoding import Encoding, size
from kfmenu.params.linked import Linked
from kfmenu.params.phrase import Part, Phrase, Ref
from kfmenu.params.types import Param, param_key
from kfmenu.params.unwritten import UNREAD, Unwritten
from kfmenu.places import Place
from kfmenu.problems import Edit, Findings, See, quote, visible

MESSAGES = ("menu", "message")
"""The blocks that declare a message."""

Leaf = str | Unwritten


class Line(NamedTuple):
    """An entry of a message, its names resolved.

    Args:
        entry: as it was read.
        path: the file that it stands in.
        leaves: what the API gets for each of its texts: a text, a phrase, or `UNREAD`.
        params: where each param that it uses is declared, by name.
        use: where a `use` brings it into the message, if one does.
    """

    entry: Entry
    path: str
    leaves: dict[str, Leaf]
    params: Mapping[str, Place]
    use: Place | None = None


class Home(NamedTuple):
    """Where a block stands, and what its refs may mean.

    Args:
        tree: its file.
        block: the block.
        params: its own declarations.
        shared: those of the whole file.
    """

    tree: Tree
    block: Block
    params: Declared
    shared: Declared

    @property
    def place(self) -> Place:
        """Where its name stands."""
        return Place(self.tree.path, self.block.span)

    @property
    def needs_others(self) -> bool:
        """Whether it names other blocks, and so must wait until all are known."""
        return any(
            entry.keyword == "use" or FOLLOWED in entry.fields for entry in self.block.entries
        )


class _Named(NamedTuple):
    """What a name of the project means.

    Args:
        name: as its header writes it.
        place: where.
        part: the part that it names; None where it is a message's.
    """

    name: str
    place: Place
    part: Home | None


class Scope:
    """The names of a project: first every file is added, then its messages are asked for."""

    def __init__(self) -> None:
        self._names: dict[str, _Named] = {}
        self._parts: dict[Place, list[Line]] = {}
        self._used: set[str] = set()
        self._circles: set[str] = set()

    def add(self, tree: Tree, findings: Findings) -> list[Home]:
        """Take the names of a file in, and give its blocks.

        Args:
            tree: the file.
            findings: told of KF301 and of what is wrong with declarations.
        """
        shared = declare(tree.params, tree.path, findings)
        homes = []
        for block in tree.blocks:
            home = Home(tree, block, declare(block.entries, tree.path, findings), shared)
            homes.append(home)
            if block.name is None:
                continue
            part = home if block.keyword == "part" else None
            named = _Named(block.name, home.place, part)
            first = self._names.setdefault(name_key(block.name), named)
            if first is not named:
                findings.add(
                    "KF301", block.span, related=(See(first.place),), text=quote(block.name)
                )
        return homes

    def has(self, home: Home) -> bool:
        """Tell whether a block can be had by its name: it has one, and is the first to have it."""
        name = home.block.name
        return name is not None and self._names[name_key(name)].place == home.place

    # ---- lines ----------------------------------------------------------------------------

    def lines(self, home: Home, findings: Findings) -> list[Line]:
        """Give the entries of a block, those of its parts among them.

        Args:
            home: the block.
            findings: told of what is wrong in it; what is wrong in a part is told once.
        """
        return list(self._spliced(home, findings, ()))

    def _spliced(self, home: Home, findings: Findings, inside: tuple[str, ...]) -> Iterator[Line]:
        for line in self._own(home, findings):
            if line.entry.keyword != "use":
                yield line
                continue
            part = self._part(line, findings, inside)
            if part is not None:
                key = name_key(part.block.name or "")
                use = Place(line.path, line.entry.span)
                for inner in self._spliced(part, findings, (*inside, key)):
                    yield inner._replace(use=use)

    def _own(self, home: Home, findings: Findings) -> list[Line]:
        """Resolve the block's own entries; those of a part once, however often it is used."""
        if home.place in self._parts:
            return self._parts[home.place]
        own = Findings(path=home.tree.path)
        resolver = _Resolver(self, home, own)
        lines = [resolver.line(one) for one in home.block.entries if one.keyword != "param"]
        note_unused(home.params, own)
        findings.found += own.found
        if home.block.keyword == "part":
            self._parts[home.place] = lines
        return lines

    def _part(self, line: Line, findings: Findings, inside: tuple[str, ...]) -> Home | None:
        """Find the part that a `use` names."""
        value = line.entry.fields["value"]
        if not isinstance(value, Text):
            return None  # its line was damaged
        key = name_key(value.value)
        named = self._names.get(key)
        self._used.add(key)
        own = Findings(path=line.path)
        if named is None or named.part is None:
            if "value" not in line.leaves:  # told already
                self._note_unknown(line, value, own, is_message=named is not None)
                line.leaves["value"] = UNREAD
        elif key not in inside:
            return named.part
        elif key not in self._circles:
            self._circles.update(inside)
            circle = " → ".join([*inside[inside.index(key) :], key])
            own.add("KF304", value.span, text=visible(circle))
        findings.found += own.found
        return None

    def _note_unknown(self, line: Line, value: Text, own: Findings, *, is_message: bool) -> None:
        """Report a `use` of what is no part."""
        name = value.value
        bare = name.lstrip("@").removesuffix(".kfm")
        parts = {key: one.name for key, one in self._names.items() if one.part is not None}
        guess = parts.get(name_key(bare)) or nearest(bare, parts.values())
        variant = "guess" if guess else "message" if is_message else None
        own.add(
            "KF303", value.span if name else line.entry.span, variant=variant,
            edits=(Edit(*value.span, guess),) if guess and bare != name else (),
            text=quote(name), line=visible(f"{line.entry.word}: {guess}"),
        )  # fmt: skip

    def target(self, name: str) -> str | None:
        """Give the name of the menu or message that `@name` leads to, as its header writes it."""
        named = self._names.get(name_key(name))
        return None if named is None or named.part is not None else named.name

    def nearest(self, name: str) -> str | None:
        """Give the menu or message whose name resembles `name` most."""
        return nearest(name, [one.name for one in self._names.values() if one.part is None])

    # ---- what is used nowhere -------------------------------------------------------------

    def note_unused(self, homes: list[Home], findings: Findings) -> None:
        """Warn of the parts of a file that nobody uses, and of its params.

        Args:
            homes: the blocks of a file, all messages of the project resolved.
            findings: told of KF305 and KF506, and of what is wrong in parts that nobody uses.
        """
        for home in homes:
            if home.block.keyword != "part":
                continue
            self._own(home, findings)
            name = home.block.name
            if name is not None and name_key(name) not in self._used and self.has(home):
                findings.add("KF305", home.block.span, text=quote(name))
        if homes:
            note_unused(homes[0].shared, findings)


# ---- texts --------------------------------------------------------------------------------

_ENCODINGS: dict[str, Encoding] = {"url": "percent", "path": "percent"}
_APPID_TYPES = ("id", "digits", "one")
_APPID = re.compile("[0-9A-Za-z_-]+")
"""What may stand in an appid: a blank there is no appid, and an alternative may hold one."""


class _Resolver:
    """Turns the texts of one block into what the API gets."""

    def __init__(self, scope: Scope, home: Home, findings: Findings) -> None:
        self._scope = scope
        self._home = home
        self._findings = findings
        self._message = home.block.keyword == "message"
        self._params: dict[str, Place] = {}

    def line(self, entry: Entry) -> Line:
        """Resolve all that an entry names."""
        path = self._home.tree.path
        if entry.keyword == "use":
            return Line(entry, path, {}, {})
        kind = ITEMS.get(entry.keyword)
        roles = {one.name: one.role for one in kind.fields} if kind else {}
        leaves: dict[str, Leaf] = {}
        self._params = {}
        for name, text in entry.fields.items():
            if not isinstance(text, Text):
                leaves["id" if name == FOLLOWED else name] = text
            elif name == FOLLOWED:
                leaves["id"] = self._follow(text)
            elif not text.holes:
                leaves[name] = text.value
            else:
                leaves[name] = self._phrase(entry, name, text, roles.get(name, "shown"))
        return Line(entry, path, leaves, self._params)

    def _follow(self, text: Text) -> Leaf:
        """Give the id that `@name` writes: the name of what it leads to."""
        name = text.value
        if text.holes:
            self._findings.add(
                "KF212", text.span, variant="ref", text=quote(f"@{name}"), keyword="@", line=""
            )
            return UNREAD
        found = self._scope.target(name)
        if found is None:
            guess = self._scope.nearest(name)
            self._findings.add(
                "KF309", text.span, variant="guess" if guess else None,
                text=quote(name), guess=visible(f"@{guess}"),
            )  # fmt: skip
            return UNREAD
        return Linked(found)

    def _phrase(self, entry: Entry, name: str, text: Text, role: str) -> Leaf:
        """Put the params in the place of the refs."""
        whole = len(text.holes) == 1 and text.holes[0].length == len(text.value)
        refs: list[Ref | None] = []
        for hole in text.holes:
            param = self._param(entry, name, text, hole)
            if param is None:
                refs.append(None)
                continue
            encoding = _ENCODINGS.get(role, "plain")
            if role == "url" and whole and param.type == "url":
                encoding = "plain"
            refs.append(Ref(param, encoding))
        if any(ref is None for ref in refs):
            return UNREAD
        found = [ref for ref in refs if ref is not None]
        if self._is_misplaced(role, text, found, whole=whole):
            return UNREAD
        return Phrase(_lines(text, found))

    def _is_misplaced(self, role: str, text: Text, refs: list[Ref], *, whole: bool) -> bool:
        """Report a param where none of its type may stand."""
        first = text.holes[0]
        if role == "url" and not first.offset and not (whole and refs[0].param.type == "url"):
            variant = "whole" if refs[0].param.type == "url" else "url"
            self._findings.add(
                "KF507", first.span, variant=variant, text=f"{{{first.name}}}", name=first.name
            )
            return True
        if role == "appid":
            for hole, ref in zip(text.holes, refs, strict=True):
                param = ref.param
                words = all(map(_APPID.fullmatch, param.alternatives))
                if param.type not in _APPID_TYPES or not words:
                    self._findings.add(
                        "KF507", hole.span, variant="appid",
                        text=f"{{{hole.name}}}", name=hole.name,
                    )  # fmt: skip
                    return True
        return False

    def _param(self, entry: Entry, field: str, text: Text, hole: Hole) -> Param | None:
        """Find what a ref means, and report it where it means nothing or is written otherwise."""
        name = param_key(hole.name)
        declared = self._home.params.get(name) or self._home.shared.get(name)
        if declared is None:
            known = [*self._home.params, *self._home.shared]
            guess = nearest(name, known)
            wide = hole.form == "wide"
            self._findings.add(
                "KF502", hole.span, variant="guess" if guess else "wide" if wide else None,
                text=quote(text.value[hole.offset : hole.offset + hole.length]),
                guess=f"{{{guess}}}", free=_free(entry, field, text, self._message),
                line=self._declaration(hole.name, entry, field, text),
            )  # fmt: skip
            return None
        declared.used.append(True)
        self._params[name] = declared.place
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

    def _declaration(self, name: str, entry: Entry, field: str, text: Text) -> str:
        """Spell a declaration that a ref is missing."""
        room = max(4, min(_free(entry, field, text, self._message), 32))
        if entry.word.isascii() and self._home.block.word.isascii():
            return f"param: {name} cut({room})"
        return f"参数: {name} 截短({room})"


def _free(entry: Entry, field: str, text: Text, message: bool) -> int:
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
    holes = list(zip(text.holes, refs, strict=True))
    for start, end in zip([0, *starts], ends, strict=True):
        parts: list[Part] = []
        done = start
        for hole, ref in holes:
            if start <= hole.offset < end:
                parts += [text.value[done : hole.offset], ref]
                done = hole.offset + hole.length
        parts.append(text.value[done:end])
        yield parts
