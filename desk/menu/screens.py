"""A screen of the menu: its text, its buttons in rows, the way back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.menu.items import (
    MenuItem,
    MenuKind,
    find_item,
    list_on_screen,
)
from desk.text import RichText

_BESIDE = 18  # characters of a button that fits next to another


@dataclass(frozen=True, slots=True)
class MenuScreen:
    """A screen. `at`: its item, None for the first one; `rows`: its buttons; `back`: the item whose screen is one level
    up, 0 for the first, None if there is none. `moved`: the requested screen does not exist."""

    at: MenuItem | None
    rows: tuple[tuple[MenuItem, ...], ...]
    back: int | None = None
    moved: bool = False

    def get_words(self, language: str) -> RichText:
        """Return the text behind a button; of a submenu its words, of the first screen nothing."""
        if self.at is None:
            return RichText()
        return (
            RichText(self.at.get_caption(language)) if self.at.kind is MenuKind.SUBMENU else self.at.get_text(language)
        )


def build_screen(items: Sequence[MenuItem], asked: int, language: str) -> MenuScreen:
    """Return the screen of the item with that id, 0 for the first one; also the first one if the item has no screen."""
    at = find_item(items, asked)
    if at is not None and at.kind in (MenuKind.SUBMENU, MenuKind.TEXT):
        inside = list_on_screen(items, at.opens) if at.kind is MenuKind.SUBMENU else []
        return MenuScreen(at, _rows(inside, language), at.parent_id or 0)
    return MenuScreen(None, _rows(list_on_screen(items, None), language), moved=asked != 0)


def _rows(items: Sequence[MenuItem], language: str) -> tuple[tuple[MenuItem, ...], ...]:
    width = 2 if all(len(item.get_caption(language)) <= _BESIDE for item in items) else 1
    return tuple(tuple(items[at : at + width]) for at in range(0, len(items), width))
