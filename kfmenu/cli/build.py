"""`kfmenu build`: compile `.kfm` files to the API's JSON."""

import click

from kfmenu.cli.options import gather, on_paths, report, shared
from kfmenu.cli.speech import helped, say
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Json
from kfmenu.language.draft import Draft
from kfmenu.places import pointer_of
from kfmenu.problems import Lang, has_errors
from kfmenu.project.inputs import MAP
from kfmenu.project.output import (
    Change,
    ForeignFile,
    as_json,
    bundle,
    file_name,
    out_of_date,
    write_file,
    write_folder,
)
from kfmenu.project.project import read_project


@click.command(
    help=helped(
        "把 .kfm 编译成接口的 JSON。PATHS 是文件、文件夹，或 -（标准输入）。有错误时什么都不写。",
        "Compile .kfm to the API's JSON. PATHS are files, folders, or - for the standard input. "
        "With an error nothing is written.",
    )
)
@on_paths
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    help=helped("每条消息写成 DIR/名称.json", "write each message as DIR/NAME.json"),
)
@click.option(
    "--bundle",
    "bundle_file",
    metavar="FILE",
    help=helped("所有消息写进一个文件", "write all messages into one file"),
)
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help=helped("不写；已过期时失败", "write nothing; fail when out of date"),
)
@click.option(
    "--source-map",
    is_flag=True,
    help=helped("另写 名称.map.json：JSON 的每处来自哪一行", "also write NAME.map.json"),
)
@shared
def build(
    paths: tuple[str, ...],
    stdin_filename: str | None,
    target: Target | None,
    out: str | None,
    bundle_file: str | None,
    only_check: bool,
    source_map: bool,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 fine, 1 problems found or out of date, 2 cannot read or write."""
    if (only_check or source_map) and not (out or bundle_file):
        raise click.UsageError(
            say(lang, "请用 -o 或 --bundle 说明写到哪里", "say with -o or --bundle where it is")
        )
    if source_map and not out:
        raise click.UsageError(say(lang, "--source-map 要和 -o 一起用", "--source-map takes -o"))
    inputs, problems = gather(paths, stdin_filename)
    for one in inputs:
        if one.is_json:
            raise click.UsageError(
                say(
                    lang,
                    f"{one.path} 是 JSON，build 只编译 .kfm；检查它用 kfmenu check",
                    f"{one.path} is JSON and build compiles .kfm; look at it with kfmenu check",
                )
            )
    project = read_project(inputs, target=target)
    unread = bool(problems)
    problems += project.problems
    if problems:
        report(problems, inputs, output_format=output_format, lang=lang, color=color, err=True)
    if has_errors(problems):
        return 2 if unread else 1
    if not project.drafts:
        nothing = say(
            lang, "没有可以编译的消息，什么都没写", "no messages to compile; nothing written"
        )
        raise click.ClickException(nothing)
    messages = {one.name: one.message() for one in project.drafts}
    if not out and not bundle_file:
        whole = next(iter(messages.values())) if len(messages) == 1 else bundle(messages)
        click.echo(as_json(whole), nl=False)
        return 0
    maps = project.drafts if source_map else []
    try:
        stale = _write(messages, maps, out, bundle_file, only_check=only_check)
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
        message = say(lang, f"写不了 {where}", f"cannot write {where}")
        raise click.ClickException(f"{message}: {error.strerror}") from None
    for name, change in stale.items():
        said = (_PLANNED if only_check else _DONE)[lang][change]
        click.echo(f"{said} {name}", err=True)
    return 1 if only_check and stale else 0


def _write(
    messages: dict[str, Json],
    maps: list[Draft],
    out: str | None,
    bundle_file: str | None,
    *,
    only_check: bool,
) -> dict[str, Change]:
    """Write the outputs, or only find those that are out of date."""
    stale: dict[str, Change] = {}
    if out:
        files = {file_name(name): as_json(wire) for name, wire in messages.items()}
        files |= {file_name(one.name, MAP): as_json(source_map(one)) for one in maps}
        stale |= out_of_date(out, files) if only_check else write_folder(out, files)
    if bundle_file:
        text = as_json(bundle(messages))
        old = _read(bundle_file)
        if old != text.encode():
            stale[bundle_file] = "created" if old is None else "updated"
            if not only_check and old is not None and b'"messages"' not in old:
                raise ForeignFile(bundle_file)
            if not only_check:
                write_file(bundle_file, text)
    return stale


def source_map(draft: Draft) -> Json:
    """Say where each string of a message stands in its file, by JSON pointer."""
    pointers = {
        pointer_of(path): spot.text.span._asdict()
        for path, spot in draft.spots.items()
        if spot.text is not None
    }
    return {"version": 1, "path": draft.path, "pointers": pointers}


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


_DONE: dict[Lang, dict[Change, str]] = {
    "zh": {"created": "新建", "updated": "更新", "removed": "删除"},
    "en": {"created": "created", "updated": "updated", "removed": "removed"},
}
_PLANNED: dict[Lang, dict[Change, str]] = {
    "zh": {"created": "还没有", "updated": "已过期", "removed": "多余的"},
    "en": {"created": "missing", "updated": "out of date", "removed": "left over"},
}
"""What a build would create, update or remove, said of a folder that is only looked at."""
