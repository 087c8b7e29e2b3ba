"""Every option of the command line, each declared once."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kfmenu import __version__
from kfmenu.cli.help import Command, Option, lang_of
from kfmenu.problems import Lang, quote
from kfmenu.project.config import Configs, absolute
from kfmenu.speech import default_lang, say

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kfmenu.secret import Secret

FORMATS = {
    "full": "full",
    "concise": "concise",
    "json": "as_json",
    "github": "as_github",
    "gitlab": "as_gitlab",
    "sarif": "as_sarif",
    "junit": "as_junit",
}
"""Each output format and the module of `kfmenu.reports` that writes it."""

MACHINES = FORMATS.keys() - {"full", "concise"}
"""The formats that programs read."""

Called = TypeVar("Called", bound=Callable[..., Any])
Declare = Callable[[Called], Called]


def command(zh: str, en: str, **more: Any) -> Callable[[Callable[..., int]], click.Command]:
    """Make a command of a function that gives an exit code.

    Args:
        zh: its help in Chinese.
        en: its help in English.
        more: what click takes.
    """
    return click.command(cls=Command, zh=zh, en=en, **more)


def _option(*declared: str, zh: str, en: str, **more: Any) -> Declare[Any]:
    return click.option(*declared, cls=Option, zh=zh, en=en, **more)


def _codes(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Read a list of codes or prefixes such as `KF2,KF402`."""
    found = tuple(code.strip().upper() for code in (value or "").split(",") if code.strip())
    if not found:
        return found
    from kfmenu.rules.rule import rules  # noqa: PLC0415 - most runs choose no rules

    known_codes = [rule.code for rule in rules()]
    for code in found:
        if not any(known.startswith(code) for known in known_codes):
            message = say(
                lang_of(ctx),
                f"没有以 {code} 开头的规则；kfmenu explain 列出全部",
                f"no rule begins with {code}; kfmenu explain lists them all",
            )
            raise click.BadParameter(message, ctx, param)
    return found


def _completed(
    ctx: click.Context,  # noqa: ARG001 - click's signature
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> "list[CompletionItem]":
    """Give a shell the codes that begin like that, and what each is about."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - for shells alone

    from kfmenu.rules.rule import rules  # noqa: PLC0415

    begun = incomplete.upper()
    return [
        CompletionItem(rule.code, help=rule.name) for rule in rules() if rule.code.startswith(begun)
    ]


def _lang() -> Lang:
    """Tell the language by KFMENU_LANG, the current folder's configuration, then the locale."""
    if os.environ.get("KFMENU_LANG"):
        return default_lang()
    return Configs().near(absolute("")).lang or default_lang()


class _Path(click.ParamType):  # type: ignore[type-arg] # generic in new versions alone
    """A path, which a shell completes; what is wrong with it is told by who reads it.

    Click's own asks gettext for its name, which costs every start its tables.

    Args:
        completed: what a shell looks for, `file` or `dir`.
    """

    name = "path"

    def __init__(self, completed: str = "file") -> None:
        self._completed = completed

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> "list[CompletionItem]":
        """Leave it to the shell, which knows its files."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - for shells alone

        return [CompletionItem(incomplete, type=self._completed)]


_FILES = _Path()
_FOLDER = _Path("dir")

# ---- of every command ---------------------------------------------------------------------

LANG = _option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=_lang,
    is_eager=True,  # so that all that is said of the others is said in it
    zh="输出的语言；默认看 KFMENU_LANG，再看配置，再看系统的语言",
    en="the language of messages; by default KFMENU_LANG, the configuration, the locale",
)
COLOR = _option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    zh="是否用颜色（遵守 NO_COLOR）",
    en="colours; NO_COLOR is honoured",
)
OUTPUT_FORMAT = _option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    default="full",
    zh="怎样写出问题",
    en="how problems are written",
)


def _help(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if value and not ctx.resilient_parsing:
        click.echo(f"kfmenu {__version__}")
        ctx.exit()


# Click's own of these two ask gettext for their words, too. Help is not eager, so that a --lang
# behind it is read first.
HELP = _option(
    "-h",
    "--help",
    is_flag=True,
    expose_value=False,
    callback=_help,
    zh="显示这段说明",
    en="show this text",
)
VERSION = _option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_version,
    zh="显示版本",
    en="show the version",
)


def shared(command: Called) -> Called:
    """Add the options that every command takes, and the program itself before the command."""
    for option in (HELP, OUTPUT_FORMAT, COLOR, LANG):
        command = option(command)
    return command


# ---- of commands that read files ----------------------------------------------------------

PATHS = click.argument("paths", nargs=-1, type=_FILES)
STDIN_FILENAME = _option(
    "--stdin-filename",
    metavar="NAME",
    zh="标准输入（-）的文件名",
    en="what the standard input (-) is called",
)


def target(**more: Any) -> Declare[Any]:
    """Add `--target`.

    Args:
        more: a default, for click.
    """
    return _option(
        "--target",
        type=click.Choice(["on_event", "send_msg"]),
        zh="哪个接口：按它的限制检查，用它发送",
        en="the API whose limits hold, and that is sent through",
        **more,
    )


STRICT = _option("--strict/--no-strict", default=None, zh="有警告也算失败", en="warnings fail, too")
SHOW_CONFIG = _option(
    "--show-config",
    is_flag=True,
    zh="只显示哪些设置有效，从哪里来",
    en="only show what is configured, and where",
)
SELECT = _option(
    "--select",
    metavar="CODES",
    callback=_codes,
    shell_complete=_completed,
    zh="只报告这些，例如 KF2,KF402",
    en="report only these, e.g. KF2,KF402",
)
IGNORE = _option(
    "--ignore",
    metavar="CODES",
    callback=_codes,
    shell_complete=_completed,
    zh="不报告这些",
    en="do not report these",
)
KIND = _option(
    "--as",
    "kind",
    type=click.Choice(["auto", "message", "menu", "on_event", "send_msg"]),
    zh="JSON 里是什么；标准输入也当作 JSON",
    en="what JSON is; makes - JSON, too",
)

# ---- of explain ---------------------------------------------------------------------------

CODE = click.argument("code", required=False, shell_complete=_completed)

# ---- of commands that write files ---------------------------------------------------------

OUT = _option(
    "-o",
    "--out",
    metavar="DIR",
    type=_FOLDER,
    zh="每条消息写成 DIR/名称.json",
    en="write each message as DIR/NAME.json",
)
BUNDLE = _option(
    "--bundle",
    "bundle_file",
    metavar="FILE",
    type=_FILES,
    zh="所有消息写进一个文件",
    en="write all messages into one file",
)
CHECK = _option(
    "--check",
    "only_check",
    is_flag=True,
    zh="不写；已过期时失败",
    en="write nothing; fail when out of date",
)
SOURCE_MAP = _option(
    "--source-map",
    is_flag=True,
    zh="另写 DIR/名称.map.json：JSON 的每处来自哪一行",
    en="also write DIR/NAME.map.json: which line each part of the JSON comes from",
)

DIFF = _option(
    "--diff", is_flag=True, zh="不写；显示会改什么", en="write nothing; show what would change"
)
KEYWORDS = _option(
    "--keywords",
    type=click.Choice(["zh", "en"]),
    zh="关键字都写成中文或英文",
    en="write all keywords in Chinese or in English",
)
MESSAGE_NAME = _option(
    "--name",
    metavar="NAME",
    zh="菜单的名称；默认用文件名",
    en="what it is called; by default as its file",
)
AGAINST = _option(
    "--against",
    metavar="REF|DIR",
    required=True,
    zh="和什么比：git 的提交、标签或分支，或 kfmenu build 写的文件夹",
    en="what to compare with: a git commit, tag or branch, or a folder that a build wrote",
)

FOLDER = click.argument("folder", metavar="[DIR]", default=".")

# ---- of preview ---------------------------------------------------------------------------


def _settings(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> dict[str, str]:
    """Read `NAME=VALUE`, each given once or more; the last of a name holds."""
    settings = {}
    for one in value:
        name, sign, text = one.partition("=")
        if not sign:
            message = say(
                lang_of(ctx), f"{quote(one)} 要写成 名称=值", f"write {quote(one)} as NAME=VALUE"
            )
            raise click.BadParameter(message, ctx, param)
        settings[name] = text
    return settings


HTML = _option(
    "--html",
    metavar="FILE",
    type=_FILES,
    zh="写成一个 HTML 文件（- 为标准输出）",
    en="write one HTML file; - is the standard output",
)
SET = _option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_settings,
    zh="参数的值",
    en="what a param holds",
)
SET_JSON = _option(
    "--set-json",
    "values_file",
    metavar="FILE",
    zh="从 JSON 文件或标准输入（-）读参数的值",
    en="read what params hold from a JSON file, or from - (stdin)",
)
LONGEST = _option(
    "--longest", is_flag=True, zh="参数用最长的值", en="params hold their longest values"
)

# ---- of send ------------------------------------------------------------------------------

FILE = click.argument("file", type=_FILES)
NAME = click.argument("name", required=False)


def _wrapped(ctx: click.Context, param: click.Parameter, value: str | None) -> "Secret | None":
    """Wrap what an option says before anything else can show it."""
    from kfmenu.cli.credentials import wrapped  # noqa: PLC0415 - only `send` has secrets

    return wrapped(ctx, param, value)


EVENT_CODE = _option(
    "--code",
    metavar="CODE",
    callback=_wrapped,
    zh="事件的 code；命令行会被 ps 和历史记录看到，可改用 KFMENU_CODE 或 --code-file",
    en="the event's code; ps and histories see it, KFMENU_CODE and --code-file they do not",
)
CODE_FILE = _option(
    "--code-file",
    metavar="FILE",
    type=_FILES,
    zh="从文件或标准输入（-）读 code",
    en="read the code from a file, or from - (stdin)",
)
TOKEN_FILE = _option(
    "--token-file",
    metavar="FILE",
    type=_FILES,
    zh="从文件或标准输入（-）读 access_token；文件应为 0600",
    en="read the access_token from a file, which should be 0600, or from - (stdin)",
)
MSGID = _option("--msgid", metavar="ID", zh="消息的 msgid", en="the message's msgid")
BASE_URL = _option(
    "--base-url",
    metavar="URL",
    default="https://qyapi.weixin.qq.com",
    show_default=True,
    zh="接口的地址",
    en="where the API is",
)
TOUSER = _option("--touser", metavar="ID", zh="send_msg 的客户", en="the customer, of send_msg")
OPEN_KFID = _option(
    "--open-kfid", metavar="ID", zh="send_msg 的客服账号", en="the account, of send_msg"
)
DRY_RUN = _option(
    "--dry-run",
    is_flag=True,
    zh="只打印请求体（code 已遮盖），不发送",
    en="print the body, its code masked; send nothing",
)
