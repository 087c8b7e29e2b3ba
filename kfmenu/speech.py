"""The language in which a person reads what kfmenu says."""

import os
import sys
from collections.abc import Callable, Mapping

from kfmenu.problems import Lang


def default_lang(environ: Mapping[str, str] = os.environ) -> Lang:
    """Tell the language of whoever sits at the terminal by `KFMENU_LANG`, then by the locale.

    Args:
        environ: the environment.
    """
    return _first(environ, "KFMENU_LANG", "LC_ALL", "LC_MESSAGES", "LANG", otherwise=_of_windows)


def lang_of_errors(environ: Mapping[str, str] = os.environ) -> Lang:
    """Tell the language of exceptions by `KFMENU_LANG` alone: logs do not change with a locale.

    Args:
        environ: the environment.
    """
    return _first(environ, "KFMENU_LANG")


def _first(
    environ: Mapping[str, str], *names: str, otherwise: Callable[[], str] = lambda: ""
) -> Lang:
    values = (environ.get(name) for name in names)
    said = next((value for value in values if value), None) or otherwise()
    return "zh" if said.lower().startswith("zh") else "en"


def _of_windows() -> str:
    """Name the language of Windows, which sets no variable; elsewhere nothing."""
    if sys.platform != "win32":
        return ""
    import ctypes  # noqa: PLC0415 - only there
    from locale import windows_locale  # noqa: PLC0415

    return windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def say(lang: Lang, zh: str, en: str) -> str:
    """Choose between the two languages."""
    return zh if lang == "zh" else en
