"""`FakeWeCom.reroute`: calls to qyapi.weixin.qq.com come here, in this process, by any client."""

from __future__ import annotations

import contextlib
import importlib
import os
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOST = "qyapi.weixin.qq.com"


@contextlib.contextmanager
def reroute(base_url: str) -> Iterator[None]:
    """Bring what is sent to WeCom's own address to another, for as long as the context lasts.

    It wraps the clients that are installed; proxies are not asked meanwhile.

    Args:
        base_url: the address to bring it to.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {"NO_PROXY": "*", "no_proxy": "*"}))
        for module, owner, name, place in CLIENTS:
            with contextlib.suppress(ImportError):
                found = getattr(importlib.import_module(module), owner)
                wrapped = _wrapped(getattr(found, name), place, base_url)
                stack.enter_context(mock.patch.object(found, name, wrapped))
        yield


# Of each client the function that every call goes through, and where its URL or request stands.
CLIENTS = [
    ("requests.adapters", "HTTPAdapter", "send", 1),
    ("httpx", "HTTPTransport", "handle_request", 1),
    ("httpx", "AsyncHTTPTransport", "handle_async_request", 1),
    ("aiohttp", "ClientRequest", "__init__", 2),
    ("urllib.request", "OpenerDirector", "open", 1),
]


def _wrapped(call: Callable[..., Any], place: int, base_url: str) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        moved = [*args[:place], _moved(args[place], base_url), *args[place + 1 :]]
        if moved[place] is not args[place] and "proxies" in kwargs:
            kwargs["proxies"] = {}
        return call(*moved, **kwargs)

    return wrapped


def _moved(thing: Any, base_url: str) -> Any:
    """Give a URL, or a request with one, of another address, if it is for WeCom."""
    name = next((name for name in ("full_url", "url") if hasattr(thing, name)), None)
    parts = urlsplit(str(getattr(thing, name) if name else thing))
    if parts.hostname != HOST:
        return thing
    url = f"{base_url}{parts.path}{f'?{parts.query}' if parts.query else ''}"
    if name is None:
        return type(thing)(url)
    moved = thing.copy() if hasattr(thing, "copy") else thing  # one of requests may serve again
    setattr(moved, name, type(getattr(thing, name))(url))
    return moved
