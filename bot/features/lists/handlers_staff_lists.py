"""The queue, own tickets, search and `/attention` for staff, with their pages; `/next` takes the first in the queue."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.lists import buttons as list_buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from desk import Desk, Outdated
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.search.prefix_query import MOST_TYPED
from desk.tickets import assignment

_BEFORE_THE_QUEUE = ("queue", "opening", "reminder", "surge", "")


def make_router() -> Router:
    made = Router(name="lists")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_queue, CommandFilter("queue"))
    made.message.register(show_mine, CommandFilter("mine"))
    made.message.register(find_tickets, CommandFilter("find"))
    made.message.register(take_first, CommandFilter("next"))
    made.message.register(show_attention, CommandFilter("attention"))
    made.callback_query.register(queue_page, list_buttons.QueuePage.filter())
    made.callback_query.register(turn_own_page, list_buttons.MinePage.filter())
    made.callback_query.register(turn_found_page, list_buttons.FoundPage.filter())
    made.callback_query.register(turn_attention_page, list_buttons.AttentionPageTurn.filter())
    return made


async def show_queue(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("queue", slot="queue", fresh=True))


async def show_mine(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("mine", slot="mine", fresh=True))


async def show_attention(_message: Message, desk: Desk) -> None:
    """Show admins all tickets that need action (требуют внимания), and agents their own share."""
    respond.post_letter(desk, Show("attention", slot="attention", fresh=True))


async def find_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    words = command.words.text.strip()
    if not words:
        respond.post_line(desk, "usage-find")
        return
    _post_found(desk, words[:MOST_TYPED], fresh=True)


async def take_first(_message: Message, desk: Desk) -> None:
    """Handle `/next`: take the most urgent untaken ticket that fits the agent. The desk sends its card."""
    if await assignment.take_first(desk) is not None:
        return
    if others := await assignment.count_listed(desk.session, desk.require_actor()):
        row = (respond.press_button("btn-queue", list_buttons.QueuePage(page=1)),)
        respond.post_letter(desk, Say("next-none-fits", {"n": others}, (row,)))
    else:
        respond.post_line(desk, "next-none")


async def queue_page(
    _query: CallbackQuery, callback_data: list_buttons.QueuePage, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page of the queue: in place, or in a new message if pressed under a reminder."""
    permissions.require_staff(desk.require_actor())
    if spot.recorded and spot.kind not in _BEFORE_THE_QUEUE:
        raise Outdated
    respond.post_letter(desk, Show("queue", slot="queue", page=callback_data.page, fresh=spot.kind != "queue"))


async def turn_own_page(
    _query: CallbackQuery, callback_data: list_buttons.MinePage, desk: Desk, spot: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    spot.require_face("mine")
    respond.post_letter(desk, Show("mine", slot="mine", page=callback_data.page))


async def turn_attention_page(
    _query: CallbackQuery, callback_data: list_buttons.AttentionPageTurn, desk: Desk, spot: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    spot.require_face("attention")
    respond.post_letter(desk, Show("attention", slot="attention", page=callback_data.page))


async def turn_found_page(
    _query: CallbackQuery, callback_data: list_buttons.FoundPage, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page of the search whose words are in the message's slot."""
    permissions.require_staff(desk.require_actor())
    spot.require_face("found")
    words = spot.slot.key.removeprefix("?")
    if not words:
        raise Outdated
    _post_found(desk, words, page=callback_data.page)


def _post_found(desk: Desk, words: str, *, page: int = 1, fresh: bool = False) -> None:
    respond.post_letter(desk, Show("found", slot=f"found:?{words}", page=page, fresh=fresh, find=words))
