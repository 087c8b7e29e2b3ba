"""What is declared of params: for a block, or for a whole file."""

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from kfmenu.guess import nearest
from kfmenu.language import targets
from kfmenu.language.lexicon import LAYOUT
from kfmenu.language.texts import Raw, is_param, read_text
from kfmenu.language.tree import Entry, Text, Tree
from kfmenu.params.declared import WORDS as TYPES
from kfmenu.params.declared import Fault, read_type
from kfmenu.params.types import Param, param_key
from kfmenu.places import Place, Span
from kfmenu.problems import Findings, See, quote, visible


class Declaration(NamedTuple):
    """One declared param.

    Args:
        param: what it may hold; None where that could not be read, and was reported.
        place: where its name stands.
        used: says by being not empty that a ref uses it.
    """

    param: Param | None
    place: Place
    used: list[bool]


Declared = dict[str, Declaration]
"""Declarations by the name of their param."""


def declare(entries: Iterable[Entry], path: str, findings: Findings) -> Declared:
    """Read the declarations of a block or a file.

    Args:
        entries: those of `param` are read.
        path: the file.
        findings: told of KF212, KF501, KF505 and KF601.
    """
    declared: Declared = {}
    for entry in entries:
        value = entry.fields.get("value")
        if entry.keyword != "param" or not isinstance(value, Text):
            continue
        name, made = _read(entry, Raw(value.value, value.line, value.column), path, findings)
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


def _spelt(param: Param, word: str) -> str:
    mark = "?" if param.optional else ""
    return f"{param.name}{mark} {param.spelt('en' if word.isascii() else 'zh')}"


_NAME = re.compile(rf"[^{LAYOUT}?？(（:：]*")
_MARK = re.compile(rf"[{LAYOUT}]*[?？]")


def _read(entry: Entry, raw: Raw, path: str, findings: Findings) -> tuple[Raw, Declaration]:
    """Read one declaration: a name, perhaps `?`, and a type."""
    found = _NAME.match(raw.text)
    assert found is not None
    end = found.end()
    name = Raw(found[0], raw.line, raw.column)
    mark = _MARK.match(raw.text, end)
    if mark and mark[0] != "?":
        part = Raw(mark[0], raw.line, raw.column + end)
        findings.add(
            "KF601", part.span(), edits=part.edit("?"),
            text=quote(mark[0].strip(LAYOUT)), meant=quote("?"),
        )  # fmt: skip
    rest = raw.cut(mark.end() if mark else end)
    place = Place(path, name.span() if name.text else entry.span)
    if not is_param(name.text):
        sample = targets.sample("param", entry.word)
        kind = rest.text or _sample("", chinese=not entry.word.isascii())
        findings.add(
            "KF212", place.span or entry.span, variant="param" if name.text else "no param",
            text=quote(name.text), keyword=entry.word,
            line=visible(f"{entry.word}: {sample} {kind}"),
        )  # fmt: skip
        return name, Declaration(None, place, [])
    alternatives = Findings(path=path)

    def unescaped(text: str, column: int) -> str | None:
        read = read_text([Raw(text, raw.line, column)], alternatives)
        return read.value if isinstance(read, Text) else None

    made = read_type(
        rest.text, rest.column, name=param_key(name.text), optional=bool(mark), read_text=unescaped
    )
    findings.found += alternatives.found
    for fault in made.faults:
        _note_fault(entry, name, rest, fault, bool(mark), findings)
    return name, Declaration(made.param, place, [])


def _note_fault(
    entry: Entry, name: Raw, rest: Raw, fault: Fault, optional: bool, findings: Findings
) -> None:
    span = Span(rest.line, fault.column, rest.line, fault.end_column)
    if fault.variant == "look-alike":
        whole = fault.mended or rest.text
        findings.add(
            "KF601", span, edits=rest.edit(whole), text=quote(rest.text), meant=quote(whole)
        )
        return
    mended: str | None = fault.mended
    if mended is None and fault.variant == "unknown type":
        guess = nearest(str(fault.holes["text"]), TYPES)
        mended = f"{guess}{rest.text[len(str(fault.holes['text'])) :]}" if guess else None
    chinese = not entry.word.isascii()
    mended = mended or _sample(rest.text, chinese=chinese)
    line = f"{entry.word}: {name.text}{'?' if optional else ''} {mended}"
    known = " ".join(word for word in TYPES if word.isascii() != chinese)
    holes: dict[str, Any] = dict(fault.holes)
    findings.add("KF501", span, variant=fault.variant, line=visible(line), known=known, **holes)


def _sample(text: str, *, chinese: bool) -> str:
    """Give a type that reads well, of the word that stands there if it is one's."""
    found = _TYPE.match(text)
    word = found[0] if found else "文字" if chinese else "text"
    return f"{word}({_SAMPLES.get(TYPES[word].word, '20')})"


_TYPE = re.compile("|".join(TYPES))
_SAMPLES = {"number": "0..100", "url": "200", "one": "甲 | 乙"}


# ---- layout -------------------------------------------------------------------------------

_WHOLE = re.compile(
    rf"([^{LAYOUT}?？(（]+)[{LAYOUT}]*([?？]?)[{LAYOUT}]*([^\W\d_]+)[{LAYOUT}]*[(（](.*)[)）]",
    re.DOTALL,
)
_BARS = re.compile(rf"[{LAYOUT}]*[|｜][{LAYOUT}]*")
_DOTS = re.compile(rf"[{LAYOUT}]*\.\.[{LAYOUT}]*")


def declaration(value: str, lang: Literal["zh", "en"] | None = None) -> str:
    """Write a declaration that can be read in its one layout, its alternatives as they are.

    Args:
        value: what stands behind the colon.
        lang: the tongue of the type's word; by default it stays as it is.
    """
    found = _WHOLE.fullmatch(value)
    kind = TYPES.get(found[3]) if found else None
    if found is None or kind is None:
        return value
    name, mark, word, inside = found.groups()
    if lang is not None:
        word = kind.chinese if lang == "zh" else kind.word
    inside = inside.strip(LAYOUT)
    inside = _BARS.sub(" | ", inside) if kind.word == "one" else _DOTS.sub("..", inside)
    return f"{name}{'?' if mark else ''} {word}({inside})"
