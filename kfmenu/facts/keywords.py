"""The keywords of the language in both tongues, those of items taken from their kinds."""

from kfmenu.facts.kinds import KINDS, Kind, Word

BLOCKS = (
    Word("menu", "菜单", "菜單 選單"),
    Word("message", "消息", "訊息"),
    Word("part", "片段", "模块 组件"),
)
"""Words that open a block."""

ENDS = (
    Word(
        "head",
        "开头",
        "起始文本 head_content 标题 欢迎语 问候 问候语 開頭 header title greeting",
    ),
    Word(
        "tail",
        "结尾",
        "结束文本 tail_content 结束语 底部 落款 結尾 footer",
    ),
)
"""Words of the texts above and below the items."""

OTHERS = (
    Word("use", "引用", "插入 包含 include"),
    Word("param", "参数", "变量 字段 占位符 variable"),
)

ITEMS: dict[str, Kind] = {word.english: kind for kind in KINDS.values() for word in kind.words}
"""Each keyword that declares an item → the kind."""

TEXTS = frozenset({"head", "tail"} | {word for word, kind in ITEMS.items() if not kind.targets})
"""Keywords of what is text alone."""

LABELS = dict.fromkeys(TEXTS, "content") | {word: kind.label for word, kind in ITEMS.items()}
"""Each of these and of the texts → the field that is shown."""

TARGETS = dict.fromkeys(TEXTS, ()) | {word: kind.targets for word, kind in ITEMS.items()}
"""Likewise → the fields behind the arrow, in the order of the line; a text has none."""

SETS = {word.english: dict(word.sets) for kind in KINDS.values() for word in kind.words}
"""Each keyword that declares an item → the fields that it sets by itself."""

ENTRIES = (*ENDS, *(word for kind in KINDS.values() for word in kind.words), *OTHERS)
"""Words that stand before a colon."""

HEADER_WORDS = {spelt: word.english for word in BLOCKS for spelt in (word.english, word.chinese)}
"""Every way to write a header's word → the word."""

ENTRY_WORDS = {spelt: word.english for word in ENTRIES for spelt in (word.english, word.chinese)}
"""Every way to write an entry's word → the word."""

WORDS: dict[str, Word] = {word.english: word for word in (*BLOCKS, *ENTRIES)}
"""Every word by its English spelling."""

SYNONYMS = {spelt.casefold(): word for word in WORDS.values() for spelt in word.also.split()}
"""Words that people write for a keyword which looks quite different."""
