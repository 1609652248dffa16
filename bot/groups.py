"""What happens around the bot in groups: let in, put out, a group that becomes a supergroup. Hears no words there.

A group that becomes a supergroup says so in both chats, and with its new id when one writes to the old one (Bot API,
Message.migrate_to_chat_id, ResponseParameters, read 2026-11).
"""

from datetime import datetime

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import Update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.notifications import staff_group

_OUT = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


def is_elsewhere(update: Update) -> bool:
    """Whether it comes from a group or channel, and is not a press: what people say there is not for the desk."""
    event = update.message or update.edited_message or update.message_reaction or update.my_chat_member
    return event is not None and event.chat.type != ChatType.PRIVATE


async def noted(session: AsyncSession, update: Update, *, now: datetime) -> None:
    """Follow the staff group."""
    message, member = update.message, update.my_chat_member
    if message is not None and message.migrate_to_chat_id is not None:
        await staff_group.moved(session, message.chat.id, message.migrate_to_chat_id)
    elif message is not None and message.migrate_from_chat_id is not None:
        await staff_group.moved(session, message.migrate_from_chat_id, message.chat.id)
    elif member is not None:
        there = member.new_chat_member.status not in _OUT
        await staff_group.came_or_went(session, member.chat.id, there=there, now=now)
