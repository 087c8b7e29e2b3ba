"""Messages by name, as a service uses them: loaded once, rendered often."""

import os
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from kfmenu.errors import ProblemsFound
from kfmenu.inputs import read_inputs
from kfmenu.language.literal import name_key
from kfmenu.limits import Target
from kfmenu.message import Message
from kfmenu.problems import Problem, Related, has_errors, quote
from kfmenu.project import Project, read_project

_NO_PARAMS: Mapping[str, Any] = MappingProxyType({})


@frozen
class Template:
    """A named message.

    Args:
        name: as its file writes it.
    """

    name: str
    _message: Message = field(kw_only=True, repr=False)

    @property
    def params(self) -> Mapping[str, Any]:
        """What `render` must be given: nothing, since this version has no params yet."""
        return _NO_PARAMS

    def render(self) -> Message:
        """Give the message."""
        return self._message


class Library(Mapping[str, Template]):
    """Templates by name; like the language, it does not tell upper case from lower.

    Args:
        templates: in order; names are unique.
    """

    def __init__(self, templates: tuple[Template, ...] = ()) -> None:
        self._templates = {name_key(template.name): template for template in templates}

    def __getitem__(self, name: str) -> Template:
        try:
            return self._templates[name_key(name)]
        except (KeyError, AttributeError):  # a name that is no text is no name
            known = ", ".join(self) or "nothing"
            raise KeyError(f"{name}: there is {known}") from None

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


def load(*paths: str | os.PathLike[str], target: Target = "on_event") -> Library:
    """Load `.kfm` files, folders of them, and what `kfmenu build` wrote.

    Args:
        paths: files and folders; a folder means all its `*.kfm`, or what a build wrote there.
        target: the API whose limits hold.

    Raises:
        CompileError: something has errors or cannot be read.
    """
    inputs, unread = read_inputs(paths, built=True)
    return _library(read_project(inputs, target=target), tuple(unread), target)


def loads(text: str, filename: str = "<string>", target: Target = "on_event") -> Library:
    """Load `.kfm` text.

    Args:
        text: the text of one file.
        filename: named in the problems.
        target: the API whose limits hold.

    Raises:
        CompileError: the text has errors.
    """
    from kfmenu.language.compiler import compile_files  # noqa: PLC0415

    compilation = compile_files([(filename, text)], target)
    return _library(Project(compilation.messages, [], compilation.problems), (), target)


def _library(project: Project, unread: tuple[Problem, ...], target: Target) -> Library:
    templates = [Template(one.name, message=one.message()) for one in project.compiled]
    problems = unread + project.problems
    first = {name_key(one.name): one.path for one in project.compiled}
    if project.payloads:
        from kfmenu.errors import InvalidMessage  # noqa: PLC0415
        from kfmenu.wire import from_dict  # noqa: PLC0415 - cattrs, only where JSON is read

        for payload in project.payloads:
            try:
                message = from_dict(payload.value, payload.kind, target)
            except InvalidMessage:
                continue  # its problems are the project's
            there = first.setdefault(name_key(payload.name), payload.path)
            if any(name_key(one.name) == name_key(payload.name) for one in templates):
                holes = (("text", quote(payload.name)),)
                related = (Related(path=there),)
                twice = Problem("KF301", path=payload.path, related=related, holes=holes)
                problems = (*problems, twice)
                continue
            templates.append(Template(payload.name, message=message))
    library = Library(tuple(templates))
    if has_errors(problems):
        raise CompileError(problems, library)
    return library
