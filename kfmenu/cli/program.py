"""The command group: it finds a command, and turns what happens into an exit code."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from kfmenu.cli.speech import default_lang, helped, say
from kfmenu.problems import visible

_COMMANDS = ("check", "build", "explain", "preview", "send")


class _Commands(click.Group):
    """Commands that are imported when they are called, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"kfmenu.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Commands,
    help=helped(
        "编写、检查、发送微信客服的菜单消息。",
        "Write, check and send menu messages for WeChat customer service.",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="kfmenu")
def _kfmenu() -> None:
    """Stand for the program itself; the commands do the work."""


def run(args: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        args: the command line without the program's name; by default the process's own.

    Returns:
        0 fine, 1 problems found, 2 usage, configuration or I/O, 3 sending failed,
        130 interrupted.
    """
    try:
        code = _kfmenu.main(args=args, prog_name="kfmenu", standalone_mode=False)
    except click.exceptions.Exit as stop:  # pragma: no cover - older versions of click
        return stop.exit_code
    except click.UsageError as error:
        click.echo(_usage(error), err=True)
        return 2
    except click.ClickException as error:
        click.echo(visible(error.format_message()), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    return code if isinstance(code, int) else 0


def main() -> NoReturn:
    """Run the program and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows its number rather than a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # A run is short and leaves no cycles worth a search; ten thousand entries cost dozens of them.
    gc.disable()
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _usage(error: click.UsageError) -> str:
    lang = default_lang()
    name = error.ctx.command_path if error.ctx else "kfmenu"
    more = say(lang, f"看看 {name} --help", f"see {name} --help")
    return f"{say(lang, '命令用法不对', 'usage')}: {visible(error.format_message())} ({more})"
