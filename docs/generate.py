"""Write the pages that are made from data: `python docs/generate.py`, checked by the tests."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from kfmenu.facts.kinds import KINDS, Field, Kind
from kfmenu.facts.limits import ACTION_TYPES, LIMITS, Limit
from kfmenu.message.values import ITEMS
from kfmenu.problems import Lang
from kfmenu.reports.findings import Findings
from kfmenu.reports.rule import shown, told
from kfmenu.rules.reasons import reason
from kfmenu.rules.rule import Rule, rules

HERE = Path(__file__).parent
SEEN = HERE / "seen_live.tsv"

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


def items() -> Iterator[str]:
    """Give the lines of docs/items.md."""
    yield "# Items"
    yield ""
    yield "What a menu holds, made from `kfmenu/facts/kinds.py` by `docs/generate.py`."
    for kind in KINDS.values():
        yield ""
        yield f"## {kind.name}"
        yield ""
        yield from _kind(kind)


def _kind(kind: Kind) -> Iterator[str]:
    doc = (ITEMS[kind.name].__doc__ or "").partition("\n")[0]
    yield doc
    yield ""
    arguments = ", ".join(ITEMS[kind.name].__match_args__)
    yield f"- Python: `{ITEMS[kind.name].__name__}({arguments})`, `Menu.{kind.name}({arguments})`"
    for word in kind.words:
        sets = "".join(f", `{name}` {value}" for name, value in word.sets)
        yield f"- `.kfm`: `{word.english}: {kind.line}` or `{word.chinese}: …`{sets}"
    yield ""
    yield "| field | holds | required | bytes |"
    yield "|---|---|---|---|"
    for one in kind.fields:
        yield f"| `{one.name}` | {one.role} | {_required(one)} | {_size(one)} |"


def _required(one: Field) -> str:
    but = f", not for {', '.join(one.free_for)}" if one.free_for else ""
    return f"yes{but}" if one.required else "no"


def _size(one: Field) -> str:
    return "0 or 1" if one.role == "flag" else f"{one.min_bytes}–{one.max_bytes}"


def limits() -> Iterator[str]:
    """Give the lines of docs/limits.md."""
    yield "# Limits"
    yield ""
    yield "Made from `kfmenu.LIMITS` by `docs/generate.py`. Sizes are bytes of UTF-8: a Chinese"
    yield "character has 3, an emoji 4. The line of the specification behind each number stands"
    yield "beside it in `kfmenu/facts`."
    yield ""
    yield "*Seen live*: the errcodes that the real API answered to what `tests/live.py` tries, from"
    yield "`docs/seen_live.tsv`."
    seen = _seen()
    if not seen:
        yield ""
        yield "The column is empty: nobody has run it yet."
    for target, rows in LIMITS.items():
        yield ""
        yield f"## {target}"
        yield ""
        yield "| field | type | required | bytes | more | seen live |"
        yield "|---|---|---|---|---|---|"
        for row in rows.values():
            required = "yes" if row.required else "no"
            live = "; ".join(seen.get(row.path, ()) if target == "on_event" else ())
            cells = f"`{row.path}`", row.type, required, _bytes(row), _more(row), live
            yield f"| {' | '.join(cells)} |"


def _seen() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in SEEN.read_text(encoding="utf-8").splitlines()[1:]:
        field, tried, answered, day = line.split("\t")
        found.setdefault(field, []).append(f"{tried}: {answered} ({day})")
    return found


def _bytes(row: Limit) -> str:
    if row.max_bytes is None:
        return "–"
    return f"{row.min_bytes}–{row.max_bytes}"


def _more(row: Limit) -> str:
    more = []
    if row.max_items is not None:
        more.append(f"at most {row.max_items} items")
    if row.max_actions is not None:
        *names, last = ACTION_TYPES
        more.append(f"of them at most {row.max_actions} {', '.join(names)} or {last}")
    if row.choices:
        more.append(" or ".join(f"`{choice}`" for choice in row.choices))
    if row.pattern:
        more.append(f"`{row.pattern}`")
    return ", ".join(more)


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


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "items.md": items,
    "limits.md": limits,
    "problems.md": partial(problems, "en"),
    "problems.zh-CN.md": partial(problems, "zh"),
}


def page(name: str) -> str:
    """Give the whole text of a page."""
    return "\n".join([*PAGES[name](), ""])


if __name__ == "__main__":
    for name in PAGES:
        (HERE / name).write_text(page(name), encoding="utf-8")
