"""The tables of docs/language.md and its Chinese sister."""

from collections.abc import Iterator

from regions import table

from kfmenu.facts.keywords import WORDS
from kfmenu.facts.kinds import KINDS
from kfmenu.facts.limits import LIMITS
from kfmenu.params.encoding import Encoding, size, total
from kfmenu.params.types import TYPES, Param, Type, Word
from kfmenu.problems import Lang

_WHERE = {
    "menu": ("opens a menu", "一个菜单，后面是名称"),
    "message": ("opens a message of text alone", "一段只有文字的消息，后面是名称"),
    "part": ("opens a part, for menus to use", "几个菜单共用的几行，后面是名称"),
    "head": ("the text above the items", "菜单最上面的话"),
    "tail": ("the text below the items", "菜单最下面的话"),
    "click": ("a reply button", "点了就回复的按钮"),
    "view": ("a link", "点了打开网页"),
    "miniprogram": ("a page of a mini program", "点了打开小程序"),
    "text": ("a text between the items", "按钮之间的一行话"),
    "inline": ("the same, and the line goes on", "同上，后面的内容接着写，不换行"),
    "use": ("puts a part's lines here", "把片段的几行放在这里"),
    "param": ("declares a param", "声明一个参数"),
}
_HOLDS: dict[Word, tuple[str, str]] = {
    "digits": ("digits alone", "只有数字，例如订单号"),
    "number": ("a decimal between two ends", "两头之间的数，例如金额"),
    "id": ("`0-9 A-Z a-z _ -`", "数字、英文字母、_ 和 -，例如用户 id"),
    "text": ("any text", "任何文字，例如称呼"),
    "cut": ("any text; a longer one is shortened and ends in …", "任何文字，太长时截短，末尾是 …"),
    "url": ("a whole `http(s)://` address", "一个完整的网址"),
    "one": ("one of these", "只能是这几个之一"),
}
_SAMPLES: dict[Word, Param] = {
    "digits": Param("", "digits", most=20),
    "number": Param("", "number", 1, 999999, 2),
    "id": Param("", "id", most=32),
    "text": Param("", "text", most=10),
    "cut": Param("", "cut", most=60),
    "url": Param("", "url", most=200),
    "one": Param("", "one", alternatives=("满意", "不满意")),
}
_LONGEST: dict[Word, tuple[str, str]] = {
    "number": ("the wider end", "较长的一头"),
    "one": ("the longest", "最长的一个"),
}


def keyword_table(lang: Lang) -> str:
    """Write the table of keywords."""
    heads = {"en": ("keyword", "Chinese", "is"), "zh": ("关键字", "英文", "是什么")}
    rows = []
    for word in WORDS.values():
        names = f"`{word.english}`", f"`{word.chinese}`"
        rows.append((*names[:: -1 if lang == "zh" else 1], _WHERE[word.english][lang == "zh"]))
    return table(heads[lang], rows)


def type_table(lang: Lang) -> str:
    """Write the table of types, with the bytes that a value takes at the most."""
    heads = {
        "en": ("type", "for example", "a value is", "bytes in a text", "in a target"),
        "zh": ("类型", "例如", "填什么", "在文字里最多几字节", "在网址、页面里"),
    }
    rows = []
    for word, row in TYPES.items():
        sizes = [_bytes(row, encoding, lang) for encoding in ("plain", "percent")]
        name = row.chinese if lang == "zh" else word
        rows.append((name, f"`{_SAMPLES[word].spelt(lang)}`", _HOLDS[word][lang == "zh"], *sizes))
    return table(heads[lang], rows)


def _bytes(row: Type, encoding: Encoding, lang: Lang) -> str:
    """Say how many bytes the longest value takes, N being its declared length."""
    if not row.unit:
        return _LONGEST[row.word][lang == "zh"]
    times = total(row.wide, (encoding,))
    return "N" if times == 1 else f"{times}N"


def limit_table(lang: Lang) -> str:
    """Write how much fits where, in bytes and in Chinese characters."""
    heads = {
        "en": ("what", "bytes at the most", "Chinese characters"),
        "zh": ("哪里", "最多几字节", "约几个汉字"),
    }
    return table(heads[lang], _limits(lang))


def _limits(lang: Lang) -> Iterator[tuple[str, ...]]:
    limits = LIMITS["on_event"]
    for english, path in (
        ("head", "msgmenu.head_content"),
        *((kind.name, f"msgmenu.list.{kind.name}.{kind.label}") for kind in KINDS.values()),
        ("tail", "msgmenu.tail_content"),
        ("message", "text.content"),
    ):
        most = limits[path].max_bytes
        assert most is not None
        yield _name(english, lang), str(most), str(most // size("汉"))


def _name(english: str, lang: Lang) -> str:
    return f"`{WORDS[english].chinese if lang == 'zh' else english}`"


TABLES = {"keywords": keyword_table, "types": type_table, "limits": limit_table}
