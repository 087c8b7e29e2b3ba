"""Pages that people write and data fill: tables between marks, what is said of an example below it.

An example is a block of `.kfm`. Below one that is marked `wrong` stands what `kfmenu check` says
of it, below one that is marked `seen` what `kfmenu preview` draws.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kfmenu.preview import terminal
from kfmenu.preview.picture import picture
from kfmenu.problems import Lang
from kfmenu.project.inputs import Input
from kfmenu.project.project import Project, read_project
from kfmenu.reports.findings import Findings
from kfmenu.reports.page import Page

Table = Callable[[Lang], str]

EXAMPLE = re.compile(
    r"^```kfm(?: (\w+))?\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", re.MULTILINE | re.DOTALL
)
"""A block of `.kfm`: its mark, its text, and the plain block below it."""

_FILES = {"en": "menu.kfm", "zh": "菜单.kfm"}


class Example(NamedTuple):
    """A block of `.kfm` in a page.

    Args:
        mark: what follows it, or None.
        text: what is in it.
    """

    mark: str | None
    text: str

    def project(self, lang: Lang) -> Project:
        """Compile it, as the only file of its project."""
        return read_project([Input(_FILES[lang], self.text, is_json=False)])

    def answer(self, lang: Lang) -> Iterator[str]:
        """Give the lines of what follows it."""
        project = self.project(lang)
        if self.mark == "wrong":
            contents = {_FILES[lang]: self.text.encode()}
            page = Page(Findings(project.problems, 1, contents, lang))
            for index, problem in enumerate(project.problems):
                yield from ("",) if index else ()
                yield from page.problem(problem)
        else:
            names = {draft.name for draft in project.drafts}
            for draft in project.drafts:
                drawn = picture(draft.wire, name=draft.name, names=names)
                yield from terminal.draw(drawn, lang, terminal.WIDEST)


def filled(text: str, tables: Mapping[str, Table], lang: Lang) -> str:
    """Give a page with all that data fill written anew.

    Args:
        text: the page, with `<!-- NAME -->` before a table and `<!-- end of NAME -->` after it.
        tables: what writes each of them.
        lang: the language of the page.
    """
    for name, write in tables.items():
        region = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        # A backslash in a table is no reference to a group.
        table = write(lang).replace("\\", r"\\")
        text = region.sub(rf"\g<1>{table}\g<2>", text)

    def answered(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        example = Example(found[1], found[2])
        said = "\n".join(example.answer(lang))
        return f"```kfm {example.mark}\n{example.text}```\n\n```text\n{said}\n```\n"

    return EXAMPLE.sub(answered, text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a bar inside a cell parts nothing."""
    lines = [" | ".join(cell.replace("|", r"\|") for cell in row) for row in (head, *rows)]
    return "\n".join(
        [f"| {lines[0]} |", "|---" * len(head) + "|", *(f"| {x} |" for x in lines[1:]), ""]
    )


def examples(text: str) -> list[Example]:
    """Give the examples of a page."""
    return [Example(found[1], found[2]) for found in EXAMPLE.finditer(text)]
