"""`kfmenu breaking`: what a service would trip over since a reference."""

import click

from kfmenu.cli import options
from kfmenu.cli.steps import gather, kfm_only, report
from kfmenu.facts.limits import Target
from kfmenu.problems import Lang, Problem, has_errors, visible
from kfmenu.project.breaking import compare
from kfmenu.project.project import read_project
from kfmenu.project.reference import reference
from kfmenu.speech import say


@options.command(
    "找出服务会出错的改动：没有了或换了地方的编号、参数、名称。REF 是 git 的提交、标签或分支，"
    "DIR 是 kfmenu build 写过的文件夹（或 bundle 文件）。",
    "Find what a service would trip over: ids, params and names that are gone or changed since a "
    "commit, tag or branch of git (REF), or since a folder or a bundle was built (DIR).",
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
    before = reference(against, paths)
    # A message that went into another file of the project is not gone.
    project = read_project([one._replace(asked=True) for one in inputs], target=target)
    unread = [*unread, *before.problems]
    # A menu that does not compile now is no menu that is gone.
    found: tuple[Problem, ...] = tuple(
        one for one in project.problems if one.severity == "error"
    ) or compare(before.promises, project.named(project.drafts)[0])
    if not (before.promises or unread or output_format in options.MACHINES):
        nothing = say(
            lang,
            f"{against} 里还没有这些菜单，没有可比的",
            f"{against} has no menus there yet; there is nothing to compare with",
        )
        click.echo(visible(nothing), err=True)
    problems = [*unread, *found]
    report(problems, inputs, output_format=output_format, lang=lang, color=color, err=False)
    return 2 if unread else int(has_errors(problems))
