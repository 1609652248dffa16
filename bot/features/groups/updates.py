"""Takes updates from groups: what the bot is there, moves, topics; messages and edits go to `messages`."""

from datetime import datetime

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    Update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features.groups.messages import GroupMoment, find_hinted, take_edit, take_message
from bot.features.groups.team_places import find_about, find_topic_of
from bot.handlers.respond import NOT_DONE
from db.models import Origin
from desk import Desk, DeskSettings
from desk.groups import chats
from desk.groups.chats import BotPresence
from desk.notifications import staff_group, topic_rows
from desk.notifications.topic_rows import TopicChange
from desk.outbox import React, Say
from desk.people import person_rows
from desk.text.note_prefix import MARK


async def _find_moment(
    session: AsyncSession, message: Message, *, rules: DeskSettings, now: datetime
) -> GroupMoment | None:
    """Return the moment of a message; None if nothing is taken from its group."""
    place = rules.groups.find_place(message.chat.id)
    chat = await chats.find_chat_of(session, place.person_id) if place is not None and place.allowed else None
    return None if place is None or chat is None else GroupMoment(session, rules, now, place, chat)


_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_MOST_WAITING = 6
_OUT = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


async def take_update(
    session: AsyncSession, update: Update, *, now: datetime, rules: DeskSettings, patient: bool
) -> bool:
    """Take an update from a group that is not a press; from channels nothing is taken. Return False if its words are
    not for the help desk: then they are not to be kept."""
    message, member = update.message or update.edited_message, update.my_chat_member
    if member is not None and member.chat.type in _GROUPS:
        actor = await person_rows.find_by_telegram(session, member.from_user.id)
        desk = Desk(session, Origin.TELEGRAM, actor, now=now, rules=rules)
        await chats.note_membership(desk, _read_presence(member))
    elif message is not None and message.migrate_to_chat_id is not None:
        await _follow(session, message.chat.id, message.migrate_to_chat_id, now, rules)
    elif message is not None and message.migrate_from_chat_id is not None:
        await _follow(session, message.migrate_from_chat_id, message.chat.id, now, rules)
    elif message is not None and (change := read_topic(message, rules.bot_id)) is not None:
        await topic_rows.follow_change(session, change, now=now, rules=rules)
        topic_rows.erase_own_line(session, change, message.message_id, now=now, rules=rules)
        return False  # its name has words of the request
    elif message is not None and message.chat.type in _GROUPS:
        moment = await _find_moment(session, message, rules=rules, now=now)
        if moment is None:
            await _tell_team(session, message, now, rules)
            desk = Desk(session, Origin.TELEGRAM, None, now=now, rules=rules)
            await chats.note_group(desk, message.chat.id, message.chat.type, message.chat.title or "")
            return False
        if update.message is None:
            return await take_edit(moment, message)
        return await take_message(moment, message, patient=patient)
    return True


def list_lacking(mine: object) -> tuple[str, ...]:
    """Return the rights that topics need and the bot has not with this membership."""
    return tuple(
        right for right in topic_rows.NEEDED if not (isinstance(mine, ChatMemberAdministrator) and getattr(mine, right))
    )


def read_topic(message: Message, bot_id: int) -> TopicChange | None:
    """Return what a service message says of a forum topic; None for other messages."""
    made, edited = message.forum_topic_created, message.forum_topic_edited
    closed, opened = message.forum_topic_closed is not None, message.forum_topic_reopened is not None
    if message.message_thread_id is None or not (made or edited or closed or opened):
        return None
    return TopicChange(
        message.chat.id,
        message.message_thread_id,
        by_desk=message.from_user is not None and message.from_user.id == bot_id,
        made=made is not None,
        name=made.name if made is not None else edited.name if edited is not None else None,
        is_closed=closed if closed or opened else None,
    )


async def _tell_team(session: AsyncSession, message: Message, now: datetime, rules: DeskSettings) -> None:
    """Tell the staff group that a reply to something of a ticket there, or a note that names none, reaches nobody, and
    why; of a list, that it names several. All of it gets a sign that it goes nowhere, as a hint may never arrive; what
    an agent replies to another line of the bot's, that sign alone; of others that is talk."""
    replied, team = message.reply_to_message, rules.groups.find_team(message.chat.id)
    if team is None or (replied is None and message.text != MARK):
        return
    why: str | None = None
    if replied is None:
        why = "group-unsent"
    elif await find_about(session, message, rules.bot_id, patient=False) is not None:
        why = _get_stranger_line(message)
    elif await staff_group.is_card(session, team.chat_id, replied.message_id, bot_id=rules.bot_id):
        why = "group-unsent"
    elif await staff_group.is_list(session, team.chat_id, replied.message_id, bot_id=rules.bot_id):
        why = "group-which-one" if message.from_user is not None else _get_stranger_line(message)
    elif message.from_user is None:
        return
    if await staff_group.count_waiting(session, team.person_id) >= _MOST_WAITING:
        return  # somebody floods the group
    album = f"{why}:{team.chat_id}:{message.media_group_id}" if message.media_group_id is not None else None
    sign = React(message.message_id, NOT_DONE, team.chat_id)
    staff_group.post_aside(session, team.person_id, sign, now=now, dedup=f"sign:{album}" if album else None)
    if why is None:
        return
    line = Say(why, reply_to_message=message.message_id, there=team.chat_id, only_to=find_hinted(message))
    topic_of = await find_topic_of(session, message, rules.bot_id)
    staff_group.post_aside(session, team.person_id, line, now=now, ticket_id=topic_of, dedup=album)


def _get_stranger_line(message: Message) -> str:
    return "group-unsent-stranger" if message.sender_chat is None else "group-unsent-anonymous"


async def _follow(session: AsyncSession, old: int, new: int, now: datetime, rules: DeskSettings) -> None:
    await chats.follow_move(Desk(session, Origin.TELEGRAM, None, now=now, rules=rules), old, new)


def _read_presence(member: ChatMemberUpdated) -> BotPresence:
    mine = member.new_chat_member
    return BotPresence(
        chat_id=member.chat.id,
        kind=chats.FORUM if member.chat.is_forum else member.chat.type,
        title=member.chat.title or "",
        is_there=mine.status not in _OUT and not (isinstance(mine, ChatMemberRestricted) and not mine.is_member),
        may_write=not isinstance(mine, ChatMemberRestricted) or mine.can_send_messages,
        is_admin=isinstance(mine, ChatMemberAdministrator),
    )
