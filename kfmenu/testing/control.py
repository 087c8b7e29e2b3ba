"""The control endpoint `/_fake/…`: the fake's own face over HTTP, for other processes."""

from __future__ import annotations

import json
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from kfmenu.testing.faults import KINDS
from kfmenu.testing.protocol import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from kfmenu.testing.server import FakeWeCom

PREFIX = "/_fake/"


def _add_faults(fake: FakeWeCom, orders: list[Any]) -> dict[str, object]:
    made = []
    for order in orders:
        fields = dict(order)
        where = {name: fields.pop(name) for name in ("path", "code", "count") if name in fields}
        kind = fields.pop("fault", None)
        if kind not in KINDS:
            raise ValueError(f"fault: {kind!r} is none of {', '.join(KINDS)}")
        made.append((KINDS[kind](**fields), where))
    for fault, where in made:
        fake.faults.add(fault, **where)
    return {"added": len(made)}


def _ledger(fake: FakeWeCom) -> dict[str, object]:
    # Secrets stay out of it: a count per corporation says what a test wants to know.
    calls: Counter[str] = Counter()
    for (corpid, _), count in fake.ledger.tokens.items():
        calls[corpid] += count
    return {"posts": [post.as_dict() for post in fake.ledger.posts], "tokens": calls}


def _advance(fake: FakeWeCom, seconds: float) -> dict[str, object]:
    fake.advance(float(seconds))
    return {"now": fake.now()}


def _named(name: str, method: str) -> Callable[..., dict[str, object]]:
    return lambda fake, **fields: {name: getattr(fake, method)(**fields)}


ACTS: dict[tuple[str, str], Callable[..., dict[str, object] | None]] = {
    ("POST", "codes"): _named("code", "issue_code"),
    ("POST", "enter"): _named("code", "enter"),
    ("POST", "says"): _named("msg", "says"),
    ("POST", "fails"): _named("msg", "fails"),
    ("POST", "push"): lambda fake, **msg: {"msg": fake.push(msg)},
    ("POST", "signal"): _named("token", "signal"),
    ("POST", "callback"): lambda fake, **fields: fake.callback(**fields),
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): lambda fake: fake.faults.clear(),
    ("POST", "clock"): _advance,
    ("DELETE", "tokens"): lambda fake: fake.expire_tokens(),
    ("GET", "ledger"): _ledger,
    ("DELETE", "ledger"): lambda fake: fake.ledger.reset(),
}


def respond(fake: FakeWeCom, method: str, name: str, body: bytes) -> Answer:
    """Do what a request to `/_fake/…` asks; 400 with the reason when it makes no sense.

    Args:
        fake: whom it is for.
        method: GET, POST or DELETE.
        name: the path after `/_fake/`.
        body: the arguments as a JSON object; of faults also a list of objects.
    """
    act = ACTS.get((method, name))
    if act is None:
        known = [f"{method} {PREFIX}{name}" for method, name in ACTS]
        return Answer.json({"error": f"known are {', '.join(known)}"}, HTTPStatus.NOT_FOUND)
    try:
        value = json.loads(body or b"{}")
        if act is _add_faults:
            value = {"orders": value if isinstance(value, list) else [value]}
        done = act(fake, **value)
    except (ValueError, TypeError, OSError, ImportError, RecursionError) as error:
        return Answer.json({"error": str(error)}, HTTPStatus.BAD_REQUEST)
    return Answer.json(done or {})
