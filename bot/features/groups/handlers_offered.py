"""Buttons under a message of a group that was offered to the team."""

from dataclasses import replace

from aiogram.types import (
    CallbackQuery,
    Message,
)
from sqlalchemy import select

from bot.features.groups import buttons
from bot.features.groups.messages import GroupMoment, get_thread_id, make_desk, read_words
from bot.handlers import PressedMessage
from bot.handlers.pressed_message import Press
from db.models import GroupMention, Ticket
from desk import Desk, Outdated, Refused
from desk.conversation.new_entry import NewEntry
from desk.groups import chats, intake, mentions
from desk.inbound import blocklist
from desk.policy.permissions import Grant


async def take_offered(
    _query: CallbackQuery, callback_data: buttons.MentionTake, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Make a request of what is offered, as its author's; the first press counts."""
    await desk.require_grant(Grant.WORK)
    _require_offer(pressed, callback_data.mention)
    offered = await desk.session.get(GroupMention, callback_data.mention)
    if offered is None or offered.said is None:
        offered = await mentions.lock_offer(desk, callback_data.mention)
    moment = await _find_moment_of(desk, offered)
    author = Message.model_validate(mentions.read_messages(offered)[0]).from_user
    assert author is not None  # nothing of an anonymous author is offered
    theirs = await make_desk(moment, author)
    blocklist.require_welcome(theirs.require_actor())
    press.say("forward-done", number=await _file_offered(moment, desk, theirs, callback_data.mention))


async def _find_moment_of(desk: Desk, offered: GroupMention) -> GroupMoment:
    """Return the moment of the group where the message was written. Raises Refused if nothing is taken from it now."""
    place = desk.rules.groups.find_by_person(offered.group_id)
    chat = await chats.find_chat_of(desk.session, offered.group_id)
    if place is None or chat is None or not place.allowed:
        raise Refused("mention-stopped", group="?" if chat is None else chat.title)
    return GroupMoment(desk.session, desk.rules, desk.now, place, chat)


async def _file_offered(moment: GroupMoment, desk: Desk, theirs: Desk, mention_id: int) -> int:
    """File the offered messages as a request of their author's, who acts in `theirs`; return its number."""
    offered = await mentions.lock_offer(desk, mention_id)
    said = [Message.model_validate(one) for one in mentions.read_messages(offered)]
    entries = [_read_offered(moment, one) for one in said]
    place, thread_id = moment.place, get_thread_id(said[0])
    number = await intake.open_request(
        theirs, place, moment.chat, entries[0], thread_id=thread_id, by=desk.require_actor()
    )
    ticket = (await desk.session.scalars(select(Ticket).where(Ticket.number == number))).one()
    for entry in entries[1:]:
        await intake.join_request(theirs, ticket.id, entry)
    await mentions.decide(desk, offered, ticket)
    return number


def _read_offered(moment: GroupMoment, message: Message) -> NewEntry:
    """Return the words and files; without their message if the group has moved since, where its id is another's."""
    entry = NewEntry.from_message(read_words(moment, message, None))
    if message.chat.id == moment.place.chat_id:
        return entry
    return replace(entry, chat_id=moment.place.chat_id, message_id=None)


async def drop_offered(
    _query: CallbackQuery, callback_data: buttons.MentionDrop, desk: Desk, pressed: PressedMessage
) -> None:
    """Say that what is offered is not for the team."""
    _require_offer(pressed, callback_data.mention)
    await mentions.drop(desk, callback_data.mention)


def _require_offer(pressed: PressedMessage, mention_id: int) -> None:
    pressed.require_view(mentions.VIEW)
    if pressed.recorded and pressed.slot.key != str(mention_id):
        raise Outdated
