"""What names mean across the files of a project, and the order of a block's entries."""

from collections.abc import Iterator

from kfmenu.language.draft import Draft
from kfmenu.language.texts import name_key
from kfmenu.language.tree import Block, Entry, Tree
from kfmenu.places import Place
from kfmenu.problems import Findings, quote

MESSAGES = ("menu", "message")
"""The blocks that declare a message."""


class Scope:
    """The names that the files of a project have declared so far."""

    def __init__(self) -> None:
        self._names: dict[str, Place] = {}

    def drafts(self, tree: Tree, findings: Findings) -> Iterator[tuple[Draft, bool]]:
        """Give the messages of a file.

        Args:
            tree: the file.
            findings: told of KF301, KF302 and KF306.

        Returns:
            Each message, and whether it is the first of its name, by which it can be had.
        """
        for block in tree.blocks:
            first = self._is_first(tree, block, findings)
            if block.keyword not in MESSAGES:
                continue
            if block.keyword == "menu":
                _note_order(tree, block, findings)
            yield Draft(tree.path, block), first and block.name is not None

    def _is_first(self, tree: Tree, block: Block, findings: Findings) -> bool:
        """Report a name that an earlier block has, whatever its case."""
        if block.name is None:
            return True
        key = name_key(block.name)
        if key in self._names:
            findings.add("KF301", block.span, related=(self._names[key],), text=quote(block.name))
            return False
        self._names[key] = Place(tree.path, block.span)
        return True


def _note_order(tree: Tree, block: Block, findings: Findings) -> None:
    """Report a head or tail that is given twice, or does not stand where it is shown."""
    first: dict[str, Entry] = {}
    for index, entry in enumerate(block.entries):
        keyword = entry.keyword
        if keyword not in {"head", "tail"} or entry.guessed:
            continue
        if keyword in first:
            there = Place(tree.path, first[keyword].span)
            findings.add("KF302", entry.span, related=(there,), keyword=entry.word)
            continue
        first[keyword] = entry
        rest = block.entries[:index] if keyword == "head" else block.entries[index + 1 :]
        if any(other.keyword not in {keyword, "head"} for other in rest):
            findings.add("KF306", entry.span, keyword=entry.word)
