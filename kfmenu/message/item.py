"""The methods that all items have, made once for each kind from its fields."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, dataclass_transform

from attrs import field, frozen

from kfmenu.facts.kinds import Field, Kind
from kfmenu.facts.shapes import Json
from kfmenu.problems import quote

Quote = Callable[[str], str]


class ItemBase:
    """What every item can do."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    kind: ClassVar[Kind]

    def wire(self) -> Json:
        """Give the item as the API's JSON, unchecked."""
        raise NotImplementedError

    def fits(self) -> bool:
        """Tell at one look that the item has no error; False only means: look closely."""
        raise NotImplementedError

    def json(self, quoted: Quote) -> str:
        """Write an item that fits as JSON text, its strings written by `quoted`."""
        raise NotImplementedError

    def __repr__(self) -> str:
        content, *others = self.__match_args__
        values = [(name, getattr(self, name)) for name in others]
        more = [f"{name}={shown(value)}" for name, value in values if value is not False]
        return f"{type(self).__name__}({', '.join([shown(getattr(self, content)), *more])})"


Class = TypeVar("Class", bound=type[ItemBase])


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def item(kind: Kind) -> Callable[[Class], Class]:
    """Make an immutable class of items, its methods from its kind.

    They are made as source, as attrs makes its own: a loop over fields takes three times as long,
    and a menu would cost more to check than to write as JSON.

    Args:
        kind: its fields are the class's; one that is None is left out of the wire form.
    """

    def made(cls: Class) -> Class:
        source = "\n".join((_wire(kind), _fits(kind), _json(kind)))
        methods: dict[str, Any] = {}
        exec(compile(source, f"<methods of {kind.name}>", "exec"), methods)  # noqa: S102
        for name in ("wire", "fits", "json"):
            setattr(cls, name, methods[name])
        cls.kind = kind
        return frozen(repr=False)(cls)

    return made


def _wire(kind: Kind) -> str:
    # The page writes a flag as 0 or 1; what is neither goes on as it is, to be reported.
    flag = "int(self.{0}) if self.{0}.__class__ is bool else self.{0}"
    values = [(flag if _is_flag(one) else "self.{0}").format(one.name) for one in kind.fields]
    body = ", ".join(
        f"{one.name!r}: {value}" for one, value in zip(kind.fields, values, strict=True)
    )
    lines = ["def wire(self):", f"    body = {{{body}}}"]
    lines += [
        f"    if self.{one.name} is None: del body[{one.name!r}]"
        for one in kind.fields
        if one.may_be_absent and not _is_flag(one)
    ]
    return "\n".join([*lines, f"    return {{'type': {kind.name!r}, {kind.name!r}: body}}"])


def _fits(kind: Kind) -> str:
    tests = []
    for one in kind.fields:
        test = f"self.{one.name}.__class__ is bool"
        if not _is_flag(one):
            size = f"{one.min_bytes} <= len(one.encode()) <= {one.max_bytes}"
            test = f"(one := self.{one.name}).__class__ is str and {size}"
            if one.is_word:
                test += " and one.isprintable() and ' ' not in one"
        tests.append(
            test if one.required or _is_flag(one) else f"(self.{one.name} is None or {test})"
        )
    lines = ["def fits(self):", "    try:", f"        return {' and '.join(tests)}"]
    return "\n".join([*lines, "    except UnicodeEncodeError:", "        return False"])


def _json(kind: Kind) -> str:
    body = ""
    for one in kind.fields:
        value = f"int(self.{one.name})" if _is_flag(one) else f"quoted(self.{one.name})"
        rest = "" if one is kind.fields[-1] else ", "
        if one.required or _is_flag(one):
            body += f'"{one.name}": {{{value}}}{rest}'
        else:
            entry = f"""'"{one.name}": ' + {value} + '{rest}'"""
            body += f"""{{'' if self.{one.name} is None else {entry}}}"""
    frame = f'{{{{"type": "{kind.name}", "{kind.name}": {{{{{body}}}}}}}}}'
    return f"def json(self, quoted):\n    return f'''{frame}'''"


def _is_flag(one: Field) -> bool:
    return one.role == "flag"


def shown(value: Any) -> str:
    """Write a field for a person; what is no text, and so a mistake, as Python does."""
    if isinstance(value, str):
        return quote(value)
    try:
        return repr(value)
    except ValueError:  # an int of thousands of digits
        return f"<{type(value).__name__}>"
