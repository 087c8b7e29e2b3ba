"""What is declared of params: for a block, or for a whole file."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kfmenu.language.declaration import read_declaration, sound_declaration
from kfmenu.language.texts import Raw
from kfmenu.language.tree import Entry, Text, Tree
from kfmenu.params.names import param_key
from kfmenu.places import Place
from kfmenu.problems import Findings, See, quote

if TYPE_CHECKING:
    from kfmenu.params.types import Param


class Declaration(NamedTuple):
    """One declared param.

    Args:
        param: what it may hold; None where that could not be read, and was reported.
        place: where its name stands.
        used: says by being not empty that a ref uses it.
    """

    param: "Param | None"
    place: Place
    used: list[bool]


Declared = dict[str, Declaration]
"""Declarations by the name of their param."""


def declare(params: Iterable[Entry], tree: Tree, findings: Findings) -> Declared:
    """Read the declarations of a block or a file.

    Args:
        params: their lines.
        tree: of their file; of a line whose characters it reports, only the name is taken.
        findings: told of KF212, KF501, KF505 and KF601.
    """
    declared: Declared = {}
    damaged = {problem.line for problem in tree.problems if problem.severity == "error"}
    for entry in params:
        value = entry.fields["value"]
        assert isinstance(value, Text)
        own = Findings(path=tree.path)
        raw = Raw(value.value, value.line, value.column)
        name, param = sound_declaration(raw) or read_declaration(entry, raw, own)
        if entry.line in damaged and not entry.guessed:
            param = None
        else:
            findings.found += own.found
        made = Declaration(param, Place(tree.path, name.span() if name.text else entry.span), [])
        key = param_key(name.text)
        earlier = declared.get(key)
        if earlier is None:
            declared[key] = made
        elif earlier.param and made.param and earlier.param != made.param:
            findings.add(
                "KF505", name.span(), related=(See(earlier.place),), text=quote(name.text),
                one=_spelt(earlier.param, entry.word), other=_spelt(made.param, entry.word),
            )  # fmt: skip
    return declared


def note_unused(declared: Declared, tree: Tree, findings: Findings) -> None:
    """Warn of what is declared and used nowhere, not even in a line that could not be read."""
    for name, one in declared.items():
        if one.used or one.param is None or one.place.span is None:
            continue
        broken = {problem.line for problem in tree.problems} - {one.place.span.line}
        if not any(name in param_key(tree.lines[line - 1]) for line in broken if line):
            findings.add("KF506", one.place.span, text=quote(name), ref=f"{{{name}}}")


def _spelt(param: "Param", word: str) -> str:
    mark = "?" if param.optional else ""
    return f"{param.name}{mark} {param.spelt('en' if word.isascii() else 'zh')}"
