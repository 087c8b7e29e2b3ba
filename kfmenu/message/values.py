"""The values: a menu or a text message, built step by step, immutable and checked at the border."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args

from attrs import evolve, field, frozen

from kfmenu.checking.stray import Stray
from kfmenu.errors import InvalidMessage
from kfmenu.facts.kinds import CLICK, MINIPROGRAM, TEXT, VIEW
from kfmenu.facts.limits import LIMITS, Target
from kfmenu.facts.shapes import Json
from kfmenu.message.item import ItemBase, Quote, item, shown
from kfmenu.message.nested import flat
from kfmenu.problems import Problem

if TYPE_CHECKING:
    from kfmenu.message.room import Room
    from kfmenu.preview.picture import Picture


@item(CLICK)
class Click(ItemBase):
    """A reply button: tapping it sends its label back, with its id as `text.menu_id`.

    Args:
        content: the label, 1 to 128 bytes of UTF-8.
        id: 1 to 128 bytes; without one the service cannot tell which was tapped.
    """

    content: str
    id: str | None = None


@item(VIEW)
class View(ItemBase):
    """A link.

    Args:
        content: the label, 1 to 1024 bytes of UTF-8.
        url: where it leads, 1 to 2048 bytes.
    """

    content: str
    url: str


@item(MINIPROGRAM)
class MiniProgram(ItemBase):
    """A mini program.

    Args:
        content: the label, at most 1024 bytes of UTF-8; None leaves it out, which only
            `send_msg` takes.
        appid: 1 to 32 bytes.
        pagepath: the page that it opens, with its query, 1 to 1024 bytes.
    """

    content: str | None
    appid: str
    pagepath: str


@item(TEXT)
class Text(ItemBase):
    """A line of text between the items, which cannot be tapped.

    Args:
        content: 1 to 256 bytes of UTF-8; a line feed in it breaks the line.
        no_newline: whether what follows stays on the same line.
    """

    content: str
    no_newline: bool = False


Item = Click | View | MiniProgram | Text

ITEMS: Mapping[str, type[Item]] = {one.kind.name: one for one in get_args(Item)}
"""The class of each type of item."""


class _Checked:
    """What a menu and a text message have in common: the border where they are checked.

    A message never changes, so it keeps its JSON once it is known to fit every target.
    """

    __slots__ = ("_text",)

    def wire(self) -> Json:
        """Give the message as the API's JSON, unchecked."""
        raise NotImplementedError

    def _fits(self) -> bool:
        """Tell at one look that no target finds an error; False only means: look closely."""
        raise NotImplementedError

    def _json(self, quoted: Quote) -> str:
        """Write a message that fits as JSON text."""
        raise NotImplementedError

    def problems(self, target: Target = "on_event") -> tuple[Problem, ...]:
        """Report every problem, errors and warnings, in order of place; never raises.

        Args:
            target: the API that the message is meant for.
        """
        from kfmenu.checking.check import problems_of  # noqa: PLC0415 - most messages fit

        return problems_of(self.wire(), "message", target, "python")

    def to_dict(self, target: Target = "on_event", *, check: bool = True) -> Json:
        """Give `{"msgtype": …}`, ready for a request body.

        Args:
            target: the API that the message is meant for.
            check: False skips the check, for those who know better.

        Raises:
            InvalidMessage: the message has errors; `.problems` holds them, and the warnings.
        """
        wire = self.wire()
        if not check:
            return self._unchecked(wire)
        if not fits(self):
            from kfmenu.checking.check import is_valid  # noqa: PLC0415 - most messages fit

            if not is_valid(wire, "message", target):
                raise InvalidMessage(self.problems(target))
        return wire

    def _unchecked(self, wire: Json) -> Json:
        """Give what goes out without a check."""
        return wire

    def to_json(self, target: Target = "on_event", *, check: bool = True) -> str:
        """Give the same as JSON text on one line, its Chinese unescaped.

        Args:
            target: the API that the message is meant for.
            check: False skips the check, for those who know better.

        Raises:
            InvalidMessage: the message has errors; `.problems` holds them, and the warnings.
        """
        text: str | None = getattr(self, "_text", None)
        if text:
            return text
        import json  # noqa: PLC0415 - most who compose give a dict to their client

        if text is None and not self._fits():
            return json.dumps(self.to_dict(target, check=check), ensure_ascii=False)
        text = self._json(json.encoder.encode_basestring)
        set_json(self, text)
        return text

    def preview(self, target: Target = "on_event") -> "Picture":
        """Draw what a customer will see; a notebook shows it, `print` draws it in a terminal.

        Args:
            target: the API whose limits hold.
        """
        from kfmenu.preview.picture import picture  # noqa: PLC0415 - a service draws nothing

        return picture(self.wire(), target=target, problems=self.problems(target))

    def _repr_html_(self) -> str:
        return self.preview()._repr_html_()


set_json = vars(_Checked)["_text"].__set__
"""Gives a message that fits every target its JSON: the slot's own setter."""

FITS = ""
"""Stands for the JSON that is not written yet of a message that is known to fit."""


@frozen(repr=False)
class TextMessage(_Checked):
    """A message of text alone.

    Args:
        content: at most 2048 bytes of UTF-8.
    """

    content: str

    def wire(self) -> Json:
        """Give the message as the API's JSON, unchecked."""
        return {"msgtype": "text", "text": {"content": self.content}}

    def _fits(self) -> bool:
        return self.content != "" and _is_text(self.content, _MOST_TEXT)

    def _json(self, quoted: Quote) -> str:
        return text_json(quoted(self.content))

    def __repr__(self) -> str:
        return f"TextMessage({shown(self.content)})"


def fits(message: _Checked) -> bool:
    """Tell at one look that no target finds an error; False only means: look closely."""
    return getattr(message, "_text", None) is not None or message._fits()  # noqa: SLF001


def _is_text(value: Any, most: int) -> bool:
    """Tell whether a value is a text of at most so many bytes."""
    try:
        return value.__class__ is str and len(value.encode()) <= most
    except UnicodeEncodeError:
        return False


_ROWS = LIMITS["on_event"]
_MOST_TEXT, _MOST_HEAD, _MOST_TAIL = (
    _ROWS[path].max_bytes or 0
    for path in ("text.content", "msgmenu.head_content", "msgmenu.tail_content")
)
_MOST_ITEMS = min(
    rows["msgmenu.list"].max_actions or rows["msgmenu.list"].max_items or 0
    for rows in LIMITS.values()
)
"""So many items fit for every target, whatever they are."""


def _or_none(text: str | None) -> str | None:
    return None if text == "" else text


Some = Item | None | Literal[False]
"""An item, or what a condition gives in its place."""

Items = Some | Iterable[Some | Iterable[Some | Iterable[Some]]]
"""Items, however nested; so deep, a type checker sees that a `str` is none of them."""


def _items(items: Items) -> tuple[Any, ...]:
    return flat((items,)) if items != () else ()


@frozen(repr=False)
class Menu(_Checked):
    """A menu message: a head, up to ten items, a tail; each method gives a new menu.

    Args:
        head_content: the text above the items, at most 1024 bytes of UTF-8.
        items: in the order in which they are shown, at most 10 for `on_event`.
        tail_content: the text below the items, at most 1024 bytes.
    """

    head_content: str | None = field(default=None, converter=_or_none)
    items: tuple[Item, ...] = field(default=(), converter=_items)
    tail_content: str | None = field(default=None, converter=_or_none)

    def head(self, head_content: str | None) -> Self:
        """Set the text above the items, at most 1024 bytes; None or "" takes it away."""
        return _next(self, _or_none(head_content), self.items, self.tail_content)

    def tail(self, tail_content: str | None) -> Self:
        """Set the text below the items, at most 1024 bytes; None or "" takes it away."""
        return _next(self, self.head_content, self.items, _or_none(tail_content))

    def click(self, content: str, id: str | None = None) -> Self:  # noqa: A002 - WeCom's name
        """Append a reply button; both `content` and `id` have 1 to 128 bytes."""
        return self._and(Click(content, id))

    def view(self, content: str, url: str) -> Self:
        """Append a link; `content` has 1 to 1024 bytes, `url` 1 to 2048."""
        return self._and(View(content, url))

    def miniprogram(self, content: str | None, appid: str, pagepath: str) -> Self:
        """Append a mini program; `appid` has 1 to 32 bytes, `pagepath` 1 to 1024."""
        return self._and(MiniProgram(content, appid, pagepath))

    def text(self, content: str, no_newline: bool = False) -> Self:
        """Append a text of 1 to 256 bytes; `no_newline` keeps what follows on its line."""
        return self._and(Text(content, no_newline))

    def add(self, *items: Items) -> Self:
        """Append items and iterables of items, skipping `None` and `False`.

        So a condition reads naturally: `menu.add(is_vip and Click("专属客服", "vip"))`. What holds
        the fields of an item (a row, a mapping) is never taken apart: it is one problem.
        """
        return _next(self, self.head_content, self.items + flat(items), self.tail_content)

    def room(self, target: Target = "on_event") -> "Room":
        """Tell what is left: items, actions, and the bytes of each text.

        Args:
            target: the API whose limits hold.
        """
        from kfmenu.message.room import room_of  # noqa: PLC0415 - most menus are measured nowhere

        return room_of(self.wire(), target)

    def wire(self) -> Json:
        """Give the message as the API's JSON, unchecked."""
        menu: Json = {}
        if self.head_content is not None:
            menu["head_content"] = self.head_content
        # What is no item goes on to be reported; a dict might pass for one that was read.
        menu["list"] = [
            one.wire()
            if isinstance(one, ItemBase)
            else Stray(one)
            if isinstance(one, dict)
            else one
            for one in self.items
        ]
        if self.tail_content is not None:
            menu["tail_content"] = self.tail_content
        return {"msgtype": "msgmenu", "msgmenu": menu}

    def _unchecked(self, wire: Json) -> Json:
        items = wire["msgmenu"]["list"]
        items[:] = [one.value if isinstance(one, Stray) else one for one in items]
        return wire

    def _fits(self) -> bool:
        head, tail, items = self.head_content, self.tail_content, self.items
        if len(items) > _MOST_ITEMS or not (items or head or tail):
            return False
        for one in items:
            if not isinstance(one, ItemBase) or not one.fits():
                return False
        return (head is None or _is_text(head, _MOST_HEAD)) and (
            tail is None or _is_text(tail, _MOST_TAIL)
        )

    def _json(self, quoted: Quote) -> str:
        head, tail = self.head_content, self.tail_content
        return menu_json(
            None if head is None else quoted(head),
            [one.json(quoted) for one in self.items],
            None if tail is None else quoted(tail),
        )

    def _and(self, item: Item) -> Self:
        """Make the next menu, with one more item."""
        return _next(self, self.head_content, (*self.items, item), self.tail_content)

    def __repr__(self) -> str:
        parts = [] if self.head_content is None else [shown(self.head_content)]
        parts.append(f"{len(self.items)} item{'' if len(self.items) == 1 else 's'}")
        if self.tail_content is not None:
            parts.append(f"tail={shown(self.tail_content)}")
        return f"<Menu {', '.join(parts)}>"


_new = object.__new__
_set_head, _set_items, _set_tail = (
    vars(Menu)[name].__set__ for name in ("head_content", "items", "tail_content")
)
"""The slots' own setters, which a frozen class does not guard."""

_M = TypeVar("_M", bound=Menu)


def _next(menu: _M, head: str | None, items: tuple[Item, ...], tail: str | None) -> _M:
    """Make the next menu from parts that are in order already (no converter runs again)."""
    if menu.__class__ is not Menu:  # a subclass may have fields of its own
        return evolve(menu, head_content=head, items=items, tail_content=tail)
    made = _new(menu.__class__)
    _set_head(made, head)
    _set_items(made, items)
    _set_tail(made, tail)
    return made


def menu_of(
    head_content: str | None,
    items: tuple[Item, ...],
    tail_content: str | None,
    text: str | None = None,
) -> Menu:
    """Make a menu of parts that are in order already, with its JSON if it is known to fit."""
    menu: Menu = _new(Menu)
    _set_head(menu, head_content)
    _set_items(menu, items)
    _set_tail(menu, tail_content)
    if text is not None:
        set_json(menu, text)
    return menu


Message = Menu | TextMessage


def text_json(content: str) -> str:
    """Write a text message that fits as JSON text, its content being written already."""
    return f'{{"msgtype": "text", "text": {{"content": {content}}}}}'


def menu_json(head: str | None, items: Iterable[str], tail: str | None) -> str:
    """Write a menu that fits as JSON text, its parts being written already."""
    first = "" if head is None else f'"head_content": {head}, '
    last = "" if tail is None else f', "tail_content": {tail}'
    return f'{{"msgtype": "msgmenu", "msgmenu": {{{first}"list": [{", ".join(items)}]{last}}}}}'
