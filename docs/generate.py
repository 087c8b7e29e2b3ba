"""Write the pages that are made from data: `python docs/generate.py`, checked by the tests."""

from collections.abc import Iterator
from pathlib import Path

from kfmenu.facts.kinds import KINDS, Field, Kind
from kfmenu.facts.limits import ACTION_TYPES, LIMITS, Limit
from kfmenu.message.values import ITEMS
from kfmenu.reports.rule import run_example, shown
from kfmenu.rules.rule import Rule, rules

HERE = Path(__file__).parent
SEEN = HERE / "seen_live.tsv"

_HEADINGS = {
    "1": "KF1xx — the file 文件",
    "2": "KF2xx — the line 行",
    "3": "KF3xx — names and order 名称与顺序",
    "4": "KF4xx — the message 消息",
    "5": "KF5xx — params 参数",
    "6": "KF6xx — full-width punctuation 全角标点",
    "7": "KF7xx — comments that speak to kfmenu 给 kfmenu 的注释",
    "8": "KF8xx — what breaks a service 服务会出错的改动",
    "9": "KF9xx — the outside world 外部",
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


def problems() -> Iterator[str]:
    """Give the lines of docs/problems.md."""
    yield "# Problems 问题"
    yield ""
    yield "Made from the catalogue by `docs/generate.py`; each example is checked by the tests."
    yield "An error makes a check, a build or a message fail; a warning does not, unless"
    yield "`--strict`. `kfmenu explain CODE` says the same in the terminal."
    group = ""
    for rule in rules():
        if rule.code[2] != group:
            group = rule.code[2]
            yield ""
            yield f"## {_HEADINGS[group]}"
        yield ""
        yield f"### {rule.code} {rule.name}"
        yield ""
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    problem = run_example(rule, rule.bad)[0]
    yield f"*{rule.severity}*"
    yield ""
    for said in (problem.wording("en"), problem.wording("zh")):
        yield f"- {said.message}"
        yield f"  → {said.hint}"
    for title, example in (("Wrong 错", rule.bad), ("Right 对", rule.good)):
        yield ""
        yield f"{title}:"
        yield ""
        yield "```text"
        yield from shown(example)
        yield "```"


PAGES = {"items.md": items, "limits.md": limits, "problems.md": problems}


def page(name: str) -> str:
    """Give the whole text of a page."""
    return "\n".join([*PAGES[name](), ""])


if __name__ == "__main__":
    for name in PAGES:
        (HERE / name).write_text(page(name), encoding="utf-8")
