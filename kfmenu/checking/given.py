"""What is given for the params of a message: read all at once, every fault told."""

from collections.abc import Iterator, Mapping
from typing import Any

from kfmenu.guess import nearest
from kfmenu.params.names import param_key
from kfmenu.params.phrase import Phrase
from kfmenu.params.types import TYPES, Param, Refused
from kfmenu.places import pointer_of
from kfmenu.problems import Hole, Problem, Said, quote


def phrases_of(wire: Any) -> Iterator[Phrase]:
    """Give the texts with params of an object in wire form, a label before its target."""
    if isinstance(wire, Phrase):
        yield wire
    elif isinstance(wire, dict):
        for name in sorted(wire, key=lambda name: bool(name != "content")):
            yield from phrases_of(wire[name])
    elif isinstance(wire, list):
        for part in wire:
            yield from phrases_of(part)


def params_of(wire: Any) -> dict[str, Param]:
    """Give the params of an object in wire form by name, in the order of their first use."""
    found: dict[str, Param] = {}
    for phrase in phrases_of(wire):
        for param in phrase.params:
            found.setdefault(param.name, param)
    return found


def read_given(
    params: Mapping[str, Param], values: Mapping[str, object]
) -> tuple[dict[str, str | None], list[Problem]]:
    """Read the values for some params.

    Args:
        params: what is declared, by name.
        values: what is given; names are compared in NFKC.

    Returns:
        What is written for each param, None for an absent one; and KF510 for each value that
        breaks its declaration, KF511 for each that is missing or belongs to no param.
    """
    names: dict[str, str] = {}
    others = []
    for name in values:
        key = param_key(name)
        if key in names or key not in params:
            others.append(name)
        else:
            names[key] = name
    texts: dict[str, str | None] = {}
    problems = []
    for key, param in params.items():
        name = names.get(key, key)
        try:
            texts[key] = param.read(values.get(name))
        except Refused as refused:
            problems.append(_refused(param, refused, name))
    return texts, problems + [_unknown(name, params) for name in others]


def _refused(param: Param, refused: Refused, name: str) -> Problem:
    """Report a value that a declaration does not take."""
    takes = TYPES[param.type].takes
    holes: dict[str, Hole] = {
        "name": quote(name),
        "type": Said(param.spelt("zh"), param.spelt("en")),
        "takes": Said(" 或 ".join(takes), " or ".join(takes)),
    }
    for hole, told in refused.holes.items():
        holes[hole] = quote(str(told)) if hole in _QUOTED else told
    missing = refused.variant == "missing"
    return Problem(
        "KF511" if missing else "KF510", pointer_of((name,)),
        variant=None if missing else refused.variant, holes=tuple(holes.items()),
    )  # fmt: skip


_QUOTED = ("text", "char", "mended")


def _unknown(name: str, params: Mapping[str, Param]) -> Problem:
    """Report a value of a name that no param has, or that another value has, too."""
    guess = nearest(param_key(name), params)
    variant = "twice" if param_key(name) in params else "guess" if guess else "unknown"
    holes = (
        ("name", quote(name)),
        ("guess", guess or ""),
        ("known", ", ".join(params)),
    )
    return Problem("KF511", pointer_of((name,)), variant=variant if params else "none", holes=holes)
