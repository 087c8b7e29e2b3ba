"""The language of the command line, and what it says besides problems."""

import os
from collections.abc import Mapping

from kfmenu.problems import Lang


def default_lang(environ: Mapping[str, str] = os.environ) -> Lang:
    """Tell the user's language by `KFMENU_LANG`, then by the locale.

    Args:
        environ: the environment.
    """
    for name in ("KFMENU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def say(lang: Lang, zh: str, en: str) -> str:
    """Choose between the two languages."""
    return zh if lang == "zh" else en
