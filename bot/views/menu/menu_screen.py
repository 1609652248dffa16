"""The menu as requesters have it, and as admins try it out: a screen of buttons, or what is read behind one, with the
way back. `letter.find`: whose screen, by the item's id. What leads nowhere any more is not shown.
"""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData

from bot.callback_data.menu import MenuPress, MenuTry
from bot.views import compose, keyboards
from bot.views.reader import Reader
from bot.views.rendered import Rendered, RenderedButton, Row
from desk.menu.checking import visible_items
from desk.menu.draft import draft
from desk.menu.items import MenuItem, MenuKind, loaded, named, on_screen
from desk.menu.leads import leads
from desk.outbox.letters import Show
from desk.text.rich_text import RichText

_BESIDE = 18  # characters with which two stand in a row
_To = Callable[[int], CallbackData]


async def menu(reader: Reader, letter: Show) -> Rendered:
    """What is published."""
    return await _screen(reader, loaded(reader.settings.menu), letter.find or "", lambda item: MenuPress(item=item))


async def tried(reader: Reader, letter: Show) -> Rendered:
    """The draft, with the buttons it would have."""
    shown = await _screen(reader, await draft(reader.session), letter.find or "", lambda item: MenuTry(item=item))
    return Rendered(compose.joined([reader.words("menu-tried"), shown.words], "\n\n"), shown.buttons)


async def _screen(reader: Reader, items: Sequence[MenuItem], find: str, to: _To) -> Rendered:
    shown = visible_items(items, await leads(reader.session, items))
    at = named(shown, int(find or 0))
    if at is not None:
        behind = _behind(reader, at)
        if behind is not None:
            back = keyboards.button(reader.language, "btn-menu-back", to(at.parent_id or 0))
            inside = on_screen(shown, at.opens) if at.kind is MenuKind.SUBMENU else []
            return Rendered(behind, (*_rows(reader, inside, to), (back,)))
    first = on_screen(shown, None)
    other = reader.words("menu-changed") if find not in ("", "0") else ""
    words = [other, reader.words("menu-first" if first else "menu-nothing")]
    return Rendered(compose.joined(words, "\n\n"), _rows(reader, first, to))


def _behind(reader: Reader, item: MenuItem) -> RichText | None:
    """What is read there; None where there is nothing to read in this message."""
    if item.kind is MenuKind.SUBMENU:
        return compose.bold(item.caption(reader.language))
    return item.text(reader.language) if item.kind is MenuKind.TEXT else None


def _rows(reader: Reader, items: Sequence[MenuItem], to: _To) -> tuple[Row, ...]:
    buttons = [_button(reader, item, to) for item in items]
    return keyboards.rows(buttons, 2 if all(len(one.text) <= _BESIDE for one in buttons) else 1)


def _button(reader: Reader, item: MenuItem, to: _To) -> RenderedButton:
    if item.kind is MenuKind.LINK:
        return RenderedButton(item.caption(reader.language), url=item.url)
    return RenderedButton(item.caption(reader.language), to(item.id).pack())
