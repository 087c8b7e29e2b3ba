"""What both bots share of WeCom: its sealed callbacks, opened, and `kf/sync_msg` by its cursor."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from urllib3.util import Retry

from kfmenu import Secret, Store

REMEMBERED = 3 * 24 * 3600  # WeCom keeps events for three days
TOKEN_ERRORS = {40001, 40014, 41001, 42001}


@dataclass(frozen=True)
class Callback:
    """The callback's settings in WeCom's console.

    Args:
        token: the Token, with which WeCom signs.
        aes_key: the EncodingAESKey, with which it seals.
        corpid: the corporation, which every sealed text ends with.
    """

    token: str
    aes_key: str
    corpid: str

    def open(self, query: Mapping[str, str], sealed: str) -> str:
        """Open what WeCom sent.

        Args:
            query: the query of its request: msg_signature, timestamp, nonce.
            sealed: the echostr, or the `Encrypt` of a body.

        Raises:
            ValueError: WeCom did not send it.
        """
        signed = sorted([self.token, query.get("timestamp", ""), query.get("nonce", ""), sealed])
        signature = hashlib.sha1("".join(signed).encode()).hexdigest()  # noqa: S324 - WeCom's choice
        if not hmac.compare_digest(signature.encode(), query.get("msg_signature", "").encode()):
            raise ValueError("the signature is wrong")
        key = base64.b64decode(f"{self.aes_key}=")
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = cipher.update(base64.b64decode(sealed)) + cipher.finalize()
        end = 20 + int.from_bytes(plain[16:20])  # 16 random bytes and a length come before the text
        if plain[end : -plain[-1]].decode() != self.corpid:
            raise ValueError("it is for another corporation")
        return plain[20:end].decode()

    def signal(self, query: Mapping[str, str], body: str) -> dict[str, str]:
        """Read a callback: the `Token` to pull with and the `OpenKfId` that it is about.

        Raises:
            ValueError: WeCom did not send it.
        """
        opened = self.open(query, _inside(body, "Encrypt"))
        return {name: _inside(opened, name) for name in ("Token", "OpenKfId")}


def _inside(xml: str, name: str) -> str:
    found = re.search(rf"<{name}><!\[CDATA\[(.*?)\]\]></{name}>", xml, re.DOTALL)
    if found is None:
        raise ValueError(f"no {name} in it")
    return found[1]


class Inbox:
    """`kf/sync_msg`, page by page, its cursor kept in the bot's store.

    Args:
        base_url: where WeCom is.
        access_token: gives the token, and another one for a refused one: a sender's.
        store: keeps the cursors, of each account its own.
    """

    def __init__(self, base_url: str, access_token: Callable[..., str], store: Store) -> None:
        self._url = f"{base_url}/cgi-bin/kf/sync_msg"
        self._access_token, self._store = access_token, store
        self._cursors: dict[str, str] = {}
        self._session = requests.Session()
        # Pulling twice does no harm: what was greeted already is known by its code.
        retry = Retry(3, backoff_factor=0.2, allowed_methods=None)
        self._session.mount(base_url, requests.adapters.HTTPAdapter(max_retries=retry))

    def pages(self, signal: Mapping[str, str]) -> Iterator[list[dict[str, Any]]]:
        """Give what happened since the last time; a page is done when the next one is asked for.

        Args:
            signal: what the callback said.

        Raises:
            RuntimeError: WeCom refused.
            requests.RequestException: it could not be reached.
        """
        account, more = signal["OpenKfId"], 1
        cursor = self._load(account)
        while more:
            body = {"token": signal["Token"], "open_kfid": account, "cursor": cursor}
            answer = self._ask(body)
            yield answer["msg_list"]
            cursor, more = answer["next_cursor"], answer["has_more"]
            self._save(account, cursor)

    def _ask(self, body: dict[str, str]) -> dict[str, Any]:
        refused = None
        while True:
            token = self._access_token(refused)
            reply = self._session.post(
                self._url, params={"access_token": token}, json=body, timeout=5
            )
            answer: dict[str, Any] = reply.json()
            if answer["errcode"] in TOKEN_ERRORS and refused is None:
                refused = token
            elif answer["errcode"]:
                raise RuntimeError(f"sync_msg: {answer['errcode']} {answer['errmsg']}")
            else:
                return answer

    # While the store is away this process remembers; what it did not know it pulls again.
    def _load(self, account: str) -> str:
        try:
            found = self._store.load(f"cursor:{account}")
        except OSError:
            found = None
        return found.reveal() if found else self._cursors.get(account, "")

    def _save(self, account: str, cursor: str) -> None:
        self._cursors[account] = cursor
        try:
            self._store.save(f"cursor:{account}", Secret(cursor), REMEMBERED)
        except OSError:
            return
