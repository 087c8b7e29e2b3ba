"""What a service would trip over: ids, params and names that a reference had and that are gone."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kfmenu.checking.given import params_of
from kfmenu.language.draft import Draft
from kfmenu.language.texts import name_key
from kfmenu.params.phrase import Phrase
from kfmenu.params.types import Param, Refused
from kfmenu.places import PARAM, Path
from kfmenu.problems import Findings, Problem, quote


class Promised(NamedTuple):
    """What a service relies on of one message.

    Args:
        name: of the menu or message.
        path: the file that declares it.
        ids: its click ids, each with the labels that it stands under.
        params: what `render` takes, by name.
        draft: where to find its parts in the file; None for a reference that has no files.
    """

    name: str
    path: str
    ids: Mapping[str, tuple[str, ...]]
    params: Mapping[str, Param]
    draft: Draft | None = None


def promised(draft: Draft) -> Promised:
    """Give what a service relies on of a message."""
    return Promised(
        draft.name,
        draft.path,
        _ids(draft.wire),
        params_of(draft.wire),
        draft,
    )


def promised_by(name: str, path: str, wire: Mapping[str, object]) -> Promised:
    """Give what a service relies on of a message that was built.

    Args:
        name: of the message.
        path: the file that holds it.
        wire: the message, or a bare menu.
    """
    whole = wire if "msgtype" in wire else {"msgmenu": wire}
    return Promised(name, path, _ids(whole), params_of(whole))


def _ids(wire: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    menu = wire.get("msgmenu")
    for item in menu["list"] if isinstance(menu, dict) else ():
        click = item.get("click") if isinstance(item, dict) else None
        if isinstance(click, dict) and isinstance(click.get("id"), str | Phrase):
            ident = str(click["id"])
            found[ident] = (*found.get(ident, ()), str(click.get("content", "")))
    return found


def compare(before: Iterable[Promised], after: Iterable[Promised]) -> tuple[Problem, ...]:
    """Give what breaks a service that relies on the reference.

    Args:
        before: the messages of the reference.
        after: those of the project as it is.
    """
    now = {name_key(one.name): one for one in after}
    problems: list[Problem] = []
    for old in before:
        new = now.get(name_key(old.name))
        if new is None:
            findings = Findings()
            findings.add("KF803", (), text=quote(old.name))
            problems += [one._replace(path=old.path, pointer=None) for one in findings.found]
        else:
            findings = Findings(new.draft.place) if new.draft else Findings(path=new.path)
            _compare_ids(old, new, findings)
            _compare_params(old, new, findings)
            problems += findings.found
    return tuple(problems)


def _compare_ids(old: Promised, new: Promised, findings: Findings) -> None:
    """Report ids that are gone, or stand under a label that had another id."""
    had = {label: ident for ident, labels in old.ids.items() for label in labels}
    for ident, labels in old.ids.items():
        if ident not in new.ids:
            findings.add(
                "KF801", (), text=quote(ident), label=quote(labels[0]), name=quote(new.name)
            )
            continue
        for label in new.ids[ident]:
            if label not in labels and label in had:
                findings.add(
                    "KF801", _place(new, ident), variant="moved",
                    text=quote(ident), label=quote(label), other=quote(labels[0]),
                    was=quote(had[label]),
                )  # fmt: skip


def _place(new: Promised, ident: str) -> Path:
    """Give the path of the click that has an id."""
    items = new.draft.wire["msgmenu"]["list"] if new.draft else []
    for index, item in enumerate(items):
        if isinstance(item, dict) and str(item.get("click", {}).get("id")) == ident:
            return ("msgmenu", "list", index, "click", "id")
    return ()


def _compare_params(old: Promised, new: Promised, findings: Findings) -> None:
    """Report params that are gone, new and needed, or that refuse what they took before."""
    for name, param in old.params.items():
        if name not in new.params:
            findings.add("KF802", (), text=quote(name), name=quote(new.name))
        elif is_narrower(new.params[name], param):
            mark = new.params[name].optional < param.optional
            findings.add(
                "KF802", (PARAM, name), variant="needed" if mark else "narrower", text=quote(name),
                was=f"{param.spelt('en')}", now=new.params[name].spelt("en"),
                name=quote(new.name),
            )  # fmt: skip
    for name, param in new.params.items():
        if name not in old.params and not param.optional:
            findings.add(
                "KF802", (PARAM, name), variant="new", text=quote(name), name=quote(new.name)
            )


_WIDER = {
    "digits": ("digits", "id", "text", "cut"),
    "id": ("id", "text", "cut"),
    "text": ("text", "cut"),
    "cut": ("cut",),
    "url": ("url", "text", "cut"),
}
"""The types that take every character of a type's values."""


def is_narrower(new: Param, old: Param) -> bool:
    """Tell whether some value that `old` takes is refused by `new`."""
    if old.optional and not new.optional:
        return True
    if old.type == "one":
        return any(_refuses(new, value) for value in old.alternatives)
    if new.type == "one":
        return True
    if old.type == "number":
        ends = (old.written(old.least), old.written(old.most))
        coarser = new.type == "number" and new.decimals < old.decimals
        return coarser or any(_refuses(new, end) for end in ends)
    if new.type not in _WIDER.get(old.type, ()):
        return True
    if old.least == 0 and new.least > 0 and not new.optional:
        return True
    return _refuses(new, old.longest()) or (old.least > 0 and _refuses(new, old.shortest()))


def _refuses(param: Param, value: str) -> bool:
    try:
        param.read(value)
    except Refused:
        return True
    return False
