"""Writes the tables of docs/sending.md from the data that the code runs on."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from kfmenu.sending.errcodes import errcode_table
from kfmenu.sending.protocol import retry_table

REGIONS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"retry-table": retry_table, "errcode-table": errcode_table}
)
"""What writes each generated region, by the name in its HTML comments."""


def written(text: str) -> str:
    """Give a page with its generated regions written anew.

    Args:
        text: the page, with `<!-- NAME: … -->` before a region and `<!-- end of NAME -->` after.
    """
    for name, write in REGIONS.items():
        pattern = re.compile(rf"(<!-- {name}: [^>]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        # A backslash in a table is no reference to a group.
        table = write().replace("\\", r"\\")
        text = pattern.sub(rf"\g<1>{table}\g<2>", text)
    return text
