"""`/menu`, and the buttons of the requester's menu."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.menu.buttons import MenuPress
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, respond
from db.models import Person
from desk import Desk, Outdated
from desk.menu.items import MenuKind, find_item, load_items
from desk.menu.targets import find_targets
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.questions import next_message


def make_router() -> Router:
    made = Router(name="menu")
    made.message.filter(IsPrivate())
    made.message.register(show_menu, CommandFilter("menu"))
    made.callback_query.register(open_item, MenuPress.filter())
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


async def open_item(_query: CallbackQuery, callback_data: MenuPress, desk: Desk, spot: PressedMessage) -> None:
    """Open what the button leads to: a screen in the same message, an article in a message of its own, or a new
    request. A button of an older version shows the menu as it is now."""
    if spot.recorded and spot.slot.kind != "menu":
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
    respond.post_letter(desk, Show("menu", slot="menu", find=find, fresh=not spot.recorded or spot.slot.past))
