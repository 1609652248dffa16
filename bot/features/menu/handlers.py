"""Buttons of the draft of the menu, for admins; `prompts.py` takes what is typed as a reply."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, ViewSpec
from bot.features.menu import screens
from bot.features.menu.buttons import (
    DraftScreen,
    ItemChange,
    MenuAsk,
    MenuAt,
    MenuChange,
    MenuLeads,
    MenuNew,
    MenuPress,
    MenuPublish,
    MenuTry,
    MenuUndo,
    PublishStep,
)
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk, Outdated
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import LANGUAGES, choose_language
from desk.inbound.prompt_replies import Prompt
from desk.menu import draft, publishing
from desk.menu.items import MenuKind, find_item, load_items
from desk.menu.targets import find_targets
from desk.outbox import Button, Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.questions import next_message


def _make_menu_router() -> Router:
    made = Router(name="menu")
    made.message.filter(IsPrivate())
    made.message.register(show_menu, CommandFilter("menu"))
    made.callback_query.register(_open_item, MenuPress.filter())
    return made


async def show_menu(_message: Message, desk: Desk, me: Person) -> None:
    """Show admins the draft, and requesters the published menu or that there is none."""
    if permissions.is_staff(me):
        permissions.require_grant(me, Grant.PUBLISH)
        respond.post_letter(desk, Show("menu_draft", slot="menudraft", fresh=True))
    elif desk.rules.menu:
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


async def _set_menu_item(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set a part of a menu item, or add an item (`menuask:new.<kind>.<submenu>.<language>`)."""
    part, key, *more = what.split(".")
    language, item = more[-1], int(more[0] if part == "new" else key)
    if part == "new":
        item = await draft.add_item(desk, MenuKind(key), item or None, incoming.words, language)
    elif part == "caption":
        await draft.set_caption(desk, item, language, incoming.words)
    elif part == "text":
        await draft.set_text(desk, item, language, incoming.words)
    else:
        await draft.set_url(desk, item, incoming.words.text)
    return Show("menu_draft", slot="menudraft", find=f"item:{item}", fresh=True, note="menu-item-set")


_SLOT = "menudraft"


def make_router() -> Router:
    made = Router(name="menu draft")
    on = made.callback_query.register
    on(show_screen, MenuAt.filter())
    on(_try_out, MenuTry.filter())
    on(add_item, MenuNew.filter())
    on(ask_part, MenuAsk.filter())
    on(set_target, MenuLeads.filter())
    on(_change_item, MenuChange.filter())
    on(publish_menu, MenuPublish.filter())
    on(undo_change, MenuUndo.filter())
    return made


async def show_screen(
    _query: CallbackQuery, callback_data: MenuAt, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    _show_draft(desk, pressed, callback_data.screen, callback_data.item, callback_data.page)


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


async def add_item(
    _query: CallbackQuery, callback_data: MenuNew, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for the caption of the new item."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    language = choose_language(me, desk.rules.locale)
    _show_question(desk, f"new.{callback_data.kind.value}.{callback_data.parent}.{language}")


async def ask_part(
    _query: CallbackQuery, callback_data: MenuAsk, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for a part of an item. The press also counts under an earlier screen of the draft."""
    permissions.require_grant(me, Grant.PUBLISH)
    if pressed.recorded and pressed.slot.kind != _SLOT:
        raise Outdated
    if find_item(await draft.load_draft(desk.session), callback_data.item) is None:
        raise Outdated
    language = callback_data.language if callback_data.language in LANGUAGES else desk.rules.locale
    _show_question(desk, f"{callback_data.part.value}.{callback_data.item}.{language}")


async def set_target(
    _query: CallbackQuery, callback_data: MenuLeads, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    await draft.set_target(desk, callback_data.item, callback_data.target)
    press.say("menu-item-set")
    _show_draft(desk, pressed, DraftScreen.ITEM, callback_data.item)


async def _change_item(
    _query: CallbackQuery, callback_data: MenuChange, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Move an item up, remove it, or restore it."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    item = callback_data.item
    match callback_data.change:
        case ItemChange.UP:
            await draft.move_up(desk, item)
            press.say("menu-item-up")
            one = find_item(await draft.load_draft(desk.session), item)
            _show_draft(desk, pressed, DraftScreen.ITEMS, (one.parent_id if one is not None else None) or 0)
        case ItemChange.RESTORE:
            await draft.restore_item(desk, item)
            _show_draft(desk, pressed, DraftScreen.ITEM, item)
        case ItemChange.REMOVE:
            place = await draft.remove_item(desk, item)
            again = Button("btn-menu-restore", MenuChange(change=ItemChange.RESTORE, item=item).pack())
            back = Button("btn-menu-back", MenuAt(screen=DraftScreen.ITEMS, item=0).pack())
            gone = Say("menu-item-removed", {"place": place}, ((again,), (back,)), slot=_SLOT, replace=True)
            respond.post_letter(desk, gone)


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
    _show_draft(desk, pressed, DraftScreen.PUBLISH)


async def undo_change(
    _query: CallbackQuery, callback_data: MenuUndo, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Restore the menu that requesters had before."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    done = await publishing.undo_publication(desk, callback_data.version)
    press.say("setting-undone" if done else "setting-changed-since")
    _show_draft(desk, pressed, DraftScreen.PUBLISH)


def _show_question(desk: Desk, what: str) -> None:
    respond.post_letter(desk, Show("menu_ask", slot=f"menuask:{what}", fresh=True))


def _show_draft(desk: Desk, pressed: PressedMessage, place: DraftScreen, item: int = 0, page: int = 1) -> None:
    pressed.require_view(_SLOT)
    find = f"{place.value}:{item}"
    respond.post_letter(desk, Show("menu_draft", slot=_SLOT, find=find, page=page, fresh=not pressed.recorded))


FEATURE = Feature(
    name="menu",
    routers=(
        _make_menu_router,
        make_router,
    ),
    views={
        "menu": ViewSpec(screens.render_menu),
        "menu_tried": ViewSpec(screens.render_tried, grant=Grant.PUBLISH),
        "menu_draft": ViewSpec(screens.render_draft, grant=Grant.PUBLISH),
        "menu_ask": ViewSpec(screens.render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("menu", grant=Grant.PUBLISH, for_requesters=True),),
    prompts={"menuask": Prompt(_set_menu_item)},
)
