"""Help in the language of whoever asks, in lines that fit the terminal."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from kfmenu.problems import Lang
from kfmenu.speech import default_lang, say

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_HEADINGS = {"Options": "选项", "Commands": "命令", "Examples": "例子", "Exit codes": "退出码"}


def lang_of(ctx: click.Context | None) -> Lang:
    """Tell the language that the command line asks for, as far as it has been read.

    Args:
        ctx: the command's, or None where not even the command is known.
    """
    while ctx is not None:
        lang: Lang | None = ctx.params.get("lang")
        if lang is not None:
            return lang
        ctx = ctx.parent
    return default_lang()


class Formatter(click.HelpFormatter):
    """Click's, but for its lines: it counts code points where a terminal has cells."""

    def __init__(self, lang: Lang, **more: Any) -> None:
        super().__init__(**more)
        self._lang = lang

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, prefix or say(self._lang, "用法：", "Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write a section's heading."""
        indent = " " * self.current_indent
        said = say(self._lang, f"{_HEADINGS[heading]}：", f"{heading}:")
        self.write(f"{indent}{said}\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        indent = " " * self.current_indent
        for line in _wrapped(text, self.width - len(indent)):
            self.write(f"{indent}{line}\n")

    def write_dl(
        self,
        rows: Iterable[tuple[str, str]],
        col_max: int = 30,  # noqa: ARG002 - click's signature
        col_spacing: int = 2,
    ) -> None:
        """Write terms, and under each what it means: a term may be as long as it is."""
        indent = " " * self.current_indent
        rows = list(rows)
        beside = [len(term) for term, _ in rows if len(term) <= _TERM]
        column = max(beside, default=col_spacing) + col_spacing
        for term, said in rows:
            lines = _wrapped(said, self.width - len(indent) - column)
            if len(term) + col_spacing > column:
                self.write(f"{indent}{term}\n")
                term = ""  # noqa: PLW2901 - it has been written
            for line in lines:
                self.write(f"{indent}{term:{column}}{line}\n")
                term = ""  # noqa: PLW2901 - likewise


_TERM = 26
"""Cells of a term that its meaning stands beside; behind a longer one it begins a line."""


def _wrapped(text: str, width: int) -> Iterable[str]:
    from kfmenu.reports.cells import Ruler  # noqa: PLC0415 - a command that runs shows no help

    return Ruler().wrapped(text, width, "")


class Context(click.Context):
    """Click's, with a formatter that knows the language."""

    def make_formatter(self) -> click.HelpFormatter:
        """Make the formatter of a help text."""
        return Formatter(lang_of(self), width=self.terminal_width, max_width=self.max_content_width)


class Option(click.Option):
    """An option that says what it does in two languages.

    Args:
        declared: its names.
        zh: its help in Chinese.
        en: its help in English.
        more: what click takes.
    """

    def __init__(self, declared: list[str], *, zh: str, en: str, **more: Any) -> None:
        super().__init__(declared, **more)
        self._said = zh, en

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give its line of the help."""
        self.speak(lang_of(ctx))
        return super().get_help_record(ctx)

    def speak(self, lang: Lang) -> None:
        """Say what it does in a language from now on."""
        self.help = say(lang, *self._said)


class Command(click.Command):
    """A command that says what it does in two languages.

    Args:
        name: of the command.
        zh: its help in Chinese.
        en: its help in English.
        more: what click takes.
    """

    context_class = Context

    def __init__(self, name: str | None, *, zh: str, en: str, **more: Any) -> None:
        super().__init__(name, add_help_option=False, **more)
        self._said = zh, en

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does."""
        self.help = say(lang_of(ctx), *self._said)
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what there is to try, the options, and what the exit code means."""
        from kfmenu.cli.examples import EXAMPLES, exits  # noqa: PLC0415 - for help alone

        lang, name = lang_of(ctx), ctx.info_name or ""
        with formatter.section("Examples"):
            formatter.write_dl([(line, say(lang, *said)) for line, said in EXAMPLES[name]])
        super().format_options(ctx, formatter)
        with formatter.section("Exit codes"):
            formatter.write_dl([(code, say(lang, *said)) for code, said in exits(name)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Give the options that begin like that, and what each does."""
        for param in self.params:
            if isinstance(param, Option):
                param.speak(lang_of(ctx))
        return super().shell_complete(ctx, incomplete)
