"""What is wrong with the line of an item, and the line as it was probably meant."""

import re
from typing import Any

from kfmenu.facts.keywords import ENTRY_WORDS, ITEMS
from kfmenu.facts.kinds import NOUNS
from kfmenu.language import targets
from kfmenu.language.lexicon import ANY_ARROW, ESCAPE, ESCAPES, LAYOUT, masked
from kfmenu.language.lines import Declared
from kfmenu.language.texts import Raw
from kfmenu.places import Span
from kfmenu.problems import Findings, Said, quote, visible

PAGE = "pages/index"
SAMPLES = {"click": "-", "view": "https://…", "miniprogram": f"wx123123123123123 {PAGE}"}
"""What stands in a spelled line for a target, or a page, that nobody can know."""
_NO_TARGET = {"click": "none", "miniprogram": "program"}
"""The variant of KF207 whose hint says what is still to be found out."""


def spelled(item: Declared, label: str, target: str, keyword: str | None = None) -> str:
    """Spell the line of an item as it should be.

    Args:
        item: as it was written.
        label: what is shown.
        target: where it leads.
        keyword: the kind of item that leads there, if it is not this one's.
    """
    other = keyword is not None and keyword != item.keyword
    word = targets.worded(keyword or "", item.word) if other else item.word
    return visible(f"{word}: {label} -> {target}")


def note_no_arrow(item: Declared, findings: Findings) -> None:
    """Report an item without an arrow."""
    raw = item.value.cut()
    span = item.value.span(-item.before, len(item.value.text.rstrip(LAYOUT)))
    arrow = re.match(ANY_ARROW, raw.text)
    if arrow or not raw.text:
        target = raw.text[arrow.end() :].strip(LAYOUT) if arrow else ""
        line = spelled(
            item, targets.sample(item.keyword, item.word), target or SAMPLES[item.keyword]
        )
        findings.add(
            "KF207", span, variant="label" if arrow else f"blank {item.keyword}",
            keyword=item.word, label="", line=line,
        )  # fmt: skip
        return
    found = targets.split(item.keyword, raw.text)
    if found is None:
        findings.add(
            "KF207", span, variant=_NO_TARGET.get(item.keyword),
            keyword=item.word, label=quote(raw.text),
            line=spelled(item, raw.text, SAMPLES[item.keyword]),
        )  # fmt: skip
        return
    kind = targets.kind_of(found.target)
    line = spelled(item, found.label, found.target, kind)
    start, end = len(found.label), found.start
    sign = raw.text[start:end].strip(LAYOUT)
    variant = ("glued" if sign == "->" else "sign") if sign else None
    if item.keyword == "miniprogram" and kind == "click":
        variant, line = "page", spelled(item, found.label, f"{found.target} {PAGE}")
    elif item.keyword == kind == "click" and not sign:
        variant = "click" if start < end else "both"
    glued = kind == item.keyword and re.fullmatch(ANY_ARROW, sign)
    findings.add(
        "KF207", span, variant=variant,
        edits=raw.edit(" -> ", start, end) if glued and raw.text.endswith(found.target) else (),
        keyword=item.word, label=quote(found.label), sign=quote(sign),
        target=visible(found.target), whole=spelled(item, raw.text, "-"), line=line,
    )  # fmt: skip


def note_no_target(item: Declared, label: Raw, arrow: Span, findings: Findings) -> None:
    """Report an arrow that leads nowhere."""
    shown = label.text or targets.sample(item.keyword, item.word)
    findings.add(
        "KF207", arrow, variant=f"empty {item.keyword}",
        keyword=item.word, label=quote(label.text) if label.text else "",
        line=spelled(item, shown, SAMPLES[item.keyword]),
    )  # fmt: skip


def note_arrows(item: Declared, arrows: list[re.Match[str]], findings: Findings) -> None:
    """Report more than one arrow."""
    raw = item.value
    starts = [0, *(arrow.end() for arrow in arrows)]
    ends = [*(arrow.start() for arrow in arrows), len(raw.text)]
    parts = [raw.text[start:end].strip(LAYOUT) for start, end in zip(starts, ends, strict=True)]
    *labels, target = parts if parts[-1] else parts[:-1]
    holes: dict[str, Any] = {"line": spelled(item, " \\-> ".join(labels), target)}
    if len(parts) == 3 and targets.is_program(f"{parts[1]} {parts[2]}"):
        holes["variant"] = "program"
        holes["line"] = spelled(item, parts[0], f"{parts[1]} {parts[2]}", "miniprogram")
        if item.keyword == "miniprogram":
            start, end = arrows[1].span()
            holes["edits"] = raw.edit("", start, end + 1)
    elif len(parts) == 3 and not parts[2]:
        holes = {"variant": "end", "line": spelled(item, parts[0], parts[1])}
    elif len(parts) == 3 and (cut := _cut_in_two(item, parts[1])):
        target, word, label = cut
        second = visible(f"{word}: {label} -> {parts[2]}")
        holes = {"variant": "two", "line": spelled(item, parts[0], target), "second": second}
        holes["edits"] = raw.edit(f" {parts[0]} -> {target}\n  {word}: {label} -> {parts[2]}")
    findings.add("KF208", raw.span(*arrows[1].span()), count=len(arrows), **holes)


def _cut_in_two(item: Declared, middle: str) -> tuple[str, str, str] | None:
    """Take apart what stands between two arrows, where a second item begins there."""
    target, _, rest = middle.partition(" ")
    rest = rest.strip(LAYOUT)
    if not rest or targets.kind_of(target) != item.keyword:
        return None
    word, colon, label = rest.replace("：", ":", 1).partition(":")
    if colon and ENTRY_WORDS.get(word) in ITEMS:
        return target, word, label.strip(LAYOUT)
    return target, item.word, rest


def note_wrong_kind(item: Declared, label: Raw, target: Raw, findings: Findings) -> bool:
    """Report a target that another kind of item leads to; tell whether it was one."""
    text = target.text
    if text[0] in "\\{｛$":
        return False  # an escape as first character says that it is meant; a ref may be anything
    holes: dict[str, Any] | None
    if item.keyword == "view":
        holes = _no_address(item, label, text)
    elif targets.is_url(text):
        whole = f"https://{text}" if text[:4].lower() == "www." else text
        holes = {"what": "@url", "line": spelled(item, label.text, whole, "view")}
    elif item.keyword == "click" and targets.is_program(text):
        holes = {"what": "@program", "line": spelled(item, label.text, text, "miniprogram")}
    elif item.keyword == "miniprogram" and text[0] == "@":
        holes = {"what": "@name", "line": spelled(item, label.text, text, "click")}
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


def _no_address(item: Declared, label: Raw, text: str) -> dict[str, Any] | None:
    """Say what stands behind a link in the place of an address; None where that is one."""
    if targets.is_program(text):
        return {"what": "@program", "line": spelled(item, label.text, text, "miniprogram")}
    if text[0] == "@":
        return {"what": "@name", "line": spelled(item, label.text, text, "click")}
    if phone := targets.phone_of(text):
        word = targets.worded("text", item.word)
        return {"variant": "phone", "line": visible(f"{word}: {label.text} {phone}")}
    escapes = [found[0] for found in re.finditer(ESCAPE, text)]
    if any(one == "\\\\" or (one not in ESCAPES and one[:3] != "\\u{") for one in escapes):
        mended = re.sub(r"\\+", "/", text)
        mended = re.sub(r"^(\w+):/+", r"\1://", mended)
        return {"variant": "backslash", "mended": visible(mended), "edit": mended}
    if re.match(_SCHEME, masked(text)):
        return None
    if targets.kind_of(text) == "click" and "." not in text:
        return {"what": "@id", "line": spelled(item, label.text, text, "click")}
    if "." not in text:
        return {"variant": "word", "line": spelled(item, label.text, SAMPLES["view"])}
    mended = f"https://{text.lstrip(':：/')}"
    return {"variant": "scheme", "mended": visible(mended), "edit": mended}


_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])"


def note_program(item: Declared, label: Raw, target: Raw, findings: Findings) -> None:
    """Report what is no appid with a page."""
    words = re.split(rf"[{LAYOUT}，,]+", target.text)
    variant, mended, sample = None, "", SAMPLES["miniprogram"]
    if "#小程序" in target.text:
        variant = "short"
    elif len(words) == 2 and re.fullmatch(_APPID, words[1]):
        variant, mended = "order", f"{words[1]} {words[0]}"
    elif len(words) == 2:
        variant, mended = "comma", " ".join(words)
    elif re.fullmatch(_APPID, target.text):
        variant, sample = "page", f"{target.text} {PAGE}"
    line = spelled(item, label.text, mended or sample)
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
        or (re.fullmatch(_APPID, words[1].text) and not re.fullmatch(_APPID, words[0].text))
    )


_APPID = r"wx[0-9a-f]+"


def note_blank(item: Declared, label: Raw, target: Raw, end: int, findings: Findings) -> None:
    """Report a blank in what stands behind the arrow; the target was over at offset `end`."""
    rest = target.text[end:].strip(LAYOUT)
    kept = target.text[:end]
    variant: str | None = "id"
    whole = kept
    if kept == "@":
        variant, whole = "ref", f"@{rest}"
    elif item.keyword != "click":
        is_comment = rest[0] in "#＃(（" or not rest.isascii()
        variant = "comment" if is_comment else None
        whole = kept if is_comment else f"{kept}%20{'%20'.join(rest.split())}"
    field = "url" if item.keyword == "view" else "path"
    findings.add(
        "KF210", target.span(end), variant=variant,
        field=Said(NOUNS[field], ITEMS[item.keyword].targets[-1]),
        rest=quote(rest), note=visible(f"# {rest.lstrip('#＃ ')}"),
        line=spelled(item, label.text, whole),
    )  # fmt: skip
