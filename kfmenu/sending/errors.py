"""What can go wrong with a send, sorted by what is known of the message's fate."""

from kfmenu.errors import KfmenuError
from kfmenu.problems import Lang
from kfmenu.sending.errcodes import errcode_row
from kfmenu.speech import lang_of_errors

_WORDS = {
    "not-sent": ("消息没有发出：{why}{detail}", "the message was not sent: {why}{detail}"),
    "connection": ("无法建立连接", "no connection could be made"),
    "token": ("没有取得 access_token", "no access_token could be had"),
    "claim": ("无法确认该 code 未被使用", "it could not be claimed"),
    "unknown": (
        "不知道消息是否送达：{why}{detail}；不要重发，以免客户收到两次",
        "whether the message arrived is unknown: {why}{detail}; sending it again could show it "
        "twice",
    ),
    "lost": ("请求发出后没有收到完整的回答", "the answer was lost after the request went out"),
    "unreadable": ("回答无法识别", "the answer could not be read"),
    "doubt": (
        "之前的一次尝试结果不明，这一次没有成功",
        "an earlier attempt is of unknown fate, and this one did not succeed",
    ),
    "window": (
        "没有发出请求：有效期 {window:g} 秒，事件已过去 {age:.1f} 秒；请检查排队时间和本机时钟",
        "no request was made: the window is {window:g} s and the event {age:.1f} s old; look at "
        "queues and at this machine's clock",
    ),
    "used": (
        "这个 code 或事件已被使用，没有发出请求",
        "this code or event was claimed already; no request was made",
    ),
    "text-only": (
        "待接入池的 code 只能发送文本消息，不能发送菜单",
        "a code of the waiting pool allows text only, not a menu",
    ),
    "api": (
        "WeCom 拒绝了消息：errcode {errcode}（{meaning}）{errmsg}；{hint}",
        "WeCom refused the message: errcode {errcode} ({meaning}){errmsg}; {hint}",
    ),
}


def _word(key: str, lang: Lang) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


class SendError(KfmenuError):
    """The base of all errors of sending. None of them holds a token, a secret or a code."""

    certain: bool = False
    """Whether the message certainly did not go out; its claim was given back then."""

    msgid: str | None = None
    """The message's id, by which WeCom's later events and the log know it."""

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what happened and what to do about it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.text(lang_of_errors())


class NotSent(SendError):
    """The message certainly did not go out; the code may be used again within its window.

    Args:
        why: `connection`, `token` or `claim`: what could not be had.
        detail: the scrubbed reason.
        errcode: what WeCom answered to the request for a token, where that is the reason.
    """

    certain = True

    def __init__(self, why: str, detail: str = "", errcode: int | None = None) -> None:
        super().__init__(why, detail, errcode)
        self.why, self.detail, self.errcode = why, detail, errcode

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what could not be had, and the hint where WeCom gave a reason."""
        detail = f" ({self.detail})" if self.detail else ""
        if self.errcode is not None:
            meaning, hint = errcode_row(self.errcode).said(lang)
            detail += f": errcode {self.errcode} ({meaning}); {hint}"
        return _word("not-sent", lang).format(why=_word(self.why, lang), detail=detail)


class DeliveryUnknown(SendError):
    """The request may have gone out, and nobody knows what became of it. It is never resent.

    Args:
        why: `lost`, `unreadable`, or `doubt` when an earlier attempt may have arrived.
        status: the HTTP status, where there was one.
        detail: the scrubbed reason, or beginning of the answer.
        errcode: what the last attempt was answered, where it could be read.
    """

    def __init__(
        self, why: str, status: int | None = None, detail: str = "", errcode: int | None = None
    ) -> None:
        super().__init__(why, status, detail, errcode)
        self.why, self.status, self.detail, self.errcode = why, status, detail, errcode

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what is known: the status and the beginning of the answer."""
        known = "" if self.status is None else f" HTTP {self.status}"
        known += "" if self.errcode is None else f" errcode {self.errcode}"
        known += f" ({self.detail})" if self.detail else ""
        return _word("unknown", lang).format(why=_word(self.why, lang), detail=known)


class WindowClosed(SendError):
    """The code's time was up before a request could be made.

    Args:
        window: seconds that the code lived.
        age: seconds since the event, by this machine's clock.
    """

    certain = True

    def __init__(self, window: float, age: float) -> None:
        super().__init__(window, age)
        self.window, self.age = window, age

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` how long the window was, and how old the event is."""
        return _word("window", lang).format(window=self.window, age=self.age)


class CodeAlreadyUsed(SendError):
    """Another worker, or an earlier call, has claimed the code or the event."""

    def text(self, lang: Lang = "en") -> str:
        """Say so in `lang`."""
        return _word("used", lang)


class MessageNotAllowed(SendError, ValueError):
    """The event's code allows text only, and the message is a menu."""

    certain = True

    def text(self, lang: Lang = "en") -> str:
        """Say so in `lang`."""
        return _word("text-only", lang)


class ApiError(SendError):
    """WeCom answered with an errcode: the message was refused, and not delivered.

    Args:
        errcode: WeCom's number.
        errmsg: WeCom's words, scrubbed.
    """

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(errcode, errmsg)
        self.errcode, self.errmsg = errcode, errmsg

    @property
    def hint(self) -> str:
        """What to do, in English."""
        return errcode_row(self.errcode).en.hint

    def text(self, lang: Lang = "en") -> str:
        """Say in `lang` what WeCom answered, what it means and what to do."""
        meaning, hint = errcode_row(self.errcode).said(lang)
        errmsg = f": {self.errmsg}" if self.errmsg else ""
        known = {"errcode": self.errcode, "meaning": meaning, "errmsg": errmsg, "hint": hint}
        return _word("api", lang).format(**known)


class TokenError(ApiError):
    """The token was refused, and so was every other that could be had."""

    certain = True


class RateError(ApiError):
    """Too many calls, also after the retries."""

    certain = True


class BusyError(RateError):
    """WeCom was busy, also after the retries; it may have taken the message all the same."""

    certain = False


class ConfigurationError(ApiError):
    """An account, an address, a permission: nothing that a message or a retry could mend."""


class SessionError(ApiError):
    """The session with the customer does not allow a message now."""


class ContentError(ApiError):
    """WeCom does not take this message."""


ERRORS: dict[str, type[ApiError]] = {
    "token": TokenError,
    "busy": BusyError,
    "rate": RateError,
    "configuration": ConfigurationError,
    "session": SessionError,
    "content": ContentError,
    "other": ApiError,
}
"""The error that each kind of errcode is raised as."""


def api_error(errcode: int, errmsg: str) -> ApiError:
    """Make the error of the class that the table has for an errcode.

    Args:
        errcode: what WeCom answered, not 0.
        errmsg: its words, scrubbed.
    """
    return ERRORS[errcode_row(errcode).kind](errcode, errmsg)
