"""A row of the inbox as an update, and what it is before anything is done about it. Knows no handler and no person."""

import json
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.types import Update, User
from pydantic import ValidationError

from bot import rescue
from bot.press import Press
from db.queue import ClaimedJob


def raw(job: ClaimedJob) -> dict[str, Any] | None:
    """The update as it came, but for numbers that no id of Telegram's can be; None for what was kept as base64 because
    it could not be stored."""
    try:
        held = json.loads(job.payload, parse_int=rescue.number)
    except ValueError:
        return None
    return held if isinstance(held, dict) else None


def parsed(held: dict[str, Any] | None, bot: Bot) -> Update | None:
    """The update, or what is left of one that the library does not know; None for what is none."""
    for attempt in (held, rescue.bare(held) if held is not None else None):
        if attempt is None:
            continue
        try:
            return Update.model_validate(attempt, context={"bot": bot})
        except ValidationError:
            continue
    return None


def sender(update: Update) -> User | None:
    """Whoever is behind an update, where it has somebody."""
    if update.message_reaction is not None:
        return update.message_reaction.user
    event = update.message or update.edited_message or update.callback_query or update.my_chat_member
    return event.from_user if event is not None else None


def leaves(update: Update) -> bool:
    """Whether it says that somebody blocked the bot."""
    member = update.my_chat_member
    return member is not None and member.new_chat_member.status == ChatMemberStatus.KICKED


def press_of(update: Update) -> Press | None:
    """The button that was pressed; None for other updates."""
    query = update.callback_query
    if query is None:
        return None
    message = query.message
    chat_id = message.chat.id if message else query.from_user.id
    return Press(query.id, query.data or "", chat_id, message.message_id if message else 0)
