"""A bare HTTP caller for the tests of the fake: no proxies, no retries, no opinions."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import attrs

from kfmenu.testing import Endpoint

if TYPE_CHECKING:
    from kfmenu.testing import FakeWeCom

TIMEOUT = 5.0


@attrs.frozen
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Parse the body."""
        return json.loads(self.body)

    @property
    def errcode(self) -> int:
        """The errcode of the body."""
        return int(self.json()["errcode"])


def connect(fake: FakeWeCom, timeout: float = TIMEOUT) -> http.client.HTTPConnection:
    """Open a connection to the fake."""
    return http.client.HTTPConnection(urlsplit(fake.base_url).netloc, timeout=timeout)


def exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> Reply:
    """Make one call over an open connection."""
    connection.request(method, path, body)
    with connection.getresponse() as response:
        return Reply(response.status, dict(response.getheaders()), response.read())


def call(
    fake: FakeWeCom,
    method: str,
    path: str,
    body: object = None,
    *,
    timeout: float = TIMEOUT,
) -> Reply:
    """Make one call; a body that is not bytes is sent as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    connection = connect(fake, timeout)
    try:
        return exchange(connection, method, path, None if body is None else raw)
    finally:
        connection.close()


def gettoken(fake: FakeWeCom, corpid: str | None = None, corpsecret: str | None = None) -> Reply:
    """Ask for a token, as the fake's own corporation by default."""
    query = urlencode({"corpid": corpid or fake.corpid, "corpsecret": corpsecret or fake.secret})
    return call(fake, "GET", f"{Endpoint.GETTOKEN}?{query}")


def token(fake: FakeWeCom) -> str:
    """Take a good token past the network, so that the ledger counts none."""
    return str(fake.gettoken(fake.corpid, fake.secret).fields["access_token"])


def text(content: str = "欢迎咨询") -> dict[str, Any]:
    """Make a text message."""
    return {"msgtype": "text", "text": {"content": content}}


def menu(*items: object, **fields: object) -> dict[str, Any]:
    """Make a menu message."""
    return {"msgtype": "msgmenu", "msgmenu": {"list": list(items), **fields}}


def click(content: str = "满意", **fields: object) -> dict[str, Any]:
    """Make a click."""
    return {"type": "click", "click": {"content": content, **fields}}


def on_event(
    fake: FakeWeCom,
    message: object = None,
    *,
    code: str | None = None,
    timeout: float = TIMEOUT,
    **fields: object,
) -> Reply:
    """Answer an event; with a fresh code and a text by default."""
    path = f"{Endpoint.SEND_MSG_ON_EVENT}?access_token={token(fake)}"
    body = text() if message is None else message
    if isinstance(body, dict):
        body = {"code": code or fake.issue_code(), **body, **fields}
    return call(fake, "POST", path, body, timeout=timeout)


def send_msg(fake: FakeWeCom, message: object = None, **fields: object) -> Reply:
    """Send to a customer; a text by default."""
    path = f"{Endpoint.SEND_MSG}?access_token={token(fake)}"
    body = text() if message is None else message
    assert isinstance(body, dict)
    whole = {"touser": "wm1", "open_kfid": "wk1", **body, **fields}
    return call(fake, "POST", path, {name: whole[name] for name in whole if whole[name]})
