"""An answer as it goes over the wire: whole, or spoiled by a fault."""

from __future__ import annotations

import itertools
import json
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING

import attrs

from kfmenu.testing.faults import Fault, FaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kfmenu.testing.protocol import Verdict

JSON_TYPE = "application/json; charset=UTF-8"
GARBAGE = b"\xff\xfe\x00 not what you asked for \x80"
BAD_GATEWAY = (
    b"<html><head><title>502 Bad Gateway</title></head>"
    b"<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)

# 64 KiB every 10 ms: far beyond any sensible limit at once, yet no load on the test's machine.
ENDLESS_PIECE = 64 * 1024
ENDLESS_GAP = 0.01


class Pace(Enum):
    """In which pieces an answer leaves."""

    WHOLE = "at once"
    DRIP = "the head at once, the body byte by byte"
    DRIP_HEAD = "byte by byte"
    HALF = "the head and half of the body, then the connection is closed"
    ENDLESS = "the head, then the body again and again"
    RESET = "not at all: the connection is reset"


@attrs.frozen(kw_only=True)
class Answer:
    """One HTTP answer and the way it leaves.

    Args:
        body: what it says.
        status: its HTTP status.
        content_type: the media type of the body.
        location: the `Location` header; empty for none.
        pace: in which pieces it leaves.
        gap: seconds between two pieces.
    """

    body: bytes
    status: int = 200
    content_type: str = JSON_TYPE
    location: str = ""
    pace: Pace = Pace.WHOLE
    gap: float = 0.0

    @classmethod
    def json(cls, value: object, status: int = 200) -> Answer:
        """Answer a JSON value, Chinese unescaped."""
        text = json.dumps(value, ensure_ascii=False)
        return cls(body=text.encode(errors="replace"), status=status)

    @classmethod
    def text(cls, status: HTTPStatus, text: str = "") -> Answer:
        """Answer a line of plain text: the server's own word, not WeCom's."""
        body = f"{text or status.phrase}\n".encode(errors="replace")
        return cls(body=body, status=status, content_type="text/plain; charset=UTF-8")

    @property
    def closes(self) -> bool:
        """Whether the connection ends with it."""
        return self.pace in (Pace.HALF, Pace.ENDLESS, Pace.RESET)

    def head(self, *, keep_alive: bool) -> bytes:
        """Write the status line and the headers.

        Args:
            keep_alive: whether the connection stays open for another call.
        """
        phrases = {status.value: status.phrase for status in HTTPStatus}
        lines = [
            f"HTTP/1.1 {int(self.status)} {phrases.get(int(self.status), 'Unknown')}",
            f"Content-Type: {self.content_type}",
        ]
        if self.pace is not Pace.ENDLESS:
            lines.append(f"Content-Length: {len(self.body)}")
        if self.location:
            lines.append(f"Location: {self.location}")
        lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")

    def pieces(self, *, keep_alive: bool) -> Iterator[bytes]:
        """Give what is sent, piece by piece; there is a `gap` before each but the first.

        Args:
            keep_alive: whether the connection stays open for another call.
        """
        head = self.head(keep_alive=keep_alive)
        match self.pace:
            case Pace.WHOLE:
                return iter([head + self.body])
            case Pace.DRIP:
                return itertools.chain([head], _bytes(self.body))
            case Pace.DRIP_HEAD:
                return _bytes(head + self.body)
            case Pace.HALF:
                return iter([head + self.body[: len(self.body) // 2]])
            case Pace.ENDLESS:
                return itertools.chain([head], itertools.repeat(self.body))
            case _:
                return iter(())


def answer(verdict: Verdict, fault: Fault | None) -> Answer:
    """Write a verdict as WeCom does, or as the fault has it.

    Args:
        verdict: what was decided.
        fault: what goes wrong with the answer; None when nothing does.
    """
    payload = verdict.payload()
    whole = Answer.json(payload)
    return whole if fault is None else _spoil(whole, payload, fault)


def _spoil(whole: Answer, payload: Mapping[str, object], fault: Fault) -> Answer:
    match fault.kind:
        case FaultKind.DRIP:
            return attrs.evolve(whole, pace=Pace.DRIP, gap=fault.seconds)
        case FaultKind.DRIP_HEAD:
            return attrs.evolve(whole, pace=Pace.DRIP_HEAD, gap=fault.seconds)
        case FaultKind.RESET_BEFORE | FaultKind.RESET_AFTER:
            return attrs.evolve(whole, pace=Pace.RESET)
        case FaultKind.GARBAGE:
            return attrs.evolve(whole, body=GARBAGE)
        case FaultKind.HTML_502:
            return Answer(body=BAD_GATEWAY, status=502, content_type="text/html")
        case FaultKind.TRUNCATED:
            return attrs.evolve(whole, pace=Pace.HALF)
        case FaultKind.OVERSIZED:
            return attrs.evolve(whole, body=_filled(payload, fault.size))
        case FaultKind.ENDLESS:
            piece = b"a" * ENDLESS_PIECE
            return attrs.evolve(whole, body=piece, pace=Pace.ENDLESS, gap=ENDLESS_GAP)
        case FaultKind.DEEP:
            nest = b"[" * fault.size + b"]" * fault.size
            return attrs.evolve(whole, body=whole.body[:-1] + b', "deep": ' + nest + b"}")
        case FaultKind.ERRCODE_STRING:
            return Answer.json({**payload, "errcode": str(payload["errcode"])})
        case FaultKind.ERRCODE_MISSING:
            return Answer.json({name: payload[name] for name in payload if name != "errcode"})
        case FaultKind.TOP_LEVEL_LIST:
            return Answer.json([payload])
        case FaultKind.RAW:
            return attrs.evolve(whole, body=fault.body.encode(errors="replace"))
        case FaultKind.REDIRECT:
            return Answer(body=b"", status=fault.status, location=fault.location)
        case FaultKind.HTTP_STATUS:
            return attrs.evolve(whole, status=fault.status, body=_allowed(whole.body, fault.status))
        case _:
            return whole


def _allowed(body: bytes, status: int) -> bytes:
    # These two have no body by HTTP's own rules: a caller would take it for the next answer.
    return b"" if status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED) else body


def _filled(payload: Mapping[str, object], size: int) -> bytes:
    bare = len(Answer.json({**payload, "filler": ""}).body)
    return Answer.json({**payload, "filler": "a" * (size - bare)}).body


def _bytes(data: bytes) -> Iterator[bytes]:
    return (bytes((byte,)) for byte in data)
