"""Lines that nothing takes where they stand: a gutter without a text, an entry in a message."""

from kfmenu.facts.keywords import TEXTS
from kfmenu.language.headers import as_menu
from kfmenu.language.lexicon import LAYOUT
from kfmenu.language.lines import Declared
from kfmenu.language.targets import sample, worded
from kfmenu.language.texts import Raw
from kfmenu.language.tree import Block
from kfmenu.problems import Findings, visible


def note_gutter(
    raw: Raw, text: str, block: Block | None, findings: Findings, *, is_cut: bool
) -> None:
    """Report a line of a text where there is no text for it.

    Args:
        raw: the line.
        text: what stands behind its sign.
        block: what is open.
        findings: told of KF203.
        is_cut: whether an empty line stands between it and its text.
    """
    variant, word, line = None, block.word if block else "", "head"
    if block is not None and block.keyword != "message":
        above = [one.keyword for one in block.entries if one.keyword != "param"]
        if not above:
            variant = "menu"
        elif above[-1] not in TEXTS:
            variant, line = "item", "text"
    findings.add(
        "KF203", raw.span(0, 1), variant="empty line" if is_cut else variant,
        word=word, other=worded("message", word),
        line=visible(f"{worded(line, word)}: {text}"),
        tail=visible(f"{worded('tail', word)}: {text}"),
    )  # fmt: skip


def note_entry(
    made: Declared, raw: Raw, block: Block, first: Raw | None, findings: Findings
) -> None:
    """Report an entry that a message does not take.

    Args:
        made: what it declares.
        raw: its line.
        block: the message.
        first: the first line of its text, if it has one yet.
        findings: told of KF211.
    """
    menu = as_menu(block, first)
    variant = "body" if "first" in menu else None
    line = made.value.text.strip(LAYOUT)
    if made.keyword in TEXTS:
        variant = "text"
    elif made.keyword == "use":
        variant, line = "use", sample("text", made.word)
    findings.add(
        "KF211", raw.span(0, made.before), variant=variant,
        keyword=made.word, block=block.word, line=visible(f"| {line}"), **menu,
    )  # fmt: skip
