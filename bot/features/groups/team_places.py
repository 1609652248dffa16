"""Where in a group a member of the team speaks of a ticket, and of which."""

from aiogram.types import (
    Message,
    MessageEntity,
    MessageReactionUpdated,
    Update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features.groups.messages import dump_message
from bot.updates.group_filter import (
    describe_reply,
    is_bare_undo,
    read_addressed,
)
from db.models import Message as StoredMessage
from db.models import Ticket
from desk import DeskSettings, ReplyTargetNotStored
from desk.groups import routing
from desk.inbound.reply_target import RECORDED_BY
from desk.people import person_rows
from desk.place import TeamPlace
from desk.policy.permissions import Grant, has_grant


async def find_place(
    session: AsyncSession, update: Update, *, rules: DeskSettings, patient: bool
) -> tuple[TeamPlace | None, Update]:
    """Return where in a group a member of the team who may work speaks of a ticket that they did not file (None for
    all else), and the update without the call of the bot.

    A staff group that has just become a supergroup is still the same. Raises ReplyTargetNotStored if the message
    replied to may not be stored yet (`patient`).
    """
    event, team = update.message or update.edited_message or update.message_reaction, rules.groups.team
    if event is None:
        return None, update
    group = rules.groups.find_place(event.chat.id)
    is_team = team is not None and (event.chat.id == team.chat_id or group is None)
    group_id = team.person_id if team is not None and is_team else group.person_id if group is not None else None
    if group_id is None or (group is not None and not is_team and not group.allowed):
        return None, update
    who = event.user if isinstance(event, MessageReactionUpdated) else event.from_user
    person = await person_rows.find_by_telegram(session, who.id) if who is not None else None
    is_said = isinstance(event, Message) and event.sender_chat is not None
    if is_said or person is None or not has_grant(person, Grant.WORK):
        return None, update
    bot_id = rules.bot_id
    topic_of = await find_topic_of(session, event, bot_id) if is_team and isinstance(event, Message) else None
    is_bare, to_person = _read_topic_line(event) if topic_of is not None else (False, False)
    place = TeamPlace(
        group_id=group_id, chat_id=event.chat.id, message_id=event.message_id, topic_of=topic_of, is_bare=is_bare,
        to_person=to_person, is_public=not is_team, is_patient=patient,
    )  # fmt: skip
    is_old = is_team and update.message is not None and is_bare_undo(dump_message(update.message))
    known = 0 if is_old else await _find_known(session, update, event, bot_id, patient=patient and is_team)
    if known is None or is_team:
        return None if known is None else place, update
    ticket = await session.get(Ticket, known)
    is_theirs = ticket is None or ticket.requester_id == person.id
    if is_theirs or not isinstance(event, Message):
        return None, update
    return _speak_of(update, event, place, rules)


async def _find_known(
    session: AsyncSession, update: Update, event: Message | MessageReactionUpdated, bot_id: int, *, patient: bool
) -> int | None:
    if update.message is None:
        return await routing.find_known(session, event.chat.id, event.message_id, bot_id=bot_id)
    return await find_about(session, update.message, bot_id, patient=patient)


def _read_topic_line(event: Message | MessageReactionUpdated) -> tuple[bool, bool]:
    """Return two flags for a line in a topic: it replies to no message there; it answers a person, not the bot."""
    replied = event.reply_to_message if isinstance(event, Message) else None
    is_bare = isinstance(event, Message) and (replied is None or replied.message_id == event.message_thread_id)
    is_person = replied is not None and replied.from_user is not None and not replied.from_user.is_bot
    return is_bare, is_bare and is_person


def _speak_of(update: Update, event: Message, place: TeamPlace, rules: DeskSettings) -> tuple[TeamPlace | None, Update]:
    """Return the place and the update without the call of the bot, or no place if nothing is left of it."""
    said = _cut_call(event, rules)
    name = "message" if update.message is not None else "edited_message"
    return (None, update) if said is None else (place, update.model_copy(update={name: said}))


def _cut_call(message: Message, rules: DeskSettings) -> Message | None:
    """Return what somebody on the team said in a group of requesters without the bot's name or `/ticket`; None for a
    mere call of the bot, which adds nothing."""
    addressed = read_addressed(dump_message(message), rules.groups.username, rules.bot_id)
    if addressed is None:
        return message
    if not addressed.words and (addressed.is_command or message.text is not None):
        return None
    words, entities = ("caption", "caption_entities") if message.text is None else ("text", "entities")
    marks = [MessageEntity.model_validate(one) for one in addressed.words.dump()]
    return message.model_copy(update={words: addressed.words.text, entities: marks})


async def find_topic_of(session: AsyncSession, message: Message, bot_id: int) -> int | None:
    """Return the ticket whose forum topic the message is in: what made the topic is stored as a message of the
    ticket."""
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    first = await session.get(StoredMessage, (bot_id, message.chat.id, message.message_thread_id))
    return first.ticket_id if first is not None else None


async def find_about(session: AsyncSession, message: Message, bot_id: int, *, patient: bool) -> int | None:
    """Return the id of the ticket that a message in a group replies to something of, as `routing.find_replied` does."""
    replied, seen = message.reply_to_message, describe_reply(dump_message(message), message.date)
    found = await routing.find_replied(session, seen, bot_id=bot_id)
    if found is not None:
        return found
    is_ours = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    if patient and replied is not None and is_ours and message.date - replied.date < RECORDED_BY:
        raise ReplyTargetNotStored
    return None
