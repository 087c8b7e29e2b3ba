"""From trees to messages: names across the project, and the limits at their places."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from kfmenu.checker import walk
from kfmenu.language.literal import name_key
from kfmenu.language.places import Span, problem_at
from kfmenu.language.reader import Tree, read_tree
from kfmenu.language.source import read_source
from kfmenu.language.tree import Block, Entry, Text
from kfmenu.limits import ACTION_TYPES, Target
from kfmenu.problems import Problem, Related, quote

if TYPE_CHECKING:
    from kfmenu.message import Message


class Compiled(NamedTuple):
    """One message of a project.

    Args:
        path: the file that it stands in.
        name: as written.
        block: where to find each of its parts in the file.
    """

    path: str
    name: str
    block: Block

    def message(self) -> "Message":
        """Give the message as a value; what could not be read is left out."""
        from kfmenu.language.values import message_of  # noqa: PLC0415 - a check makes no values

        return message_of(self.block)


class Compilation(NamedTuple):
    """What came of compiling some files.

    Args:
        messages: in the order of the files; of two that share a name, the first.
        problems: of each file in turn, in order of place.
    """

    messages: list[Compiled]
    problems: tuple[Problem, ...]


def compile_files(files: Iterable[tuple[str, bytes | str]], target: Target) -> Compilation:
    """Compile files whose names are global to all of them.

    Args:
        files: path and content of each.
        target: the API whose limits hold.
    """
    names: dict[str, Related] = {}
    messages: list[Compiled] = []
    problems: list[Problem] = []
    for path, content in files:
        source = read_source(path, content)
        tree = read_tree(source)
        quoted = {(one.line, one.column) for one in tree.problems if one.code == "KF608"}
        found = tree.problems
        for block in tree.blocks:
            found += (
                one
                for one in _block_problems(tree, block, target)
                if one.line not in source.damaged
                and not (one.code in _ODD_TARGETS and (one.line, one.column) in quoted)
            )
            twice = _name_twice(tree, block, names)
            if twice is not None:
                found.append(twice)
            elif block.keyword in _MESSAGES and block.name is not None:
                messages.append(Compiled(path, block.name, block))
        problems += sorted(found, key=_place)
    return Compilation(messages, tuple(problems))


_MESSAGES = ("menu", "message")


_ODD_TARGETS = ("KF428", "KF429")
"""What a target in quotes is besides; the quotes were reported."""


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.code


# ---- names and order ----------------------------------------------------------------------


def _name_twice(tree: Tree, block: Block, names: dict[str, Related]) -> Problem | None:
    """Report a name that an earlier block has, whatever its case."""
    if block.name is None:
        return None
    key = name_key(block.name)
    line, column, _, _ = block.span
    if key in names:
        return problem_at(
            "KF301", tree.path, block.span, related=(names[key],), text=quote(block.name)
        )
    names[key] = Related(path=tree.path, line=line, column=column)
    return None


def _order(tree: Tree, block: Block) -> Iterator[Problem]:
    """Report a head or tail that is given twice, or does not stand where it is shown."""
    first: dict[str, Entry] = {}
    for index, entry in enumerate(block.entries):
        keyword = entry.keyword
        if keyword in {"head", "tail"} and not entry.guessed:
            if keyword in first:
                earlier = first[keyword]
                there = Related(path=tree.path, line=earlier.line, column=earlier.column)
                yield problem_at(
                    "KF302", tree.path, entry.span, related=(there,), keyword=entry.word
                )
                continue
            first[keyword] = entry
            rest = block.entries[:index] if keyword == "head" else block.entries[index + 1 :]
            if any(other.keyword not in {keyword, "head"} for other in rest):
                yield problem_at("KF306", tree.path, entry.span, keyword=entry.word)


# ---- limits -------------------------------------------------------------------------------


def _block_problems(tree: Tree, block: Block, target: Target) -> Iterator[Problem]:
    """Check a block as the message that it becomes, and find each problem's place in the file."""
    if block.keyword not in _MESSAGES:
        return
    if block.keyword == "menu":
        yield from _order(tree, block)
    items = block.items
    for problem in walk(_wire(block), "message", target, lint=True):
        entry = _entry_at(block, items, problem)
        if problem.code in _ABSENCES and (block.damaged if entry is None else entry.broken):
            continue
        line, column, end_line, end_column = _span_at(block, entry, problem)
        yield problem.moved(
            path=tree.path,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            related=tuple(_related(tree, block, items, there) for there in problem.related),
            variant="text" if problem.code == "KF404" else problem.variant,
        )


_ABSENCES = ("KF403", "KF404", "KF424", "KF425")
"""What the walker misses where the reader could not read; that was reported already."""


def _wire(block: Block) -> dict[str, Any]:
    """Give the block as the API's JSON, as far as it could be read."""
    if block.keyword == "message":
        return {"msgtype": "text", "text": _fields(block.entries[0]) if block.entries else {}}
    menu: dict[str, Any] = {}
    items: list[dict[str, Any]] = []
    for entry in block.entries:
        keyword = entry.keyword
        if keyword in {"head", "tail"}:
            menu.setdefault(f"{keyword}_content", entry.fields["content"].value)
            continue
        body = _fields(entry)
        if keyword in {"text", "inline"}:
            body["no_newline"] = int(keyword == "inline")
            keyword = "text"
        items.append({"type": keyword, keyword: body})
    menu["list"] = items
    return {"msgtype": "msgmenu", "msgmenu": menu}


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: text.value for name, text in entry.fields.items()}


def _entry_at(block: Block, items: list[Entry], problem: Problem) -> Entry | None:
    """Find the entry that a problem's pointer leads to."""
    path = (problem.pointer or "").split("/")[2:]
    if block.keyword == "message":
        return block.entries[0] if block.entries else None
    if path[:1] == ["list"]:
        if problem.code == "KF401" and problem.limit is not None:
            return _one_too_many(items, problem.limit, problem.variant)
        return items[int(path[1])] if len(path) > 1 else None
    keyword = path[0].removesuffix("_content") if path else ""
    return next((entry for entry in block.entries if entry.keyword == keyword), None)


def _one_too_many(items: list[Entry], limit: int, variant: str | None) -> Entry:
    """Give the first item over the limit: of all, or of those that can be tapped."""
    if variant == "actions":
        items = [entry for entry in items if entry.keyword in ACTION_TYPES]
    return items[limit]


def _span_at(block: Block, entry: Entry | None, problem: Problem) -> Span:
    """Find the place of a problem: its characters, its text, its entry, or the block's name."""
    if entry is None:
        return block.span
    name = (problem.pointer or "").rpartition("/")[2]
    field = "content" if name in {"head_content", "tail_content"} else name
    text = entry.fields.get(field)
    if text is None:
        label = entry.fields.get("content")
        return label.span if problem.code == "KF425" and label else entry.span
    if problem.within is not None:
        return text.place(*problem.within)
    return text.span if text.value else _empty(entry, text)


def _empty(entry: Entry, text: Text) -> Span:
    """Give the place of a text that is empty: its keyword's line, up to where it should stand."""
    return Span(entry.line, entry.column, text.end_line, text.end_column)


def _related(tree: Tree, block: Block, items: list[Entry], there: Related) -> Related:
    stand_in = Problem("KF423", pointer=there.pointer)
    span = _span_at(block, _entry_at(block, items, stand_in), stand_in)
    return Related(there.pointer, tree.path, span.line, span.column)


def source_map(compiled: Compiled) -> dict[str, Any]:
    """Say where each string of a compiled message stands in its file, by JSON pointer."""
    block = compiled.block
    pointers: dict[str, Text] = {}
    if block.keyword == "message":
        for entry in block.entries:
            pointers["/text/content"] = entry.fields["content"]
    else:
        for index, entry in enumerate(block.items):
            keyword = "text" if entry.keyword == "inline" else entry.keyword
            for name, text in entry.fields.items():
                pointers[f"/msgmenu/list/{index}/{keyword}/{name}"] = text
        for entry in block.entries:
            if entry.keyword in {"head", "tail"}:
                pointers[f"/msgmenu/{entry.keyword}_content"] = entry.fields["content"]
    return {
        "version": 1,
        "path": compiled.path,
        "pointers": {pointer: text.span._asdict() for pointer, text in pointers.items()},
    }
