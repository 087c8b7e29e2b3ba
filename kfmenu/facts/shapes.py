"""The shapes of a payload's objects, drawn from the limit table."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from kfmenu.facts.limits import LIMITS, Limit, Target

Kind = Literal["message", "menu", "on_event", "send_msg"]
"""What a payload is: `{"msgtype": …}`, a bare `msgmenu` object, or one of the two requests."""

Json = dict[str, Any]
"""An object of a payload."""

TOP = ""
MENU = "msgmenu"
ITEM = "msgmenu.list"


class Shape(NamedTuple):
    """One kind of object.

    Args:
        fields: its fields by name.
        required: those that must be there.
    """

    fields: Mapping[str, Limit]
    required: tuple[str, ...]


@cache
def shapes(kind: Kind, target: Target) -> Mapping[str, Shape]:
    """Give the shape of every object of a payload by its path.

    Args:
        kind: what the payload is.
        target: the API whose limits hold for the message in it.

    Raises:
        ValueError: `kind` or `target` is none of those that there are.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be auto or one of {', '.join(get_args(Kind))}, not {kind!r}")
    if target not in get_args(Target):
        raise ValueError(f"target must be one of {', '.join(get_args(Target))}, not {target!r}")
    rows = [row for row in LIMITS[target].values() if _in_message(row)]
    if kind == "on_event" or kind == "send_msg":  # noqa: PLR1714 - so that mypy sees it too
        rows = [row for row in LIMITS[kind].values() if not _in_message(row)] + rows
    return {
        parent: _shape([row for row in rows if row.parent == parent])
        for parent in {row.parent for row in rows}
    }


def _shape(rows: list[Limit]) -> Shape:
    return Shape(
        {row.name: row for row in rows},
        # Which of several bodies is required depends on the type beside them.
        tuple(row.name for row in rows if row.required and row.type != "object"),
    )


def _in_message(row: Limit) -> bool:
    return row.path.partition(".")[0] in {"msgtype", "text", "msgmenu"}
