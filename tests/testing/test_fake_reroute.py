"""`reroute`: a bot that hard-codes WeCom's address is tested all the same, by any client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import pytest
import requests

from kfmenu.testing import FakeWeCom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WECOM = "https://qyapi.weixin.qq.com/cgi-bin"


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a server whose clock stands still."""
    with FakeWeCom(clock=lambda: 0.0) as running:
        yield running


def by_requests(url: str, query: dict[str, str]) -> Any:
    return requests.get(url, params=query, timeout=5).json()


def by_httpx(url: str, query: dict[str, str]) -> Any:
    return httpx.get(url, params=query).json()


def by_async_httpx(url: str, query: dict[str, str]) -> Any:
    async def ask() -> Any:
        async with httpx.AsyncClient() as client:
            return (await client.get(url, params=query)).json()

    return asyncio.run(ask())


def by_aiohttp(url: str, query: dict[str, str]) -> Any:
    async def ask() -> Any:
        async with (
            aiohttp.ClientSession(trust_env=True) as session,
            session.get(url, params=query) as response,
        ):
            return await response.json()

    return asyncio.run(ask())


def by_urllib(url: str, query: dict[str, str]) -> Any:
    url += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def by_urllib_request(url: str, query: dict[str, str]) -> Any:
    url += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    with urllib.request.urlopen(urllib.request.Request(url), timeout=5) as answer:  # noqa: S310
        return json.load(answer)


CLIENTS = [by_requests, by_httpx, by_async_httpx, by_aiohttp, by_urllib, by_urllib_request]


@pytest.mark.parametrize("ask", CLIENTS)
def test_brings_every_client_here(
    fake: FakeWeCom, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sent to WeCom's own address comes here, query and all, whatever proxy there is."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    with fake.reroute():
        answer = ask(f"{WECOM}/gettoken", {"corpid": fake.corpid, "corpsecret": fake.secret})
    assert answer == fake.gettoken(fake.corpid, fake.secret).payload()
    assert fake.ledger.tokens == {(fake.corpid, fake.secret): 1}


@pytest.mark.parametrize("ask", CLIENTS)
def test_leaves_other_addresses_alone(fake: FakeWeCom, ask: Callable[..., Any]) -> None:
    """Another address stays what it is."""
    with FakeWeCom() as other, fake.reroute():
        ask(f"{other.base_url}/cgi-bin/gettoken", {"corpid": other.corpid, "corpsecret": "x"})
        assert fake.ledger.tokens == {}
        assert other.ledger.tokens == {(other.corpid, "x"): 1}


def test_ends_with_its_context(fake: FakeWeCom) -> None:
    """After the context every client and the environment are as before."""
    before = requests.adapters.HTTPAdapter.send, httpx.HTTPTransport.handle_request
    proxies = os.environ.get("NO_PROXY")
    with fake.reroute():
        assert requests.adapters.HTTPAdapter.send is not before[0]
        assert os.environ["NO_PROXY"] == "*"
    assert (requests.adapters.HTTPAdapter.send, httpx.HTTPTransport.handle_request) == before
    assert os.environ.get("NO_PROXY") == proxies


def test_does_without_clients_that_are_not_there(
    fake: FakeWeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that is not installed is passed over."""
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    with fake.reroute():
        assert by_requests(f"{WECOM}/gettoken", {})["errcode"] == 41002
