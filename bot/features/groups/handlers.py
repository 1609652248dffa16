"""`/groups` and its buttons; the desk checks again who may."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.groups import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Press
from desk import Desk
from desk.groups import chats
from desk.outbox import Show
from desk.policy.grants import Grant


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = Router(name="groups")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_chats, CommandFilter("groups"))
    made.callback_query.register(show_chat, buttons.ChatOpen.filter())
    made.callback_query.register(allow_chat, buttons.ChatAllow.filter())
    made.callback_query.register(choose_answers, buttons.ChatAnswers.filter())
    return made


async def show_chats(_message: Message, desk: Desk) -> None:
    """Show all groups."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    respond.post_letter(desk, Show("chats", slot="chats", fresh=True))


async def show_chat(_query: CallbackQuery, callback_data: buttons.ChatOpen, desk: Desk) -> None:
    """Show one group in a new message."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    respond.post_letter(desk, Show("chat", slot=f"chat:{callback_data.chat}", fresh=True))


async def allow_chat(
    _query: CallbackQuery, callback_data: buttons.ChatAllow, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_face("chat")
    await chats.set_allowed(desk, callback_data.chat, allowed=callback_data.on)
    press.say("chat-allowed" if callback_data.on else "chat-stopped")
    _refresh(desk, callback_data.chat)


async def choose_answers(
    _query: CallbackQuery, callback_data: buttons.ChatAnswers, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("chat")
    await chats.set_answers_privately(desk, callback_data.chat, privately=callback_data.private)
    _refresh(desk, callback_data.chat)


def _refresh(desk: Desk, chat: int) -> None:
    respond.post_letter(desk, Show("chat", slot=f"chat:{chat}"))
