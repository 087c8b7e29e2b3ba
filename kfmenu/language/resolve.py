"""What names mean across the files of a project: blocks, parts and those that use them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kfmenu.language.refs import Home, Line, Resolver
from kfmenu.language.texts import name_key
from kfmenu.language.tree import FOLLOWED, Entry, Text, Tree
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import Place
from kfmenu.problems import Findings, See, quote, visible

if TYPE_CHECKING:
    from kfmenu.language.declare import Declared

MESSAGES = ("menu", "message")
"""The blocks that declare a message."""


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
        shared = _declared(tree.params, tree, findings)
        if not tree.blocks:
            _note_unused(shared, tree, findings)
        homes = []
        for block in tree.blocks:
            home = Home(tree, block, _declared(block.entries, tree, findings), shared)
            homes.append(home)
            if block.name is None:
                continue
            part = home if block.keyword == "part" else None
            named = _Named(block.name, home.place, part)
            first = self._names.setdefault(name_key(block.name), named)
            if first is not named:
                findings.add(
                    "KF301", block.span, related=(See(first.place),),
                    text=quote(block.name), other=visible(f"{block.name}2"),
                )  # fmt: skip
        return homes

    def has(self, home: Home) -> bool:
        """Tell whether a block can be had by its name: it has one, and is the first to have it."""
        name = home.block.name
        return name is not None and self._names[name_key(name)].place == home.place

    def knows(self, home: Home) -> bool:
        """Tell whether all that a message names is known already, so that it need not wait."""
        rest, seen = [home], set[str]()
        while rest:
            for entry in rest.pop().block.naming:
                text = entry.fields["value" if entry.keyword == "use" else FOLLOWED]
                if not isinstance(text, Text):
                    continue
                key = name_key(text.value)
                named = self._names.get(key)
                if named is None or (named.part is None) == (entry.keyword == "use"):
                    return False  # a name of another kind is a guess, for which all must be known
                if named.part is not None and key not in seen:
                    seen.add(key)
                    rest.append(named.part)
        return True

    # ---- lines ----------------------------------------------------------------------------

    def lines(self, home: Home, findings: Findings) -> list[Line]:
        """Give the entries of a block, those of its parts in the place of each `use` of one.

        Args:
            home: the block.
            findings: told of what is wrong in it; what is wrong in a part is told once.
        """
        own = self._own(home, findings)
        if not any(line.entry.keyword == "use" for line in own):
            return own
        return list(self._spliced(own, findings, ()))

    def _spliced(
        self, own: list[Line], findings: Findings, inside: tuple[str, ...]
    ) -> Iterator[Line]:
        for line in own:
            if line.entry.keyword != "use":
                yield line
                continue
            part = self._part(line, findings, inside)
            if part is None:
                yield line
            else:
                key = name_key(part.block.name or "")
                use = Place(line.path, line.entry.span)
                lines = self._own(part, findings)
                for inner in self._spliced(lines, findings, (*inside, key)):
                    yield inner._replace(use=use, part=inner.part or part.block.name)

    def _own(self, home: Home, findings: Findings) -> list[Line]:
        """Resolve the block's own entries; those of a part once, however often it is used."""
        is_part = home.block.keyword == "part"
        if is_part and home.place in self._parts:
            return self._parts[home.place]
        own = Findings(path=home.tree.path)
        lines = Resolver(self, home, own).lines(home.block.entries)
        _note_unused(home.params, home.tree, own)
        findings.found += own.found
        if is_part:
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
                from kfmenu.language.unknown import note_part  # noqa: PLC0415 - a fault

                parts = {
                    key: one.name
                    for key, one in self._names.items()
                    if one.part is not None and key not in inside
                }
                meant = note_part(line.entry, value, parts, own, is_message=named is not None)
                self._used.add(name_key(meant))  # not read, and so not missed
                line.leaves["value"] = UNREAD
        elif key not in inside:
            return named.part
        elif key not in self._circles:
            self._circles.update(inside)
            circle = " → ".join([*inside[inside.index(key) :], key])
            variant = "self" if inside[-1] == key else None
            own.add(
                "KF304",
                value.span,
                variant=variant,
                text=visible(circle) if variant is None else quote(key),
            )
        findings.found += own.found
        return None

    def is_part(self, name: str) -> bool:
        """Tell whether a part bears a name."""
        named = self._names.get(name_key(name))
        return named is not None and named.part is not None

    def target(self, name: str) -> str | None:
        """Give the name of the menu or message that `@name` leads to, as its header writes it."""
        named = self._names.get(name_key(name))
        return None if named is None or named.part is not None else named.name

    @property
    def targets(self) -> list[str]:
        """The names of all menus and messages."""
        return [one.name for one in self._names.values() if one.part is None]

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
                from kfmenu.language.targets import worded  # noqa: PLC0415 - a fault

                line = visible(f"{worded('use', home.block.word)}: {name}")
                findings.add("KF305", home.block.span, text=quote(name), line=line)
        _note_unused(homes[0].shared, homes[0].tree, findings)


def _declared(entries: Iterable[Entry], tree: Tree, findings: Findings) -> "Declared":
    params = [entry for entry in entries if entry.keyword == "param"]
    if not params:
        return {}
    from kfmenu.language.declare import declare  # noqa: PLC0415 - many files have none

    return declare(params, tree, findings)


def _note_unused(declared: "Declared", tree: Tree, findings: Findings) -> None:
    if declared:
        from kfmenu.language.declare import note_unused  # noqa: PLC0415 - likewise

        note_unused(declared, tree, findings)
