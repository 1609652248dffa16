"""`/open`: all open tickets, filtered by buttons; `/open N` opens one ticket. The filter is stored with the person."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.lists import buttons as list_buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.staff import preferences

CHOOSING = "by"  # names the screen of filters in a letter


def make_router() -> Router:
    made = Router(name="open tickets")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_open_tickets, CommandFilter("open"))
    made.callback_query.register(turn_page, list_buttons.AllPage.filter())
    made.callback_query.register(show_choices, list_buttons.AllChoices.filter())
    made.callback_query.register(apply_choice, list_buttons.AllChosen.filter())
    return made


async def show_open_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    if command.number is not None:
        await respond.post_opened(desk, command.number)
    elif command.words.text.strip():
        respond.post_line(desk, "usage-open")
    else:
        respond.post_letter(desk, Show("all", slot="all", fresh=True))


async def turn_page(
    _query: CallbackQuery, callback_data: list_buttons.AllPage, desk: Desk, spot: PressedMessage
) -> None:
    _require_staff_at_list(desk, spot)
    respond.post_letter(desk, Show("all", slot="all", page=callback_data.page))


async def show_choices(
    _query: CallbackQuery, callback_data: list_buttons.AllChoices, desk: Desk, spot: PressedMessage
) -> None:
    """Show the filters, or the values of one filter."""
    _require_staff_at_list(desk, spot)
    screen = CHOOSING if callback_data.by is None else callback_data.by.value
    respond.post_letter(desk, Show("all", slot="all", page=callback_data.page, find=screen))


async def apply_choice(
    _query: CallbackQuery, callback_data: list_buttons.AllChosen, desk: Desk, spot: PressedMessage
) -> None:
    """Set the filter and go back to the screen of filters."""
    _require_staff_at_list(desk, spot)
    await preferences.choose_open_list(desk, callback_data.by, callback_data.value)
    respond.post_letter(desk, Show("all", slot="all", find=CHOOSING))


def _require_staff_at_list(desk: Desk, spot: PressedMessage) -> None:
    permissions.require_staff(desk.require_actor())
    spot.require_face("all")
