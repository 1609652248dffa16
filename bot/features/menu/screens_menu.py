"""The menu as requesters have it, and as admins try it out: a screen of buttons, or a text with the way back.
`letter.find` names the item by id. Items whose target is gone are not shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.features.menu.buttons import MenuPress, MenuTry
from bot.features.registration import buttons as registration_buttons
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from desk.menu.checking import select_visible
from desk.menu.draft import load_draft
from desk.menu.items import MenuItem, MenuKind, load_items
from desk.menu.screen import MenuScreen, build_screen
from desk.menu.targets import find_targets
from desk.organizations import registration
from desk.outbox import Show
from desk.text import RichText

_To = Callable[[int], CallbackData]


async def render_menu(reader: Reader, letter: Show) -> Rendered:
    """Render the published menu; its first screen offers a guest to register."""
    shown = await _screen(
        reader, load_items(reader.settings.menu), letter.find or "", lambda item: MenuPress(item=item)
    )
    return shown if letter.find else replace(shown, buttons=(*shown.buttons, *await _offer_registration(reader)))


async def _offer_registration(reader: Reader) -> tuple[Row, ...]:
    if not reader.settings.organizations.enabled or reader.is_staff:
        return ()
    if await registration.load_registration(reader.session, reader.person.id) is not None:
        return ()
    press = registration_buttons.Register(wish=registration_buttons.RegisterWish.START)
    return ((keyboards.make_button(reader.language, "btn-register", press),),)


async def render_tried(reader: Reader, letter: Show) -> Rendered:
    """Render the draft with the buttons it would have."""
    shown = await _screen(reader, await load_draft(reader.session), letter.find or "", lambda item: MenuTry(item=item))
    return Rendered(compose.join([reader.say_rich("menu-tried"), shown.words], "\n\n"), shown.buttons)


async def _screen(reader: Reader, items: Sequence[MenuItem], find: str, to: _To) -> Rendered:
    there = select_visible(items, await find_targets(reader.session, items))
    shown = build_screen(there, int(find or 0), reader.language)
    rows: list[Row] = [tuple(_button(reader, item, to) for item in row) for row in shown.rows]
    if shown.back is not None:
        rows.append((keyboards.make_button(reader.language, "btn-menu-back", to(shown.back)),))
    return Rendered(_words(reader, shown), tuple(rows))


def _words(reader: Reader, shown: MenuScreen) -> RichText:
    if shown.at is not None:
        words = shown.get_words(reader.language)
        return compose.make_bold(words.text) if shown.at.kind is MenuKind.SUBMENU else words
    other = reader.say_rich("menu-changed") if shown.moved else ""
    return compose.join([other, reader.say_rich("menu-first" if shown.rows else "menu-nothing")], "\n\n")


def _button(reader: Reader, item: MenuItem, to: _To) -> RenderedButton:
    if item.kind is MenuKind.LINK:
        return RenderedButton(item.get_caption(reader.language), url=item.url)
    return RenderedButton(item.get_caption(reader.language), to(item.id).pack())
