"""What is wrong with the line of an item, and the line as it was probably meant."""

import re
from typing import Any, NamedTuple

from kfmenu.facts.keywords import ENTRY_WORDS, ITEMS
from kfmenu.language import targets
from kfmenu.language.lexicon import ANY_ARROW, ESCAPE, ESCAPES, LAYOUT, masked
from kfmenu.language.texts import Raw
from kfmenu.places import Span
from kfmenu.problems import Findings, quote, shortened, visible

SAMPLES = {"click": "-", "view": "https://…", "miniprogram": "wx… pages/…"}
"""What stands in a spelled line for a target that nobody can know."""


class Item(NamedTuple):
    """The line of an item.

    Args:
        keyword: what it declares.
        word: the keyword as written, or as it should be.
        value: what stands behind the colon.
        before: how many code points stand before that on the line.
        guessed: whether the keyword is a guess, so that its target may tell another.
    """

    keyword: str
    word: str
    value: Raw
    before: int
    guessed: bool = False

    def line(self, label: str, target: str, keyword: str | None = None) -> str:
        """Spell the line as it should be.

        Args:
            label: what is shown.
            target: where it leads.
            keyword: the kind of item that leads there, if it is not this one's.
        """
        other = keyword is not None and keyword != self.keyword
        word = targets.worded(keyword or "", self.word) if other else self.word
        return visible(f"{word}: {label} -> {target}")


def note_no_arrow(item: Item, findings: Findings) -> None:
    """Report an item without an arrow."""
    raw = item.value.cut()
    span = item.value.span(-item.before, len(item.value.text.rstrip(LAYOUT)))
    found = targets.split(item.keyword, raw.text)
    whole = item.line(raw.text, "-")
    if found is None:
        findings.add(
            "KF207", span, variant="none" if item.keyword == "click" else None,
            keyword=item.word, label=_shown(raw.text), whole=whole,
            line=item.line(raw.text, SAMPLES[item.keyword]),
        )  # fmt: skip
        return
    kind = targets.kind_of(found.target)
    variant = "line"
    if item.keyword == kind == "click":
        variant = "click" if found.sure else "both"
    start, gap = len(found.label), raw.text[len(found.label) :]
    gap = gap[: len(gap) - len(found.target)] if gap.endswith(found.target) else ""
    glued = kind == item.keyword and ANY_ARROW.fullmatch(gap.strip(LAYOUT))
    findings.add(
        "KF207", span, variant=variant,
        edits=raw.edit(" -> ", start, start + len(gap)) if glued else (),
        keyword=item.word, label=_shown(found.label), target=visible(found.target), whole=whole,
        line=item.line(found.label, found.target, kind),
    )  # fmt: skip


def _shown(text: str) -> str:
    return visible(shortened(text))


def note_no_target(item: Item, label: Raw, arrow: Span, findings: Findings) -> None:
    """Report an arrow that leads nowhere."""
    text = label.text or ("label" if item.word.isascii() else "文字")
    findings.add(
        "KF207", arrow, variant="empty",
        keyword=item.word, label=_shown(label.text), line=item.line(text, SAMPLES[item.keyword]),
    )  # fmt: skip


def note_arrows(item: Item, arrows: list[re.Match[str]], findings: Findings) -> None:
    """Report more than one arrow."""
    raw = item.value
    starts = [0, *(arrow.end() for arrow in arrows)]
    ends = [*(arrow.start() for arrow in arrows), len(raw.text)]
    parts = [raw.text[start:end].strip(LAYOUT) for start, end in zip(starts, ends, strict=True)]
    holes: dict[str, Any] = {}
    if len(parts) == 3 and targets.is_program(f"{parts[1]} {parts[2]}"):
        holes["variant"] = "program"
        holes["line"] = item.line(parts[0], f"{parts[1]} {parts[2]}", "miniprogram")
        if item.keyword == "miniprogram":
            start, end = arrows[1].span()
            holes["edits"] = raw.edit("", start, end + 1)
    elif len(parts) == 3 and (cut := _cut_in_two(item, parts[1])):
        target, word, label = cut
        first = item.line(parts[0], target)
        second = visible(f"{word}: {label} -> {parts[2]}")
        holes = {"variant": "two", "line": f"{first}{_NEXT}{second}"}
        holes["edits"] = raw.edit(f" {parts[0]} -> {target}\n  {word}: {label} -> {parts[2]}")
    findings.add("KF208", raw.span(*arrows[1].span()), count=len(arrows), **holes)


_NEXT = " ⏎ "


def _cut_in_two(item: Item, middle: str) -> tuple[str, str, str] | None:
    """Take apart what stands between two arrows, where a second item begins there."""
    target, _, rest = middle.partition(" ")
    rest = rest.strip(LAYOUT)
    if not rest or targets.kind_of(target) != item.keyword:
        return None
    word, colon, label = rest.replace("：", ":", 1).partition(":")
    if colon and ENTRY_WORDS.get(word) in ITEMS:
        return target, word, label.strip(LAYOUT)
    return target, item.word, rest


def note_wrong_kind(item: Item, label: Raw, target: Raw, findings: Findings) -> bool:
    """Report a target that another kind of item leads to; tell whether it was one."""
    text = target.text
    if text[0] in "\\{｛$":
        return False  # an escape as first character says that it is meant; a ref may be anything
    holes: dict[str, Any] | None
    if item.keyword == "view":
        holes = _no_address(item, label, text)
    elif targets.is_url(text):
        whole = f"https://{text}" if text[:4].lower() == "www." else text
        holes = {"what": "@url", "line": item.line(label.text, whole, "view")}
    elif item.keyword == "click" and targets.is_program(text):
        holes = {"what": "@program", "line": item.line(label.text, text, "miniprogram")}
    elif item.keyword == "miniprogram" and text[0] == "@":
        holes = {"what": "@name", "line": item.line(label.text, text, "click")}
    else:
        holes = None
    if holes is None:
        return False
    mended = holes.pop("edit", None)
    edits = target.edit(mended) if mended else ()
    if "what" in holes:
        # The keyword and the target have to change together: the whole line is written anew.
        edits = item.value.edit(str(holes["line"]), -item.before)
    findings.add("KF214", target.span(), edits=edits, keyword=item.word, **holes)
    return True


def _no_address(item: Item, label: Raw, text: str) -> dict[str, Any] | None:
    """Say what stands behind a link in the place of an address; None where that is one."""
    if targets.is_program(text):
        return {"what": "@program", "line": item.line(label.text, text, "miniprogram")}
    if text[0] == "@":
        return {"what": "@name", "line": item.line(label.text, text, "click")}
    if targets.is_phone(text):
        word = targets.worded("text", item.word)
        return {"variant": "phone", "line": visible(f"{word}: {label.text} {text}")}
    escapes = [found[0] for found in ESCAPE.finditer(text)]
    if any(one == "\\\\" or (one not in ESCAPES and one[:3] != "\\u{") for one in escapes):
        mended = re.sub(r"\\+", "/", text)
        mended = re.sub(r"^(\w+):/+", r"\1://", mended)
        return {"variant": "backslash", "mended": visible(mended), "edit": mended}
    if _SCHEME.match(masked(text)):
        return None
    if targets.kind_of(text) == "click" and "." not in text:
        return {"what": "@id", "line": item.line(label.text, text, "click")}
    mended = f"https://{text.lstrip(':：/')}"
    return {"variant": "scheme", "mended": visible(mended), "edit": mended}


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])")


def note_program(item: Item, label: Raw, target: Raw, findings: Findings) -> None:
    """Report what is no appid with a page."""
    words = re.split(rf"[{LAYOUT}，,]+", target.text)
    variant, mended = None, ""
    if "#小程序" in target.text:
        variant = "short"
    elif len(words) == 2 and _APPID.fullmatch(words[1]):
        variant, mended = "order", f"{words[1]} {words[0]}"
    elif len(words) == 2:
        variant, mended = "comma", " ".join(words)
    line = item.line(label.text, mended or SAMPLES["miniprogram"])
    edits = target.edit(mended) if mended else ()
    findings.add(
        "KF209", target.span(), variant=variant, edits=edits, text=quote(target.text), line=line
    )


def is_program(words: list[Raw], target: Raw) -> bool:
    """Tell whether a target is in words that may be an appid and a page, in this order."""
    if len(words) != 2:
        return len(words) > 2
    return words[0].text[0] == "\\" or not (
        "#小程序" in target.text
        or words[0].text[-1] in ",，"
        or (_APPID.fullmatch(words[1].text) and not _APPID.fullmatch(words[0].text))
    )


_APPID = re.compile(r"wx[0-9a-f]+")


def note_blank(item: Item, label: Raw, target: Raw, end: int, findings: Findings) -> None:
    """Report a blank in what stands behind the arrow; the target was over at offset `end`."""
    rest = target.text[end:].strip(LAYOUT)
    kept = target.text[:end]
    variant = "id" if item.keyword == "click" else None
    if variant is None and (rest[0] in "#＃(（" or not rest.isascii()):
        variant = "comment"
    findings.add(
        "KF210", target.span(end), variant=variant,
        field=ITEMS[item.keyword].targets[-1], rest=quote(rest), line=item.line(label.text, kept),
        target=visible(kept),
    )  # fmt: skip
