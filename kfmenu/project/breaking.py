"""What a service would trip over: ids, params and names that a reference had and that are gone."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from kfmenu.checking.given import params_of
from kfmenu.facts.shapes import Json
from kfmenu.language.draft import Draft
from kfmenu.language.texts import name_key
from kfmenu.params.narrower import refused_now
from kfmenu.params.phrase import Phrase
from kfmenu.params.types import Param
from kfmenu.places import PARAM, Path
from kfmenu.problems import Findings, Problem, Said, place_of, quote


class Promised(NamedTuple):
    """A message that a service relies on.

    Args:
        name: of the menu or message, among all that a service loads.
        path: the file that declared it.
        wire: the message, without what could not be read of it.
    """

    name: str
    path: str
    wire: Json


class _Click(NamedTuple):
    """A button whose id the service is told.

    Args:
        item: its index in the list.
        ident: its id; a param that the other side does not have is only a gap in it.
        label: what the customer reads, likewise.
    """

    item: int
    ident: str
    label: str


def compare(before: Iterable[Promised], after: Mapping[str, Draft]) -> tuple[Problem, ...]:
    """Give what breaks a service that relies on the reference.

    Args:
        before: the messages of the reference.
        after: those of the project as it is, by their names, without errors.
    """
    now = {name_key(name): draft for name, draft in after.items()}
    problems: list[Problem] = []
    for old in before:
        new = now.get(name_key(old.name))
        if new is None:
            problems.append(Problem("KF803", path=old.path, holes=(("text", quote(old.name)),)))
            continue
        findings = Findings(new.place)
        had, has = params_of(old.wire), params_of(new.wire)
        _compare_ids(old, new, had.keys() & has.keys(), findings)
        _compare_params(had, has, quote(new.name), findings)
        problems += sorted(findings.found, key=place_of)
    return tuple(problems)


def _compare_ids(old: Promised, new: Draft, params: Collection[str], findings: Findings) -> None:
    """Report ids that are gone, or stand under a label that had another id."""
    labels: dict[str, list[str]] = {}
    owner: dict[str, str] = {}
    for click in _clicks(old.wire, params):
        labels.setdefault(click.ident, []).append(click.label)
        owner.setdefault(click.label, click.ident)
    clicks = list(_clicks(new.wire, params))
    kept = {click.ident for click in clicks}
    new_ids = [click for click in clicks if click.ident not in labels]
    for ident, said in labels.items():
        if ident not in kept:
            # The button may be there still, with an id of its own.
            found = next((one for one in new_ids if one.label in said), None)
            if found is not None:
                new_ids.remove(found)
            label = found.label if found else said[0]
            findings.add(
                "KF801", _place(found) if found else (), variant="changed" if found else None,
                text=quote(ident), label=quote(label), name=quote(new.name),
                now=quote(found.ident) if found else "",
            )  # fmt: skip
    for click in clicks:
        _, ident, label = click
        if ident in labels and label in owner and label not in labels[ident]:
            findings.add(
                "KF801", _place(click), variant="moved",
                text=quote(ident), label=quote(label), other=quote(labels[ident][0]),
                was=quote(owner[label]),
            )  # fmt: skip


def _compare_params(
    had: Mapping[str, Param], has: Mapping[str, Param], menu: str, findings: Findings
) -> None:
    """Report params that are gone, new and needed, or that refuse what they took before."""
    for name, old in had.items():
        new = has.get(name)
        if new is None:
            findings.add("KF802", (), text=quote(name), name=menu)
        elif refused := refused_now(old, new):
            findings.add(
                "KF802", (PARAM, name), variant="narrower" if refused[0] is not None else "needed",
                text=quote(name), name=menu,
                was=Said(old.spelt("zh"), old.spelt("en")),
                now=Said(new.spelt("zh"), new.spelt("en")),
                value=_shown(refused[0]),
            )  # fmt: skip
    for name, new in has.items():
        if name not in had and not new.optional:
            findings.add("KF802", (PARAM, name), variant="new", text=quote(name), name=menu)


def _shown(value: object) -> str:
    """Show a value for a message; one that is no text shows its Python type."""
    return quote(value) if isinstance(value, str) else f"{type(value).__name__} {value}"


def _place(click: _Click) -> Path:
    return "msgmenu", "list", click.item, "click", "id"


def _clicks(wire: Json, params: Collection[str]) -> Iterator[_Click]:
    """Give the buttons of a message that have an id.

    Args:
        wire: the message, or a bare menu.
        params: those that both sides have: to rename a param does not change what is shown.
    """
    for index, item in enumerate(wire.get("msgmenu", wire).get("list", ())):
        click = item.get("click", {})
        if "id" in click:
            yield _Click(index, _said(click["id"], params), _said(click["content"], params))


def _said(text: str | Phrase, params: Collection[str]) -> str:
    said = ""
    for part in (text,) if isinstance(text, str) else text.parts:
        if isinstance(part, str):
            said += re.sub("[{}]", r"\\\g<0>", part)
        else:
            said += f"{{{part.param.name if part.param.name in params else ''}}}"
    return said
