"""`kfmenu check`: report every problem of some files."""

from kfmenu.cli import options
from kfmenu.cli.steps import gather, report, with_progress
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.problems import Lang, Problem, has_errors
from kfmenu.project.project import read_project


@options.command(
    "检查 .kfm 和 JSON 文件，一次报告所有问题。PATHS 是文件、文件夹，或 -（标准输入）。",
    "Report every problem of .kfm and JSON files. PATHS are files, folders, or - for the "
    "standard input.",
)
@options.PATHS
@options.STRICT
@options.SELECT
@options.IGNORE
@options.KIND
@options.target()
@options.STDIN_FILENAME
@options.shared
def check(
    paths: tuple[str, ...],
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    kind: Kind | None,
    target: Target | None,
    stdin_filename: str | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 problems found, 2 something could not be read."""
    inputs, unread = gather(paths, stdin_filename, stdin_json=kind is not None)
    walked = with_progress(inputs, len(inputs), lang)
    found = [
        problem
        for problem in read_project(walked, kind or "auto", target, keep=False).problems
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
