"""Messages by name, as a service uses them: loaded once, rendered often."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kfmenu.checking.check import is_valid
from kfmenu.errors import ProblemsFound
from kfmenu.facts.limits import Target
from kfmenu.facts.shapes import Json
from kfmenu.language.texts import name_key
from kfmenu.message.values import Message
from kfmenu.problems import Problem, has_errors
from kfmenu.project.inputs import Input, read_inputs
from kfmenu.project.project import Payload, Project, Source, read_project

if TYPE_CHECKING:
    import os
    from importlib.resources.abc import Traversable

    from kfmenu.preview.picture import Picture

_NO_PARAMS: Mapping[str, Any] = MappingProxyType({})


@frozen
class Template:
    """A named message.

    Args:
        name: as its file writes it.
    """

    name: str
    _wire: Json = field(kw_only=True, repr=False, hash=False)

    @property
    def params(self) -> Mapping[str, Any]:
        """What `render` must be given: nothing, since this version has no params yet."""
        return _NO_PARAMS

    def render(self) -> Message:
        """Give the message."""
        from kfmenu.message.wire import from_wire  # noqa: PLC0415 - cattrs, once a value is wanted

        return from_wire(self._wire)

    def preview(self, target: Target = "on_event", *, longest: bool = False) -> "Picture":
        """Draw what a customer will see; a notebook shows it, `print` draws it in a terminal.

        Args:
            target: the API whose limits hold.
            longest: whether params hold the longest values rather than samples.
        """
        from kfmenu.preview.picture import picture  # noqa: PLC0415 - a service draws nothing

        return picture(self._wire, target=target, name=self.name, longest=longest)

    def _repr_html_(self) -> str:
        return self.preview()._repr_html_()


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
    templates = [
        Template(name, wire=_message(one) if isinstance(one, Payload) else one.message())
        for name, one in named.items()
    ]
    problems = (*unread, *project.problems, *twice)
    library = Library(tuple(templates), problems)
    if has_errors(problems):
        raise CompileError(problems, library)
    return library


def _message(payload: Payload) -> Json:
    """Give the message that a payload is, or carries."""
    if payload.kind == "menu":
        return {"msgtype": "msgmenu", "msgmenu": payload.value}
    tag = payload.value["msgtype"]
    return {"msgtype": tag, tag: payload.value[tag]}
