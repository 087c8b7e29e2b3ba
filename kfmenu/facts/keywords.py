"""The keywords of the language in both tongues, those of items taken from their kinds."""

from kfmenu.facts.kinds import KINDS, Kind, Word

BLOCKS = (Word("menu", "菜单"), Word("message", "消息"), Word("part", "片段"))
"""Words that open a block."""

ENDS = (
    Word("head", "开头", ("header", "title", "标题", "问候")),
    Word("tail", "结尾", ("footer", "底部", "结束语")),
)
"""Words of the texts above and below the items."""

OTHERS = (Word("use", "引用"), Word("param", "参数"))

ITEMS: dict[str, Kind] = {word.english: kind for kind in KINDS.values() for word in kind.words}
"""Each keyword that declares an item → the kind."""

SETS = {word.english: word.sets for kind in KINDS.values() for word in kind.words}
"""Each keyword that declares an item → the fields that it sets by itself."""

ENTRIES = (*ENDS, *(word for kind in KINDS.values() for word in kind.words), *OTHERS)
"""Words that stand before a colon."""

HEADER_WORDS = {spelt: word.english for word in BLOCKS for spelt in (word.english, word.chinese)}
"""Every way to write a header's word → the word."""

ENTRY_WORDS = {spelt: word.english for word in ENTRIES for spelt in (word.english, word.chinese)}
"""Every way to write an entry's word → the word."""

SYNONYMS = {
    spelt: word.english if spelt.isascii() else word.chinese
    for word in (*BLOCKS, *ENTRIES)
    for spelt in word.also
}
"""Words that people write for a keyword which looks quite different."""

LATER = ("part", "use", "param")
"""Words of the language that this version knows but does not read yet."""
