"""`kfmenu preview`: what a customer will see, in the terminal or as one HTML file."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import click

from kfmenu.checking.given import read_given
from kfmenu.cli import options
from kfmenu.cli.steps import coloured, emit, gather, report
from kfmenu.cli.values import read_values
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.guess import nearest
from kfmenu.preview.ink import WORDS
from kfmenu.preview.picture import Picture, picture
from kfmenu.problems import Lang, has_errors, quote
from kfmenu.project.inputs import Input
from kfmenu.project.project import Payload, Project, Source, of_asked, read_project
from kfmenu.speech import say

_CODE = re.compile(rb'("code"\s*:\s*")((?:[^"\\]|\\.)*)')
"""A request's code: it works once, and whoever sees it can use it."""


@options.command(
    "显示客户会看到的样子，不联网，不用账号。PATHS 是 .kfm、JSON、文件夹，或 -（标准输入）。",
    "Show what a customer will see, offline and without an account. PATHS are .kfm, JSON, "
    "folders, or - for the standard input.",
)
@options.PATHS
@options.HTML
@options.SET
@options.SET_JSON
@options.LONGEST
@options.KIND
@options.target()
@options.STDIN_FILENAME
@options.shared
def preview(
    paths: tuple[str, ...],
    html: str | None,
    settings: dict[str, str],
    values_file: str | None,
    longest: bool,
    kind: Kind | None,
    target: Target | None,
    stdin_filename: str | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 problems found, 2 something could not be read or written."""
    if values_file == "-" and "-" in paths:
        raise click.UsageError(
            say(lang, "标准输入（-）只能读一次", "the standard input (-) can be read only once")
        )
    inputs, unread = gather(paths, stdin_filename, stdin_json=kind is not None)
    project = read_project(inputs, kind or "auto", target)
    given = read_values(settings, values_file, lang)
    if given.problems:
        report(
            given.problems, given.inputs,
            output_format=output_format, lang=lang, color=color, err=True,
        )  # fmt: skip
        return 1 if given.inputs else 2
    drawings = list(_drawings(project, inputs, target, given.values, lang))
    pictures = [draw(longest=longest) for draw in drawings]
    _check_names(given.values, pictures, lang)
    problems = [*unread, *of_asked(project.problems, inputs)]
    if not pictures and not problems:
        raise click.ClickException(WORDS[lang]["no message"])
    shown = {problem for one in pictures for problem in one.problems}
    others = [problem for problem in problems if problem not in shown]
    if html is not None:
        from kfmenu.preview.html import page  # noqa: PLC0415 - one of several ways to show

        widest = {
            index: draw(longest=True)
            for index, draw in enumerate(drawings)
            if pictures[index].params and not longest
        }
        _write_page(html, page(pictures, lang, others, widest), lang)
    elif output_format == "json":
        from kfmenu.reports.pictures import write  # noqa: PLC0415 - one of several ways to show

        emit(f"{write(pictures, others, lang)}\n")
    else:
        _draw(pictures, lang, color)
    if problems and (html is not None or output_format != "json"):
        report(
            problems, _masked(inputs), output_format=output_format, lang=lang, color=color, err=True
        )
    if unread:
        return 2
    return 1 if has_errors(problems) else 0


def _drawings(
    project: Project,
    inputs: Sequence[Input],
    target: Target | None,
    settings: Mapping[str, object],
    lang: Lang,
) -> Iterator[Callable[..., Picture]]:
    """Give what draws each message, in the order of the files."""
    order = {one.path: index for index, one in enumerate(inputs)}
    messages: list[Source] = [*project.drafts, *project.payloads]
    messages.sort(key=lambda one: (order[one.path], 0 if isinstance(one, Payload) else one.line))
    names = {one.name for one in messages}
    for one in messages:
        draw = partial(
            picture,
            name=one.name,
            names=names,
            problems=project.found_in(one),
            path=one.path,
        )
        if isinstance(one, Payload):
            draw = partial(draw, one.value, one.kind, target, at=one.at)
        else:
            draw = partial(draw, one.wire, target=target, line=one.line)
        yield partial(draw, values=_given(draw(), settings, lang)) if settings else draw


def _masked(inputs: Sequence[Input]) -> list[Input]:
    """Hide the code of each request, since a report quotes lines."""

    def stars(found: re.Match[bytes]) -> bytes:
        return found[1] + b"*" * len(found[2].decode(errors="replace"))

    return [
        one._replace(content=_CODE.sub(stars, one.content))
        if one.is_json and isinstance(one.content, bytes)
        else one
        for one in inputs
    ]


def _given(drawn: Picture, settings: Mapping[str, object], lang: Lang) -> dict[str, str | None]:
    """Read what is set of the params of one message."""
    set_ = {one.param.name: one.param for one in drawn.params if one.param.name in settings}
    texts, problems = read_given(set_, {name: settings[name] for name in set_})
    for problem in problems:
        raise click.UsageError(problem.text(lang))
    return texts


def _check_names(settings: Mapping[str, object], pictures: Sequence[Picture], lang: Lang) -> None:
    """Refuse to set what no message has."""
    known = [value.param.name for one in pictures for value in one.params]
    for name in settings:
        if name not in known:
            guess = nearest(name, known)
            more = say(lang, f"；是不是 {guess}？", f"; did you mean {guess}?") if guess else ""
            said = say(lang, f"没有参数 {quote(name)}", f"no message has a param {quote(name)}")
            raise click.UsageError(f"{said}{more}")


def _write_page(file: str, text: str, lang: Lang) -> None:
    """Write the HTML file, or print it."""
    from kfmenu.project.files import folder_of, sweep, write_file  # noqa: PLC0415 - likewise

    if file == "-":
        emit(text)
        return
    sweep([folder_of(file)])
    try:
        write_file(file, text)
    except OSError as error:
        said = say(lang, f"写不了 {file}", f"cannot write {file}")
        raise click.ClickException(f"{said}: {error.strerror}") from None
    click.echo(say(lang, f"已写入 {file}", f"wrote {file}"), err=True)


def _draw(pictures: Sequence[Picture], lang: Lang, color: str) -> None:
    """Draw the messages in the terminal."""
    from kfmenu.preview import terminal  # noqa: PLC0415 - one of several ways to show

    columns = shutil.get_terminal_size().columns
    paint = coloured(color, sys.stdout)
    # Encodings of old consoles have few of the signs, and draw those two cells wide.
    box = terminal.ROUND if "utf" in (sys.stdout.encoding or "").lower() else terminal.PLAIN
    pen = terminal.opening(terminal.colours) if paint else terminal.pencil
    for one in pictures:
        for line in terminal.draw(one, lang, columns, box=box, pen=pen):
            click.echo(line, color=paint)
        click.echo()
    if pictures:
        click.echo(pen(terminal.Ink(WORDS[lang]["likeness"], "dim")), color=paint)
