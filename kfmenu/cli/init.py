"""`kfmenu init`: a project to start from."""

import os

import click

from kfmenu.cli import options
from kfmenu.cli.steps import emit
from kfmenu.problems import Lang, visible
from kfmenu.project.files import write_file
from kfmenu.project.output import as_json
from kfmenu.project.starter import MENUS, starter
from kfmenu.speech import say


@options.command(
    "建一个可以马上用的项目：菜单、测试、配置、pre-commit 和 GitHub Actions。"
    "DIR 默认是当前文件夹；已有的文件一个也不改。",
    "Write a project to start from: a menu, its test, a configuration, pre-commit and GitHub "
    "Actions. DIR is the current folder by default; no file that is there is changed.",
)
@options.FOLDER
@options.shared
def init(folder: str, lang: Lang, color: str, output_format: str) -> int:  # noqa: ARG001
    """Give the exit code: 0 fine, 2 something cannot be written."""
    done: dict[str, str] = {}
    said: list[str] = []
    for one in starter(sample=not os.path.lexists(os.path.join(folder, MENUS))):
        path = os.path.normpath(os.path.join(folder, *one.path.split("/")))
        if os.path.lexists(path):
            done[one.path] = "kept"
            said.append(say(lang, f"保留 {path}  原来就有", f"kept {path}: it was there already"))
        else:
            _write(path, say(lang, one.text_zh, one.text_en), lang)
            done[one.path] = "created"
            said.append(say(lang, f"新建 {path}  {one.zh}", f"created {path}: {one.en}"))
    if output_format == "json":
        emit(as_json({"version": 1, "files": done}))
    elif output_format not in options.MACHINES:
        said.append(
            say(
                lang,
                *_next(os.path.normpath(os.path.join(folder, MENUS)), kept="kept" in done.values()),
            )
        )
        for line in said:
            click.echo(visible(line))
    return 0


def _write(path: str, text: str, lang: Lang) -> None:
    try:
        os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
        write_file(path, text)
    except OSError as error:
        message = f"{say(lang, '写不了', 'cannot write')} {path}"
        raise click.ClickException(f"{message}: {error.strerror}") from None


def _next(menus: str, *, kept: bool) -> tuple[str, str]:
    """Say what to do now, in both languages."""
    if kept:
        return (
            "要在原有的文件里加上 kfmenu，在空文件夹里运行 kfmenu init，照着抄",
            "to add kfmenu to a file that was there, see what kfmenu init writes elsewhere",
        )
    return (
        f"现在：看看样子 kfmenu preview {menus}；装上提交前的检查 pre-commit install",
        f"now: look at it with kfmenu preview {menus}, and run pre-commit install",
    )
