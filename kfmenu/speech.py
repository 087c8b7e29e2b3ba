"""The language in which a person reads what kfmenu says."""

import os
from collections.abc import Mapping

from kfmenu.problems import Lang


def default_lang(environ: Mapping[str, str] = os.environ) -> Lang:
    """Tell the language of whoever sits at the terminal by `KFMENU_LANG`, then by the locale.

    Args:
        environ: the environment.
    """
    return _first(environ, "KFMENU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def lang_of_errors(environ: Mapping[str, str] = os.environ) -> Lang:
    """Tell the language of exceptions by `KFMENU_LANG` alone: logs do not change with a locale.

    Args:
        environ: the environment.
    """
    return _first(environ, "KFMENU_LANG")


def _first(environ: Mapping[str, str], *names: str) -> Lang:
    for name in names:
        if value := environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
