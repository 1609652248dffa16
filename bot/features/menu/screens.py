"""The menu as requesters have it and as admins try it out, and its publication.

`letter.find` names an item of the menu by its id. Items whose target is gone are not shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.features import registration as registration_buttons
from bot.features.administration.buttons import AdminList
from bot.features.administration.screens import EVERYTHING
from bot.features.menu.buttons import (
    MenuPress,
    MenuPublish,
    MenuTry,
    MenuUndo,
    PublishStep,
)
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose
from desk.menu import publishing
from desk.menu.checks import find_circle, find_troubles, select_visible
from desk.menu.draft import load_draft
from desk.menu.items import MenuItem, MenuKind, describe_path, find_item, load_items
from desk.menu.screens import MenuScreen, build_screen
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
    return ((reader.make_button("btn-register", press),),)


async def render_tried(reader: Reader, letter: Show) -> Rendered:
    """Render the draft with the buttons it would have."""
    shown = await _screen(reader, await load_draft(reader.session), letter.find or "", lambda item: MenuTry(item=item))
    return Rendered(compose.join([reader.say_rich("menu-tried"), shown.words], "\n\n"), shown.buttons)


async def _screen(reader: Reader, items: Sequence[MenuItem], find: str, to: _To) -> Rendered:
    there = select_visible(items, await find_targets(reader.session, items))
    shown = build_screen(there, int(find or 0), reader.language)
    rows: list[Row] = [tuple(_button(reader, item, to) for item in row) for row in shown.rows]
    if shown.back is not None:
        rows.append((reader.make_button("btn-menu-back", to(shown.back)),))
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


async def render_publication(reader: Reader, _letter: Show) -> Rendered:
    """Render the state of the published menu, the errors of the draft, and the buttons."""
    items = await load_draft(reader.session)
    last = await publishing.find_newest(reader.session)
    wrong = find_troubles(items, await find_targets(reader.session, items))
    places = [(find_item(items, key), trouble) for key, trouble in wrong.items()]
    lines = [_wrong(reader, items, item, trouble) for item, trouble in places if item is not None]
    main = [reader.make_button("btn-menu-try", MenuTry(item=0))]
    if items and not wrong and (last is None or not last.same):
        press = MenuPublish(step=PublishStep.PUBLISH)
        main.append(reader.make_button("btn-menu-publish", press, style=Style.SUCCESS))
    after: list[RenderedButton] = []
    if last is not None and last.is_up:
        after.append(reader.make_button("btn-menu-down", MenuPublish(step=PublishStep.DOWN)))
    if last is not None:
        after.append(reader.make_button("btn-setting-undo", MenuUndo(version=last.id)))
    back = (reader.make_button("btn-menu-back", AdminList(noun="menu", inside=EVERYTHING, page=1)),)
    words = compose.join([_state(reader, last), compose.join_lines(lines)], "\n\n")
    return Rendered(words, tuple(row for row in (tuple(main), tuple(after), back) if row))


def _wrong(reader: Reader, items: Sequence[MenuItem], item: MenuItem, trouble: str) -> RichText:
    way = " › ".join(one.get_caption(reader.language) for one in find_circle(items, item) or ())
    return RichText("⚠ ") + reader.say_rich(f"{trouble}-at", place=describe_path(items, item, reader.language), way=way)


def _state(reader: Reader, last: publishing.MenuVersion | None) -> RichText:
    if last is None:
        return reader.say_rich("menu-state-none")
    at = reader.format_moment(last.at)
    key = "menu-state-up" if last.is_up else "menu-state-down"
    same = "" if not last.is_up else reader.say_rich("menu-state-same" if last.same else "menu-state-other")
    return compose.join_lines([reader.say_rich(key, at=at, name=last.by or "?"), same])
