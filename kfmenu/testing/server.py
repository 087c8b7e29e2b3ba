"""`FakeWeCom`: the desk, its faults and its ledger behind a socket on loopback."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import attrs

from kfmenu.testing import control
from kfmenu.testing.answer import Answer, answer
from kfmenu.testing.desk import Desk
from kfmenu.testing.envelope import Envelope, as_seen
from kfmenu.testing.faults import Fault, FaultKind, Faults
from kfmenu.testing.ledger import Ledger, Post
from kfmenu.testing.listener import HOST, Listener
from kfmenu.testing.protocol import Endpoint, Errcode, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from kfmenu.testing.listener import Request

METHODS = {
    Endpoint.GETTOKEN: "GET",
    Endpoint.SEND_MSG_ON_EVENT: "POST",
    Endpoint.SEND_MSG: "POST",
}


@attrs.define(kw_only=True, eq=False, repr=False)
class FakeWeCom(Desk):
    """A WeCom of your own: an HTTP server on 127.0.0.1 that keeps WeCom's rules.

    Use it as a context manager, or with `start` and `stop`. Its ledger, faults and memory
    outlive a stop. It takes the arguments of `Desk` as well.

    Args:
        port: the port to listen on; 0 for any free one.
        on_post: called with every post that enters the ledger, in the thread of its connection.
    """

    port: int = 0
    on_post: Callable[[Post], None] | None = None
    faults: Faults = attrs.field(factory=Faults, init=False)
    ledger: Ledger = attrs.field(factory=Ledger, init=False)
    _listener: Listener | None = attrs.field(default=None, init=False)

    def __repr__(self) -> str:
        return f"FakeWeCom({self.base_url if self._listener else 'not running'})"

    @property
    def base_url(self) -> str:
        """The address to give to a bot instead of `https://qyapi.weixin.qq.com`.

        Raises:
            RuntimeError: the server is not running.
        """
        if self._listener is None:
            raise RuntimeError("FakeWeCom is not running: use it in a with statement, or start it")
        return f"http://{HOST}:{self._listener.port}"

    def start(self) -> Self:
        """Begin to answer, and give the server back.

        Raises:
            RuntimeError: it runs already.
            OSError: the port is taken.
            OverflowError: there is no such port.
        """
        if self._listener is not None:
            raise RuntimeError("FakeWeCom is running already")
        self._listener = Listener(self.port, self._respond)
        self._listener.start()
        return self

    def stop(self) -> None:
        """Hang up on every caller, stalled or not, and end every thread. Safe to call twice."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _respond(self, request: Request, listener: Listener) -> Answer:
        if request.path.startswith(control.PREFIX):
            return control.Control(self, self.ledger, self.faults).respond(request)
        try:
            endpoint = Endpoint(request.path)
        except ValueError:
            return Answer.text(HTTPStatus.NOT_FOUND)
        if request.method != METHODS[endpoint]:
            return Answer.text(HTTPStatus.METHOD_NOT_ALLOWED)
        if endpoint is Endpoint.GETTOKEN:
            return self._gettoken(request, listener)
        return self._post(endpoint, request, listener)

    def _gettoken(self, request: Request, listener: Listener) -> Answer:
        corpid = request.query.get("corpid", "")
        corpsecret = request.query.get("corpsecret", "")
        self.ledger.count_token(corpid, corpsecret)
        fault = self.faults.take(Endpoint.GETTOKEN, None)
        decided = _decide(fault, listener, lambda: self.gettoken(corpid, corpsecret))
        return _write(fault, listener, _answered(fault, decided))

    def _post(self, endpoint: Endpoint, request: Request, listener: Listener) -> Answer:
        received_at = self.now()
        envelope = Envelope.open(request.body)
        key = envelope.touser if endpoint is Endpoint.SEND_MSG else envelope.code
        fault = self.faults.take(endpoint, key)
        token = request.query.get("access_token", "")
        decided = _decide(fault, listener, lambda: self.post(endpoint, token, envelope))
        delivered = decided is not None and decided.agreed
        msgid = decided.fields.get("msgid") if decided is not None else None
        verdict = _answered(fault, decided)
        if decided is not None or (fault and fault.kind is not FaultKind.RESET_BEFORE):
            self._record(
                Post(
                    endpoint=endpoint,
                    code=envelope.code,
                    touser=envelope.touser,
                    open_kfid=envelope.open_kfid,
                    msgid=msgid or envelope.msgid,
                    body=envelope.body,
                    received_at=received_at,
                    accepted_at=self.now(),
                    errcode=verdict.errcode if fault is None or fault.readable else None,
                    errmsg=verdict.errmsg,
                    delivered=delivered,
                    seen=as_seen(envelope.message or {}) if delivered else "",
                    fault=None if fault is None else str(fault.kind),
                )
            )
        return _write(fault, listener, verdict)

    def _record(self, post: Post) -> None:
        self.ledger.record(post)
        if self.on_post is not None:
            self.on_post(post)


def _decide(
    fault: Fault | None, listener: Listener, decide: Callable[[], Verdict]
) -> Verdict | None:
    """Let WeCom decide about a call, late if the fault says so; None when it is not taken."""
    if fault is not None and fault.kind is FaultKind.STALL_BEFORE:
        listener.pause(fault.seconds)
    return decide() if fault is None or fault.taken else None


def _answered(fault: Fault | None, decided: Verdict | None) -> Verdict:
    """Give the verdict that is answered: the fault's, where it has one, before WeCom's."""
    if fault is not None and fault.answers is not None:
        return Verdict.refuse(fault.answers, "a fault")
    return decided or Verdict.refuse(Errcode.BUSY, "a fault")


def _write(fault: Fault | None, listener: Listener, verdict: Verdict) -> Answer:
    """Write the answer that the fault leaves of a verdict, late if it says so."""
    if fault is not None and fault.kind is FaultKind.STALL_AFTER:
        listener.pause(fault.seconds)
    return answer(verdict, fault)
