"""A WeCom of your own on loopback, for the tests of a WeChat customer service bot.

`with FakeWeCom() as fake:` is a real HTTP server that keeps WeCom's rules, misbehaves on demand
and remembers what a customer would have seen. See `docs/testing.md`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kfmenu.testing.faults import Fault, Faults
    from kfmenu.testing.ledger import Ledger, Post
    from kfmenu.testing.protocol import Endpoint, Errcode
    from kfmenu.testing.server import FakeWeCom

__all__ = ["Endpoint", "Errcode", "FakeWeCom", "Fault", "Faults", "Ledger", "Post"]

_HOMES = {
    "faults": ("Fault", "Faults"),
    "ledger": ("Ledger", "Post"),
    "protocol": ("Endpoint", "Errcode"),
    "server": ("FakeWeCom",),
}


# Names are found late because the pytest plugin lives in this package and every pytest run,
# whether it wants a server or not, imports the plugin.
def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
