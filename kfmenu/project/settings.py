"""What a configuration file says: TOML made into settings by cattrs, each fault with its place."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from operator import eq
from typing import Any, NamedTuple, NewType

from attrs import Factory, fields, frozen
from cattrs import AttributeValidationNote, ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from kfmenu.facts.limits import Target
from kfmenu.guess import nearest
from kfmenu.places import Span
from kfmenu.problems import Findings, Lang, Problem, place_of, quote
from kfmenu.rules.rule import rules

Code = NewType("Code", str)
"""A code, or the beginning of several."""


@frozen
class _Settings:
    """The settings that there are."""

    paths: tuple[str, ...] = ()
    out: str | None = None
    target: Target | None = None
    strict: bool = False
    select: tuple[Code, ...] = ()
    ignore: tuple[Code, ...] = ()
    per_file_ignores: dict[str, tuple[Code, ...]] = Factory(dict)
    per_file_target: dict[str, Target] = Factory(dict)
    lang: Lang | None = None


EXAMPLES: Mapping[str, str] = {
    "paths": '["menus"]',
    "out": '"dist"',
    "target": '"on_event"',
    "strict": "true",
    "select": '["KF2", "KF402"]',
    "ignore": '["KF605"]',
    "per-file-ignores": '{ "old/*" = ["KF6"] }',
    "per-file-target": '{ "sent/*" = "send_msg" }',
    "lang": '"zh"',
}
"""Each setting, as it is spelt, with a value that it may have."""


def _spelt(name: str) -> str:
    return name.replace("_", "-")


class Settings(NamedTuple):
    """What a file says.

    Args:
        values: what it sets, by name; what is wrong is left out.
        problems: what is wrong, in order of place.
    """

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]


def read_settings(path: str, content: bytes, table: tuple[str, ...]) -> Settings:
    """Read a configuration file.

    Args:
        path: named in the problems.
        content: all of it.
        table: the names that lead to the settings in it, which the file has.
    """
    findings = Findings(path=path)
    try:
        text = _text(content)
        values = _at(tomllib.loads(text), table)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        findings.add("KF901", _span_of(error, content), variant="toml", reason=_reason_of(error))
        return Settings({}, tuple(findings.found))
    spots = _Spots(text, table)
    if not isinstance(values, dict):
        line = f"[{'.'.join(table)}]"
        findings.add("KF901", spots.span(), variant="setting", text=table[-1], line=line)
        return Settings({}, tuple(findings.found))
    for key, faults in _faults(values).items():
        del values[key]
        for fault in faults:
            findings.add("KF901", spots.span(key, fault.seen), **fault.says)
    made = _CONVERTER.structure(values, _Settings)
    names = [one.name for one in fields(_Settings) if _spelt(one.name) in values]
    said = {name: getattr(made, name) for name in names}
    return Settings(said, tuple(sorted(findings.found, key=place_of)))


def lines_of(content: bytes, table: tuple[str, ...]) -> dict[str, int]:
    """Tell the line of each setting of a sound file, 1-based.

    Args:
        content: all of the file.
        table: the names that lead to the settings in it.
    """
    spots = _Spots(_text(content), table)
    return {key: first for key, (first, _) in spots.statements.items()}


# ---- structure ----------------------------------------------------------------------------


class _Fault(NamedTuple):
    """What is wrong with a setting: the wording and its holes, and the text at which it is seen."""

    says: dict[str, Any]
    seen: str | None = None


class _Wrong(ValueError):
    """A value that a setting cannot have; `faults` may tell more."""

    def __init__(self, *faults: _Fault) -> None:
        super().__init__()
        self.faults = faults


def _faults(values: Mapping[str, Any]) -> dict[str, list[_Fault]]:
    """Tell what is wrong with each setting, by its name as it is spelt."""
    found: dict[str, list[_Fault]] = {}
    try:
        _CONVERTER.structure(values, _Settings)
    except ClassValidationError as error:
        for one in error.exceptions:
            if isinstance(one, ForbiddenExtraKeysError):
                found |= {key: [_unknown(key)] for key in one.extra_fields}
                continue
            notes = (note for note in one.__notes__ if isinstance(note, AttributeValidationNote))
            key = _spelt(next(notes).name)
            usual = _Fault({"variant": "setting", "text": key, "line": f"{key} = {EXAMPLES[key]}"})
            found[key] = [*getattr(one, "faults", ())] or [usual]
    return found


def _unknown(key: str) -> _Fault:
    guess = nearest(key, EXAMPLES)
    says = {"variant": "key-guess" if guess else "key", "text": quote(key)}
    if guess is None:
        return _Fault({**says, "line": ", ".join(EXAMPLES)})
    return _Fault({**says, "line": f"{guess} = {EXAMPLES[guess]}"})


def _exactly(kind: type) -> Callable[[Any, Any], Any]:
    """Take values of a type as they are; cattrs by itself would make one of whatever comes."""

    def structured(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise _Wrong
        return value

    return structured


def _texts(value: Any, _: Any) -> tuple[str, ...]:
    if type(value) is not list or not all(type(one) is str for one in value):
        raise _Wrong
    return tuple(value)


def _codes(value: Any, _: Any) -> tuple[str, ...]:
    found = tuple(one.strip().upper() for one in _texts(value, None))
    known = [rule.code for rule in rules()]
    wrong = [
        _Fault({"variant": "rule", "text": quote(written)}, written)
        for written, code in zip(value, found, strict=True)
        if not code or not any(one.startswith(code) for one in known)
    ]
    if wrong:
        raise _Wrong(*wrong)
    return found


def _by_glob(structured: Callable[[Any, Any], Any]) -> Callable[[Any, Any], dict[str, Any]]:
    """Take a table with a value for each glob."""

    def table(value: Any, _: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise _Wrong
        return {glob: structured(one, None) for glob, one in value.items()}

    return table


def _target(value: Any, _: Any) -> Any:
    return _CONVERTER.structure(value, Target)  # type: ignore[arg-type] # it is no class


_CONVERTER = Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str, _exactly(str))
_CONVERTER.register_structure_hook(bool, _exactly(bool))
_GENERIC: Mapping[Any, Callable[[Any, Any], Any]] = {
    tuple[str, ...]: _texts,
    tuple[Code, ...]: _codes,
    dict[str, tuple[Code, ...]]: _by_glob(_codes),
    dict[str, Target]: _by_glob(_target),
}
for _kind, _hook in _GENERIC.items():
    _CONVERTER.register_structure_hook_func(partial(eq, _kind), _hook)
_CONVERTER.register_structure_hook(
    _Settings,
    make_dict_structure_fn(
        _Settings,
        _CONVERTER,
        _cattrs_forbid_extra_keys=True,
        per_file_ignores=override(rename="per-file-ignores"),
        per_file_target=override(rename="per-file-target"),
    ),
)


# ---- places -------------------------------------------------------------------------------

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def _span_of(error: Exception, content: bytes) -> Span:
    """Give the place that an error of syntax tells in its text."""
    found = _AT.search(str(error))
    if found is None:
        return Span(1, 1, 1, 1)
    lines = _text(content).split("\n")
    line, column = int(found[1] or len(lines)), int(found[2] or len(lines[-1]) + 1)
    return Span(line, column, line, column)


def _reason_of(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "@binary"
    return "@deep" if isinstance(error, RecursionError) else _AT.sub("", str(error))


def _at(data: Any, names: Iterable[str]) -> Any:
    """Give what stands under some names, one within the other; None where nothing does."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data


class _Spots:
    """Where the settings stand, which the reader of TOML does not tell.

    Args:
        text: of the file, which is sound.
        table: the names that lead to the settings.
    """

    def __init__(self, text: str, table: tuple[str, ...]) -> None:
        self._lines = text.split("\n")
        self._table = table

    @cached_property
    def statements(self) -> dict[str, tuple[int, int]]:
        """The first and the last line of what sets each key; the table itself is under `""`."""
        found: dict[str, tuple[int, int]] = {}
        for first, last, data in self._statements():
            values = _at(data, self._table)
            if values is not None:
                for key in ("", *(values if isinstance(values, dict) else ())):
                    found[key] = found.get(key, (first, 0))[0], last
        return found

    def _statements(self) -> Iterator[tuple[int, int, Any]]:
        """Cut the file into statements: the fewest lines that are sound by themselves."""
        header = ""
        first = 1
        for last in range(1, len(self._lines) + 1):
            statement = "\n".join(self._lines[first - 1 : last])
            if statement.lstrip().startswith("["):
                header = ""
            try:
                data = tomllib.loads(f"{header}\n{statement}")
            except tomllib.TOMLDecodeError:
                continue  # it goes on
            if statement.lstrip().startswith("["):
                header = statement
            yield first, last, data
            first = last + 1

    def span(self, key: str = "", seen: str | None = None) -> Span:
        """Give the place of a key, or of a text in its value.

        Args:
            key: of the table; by default the table itself.
            seen: the text.
        """
        first, last = self.statements[key]
        word = re.compile(rf"(?<![\w-]){re.escape(seen or key or self._table[-1])}(?![\w-])")
        for number in range(first, last + 1):
            if found := word.search(self._lines[number - 1]):
                return Span(number, found.start() + 1, number, found.end() + 1)
        return Span(first, 1, first, 1)  # it is spelt with escapes
