"""WeCom's own memory, without a network: tokens, and the verdict on each call."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

import attrs

from kfmenu.testing import rules
from kfmenu.testing.customers import ACCOUNT, CUSTOMER, Customers, wrong
from kfmenu.testing.protocol import Endpoint, Errcode, Refusal, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kfmenu.testing.customers import Customer


@attrs.define(kw_only=True, eq=False, repr=False)
class Desk(Customers):
    """WeCom without a network: decides about calls, one at a time.

    It takes the arguments of `Customers` as well.

    Args:
        corpid: the corporation that may ask for tokens.
        secret: its secret.
        expires_in: seconds that a token lives.
        token_bytes: the length of a token; 512 is the longest that WeCom announces.
        single_use: whether a code works only once; without, every duplicate reaches the ledger.
        burns: whether a refused message uses its code up. What WeCom does is nowhere said.
        strict_codes: whether a code must have been issued; without, any code is issued on sight.
        quota: messages of `kf/send_msg` per customer and 48 hours (WeCom's number is 5);
            None for no quota.
    """

    corpid: str = "ww0000000000000000"
    secret: str = "fake-secret"
    expires_in: float = 7200.0
    token_bytes: int = 512
    single_use: bool = True
    burns: bool = False
    strict_codes: bool = True
    quota: int | None = None

    _secrets: dict[str, str] = attrs.field(factory=dict, init=False)
    _current: dict[str, str] = attrs.field(factory=dict, init=False)
    _token_ends_at: dict[str, float] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._secrets[self.corpid] = self.secret

    # -- what a test arranges ------------------------------------------------------------------

    def add_secret(self, corpid: str, secret: str) -> None:
        """Let one more corporation ask for tokens, or give one a new secret."""
        with self._lock:
            self._secrets[corpid] = secret

    def expire_tokens(self) -> None:
        """Revoke every token at once: the next call with one is answered 42001."""
        with self._lock:
            self._current.clear()
            self._token_ends_at = dict.fromkeys(self._token_ends_at, float("-inf"))

    # -- what WeCom decides --------------------------------------------------------------------

    def gettoken(self, corpid: str, corpsecret: str) -> Verdict:
        """Answer `gettoken`: the token of the corporation, the same as long as it lives."""
        if not corpid:
            return Verdict.refuse(Errcode.MISSING_CORPID)
        if not corpsecret:
            return Verdict.refuse(Errcode.MISSING_SECRET)
        with self._lock:
            if corpid not in self._secrets:
                return Verdict.refuse(Errcode.INVALID_CORPID)
            if self._secrets[corpid] != corpsecret:
                return Verdict.refuse(Errcode.INVALID_CREDENTIAL, "wrong corpsecret")
            now = self.now()
            token = self._current.get(corpid)
            if token is None or self._token_ends_at[token] <= now:
                token = secrets.token_urlsafe(self.token_bytes)[: self.token_bytes]
                self._current[corpid] = token
                self._token_ends_at[token] = now + self.expires_in
            left = int(self._token_ends_at[token] - now)
            return Verdict.ok(access_token=token, expires_in=left)

    def decide(
        self, endpoint: Endpoint, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Verdict:
        """Decide about a call and, if it is fine, do what it asks.

        Args:
            endpoint: what is asked for.
            query: the query of its URL: a token, or a corpid and its secret.
            body: the posted JSON object; None when it was none.
        """
        acts = {
            Endpoint.SEND_MSG_ON_EVENT: self._send_on_event,
            Endpoint.SEND_MSG: self._send,
            Endpoint.SYNC_MSG: self._sync,
            Endpoint.SERVICE_STATE_GET: self._get_state,
            Endpoint.SERVICE_STATE_TRANS: self._change_state,
        }
        if endpoint is Endpoint.GETTOKEN:
            return self.gettoken(query.get("corpid", ""), query.get("corpsecret", ""))
        with self._lock:
            try:
                self._check_token(query.get("access_token", ""))
                if body is None:
                    raise wrong("the body is not a JSON object")
                return Verdict.ok(**acts[endpoint](body))
            except Refusal as refusal:
                return refusal.verdict

    def _check_token(self, token: str) -> None:
        if not token:
            raise Refusal(Errcode.MISSING_TOKEN)
        if token not in self._token_ends_at:
            raise Refusal(Errcode.INVALID_TOKEN)
        if self._token_ends_at[token] <= self.now():
            raise Refusal(Errcode.EXPIRED_TOKEN)

    # What WeCom answers to an unknown, late or used code, and to a repeated msgid, is published
    # nowhere. 40058 (invalid parameter) is the fake's choice; only its errmsg tells them apart.
    def _send_on_event(self, body: Mapping[str, Any]) -> dict[str, Any]:
        name = rules.text_of(body, "code") or ""
        if name and name not in self._codes and not self.strict_codes:
            self.issue_code(name)
        code = self._codes.get(name)
        used = code is not None and code.used and self.single_use
        if code and self.burns:
            code.used = True
        rules.check(body, Endpoint.SEND_MSG_ON_EVENT)
        if code is None:
            raise wrong("code: unknown" if name else "code: missing")
        if self.now() > code.ends_at:
            raise wrong("code: expired")
        if used:
            raise wrong("code: already used")
        if body["msgtype"] not in code.allows:
            raise Refusal(Errcode.INVALID_MSGTYPE, f"code: does not allow {body['msgtype']}")
        code.used = True
        return self._deliver(body, code.customer or self._customer(ACCOUNT, CUSTOMER))

    def _send(self, body: Mapping[str, Any]) -> dict[str, Any]:
        rules.check(body, Endpoint.SEND_MSG)
        customer = self._customer_of(body, "touser")
        if (customer.open_kfid, body.get("msgid")) in self._msgids:
            raise wrong("msgid: already used")
        if customer.state in rules.STATES_CLOSED:
            errcode = rules.STATES_CLOSED[customer.state]
            raise Refusal(errcode, f"service_state is {customer.state}")
        if self.quota is not None:
            if self.now() > customer.wrote_at + rules.SESSION_SECONDS:
                raise Refusal(Errcode.SESSION_TOO_OLD)
            if customer.sent >= self.quota:
                raise Refusal(Errcode.MESSAGES_USED_UP)
        customer.sent += 1
        return self._deliver(body, customer)

    def _deliver(self, body: Mapping[str, Any], customer: Customer) -> dict[str, Any]:
        msgid = rules.text_of(body, "msgid") or uuid.uuid4().hex
        self._msgids[customer.open_kfid, msgid] = customer
        items = body["msgmenu"].get("list", []) if body["msgtype"] == "msgmenu" else []
        for click in [item["click"] for item in items if item["type"] == "click"]:
            customer.labels[click.get("id", "")] = click["content"]
        return {"msgid": msgid}
