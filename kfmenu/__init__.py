"""Write, check and send menu messages for WeChat customer service (微信客服)."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kfmenu.checker import check as check
    from kfmenu.errors import InvalidMessage as InvalidMessage
    from kfmenu.errors import KfmenuError as KfmenuError
    from kfmenu.events import Event as Event
    from kfmenu.events import Failure as Failure
    from kfmenu.events import MenuClick as MenuClick
    from kfmenu.events import read_click as read_click
    from kfmenu.events import read_event as read_event
    from kfmenu.events import read_failure as read_failure
    from kfmenu.language.writer import dumps as dumps
    from kfmenu.library import CompileError as CompileError
    from kfmenu.library import Library as Library
    from kfmenu.library import Template as Template
    from kfmenu.library import load as load
    from kfmenu.library import loads as loads
    from kfmenu.limits import LIMITS as LIMITS
    from kfmenu.message import Click as Click
    from kfmenu.message import Menu as Menu
    from kfmenu.message import Message as Message
    from kfmenu.message import MiniProgram as MiniProgram
    from kfmenu.message import Text as Text
    from kfmenu.message import TextMessage as TextMessage
    from kfmenu.message import View as View
    from kfmenu.problems import Problem as Problem
    from kfmenu.request import on_event_body as on_event_body
    from kfmenu.request import send_msg_body as send_msg_body
    from kfmenu.sending.async_sender import AsyncSender as AsyncSender
    from kfmenu.sending.errcodes import ERRCODES as ERRCODES
    from kfmenu.sending.errors import ApiError as ApiError
    from kfmenu.sending.errors import BusyError as BusyError
    from kfmenu.sending.errors import CodeAlreadyUsed as CodeAlreadyUsed
    from kfmenu.sending.errors import ConfigurationError as ConfigurationError
    from kfmenu.sending.errors import ContentError as ContentError
    from kfmenu.sending.errors import DeliveryUnknown as DeliveryUnknown
    from kfmenu.sending.errors import MessageNotAllowed as MessageNotAllowed
    from kfmenu.sending.errors import NotSent as NotSent
    from kfmenu.sending.errors import RateError as RateError
    from kfmenu.sending.errors import SendError as SendError
    from kfmenu.sending.errors import SessionError as SessionError
    from kfmenu.sending.errors import TokenError as TokenError
    from kfmenu.sending.errors import WindowClosed as WindowClosed
    from kfmenu.sending.protocol import Sent as Sent
    from kfmenu.sending.redaction import scrub as scrub
    from kfmenu.sending.secret import Secret as Secret
    from kfmenu.sending.sender import Sender as Sender
    from kfmenu.sending.stores import FileStore as FileStore
    from kfmenu.sending.stores import MemoryStore as MemoryStore
    from kfmenu.sending.stores import RedisStore as RedisStore
    from kfmenu.sending.stores import Store as Store
    from kfmenu.wire import from_dict as from_dict

_HOMES = {
    "ApiError": "sending.errors",
    "AsyncSender": "sending.async_sender",
    "BusyError": "sending.errors",
    "Click": "message",
    "CodeAlreadyUsed": "sending.errors",
    "CompileError": "library",
    "ConfigurationError": "sending.errors",
    "ContentError": "sending.errors",
    "DeliveryUnknown": "sending.errors",
    "ERRCODES": "sending.errcodes",
    "Event": "events",
    "Failure": "events",
    "FileStore": "sending.stores",
    "InvalidMessage": "errors",
    "KfmenuError": "errors",
    "LIMITS": "limits",
    "Library": "library",
    "MemoryStore": "sending.stores",
    "Menu": "message",
    "MenuClick": "events",
    "Message": "message",
    "MessageNotAllowed": "sending.errors",
    "MiniProgram": "message",
    "NotSent": "sending.errors",
    "Problem": "problems",
    "RateError": "sending.errors",
    "RedisStore": "sending.stores",
    "Secret": "sending.secret",
    "SendError": "sending.errors",
    "Sender": "sending.sender",
    "Sent": "sending.protocol",
    "SessionError": "sending.errors",
    "Store": "sending.stores",
    "Template": "library",
    "Text": "message",
    "TextMessage": "message",
    "TokenError": "sending.errors",
    "View": "message",
    "WindowClosed": "sending.errors",
    "check": "checker",
    "dumps": "language.writer",
    "from_dict": "wire",
    "load": "library",
    "loads": "library",
    "on_event_body": "request",
    "read_click": "events",
    "read_event": "events",
    "read_failure": "events",
    "scrub": "sending.redaction",
    "send_msg_body": "request",
}
"""Where each public name lives: a module is imported when something of it is first asked for."""

__all__ = tuple(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(_HOMES)
