"""Taking secrets out of texts, and out of what urllib3 and httpx write into their logs."""

import logging
import re
from collections.abc import Iterable
from json import dumps
from urllib.parse import quote, quote_plus

from kfmenu.sending.secret import Secret

MASK = "***"

LOGGERS = ("urllib3.connectionpool", "httpx")
"""The loggers that print the URL of a request, and with it the token."""

_SHORTEST = 4
"""Code points: a shorter secret is left alone, or every letter of a text would be masked."""

_PARAMETERS = re.compile(
    r"""((?:access_token|corpsecret|(?<![a-z])secret)(?:=|%3D|["']?\s*[:=]\s*["']?)"""
    # In prose "code: expired" is a reason; as a parameter or a member of JSON it is a secret.
    r"""|(?<![a-z])code(?:=|%3D|["']\s*:\s*["']))[^&\s"'<>,}\]]+""",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(://)[^/@\s]+@")


def scrub(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Mask the secrets in a text, also where they are percent-encoded or escaped for JSON.

    Args:
        text: what somebody else wrote: an answer, an exception, a log line.
        secrets: those that are known; parameters named as secrets are masked in any case.
    """
    for secret in secrets:
        value = secret.reveal()
        if len(value) < _SHORTEST:
            continue
        for written in {
            value,
            quote(value),
            quote(value, ""),
            quote_plus(value),
            dumps(value)[1:-1],
        }:
            text = text.replace(written, MASK)
    return _USERINFO.sub(rf"\1{MASK}@", _PARAMETERS.sub(rf"\1{MASK}", text))


def beginning(text: str, secrets: Iterable[Secret] = (), longest: int = 200) -> str:
    """Give the scrubbed beginning of a text on one line, what cannot be printed made visible.

    Args:
        text: what somebody else wrote.
        secrets: those that are known.
        longest: code points of it that are kept.
    """
    secrets = tuple(secrets)
    # Scrubbed before it is cut: half a secret is found by no search.
    clean = scrub(text, secrets)
    shown = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in clean[:longest])
    return shown if len(clean) <= longest else f"{shown}…"


class Redaction(logging.Filter):
    """A filter that masks the secrets in a record and lets it pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask what the record would print."""
        said = record.getMessage()
        clean = scrub(said)
        if clean != said:
            record.msg, record.args = clean, ()
        return True


def install() -> None:
    """Put the filter on the two loggers that print URLs; a second call does nothing.

    This is the one thing that kfmenu configures outside itself: without it, DEBUG (urllib3) or
    INFO (httpx) would write every token into the log.
    """
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(found, Redaction) for found in logger.filters):
            logger.addFilter(Redaction())
