"""One structured log record for each attempt and each end without one: no contents, no secrets."""

import logging

logger = logging.getLogger("kfmenu.sending")
# A library writes to stderr only when its user asks for it.
logging.getLogger("kfmenu").addHandler(logging.NullHandler())

_ATTEMPT = (
    "%(api)s %(msgid)s attempt %(attempt)d: %(outcome)s (errcode %(errcode)s, HTTP %(status)s) "
    "after %(elapsed).3f s"
)


def attempted(
    api: str,
    msgid: str | None,
    attempt: int,
    outcome: str,
    errcode: int | None,
    status: int | None,
    elapsed: float,
) -> None:
    """Record an attempt: INFO when it went well, WARNING when it did not.

    Args:
        api: `gettoken`, `on_event` or `send_msg`; like the other arguments, a field of the record.
        msgid: the message's; None for `gettoken`.
        attempt: 1 for the first of a call.
        outcome: the kind of the outcome, as in the retry table.
        errcode: what WeCom answered; None when there was no answer that could be read.
        status: the HTTP status; None when there was no answer.
        elapsed: seconds from the request to the outcome.
    """
    level = logging.INFO if outcome == "ok" else logging.WARNING
    if logger.isEnabledFor(level):
        fields = {
            "api": api,
            "msgid": msgid,
            "attempt": attempt,
            "outcome": outcome,
            "errcode": errcode,
            "status": status,
            "elapsed": elapsed,
        }
        logger.log(level, _ATTEMPT, fields, extra=fields)


def ended(api: str, msgid: str, outcome: str) -> None:
    """Record that a message came to its end without an attempt.

    Args:
        api: `on_event` or `send_msg`; like the other arguments, a field of the record.
        msgid: the message's.
        outcome: the name of the error that says why.
    """
    fields = {"api": api, "msgid": msgid, "attempt": 0, "outcome": outcome}
    logger.warning("%(api)s %(msgid)s not attempted: %(outcome)s", fields, extra=fields)


def broken(what: str, detail: str) -> None:
    """Record that a store did not do its work.

    Args:
        what: the operation.
        detail: the reason, without what the store was given.
    """
    logger.warning("%s failed: %s", what, detail, extra={"operation": what})
