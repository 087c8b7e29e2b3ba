"""The one layout of a file: indents, blanks and signs as one writes them, words left alone."""

from collections.abc import Iterator
from typing import Literal

from kfmenu.errors import KfmenuError
from kfmenu.facts.keywords import ITEMS, WORDS
from kfmenu.language.declaration import laid_out
from kfmenu.language.draft import Draft
from kfmenu.language.lexicon import COMMENTS, LAYOUT
from kfmenu.language.mend import mended
from kfmenu.language.reader import read
from kfmenu.language.resolve import MESSAGES, Scope
from kfmenu.language.source import Source, read_source
from kfmenu.language.tree import FOLLOWED, Block, Entry, Text, Tree
from kfmenu.problems import Findings, Problem

Keywords = Literal["zh", "en"]


class MeaningChanged(KfmenuError, AssertionError):
    """Formatting would have changed a message: a mistake of kfmenu's own; nothing was written."""


def formatted(path: str, content: bytes, keywords: Keywords | None = None) -> bytes:
    """Give a file in the one layout; what is broken in it stays byte for byte.

    Args:
        path: the file, named where something is wrong.
        content: all of it; what is no text at all is given back as it is.
        keywords: the tongue in which keywords are written; by default each stays as it is.

    Raises:
        MeaningChanged: the result would not compile to the same messages.
    """
    source = read_source(path, content)
    if source.text.encode(errors="surrogateescape") != content:
        return content  # UTF-16, and what is too large to be read
    if source.readings:
        keywords = None  # a Chinese keyword tells how the rest of the file is encoded
    tree = read(source)
    problems = _problems(tree)
    broken = _broken(problems) | {*source.damaged, *source.readings}
    mends = [
        one.edits
        for one in problems
        if one.rule.mended == "fmt" and broken.isdisjoint(edit.line for edit in one.edits)
    ]
    text, _ = mended(source, mends)
    again = read_source(path, text.encode(errors="surrogateescape"))
    laid = layout(again, keywords).encode(errors="surrogateescape")
    if _meaning(read(read_source(path, laid))) != _meaning(tree):
        raise MeaningChanged(path)
    return laid


def _problems(tree: Tree) -> list[Problem]:
    """Give what is wrong with the lines of a file, and with how its params are written."""
    findings = Findings(path=tree.path)
    scope = Scope()
    for home in scope.add(tree, findings):
        for _ in scope.lines(home, findings):
            pass
    return [*tree.problems, *findings.found]


def _broken(problems: list[Problem]) -> set[int]:
    """Give the numbers of the lines that hold an error of reading: they stay as they are."""
    return {
        number
        for one in problems
        if one.severity == "error" and one.code[:3] in {"KF1", "KF2"} and one.span
        for number in range(one.span.line, one.span.end_line + 1)
    }


def _meaning(tree: Tree) -> list[tuple[str, object]]:
    """Give what a file's messages compile to, as far as it tells by itself."""
    scope = Scope()
    findings = Findings(path=tree.path)
    return [
        (home.block.name or "", Draft("", home.block, scope.lines(home, findings)).wire)
        for home in scope.add(tree, findings)
        if home.block.keyword in MESSAGES
    ]


# ---- layout -------------------------------------------------------------------------------


def layout(source: Source, keywords: Keywords | None = None) -> str:
    """Write a file's layout anew, and all else as it is."""
    tree = read(source)
    lines = list(source.lines)
    broken = _broken(tree.problems) | {*source.damaged, *source.readings}
    written: dict[int, str] = {}
    for entry in tree.params:
        written.update(_entry(entry, source, "", keywords))
    for block in tree.blocks:
        written[block.span.line] = _header(block, keywords)
        for entry in block.entries:
            written.update(_entry(entry, source, "  ", keywords))
    for number, line in enumerate(source.lines, 1):
        if number in broken or number in source.skipped or number in source.starts:
            continue
        bare = line.strip(LAYOUT)
        if not bare:
            lines[number - 1] = ""
        elif bare[0] in COMMENTS:
            indent = "  " if line[0] in LAYOUT else ""
            lines[number - 1] = f"{indent}#{bare[1:]}"
        elif number in written:
            lines[number - 1] = written[number]
    if lines[-1]:
        lines.append("")
    ends = list(source.ends) or ["\n"] * (len(lines) - 1)
    ends = [end or "\n" for end in ends][: len(lines) - 1] + ["\n"] * (len(lines) - 1 - len(ends))
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _word(keyword: str, word: str, keywords: Keywords | None) -> str:
    if keywords is None:
        return word
    known = WORDS[keyword]
    return known.chinese if keywords == "zh" else known.english


def _header(block: Block, keywords: Keywords | None) -> str:
    return f"{_word(block.keyword, block.word, keywords)} {block.name or ''}".rstrip()


def _entry(
    entry: Entry, source: Source, indent: str, keywords: Keywords | None
) -> Iterator[tuple[int, str]]:
    """Give the lines of an entry by their numbers; none of one that could not be read."""
    texts = {name: text for name, text in entry.texts.items() if isinstance(text, Text)}
    if len(texts) < len(entry.fields):
        return
    if entry.keyword == "message":
        yield from _gutters(texts["content"], source, indent)
        return
    start = f"{indent}{_word(entry.keyword, entry.word, keywords)}:"
    kind = ITEMS.get(entry.keyword)
    if kind is not None and kind.targets:
        words = {name: _raw(text, source) for name, text in texts.items()}
        label = words.pop(entry.label)
        if FOLLOWED in words:
            words = {FOLLOWED: f"@{words[FOLLOWED]}"}
        target = " ".join(words.values()) or "-"
        yield entry.line, f"{start} {label} -> {target}".replace(":  ->", ": ->")
    elif "value" in texts:
        value = _raw(texts["value"], source)
        if entry.keyword == "param":
            value = laid_out(value, keywords)
        yield entry.line, f"{start} {value}"
    else:
        text = texts[entry.label]
        inline = source.lines[entry.line - 1][text.column - 1 :] if text.line == entry.line else ""
        yield entry.line, f"{start} {inline.rstrip(LAYOUT)}".rstrip(LAYOUT)
        yield from _gutters(text, source, f"{indent}  ", after=entry.line)


def _gutters(text: Text, source: Source, indent: str, after: int = 0) -> Iterator[tuple[int, str]]:
    places = [(piece.line, piece.column) for piece in text.pieces] or [(text.line, text.column)]
    seen = {after}
    for line, column in places:
        if line not in seen:
            seen.add(line)
            content = source.lines[line - 1][column - 1 :].rstrip(LAYOUT)
            yield line, f"{indent}| {content}" if content else f"{indent}|"


def _raw(text: Text, source: Source) -> str:
    """Give a text of one line as it is written."""
    return source.lines[text.line - 1][text.column - 1 : text.end_column - 1]
