"""The table of errcodes as data: what each means, what to do about it, whether it is retried."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["ok", "token", "busy", "rate", "configuration", "session", "content", "other"]

ERRORS: Mapping[Kind, str] = MappingProxyType(
    {
        "token": "TokenError",
        "busy": "BusyError",
        "rate": "RateError",
        "configuration": "ConfigurationError",
        "session": "SessionError",
        "content": "ContentError",
        "other": "ApiError",
    }
)
"""The exception that each kind is raised as."""


class Said(NamedTuple):
    """A meaning and a hint in one language."""

    meaning: str
    hint: str


class Errcode(NamedTuple):
    """One row of the table.

    Args:
        code: the number that WeCom answers.
        kind: what a caller would handle alike.
        zh: meaning and hint in Chinese.
        en: meaning and hint in English.
        sourced: whether the meaning is published; of the others only the number is known.
    """

    code: int
    kind: Kind
    zh: Said
    en: Said
    sourced: bool = True

    @property
    def retried(self) -> bool:
        """Whether a sender tries again by itself."""
        return self.kind in {"token", "busy", "rate"}

    @property
    def error(self) -> str:
        """The name of the exception it is raised as; empty for 0, which is none."""
        return ERRORS.get(self.kind, "")

    def said(self, lang: str) -> Said:
        """Give meaning and hint in `lang`."""
        return self.zh if lang == "zh" else self.en


_SECRET = (
    "请核对 corpid 与「微信客服」的 secret，并确认令牌由它们换取",
    "check corpid and the secret of 微信客服, and that the token comes from them",
)
_STATE = (
    "该会话当前不能由接口发送消息（例如已由接待人员接入或已结束）；先查询会话状态再发送",
    "this session cannot be written to through the API now (a servicer has it, or it has ended); "
    "look at its state first",
)
_LENGTH = (
    "用 kfmenu check 检查该消息；长度按 UTF-8 字节计，一个汉字 3 字节",
    "run kfmenu check on the message; lengths count UTF-8 bytes, a 汉字 has 3",
)

_ROWS = (
    Errcode(0, "ok", Said("成功", ""), Said("ok", "")),
    Errcode(
        -1,
        "busy",
        Said("系统繁忙", "已自动重试；若在有效期内仍需发送，请稍后用新的 code 再试"),
        Said("WeCom is busy", "it was retried already; wait for the customer's next event"),
    ),
    Errcode(
        40001,
        "token",
        Said("secret 错误，或 access_token 无效", _SECRET[0]),
        Said("wrong secret, or invalid access_token", _SECRET[1]),
    ),
    Errcode(
        40008,
        "content",
        Said("不合法的 msgtype", "此处只能发送 text 与 msgmenu；接待池的 code 只允许 text"),
        Said("invalid msgtype", "only text and msgmenu go here; codes of the waiting pool: text"),
    ),
    Errcode(
        40013,
        "configuration",
        Said("不合法的 corpid", "请在管理后台「我的企业」核对 corpid"),
        Said("invalid corpid", "compare the corpid with 我的企业 in the admin console"),
    ),
    Errcode(
        40014,
        "token",
        Said("不合法的 access_token", "令牌已被替换或来自其他应用；请重新获取"),
        Said("invalid access_token", "it was replaced, or belongs to another app; fetch a new one"),
    ),
    Errcode(
        40058,
        "content",
        Said(
            "不合法的参数",
            "消息已检查过，多半是 code 或 msgid 已用过、已过期，或 touser、open_kfid 不对；"
            "不要重发",
        ),
        Said(
            "invalid parameter",
            "the message was checked, so most likely the code or msgid was used or is over, or "
            "touser or open_kfid is wrong; do not send it again",
        ),
    ),
    Errcode(
        40201,
        "content",
        Said("内容或账号被限制", "请检查消息内容是否违规，以及该客服账号是否被封禁"),
        Said("content or account blocked", "check the content, and whether the account is banned"),
    ),
    Errcode(
        41001,
        "token",
        Said("缺少 access_token", "请求未带令牌；检查代理是否删去了查询参数"),
        Said("access_token missing", "no token arrived; does a proxy drop the query?"),
    ),
    Errcode(
        42001,
        "token",
        Said("access_token 已过期", "请重新获取；用 Sender.from_secret 可自动刷新"),
        Said("access_token expired", "fetch a new one; Sender.from_secret does so by itself"),
    ),
    Errcode(
        44004,
        "content",
        Said("文本内容为空", "text.content 至少要有一个字"),
        Said("empty text", "text.content needs at least one character"),
    ),
    Errcode(
        45002,
        "content",
        Said("消息内容过长", _LENGTH[0]),
        Said("message too long", _LENGTH[1]),
    ),
    Errcode(
        45009,
        "rate",
        Said("接口调用超过频率限制", "降低发送频率，稍后再试"),
        Said("rate limit reached", "send less often, and try later"),
    ),
    Errcode(
        45033,
        "rate",
        Said("接口并发调用超过限制", "减少同时发送的进程或线程数"),
        Said("too many calls at the same time", "run fewer workers at once"),
    ),
    Errcode(
        45034,
        "content",
        Said("URL 缺少协议头", "链接须以 https:// 或 http:// 开头"),
        Said("URL without a scheme", "a link begins with https:// or http://"),
    ),
    Errcode(
        48002,
        "configuration",
        Said(
            "没有调用该接口的权限", "须使用「微信客服」的 secret，或把应用加入「可调用接口的应用」"
        ),
        Said(
            "not allowed to call this API",
            "use the secret of 微信客服, or list the app under 可调用接口的应用",
        ),
    ),
    Errcode(
        60020,
        "configuration",
        Said("来源 IP 不在企业可信 IP 中", "把服务器的出口 IP 加入应用的「企业可信IP」"),
        Said("address not trusted", "add the server's outgoing address to 企业可信IP of the app"),
    ),
    Errcode(
        90207,
        "content",
        Said("不合法的小程序 appid", "确认 appid 正确，且小程序已关联到企业"),
        Said("invalid mini program appid", "check the appid, and that the corp is linked to it"),
    ),
    Errcode(
        95000,
        "configuration",
        Said("不合法的 open_kfid", "请核对 open_kfid"),
        Said("invalid open_kfid", "compare the open_kfid with the account's"),
    ),
    Errcode(
        95001,
        "session",
        Said("48 小时内的 5 条消息已用完", "等客户再次发来消息后再发送"),
        Said("all five messages are used up", "wait until the customer writes again"),
    ),
    Errcode(
        95002,
        "session",
        Said("客户最近一次消息已过 48 小时", "等客户再次发来消息后再发送"),
        Said("48 hours have passed", "wait until the customer writes again"),
    ),
    Errcode(
        95003,
        "configuration",
        Said("企业未认证", "请先完成企业认证"),
        Said("the corporation is not verified", "have it verified first"),
    ),
    Errcode(
        95004,
        "configuration",
        Said("客服账号不存在", "请核对 open_kfid，账号可能已被删除"),
        Said("no such account", "compare the open_kfid; the account may be gone"),
    ),
    Errcode(
        95008,
        "content",
        Said("菜单项超过 10 个", "减少菜单项"),
        Said("more than 10 menu items", "use fewer items"),
    ),
    Errcode(
        95009,
        "content",
        Said("不合法的菜单项类型", "菜单项只能是 click、view、miniprogram、text"),
        Said("invalid item type", "items are click, view, miniprogram or text"),
    ),
    *(
        Errcode(
            code,
            "session",
            Said("会话状态不允许发送", _STATE[0]),
            Said("the session's state forbids sending", _STATE[1]),
        )
        for code in (95013, 95016, 95018)
    ),
    Errcode(
        95017,
        "configuration",
        Said("API 功能已关闭", "在管理后台「微信客服」中开启通过 API 管理账号"),
        Said("the API is switched off", "switch it on under 微信客服 in the admin console"),
    ),
    *(
        Errcode(
            code,
            "other",
            Said("WeCom 拒绝了请求", f"请在 open.work.weixin.qq.com/devtool/query?e={code} 查询"),
            Said("WeCom refused", f"look it up at open.work.weixin.qq.com/devtool/query?e={code}"),
            sourced=False,
        )
        for code in (95030, 95031)
    ),
)

ERRCODES: Mapping[int, Errcode] = MappingProxyType({row.code: row for row in _ROWS})
"""The table, read-only, by errcode."""


def errcode_row(code: int) -> Errcode:
    """Give the row of an errcode; one that is not in the table is of the kind `other`.

    Args:
        code: what WeCom answered.
    """
    known = ERRCODES.get(code)
    if known is not None:
        return known
    query = f"open.work.weixin.qq.com/devtool/query?e={code}"
    return Errcode(
        code,
        "other",
        Said("WeCom 拒绝了请求", f"code 可能已过期或已用过；可在 {query} 查询"),
        Said("WeCom refused", f"the code may be expired or used; look it up at {query}"),
        sourced=False,
    )


def errcode_table(lang: str = "en") -> str:
    """Write the table in Markdown, for the documentation.

    Args:
        lang: `zh` or `en`.
    """
    titles = (
        "| errcode | 异常 | 重试 | 含义 | 处理 |"
        if lang == "zh"
        else "| errcode | exception | retried | meaning | what to do |"
    )
    yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
    lines = [titles, "|---:|---|---|---|---|"]
    for row in ERRCODES.values():
        if row.kind != "ok":
            meaning, hint = row.said(lang)
            again = yes if row.retried else no
            lines.append(f"| {row.code} | `{row.error}` | {again} | {meaning} | {hint} |")
    return "\n".join(lines) + "\n"
