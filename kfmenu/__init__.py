"""Write, check and send menu messages for WeChat customer service (微信客服)."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kfmenu.checker import check as check
    from kfmenu.errors import InvalidMessage as InvalidMessage
    from kfmenu.errors import KfmenuError as KfmenuError
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
    from kfmenu.wire import from_dict as from_dict

_HOMES = {
    "LIMITS": "limits",
    "Click": "message",
    "CompileError": "library",
    "InvalidMessage": "errors",
    "KfmenuError": "errors",
    "Library": "library",
    "Menu": "message",
    "Message": "message",
    "MiniProgram": "message",
    "Problem": "problems",
    "Template": "library",
    "Text": "message",
    "TextMessage": "message",
    "View": "message",
    "check": "checker",
    "dumps": "language.writer",
    "from_dict": "wire",
    "load": "library",
    "loads": "library",
    "on_event_body": "request",
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
