"""A list of any length as menus that fit, with the caller's own buttons from page to page."""

from collections.abc import Callable, Sequence

from kfmenu.errors import InvalidMessage
from kfmenu.facts.limits import Target
from kfmenu.message.values import Item, Items, Menu, Text

Button = Callable[[int], Item]
"""Makes the button that leads to a page, given its number; the first is 1."""


def pages(
    items: Items,
    menu: Menu | None = None,
    *,
    previous: Button | None = None,
    next: Button | None = None,  # noqa: A002 - what the button says
    back: Item | None = None,
    target: Target = "on_event",
) -> tuple[Menu, ...]:
    """Spread items over as few menus as can hold them; none is dropped, and there is always one.

    Each page is `menu` with its own items first, then some of `items`, then the buttons, which
    are counted in: `previous` on every page but the first, `next` on every page but the last,
    `back` on all. A text that is too long is reported by the page that holds it, like that of
    any menu. A page changes as any menu does, by `page.head(f"第 {number} 页")`, say.

    Args:
        items: any number of items, nested and with None and False among them as in `Menu.add`.
        menu: what all pages have.
        previous: makes the button to the page before; without it no page has one.
        next: makes the button to the page after.
        back: the button, or any other item, that ends every page.
        target: the API whose limits hold: 10 items for `on_event`, for `send_msg` 50 of which 10
            can be tapped.

    Raises:
        InvalidMessage: `menu` and the buttons leave no room for a single item, or are themselves
            too many (KF401).
    """
    menu = Menu() if menu is None else menu
    rest = Menu().add(items).items
    found: list[Menu] = []
    while rest or not found:
        number = len(found) + 1
        before = previous(number - 1) if previous is not None and found else None
        page, left = _page(menu, rest, (before, back), target)
        if left:
            after = None if next is None else next(number + 1)
            page, left = _page(menu, rest, (before, after, back), target)
            if len(left) == len(rest):
                # One item more is one too many, and its page can say so.
                raise InvalidMessage(menu.add(rest[:1], before, after, back).problems(target))
        elif not rest and page.room(target).actions < 0:
            raise InvalidMessage(page.problems(target))
        found.append(page)
        rest = left
    return tuple(found)


def _page(
    menu: Menu, items: Sequence[Item], buttons: Sequence[Item | None], target: Target
) -> tuple[Menu, tuple[Item, ...]]:
    """Give a page with as many of the items as it holds, and the others."""
    room = menu.add(buttons).room(target)
    taken = actions = 0
    for item in items:
        actions += not isinstance(item, Text)
        if taken >= room.items or actions > room.actions:
            break
        taken += 1
    return menu.add(items[:taken], buttons), tuple(items[taken:])
