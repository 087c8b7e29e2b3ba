"""The report for people: each problem with its line, a caret under the fault, and the way out."""

from collections.abc import Iterator

from kfmenu.reports.findings import Findings

_SUMMARY = {
    "zh": ("检查了 {files} 个文件，没有问题", "{files} 个文件：{errors} 个错误，{warnings} 个警告"),
    "en": ("{files} checked, no problems", "{files}: {errors}, {warnings}"),
}
_FIXABLE = {
    "zh": "；kfmenu fix 能改好 {} 个",
    "en": "; kfmenu fix mends {} of them",
}


def write(findings: Findings) -> Iterator[str]:
    """Give the lines of the report, a summary last; on a terminal none is wider than that."""
    if not findings.problems and findings.width is None and "utf" in findings.encoding.lower():
        yield summary(findings)
        return
    from kfmenu.reports.page import Page  # noqa: PLC0415 - nothing has to fit anywhere

    page = Page(findings)
    for problem in findings.problems:
        yield from page.problem(problem)
        yield ""
    yield from page.fitted(summary(findings))


def summary(findings: Findings) -> str:
    """Give the last line: how much was looked at and what was found."""
    clean, found = _SUMMARY[findings.lang]
    counts: dict[str, int | str] = {
        "files": findings.files,
        "errors": findings.errors,
        "warnings": findings.warnings,
    }
    if findings.lang == "en":
        counts = {
            name: f"{number} {name[:-1] if number == 1 else name}"
            for name, number in counts.items()
        }
    said = (found if findings.problems else clean).format_map(counts)
    return f"{said}{_FIXABLE[findings.lang].format(findings.fixable)}" if findings.fixable else said
