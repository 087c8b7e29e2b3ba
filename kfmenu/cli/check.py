"""`kfmenu check`: report every problem of some files."""

from collections.abc import Sequence
from typing import Any

from kfmenu.cli import options
from kfmenu.cli.steps import gather, report, with_progress
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Kind
from kfmenu.problems import Lang, has_errors
from kfmenu.project.inputs import Input
from kfmenu.project.project import of_asked, read_project


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
@options.SHOW_CONFIG
@options.shared
def check(
    paths: tuple[str, ...],
    strict: bool | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    kind: Kind | None,
    target: Target | None,
    stdin_filename: str | None,
    show_config: bool,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 problems found, 2 something could not be read."""
    inputs, unread = gather(paths, stdin_filename, stdin_json=kind is not None)
    given: dict[str, Any] = {} if strict is None else {"strict": strict}
    if target is not None:
        given |= {"target": target, "per_file_target": {}}
    if select or ignore:
        given |= {"select": select, "ignore": ignore} if select else {"ignore": ignore}
    inputs = _overruled(inputs, given)
    if show_config and not unread:
        from kfmenu.cli.configuration import show  # noqa: PLC0415 - seldom asked for

        show([one.config for one in inputs if one.asked], given, lang, output_format)
        return 0
    project = read_project(with_progress(inputs, lang), kind or "auto", target, keep=False)
    configs = {one.path: one.config for one in inputs}
    found = [
        one
        for one in of_asked(project.problems, inputs)
        if configs[one.path or ""].wants(one.code, one.path or "")
    ]
    report(
        [*unread, *found], inputs, output_format=output_format, lang=lang, color=color, err=False
    )
    if unread:
        return 2
    return int(has_errors(found) or any(configs[one.path or ""].strict for one in found))


def _overruled(inputs: Sequence[Input], given: dict[str, Any]) -> list[Input]:
    """Put what the command line says in the place of what the configurations say."""
    if not given:
        return list(inputs)
    configs = {id(one.config): one.config._replace(**given) for one in inputs}
    return [one._replace(config=configs[id(one.config)]) for one in inputs]
