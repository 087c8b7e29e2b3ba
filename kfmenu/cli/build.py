"""`kfmenu build`: compile `.kfm` files to the API's JSON."""

import os

import click

from kfmenu.cli import options
from kfmenu.cli.steps import configured_out, emit, gather, kfm_only, report, with_progress
from kfmenu.facts.limits import Target
from kfmenu.problems import Lang, has_errors, visible
from kfmenu.project.compiled import compiled
from kfmenu.project.output import (
    Change,
    ForeignFile,
    as_json,
    bundle,
    files_of,
    manifest_of,
    maps_of,
    stale,
    stale_file,
    write_bundle,
    write_folder,
)
from kfmenu.project.project import read_project
from kfmenu.speech import say

_DONE: dict[Lang, dict[Change, str]] = {
    "zh": {"created": "新建", "updated": "更新", "removed": "删除"},
    "en": {"created": "created", "updated": "updated", "removed": "removed"},
}


@options.command(
    "把 .kfm 编译成接口的 JSON。PATHS 是文件、文件夹，或 -（标准输入）。有错误时什么都不写。"
    "不写 -o 和 --bundle 时打印出来：一个文件里的一条消息就是它的 JSON，其余是一个 bundle。",
    "Compile .kfm to the API's JSON. PATHS are files, folders, or - for the standard input. "
    "With an error nothing is written. Without -o and --bundle the JSON is printed: the single "
    "message of a single file as itself, anything else as a bundle.",
)
@options.PATHS
@options.OUT
@options.BUNDLE
@options.CHECK
@options.SOURCE_MAP
@options.target()
@options.STDIN_FILENAME
@options.shared
def build(
    paths: tuple[str, ...],
    out: str | None,
    bundle_file: str | None,
    only_check: bool,
    source_map: bool,
    target: Target | None,
    stdin_filename: str | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 problems found or out of date, 2 cannot read or write."""
    if out is None and bundle_file is None:
        out = configured_out(paths)
    if (only_check or source_map) and not (out or bundle_file):
        raise click.UsageError(
            say(lang, "请用 -o 或 --bundle 说明写到哪里", "say with -o or --bundle where it is")
        )
    if source_map and not out:
        raise click.UsageError(say(lang, "--source-map 要和 -o 一起用", "--source-map takes -o"))
    inputs, unread = gather(paths, stdin_filename)
    kfm_only(inputs, "build", lang)
    project = read_project(with_progress(inputs, lang), target=target)
    drafts, twice = project.named(project.drafts)
    problems = [*unread, *project.problems, *twice]
    failed = has_errors(problems)
    messages = {name: compiled(one.name, one.message()) for name, one in drafts.items()}
    # Who builds a part of a project leaves the rest of its output alone.
    whole_project = all(one.asked for one in inputs)
    if not failed and not messages:
        nothing = say(
            lang, "没有可以编译的消息，什么都没写", "no messages to compile; nothing written"
        )
        raise click.ClickException(nothing)
    files: dict[str, str] = {}
    if out and not failed:
        maps = maps_of(drafts, out) if source_map else {}
        files = files_of(messages) | maps
    whole = as_json(bundle(messages))
    try:
        if only_check and not failed:
            problems += stale(out, files, whole=whole_project) if out else []
            problems += stale_file(bundle_file, whole) if bundle_file else []
        if problems or only_check or output_format in options.MACHINES:
            report(
                problems, inputs,
                output_format=output_format, lang=lang, color=color, err=not only_check,
            )  # fmt: skip
        if only_check or failed:
            return 2 if unread else int(has_errors(problems))
        said = _write(out, files, bundle_file, whole, lang, whole_project=whole_project)
    except ForeignFile as error:
        message = say(
            lang,
            f"{error.path} 不是 kfmenu build 写的，没有覆盖；移走它，或换一个文件夹",
            f"{error.path} was not written by kfmenu build and was left alone; "
            "move it away, or choose another folder",
        )
        raise click.ClickException(message) from None
    except OSError as error:
        where = error.filename or out or bundle_file
        verb = ("读不了", "cannot read") if only_check else ("写不了", "cannot write")
        message = f"{say(lang, *verb)} {where}"
        raise click.ClickException(f"{message}: {error.strerror}") from None
    if not out and not bundle_file:
        # A second menu must not change the shape, so only what can hold one message prints one.
        alone = len(messages) == len(paths) == 1 and not os.path.isdir(paths[0])
        emit(as_json(*messages.values()) if alone else whole)
    elif output_format not in options.MACHINES:
        for line in said:
            click.echo(visible(line), err=True)
    return 0


def _write(
    out: str | None,
    files: dict[str, str],
    bundle_file: str | None,
    whole: str,
    lang: Lang,
    *,
    whole_project: bool,
) -> list[str]:
    """Write the outputs, and say of each what was done."""
    done: dict[str, Change] = {}
    said = []
    if out:
        manifest = manifest_of(out)
        done |= write_folder(out, files, whole=whole_project)
        if manifest.fault is not None:
            said.append(
                say(
                    lang,
                    f"修好了 {manifest.path}：取了里面所有的名称",
                    f"mended {manifest.path}: every name in it was taken",
                )
            )
    if bundle_file:
        done |= write_bundle(bundle_file, whole)
    return said + [f"{_DONE[lang][change]} {name}" for name, change in done.items()]
