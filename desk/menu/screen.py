"""A screen of the menu: what is read on it, its buttons in their rows, the way back. Pure; what it looks like elsewhere
is the door's. The keyboard that requesters are sent and every preview of it are this one value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.menu.items import MenuItem, MenuKind, named, on_screen
from desk.text import RichText

_BESIDE = 18  # characters with which two stand in a row


@dataclass(frozen=True, slots=True)
class MenuScreen:
    """`at`: the item whose screen it is, None: the first one; `rows`: its buttons; `back`: the item to whose screen the
    way back leads, 0: the first, None: there is no way back. `moved`: another screen was asked for, which is gone."""

    at: MenuItem | None
    rows: tuple[tuple[MenuItem, ...], ...]
    back: int | None = None
    moved: bool = False

    def words(self, language: str) -> RichText:
        """What is read behind a button; of a submenu what the button says, of the first screen nothing."""
        if self.at is None:
            return RichText()
        return RichText(self.at.caption(language)) if self.at.kind is MenuKind.SUBMENU else self.at.text(language)


def screen(items: Sequence[MenuItem], asked: int, language: str) -> MenuScreen:
    """Of the items that are shown: the screen of the one with that id, 0: the first; the first too where there is
    nothing to read behind that one."""
    at = named(items, asked)
    if at is not None and at.kind in (MenuKind.SUBMENU, MenuKind.TEXT):
        inside = on_screen(items, at.opens) if at.kind is MenuKind.SUBMENU else []
        return MenuScreen(at, _rows(inside, language), at.parent_id or 0)
    return MenuScreen(None, _rows(on_screen(items, None), language), moved=asked != 0)


def _rows(items: Sequence[MenuItem], language: str) -> tuple[tuple[MenuItem, ...], ...]:
    width = 2 if all(len(item.caption(language)) <= _BESIDE for item in items) else 1
    return tuple(tuple(items[at : at + width]) for at in range(0, len(items), width))
