"""What is given for params on the command line: `--set name=value`, and a file of JSON."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

import click

from kfmenu.cli.steps import gather
from kfmenu.places import Where, nowhere, pointer_of
from kfmenu.problems import Lang, Problem
from kfmenu.project.inputs import Input
from kfmenu.project.jsontext import read_json
from kfmenu.speech import say


class Given(NamedTuple):
    """The values for some params.

    Args:
        values: by name.
        inputs: the file that they come from, to quote its lines.
        problems: why it cannot be read.
        where: tells the places of its parts.
        said: the names whose values stand on the command line.
    """

    values: Mapping[str, object]
    inputs: list[Input]
    problems: list[Problem]
    where: Where
    said: frozenset[str]

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Lead what is wrong with values to the lines of the file.

        Args:
            problems: KF510 and KF511, each with the pointer of its value.
        """
        said = {pointer_of((name,)) for name in self.said}
        names = {pointer_of((name,)): name for name in self.values}
        return [
            one if one.pointer in said else self._placed(one, names.get(one.pointer or ""))
            for one in problems
        ]

    def _placed(self, problem: Problem, name: str | None) -> Problem:
        path, span = self.where(() if name is None else (name,), None)
        if span is None:
            return problem
        line, column, end_line, end_column = span
        return problem._replace(
            path=path, line=line, column=column, end_line=end_line, end_column=end_column
        )


def read_values(settings: Mapping[str, str], file: str | None, lang: Lang) -> Given:
    """Read what `--set` and `--set-json` give; the former wins.

    Args:
        settings: name → value, as they stand on the command line.
        file: of a JSON object, `-` is the standard input; its numbers keep their decimals.
        lang: the language of messages.

    Raises:
        click.UsageError: the JSON is no object.
    """
    said = frozenset(settings)
    if file is None:
        return Given(settings, [], [], nowhere, said)
    inputs, problems = gather((file,), None, stdin_json=True)
    for one in inputs:
        read = read_json(one.path, one.content)
        if read.problems:
            return Given({}, inputs, list(read.problems), read.place, said)
        # What was read once has no faults; a float would not say how a price is written.
        text = one.content if isinstance(one.content, str) else one.content.decode("utf-8-sig")
        value = json.loads(text, parse_float=Decimal)
        if not isinstance(value, dict):
            raise click.UsageError(
                say(
                    lang,
                    '--set-json 的文件要像 {"name": "张三"} 这样，是一个 JSON 对象',
                    'the file of --set-json must be a JSON object, such as {"name": "张三"}',
                )
            )
        return Given({**value, **settings}, inputs, [], read.place, said)
    return Given({}, [], problems, nowhere, said)
