"""Takes updates from groups: what the bot is there, moves, messages, edits."""

from datetime import datetime

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, ChatMemberUpdated, Message, Update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features.groups import messages
from db.models import Origin
from desk import Desk, DeskSettings
from desk.groups import chats
from desk.groups.chats import BotPresence
from desk.notifications import staff_group
from desk.people import directory

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_OUT = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


async def take_update(session: AsyncSession, update: Update, *, now: datetime, rules: DeskSettings) -> bool:
    """Take an update from a group that is not a press; from channels nothing is taken. Return False if its words are
    not for the help desk: then they are not to be kept."""
    message, member = update.message or update.edited_message, update.my_chat_member
    if member is not None and member.chat.type in _GROUPS:
        actor = await directory.find_by_telegram(session, member.from_user.id)
        desk = Desk(session, Origin.TELEGRAM, actor, now=now, rules=rules)
        await chats.note_membership(desk, _read_presence(member))
    elif message is not None and message.migrate_to_chat_id is not None:
        await _follow(session, message.chat.id, message.migrate_to_chat_id, now, rules)
    elif message is not None and message.migrate_from_chat_id is not None:
        await _follow(session, message.migrate_from_chat_id, message.chat.id, now, rules)
    elif message is not None and message.chat.type in _GROUPS:
        moment = await messages.find_moment(session, message, rules=rules, now=now)
        if moment is None:
            await _tell_team(session, message, now, rules)
            desk = Desk(session, Origin.TELEGRAM, None, now=now, rules=rules)
            await chats.note_group(desk, message.chat.id, message.chat.type, message.chat.title or "")
            return False
        return await (messages.take_edit if update.message is None else messages.take_message)(moment, message)
    return True


async def _tell_team(session: AsyncSession, message: Message, now: datetime, rules: DeskSettings) -> None:
    """Tell the staff group that a reply to a card of the bot's there reaches nobody."""
    replied = message.reply_to_message
    if replied is not None and await staff_group.has_chat(session, message.chat.id):
        await staff_group.tell_unsent(session, message.message_id, replied=replied.message_id, now=now, rules=rules)


async def _follow(session: AsyncSession, old: int, new: int, now: datetime, rules: DeskSettings) -> None:
    await chats.follow_move(Desk(session, Origin.TELEGRAM, None, now=now, rules=rules), old, new)


def _read_presence(member: ChatMemberUpdated) -> BotPresence:
    mine = member.new_chat_member
    return BotPresence(
        chat_id=member.chat.id,
        kind=member.chat.type,
        title=member.chat.title or "",
        is_there=mine.status not in _OUT and not (isinstance(mine, ChatMemberRestricted) and not mine.is_member),
        may_write=not isinstance(mine, ChatMemberRestricted) or mine.can_send_messages,
        is_admin=isinstance(mine, ChatMemberAdministrator),
    )
