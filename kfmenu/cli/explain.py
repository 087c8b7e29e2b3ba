"""`kfmenu explain`: a rule with its examples, or all rules."""

import json
from collections.abc import Iterable

import click

from kfmenu.cli.options import shared
from kfmenu.cli.speech import helped, say
from kfmenu.guess import nearest
from kfmenu.problems import Lang
from kfmenu.reports import rule as reports
from kfmenu.rules.rule import Rule, rules


@click.command(
    help=helped(
        "解释一条规则，附例子；CODE 可以只写开头（KF4），不给时列出所有规则。",
        "Explain a rule, with examples; KF4 lists a group of rules, no CODE all of them.",
    )
)
@click.argument("code", required=False)
@shared
def explain(code: str | None, lang: Lang, color: str, output_format: str) -> int:  # noqa: ARG001
    """Give the exit code: 0."""
    every = list(rules())
    if code is None:
        if output_format == "json":
            records = [reports.record(rule, lang) for rule in every]
            click.echo(json.dumps(records, ensure_ascii=False, indent=2))
            return 0
        _list(every, lang)
        return 0
    group = [rule for rule in every if rule.code.startswith(code.upper())]
    if len(group) > 1:
        _list(group, lang)
        return 0
    found = next((r for r in every if code.upper() == r.code or code == r.name), None)
    if found is None:
        guess = nearest(code, [name for rule in every for name in (rule.code, rule.name)])
        more = say(lang, f"；是不是 {guess}？", f"; did you mean {guess}?") if guess else ""
        raise click.UsageError(
            say(lang, f"没有 {code} 这条规则", f"there is no rule {code}") + more
        )
    if output_format == "json":
        click.echo(json.dumps(reports.record(found, lang), ensure_ascii=False, indent=2))
    else:
        for line in reports.write(found, lang):
            click.echo(line)
    return 0


def _list(rules: Iterable[Rule], lang: Lang) -> None:
    """Print rules, a line each."""
    for rule in rules:
        click.echo(f"{rule.code} {rule.severity:7} {rule.name:22} {reports.gist(rule, lang)}")
