"""What names mean across the files of a project: blocks, parts and those that use them."""

from collections.abc import Iterator
from typing import NamedTuple

from kfmenu.guess import nearest
from kfmenu.language import targets
from kfmenu.language.declare import declare, note_unused
from kfmenu.language.refs import Home, Line, Resolver
from kfmenu.language.texts import is_name, name_key
from kfmenu.language.tree import FOLLOWED, Text, Tree
from kfmenu.params.unwritten import UNREAD
from kfmenu.places import Place
from kfmenu.problems import Findings, See, quote, visible

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
        shared = declare(tree.params, tree, findings)
        if not tree.blocks:
            note_unused(shared, tree, findings)
        homes = []
        for block in tree.blocks:
            home = Home(tree, block, declare(block.entries, tree, findings), shared)
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
        """Give the entries of a block, those of its parts among them.

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
            if part is not None:
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
        resolver = Resolver(self, home, own)
        lines = [resolver.line(one) for one in home.block.entries if one.keyword != "param"]
        note_unused(home.params, home.tree, own)
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
                self._note_unknown(line, value, own, inside, is_message=named is not None)
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

    def _note_unknown(
        self, line: Line, value: Text, own: Findings, inside: tuple[str, ...], *, is_message: bool
    ) -> None:
        """Report a `use` of what is no part."""
        name, word = value.value, line.entry.word
        bare = name.lstrip("@").removesuffix(".kfm")
        parts = {
            key: one.name
            for key, one in self._names.items()
            if one.part is not None and key not in inside
        }
        guess = parts.get(name_key(bare)) or nearest(bare, parts.values())
        if not name:
            guess = next(iter(parts.values()), None)
        self._used.add(name_key(guess or ""))  # not read, and so not missed
        sample = bare if is_name(bare) and not is_message else targets.sample("name", word)
        spelled = f"{word}: {guess or sample}"
        variant = "guess" if guess else None if parts else "no part"
        if not name:
            variant = "none" if parts else "no part none"
        elif is_message and not guess:
            variant, spelled = "message", f"{targets.worded('click', word)}: {name} -> @{name}"
        own.add(
            "KF303", value.span if name else line.entry.span, variant=variant,
            text=quote(name), line=visible(spelled), keyword=word,
            known=visible(" ".join(sorted(parts.values()))),
            text_line=f"{targets.worded('text', word)}: {targets.sample('text', word)}",
            part=f"{targets.worded('part', word)} {sample}",
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
                line = visible(f"{targets.worded('use', home.block.word)}: {name}")
                findings.add("KF305", home.block.span, text=quote(name), line=line)
        note_unused(homes[0].shared, homes[0].tree, findings)
