"""Fields that are there under another name, or in another place, than the API's."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kfmenu.facts.shapes import Shape

NONE_RENAMED: Mapping[str, str] = MappingProxyType({})

FLAT_FIELDS = frozenset(
    {"id", "content", "title", "name", "label", "url", "link", "appid", "page", "pagepath"}
    | {"path", "no_newline"}
)
"""Fields that stand right in an item when its author did not nest them under its type."""

_ALIASES = {
    "content": ("title", "text", "name", "label"),
    "url": ("link", "href", "uri"),
    "pagepath": ("page", "path"),
    "msgmenu": ("menu",),
}
"""What other APIs call the same field, folded."""


def folded(name: Any) -> str:
    """Give a field's name as it reads whatever the habit of spelling: `appId`, `app_id`."""
    return name.casefold().replace("_", "").replace("-", "") if isinstance(name, str) else ""


def renamed_fields(
    body: dict[Any, Any], shape: Shape, more: str | None = None
) -> Mapping[str, str]:
    """Give the required fields that are there under another name: that name → the table's.

    Args:
        body: an object of the payload.
        shape: what it should be.
        more: a field that is required here besides those of the shape.
    """
    required = shape.required if more is None else (*shape.required, more)
    for name in required:
        if name not in body:
            break
    else:
        return NONE_RENAMED
    strange = {folded(name): name for name in body if name not in shape.fields}
    renamed = {}
    for name in required:
        if name in body:
            continue
        for alias in (folded(name), *_ALIASES.get(name, ())):
            if alias in strange:
                renamed[strange[alias]] = name
                break
    return renamed
