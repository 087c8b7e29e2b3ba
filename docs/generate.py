"""Write the pages that are made from data: `python docs/generate.py`, checked by the tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import language_tables
import sending_tables
from problem_pages import problems
from regions import filled, table

from kfmenu.facts.kinds import KINDS, NOUNS, Field, Kind
from kfmenu.facts.limits import ACTION_TYPES, LIMITS, Limit
from kfmenu.message.values import ITEMS
from kfmenu.problems import Lang

HERE = Path(__file__).parent
SEEN = HERE / "seen_live.tsv"

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "items": "# Items\n\n[中文](items.zh-CN.md)\n\n"
        "What a menu holds, made from `kfmenu/facts/kinds.py` by `docs/generate.py`.",
        "item": "field holds required bytes",
        "or": "or",
        "yes": "yes",
        "no": "no",
        "not for": "yes, not for",
        "limits": "# Limits\n\n[中文](limits.zh-CN.md)\n\n"
        "Made from `kfmenu.LIMITS` by `docs/generate.py`. Sizes are bytes of UTF-8: a Chinese\n"
        "character has 3, an emoji 4. The line of the specification behind each number stands\n"
        "beside it in `kfmenu/facts`.\n\n"
        "*Seen live*: the errcodes that the real API answered to what `tests/live.py` tries, from\n"
        "`docs/seen_live.tsv`.",
        "unseen": "The column is empty: nobody has run it yet.",
        "limit": "field|type|required|bytes|more|seen live",
        "most items": "at most {} items",
        "most actions": "of them at most {} {} or {}",
        "comma": ", ",
    },
    "zh": {
        "items": "# 菜单项\n\n[English](items.md)\n\n"
        "菜单里能放什么。由 `docs/generate.py` 从 `kfmenu/facts/kinds.py` 生成。",
        "item": "字段 内容 必填 字节",
        "or": "或",
        "yes": "是",
        "no": "否",
        "not for": "是，除了",
        "limits": "# 限制\n\n[English](limits.md)\n\n"
        "由 `docs/generate.py` 从 `kfmenu.LIMITS` 生成。长度按 UTF-8 的字节算：\n"
        "一个汉字 3 字节，一个表情至少 4 字节。接口文档的原文写在 `kfmenu/facts` 里。\n\n"
        "*实测*：`tests/live.py` 试过的，真实接口回的 errcode，来自 `docs/seen_live.tsv`。",
        "unseen": "这一列还空着：还没有人跑过。",
        "limit": "字段|类型|必填|字节|其他|实测",
        "most items": "最多 {} 项",
        "most actions": "其中 {1} 和 {2} 最多 {0} 项",
        "comma": "，",
    },
}
_GISTS = {
    "click": "回复按钮：点了以后，客户就说出它的文字，服务在 `text.menu_id` 收到它的编号。",
    "view": "链接：点了打开网页。",
    "miniprogram": "小程序：点了打开一个页面。",
    "text": "按钮之间的一段话，不能点。",
}


def items(lang: Lang) -> Iterator[str]:
    """Give the lines of docs/items.md."""
    yield _WORDS[lang]["items"]
    for kind in KINDS.values():
        yield ""
        yield f"## {kind.name}"
        yield ""
        yield from _kind(kind, lang)


def _kind(kind: Kind, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    yield _GISTS[kind.name] if lang == "zh" else (ITEMS[kind.name].__doc__ or "").partition("\n")[0]
    yield ""
    arguments = ", ".join(ITEMS[kind.name].__match_args__)
    yield f"- Python: `{ITEMS[kind.name].__name__}({arguments})`, `Menu.{kind.name}({arguments})`"
    for word in kind.words:
        sets = "".join(f", `{name}` {value}" for name, value in word.sets)
        first, other = (
            (word.chinese, word.english) if lang == "zh" else (word.english, word.chinese)
        )
        yield f"- `.kfm`: `{first}: {kind.line}` {words['or']} `{other}: …`{sets}"
    yield ""
    rows = [
        (f"`{one.name}`", _role(one, lang), _required(one, lang), _size(one, lang))
        for one in kind.fields
    ]
    yield table(words["item"].split(), rows).rstrip()


def _role(one: Field, lang: Lang) -> str:
    return NOUNS[one.role] if lang == "zh" else one.role


def _required(one: Field, lang: Lang) -> str:
    words = _WORDS[lang]
    if one.free_for:
        return f"{words['not for']} {', '.join(one.free_for)}"
    return words["yes" if one.required else "no"]


def _size(one: Field, lang: Lang) -> str:
    if one.role == "flag":
        return f"0 {_WORDS[lang]['or']} 1"
    return f"{one.min_bytes}–{one.max_bytes}"


def limits(lang: Lang) -> Iterator[str]:
    """Give the lines of docs/limits.md."""
    words = _WORDS[lang]
    yield words["limits"]
    seen = _seen()
    if not seen:
        yield ""
        yield words["unseen"]
    for target, fields in LIMITS.items():
        yield ""
        yield f"## {target}"
        yield ""
        rows = []
        for row in fields.values():
            required = words["yes" if row.required else "no"]
            live = "; ".join(seen.get(row.path, ()) if target == "on_event" else ())
            more = words["comma"].join(_more(row, lang))
            rows.append((f"`{row.path}`", row.type, required, _bytes(row), more, live))
        yield table(words["limit"].split("|"), rows).rstrip()


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


def _more(row: Limit, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    if row.max_items is not None:
        yield words["most items"].format(row.max_items)
    if row.max_actions is not None:
        *names, last = ACTION_TYPES
        yield words["most actions"].format(row.max_actions, ", ".join(names), last)
    if row.choices:
        yield f" {words['or']} ".join(f"`{choice}`" for choice in row.choices)
    if row.pattern:
        yield f"`{row.pattern}`"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "items.md": lambda: items("en"),
    "items.zh-CN.md": lambda: items("zh"),
    "limits.md": lambda: limits("en"),
    "limits.zh-CN.md": lambda: limits("zh"),
    "problems.md": lambda: problems("en"),
    "problems.zh-CN.md": lambda: problems("zh"),
}
"""The pages that are made from data alone."""

TABLES = language_tables.TABLES | sending_tables.TABLES
"""What stands between marks in the pages that people write."""


def page(path: Path) -> str:
    """Give the whole text of a page as the data make it today."""
    if path.name in PAGES:
        return "\n".join([*PAGES[path.name](), ""])
    lang: Lang = "zh" if path.match("*.zh-CN.md") else "en"
    return filled(path.read_text(encoding="utf-8"), TABLES, lang)


def pages() -> list[Path]:
    """Give every page of the project."""
    written = {*HERE.parent.glob("*.md"), *HERE.glob("*.md")}
    return sorted(written | {HERE / name for name in PAGES})


if __name__ == "__main__":
    for one in pages():
        one.write_text(page(one), encoding="utf-8")
