"""Steps that several commands take: read what is named, pass it on, write down what was found."""

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TextIO

import click

from kfmenu.cli.options import FORMATS, MACHINES
from kfmenu.cli.speech import say
from kfmenu.problems import Lang, Problem
from kfmenu.project.inputs import Input, cannot_read, names_json, read_inputs
from kfmenu.reports.findings import Findings


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
        try:
            content = sys.stdin.buffer.read()
        except OSError as error:  # a folder, say
            problems.append(cannot_read(name, error))
        else:
            is_json = stdin_json or names_json(name)
            inputs.append(Input(name, content, is_json, is_stdin=True))
    return inputs, problems


def kfm_only(inputs: Iterable[Input], command: str, lang: Lang) -> None:
    """Refuse JSON where a command works on `.kfm`.

    Args:
        inputs: what was read.
        command: its name.
        lang: the language of messages.

    Raises:
        click.UsageError: there is JSON among them.
    """
    for one in inputs:
        if one.is_json:
            raise click.UsageError(
                say(
                    lang,
                    f"{one.path} 是 JSON，{command} 只处理 .kfm；检查它用 kfmenu check",
                    f"{one.path} is JSON and {command} takes .kfm; look at it with kfmenu check",
                )
            )


def replace(contents: Mapping[str, bytes], lang: Lang) -> None:
    """Write files in the place of those that were read, each at once.

    Args:
        contents: path → content.
        lang: the language of messages.

    Raises:
        click.ClickException: one cannot be written; those before it are.
    """
    for path, content in contents.items():
        try:
            from kfmenu.project.output import write_file  # noqa: PLC0415 - a check writes nothing

            write_file(path, content)
        except OSError as error:
            message = f"{say(lang, '写不了', 'cannot write')} {path}"
            raise click.ClickException(f"{message}: {error.strerror}") from None


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
    stream = sys.stderr if err else sys.stdout
    findings = on(stream, lang)._replace(problems=problems, files=len(inputs), contents=contents)
    module = import_module(f"kfmenu.reports.{FORMATS[output_format]}")
    lines = module.write(findings)
    if output_format in MACHINES:
        emit("".join(f"{line}\n" for line in lines), err=err)
        return
    in_colour = coloured(color, stream)
    for line in lines:
        click.echo(_painted(line) if in_colour else line, err=err, color=in_colour)


def emit(text: str, *, err: bool = False) -> None:
    """Write what a machine reads: in UTF-8, whatever the console's encoding.

    Args:
        text: complete, its last line feed, too; a lone surrogate is written as JSON escapes it.
        err: whether it goes to the standard error.
    """
    click.echo(text.encode(errors="backslashreplace"), nl=False, err=err)


def on(stream: TextIO, lang: Lang) -> Findings:
    """Give a report with nothing in it yet: for whom it is, and what it is shown on.

    Args:
        stream: where it goes.
        lang: the language of messages.
    """
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    return Findings((), 0, {}, lang, _width(stream), stream.encoding or "utf-8", root)


def _width(stream: TextIO) -> int | None:
    """Tell how many cells a line of a terminal has; None where there is no terminal."""
    if not stream.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal():
        return int(columns) or None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def coloured(color: str, stream: TextIO) -> bool:
    """Tell whether a stream is written in colour.

    Args:
        color: `auto`, `always` or `never`.
        stream: where it goes.
    """
    if color != "auto":
        return color == "always"
    environ = os.environ
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _painted(line: str) -> str:
    """Colour the severity of a headline, and the carets."""
    if found := re.match(_HEADLINE, line):
        place, code, severity = found.groups()
        said = click.style(code, fg="red" if severity == "error" else "yellow", bold=True)
        return f"{click.style(place, bold=True) if place else ''}{said}{line[found.end() :]}"
    if line.endswith("^") and " | " in line:
        bar, _, carets = line.partition(" | ")
        return f"{bar} | {click.style(carets, fg='red', bold=True)}"
    return line


_HEADLINE = r"((?:    )?(?:\S.*?: )?)((error|warning)\[KF\d{3}\])"
"""Also where a narrow terminal has it in a second line."""
