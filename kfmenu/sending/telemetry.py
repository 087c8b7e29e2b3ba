"""One structured log record for each attempt, without contents and without secrets."""

import logging

logger = logging.getLogger("kfmenu.sending")
# A library writes to stderr only when its user asks for it.
logging.getLogger("kfmenu").addHandler(logging.NullHandler())


def attempted(api: str, attempt: int, outcome: str, errcode: int | None, elapsed: float) -> None:
    """Record an attempt: INFO when it went well, WARNING when it did not.

    Args:
        api: `gettoken`, `on_event` or `send_msg`; like the other arguments, a field of the record.
        attempt: 1 for the first of a call.
        outcome: the kind of the outcome, as in the retry table.
        errcode: what WeCom answered; None when there was no answer that could be read.
        elapsed: seconds from the request to the outcome.
    """
    level = logging.INFO if outcome == "ok" else logging.WARNING
    if logger.isEnabledFor(level):
        logger.log(
            level,
            "%s attempt %d: %s (errcode %s) after %.3f s",
            api,
            attempt,
            outcome,
            errcode,
            elapsed,
            extra={
                "api": api,
                "attempt": attempt,
                "outcome": outcome,
                "errcode": errcode,
                "elapsed": elapsed,
            },
        )


def broken(what: str, detail: str) -> None:
    """Record that a store did not do its work.

    Args:
        what: the operation.
        detail: the scrubbed reason.
    """
    logger.warning("%s failed: %s", what, detail, extra={"operation": what})
