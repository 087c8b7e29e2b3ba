"""The exceptions that kfmenu raises, each named after the act that failed."""

from collections.abc import Iterable
from typing import Any

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


class RenderError(ProblemsFound):
    """A template does not take the values that it was given; `.problems` holds all of them.

    Args:
        problems: KF510 for each value that breaks its declaration, KF511 for each that is missing
            or of an unknown name.
        template: the template's name.
    """

    template: str

    def __init__(self, problems: Iterable[Problem], template: str) -> None:
        super().__init__(problems)
        self.template = template

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.template)

    def __str__(self) -> str:
        return f"{self.template}\n{super().__str__()}"
