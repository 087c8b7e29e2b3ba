"""`kfmenu breaking`: what a service would trip over since a reference."""

import click

from kfmenu.cli import options
from kfmenu.cli.speech import say
from kfmenu.cli.steps import gather, kfm_only, report
from kfmenu.facts.limits import Target
from kfmenu.problems import Lang, has_errors
from kfmenu.project.breaking import compare, promised
from kfmenu.project.project import read_project
from kfmenu.project.reference import CannotCompare, reference


@options.command(
    "找出服务会出错的改动：没有了或换了地方的编号、参数、名称。",
    "Find what a service would trip over: ids, params and names that are gone or changed since a "
    "git ref, or since a folder was built.",
)
@options.PATHS
@options.AGAINST
@options.target()
@options.shared
def breaking(
    paths: tuple[str, ...],
    against: str,
    target: Target | None,
    lang: Lang,
    color: str,
    output_format: str,
) -> int:
    """Give the exit code: 0 nothing breaks, 1 something does, 2 cannot be compared."""
    inputs, unread = gather(paths, None)
    kfm_only(inputs, "breaking", lang)
    project = read_project(inputs, target=target)
    try:
        before = reference(against, paths)
    except CannotCompare as error:
        raise click.ClickException(
            say(lang, f"没法和 {against} 比：{error}", f"cannot compare with {against}: {error}")
        ) from None
    broken = [one for one in project.problems if one.severity == "error"]
    # A menu that does not compile now is no menu that is gone.
    found = broken or compare(before, [promised(draft) for draft in project.drafts])
    problems = [*unread, *found]
    report(problems, inputs, output_format=output_format, lang=lang, color=color, err=False)
    return 2 if unread else int(has_errors(problems))
