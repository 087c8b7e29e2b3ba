"""Write, check and send menu messages for WeChat customer service (微信客服)."""

TYPE_CHECKING = False  # typing itself would be half of the import; type checkers know the name
if TYPE_CHECKING:
    from kfmenu.checking.check import check as check
    from kfmenu.errors import InvalidMessage as InvalidMessage
    from kfmenu.errors import KfmenuError as KfmenuError
    from kfmenu.errors import RenderError as RenderError
    from kfmenu.events import Event as Event
    from kfmenu.events import Failure as Failure
    from kfmenu.events import MenuClick as MenuClick
    from kfmenu.events import read_click as read_click
    from kfmenu.events import read_event as read_event
    from kfmenu.events import read_failure as read_failure
    from kfmenu.facts.limits import LIMITS as LIMITS
    from kfmenu.language.writer import dumps as dumps
    from kfmenu.message.bodies import on_event_body as on_event_body
    from kfmenu.message.bodies import send_msg_body as send_msg_body
    from kfmenu.message.pages import pages as pages
    from kfmenu.message.room import Room as Room
    from kfmenu.message.template import Template as Template
    from kfmenu.message.values import Click as Click
    from kfmenu.message.values import Menu as Menu
    from kfmenu.message.values import Message as Message
    from kfmenu.message.values import MiniProgram as MiniProgram
    from kfmenu.message.values import Text as Text
    from kfmenu.message.values import TextMessage as TextMessage
    from kfmenu.message.values import View as View
    from kfmenu.message.wire import from_dict as from_dict
    from kfmenu.params.shorten import cut as cut
    from kfmenu.problems import Problem as Problem
    from kfmenu.project.library import CompileError as CompileError
    from kfmenu.project.library import Library as Library
    from kfmenu.project.library import load as load
    from kfmenu.project.library import loads as loads
    from kfmenu.project.project import check_text as check_text
    from kfmenu.secret import Secret as Secret
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
    from kfmenu.sending.sender import Sender as Sender
    from kfmenu.sending.stores import FileStore as FileStore
    from kfmenu.sending.stores import MemoryStore as MemoryStore
    from kfmenu.sending.stores import RedisStore as RedisStore
    from kfmenu.sending.stores import Store as Store

_HOMES = {
    "ApiError": "sending.errors",
    "AsyncSender": "sending.async_sender",
    "BusyError": "sending.errors",
    "Click": "message.values",
    "CodeAlreadyUsed": "sending.errors",
    "CompileError": "project.library",
    "ConfigurationError": "sending.errors",
    "ContentError": "sending.errors",
    "DeliveryUnknown": "sending.errors",
    "ERRCODES": "sending.errcodes",
    "Event": "events",
    "Failure": "events",
    "FileStore": "sending.stores",
    "InvalidMessage": "errors",
    "KfmenuError": "errors",
    "LIMITS": "facts.limits",
    "Library": "project.library",
    "MemoryStore": "sending.stores",
    "Menu": "message.values",
    "MenuClick": "events",
    "Message": "message.values",
    "MessageNotAllowed": "sending.errors",
    "MiniProgram": "message.values",
    "NotSent": "sending.errors",
    "Problem": "problems",
    "RateError": "sending.errors",
    "RedisStore": "sending.stores",
    "RenderError": "errors",
    "Room": "message.room",
    "Secret": "secret",
    "SendError": "sending.errors",
    "Sender": "sending.sender",
    "Sent": "sending.protocol",
    "SessionError": "sending.errors",
    "Store": "sending.stores",
    "Template": "message.template",
    "Text": "message.values",
    "TextMessage": "message.values",
    "TokenError": "sending.errors",
    "View": "message.values",
    "WindowClosed": "sending.errors",
    "check": "checking.check",
    "check_text": "project.project",
    "cut": "params.shorten",
    "dumps": "language.writer",
    "from_dict": "message.wire",
    "load": "project.library",
    "loads": "project.library",
    "on_event_body": "message.bodies",
    "pages": "message.pages",
    "read_click": "events",
    "read_event": "events",
    "read_failure": "events",
    "scrub": "sending.redaction",
    "send_msg_body": "message.bodies",
}
"""Where each public name lives: a module is imported when something of it is first asked for."""

__version__ = "0.1.0"
"""The one place where the version stands; the package's metadata are made from it."""

__all__ = tuple(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(_HOMES)
