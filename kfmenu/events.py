"""What `kf/sync_msg` delivers, read: events that carry a code, clicks, and failed deliveries."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from attrs import field, frozen

from kfmenu.problems import Lang
from kfmenu.secret import Secret, digest, sealed

WELCOME_WINDOW = 20.0
"""Seconds that the codes of "user enters" and "session ended" live."""

POOL_WINDOW = 48 * 3600.0
"""Seconds that the codes of the waiting pool live; they allow text only."""

Msgtype = Literal["text", "msgmenu"]
EventKind = Literal["enter_session", "pool_entered", "pool_left", "session_ended", "other"]


class Scene(NamedTuple):
    """One situation in which WeCom hands out a code.

    Args:
        kind: its name here.
        window: seconds that the code lives.
        msgtypes: what may be sent with it.
        source: where it comes from, and WeCom's words for it.
    """

    kind: EventKind
    window: float
    msgtypes: tuple[Msgtype, ...]
    source: str


_BOTH: tuple[Msgtype, ...] = ("text", "msgmenu")

SCENES: Mapping[EventKind, Scene] = MappingProxyType(
    {
        scene.kind: scene
        for scene in (
            Scene("enter_session", WELCOME_WINDOW, _BOTH, "enter_session: 用户进入会话"),
            Scene("pool_entered", POOL_WINDOW, ("text",), "service_state/trans: 进入接待池"),
            Scene("pool_left", POOL_WINDOW, ("text",), "change_type 1: 从接待池接入会话"),
            Scene("session_ended", WELCOME_WINDOW, _BOTH, "change_type 3: 结束会话"),
            Scene("other", WELCOME_WINDOW, _BOTH, "any other event: no code"),
        )
    }
)
"""The situations, by kind (WeCom's page "发送欢迎语等事件响应消息", document/path/95122)."""

_CHANGES: Mapping[Any, EventKind] = MappingProxyType({1: "pool_left", 3: "session_ended"})


@frozen
class Event:
    """An event, and what may be sent because of it.

    Args:
        kind: `enter_session`, `pool_entered`, `pool_left`, `session_ended` or `other`.
        code: the code that it carries, wrapped; None when it carries none.
        window: seconds that the code lives.
        started_at: when they began, in seconds since the epoch; None when the event does not say.
        msgtypes: what may be sent with the code.
        external_userid: the customer.
        open_kfid: the account.
        msgid: the event's own id, by which a repeated one is known.
        type: WeCom's `event_type`.
        scene: where the customer came from, of `enter_session`.
        scene_param: what the link that they followed says, likewise.
        change_type: WeCom's number for the change, of `session_status_change`.
        servicer_userid: the servicer whose status changed, of `servicer_status_change`.
        old_servicer_userid: the servicer who had the session.
        new_servicer_userid: the servicer who has it now.
        origin: 3 from the customer, 4 from the system, 5 from a servicer.
    """

    kind: EventKind
    code: Secret | None = field(default=None, repr=False)
    window: float = WELCOME_WINDOW
    started_at: float | None = None
    msgtypes: tuple[Msgtype, ...] = _BOTH
    external_userid: str = ""
    open_kfid: str = ""
    msgid: str = ""
    type: str = ""
    scene: str = ""
    scene_param: str = ""
    change_type: int | None = None
    servicer_userid: str = ""
    old_servicer_userid: str = ""
    new_servicer_userid: str = ""
    origin: int | None = None

    @classmethod
    @sealed
    def of_code(
        cls,
        kind: EventKind,
        code: str | Secret,
        *,
        started_at: float | None = None,
        external_userid: str = "",
        open_kfid: str = "",
    ) -> "Event":
        """Make an event of the `msg_code` that `service_state/trans` answered.

        Args:
            kind: `pool_entered` for service_state 2, `pool_left` for 3, `session_ended` for 4.
            code: the `msg_code`.
            started_at: when it was answered, in seconds since the epoch.
            external_userid: the customer.
            open_kfid: the account.

        Raises:
            ValueError: there is no such kind.
        """
        code = Secret.of(code).settled("code", word=False)
        if kind not in SCENES:
            raise ValueError(f"kind: one of {', '.join(SCENES)}, not {kind!r}")
        scene = SCENES[kind]
        started = seconds("started_at", started_at)
        return cls(kind, code, scene.window, started, scene.msgtypes, external_userid, open_kfid)

    @property
    def key(self) -> str:
        """What tells the event from all others: a digest of its msgid, else of what else it has.

        Raises:
            ValueError: nothing does: no msgid, no code, or no customer and no time.
        """
        if self.msgid:
            return digest("event", self.open_kfid, self.msgid)
        if self.code is not None:
            return digest("code", self.code.reveal())
        if self.started_at is None or not self.external_userid:
            raise ValueError("event: has no msgid, and no external_userid and send_time instead")
        return digest("event", self.open_kfid, self.external_userid, str(self.started_at))


@sealed
def read_event(msg: Mapping[str, Any]) -> Event:
    """Read one event of `sync_msg`'s `msg_list`; a message that is none gives the kind `other`.

    Args:
        msg: the entry, as JSON gives it. An id of a wrong type counts as absent.

    Raises:
        TypeError: it is no object at all.
        ValueError: it is no entry, or its `send_time` is none.
    """
    event = _event_of(msg)
    named = _text(event, "event_type")
    change = event.get("change_type")
    kind: EventKind = "other"
    code = ""
    if named == "enter_session":
        kind, code = "enter_session", _text(event, "welcome_code")
    elif named == "session_status_change":
        kind = _CHANGES.get(change, "other") if type(change) is int else "other"
        code = _text(event, "msg_code")
    scene = SCENES[kind]
    return Event(
        kind,
        Secret(code) if code and kind != "other" else None,
        scene.window,
        seconds("send_time", msg.get("send_time")),
        scene.msgtypes,
        _id(msg, event, "external_userid"),
        _id(msg, event, "open_kfid"),
        _text(msg, "msgid"),
        named,
        _text(event, "scene"),
        _text(event, "scene_param"),
        change if type(change) is int else None,
        _id(msg, event, "servicer_userid"),
        _text(event, "old_servicer_userid"),
        _text(event, "new_servicer_userid"),
        _get(msg, "origin", int, None),
    )


def as_event(event: Event | Mapping[str, Any]) -> Event:
    """Give an event as it is, and read one that is still an entry of `msg_list`."""
    return event if isinstance(event, Event) else read_event(event)


@frozen
class MenuClick:
    """A tap on a reply button, which comes back as a text message.

    Args:
        menu_id: the id of the button.
        label: its label, which is the message's content.
        external_userid: the customer.
        open_kfid: the account.
        msgid: the message's id; give it to `send_msg` as `key` when you answer.
    """

    menu_id: str
    label: str
    external_userid: str = ""
    open_kfid: str = ""
    msgid: str = ""


@sealed
def read_click(msg: Mapping[str, Any]) -> MenuClick | None:
    """Read a tap on a reply button; None when the message is none.

    Args:
        msg: one entry of `sync_msg`'s `msg_list`.

    Raises:
        TypeError: it is no object at all.
        ValueError: it is no entry.
    """
    _require_entry(msg)
    text = _object(msg, "text") if _text(msg, "msgtype") == "text" else {}
    menu_id = _text(text, "menu_id")
    if not menu_id:
        return None
    return MenuClick(
        menu_id,
        _text(text, "content"),
        _text(msg, "external_userid"),
        _text(msg, "open_kfid"),
        _text(msg, "msgid"),
    )


FAILURES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        0: ("未知原因", "unknown reason"),
        1: ("客服账号已删除", "the account was deleted"),
        2: ("应用已关闭", "the app was switched off"),
        4: (
            "会话已过期（超过 48 小时），等客户再次发来消息",
            "the session is older than 48 hours; wait until the customer writes again",
        ),
        5: ("会话已关闭", "the session has ended"),
        6: (
            "超过 5 条的限制，等客户再次发来消息",
            "more than five messages; wait until the customer writes again",
        ),
        8: ("企业主体未验证", "the corporation is not verified"),
        10: ("客户拒收", "the customer does not take messages"),
        11: (
            "企业没有成员登录企业微信 App，请至少一名成员登录一次",
            "no member of the corporation has signed in to the WeCom app; let one do so",
        ),
        12: ("消息类型被客服组件禁止", "the component does not allow this type of message"),
        13: ("安全限制", "a security restriction"),
    }
)
"""The `fail_type` of `msg_send_fail`: what it means, in Chinese and English."""


@frozen
class Failure:
    """A message that WeCom accepted and could not deliver.

    Args:
        msgid: the msgid of that message (`fail_msgid`), the one that `Sent` had.
        fail_type: WeCom's number for the reason; -1 when it gave none.
        external_userid: the customer.
        open_kfid: the account.
    """

    msgid: str
    fail_type: int
    external_userid: str = ""
    open_kfid: str = ""

    @property
    def hint(self) -> str:
        """What the number means, in English."""
        return self.text("en")

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what the number means."""
        zh, en = FAILURES.get(self.fail_type, ("未列出的原因", "a reason that is not listed"))
        return f"{zh if lang == 'zh' else en} (fail_type {self.fail_type})"


@sealed
def read_failure(msg: Mapping[str, Any]) -> Failure | None:
    """Read a `msg_send_fail` event; None when the message is none.

    Args:
        msg: one entry of `sync_msg`'s `msg_list`.

    Raises:
        TypeError: it is no object at all.
        ValueError: it is no entry.
    """
    event = _event_of(msg)
    if _text(event, "event_type") != "msg_send_fail":
        return None
    return Failure(
        _text(event, "fail_msgid"),
        _get(event, "fail_type", int, -1),
        _id(msg, event, "external_userid"),
        _id(msg, event, "open_kfid"),
    )


def _require_entry(msg: Any) -> None:
    """Refuse what is no entry of `msg_list`, and say what would be."""
    if not isinstance(msg, Mapping):
        raise TypeError(f"msg: an entry of sync_msg's msg_list (a dict), not {type(msg).__name__}")
    if isinstance(msg.get("msgtype"), str):
        return
    found = "has no msgtype"
    if "msg_list" in msg:
        found = "is the whole answer: pass each entry of its msg_list"
    elif "event_type" in msg:
        found = 'is the inner event: pass the entry around it, whose "event" it is'
    raise ValueError(f"msg: an entry of sync_msg's msg_list; this {found}")


def _event_of(msg: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the inner event of an entry; an empty one of a message."""
    _require_entry(msg)
    return _object(msg, "event") if msg["msgtype"] == "event" else {}


def _get(found: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    """Give a field of exactly this type, else the default; a boolean is no number."""
    value = found.get(name)
    return value if type(value) is kind else default


def _text(found: Mapping[str, Any], name: str) -> str:
    text: str = _get(found, name, str, "")
    return text


def _id(msg: Mapping[str, Any], event: Mapping[str, Any], name: str) -> str:
    # For events the ids stand inside `event`; older answers have them at the top.
    return _text(event, name) or _text(msg, name)


def _object(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = found.get(name)
    return value if isinstance(value, Mapping) else {}


def seconds(name: str, when: Any) -> float | None:
    """Give a time in seconds since the epoch; None stays None.

    Args:
        name: what the error calls it.
        when: seconds, or milliseconds (over 1e11), as a number or its digits; or an aware datetime.

    Raises:
        ValueError: it is none of these. A window that begins at no time would have no end.
    """
    if when is None:
        return None
    if isinstance(when, datetime):
        if when.tzinfo is None:
            raise ValueError(f"{name}: a datetime without a time zone")
        return when.timestamp()
    number = int(when) if isinstance(when, str) and when.isascii() and when.isdigit() else when
    if isinstance(number, bool) or not isinstance(number, int | float):
        number = -1
    if not 0 < number < 1e14:
        raise ValueError(f"{name}: not seconds since the epoch, their digits, or a datetime")
    return number / 1000 if number > 1e11 else float(number)
