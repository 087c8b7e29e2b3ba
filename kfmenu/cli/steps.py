"""Steps that several commands take: read what is named, pass it on, write down what was found."""

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from os.path import dirname
from typing import TextIO

import click

from kfmenu.cli.help import lang_of
from kfmenu.cli.options import FORMATS, MACHINES
from kfmenu.problems import Lang, Problem
from kfmenu.project.config import NOTHING, Config, Configs, absolute, shown
from kfmenu.project.inputs import Input, names_json, read_inputs, read_stream
from kfmenu.project.unread import cannot_read, unread
from kfmenu.reports.findings import Findings
from kfmenu.speech import say


def gather(
    paths: Sequence[str],
    stdin_filename: str | None,
    *,
    stdin_json: bool = False,
    others: bool = True,
) -> tuple[list[Input], list[Problem]]:
    """Read what the command line names, or else the project of the current folder.

    Args:
        paths: files, folders and `-`, the standard input.
        stdin_filename: what the standard input is called.
        stdin_json: whether it is JSON even if its name does not say so.
        others: whether the rest of each configured project is read, too, for its names.

    Raises:
        click.UsageError: nothing is named, and there is no configuration.
    """
    usual = NOTHING if paths else _configured()
    stdin = None
    failed = []
    if "-" in paths:
        name = stdin_filename or "<stdin>"
        try:
            content = read_stream(sys.stdin.buffer)
        except OSError as error:  # a folder, say
            failed.append(cannot_read(name, error))
        else:
            if content is None:
                failed.append(unread(name, "@huge"))
            else:
                stdin = Input(name, content, stdin_json or names_json(name), is_stdin=True)
    named = [path for path in paths if path != "-"] or [shown(path) for path in usual.paths]
    inputs, problems = read_inputs(named, stdin=stdin, others=others, usual=usual)
    return inputs, problems + failed


def configured_out(paths: Sequence[str]) -> str | None:
    """Give where the configuration says that a build writes.

    Args:
        paths: what the command line names; all of it must belong to the project.
    """
    configs = Configs()
    found = [configs.near(absolute(one if os.path.isdir(one) else dirname(one))) for one in paths]
    config, *others = found or [configs.near(absolute(""))]
    within = all(config.project_of(one) == config.folder for one in paths)
    if config.out is None or "-" in paths or not within or any(one != config for one in others):
        return None
    return shown(config.out)


def _configured() -> Config:
    """Give the configuration of the current folder."""
    config = Configs().near(absolute(""))
    if config is NOTHING:
        lang = lang_of(click.get_current_context())
        raise click.UsageError(
            say(
                lang,
                "没有给 PATHS，也没有配置（kfmenu.toml，或 pyproject.toml 里的 [tool.kfmenu]）；"
                "写上文件或文件夹，例如 menus",
                "no PATHS are given, and there is no configuration (kfmenu.toml, or [tool.kfmenu] "
                "in pyproject.toml); name files or folders, such as menus",
            )
        )
    return config


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


def replace(inputs: Iterable[Input], contents: Mapping[str, bytes], lang: Lang) -> None:
    """Write files in the place of those that were read, each at once.

    Args:
        inputs: all that was worked on; what killed runs left beside them is swept away.
        contents: path → content.
        lang: the language of messages.

    Raises:
        click.ClickException: one cannot be written; those before it are.
    """
    from kfmenu.project.files import folder_of, sweep, write_file  # noqa: PLC0415 - not to check

    sweep(folder_of(one.path) for one in inputs if one.asked and not one.is_stdin)
    for path, content in contents.items():
        try:
            write_file(path, content)
        except OSError as error:
            message = f"{say(lang, '写不了', 'cannot write')} {path}"
            raise click.ClickException(f"{message}: {error.strerror}") from None


def with_progress(inputs: Sequence[Input], lang: Lang) -> Iterator[Input]:
    """Pass inputs on; after a second, tell a terminal how far it is.

    Args:
        inputs: what is worked on, one by one.
        lang: the language of the line.
    """
    started = said = time.monotonic()
    try:
        for done, one in enumerate(inputs):
            now = time.monotonic()
            if now - started > 1 and now - said > 0.2 and sys.stderr.isatty():
                said = now
                total = len(inputs)
                line = say(lang, f"已处理 {done}/{total} 个文件", f"{done} of {total} files")
                click.echo(f"\r{line}", nl=False, err=True)
            yield one
    finally:  # a Ctrl-C, too, leaves the line empty
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
    findings = on(stream, lang)._replace(
        problems=problems, files=sum(one.asked for one in inputs), contents=contents
    )
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
