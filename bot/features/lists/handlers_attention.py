"""`/attention` (требуют внимания): admins see all tickets that need action, agents their own share."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.lists import buttons as list_buttons
from bot.handlers import CommandFilter, IsCommand, IsPrivate, IsStaff, PressedMessage, respond
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions


def make_router() -> Router:
    made = Router(name="attention")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(show_attention, CommandFilter("attention"))
    made.callback_query.register(turn_page, list_buttons.AttentionPageTurn.filter())
    return made


async def show_attention(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("attention", slot="attention", fresh=True))


async def turn_page(
    _query: CallbackQuery, callback_data: list_buttons.AttentionPageTurn, desk: Desk, spot: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    spot.of("attention")
    respond.post_letter(desk, Show("attention", slot="attention", page=callback_data.page))
