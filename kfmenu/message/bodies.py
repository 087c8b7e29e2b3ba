"""The bodies of the two requests that carry a message, checked as a whole."""

from kfmenu.checking.check import is_valid, problems_of
from kfmenu.errors import InvalidMessage
from kfmenu.facts.shapes import Json, Kind
from kfmenu.message.values import Message, fits


def on_event_body(message: Message, *, code: str, msgid: str | None = None) -> Json:
    """Give the body of a request to `kf/send_msg_on_event`.

    Args:
        message: what the customer will see.
        code: the event's `welcome_code` or `msg_code`; it works once.
        msgid: at most 32 bytes of `[0-9a-zA-Z_-]`; without one WeCom makes one up.

    Raises:
        InvalidMessage: the message or the rest has errors; `.problems` holds them.
    """
    return _checked({"code": code}, message, msgid, "on_event")


def send_msg_body(
    message: Message, *, touser: str, open_kfid: str, msgid: str | None = None
) -> Json:
    """Give the body of a request to `kf/send_msg`.

    Args:
        message: what the customer will see.
        touser: the customer's `external_userid`.
        open_kfid: the id of the customer service account.
        msgid: at most 32 bytes of `[0-9a-zA-Z_-]`, unique for the account; without one WeCom
            makes one up.

    Raises:
        InvalidMessage: the message or the rest has errors; `.problems` holds them.
    """
    return _checked({"touser": touser, "open_kfid": open_kfid}, message, msgid, "send_msg")


def _checked(around: Json, message: Message, msgid: str | None, kind: Kind) -> Json:
    if msgid is not None:
        around["msgid"] = msgid
    body = around | message.wire()
    # Of a message that fits every target, only what is around it is looked at.
    if not is_valid(around | _FITS if fits(message) else body, kind):
        raise InvalidMessage(problems_of(body, kind, None, "python"))
    return body


_FITS: Json = {"msgtype": "text", "text": {"content": "a"}}
