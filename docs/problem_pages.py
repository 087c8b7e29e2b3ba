"""Write docs/problems.md and its Chinese sister from the catalogue of rules."""

from collections.abc import Iterator

from kfmenu.problems import Lang
from kfmenu.reports.findings import Findings
from kfmenu.reports.rule import shown, told
from kfmenu.rules.reasons import reason
from kfmenu.rules.rule import Rule, rules

_HEADINGS = {
    "1": {"en": "the file", "zh": "文件"},
    "2": {"en": "the line", "zh": "行"},
    "3": {"en": "names and order", "zh": "名称与顺序"},
    "4": {"en": "the message", "zh": "消息"},
    "5": {"en": "params", "zh": "参数"},
    "6": {"en": "full-width punctuation", "zh": "全角标点"},
    "7": {"en": "comments that speak to kfmenu", "zh": "给 kfmenu 的注释"},
    "8": {"en": "what breaks a service", "zh": "服务会出错的改动"},
    "9": {"en": "the outside world", "zh": "外部"},
}
_WORDS = {
    "en": {
        "title": "Problems",
        "intro": (
            "[中文](problems.zh-CN.md). Made from the catalogue by `docs/generate.py`; the tests",
            "check each example. An error makes a check, a build or a message fail; a warning does",
            "not, unless `--strict`. `kfmenu explain CODE` says the same in the terminal.",
        ),
        "error": "error",
        "warning": "warning",
        "fmt": "mended by `kfmenu fmt`",
        "fix": "mended by `kfmenu fix` where the mend is safe",
        "wrong": "Wrong:",
        "says": "kfmenu says:",
        "right": "Right:",
        "then": "; ",
    },
    "zh": {
        "title": "所有问题",
        "intro": (
            "[English](problems.md)。由 `docs/generate.py` 从规则表生成，例子都由测试检查。",
            "错误让 check、build 和发送失败；警告不会，除非用 `--strict`。",
            "在终端里看：`kfmenu explain 编号`。",
        ),
        "error": "错误",
        "warning": "警告",
        "fmt": "`kfmenu fmt` 能改好",
        "fix": "改法确定时 `kfmenu fix` 能改好",
        "wrong": "有问题的写法：",
        "says": "kfmenu 会说：",
        "right": "改好以后：",
        "then": "；",
    },
}


def problems(lang: Lang) -> Iterator[str]:
    """Give the lines of docs/problems.md, or of its Chinese sister."""
    words = _WORDS[lang]
    yield f"# {words['title']}"
    yield ""
    yield from words["intro"]
    group = ""
    for rule in rules():
        if rule.code[2] != group:
            group = rule.code[2]
            yield ""
            yield f"## KF{group}xx — {_HEADINGS[group][lang]}"
        yield ""
        yield f"### {rule.code} {rule.name}"
        yield ""
        yield from _rule(rule, lang)


def _rule(rule: Rule, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    mended = f"{words['then']}{words[rule.mended]}" if rule.mended else ""
    yield f"*{words[rule.severity]}{mended}*"
    yield ""
    yield reason(rule.code, lang)
    for title, lines in (
        ("wrong", shown(rule.bad)),
        ("says", told(rule, Findings((), 0, {}, lang))),
        ("right", shown(rule.good)),
    ):
        yield ""
        yield str(words[title])
        yield ""
        yield "```text"
        yield from lines
        yield "```"
