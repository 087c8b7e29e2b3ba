"""The program: it finds a command, and turns what happens into an exit code."""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from kfmenu.cli import options
from kfmenu.cli.help import Command, lang_of
from kfmenu.problems import quote, visible
from kfmenu.speech import say

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": ("建一个可以马上用的项目", "write a project to start from"),
    "check": ("检查 .kfm 和 JSON，一次报告所有问题", "report every problem of .kfm and JSON files"),
    "build": ("把 .kfm 编译成接口的 JSON", "compile .kfm to the API's JSON"),
    "fmt": ("把 .kfm 排成统一的样子", "lay .kfm files out in the one way"),
    "fix": ("改好能自动改的问题", "mend what has a safe mend"),
    "import": ("把 JSON 变成 .kfm", "turn JSON into .kfm"),
    "breaking": ("找出服务会出错的改动", "find what a service would trip over"),
    "preview": ("客户会看到什么样子", "how it looks to the customer"),
    "explain": ("解释一条规则，附例子", "explain a rule, with examples"),
    "send": ("发送一条消息，或显示会发送什么", "send one message, or show what would be sent"),
}
"""Each command and what it does, so that the help need not import it."""

_MODULES = {"import": "importing"}
"""The commands whose name cannot be a module's."""


class _Program(click.Group, Command):
    """Commands that are imported when they are called, so that each starts fast."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; refuse one that there is not, with a guess."""
        if cmd_name in COMMANDS:
            module = import_module(f"kfmenu.cli.{_MODULES.get(cmd_name, cmd_name)}")
            command = module.__dict__[_MODULES.get(cmd_name, cmd_name)]
            assert isinstance(command, click.Command)
            return command
        from kfmenu.guess import nearest  # noqa: PLC0415 - only what is misspelt needs it

        lang = lang_of(ctx)
        guess = nearest(cmd_name, COMMANDS)
        if guess is None and os.path.exists(cmd_name):
            guess = f"kfmenu check {cmd_name}"
        more = say(lang, f"；是不是 {guess}？", f"; did you mean {guess}?") if guess else ""
        message = say(lang, f"没有命令 {quote(cmd_name)}", f"there is no command {quote(cmd_name)}")
        raise click.UsageError(message + more, ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, the first ones to try, and last the options."""
        lang = lang_of(ctx)
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(lang, *said)) for name, said in COMMANDS.items()])
        Command.format_options(self, ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Give the commands that begin like that, and what each does; none is imported."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - for shells alone

        lang = lang_of(ctx)
        found = [
            CompletionItem(name, help=say(lang, *said))
            for name, said in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + Command.shell_complete(self, ctx, incomplete)


@click.group(
    cls=_Program,
    zh="编写、检查、发送微信客服的菜单消息。",
    en="Write, check and send menu messages for WeChat customer service.",
    invoke_without_command=True,
)
@options.VERSION
@options.shared
@click.pass_context
def program(ctx: click.Context, /, **given: Any) -> None:
    """Pass what stands before the command on to it; without one, say what there is."""
    command = ctx.invoked_subcommand
    if command is None:
        click.echo(ctx.get_help())
    else:
        ctx.default_map = {command: given}


def called(args: Sequence[str] | None) -> int:
    """Run a command line.

    Args:
        args: without the program's name; by default the process's own.

    Returns:
        The exit code; see `kfmenu.cli.process.run`.
    """
    try:
        code = program.main(args=args, prog_name="kfmenu", standalone_mode=False)
    except click.exceptions.Exit as stop:  # pragma: no cover - older versions of click
        return stop.exit_code
    except click.UsageError as error:
        lang = lang_of(error.ctx)
        name = error.ctx.command_path if error.ctx else "kfmenu"
        more = say(lang, f"看看 {name} --help", f"see {name} --help")
        wrong = f"{say(lang, '命令用法不对', 'usage')}: {visible(error.format_message())}"
        click.echo(f"{wrong} ({more})", err=True)
        return 2
    except click.ClickException as error:
        click.echo(visible(error.format_message()), err=True)
        return 2
    except click.Abort:
        return 130
    return code if isinstance(code, int) else 0
