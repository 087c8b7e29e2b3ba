"""`kfmenu import`: turn JSON into `.kfm`."""

import click

from kfmenu.checking.given import params_of
from kfmenu.cli import options
from kfmenu.cli.steps import emit, gather, report
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.language.format import Keywords, formatted
from kfmenu.language.texts import is_device, is_name
from kfmenu.problems import Lang, has_errors, quote
from kfmenu.project.project import read_project
from kfmenu.speech import say


@options.command(
    "把一条消息的 JSON（任何外层都行）变成 .kfm，打印出来。FILE 可以是 -（标准输入）。",
    "Turn the JSON of a message, in whatever envelope, into .kfm text on the standard output. FILE "
    "may be - for the standard input.",
    name="import",
)
@options.FILE
@options.MESSAGE_NAME
@options.KEYWORDS
@options.KIND
@options.target()
@options.shared
def importing(
    file: str,
    name: str | None,
    keywords: Keywords | None,
    kind: Kind | None,
    target: Target | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 the JSON has errors, 2 it cannot be read."""
    inputs, unread = gather([file], None, stdin_json=True)
    inputs = [one._replace(is_json=True) for one in inputs]
    project = read_project(inputs, kind or "auto", target)
    problems = [*unread, *project.problems]
    if problems:
        report(problems, inputs, output_format=output_format, lang=lang, color=color, err=True)
    if has_errors(problems):
        return 2 if unread else 1
    if name is not None and len(project.payloads) > 1:
        raise click.UsageError(
            say(lang, "文件里有多条消息，--name 只能给一条", "--name takes a file of one message")
        )
    from kfmenu.language.writer import dumps  # noqa: PLC0415 - values, once there is one
    from kfmenu.message.wire import from_dict  # noqa: PLC0415

    blocks = []
    for payload in project.payloads:
        called = name or _named(payload.name)
        if not is_name(called) or is_device(called):
            raise click.UsageError(
                say(
                    lang,
                    f"{quote(called)} 不能作名称；用 --name 另给一个",
                    f"{quote(called)} cannot be a name; give another with --name",
                )
            )
        if params_of(payload.value):
            raise click.UsageError(
                say(
                    lang,
                    f"{quote(payload.name)} 有参数，是 kfmenu build 写的；它的 .kfm 才是源文件",
                    f"{quote(payload.name)} has params and was written by kfmenu build; "
                    "its source is the .kfm",
                )
            )
        message = from_dict(payload.value, payload.kind, target)
        blocks.append(dumps(message, called))
    text = "\n".join(blocks)
    emit(formatted(file, text.encode(), keywords).decode())
    return 0


def _named(stem: str) -> str:
    """Give the name that a file's stem suggests."""
    name = "".join(char if is_name(f"x{char}") else "-" for char in stem).strip("-_")
    return name if is_name(name) and not is_device(name) else "imported"
