"""`kfmenu fix`: mend what has a safe mend."""

import sys

import click

from kfmenu.cli import options
from kfmenu.cli.steps import gather, kfm_only, replace, report, with_progress
from kfmenu.facts.limits import Target
from kfmenu.problems import Lang, has_errors, visible
from kfmenu.project.fixing import fix as mend
from kfmenu.speech import say


@options.command(
    "改好能自动改的问题，剩下的报告出来。PATHS 是 .kfm 文件、文件夹，或 -（标准输入）。",
    "Mend what has a safe mend, and report what is left. PATHS are .kfm files, folders, or - for "
    "the standard input.",
)
@options.PATHS
@options.target()
@options.STDIN_FILENAME
@options.shared
def fix(
    paths: tuple[str, ...],
    target: Target | None,
    stdin_filename: str | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 errors are left, 2 cannot read or write."""
    inputs, unread = gather(paths, stdin_filename)
    kfm_only(inputs, "fix", lang)
    fixed = mend(inputs, target, lambda some: with_progress(some, lang))
    piped = {one.path: one.content for one in inputs if one.is_stdin}
    for path, content in piped.items():
        whole = fixed.contents.get(path, content)
        sys.stdout.buffer.write(whole.encode() if isinstance(whole, str) else whole)
    changed = {path: new for path, new in fixed.contents.items() if path not in piped}
    replace(inputs, changed, lang)
    inputs = [one._replace(content=fixed.contents.get(one.path, one.content)) for one in inputs]
    problems = [*unread, *fixed.problems]
    if problems or output_format in options.MACHINES:
        report(problems, inputs, output_format=output_format, lang=lang, color=color, err=True)
    if output_format not in options.MACHINES:
        files = ", ".join(visible(path) for path in fixed.contents)
        said = say(lang, f"改好 {fixed.mended} 处", f"{fixed.mended} mended")
        left = say(
            lang,
            f"；还有 {len(problems)} 处要自己改",
            f"; {len(problems)} left to be mended by hand",
        )
        click.echo(f"{said}{': ' if files else ''}{files}{left if problems else ''}", err=True)
    return 2 if unread else int(has_errors(problems))
