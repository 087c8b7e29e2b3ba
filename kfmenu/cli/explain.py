"""`kfmenu explain`: a rule with its examples, or all rules."""

import sys
from collections.abc import Iterable

import click

from kfmenu.cli import options
from kfmenu.cli.steps import emit, on
from kfmenu.guess import nearest
from kfmenu.problems import Lang
from kfmenu.project.output import as_json
from kfmenu.reports import rule as reports
from kfmenu.reports.page import Page
from kfmenu.rules.rule import Rule, rules
from kfmenu.speech import say


@options.command(
    "解释一条规则，附例子；CODE 可以只写开头（KF4），不给时列出所有规则。",
    "Explain a rule, with examples; KF4 lists a group of rules, no CODE all of them.",
)
@options.CODE
@options.shared
def explain(code: str | None, lang: Lang, color: str, output_format: str) -> int:  # noqa: ARG001
    """Give the exit code: 0."""
    every = list(rules())
    group = [rule for rule in every if rule.code.startswith((code or "KF").upper())]
    if code is None or len(group) > 1:
        if output_format == "json":
            emit(as_json([reports.record(rule, lang) for rule in group]))
        else:
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
        emit(as_json(reports.record(found, lang)))
    else:
        for line in reports.write(found, on(sys.stdout, lang)):
            click.echo(line)
    return 0


def _list(rules: Iterable[Rule], lang: Lang) -> None:
    """Print rules, a line each."""
    page = Page(on(sys.stdout, lang))
    for rule in rules:
        said = f"{rule.code} {rule.severity:7} {rule.name:22} {reports.gist(rule, lang)}"
        for line in page.fitted(said):
            click.echo(line)
