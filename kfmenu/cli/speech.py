"""The language of the command line, and what it says besides problems."""

from kfmenu.problems import Lang
from kfmenu.speech import default_lang

__all__ = ("default_lang", "say")


def say(lang: Lang, zh: str, en: str) -> str:
    """Choose between the two languages."""
    return zh if lang == "zh" else en
