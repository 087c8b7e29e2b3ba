"""`kfmenu fmt`: lay `.kfm` files out in the one way."""

import sys

import click

from kfmenu.cli import options
from kfmenu.cli.steps import emit, gather, kfm_only, replace, report, with_progress
from kfmenu.language.format import Keywords, formatted
from kfmenu.problems import Lang, visible
from kfmenu.project.output import out_of_date
from kfmenu.speech import say


@options.command(
    "把 .kfm 排成统一的样子：缩进、空格和标点。文字、注释和写错的行一个字也不改。",
    "Lay .kfm files out in the one way: indents, blanks, signs. No word, no comment and no line "
    "that is broken changes.",
)
@options.PATHS
@options.CHECK
@options.DIFF
@options.KEYWORDS
@options.STDIN_FILENAME
@options.shared
def fmt(
    paths: tuple[str, ...],
    only_check: bool,
    diff: bool,
    keywords: Keywords | None,
    stdin_filename: str | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 something would change, 2 cannot read or write."""
    inputs, unread = gather(paths, stdin_filename, others=False)
    kfm_only(inputs, "fmt", lang)
    changed: dict[str, bytes] = {}
    for one in with_progress(inputs, lang):
        assert isinstance(one.content, bytes)
        content = formatted(one.path, one.content, keywords)
        if one.is_stdin and not (only_check or diff):
            sys.stdout.buffer.write(content)
        elif content != one.content:
            changed[one.path] = content
    if diff:
        for one in inputs:
            if one.path in changed:
                emit(_diff(one.path, one.content, changed[one.path]))
    stale = [out_of_date(path, "updated")._replace(variant="layout") for path in changed]
    problems = [*unread, *(stale if only_check else ())]
    if problems or (only_check and not diff):
        report(
            problems, inputs,
            output_format=output_format, lang=lang, color=color, err=not only_check,
        )  # fmt: skip
    if only_check or diff:
        return 2 if unread else int(only_check and bool(changed))
    replace(inputs, changed, lang)
    if output_format not in options.MACHINES:
        for path in changed:
            click.echo(f"{say(lang, '排好', 'formatted')} {visible(path)}", err=True)
    return 2 if unread else 0


def _diff(path: str, old: bytes | str, new: bytes) -> str:
    """Write what would change, as `diff -u` does."""
    from difflib import unified_diff  # noqa: PLC0415 - only where it is asked for

    before, after = (
        text if isinstance(text, str) else text.decode(errors="replace") for text in (old, new)
    )
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
