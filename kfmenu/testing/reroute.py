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

    It wraps, of each client that is installed, the one function that every call goes through;
    proxies are not asked meanwhile.

    Args:
        base_url: the address to bring it to.
    """

    def here(url: object) -> str:
        parts = urlsplit(str(url))
        if parts.hostname != HOST:
            return str(url)
        return f"{base_url}{parts.path}{f'?{parts.query}' if parts.query else ''}"

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {"NO_PROXY": "*", "no_proxy": "*"}))
        for module, owner, name, wrap in CLIENTS:
            with contextlib.suppress(ImportError):
                found = getattr(importlib.import_module(module), owner)
                wrapped = wrap(getattr(found, name), here)
                stack.enter_context(mock.patch.object(found, name, wrapped))
        yield


def _requests(send: Any, here: Callable[[object], str]) -> Any:
    def wrapped(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        if (url := here(request.url)) != request.url:
            request, kwargs["proxies"] = request.copy(), {}
            request.url = url
        return send(self, request, *args, **kwargs)

    return wrapped


def _httpx(handle: Any, here: Callable[[object], str]) -> Any:
    def wrapped(self: Any, request: Any) -> Any:
        # What handles an asynchronous request gives an awaitable, which passes through.
        request.url = type(request.url)(here(request.url))
        return handle(self, request)

    return wrapped


def _aiohttp(make: Any, here: Callable[[object], str]) -> Any:
    def wrapped(self: Any, method: str, url: Any, *args: Any, **kwargs: Any) -> None:
        make(self, method, type(url)(here(url), encoded=True), *args, **kwargs)

    return wrapped


def _urllib(open_: Any, here: Callable[[object], str]) -> Any:
    def wrapped(self: Any, fullurl: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(fullurl, str):
            return open_(self, here(fullurl), *args, **kwargs)
        fullurl.full_url = here(fullurl.full_url)
        return open_(self, fullurl, *args, **kwargs)

    return wrapped


CLIENTS = [
    ("requests.adapters", "HTTPAdapter", "send", _requests),
    ("httpx", "HTTPTransport", "handle_request", _httpx),
    ("httpx", "AsyncHTTPTransport", "handle_async_request", _httpx),
    ("aiohttp", "ClientRequest", "__init__", _aiohttp),
    ("urllib.request", "OpenerDirector", "open", _urllib),
]
