"""How long a text with params may become: what is proved here, no rendering can break."""

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
    if limit.path == "text.content" and not phrase.always_shows:
        findings.add("KF504", at[:-1], variant="nothing")
    elif least < limit.min_bytes:
        findings.add(
            "KF504", at, limit=limit.min_bytes, actual=least, unit="byte", field=title,
            names=", ".join(param.name for param in phrase.params),
        )  # fmt: skip


def _said(remedies: tuple[Param, ...]) -> Said:
    return Said(
        "，或 ".join(f"{one.name} 改为 {one.spelt('zh')}" for one in remedies[:_MOST]),
        ", or ".join(f"make {one.name} {one.spelt('en')}" for one in remedies[:_MOST]),
    )


_MOST = 3
"""Remedies that are offered."""
