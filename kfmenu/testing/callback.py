"""The callback of a bot: registered as WeCom's console does it, told of events as WeCom does."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
import time
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import attrs

if TYPE_CHECKING:
    import threading

# WeCom hangs up after five seconds and tries three times in all.
TIMEOUT, TRIES = 5.0, 3


@attrs.frozen
class Callback:
    """One bot as the console knows it: its address, its Token and its EncodingAESKey."""

    url: str
    token: str = attrs.field(repr=False)
    aes_key: str = attrs.field(repr=False)
    corpid: str

    def register(self) -> None:
        """Send the bot a sealed echostr, as the console does when its address is saved."""
        echo = str(secrets.randbelow(10**19)).encode()
        sealed = self.seal(echo)
        if (answer := self._ask(sealed, {"echostr": sealed})) != echo:
            raise ConnectionRefusedError(
                f"{self.url} must answer a GET with the echostr, opened: it gave {answer[:80]!r}"
            )

    def deliver(self, signal: str, open_kfid: str, stopping: threading.Event) -> None:
        """Tell the bot that something happened, three times at most, or until `stopping`."""
        sealed = self.seal(
            f"<xml><ToUserName><![CDATA[{self.corpid}]]></ToUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[{signal}]]></Token>"
            f"<OpenKfId><![CDATA[{open_kfid}]]></OpenKfId></xml>".encode()
        )
        body = (
            f"<xml><ToUserName><![CDATA[{self.corpid}]]></ToUserName>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt><AgentID><![CDATA[]]></AgentID></xml>"
        )
        for _ in range(TRIES):
            if stopping.is_set():
                return
            with contextlib.suppress(OSError):
                self._ask(sealed, {}, body.encode())
                return

    def seal(self, text: bytes) -> str:
        """Encrypt a text as WeCom does: AES-256-CBC, the corpid behind it, PKCS#7 to 32 bytes."""
        try:
            from cryptography.hazmat.primitives.ciphers import (  # noqa: PLC0415 - an extra
                Cipher,
                algorithms,
                modes,
            )
        except ImportError:
            raise ImportError("callbacks need an extra: pip install 'kfmenu[testing]'") from None
        key = base64.b64decode(f"{self.aes_key}=")
        if len(key) != 32:
            raise ValueError(f"aes_key: holds {len(key)} bytes, 32 are needed")
        plain = os.urandom(16) + len(text).to_bytes(4) + text + self.corpid.encode()
        pad = 32 - len(plain) % 32
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def _ask(self, sealed: str, more: dict[str, str], body: bytes | None = None) -> bytes:
        stamp, nonce = str(int(time.time())), secrets.token_hex(8)
        signed = "".join(sorted([self.token, stamp, nonce, sealed])).encode()
        signature = hashlib.sha1(signed).hexdigest()  # noqa: S324 - WeCom's choice
        query = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce, **more}
        url = f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(query)}"
        request = urllib.request.Request(url, body, {"Content-Type": "text/xml"})  # noqa: S310
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=TIMEOUT) as answer:
                return bytes(answer.read(65536))
        except HTTPException as error:
            raise ConnectionError(f"{self.url} does not speak HTTP: {error!r}") from error
