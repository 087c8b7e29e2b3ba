"""The control endpoint `/_fake/…`: the fake's own face over HTTP, for other processes."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import attrs

from kfmenu.testing.answer import Answer

if TYPE_CHECKING:
    from kfmenu.testing.desk import Desk
    from kfmenu.testing.faults import Faults
    from kfmenu.testing.ledger import Ledger
    from kfmenu.testing.listener import Request

PREFIX = "/_fake/"


@attrs.frozen
class Control:
    """Answers the control endpoint.

    Args:
        desk: where codes are issued and time passes.
        ledger: what is shown.
        faults: where faults are queued.
    """

    desk: Desk
    ledger: Ledger
    faults: Faults

    def respond(self, request: Request) -> Answer:
        """Do what a request to `/_fake/…` asks; 400 with the reason when it makes no sense.

        Args:
            request: a request whose path begins with `/_fake/`.
        """
        acts = {
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "codes"): self._issue_code,
            ("POST", "clock"): self._advance,
            ("GET", "ledger"): self._show_ledger,
            ("DELETE", "ledger"): self._reset_ledger,
            ("DELETE", "tokens"): self._expire_tokens,
        }
        act = acts.get((request.method, request.path.removeprefix(PREFIX)))
        if act is None:
            return Answer.text(HTTPStatus.NOT_FOUND)
        try:
            return Answer.json(act(request.body))
        except (ValueError, TypeError, RecursionError) as error:
            return Answer.json({"error": str(error)}, status=HTTPStatus.BAD_REQUEST)

    def _add_faults(self, body: bytes) -> object:
        value = json.loads(body)
        faults = value if isinstance(value, list) else [value]
        for fault in faults:
            self.faults.add_json(_object(fault))
        return {"added": len(faults)}

    def _clear_faults(self, _body: bytes) -> object:
        self.faults.clear()
        return {}

    def _issue_code(self, body: bytes) -> object:
        return {"code": self.desk.issue_code(**_object(json.loads(body or b"{}")))}

    def _advance(self, body: bytes) -> object:
        self.desk.advance(float(_object(json.loads(body)).get("seconds", 0)))
        return {"now": self.desk.now()}

    def _show_ledger(self, _body: bytes) -> object:
        # Secrets stay out of it: a count per corporation says what a test wants to know.
        calls: dict[str, int] = {}
        for (corpid, _), count in self.ledger.tokens.items():
            calls[corpid] = calls.get(corpid, 0) + count
        return {"posts": [post.as_dict() for post in self.ledger.posts], "tokens": calls}

    def _reset_ledger(self, _body: bytes) -> object:
        self.ledger.reset()
        return {}

    def _expire_tokens(self, _body: bytes) -> object:
        self.desk.expire_tokens()
        return {}


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("the body is not a JSON object")
    return value
