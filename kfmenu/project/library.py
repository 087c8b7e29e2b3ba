"""Messages by name, as a service uses them: loaded once, rendered often."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kfmenu.checking.check import is_valid
from kfmenu.errors import ProblemsFound
from kfmenu.facts.limits import Target
from kfmenu.language.draft import Draft
from kfmenu.language.texts import name_key
from kfmenu.message.template import Template
from kfmenu.problems import Problem, has_errors
from kfmenu.project.inputs import Input, read_inputs
from kfmenu.project.project import Project, Source, read_project

if TYPE_CHECKING:
    import os
    from importlib.resources.abc import Traversable


class Library(Mapping[str, Template]):
    """Templates by name; like the language, it does not tell upper case from lower.

    Args:
        templates: in order; names are unique.
        problems: what was found in their files, with its places; warnings, where all of it
            compiled.
    """

    problems: tuple[Problem, ...]

    def __init__(
        self, templates: tuple[Template, ...] = (), problems: tuple[Problem, ...] = ()
    ) -> None:
        self.problems = problems
        self._templates = {name_key(template.name): template for template in templates}

    def __getitem__(self, name: str) -> Template:
        try:
            return self._templates[name_key(name)]
        except (KeyError, AttributeError):  # a name that is no text is no name
            known = ", ".join(self) or "nothing"
            raise KeyError(f"{name}: there is {known}") from None

    def follow(self, menu_id: str | None) -> Template | None:
        """Give the message that a tapped button leads to: the one whose name is exactly its id.

        Args:
            menu_id: the id of the click, such as `-> @name` writes; None for a tap without one.
        """
        template = None if menu_id is None else self._templates.get(name_key(menu_id))
        return template if template is not None and template.name == menu_id else None

    def __iter__(self) -> Iterator[str]:
        return (template.name for template in self._templates.values())

    def __len__(self) -> int:
        return len(self._templates)

    def __repr__(self) -> str:
        return f"<Library {', '.join(self) or 'empty'}>"


class CompileError(ProblemsFound):
    """Files have errors; `.problems` holds all, `.library` what did compile.

    Args:
        problems: errors and warnings, in order of place.
        library: the messages that could be read, without the items that could not.
    """

    library: Library

    def __init__(self, problems: tuple[Problem, ...], library: Library) -> None:
        super().__init__(problems)
        self.library = library

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.library)


def load(*paths: "str | os.PathLike[str] | Traversable", target: Target | None = None) -> Library:
    """Load `.kfm` files, folders of them, and what `kfmenu build` wrote.

    Args:
        paths: files and folders, those that `importlib.resources.files()` gives, too; a folder
            means all its `*.kfm`, or what a build wrote there. The messages of a project within
            it are called `folder/name`.
        target: the API whose limits hold; by default what the configuration of the files says,
            else `on_event`.

    Raises:
        CompileError: something has errors or cannot be read.
    """
    inputs, unread = read_inputs(paths, built=True)
    return _library(read_project(inputs, target=target, usual="on_event"), unread)


def loads(text: str, filename: str = "<string>", target: Target = "on_event") -> Library:
    """Load `.kfm` text.

    Args:
        text: the text of one file.
        filename: named in the problems.
        target: the API whose limits hold.

    Raises:
        CompileError: the text has errors.
    """
    return _library(read_project([Input(filename, text, is_json=False)], target=target), [])


def _library(project: Project, unread: list[Problem]) -> Library:
    """Make templates of all that could be read; of two that share a name, the first."""
    sound = [
        one
        for one in project.payloads  # what is wrong with the others the project tells
        if is_valid(one.value, one.kind, one.target)
    ]
    messages: list[Source] = [*project.drafts, *sound]
    named, twice = project.named(messages)
    templates = [template_of(one, name) for name, one in named.items()]
    problems = (*unread, *project.problems, *twice)
    library = Library(tuple(templates), problems)
    if has_errors(problems):
        raise CompileError(problems, library)
    return library


def template_of(message: Source, name: str) -> Template:
    """Make the template of a message of a project, which has no errors, under a name."""
    if isinstance(message, Draft):
        return Template(name, wire=message.message())
    if message.kind == "menu":
        return Template(name, wire={"msgtype": "msgmenu", "msgmenu": message.value})
    tag = message.value["msgtype"]
    return Template(name, wire={"msgtype": tag, tag: message.value[tag]})
