"""JSON text read strictly, and the place of each of its parts."""

import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from kfmenu.language.source import MARKER, guessed, utf16
from kfmenu.places import KEY, Path, Place, Span, Within
from kfmenu.problems import Findings, Problem, quote
from kfmenu.rules.words import WORDS


def read_json(path: str, content: bytes | str) -> "JsonText":
    """Read a file of JSON.

    Args:
        path: named in the problems.
        content: all of it.
    """
    findings = Findings(path=path)
    text = ""
    if isinstance(content, str):
        text = content.removeprefix("\ufeff")
    elif utf16(content):
        findings.add("KF101", Span(1, 1, 1, 2), encoding="UTF-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = re.split(_ENDS, content[: error.start].decode(errors="replace"))
            line, column = len(before), len(before[-1]) + 1
            span = Span(line, column, line, column + 1)
            findings.add("KF101", span, encoding=guessed(content))
    if findings.found:
        return JsonText(path, "", None, tuple(findings.found))
    return JsonText(path, text, *parse(text, path))


def parse(text: str, path: str | None = None) -> tuple[Any, tuple[Problem, ...]]:
    """Read JSON text; what `json.loads` takes in silence is a problem with a place here.

    Args:
        text: the whole of it.
        path: the file, named in the problems.

    Returns:
        The value and no problems, or None and every `KF400` that can be told: a fault of syntax,
        or all duplicate keys and constants (NaN, Infinity) that JSON does not have; where a merge
        left its marks, a `KF104` for each.
    """
    strict = _Strict()
    try:
        value = json.loads(text, object_pairs_hook=strict.pairs, parse_constant=strict.constant)
    except json.JSONDecodeError as error:
        # A string holds no end of a line, so that these lines are no part of one.
        if re.search(MARKER, text):
            return None, _conflicts(path, text)
        return None, _problems(path, text, [_diagnosed(text, error)])
    except RecursionError:
        return None, _problems(path, text, [_Fault(0, 1, "@deep", "deep")])
    except ValueError as error:  # an integer of more digits than Python converts
        span = next((one.span() for one in _TOKEN.finditer(text) if _is_long(one[0])), (0, 1))
        return None, _problems(path, text, [_Fault(*span, str(error))])
    if strict.broken:
        return None, _problems(path, text, _faults(text))
    return value, ()


class _Fault(NamedTuple):
    """What is wrong between two offsets of a text, as holes and variant of `KF400`."""

    start: int
    end: int
    reason: str
    variant: str | None = None
    text: str = ""
    meant: str = ""


_FENCE = re.compile(r"\s*(```[^\n]*)")
_TRAILING_COMMA = re.compile(r",\s*[\]}]")
_PYTHON = re.compile(r"(?:None|True|False)\b")
_SIGNS = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}


def _diagnosed(text: str, error: json.JSONDecodeError) -> _Fault:
    """Say what people did rather than what the reader expected, where that can be told."""
    at = error.pos
    if fence := _FENCE.match(text) or _FENCE.match(text, at):
        return _Fault(*fence.span(1), "@fence", "fence")
    char = text[at : at + 1]
    # Some Pythons point at the comma, others at the bracket behind it.
    comma = len(text[: at + 1].rstrip("]} \t\r\n")) - 1
    if comma >= 0 and _TRAILING_COMMA.match(text, comma):
        return _Fault(comma, comma + 1, "@trailing comma", "trailing")
    if char and char in "“”‘’＂'`":
        return _Fault(at, at + 1, "@quotes", "quotes", char)
    if char in _SIGNS:
        return _Fault(at, at + 1, "@sign", "sign", char, _SIGNS[char])
    if char == "#" or text[at : at + 2] in {"//", "/*"}:
        return _Fault(at, at + 1, "@comment", "comment")
    if word := _PYTHON.match(text, at):
        meant = {"None": "null", "True": "true", "False": "false"}[word[0]]
        return _Fault(at, word.end(), "@python", "python", word[0], meant)
    if not text[at:].strip():
        return _Fault(at, at + 1, "@at end", "end")
    reason = f"@{error.msg}"
    if error.msg == "Extra data":
        return _Fault(at, at + 1, reason, "extra")
    return _Fault(at, at + 1, reason if reason in WORDS else error.msg)


class _Strict:
    """The hooks that notice what `json.loads` would pass; they are not told where it stands."""

    def __init__(self) -> None:
        self.broken = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        self.broken |= len(found) < len(pairs)
        return found

    def constant(self, _: str) -> None:
        self.broken = True


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def _is_long(token: str) -> bool:
    """Tell a number of more digits than Python converts."""
    return token[0] != '"' and len(token) > sys.get_int_max_str_digits()


def _faults(text: str) -> Iterator[_Fault]:
    """Find the duplicate keys and constants of a text that is sound otherwise."""
    keys: list[set[str] | None] = []
    previous = ""
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token == "{":
            keys.append(set())
        elif token == "[":
            keys.append(None)
        elif token in {"}", "]"}:
            keys.pop()
        elif token in {"NaN", "Infinity", "-Infinity"}:
            yield _Fault(*found.span(), "@constant", "constant", token)
        elif token[0] == '"' and previous in {"{", ","} and (seen := keys[-1]) is not None:
            key = json.loads(token)
            if key in seen:
                yield _Fault(*found.span(), "@duplicate", "duplicate", quote(key))
            seen.add(key)
        previous = token


def _problems(path: str | None, text: str, faults: Iterable[_Fault]) -> tuple[Problem, ...]:
    findings = Findings(path=path)
    starts = _line_starts(text)
    for fault in faults:
        line = bisect_right(starts, fault.start)
        column = fault.start - starts[line - 1] + 1
        findings.add(
            "KF400",
            Span(line, column, line, column + fault.end - fault.start),
            variant=fault.variant,
            reason=fault.reason,
            text=fault.text,
            meant=fault.meant,
        )
    return tuple(findings.found)


def _conflicts(path: str | None, text: str) -> tuple[Problem, ...]:
    """Report every line of a merge conflict, as in `.kfm`."""
    findings = Findings(path=path)
    for number, line in enumerate(re.split(_ENDS, text), 1):
        if re.match(MARKER, line):
            findings.add("KF104", Span(number, 1, number, len(line) + 1))
    return tuple(findings.found)


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer(_ENDS, text))]


_ENDS = "\r\n|\n|\r"
"""What ends a line, as reports count them."""


# ---- places -------------------------------------------------------------------------------


class JsonText:
    """A JSON text that was read, and where its parts stand; they are looked for when asked for.

    Args:
        path: the file.
        text: the whole of it.
        value: what it says; None where it has problems.
        problems: its faults of syntax, or of encoding.
    """

    def __init__(self, path: str, text: str, value: Any, problems: tuple[Problem, ...]) -> None:
        self.value = value
        self.problems = problems
        self._path = path
        self._text = text

    def place(self, path: Path, within: Within | None = None) -> Place:
        """Tell where a part stands; what is missing, where its object does."""
        while path not in self._offsets:
            path = path[:-1]
        start, end = self._offsets[path]
        if within and self._text[start] == '"':
            start, end = self._inside(start, end, within)
        return Place(self._path, Span(*self._at(start), *self._at(end)))

    @cached_property
    def _offsets(self) -> Mapping[Path, tuple[int, int]]:
        return dict(_members(self._text))

    @cached_property
    def _starts(self) -> list[int]:
        return _line_starts(self._text)

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def _inside(self, start: int, end: int, within: Within) -> tuple[int, int]:
        """Give the offsets of some code points of the string from `start` to `end`."""
        signs = [found.span() for found in _SIGN.finditer(self._text, start + 1, end - 1)]
        return signs[within[0]][0], signs[within[1] - 1][1]


_SIGN = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
"""One code point of a string, as JSON writes it."""


def _members(text: str) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Give the offsets of each value, and of each key: at the value's path and `KEY`."""
    opened: list[int] = []
    path: list[str | int] = []
    keys: list[bool] = []  # of each open object whether a key comes next
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in {"{", "["}:
            opened.append(found.start())
            path.append(0 if token == "[" else "")
            keys.append(token == "{")
        elif token in {"}", "]"}:
            path.pop()
            keys.pop()
            yield tuple(path), (opened.pop(), found.end())
        elif token == ",":
            here = path[-1]
            if isinstance(here, int):
                path[-1] = here + 1
            else:
                keys[-1] = True
        elif token == ":":
            keys[-1] = False
        elif keys and keys[-1]:
            path[-1] = json.loads(token)
            yield (*path, KEY), found.span()
        else:
            yield tuple(path), found.span()
