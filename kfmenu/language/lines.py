"""What a line declares; and where it declares nothing, what it was probably meant to be."""

import re
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from kfmenu.facts.keywords import ENTRY_WORDS, HEADER_WORDS, ITEMS, SYNONYMS, WORDS
from kfmenu.guess import nearest
from kfmenu.language import targets
from kfmenu.language.lexicon import ARROW, ARROW_LIKE, COLONS, LAYOUT, QUOTES, masked
from kfmenu.language.texts import Raw, is_name
from kfmenu.problems import Findings, quote, shortened, visible


class Declared(NamedTuple):
    """A line that declares itself.

    Args:
        keyword: what it declares.
        word: the keyword as written, or as it should be.
        value: what stands behind the colon, or behind a header's word.
        before: how many code points of the line stand before that.
        guessed: whether the keyword is only what was probably meant.
    """

    keyword: str
    word: str
    value: Raw
    before: int
    guessed: bool = False

    @property
    def is_header(self) -> bool:
        """Whether it opens a block."""
        return self.keyword in _HEADERS


_HEADERS = frozenset(HEADER_WORDS.values())
_WORD = re.compile(r"[\w-]+")


def declared(raw: Raw) -> Declared | None:
    """Tell what a line declares by its first token.

    Args:
        raw: the line without its indent.
    """
    found = _WORD.match(raw.text)
    word = found[0] if found else ""
    sign = raw.text[len(word) : len(word) + 1]
    if sign and sign in COLONS:
        if word in ENTRY_WORDS:
            return _at(ENTRY_WORDS[word], word, raw, len(word) + 1)
    elif word in HEADER_WORDS and sign in _AFTER_HEADER:
        return _at(HEADER_WORDS[word], word, raw, len(word))
    return None


_AFTER_HEADER = ("", *LAYOUT)


def _at(keyword: str, word: str, raw: Raw, start: int, *, guessed: bool = False) -> Declared:
    value = Raw(raw.text[start:], raw.line, raw.column + start)
    return Declared(keyword, word, value, start, guessed)


# ---- what was meant -----------------------------------------------------------------------


class Context(NamedTuple):
    """What stands around a line that declares nothing.

    Args:
        block: the keyword of the block that is open; empty where there is none.
        word: the same as written.
        above: the keyword of the entry right above, whose text may have been meant to go on.
        opened: whether that text begins with a quote that it does not close.
    """

    block: str
    word: str
    above: str
    opened: bool


def meant(raw: Raw, context: Context, findings: Findings) -> Declared | None:
    """Report a line that declares nothing, and tell what it was meant to declare.

    Args:
        raw: the line without its indent.
        context: what stands around it.
        findings: told of KF201, KF202 and KF601.
    """
    found = _WORD.match(raw.text)
    word = found[0] if found else ""
    sign = raw.text[len(word) : len(word) + 1]
    # An address and a time have a colon, and are no words that were meant as keywords.
    is_word = not word.isdigit() and not targets.is_url(raw.text)
    has_colon = bool(word and sign and sign in COLONS and is_word)
    made = None
    if has_colon:
        made = _narrow_word(raw, word, findings) or _header_with_colon(raw, word, findings)
    made = made or _synonym(raw, word, has_colon, findings) or _decorated(raw, findings)
    if made is None and has_colon:
        return _near_keyword(raw, word, context, findings)
    made = made or _near_header(raw, word, findings) or _cells(raw, findings)
    made = made or _without_colon(raw, findings)
    if made is None:
        _note_unreadable(raw, context, findings)
    return made


def _narrow_word(raw: Raw, word: str, findings: Findings) -> Declared | None:
    """Read a keyword in full-width letters."""
    narrow = normalize("NFKC", word)
    if narrow == word or narrow not in ENTRY_WORDS:
        return None
    part = Raw(word, raw.line, raw.column)
    findings.add(
        "KF601", part.span(), edits=part.edit(narrow), text=quote(word), meant=quote(narrow)
    )
    return _at(ENTRY_WORDS[narrow], narrow, raw, len(word) + 1)


def _header_with_colon(raw: Raw, word: str, findings: Findings) -> Declared | None:
    """Read `菜单：名`."""
    if word not in HEADER_WORDS:
        return None
    name = raw.text[len(word) + 1 :].strip(LAYOUT)
    findings.add(
        "KF202", raw.span(0, len(word) + 1), variant="header",
        edits=raw.edit(f"{word} {name}".rstrip()), word=quote(f"{word}:"), guess=word,
        line=visible(f"{word} {name}"),
    )  # fmt: skip
    return _at(HEADER_WORDS[word], word, raw, len(word) + 1, guessed=True)


def _synonym(raw: Raw, word: str, has_colon: bool, findings: Findings) -> Declared | None:
    """Read a word that people write for a keyword."""
    if word.casefold() not in SYNONYMS:
        return None
    keyword = SYNONYMS[word.casefold()].english
    if has_colon == (keyword in _HEADERS):
        return None
    made = _at(keyword, word, raw, len(word) + has_colon, guessed=True)
    if keyword in ITEMS:
        made = made._replace(keyword=_told(made) or keyword)
    guess = targets.worded(made.keyword, word)
    findings.add(
        "KF202", raw.span(0, len(word)), variant="synonym",
        edits=raw.edit(guess, 0, len(word)), word=quote(word), guess=guess,
        line=visible(f"{guess}{raw.text[len(word) :]}"),
    )  # fmt: skip
    return made._replace(word=guess)


def _told(made: Declared) -> str | None:
    """Tell the kind of an item by its target, where it has one arrow."""
    plain = masked(made.value.text)
    arrows = list(ARROW.finditer(plain)) or list(ARROW_LIKE.finditer(plain))
    if len(arrows) == 1:
        return targets.kind_of(made.value.text[arrows[0].end() :].strip(LAYOUT))
    return None


def _near_keyword(raw: Raw, word: str, context: Context, findings: Findings) -> Declared | None:
    """Read a word with a colon that is no keyword as the one that it resembles."""
    guess = nearest(word, (*HEADER_WORDS, *ENTRY_WORDS))
    value = raw.text[len(word) + 1 :].strip(LAYOUT)
    span = raw.span(0, len(word))
    if guess is None:
        english = word.isascii()
        known = " ".join(one.english if english else one.chinese for one in WORDS.values())
        line, variant = _as_entry(raw, word, value, context)
        findings.add("KF202", span, variant=variant, word=quote(word), known=known, line=line)
        return None
    is_header = guess in HEADER_WORDS
    line = f"{guess}{' ' if is_header else ': '}{value}"
    findings.add("KF202", span, variant="guess", word=quote(word), guess=guess, line=visible(line))
    keyword = HEADER_WORDS[guess] if is_header else ENTRY_WORDS[guess]
    return _at(keyword, guess, raw, len(word) + 1, guessed=True)


def _as_entry(raw: Raw, word: str, value: str, context: Context) -> tuple[str, str | None]:
    """Spell a line such as `官网：https://…` as the entry that it may be."""
    like = word
    if context.block == "message":
        return visible(f"| {raw.text}"), "message"
    plain = masked(raw.text)
    arrows = list(ARROW.finditer(plain)) or list(ARROW_LIKE.finditer(plain))
    label, target = word, value
    if len(arrows) == 1:
        label = raw.text[len(word) + 1 : arrows[0].start()].strip(LAYOUT)
        target = raw.text[arrows[0].end() :].strip(LAYOUT)
    keyword = targets.kind_of(target)
    if keyword is None or (keyword == "click" and not arrows):
        return visible(f"{targets.worded('text', like)}: {raw.text}"), None
    return visible(f"{targets.worded(keyword, like)}: {label} -> {target}"), "entry"


def _near_header(raw: Raw, word: str, findings: Findings) -> Declared | None:
    """Read `meun 乙` and `菜单乙`."""
    rest = raw.text[len(word) :]
    if rest.strip(LAYOUT) and rest[0] in LAYOUT and word not in ENTRY_WORDS:
        guess = nearest(word, HEADER_WORDS)
        if guess is not None:
            line = visible(f"{guess} {rest.strip(LAYOUT)}")
            findings.add(
                "KF202", raw.span(0, len(word)), variant="guess",
                word=quote(word), guess=guess, line=line,
            )  # fmt: skip
            return _at(HEADER_WORDS[guess], guess, raw, len(word), guessed=True)
    if rest.strip(LAYOUT):
        return None
    for guess in HEADER_WORDS:
        name = word.removeprefix(guess)
        if not guess.isascii() and name != word and is_name(name):
            findings.add(
                "KF202", raw.span(), variant="glued", edits=raw.edit(f"{guess} {name}"),
                word=quote(word), guess=guess, line=visible(f"{guess} {name}"),
            )  # fmt: skip
            return _at(HEADER_WORDS[guess], guess, raw, len(guess), guessed=True)
    return None


def _decorated(raw: Raw, findings: Findings) -> Declared | None:
    """Read a line without the numbers, bullets and brackets around its first word."""
    found = _decoration().match(raw.text)
    if found is None:
        return None
    spelt = "".join(found["word"].split()).casefold()
    word = SYNONYMS.get(spelt)
    guess = spelt if word is None else targets.worded(word.english, spelt)
    is_header = guess in HEADER_WORDS
    if is_header == bool(found["colon"]):
        return None
    start = found.end()
    closers = "".join(_CLOSERS.get(sign, "") for sign in found["before"])
    end = len(raw.text.rstrip(LAYOUT))
    if not found["after"]:
        while closers and end > start and raw.text[end - 1] in closers:
            end -= 1
    value = raw.text[start:end].strip(LAYOUT)
    if is_header:
        value = value.strip("“”‘’\"'《》【】「」*")
    line = f"{guess}{' ' if is_header else ': '}{value}"
    prefix = raw.text[: found.start("word")] or raw.text[: found.end()].removesuffix(
        found["colon"] or ""
    )
    findings.add(
        "KF201", raw.span(), variant="decoration" if found.start("word") else "line",
        edits=raw.edit(line), text=quote(raw.text), prefix=visible(prefix), line=visible(line),
    )  # fmt: skip
    keyword = HEADER_WORDS[guess] if is_header else ENTRY_WORDS[guess]
    at = start + len(raw.text[start:end]) - len(raw.text[start:end].lstrip(LAYOUT))
    made = Declared(keyword, guess, Raw(f" {value}", raw.line, raw.column + at - 1), start, True)
    if word is not None and keyword in ITEMS:
        return made._replace(keyword=_told(made) or keyword)
    return made


_CLOSERS = {"“": "”", "‘": "’", '"': '"', "'": "'", "*": "*", "_": "_", "`": "`", "【": "】"}
_CLOSERS |= {"「": "」", "《": "》", "[": "]", "(": ")", "（": "）", "~": "~"}


@cache
def _decoration() -> re.Pattern[str]:
    known = sorted({*HEADER_WORDS, *ENTRY_WORDS, *SYNONYMS}, key=len, reverse=True)
    words = "|".join(
        word if word.isascii() else f"[{LAYOUT}]*".join(word) for word in map(re.escape, known)
    )
    return re.compile(
        rf"(?P<before>(?:[^\w|｜#＃]|_|[\u2460-\u24ff\u2776-\u2793]"
        rf"|\d{{1,3}}(?:[.、)）．\ufe0f\u20e3]+|(?=[{LAYOUT}]))|[一二三四五六七八九十]+[、.．)）])*)"
        rf"(?P<word>{words})(?P<after>[”’\"'】」》\])）*_`]*)"
        rf"(?:[{LAYOUT}]*(?P<colon>[{COLONS}])|(?=[{LAYOUT}]))",
        re.IGNORECASE,
    )


def _without_colon(raw: Raw, findings: Findings) -> Declared | None:
    """Read an entry whose colon was forgotten."""
    found = _BARE.match(raw.text)
    if found is None:
        return None
    word, value = found[1], raw.text[found.end() :].strip(LAYOUT)
    keyword = ENTRY_WORDS[word]
    glued = not found[2]
    leads = bool(ITEMS.get(keyword)) and bool(ITEMS[keyword].targets)
    if not value or (glued and not (leads and _ARROWS.search(masked(value)))):
        return None
    if word.isascii() and glued:
        return None
    line = f"{word}: {value}"
    findings.add(
        "KF201", raw.span(), variant="line", edits=raw.edit(line),
        text=quote(raw.text), line=visible(line),
    )  # fmt: skip
    start = found.end() - len(found[2])
    gap = Raw(f" {raw.text[start:].strip(LAYOUT)}", raw.line, raw.column + found.end() - 1)
    return Declared(keyword, word, gap, start, guessed=True)


_BARE = re.compile(rf"({'|'.join(ENTRY_WORDS)})([{LAYOUT}]*[;；.。]?[{LAYOUT}]*)")
_ARROWS = re.compile(rf"{ARROW.pattern}|{ARROW_LIKE.pattern}")


def _cells(raw: Raw, findings: Findings) -> Declared | None:
    """Read a row of cells, such as `回复,满意,101`."""
    cells = [cell.strip(LAYOUT) for cell in re.split("[\t,，]", raw.text)]
    cells = [cell for cell in cells if cell]
    word = cells[0] if cells else ""
    known = ENTRY_WORDS.get(word)
    if len(cells) < 3 or known not in ITEMS:
        return None
    keyword = known
    names = ITEMS[keyword].targets
    if len(cells) != len(names) + 2:
        return None
    value = f"{cells[1]} -> {' '.join(cells[2:])}"
    line = f"{word}: {value}"
    findings.add(
        "KF201", raw.span(), variant="line", edits=raw.edit(line),
        text=quote(raw.text), line=visible(line),
    )  # fmt: skip
    return Declared(keyword, word, Raw(f" {value}", raw.line, raw.column), 0, guessed=True)


def _note_unreadable(raw: Raw, context: Context, findings: Findings) -> None:
    """Report a line that nothing can be made of, with the most likely way out."""
    text = raw.text.rstrip(LAYOUT)
    word = {keyword: targets.worded(keyword, context.word or text) for keyword in _SPELLED}
    variant, line = "text", f"{word['text']}: {text}"
    if found := _JSON_TEXT.search(text):
        label, target = found[2], _JSON_ID.search(text)
        variant, line = "json", f"{word['click']}: {label} -> {target[1] if target else '-'}"
        if url := _JSON_URL.search(text):
            line = f"{word['view']}: {label} -> {url[1]}"
    elif text[0] in "{[]}":
        variant, line = "json", f"{word['click']}: 文字 -> 编号"
    elif context.above == "view" and _URL_REST.fullmatch(text):
        variant = "url"
    elif _CHAT.search(text):
        variant = "chat"
    elif context.opened and text[-1:] in {pair[1] for pair in QUOTES}:
        variant = "quotes"
    elif context.block == "message" or context.above in {"head", "tail", "text", "inline"}:
        variant, line = "gutter", f"| {shortened(text)}"
    elif targets.split("view", text) and not text.isascii():
        split = targets.split("view", text)
        assert split is not None
        line = f"{word['view']}: {split.label} -> {split.target}"
        variant = "line"
    elif context.block == "":
        variant = "nowhere"
    findings.add(
        "KF201", raw.span(0, len(text)), variant=variant,
        text=quote(text), line=visible(line),
    )  # fmt: skip


_SPELLED = ("text", "click", "view")
_JSON_TEXT = re.compile(r'"(content|title|name|text)"\s*:\s*"([^"]+)"')
_JSON_ID = re.compile(r'"id"\s*:\s*"?([\w.:-]+)')
_JSON_URL = re.compile(r'"url"\s*:\s*"([^"]+)"')
_URL_REST = re.compile(r"[A-Za-z0-9?&=/#%._~+-]*[?&=/#%][A-Za-z0-9?&=/#%._~+:-]*")
_CHAT = re.compile(
    r"^\S{1,20}\s+(?:\d{2,4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+)?\d{1,2}:\d{2}(?::\d{2})?$"
)
