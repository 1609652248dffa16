"""The requester's menu: `/menu` and its buttons; the draft tried out, published, taken down."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, ViewSpec
from bot.features.menu import screens
from bot.features.menu.buttons import (
    MenuNow,
    MenuPress,
    MenuPublish,
    MenuTry,
    MenuUndo,
    PublishStep,
)
from bot.handlers import CommandFilter, PressedMessage, respond
from bot.handlers.pressed_message import Press, handle_presses, make_press_router
from db.models import Person
from desk import Desk, Outdated
from desk.menu import draft, publishing
from desk.menu.items import MenuKind, find_item, load_items
from desk.menu.targets import find_targets
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.questions import next_message


def _make_menu_router() -> Router:
    made = Router(name="menu")
    made.message.register(show_menu, CommandFilter("menu"))
    handle_presses(made, _open_item)
    return made


async def show_menu(_message: Message, desk: Desk) -> None:
    """Show requesters the published menu, or that there is none."""
    if desk.rules.menu:
        respond.post_letter(desk, Show("menu", slot="menu", fresh=True))
    else:
        respond.post_line(desk, "menu-none-here")


async def _open_item(_query: CallbackQuery, callback_data: MenuPress, desk: Desk, pressed: PressedMessage) -> None:
    """Open what the button leads to: a screen in the same message, an article in a message of its own, or a new
    request. A button of an older version shows the menu as it is now."""
    if pressed.recorded and pressed.slot.kind != "menu":
        raise Outdated
    items = load_items(desk.rules.menu)
    if not items:
        raise Outdated
    item = find_item(items, callback_data.item)
    if item is not None and item.kind is MenuKind.PERSON:
        await next_message.expect_request(desk)
        return
    known = await find_targets(desk.session, [item] if item is not None else [])
    if item is not None and item.kind is MenuKind.TOPIC and item.target_id in known.topics:
        await next_message.expect_request(desk, category_id=item.target_id)
        return
    if item is not None and item.kind is MenuKind.ARTICLE and item.target_id in known.articles:
        respond.post_letter(desk, Show("article", slot=f"article:{item.target_id}", fresh=True))
        return
    find = str(callback_data.item)
    respond.post_letter(desk, Show("menu", slot="menu", find=find, fresh=not pressed.recorded or pressed.slot.past))


_SLOT = "menudraft"


def make_router() -> Router:
    return make_press_router("menu draft", show_publication, _try_out, publish_menu, undo_change)


async def show_publication(
    _query: CallbackQuery, callback_data: MenuNow, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    _show_publication(desk, pressed)


async def _try_out(
    _query: CallbackQuery, callback_data: MenuTry, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Show the draft with the buttons it would have, in a message of its own that its buttons then change."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT, "menutry")
    item = find_item(await draft.load_draft(desk.session), callback_data.item)
    if item is not None and item.kind in (MenuKind.PERSON, MenuKind.TOPIC):
        press.say("menu-tried-request")
        return
    if item is not None and item.kind is MenuKind.ARTICLE:
        respond.post_letter(desk, Show("article", slot=f"article:{item.target_id}", fresh=True))
        return
    fresh = pressed.kind == _SLOT or not pressed.recorded
    respond.post_letter(desk, Show("menu_tried", slot="menutry", find=str(callback_data.item), fresh=fresh))


async def publish_menu(
    _query: CallbackQuery, callback_data: MenuPublish, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Publish the draft, or take the menu down."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    if callback_data.step is PublishStep.PUBLISH:
        await publishing.publish_menu(desk)
        press.say("menu-published")
    else:
        await publishing.take_down(desk)
        press.say("menu-taken-down")
    _show_publication(desk, pressed)


async def undo_change(
    _query: CallbackQuery, callback_data: MenuUndo, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Restore the menu that requesters had before."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    done = await publishing.undo_publication(desk, callback_data.version)
    press.say("setting-undone" if done else "setting-changed-since")
    _show_publication(desk, pressed)


def _show_publication(desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view(_SLOT)
    slot = str(pressed.slot) if pressed.recorded else _SLOT
    respond.post_letter(desk, Show("menu_publication", slot=slot, fresh=not pressed.recorded))


FEATURE = Feature(
    name="menu",
    routers=(
        _make_menu_router,
        make_router,
    ),
    views={
        "menu": ViewSpec(screens.render_menu),
        "menu_tried": ViewSpec(screens.render_tried, grant=Grant.PUBLISH),
        "menu_publication": ViewSpec(screens.render_publication, grant=Grant.PUBLISH),
    },
    commands=(Command("menu", grant=Grant.PUBLISH, for_requesters=True),),
)
