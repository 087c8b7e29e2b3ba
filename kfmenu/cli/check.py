"""`kfmenu check`: report every problem of some files."""

import click

from kfmenu.cli.options import as_kind, codes, gather, on_paths, report, shared, with_progress
from kfmenu.cli.speech import helped
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.problems import Lang, Problem, has_errors
from kfmenu.project.project import read_project


@click.command(
    help=helped(
        "检查 .kfm 和 JSON 文件，一次报告所有问题。PATHS 是文件、文件夹，或 -（标准输入）。",
        "Report every problem of .kfm and JSON files. PATHS are files, folders, or - for the "
        "standard input.",
    )
)
@on_paths
@click.option("--strict", is_flag=True, help=helped("有警告也算失败", "warnings fail, too"))
@click.option(
    "--select",
    metavar="CODES",
    callback=codes,
    help=helped("只报告这些，例如 KF2,KF402", "report only these, e.g. KF2,KF402"),
)
@click.option(
    "--ignore",
    metavar="CODES",
    callback=codes,
    help=helped("不报告这些", "do not report these"),
)
@as_kind
@shared
def check(
    paths: tuple[str, ...],
    stdin_filename: str | None,
    target: Target | None,
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    kind: Kind | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 problems found, 2 something could not be read."""
    inputs, unread = gather(paths, stdin_filename, stdin_json=kind is not None)
    walked = with_progress(inputs, len(inputs), lang)
    found = [
        problem
        for problem in read_project(walked, kind or "auto", target).problems
        if _is_wanted(problem, select, ignore)
    ]
    report(
        [*unread, *found], inputs, output_format=output_format, lang=lang, color=color, err=False
    )
    if unread:
        return 2
    return 1 if has_errors(found) or (strict and found) else 0


def _is_wanted(problem: Problem, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    return problem.code.startswith(select or "KF") and not (
        ignore and problem.code.startswith(ignore)
    )
