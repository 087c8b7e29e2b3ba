"""What a line that declares nothing was probably meant to declare."""

import re
from functools import cache

from kfmenu.facts.keywords import ENTRY_WORDS, HEADER_WORDS, ITEMS, SYNONYMS, WORDS
from kfmenu.guess import nearest
from kfmenu.language import targets
from kfmenu.language.lexicon import ARROW, ARROW_LIKE, COLONS, HALF_WIDTH, LAYOUT, arrows_in, masked
from kfmenu.language.lines import HEADERS, WORD, Declared, declared, declares
from kfmenu.language.texts import Raw, is_name, note_like
from kfmenu.language.unreadable import Context, is_json, note_unreadable, spelled_entry
from kfmenu.problems import Findings, quote, visible


def meant(raw: Raw, context: Context, findings: Findings) -> Declared | None:
    """Report a line that declares nothing, and tell what it was meant to declare.

    Args:
        raw: the line without its indent.
        context: what stands around it.
        findings: told of KF201, KF202 and KF601.
    """
    found = WORD.match(raw.text)
    word = found[0] if found else ""
    sign = raw.text[len(word) : len(word) + 1]
    # An address and a time have a colon, and are no words that were meant as keywords.
    is_word = not word.isdigit() and not targets.is_url(raw.text)
    has_colon = bool(word and sign and sign in COLONS and is_word)
    made = _narrow_word(raw, word, findings)
    if made is None and has_colon:
        made = _header_with_colon(raw, word, findings)
    made = made or _synonym(raw, word, has_colon, findings)
    if made is None and not is_json(raw.text):
        made = _decorated(raw, findings)
    if made is None and has_colon:
        return _near_keyword(raw, word, context, findings)
    made = made or _near_header(raw, word, findings) or _cells(raw, findings)
    made = made or _without_colon(raw, findings)
    if made is None:
        note_unreadable(raw, context, findings)
    return made


def _narrow_word(raw: Raw, word: str, findings: Findings) -> Declared | None:
    """Read a keyword in full-width letters."""
    narrow = word.translate(HALF_WIDTH)
    made = declared(Raw(narrow + raw.text[len(word) :], raw.line, raw.column))
    if narrow == word or made is None:
        return None
    note_like(raw.within(0, len(word)), narrow, findings)
    return made


def _header_with_colon(raw: Raw, word: str, findings: Findings) -> Declared | None:
    """Read `菜单：名`."""
    known = SYNONYMS.get(word.casefold())
    guess = targets.worded(known.english, word) if known else word
    if guess not in HEADER_WORDS:
        return None
    line = f"{guess} {raw.text[len(word) + 1 :].strip(LAYOUT)}".rstrip()
    findings.add(
        "KF202", raw.span(0, len(word) + 1), variant="header",
        edits=raw.edit(line), word=quote(word), guess=guess, line=visible(line),
    )  # fmt: skip
    return declares(HEADER_WORDS[guess], guess, raw, len(word) + 1, guessed=True)


def _synonym(raw: Raw, word: str, has_colon: bool, findings: Findings) -> Declared | None:
    """Read a word that people write for a keyword."""
    folded = word.casefold()
    known = SYNONYMS.get(folded) or WORDS.get(folded)
    if known is None or word in WORDS:
        return None
    if has_colon == (known.english in HEADERS):
        return None
    guess = targets.worded(known.english, word)
    value = len(word) + has_colon
    made = _as_told(declares(known.english, guess, raw, value, guessed=True))
    line = f"{made.word}{': ' if has_colon else ' '}{raw.text[value:].strip(LAYOUT)}"
    findings.add(
        "KF202", raw.span(0, len(word)), variant="synonym",
        edits=raw.edit(made.word, 0, len(word)), word=quote(word), guess=made.word,
        line=visible(line),
    )  # fmt: skip
    return made


def _as_told(made: Declared) -> Declared:
    """Read an item whose keyword is a guess as the kind that its target tells, if it has one."""
    arrows = arrows_in(made.value.text)
    if made.keyword not in ITEMS or len(arrows) != 1:
        return made
    told = targets.kind_of(made.value.text[arrows[0].end() :].strip(LAYOUT))
    return made._replace(keyword=told, word=targets.worded(told, made.word)) if told else made


def _near_keyword(raw: Raw, word: str, context: Context, findings: Findings) -> Declared | None:
    """Read a word with a colon that is no keyword as the one that it resembles."""
    guess = nearest(word, (*HEADER_WORDS, *ENTRY_WORDS))
    value = raw.text[len(word) + 1 :].strip(LAYOUT)
    span = raw.span(0, len(word))
    if guess is None:
        english = word.isascii()
        known = " ".join(one.english if english else one.chinese for one in WORDS.values())
        line, variant = spelled_entry(raw, word, value, context)
        findings.add("KF202", span, variant=variant, word=quote(word), known=known, line=line)
        return None
    is_header = guess in HEADER_WORDS
    line = f"{guess}{' ' if is_header else ': '}{value}"
    findings.add("KF202", span, variant="guess", word=quote(word), guess=guess, line=visible(line))
    keyword = HEADER_WORDS[guess] if is_header else ENTRY_WORDS[guess]
    return declares(keyword, guess, raw, len(word) + 1, guessed=True)


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
            return declares(HEADER_WORDS[guess], guess, raw, len(word), guessed=True)
    if rest.strip(LAYOUT):
        return None
    for guess in HEADER_WORDS:
        name = word.removeprefix(guess)
        if not guess.isascii() and name != word and is_name(name):
            findings.add(
                "KF202", raw.span(), variant="glued", edits=raw.edit(f"{guess} {name}"),
                word=quote(word), guess=guess, line=visible(f"{guess} {name}"),
            )  # fmt: skip
            return declares(HEADER_WORDS[guess], guess, raw, len(guess), guessed=True)
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
    keyword = HEADER_WORDS[guess] if is_header else ENTRY_WORDS[guess]
    at = start + len(raw.text[start:end]) - len(raw.text[start:end].lstrip(LAYOUT))
    made = Declared(keyword, guess, Raw(f" {value}", raw.line, raw.column + at - 1), start, True)
    if word is not None:
        made = _as_told(made)
    line = f"{made.word}{' ' if is_header else ': '}{value}"
    findings.add(
        "KF201", raw.span(), variant="line",
        edits=raw.edit(line), text=quote(raw.text), line=visible(line),
    )  # fmt: skip
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
        rf"|\d{{1,3}}(?:[.、)）．\ufe0f\u20e3]|(?=[{LAYOUT}]))|[一二三四五六七八九十]+[、.．)）])*+)"
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
    known = WORDS.get(ENTRY_WORDS.get(word, "")) or SYNONYMS[word]
    keyword = known.english
    glued = not found[2]
    leads = keyword in ITEMS and bool(ITEMS[keyword].targets)
    if (glued or word not in ENTRY_WORDS) and not (leads and _ARROWS.search(masked(value))):
        return None
    if not value or _ARROWS.match(f" {value}", 1) or (glued and f"{word}{value[0]}".isascii()):
        return None
    if keyword == "param":
        value = re.sub(_NAME_COLON, r"\1 ", value)
    start = found.end() - 1
    gap = Raw(f" {value}", raw.line, raw.column + start)
    made = Declared(keyword, targets.worded(keyword, word), gap, start, guessed=True)
    if word not in ENTRY_WORDS:
        made = _as_told(made)
    line = f"{made.word}: {value}"
    findings.add(
        "KF201", raw.span(), variant="line", edits=raw.edit(line),
        text=quote(raw.text), line=visible(line),
    )  # fmt: skip
    return made


_BARE = re.compile(
    rf"({'|'.join(sorted({*ENTRY_WORDS, *SYNONYMS}, key=len, reverse=True))})"
    rf"([{LAYOUT}]*[;；.。]?[{LAYOUT}]*)"
)
_NAME_COLON = rf"\A(\w+[?？]?)[{LAYOUT}]*[{COLONS}][{LAYOUT}]*"
_ARROWS = re.compile(rf"{ARROW}|{ARROW_LIKE}")


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
