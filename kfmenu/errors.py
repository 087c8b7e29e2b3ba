"""The exceptions that kfmenu raises, each named after the act that failed."""

from collections.abc import Iterable

from kfmenu.problems import Lang, Problem
from kfmenu.speech import lang_of_errors


class KfmenuError(Exception):
    """The base of all errors that kfmenu raises on purpose."""


class ProblemsFound(KfmenuError, ValueError):
    """An input has errors; its text shows all its problems, in the language of `KFMENU_LANG`.

    Args:
        problems: everything that was found, warnings too, in order of place.
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def text(self, lang: Lang = "en") -> str:
        """Show every problem in `lang`, a line each."""
        return "\n".join(f"{problem.place}: {problem.text(lang)}" for problem in self.problems)

    def __str__(self) -> str:
        lang = lang_of_errors()
        return "\n".join(f"{problem.headline} {problem.text(lang)}" for problem in self.problems)


class InvalidMessage(ProblemsFound):
    """A message breaks the API's rules."""
