"""`kfmenu send`: send one message of a file, or show what would be sent."""

from typing import TYPE_CHECKING, Any

import click

from kfmenu.cli import options
from kfmenu.cli.credentials import find_code, make_sender
from kfmenu.cli.steps import emit, gather, report
from kfmenu.cli.values import read_values
from kfmenu.errors import InvalidMessage, RenderError
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Json
from kfmenu.guess import nearest
from kfmenu.language.texts import name_key
from kfmenu.message.bodies import on_event_body, send_msg_body
from kfmenu.message.values import Message
from kfmenu.problems import Lang, has_errors, quote
from kfmenu.project.output import as_json
from kfmenu.project.project import Project, Source, read_project
from kfmenu.speech import say

if TYPE_CHECKING:  # `kfmenu --help` imports every command, and none of them needs requests yet
    from kfmenu.message.template import Template
    from kfmenu.secret import Secret
    from kfmenu.sending.errors import SendError
    from kfmenu.sending.protocol import Sent


@options.command(
    "发送 FILE（.kfm、JSON 或 -）里的一条消息；有多条时用 NAME 指明。"
    "凭证取自 KFMENU_ACCESS_TOKEN，或 KFMENU_CORP_ID 和 KFMENU_CORP_SECRET，或 --token-file，"
    "不能写在命令行上。退出码：0 已发送，1 消息有错误，2 用法不对或读不了，3 发送失败。",
    "Send one message of FILE (.kfm, JSON, or -); NAME says which, when there are several. "
    "Credentials come from KFMENU_ACCESS_TOKEN, or KFMENU_CORP_ID and KFMENU_CORP_SECRET, or "
    "--token-file, never from the command line. "
    "Exit: 0 sent, 1 the message has errors, 2 usage or I/O, 3 sending failed.",
    context_settings={"allow_extra_args": True},
)
@options.FILE
@options.NAME
@options.EVENT_CODE
@options.CODE_FILE
@options.TOKEN_FILE
@options.MSGID
@options.SET
@options.SET_JSON
@options.BASE_URL
@options.target(default="on_event", show_default=True)
@options.TOUSER
@options.OPEN_KFID
@options.DRY_RUN
@options.STDIN_FILENAME
@options.shared
def send(
    file: str,
    name: str | None,
    code: "Secret | None",
    code_file: str | None,
    token_file: str | None,
    msgid: str | None,
    settings: dict[str, str],
    values_file: str | None,
    base_url: str,
    target: Target,
    touser: str | None,
    open_kfid: str | None,
    dry_run: bool,
    stdin_filename: str | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 sent, 1 problems found, 2 usage or I/O, 3 sending failed."""
    if click.get_current_context().args:
        # Not repeated, as click would: a code may have slipped into its place.
        raise _misused(lang, "参数太多", "too many arguments")
    _check_options(
        lang,
        target,
        codes=(code is not None) + (code_file is not None),
        customer=(touser is not None) + (open_kfid is not None),
        stdin=[file, code_file, token_file, values_file].count("-"),
    )
    inputs, unread = gather((file,), stdin_filename)
    project = read_project(inputs, target=target)
    problems = [*unread, *project.problems]
    if problems:
        report(problems, inputs, output_format=output_format, lang=lang, color=color, err=True)
    if has_errors(problems):
        return 2 if unread else 1
    template = _chosen(project, name, lang)
    given = read_values(settings, values_file, lang)
    wrong = given.problems
    if not wrong:
        try:
            message = template.render(**given.values)  # type: ignore[arg-type]
        except RenderError as error:
            wrong = given.placed(error.problems)
    if wrong:
        report(wrong, given.inputs, output_format=output_format, lang=lang, color=color, err=True)
        return 2 if given.problems and not given.inputs else 1
    body = _body(message, touser, open_kfid, msgid, target, lang)
    if dry_run:
        emit(as_json(body))
        return 0
    from kfmenu.sending.errors import SendError  # noqa: PLC0415

    if target == "on_event":
        code = find_code(code, code_file, lang)
    try:
        with make_sender(base_url, token_file, lang) as sender:
            if code is not None and target == "on_event":
                sent = sender.on_event(message, code=code, msgid=msgid)
            else:
                # The body has them, or it could not have been made.
                sent = sender.send_msg(
                    message, touser=body["touser"], open_kfid=body["open_kfid"], msgid=msgid
                )
    except SendError as error:
        return _tell_failure(error, output_format, lang)
    except KeyboardInterrupt:
        click.echo(
            say(
                lang,
                "已中断：不知道消息是否送达；不要重发，以免客户收到两次",
                "interrupted: whether the message arrived is unknown; sending it again could show "
                "it twice",
            ),
            err=True,
        )
        raise
    return _tell(sent, output_format, lang)


def _check_options(lang: Lang, target: Target, *, codes: int, customer: int, stdin: int) -> None:
    """Refuse options that contradict each other, before anything is read."""
    if codes > 1:
        raise _misused(
            lang, "--code 和 --code-file 只能用一个", "give --code or --code-file, not both"
        )
    if stdin > 1:
        raise _misused(
            lang, "标准输入（-）只能读一次", "the standard input (-) can be read only once"
        )
    if target == "on_event" and customer:
        raise _misused(
            lang,
            "--touser 和 --open-kfid 要和 --target send_msg 一起用",
            "--touser and --open-kfid take --target send_msg",
        )
    if target == "send_msg" and customer < 2:
        raise _misused(
            lang,
            "--target send_msg 需要 --touser 和 --open-kfid",
            "--target send_msg needs --touser and --open-kfid",
        )
    if target == "send_msg" and codes:
        raise _misused(lang, "send_msg 不使用 code", "send_msg takes no code")


def _chosen(project: Project, name: str | None, lang: Lang) -> "Template":
    """Find the message that is meant."""
    from kfmenu.project.library import template_of  # noqa: PLC0415 - values, only where something is sent

    messages: list[Source] = [*project.drafts, *project.payloads]
    names = [one.name for one in messages]
    # Of two that share a name, the .kfm's.
    known = {name_key(one.name): one for one in reversed(messages)}
    listed = ", ".join(map(quote, names))
    if not names:
        raise _misused(lang, "文件里没有消息", "the file holds no message")
    if name is None and len(names) > 1:
        raise _misused(
            lang, f"文件里有多条消息，请指明一条：{listed}", f"say which message is meant: {listed}"
        )
    key = name_key(names[0] if name is None else name)
    if key in known:
        return template_of(known[key], known[key].name)
    # What was asked for is not repeated: a code may have slipped into its place.
    guess = nearest(key, names)
    more = (
        say(lang, f"；是不是 {quote(guess)}？", f"; did you mean {quote(guess)}?") if guess else ""
    )
    raise _misused(
        lang,
        f"文件里没有这个名称的消息；有：{listed}{more}",
        f"the file has no message of that name; it has {listed}{more}",
    )


def _body(
    message: Message,
    touser: str | None,
    open_kfid: str | None,
    msgid: str | None,
    target: Target,
    lang: Lang,
) -> Json:
    """Give the body as it will be sent, but for the code, which is masked."""
    from kfmenu.sending.redaction import MASK  # noqa: PLC0415

    try:
        if target == "on_event":
            return on_event_body(message, code=MASK, msgid=msgid)
        return send_msg_body(message, touser=touser or "", open_kfid=open_kfid or "", msgid=msgid)
    except InvalidMessage as error:
        # The message itself has been checked: what is left is what the options said.
        wrong = "\n".join(one.text(lang) for one in error.problems if one.severity == "error")
    raise click.UsageError(wrong)


def _tell(sent: "Sent", output_format: str, lang: Lang) -> int:
    msgid, times = sent.msgid, sent.attempts
    said = say(
        lang,
        f"已发送：msgid {msgid}，请求 {times} 次",
        f"sent: msgid {msgid}, {times} request{'' if times == 1 else 's'}",
    )
    if output_format == "json":
        emit(_record(sent=True, msgid=msgid, attempts=times, message=said))
    else:
        click.echo(said)
    return 0


def _tell_failure(error: "SendError", output_format: str, lang: Lang) -> int:
    from kfmenu.sending.errcodes import errcode_row  # noqa: PLC0415
    from kfmenu.sending.errors import DeliveryUnknown  # noqa: PLC0415

    said = error.text(lang)
    if output_format != "json":
        click.echo(said, err=True)
        return 3
    errcode: int | None = getattr(error, "errcode", None)
    unknown = isinstance(error, DeliveryUnknown)
    emit(
        _record(
            sent=None if unknown else False,
            msgid=error.msgid,
            error=type(error).__name__,
            errcode=errcode,
            message=said,
            hint=None if errcode is None else errcode_row(errcode).said(lang)[1],
        )
    )
    return 3


def _record(**found: Any) -> str:
    """Write what happened as JSON; it always has all the keys. `sent` is null when unknown."""
    empty = dict.fromkeys(
        ("sent", "msgid", "attempts", "error", "errcode", "message", "hint"), None
    )
    return as_json({"version": 1, **empty, **found})


def _misused(lang: Lang, zh: str, en: str) -> click.UsageError:
    return click.UsageError(say(lang, zh, en))
