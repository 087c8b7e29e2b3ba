"""One declaration of a param: read, and written in its one layout."""

import re
from functools import lru_cache
from typing import Any, Literal

from kfmenu.guess import nearest
from kfmenu.language import targets
from kfmenu.language.lexicon import LAYOUT
from kfmenu.language.texts import Raw, note_like, read_text
from kfmenu.language.tree import Entry, Text
from kfmenu.params.declared import WORDS as TYPES
from kfmenu.params.declared import Fault, read_type
from kfmenu.params.names import is_param, param_key
from kfmenu.params.types import Param
from kfmenu.places import Span
from kfmenu.problems import Findings, quote, visible

_NAME = re.compile(rf"[^{LAYOUT}?？(（:：]*")
_MARK = re.compile(rf"[{LAYOUT}]*[?？]")


def sound_declaration(raw: Raw) -> tuple[Raw, Param] | None:
    """Read at one look a declaration of which there is nothing to say; None: look closely.

    Args:
        raw: what stands behind its colon.
    """
    sound = _sound(raw.text) if len(raw.text) <= _SHORT else None
    return None if sound is None else (raw.within(0, len(sound.name)), sound)


_SHORT = 200
"""Code points; a longer one is hardly written twice, and may take long to read."""


@lru_cache(maxsize=1024)
def _sound(text: str) -> Param | None:
    """Read a declaration that many files may hold alike."""
    findings = Findings()
    entry = Entry("param", "param", 1, 1, {})
    name, param = read_declaration(entry, Raw(text, 1, 1), findings)
    return None if findings.found or param is None or param.name != name.text else param


def read_declaration(entry: Entry, raw: Raw, findings: Findings) -> tuple[Raw, Param | None]:
    """Read one declaration: a name, perhaps `?`, and a type, which is None if it cannot be read.

    Args:
        entry: the line.
        raw: what stands behind its colon.
        findings: told of KF212, KF501 and KF601.
    """
    found = _NAME.match(raw.text)
    assert found is not None
    end = found.end()
    name = Raw(found[0], raw.line, raw.column)
    mark = _MARK.match(raw.text, end)
    if mark and mark[0] != "?":
        note_like(raw.within(end, mark.end()), "?", findings)
    rest = raw.cut(mark.end() if mark else end)
    if not is_param(name.text):
        bare = Raw(name.text.strip("{}｛｝"), name.line, name.column)
        sample = bare.text if is_param(bare.text) else targets.sample("param", entry.word)
        kind = rest.text or _sample("", chinese=not entry.word.isascii())
        findings.add(
            "KF212", name.span() if name.text else entry.span,
            variant="param" if name.text else "no param",
            text=quote(name.text), keyword=entry.word,
            line=visible(f"{entry.word}: {sample} {kind}"),
        )  # fmt: skip
        return bare, None
    alternatives = Findings(path=findings.path)

    def unescaped(text: str, column: int) -> str | None:
        read = read_text([Raw(text, raw.line, column)], alternatives)
        return read.value if isinstance(read, Text) else None

    made = read_type(
        rest.text, rest.column, name=param_key(name.text), optional=bool(mark), read_text=unescaped
    )
    findings.found += alternatives.found
    for fault in made.faults:
        _note_fault(entry, name, rest, fault, bool(mark), findings)
    return name, made.param


def _note_fault(
    entry: Entry, name: Raw, rest: Raw, fault: Fault, optional: bool, findings: Findings
) -> None:
    span = Span(rest.line, fault.column, rest.line, fault.end_column)
    if fault.variant == "look-alike":
        whole = fault.mended or rest.text
        note_like(rest, whole, findings)
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


def laid_out(value: str, lang: Literal["zh", "en"] | None = None) -> str:
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
