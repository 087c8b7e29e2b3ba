"""How long a text with params may become: what is proved here, no rendering can break."""

from collections.abc import Mapping
from typing import Any

from kfmenu.facts.limits import Limit
from kfmenu.params.phrase import Phrase
from kfmenu.params.types import Param
from kfmenu.places import PARAM, Path
from kfmenu.problems import Findings, Said, See


def note_budget(phrase: Phrase, limit: Limit, title: str, at: Path, findings: Findings) -> None:
    """Report a phrase some of whose renderings break a limit.

    Args:
        phrase: its literal text alone is known to fit.
        limit: the row of the table for the field that holds it.
        title: names that field.
        at: where it is.
        findings: told of KF503 and KF504.
    """
    least, most = phrase.bounds()
    if limit.max_bytes is not None and most > limit.max_bytes:
        budget = phrase.budget()
        remedies = phrase.remedies(limit.max_bytes)
        findings.add(
            "KF503", at, variant=None if remedies else "literal",
            limit=limit.max_bytes, actual=most, unit="byte",
            related=[
                See(
                    (PARAM, share.param.name),
                    "@share",
                    (
                        ("name", share.param.name),
                        ("type", Said(share.param.spelt("zh"), share.param.spelt("en"))),
                        ("times", share.times),
                        ("each", share.each),
                        ("bytes", share.bytes),
                    ),
                )
                for share in budget.shares
            ],
            field=title, literal=budget.literal, over=most - limit.max_bytes,
            remedies=_said(remedies),
        )  # fmt: skip
    if limit.path == "text.content" and not _always_shows(phrase):
        findings.add("KF504", at[:-1], variant="nothing")
    elif least < limit.min_bytes:
        findings.add(
            "KF504", at, limit=limit.min_bytes, actual=least, unit="byte", field=title,
            names=", ".join(param.name for param in phrase.params),
        )  # fmt: skip


def note_nothing(menu: Mapping[Any, Any], at: Path, findings: Findings) -> None:
    """Report a menu of which nothing may be left to show.

    Args:
        menu: in wire form, not empty.
        at: where it is.
        findings: told of KF504.
    """
    items = menu.get("list", ())
    if not isinstance(items, list | tuple):
        return
    shown = [menu.get("head_content", ""), menu.get("tail_content", "")]
    if not any(map(_always_shows, shown)) and not any(map(_always_stays, items)):
        findings.add("KF504", at, variant="nothing")


def _always_shows(text: Any) -> bool:
    """Tell whether a text is there and not empty, whatever its params hold."""
    if isinstance(text, Phrase):
        return not text.may_vanish and text.bounds()[0] > 0
    return bool(text != "")


def _always_stays(item: Any) -> bool:
    """Tell whether an item is there, whatever its params hold; of a broken one nobody knows."""
    if not isinstance(item, Mapping):
        return True
    bodies = [body for body in item.values() if isinstance(body, Mapping)]
    texts = [text for body in bodies for text in body.values()]
    return not any(isinstance(text, Phrase) and text.may_vanish for text in texts)


def _said(remedies: tuple[Param, ...]) -> Said:
    return Said(
        "，或 ".join(f"{one.name} 改为 {one.spelt('zh')}" for one in remedies[:_MOST]),
        ", or ".join(f"make {one.name} {one.spelt('en')}" for one in remedies[:_MOST]),
    )


_MOST = 3
"""Remedies that are offered."""
