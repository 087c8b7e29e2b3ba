"""Names that nothing bears: of a part in a `use`, of what a button leads to."""

from collections.abc import Iterable, Mapping

from kfmenu.guess import nearest
from kfmenu.language.targets import sample, worded
from kfmenu.language.texts import is_name, name_key
from kfmenu.language.tree import Entry, Text
from kfmenu.problems import Findings, quote, visible


def note_part(
    entry: Entry,
    value: Text,
    parts: Mapping[str, str],
    findings: Findings,
    *,
    is_message: bool,
) -> str:
    """Report a `use` of what is no part, and give the part that was probably meant.

    Args:
        entry: the line.
        value: the name in it.
        parts: those that it may name, by the form in which names are compared.
        findings: told of KF303.
        is_message: whether a message bears the name.

    Returns:
        The name, or nothing.
    """
    name, word = value.value, entry.word
    bare = name.lstrip("@").removesuffix(".kfm")
    guess = parts.get(name_key(bare)) or nearest(bare, parts.values())
    if not name:
        guess = next(iter(parts.values()), None)
    new = bare if is_name(bare) and not is_message else sample("name", word)
    spelled = f"{word}: {guess or new}"
    variant = "guess" if guess else None if parts else "no part"
    if not name:
        variant = "none" if parts else "no part none"
    elif is_message and not guess:
        variant, spelled = "message", f"{worded('click', word)}: {name} -> @{name}"
    findings.add(
        "KF303", value.span if name else entry.span, variant=variant,
        text=quote(name), line=visible(spelled), keyword=word,
        known=visible(" ".join(sorted(parts.values()))),
        text_line=f"{worded('text', word)}: {sample('text', word)}",
        part=f"{worded('part', word)} {new}",
    )  # fmt: skip
    return guess or ""


def note_followed(
    entry: Entry, text: Text, known: Iterable[str], findings: Findings, *, is_part: bool
) -> None:
    """Report a button that leads to what is no menu or message.

    Args:
        entry: the line.
        text: the name in it.
        known: the names of menus and messages.
        findings: told of KF309.
        is_part: whether a part bears that name.
    """
    name = text.value
    guess = nearest(name, known) if name else sample("name", entry.word)
    new = name if is_name(name) else sample("name", entry.word)
    variant = "guess" if guess else "part" if is_part else None
    findings.add(
        "KF309", text.span, variant=variant if name else "none",
        text=quote(name), guess=visible(f"@{guess}"), menu=f"{worded('menu', entry.word)} {new}",
        use=f"{worded('use', entry.word)}: {new}",
    )  # fmt: skip
