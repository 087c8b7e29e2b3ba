"""Taking secrets out of texts, logs, and what trackers of errors and traces would keep."""

import logging
import re
from collections.abc import Iterable, Mapping
from json import dumps
from typing import Any
from urllib.parse import quote, quote_plus

from kfmenu.secret import Secret

MASK = "***"

_SHORTEST = 4
"""Code points: a shorter secret is left alone, or every letter of a text would be masked."""

_PARAMETERS = re.compile(
    r"""((?:access_token|corpsecret|(?<![a-z])secret)(?:=|%3D|\\*["']?\s*[:=]\s*\\*["']?)"""
    # In prose "code: expired" is a reason; as a parameter or a member of JSON it is a secret.
    r"""|(?:(?<![a-z_])|welcome_|msg_)code(?:=|%3D|\\*["']\s*:\s*\\*["']))[^&\s"'\\<>,}\]]+""",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(://)[^/@\s]+@")
_KEY = re.compile(r"(?:.*_)?(?:token|secret)|corpsecret|(?:welcome_|msg_)?code", re.IGNORECASE)


def scrub(found: Any, hint: Any = None) -> Any:
    """Mask what is named as a token, a secret or a code, however deep it stands.

    It serves as `before_send`, `before_send_transaction` and `before_breadcrumb` of sentry-sdk,
    and as `url_filter` of OpenTelemetry's instrumentations.

    Args:
        found: a text, or an event made of mappings, lists and texts; it is not changed.
        hint: what sentry-sdk gives beside an event; not looked at.
    """
    del hint
    if isinstance(found, str):
        return mask(found)
    if isinstance(found, bytes):
        return mask(found.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    if isinstance(found, Mapping):
        return {
            name: MASK
            if isinstance(value, str | bytes) and _KEY.fullmatch(str(name))
            else scrub(value)
            for name, value in found.items()
        }
    if type(found) in {list, tuple}:
        return type(found)(map(scrub, found))
    return found


def mask(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Mask the secrets in a text, also where they are percent-encoded or escaped for JSON.

    Args:
        text: what somebody else wrote: an answer, an exception, a log line.
        secrets: those that are known; parameters named as secrets are masked in any case.
    """
    for secret in secrets:
        value = secret.reveal()
        if len(value) >= _SHORTEST:
            for form in {value, quote(value), quote(value, ""), quote_plus(value), _json(value)}:
                text = text.replace(form, MASK)
    return _USERINFO.sub(rf"\1{MASK}@", _PARAMETERS.sub(rf"\1{MASK}", text))


def _json(value: str) -> str:
    return dumps(value)[1:-1]


def beginning(text: str, secrets: Iterable[Secret] = (), longest: int = 200) -> str:
    """Give the masked beginning of a text on one line, what cannot be printed made visible.

    Args:
        text: what somebody else wrote.
        secrets: those that are known.
        longest: code points of it that are kept.
    """
    # Masked before it is cut: half a secret is found by no search.
    clean = mask(text, secrets)
    shown = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in clean[:longest])
    return shown if len(clean) <= longest else f"{shown}…"


class Redaction(logging.Filter):
    """A filter that masks the secrets in a record and lets it pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask what the record would print."""
        said = record.getMessage()
        clean = mask(said)
        if clean != said:
            record.msg, record.args = clean, ()
        return True


def install() -> None:
    """Put the filter on the logger of urllib3 that prints URLs; a second call does nothing.

    This is the one thing that kfmenu configures outside itself: without it, DEBUG would write
    every token into the log.
    """
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(found, Redaction) for found in logger.filters):
        logger.addFilter(Redaction())
