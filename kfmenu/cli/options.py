"""Options and steps that several commands share."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, TypeVar

import click

from kfmenu.cli.speech import default_lang, helped, say
from kfmenu.problems import Lang, Problem
from kfmenu.project.inputs import Input, names_json, read_inputs
from kfmenu.reports.findings import Findings

FORMATS = {"full": "full", "concise": "concise", "json": "as_json"}
"""Each output format and the module of `kfmenu.reports` that writes it."""

Command = TypeVar("Command", bound=Callable[..., Any])


def shared(command: Command) -> Command:
    """Add the options that every command takes."""
    for option in (
        click.option(
            "--output-format",
            type=click.Choice(list(FORMATS)),
            default="full",
            help=helped("输出格式", "how problems are written"),
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help=helped("是否用颜色（遵守 NO_COLOR）", "colours; NO_COLOR is honoured"),
        ),
        click.option(
            "--lang",
            type=click.Choice(["zh", "en"]),
            default=default_lang,
            help=helped("输出的语言", "the language of messages"),
        ),
    ):
        command = option(command)
    return command


def on_paths(command: Command) -> Command:
    """Add the options of a command that reads files."""
    for option in (
        click.option(
            "--target",
            type=click.Choice(["on_event", "send_msg"]),
            help=helped("按哪个接口的限制检查", "the API whose limits hold"),
        ),
        click.option(
            "--stdin-filename",
            metavar="NAME",
            help=helped("标准输入（-）的文件名", "what the standard input (-) is called"),
        ),
        click.argument("paths", nargs=-1, required=True),
    ):
        command = option(command)
    return command


def as_kind(command: Command) -> Command:
    """Add the option that says what JSON is."""
    option = click.option(
        "--as",
        "kind",
        type=click.Choice(["auto", "message", "menu", "on_event", "send_msg"]),
        help=helped("JSON 里是什么；标准输入也当作 JSON", "what JSON is; makes - JSON, too"),
    )
    return option(command)


def gather(
    paths: Sequence[str], stdin_filename: str | None, *, stdin_json: bool = False
) -> tuple[list[Input], list[Problem]]:
    """Read what the command line names; `-` is the standard input.

    Args:
        paths: files, folders and `-`.
        stdin_filename: what the standard input is called.
        stdin_json: whether it is JSON even if its name does not say so.
    """
    inputs, problems = read_inputs(path for path in paths if path != "-")
    if "-" in paths:
        name = stdin_filename or "<stdin>"
        content = sys.stdin.buffer.read()
        inputs.append(Input(name, content, stdin_json or names_json(name)))
    return inputs, problems


def report(
    problems: Sequence[Problem],
    inputs: Sequence[Input],
    *,
    output_format: str,
    lang: Lang,
    color: str,
    err: bool,
) -> None:
    """Write the problems down.

    Args:
        problems: in the order in which they are shown.
        inputs: what was read.
        output_format: one of `FORMATS`.
        lang: the language of messages.
        color: `auto`, `always` or `never`.
        err: whether they go to the standard error.
    """
    contents = {one.path: one.content for one in inputs if isinstance(one.content, bytes)}
    findings = Findings(problems, len(inputs), contents, lang)
    module = import_module(f"kfmenu.reports.{FORMATS[output_format]}")
    paint = coloured(color, err=err) and output_format != "json"
    for line in module.write(findings):
        click.echo(_painted(line) if paint else line, err=err, color=paint)


def coloured(color: str, *, err: bool = False) -> bool:
    """Tell whether a stream is written in colour.

    Args:
        color: `auto`, `always` or `never`.
        err: whether it is the standard error.
    """
    import os  # noqa: PLC0415

    if color != "auto":
        return color == "always"
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _painted(line: str) -> str:
    """Colour the severity of a headline, and the carets."""
    for severity, colour in (("error", "red"), ("warning", "yellow")):
        mark = f": {severity}["
        if mark in line:
            place, _, rest = line.partition(mark)
            code, _, message = rest.partition("] ")
            said = click.style(f"{severity}[{code}]", fg=colour, bold=True)
            return f"{click.style(place, bold=True)}: {said} {message}"
    if line.rstrip().endswith("^") and " | " in line:
        bar, _, carets = line.partition(" | ")
        return f"{bar} | {click.style(carets, fg='red', bold=True)}"
    return line


def codes(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Read a list of codes or prefixes such as `KF2,KF402`."""
    from kfmenu.rules.rule import rules  # noqa: PLC0415

    found = tuple(code.strip().upper() for code in (value or "").split(",") if code.strip())
    known_codes = [rule.code for rule in rules()] if found else []
    for code in found:
        if not any(known.startswith(code) for known in known_codes):
            message = say(
                default_lang(),
                f"没有以 {code} 开头的规则；kfmenu explain 列出全部",
                f"no rule begins with {code}; kfmenu explain lists them all",
            )
            raise click.BadParameter(message, ctx, param)
    return found


def with_progress(inputs: Iterable[Input], total: int, lang: Lang) -> Iterator[Input]:
    """Pass inputs on; after a second, tell a terminal how far it is.

    Args:
        inputs: what is worked on, one by one.
        total: how many there are.
        lang: the language of the line.
    """
    started = said = time.monotonic()
    for done, one in enumerate(inputs):
        now = time.monotonic()
        if now - started > 1 and now - said > 0.2 and sys.stderr.isatty():
            said = now
            line = say(lang, f"已检查 {done}/{total} 个文件", f"{done} of {total} files")
            click.echo(f"\r{line}", nl=False, err=True)
        yield one
    if said > started:
        click.echo(f"\r{' ' * 40}\r", nl=False, err=True)
