"""Takes updates from groups: what the bot is there, moves, messages, edits."""

from datetime import datetime

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageReactionUpdated,
    Update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features.groups import messages
from db.models import Message as StoredMessage
from db.models import Origin
from desk import Desk, DeskSettings, ReplyTargetNotStored
from desk.context import GroupSpot
from desk.groups import chats, routing
from desk.groups.chats import BotPresence
from desk.inbound.reply_target import RECORDED_BY
from desk.notifications import group_topics, staff_group
from desk.notifications.group_topics import TopicChange
from desk.outbox import Say
from desk.people import directory
from desk.policy.grants import Grant, has_grant

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
    elif message is not None and (change := _read_topic(message, rules)) is not None:
        await group_topics.follow_change(session, change, now=now, rules=rules)
    elif message is not None and message.chat.type in _GROUPS:
        moment = await messages.find_moment(session, message, rules=rules, now=now)
        if moment is None:
            await _tell_team(session, message, now, rules)
            desk = Desk(session, Origin.TELEGRAM, None, now=now, rules=rules)
            await chats.note_group(desk, message.chat.id, message.chat.type, message.chat.title or "")
            return False
        return await (messages.take_edit if update.message is None else messages.take_message)(moment, message)
    return True


async def find_spot(session: AsyncSession, update: Update, *, rules: DeskSettings, patient: bool) -> GroupSpot | None:
    """Return where in the staff group a member of the team who may work speaks of a ticket; None for all else.

    A group that has just become a supergroup is still the same. Raises ReplyTargetNotStored if the message replied to
    may not be stored yet (`patient`).
    """
    event, team = update.message or update.edited_message or update.message_reaction, rules.groups.team
    if event is None or team is None:
        return None
    if event.chat.id != team.chat_id and rules.groups.find_place(event.chat.id) is not None:
        return None
    who = event.user if isinstance(event, MessageReactionUpdated) else event.from_user
    person = await directory.find_by_telegram(session, who.id) if who is not None else None
    is_said = isinstance(event, Message) and event.sender_chat is not None
    if is_said or person is None or not has_grant(person, Grant.WORK):
        return None
    bot_id = rules.bot_id or 0
    topic_of = await _find_topic_of(session, event, bot_id) if isinstance(event, Message) else None
    spot = GroupSpot(team.person_id, event.chat.id, event.message_id, topic_of)
    if update.message is None:
        known = await routing.find_known(session, event.chat.id, event.message_id, bot_id=bot_id)
        return spot if known is not None else None
    return spot if await _is_about_ticket(session, update.message, bot_id, patient=patient) else None


async def _find_topic_of(session: AsyncSession, message: Message, bot_id: int) -> int | None:
    """Return the ticket whose forum topic the message is in: what made the topic is stored as a message of the
    ticket."""
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    first = await session.get(StoredMessage, (bot_id, message.chat.id, message.message_thread_id))
    return first.ticket_id if first is not None else None


async def _is_about_ticket(session: AsyncSession, message: Message, bot_id: int, *, patient: bool) -> bool:
    replied, album = message.reply_to_message, message.media_group_id
    reply_to = replied.message_id if replied is not None else None
    if await routing.is_about_ticket(
        session, message.chat.id, message.message_id, reply_to=reply_to, album=album, bot_id=bot_id
    ):
        return True
    is_ours = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    if patient and replied is not None and is_ours and message.date - replied.date < RECORDED_BY:
        raise ReplyTargetNotStored
    return False


def _read_topic(message: Message, rules: DeskSettings) -> TopicChange | None:
    """Return what a service message says of a forum topic; None for other messages."""
    made, edited = message.forum_topic_created, message.forum_topic_edited
    closed, opened = message.forum_topic_closed is not None, message.forum_topic_reopened is not None
    if message.message_thread_id is None or not (made or edited or closed or opened):
        return None
    return TopicChange(
        message.chat.id,
        message.message_thread_id,
        by_desk=message.from_user is not None and message.from_user.id == rules.bot_id,
        made=made is not None,
        name=made.name if made is not None else edited.name if edited is not None else None,
        is_closed=closed if closed or opened else None,
    )


async def _tell_team(session: AsyncSession, message: Message, now: datetime, rules: DeskSettings) -> None:
    """Tell the staff group that a reply to something of a ticket there reaches nobody, and why. A reply to another line
    of the bot's is talk."""
    replied, team = message.reply_to_message, rules.groups.find_team(message.chat.id)
    if replied is None or team is None:
        return
    if await _is_about_ticket(session, message, rules.bot_id or 0, patient=False):
        why = "group-unsent-stranger" if message.sender_chat is None else "group-unsent-anonymous"
    elif await staff_group.is_card(session, team.chat_id, replied.message_id, bot_id=rules.bot_id or 0):
        why = "group-unsent"
    else:
        return
    line = Say(why, reply_to_message=message.message_id, there=team.chat_id)
    topic_of = await _find_topic_of(session, message, rules.bot_id or 0)
    staff_group.post_aside(session, team.person_id, line, now=now, ticket_id=topic_of)


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
