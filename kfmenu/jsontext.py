"""JSON text read strictly: what `json.loads` takes in silence is a problem with a place here."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kfmenu.catalogue import WORDS
from kfmenu.problems import Problem, quote


def parse(text: str) -> tuple[Any, tuple[Problem, ...]]:
    """Read JSON text.

    Args:
        text: the whole of it.

    Returns:
        The value and no problems, or None and every `KF400` that can be told: a fault of syntax,
        or all duplicate keys and constants (NaN, Infinity) that JSON does not have.
    """
    strict = _Strict()
    try:
        value = json.loads(text, object_pairs_hook=strict.pairs, parse_constant=strict.constant)
    except json.JSONDecodeError as error:
        return None, _problems(text, [_diagnosed(text, error)])
    except RecursionError:
        return None, _problems(text, [_Fault(0, 1, "@deep", "deep")])
    except ValueError as error:  # an integer of more digits than Python converts
        return None, _problems(text, [_Fault(0, 1, str(error))])
    if strict.broken:
        return None, _problems(text, _faults(text))
    return value, ()


class _Fault(NamedTuple):
    """What is wrong between two offsets of a text, as holes and variant of `KF400`."""

    start: int
    end: int
    reason: str
    variant: str | None = None
    text: str = ""
    meant: str = ""


_TRAILING_COMMA = re.compile(r",\s*[\]}]")
_PYTHON = re.compile(r"(?:None|True|False)\b")
_SIGNS = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}


def _diagnosed(text: str, error: json.JSONDecodeError) -> _Fault:
    """Say what people did rather than what the reader expected, where that can be told."""
    at = error.pos
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


def _problems(text: str, faults: Iterable[_Fault]) -> tuple[Problem, ...]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    problems = []
    for fault in faults:
        line = bisect_right(starts, fault.start)
        column = fault.start - starts[line - 1] + 1
        problems.append(
            Problem(
                "KF400",
                line=line,
                column=column,
                end_line=line,
                end_column=column + fault.end - fault.start,
                variant=fault.variant,
                holes=(
                    ("reason", fault.reason),
                    ("text", fault.text),
                    ("meant", fault.meant),
                ),
            )
        )
    return tuple(problems)
