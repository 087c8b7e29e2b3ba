"""What the texts of a block come to: refs as phrases of params, `@names` as ids."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from kfmenu.language.tree import FOLLOWED, Block, Entry, Text, Tree
from kfmenu.params.unwritten import UNREAD, Unwritten
from kfmenu.places import Place
from kfmenu.problems import Findings

if TYPE_CHECKING:
    from kfmenu.language.declare import Declared

Leaf = str | Unwritten

_NO_PARAMS: Mapping[str, Place] = MappingProxyType({})


class Line(NamedTuple):
    """An entry of a message, its names resolved.

    Args:
        entry: as it was read.
        path: the file that it stands in.
        leaves: what the API gets for each of its texts, in the API's order: a text, a phrase, or
            `UNREAD`.
        params: where each param that it uses is declared, by name.
        use: where a `use` brings it into the message, if one does.
        part: the name of the part that it stands in, if a `use` brings it.
    """

    entry: Entry
    path: str
    leaves: dict[str, Leaf]
    params: Mapping[str, Place] = _NO_PARAMS
    use: Place | None = None
    part: str | None = None


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
    params: "Declared"
    shared: "Declared"

    @property
    def place(self) -> Place:
        """Where its name stands."""
        return Place(self.tree.path, self.block.span)


class Names(Protocol):
    """What a block has to know of the names of its project."""

    def target(self, name: str) -> str | None:
        """Give the name of the menu or message that `@name` leads to, as its header writes it."""

    def is_part(self, name: str) -> bool:
        """Tell whether a part bears a name."""

    @property
    def targets(self) -> list[str]:
        """The names of all menus and messages."""


class Resolver:
    """Turns the texts of one block into what the API gets."""

    def __init__(self, names: Names, home: Home, findings: Findings) -> None:
        self._names = names
        self._home = home
        self._path = home.tree.path
        self._findings = findings

    def lines(self, entries: Iterable[Entry]) -> list[Line]:
        """Resolve the entries of the block; what a plain one holds is what the API gets."""
        path = self._path
        return [
            Line(one, path, cast("dict[str, Leaf]", one.fields)) if one.spans else self._line(one)
            for one in entries
            if one.keyword != "param"
        ]

    def _line(self, entry: Entry) -> Line:
        leaves: dict[str, Leaf] = {}
        if entry.keyword == "use":
            return Line(entry, self._path, leaves)
        used = _NO_PARAMS
        for name, text in entry.fields.items():
            if not isinstance(text, Text):
                leaves["id" if name == FOLLOWED else name] = text
            elif name == FOLLOWED:
                leaves["id"] = self._follow(entry, text)
            elif not text.holes:
                leaves[name] = text.value
            else:
                leaves[name], places = self._phrase(entry, name, text)
                used = {**used, **places}
        return Line(entry, self._path, leaves, used)

    def _phrase(self, entry: Entry, name: str, text: Text) -> tuple[Leaf, Mapping[str, Place]]:
        """Give a text with refs as a phrase, and where each of its params is declared."""
        from kfmenu.language.phrases import Phrases  # noqa: PLC0415 - few texts have params

        declared = self._home.params, self._home.shared
        return Phrases(self._home.block, declared, self._findings).read(entry, name, text)

    def _follow(self, entry: Entry, text: Text) -> Leaf:
        """Give the id that `@name` writes: the name of what it leads to."""
        name = text.value
        if text.holes:
            self._findings.add("KF212", text.span, variant="ref", text=name, keyword="@", line="")
            return UNREAD
        found = self._names.target(name)
        if found is None:
            from kfmenu.language.unknown import note_followed  # noqa: PLC0415 - a fault

            is_part = self._names.is_part(name)
            note_followed(entry, text, self._names.targets, self._findings, is_part=is_part)
            return UNREAD
        from kfmenu.params.linked import Linked  # noqa: PLC0415 - few lead to another menu

        return Linked(found)
