"""`/groups` and its buttons; the desk checks again who may."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    MessageOriginHiddenUser,
    MessageOriginUser,
    MessageReactionUpdated,
    Update,
    User,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content import extract_words, is_service, read_message
from bot.features.groups import buttons
from bot.features.groups.buttons import TeamChatStep
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Press
from bot.updates.group_filter import (
    Addressed,
    describe,
    describe_reply,
    is_call,
    is_deletion,
    read_addressed,
    read_named,
)
from db.database import savepoint
from db.models import GroupChat, GroupMention, GroupMentions, Origin, Person, Ticket
from db.models import Message as StoredMessage
from desk import Desk, DeskSettings, Outdated, Refused, ReplyTargetNotStored
from desk.admin_settings.changes import change_setting
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.conversation.writing import SEEN
from desk.groups import chats, forwarded, intake, mentions, routing
from desk.groups.chats import BotPresence
from desk.groups.mentions import MentionMessage
from desk.inbound import blocklist, question_messages
from desk.inbound.edits import apply_edit
from desk.inbound.message_withdrawal import withdraw_message
from desk.inbound.reply_target import RECORDED_BY
from desk.inbound.routing_types import Destination, Route
from desk.notifications import group_topics, notifier, staff_group
from desk.notifications.group_topics import TopicChange
from desk.outbox import Args, Button, Say, Show, letters, make_press
from desk.people import person_rows
from desk.place import RequesterGroup, TeamPlace
from desk.policy.permissions import Grant, has_grant
from desk.settings.declarations import GroupPlace
from desk.text import clean_name

# Takes messages of groups: what names the bot becomes a request of its author, and so does what an agent replies
# `/ticket` to; what its author writes next joins it. Only updates that `bot/updates/group_filter.py` let through come
# here; whose they are is decided again, by what is stored now.


@dataclass(frozen=True, slots=True)
class GroupMoment:
    """The things that handling one message of a group needs."""

    session: AsyncSession
    rules: DeskSettings
    now: datetime
    place: GroupPlace
    chat: GroupChat


async def _find_moment(
    session: AsyncSession, message: Message, *, rules: DeskSettings, now: datetime
) -> GroupMoment | None:
    """Return the moment of a message; None if nothing is taken from its group."""
    place = rules.groups.find_place(message.chat.id)
    chat = await chats.find_chat_of(session, place.person_id) if place is not None and place.allowed else None
    return None if place is None or chat is None else GroupMoment(session, rules, now, place, chat)


async def take_message(moment: GroupMoment, message: Message, *, patient: bool) -> bool:
    """Take what is said to the help desk, as what it is; return False if it is not to be kept. Raises
    ReplyTargetNotStored if the message of the bot that is replied to may not be stored yet (`patient`)."""
    sender, asked = message.from_user, _read_asked(moment, message)
    if sender is None or sender.is_bot or message.sender_chat is not None:
        if message.sender_chat is not None:
            _say(moment, message, "group-anonymous")
        return False
    agent = await person_rows.find_by_telegram(moment.session, sender.id)
    agent = agent if agent is not None and has_grant(agent, Grant.WORK) else None
    if asked is not None and asked.is_command and not asked.words:
        if agent is not None:
            await _take_for_agent(moment, message, agent)
        return agent is not None
    if asked is None and (message.text or "").startswith("/"):
        return await _withdraw(moment, message, sender)
    if is_service(message):
        return False
    return await _take_said(moment, message, sender, asked, agent=agent, patient=patient)


async def _take_said(
    moment: GroupMoment, message: Message, sender: User, asked: Addressed | None, *, agent: Person | None, patient: bool
) -> bool:
    """Take words: those of the ticket they belong to, about the message above, or something new."""
    replied = message.reply_to_message
    seen = describe(_dump(message), moment.now, asked)
    at = {"group_id": moment.place.person_id, "bot_id": moment.rules.bot_id or 0}
    ticket_id = await routing.find_ticket(moment.session, seen, **at)
    if ticket_id is None and seen.reply_to is not None and seen.reply_author == at["bot_id"]:
        is_new = replied is not None and message.date - replied.date < RECORDED_BY
        there = at["bot_id"], message.chat.id, seen.reply_to
        if patient and is_new and await moment.session.get(StoredMessage, there) is None:
            raise ReplyTargetNotStored
        asked = asked or Addressed(extract_words(message))
    if asked is not None and ticket_id is None and _is_above(moment, message, asked, agent):
        return await _take_above(moment, message, asked, sender, agent)
    if asked is not None and not asked.words and message.text is not None:
        if ticket_id is not None and seen.reply_to is not None:
            notifier.react_in_group(_make_bare_desk(moment), message.chat.id, message.message_id, SEEN)
        else:
            _say(moment, message, "group-empty")
        return False
    if asked is None and ticket_id is None:
        return await _take_mention(moment, message, sender)
    return await _take_words(moment, message, sender, asked, ticket_id)


def _is_above(moment: GroupMoment, message: Message, asked: Addressed, agent: Person | None) -> bool:
    """Return True if what is said is about the message replied to: its text was kept for that."""
    said = message.reply_to_message
    if said is None or said.from_user is None or said.from_user.is_bot or not said.from_user.first_name:
        return False
    if is_service(said) or (said.text or "").startswith("/"):
        return False
    named = _read_asked(moment, said)
    if named is not None and is_call(named, has_file=said.text is None):
        return False
    is_of_others = agent is not None and said.from_user.id != agent.telegram_id
    return is_of_others or is_call(asked, has_file=message.text is None)


async def _take_above(
    moment: GroupMoment, message: Message, asked: Addressed, caller: User, agent: Person | None
) -> bool:
    """Make a request of the message under which the bot was called, as its author's; words of the team under it are
    the answer."""
    said = message.reply_to_message
    assert said is not None and said.from_user is not None  # `_is_above`
    me = agent if agent is not None else (await _make_desk(moment, caller)).require_actor()
    if blocklist.is_blocked(me):
        return False
    number = await _file_for_author(moment, message, said, said.from_user, me)
    if number is not None and agent is not None and not is_call(asked, has_file=message.text is None):
        answer = NewEntry.from_message(_read(moment, message, asked))
        theirs = Desk(moment.session, Origin.GROUP, agent, now=moment.now, rules=moment.rules)
        await thread.add_reply(theirs, number, answer)
    if number is None and agent is not None:
        await _tell_blocked(moment, said.from_user, agent)
    return number is not None


async def _take_mention(moment: GroupMoment, message: Message, sender: User) -> bool:
    """Make a request of a message that names a member of the team, or offer it to them, as the group is set. What is
    offered is kept for that alone: return False."""
    if moment.place.mentions is GroupMentions.OFF:
        return False
    said = _dump(message)
    named = await mentions.list_named(moment.session, read_named(said))
    if moment.place.mentions is GroupMentions.AT_ONCE:
        return bool(named) and await _take_words(moment, message, sender, Addressed(extract_words(message)), None)
    if named or message.media_group_id is not None:
        sent_at = min(message.date, moment.now)
        offered = MentionMessage(sender.id, message.message_id, sent_at, said, message.media_group_id)
        await mentions.offer(_make_bare_desk(moment), moment.place, offered, named)
    return False


def _dump(message: Message) -> dict[str, Any]:
    """Return what Telegram sent; what aiogram sets by itself (a default of link previews) is not JSON."""
    return message.model_dump(mode="json", exclude_unset=True, exclude_none=True, by_alias=True)


def _make_bare_desk(moment: GroupMoment) -> Desk:
    """Return a desk without an actor: writing in a group adds no person to the database."""
    return Desk(moment.session, Origin.GROUP, None, now=moment.now, rules=moment.rules)


async def _take_for_agent(moment: GroupMoment, message: Message, agent: Person) -> None:
    """Make a request of the message that an agent replied to, as its author's."""
    said = message.reply_to_message
    author = said.from_user if said is not None and said.sender_chat is None else None
    if said is None or author is None or author.is_bot or is_service(said):
        key = "group-ticket-usage" if said is None or is_service(said) else "group-ticket-nobody"
        _tell(moment, agent, Say(key, {"group": moment.chat.title}, staff_only=True))
        return
    known = await routing.find_known(moment.session, said.chat.id, said.message_id, bot_id=moment.rules.bot_id or 0)
    if known:
        ticket = await moment.session.get_one(Ticket, known)
        _tell(moment, agent, Say("group-ticket-known", {"number": ticket.number}, staff_only=True))
    elif await _file_for_author(moment, message, said, author, agent) is None:
        await _tell_blocked(moment, author, agent)


async def _tell_blocked(moment: GroupMoment, author: User, agent: Person) -> None:
    """Tell an agent that nothing was filed, as the author is blocked."""
    name = (await _make_desk(moment, author)).require_actor().name
    _tell(moment, agent, Say("group-ticket-blocked", {"name": name}, staff_only=True))


async def _file_for_author(
    moment: GroupMoment, message: Message, said: Message, author: User, by: Person
) -> int | None:
    """File a message as its author's request, at somebody's word; return its number, or None for a blocked author."""
    desk = await _make_desk(moment, author)
    if blocklist.is_blocked(desk.require_actor()):
        return None
    entry, other = NewEntry.from_message(_read(moment, said, None)), by if by.telegram_id != author.id else None
    number = await intake.open_request(desk, moment.place, moment.chat, entry, thread_id=_get_thread(message), by=other)
    if other is not None:
        mine = Desk(moment.session, Origin.GROUP, other, now=moment.now, rules=moment.rules)
        await mentions.end_by_request(mine, moment.place, author.id, said.message_id, number)
    return number


async def _take_words(
    moment: GroupMoment, message: Message, author: User, asked: Addressed | None, ticket_id: int | None
) -> bool:
    desk = await _make_desk(moment, author)
    if blocklist.is_blocked(desk.require_actor()):
        return False
    said, replied = _read(moment, message, asked), message.reply_to_message
    reply_to = replied.message_id if replied is not None else None
    spoken = intake.GroupWords(said, moment.place, moment.chat, _get_thread(message), reply_to)
    return await intake.take_words(desk, spoken, ticket_id, may_begin=asked is not None)


async def _withdraw(moment: GroupMoment, message: Message, author: User) -> bool:
    """Withdraw the author's own message that `/delete` replies to; a reaction confirms it."""
    replied = message.reply_to_message
    if replied is None or not is_deletion({"text": message.text}, moment.rules.groups.username):
        return False
    if await mentions.change_message(_make_bare_desk(moment), moment.place, author.id, replied.message_id, None):
        notifier.react_in_group(_make_bare_desk(moment), message.chat.id, message.message_id, _DONE)
        return True
    desk = await _make_desk(moment, author)
    try:
        async with savepoint(moment.session):
            await withdraw_message(desk, replied.chat.id, replied.message_id)
    except Refused:
        return False  # it is somebody else's, or too late
    notifier.react_in_group(desk, message.chat.id, message.message_id, _DONE)
    return True


_DONE = "👌"


async def take_edit(moment: GroupMoment, message: Message) -> bool:
    """Apply the edit of a message that is part of a request; return False if it is part of none."""
    author = message.from_user
    known = await routing.find_known(
        moment.session, message.chat.id, message.message_id, bot_id=moment.rules.bot_id or 0
    )
    if author is None or is_service(message):
        return False
    if known is None:
        desk, said = _make_bare_desk(moment), _dump(message)
        await mentions.change_message(desk, moment.place, author.id, message.message_id, said)
        return False
    desk = await _make_desk(moment, author)
    if blocklist.is_blocked(desk.require_actor()):
        return False
    try:
        async with savepoint(moment.session):
            return await apply_edit(desk, _read(moment, message, _read_asked(moment, message))) is not None
    except Refused:
        return False  # the earlier words stay


async def _make_desk(moment: GroupMoment, author: User) -> Desk:
    """Return the desk with the author as its actor. Writing in a group does not start the bot: it may not write to
    them."""
    person = await _find_author(moment, author)
    place = RequesterGroup(group_id=moment.place.person_id)
    return Desk(moment.session, place, person, now=moment.now, rules=moment.rules, held=True)


def _read_asked(moment: GroupMoment, message: Message) -> Addressed | None:
    dumped = message.model_dump(mode="json", exclude_none=True, include=_READ)
    return read_addressed(dumped, moment.rules.groups.username, moment.rules.bot_id or 0)


_READ = {"text", "caption", "entities", "caption_entities"}


def _read(moment: GroupMoment, message: Message, asked: Addressed | None) -> IncomingMessage:
    """Return the message without what it replies to or quotes, which is somebody else's."""
    said = read_message(message, words=None if asked is None else asked.words, now=moment.now)
    return replace(said, quote=None, reply_to_message_id=None)


def _get_thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _say(moment: GroupMoment, message: Message, key: str) -> None:
    line = Say(key, {"bot": moment.rules.groups.username}, reply_to_message=message.message_id, silent=True)
    letters.queue_letter(moment.session, moment.place.person_id, line, now=moment.now)


def _tell(moment: GroupMoment, agent: Person, line: Say) -> None:
    letters.queue_letter(moment.session, agent.id, line, now=moment.now)


# Buttons under a message of a group that was offered.


async def _take_offered(
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
    theirs = await _make_desk(moment, author)
    if blocklist.is_blocked(theirs.require_actor()):
        raise Refused("group-ticket-blocked", name=theirs.require_actor().name)
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
    place, thread_id = moment.place, _get_thread(said[0])
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
    entry = NewEntry.from_message(_read(moment, message, None))
    if message.chat.id == moment.place.chat_id:
        return entry
    return replace(entry, chat_id=moment.place.chat_id, message_id=None)


async def _drop_offered(
    _query: CallbackQuery, callback_data: buttons.MentionDrop, desk: Desk, pressed: PressedMessage
) -> None:
    """Say that what is offered is not for the team."""
    _require_offer(pressed, callback_data.mention)
    await mentions.drop(desk, callback_data.mention)


def _require_offer(pressed: PressedMessage, mention_id: int) -> None:
    pressed.require_view(mentions.VIEW)
    if pressed.recorded and pressed.slot.key != str(mention_id):
        raise Outdated


# Messages that an agent forwards to the bot: a request of who wrote them, where Telegram says who that is.


_MOST = 4  # names offered


class _IsPassedOn(Filter):
    """Takes messages of others that an agent forwards, while that makes requests."""

    async def __call__(self, message: Message, desk: Desk, me: Person) -> bool:
        """Return True for such a message; false for the agent's own words and those of bots."""
        origin = message.forward_origin
        if not desk.rules.requests.forwards or origin is None or message.reply_to_message is not None:
            return False
        user = origin.sender_user if isinstance(origin, MessageOriginUser) else None
        is_own = user is not None and (user.is_bot or user.id == me.telegram_id)
        return has_grant(me, Grant.WORK) and not is_own and not is_service(message)


def make_forwards_router() -> Router:
    """Return a fresh router of forwarded messages, which is asked before that of all messages."""
    made = Router(name="forwards")
    made.message.filter(IsPrivate(), IsStaff(), _IsPassedOn())
    made.message.register(_take_forward)
    made.callback_query.register(_choose_author, buttons.ForwardedFor.filter())
    return made


async def _take_forward(message: Message, desk: Desk) -> None:
    """File the message as its author's, or ask whose it is."""
    incoming, origin = read_message(message, now=desk.now), message.forward_origin
    if isinstance(origin, MessageOriginUser):
        ticket, is_new = await forwarded.file_forwarded(
            desk, await _find_author(desk, origin.sender_user), NewEntry.from_message(incoming)
        )
        if is_new:
            _say_filed(desk, ticket.number, ticket.id, origin.sender_user.first_name, message.message_id)
        return
    await _ask_whose(desk, incoming, origin.sender_user_name if isinstance(origin, MessageOriginHiddenUser) else "")


async def _find_author(at: GroupMoment | Desk, user: User) -> Person:
    """Return the author's row; to write in a group or to be forwarded does not start the bot."""
    return await person_rows.get_or_create(
        at.session,
        user.id,
        first=user.first_name,
        last=user.last_name,
        username=user.username,
        language=user.language_code,
        now=at.now,
        rules=at.rules,
        leaving=True,
    )


async def _ask_whose(desk: Desk, incoming: IncomingMessage, name: str) -> None:
    """Ask where the words go, as for all words of staff, and offer the requesters of that name."""
    held = await question_messages.ask_where(desk, incoming, Route(Destination.WHERE_TO))
    named = await person_rows.find_named(desk.session, clean_name(name, 60)) if name else ()
    if held.question_id is not None and named:
        rows = tuple((_offer(held.question_id, one),) for one in named[:_MOST])
        respond.post_letter(desk, Say("forward-whose", {"name": clean_name(name, 60)}, rows))


def _offer(question_id: int, one: person_rows.NamedPerson) -> Button:
    args: Args = {"name": one.name, "number": one.newest or 0}
    return make_press("btn-forward-for", "forward_for", question_id, one.id, args=args)


async def _choose_author(_query: CallbackQuery, callback_data: buttons.ForwardedFor, desk: Desk, press: Press) -> None:
    """File the words under the question as that person's."""
    ticket = await forwarded.file_held(desk, callback_data.question, callback_data.person)
    press.say("forward-done", number=ticket.number)


def _say_filed(desk: Desk, number: int, ticket_id: int, name: str, message_id: int) -> None:
    args: Args = {"number": number, "name": clean_name(name, 60)}
    button = make_press("btn-open", "open", number)
    respond.post_letter(desk, Say("forward-filed", args, ((button,),), reply_to_message=message_id), ticket_id)


# Takes updates from groups: what the bot is there, moves, messages, edits.


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
        await group_topics.follow_change(session, change, now=now, rules=rules)
        group_topics.erase_own_line(session, change, message.message_id, now=now, rules=rules)
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
    bot_id = rules.bot_id or 0
    topic_of = await _find_topic_of(session, event, bot_id) if is_team and isinstance(event, Message) else None
    place = TeamPlace(
        group_id=group_id, chat_id=event.chat.id, message_id=event.message_id, topic_of=topic_of,
        is_public=not is_team, is_patient=patient,
    )  # fmt: skip
    if update.message is None:
        known = await routing.find_known(session, event.chat.id, event.message_id, bot_id=bot_id)
    else:
        known = await _find_about(session, update.message, bot_id, patient=patient and is_team)
    if known is None or is_team:
        return None if known is None else place, update
    ticket = await session.get(Ticket, known)
    is_theirs = ticket is None or ticket.requester_id == person.id
    if is_theirs or not isinstance(event, Message):
        return None, update
    return _speak_of(update, event, place, rules)


def _speak_of(update: Update, event: Message, place: TeamPlace, rules: DeskSettings) -> tuple[TeamPlace | None, Update]:
    """Return the place and the update without the call of the bot, or no place if nothing is left of it."""
    said = _cut_call(event, rules)
    name = "message" if update.message is not None else "edited_message"
    return (None, update) if said is None else (place, update.model_copy(update={name: said}))


def _cut_call(message: Message, rules: DeskSettings) -> Message | None:
    """Return what somebody on the team said in a group of requesters without the bot's name or `/ticket`; None for a
    mere call of the bot, which adds nothing."""
    asked = read_addressed(_dump(message), rules.groups.username, rules.bot_id or 0)
    if asked is None:
        return message
    if not asked.words and (asked.is_command or message.text is not None):
        return None
    words, entities = ("caption", "caption_entities") if message.text is None else ("text", "entities")
    marks = [MessageEntity.model_validate(one) for one in asked.words.dump()]
    return message.model_copy(update={words: asked.words.text, entities: marks})


async def _find_topic_of(session: AsyncSession, message: Message, bot_id: int) -> int | None:
    """Return the ticket whose forum topic the message is in: what made the topic is stored as a message of the
    ticket."""
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    first = await session.get(StoredMessage, (bot_id, message.chat.id, message.message_thread_id))
    return first.ticket_id if first is not None else None


async def _find_about(session: AsyncSession, message: Message, bot_id: int, *, patient: bool) -> int | None:
    """Return the id of the ticket that a message in a group replies to something of, as `routing.find_replied` does."""
    replied, seen = message.reply_to_message, describe_reply(_dump(message), message.date)
    found = await routing.find_replied(session, seen, bot_id=bot_id)
    if found is not None:
        return found
    is_ours = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    if patient and replied is not None and is_ours and message.date - replied.date < RECORDED_BY:
        raise ReplyTargetNotStored
    return None


def list_lacking(mine: object) -> tuple[str, ...]:
    """Return the rights that topics need and the bot has not with this membership."""
    return tuple(
        right
        for right in group_topics.NEEDED
        if not (isinstance(mine, ChatMemberAdministrator) and getattr(mine, right))
    )


def read_topic(message: Message, bot_id: int | None) -> TopicChange | None:
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
    """Tell the staff group that a reply to something of a ticket there reaches nobody, and why. A reply to another line
    of the bot's is talk."""
    replied, team = message.reply_to_message, rules.groups.find_team(message.chat.id)
    if replied is None or team is None:
        return
    if await _find_about(session, message, rules.bot_id or 0, patient=False) is not None:
        why = "group-unsent-stranger" if message.sender_chat is None else "group-unsent-anonymous"
    elif await staff_group.is_card(session, team.chat_id, replied.message_id, bot_id=rules.bot_id or 0):
        why = "group-unsent"
    else:
        return
    if await staff_group.count_waiting(session, team.person_id) >= _MOST_WAITING:
        return  # somebody floods the group
    line = Say(why, reply_to_message=message.message_id, there=team.chat_id)
    topic_of = await _find_topic_of(session, message, rules.bot_id or 0)
    album = f"{why}:{team.chat_id}:{message.media_group_id}" if message.media_group_id is not None else None
    staff_group.post_aside(session, team.person_id, line, now=now, ticket_id=topic_of, dedup=album)


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


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = Router(name="groups")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_chats, CommandFilter("groups"))
    made.callback_query.register(_show_chat, buttons.ChatOpen.filter())
    made.callback_query.register(_allow_chat, buttons.ChatAllow.filter())
    made.callback_query.register(_choose_whose, buttons.ChatPurpose.filter())
    made.callback_query.register(_take_offered, buttons.MentionTake.filter())
    made.callback_query.register(_drop_offered, buttons.MentionDrop.filter())
    made.callback_query.register(_show_events, buttons.ChatEvents.filter())
    made.callback_query.register(_show_organizations, buttons.ChatOrganizations.filter())
    for data in _CHANGES:
        made.callback_query.register(_change_chat, data.filter())
    return made


async def _show_chats(_message: Message, desk: Desk) -> None:
    """Show all groups."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    respond.post_letter(desk, Show("chats", slot="chats", fresh=True))


async def _show_chat(_query: CallbackQuery, callback_data: buttons.ChatOpen, desk: Desk) -> None:
    """Show one group in a new message."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    respond.post_letter(desk, Show("chat", slot=f"chat:{callback_data.chat}", fresh=True))


async def _allow_chat(
    _query: CallbackQuery, callback_data: buttons.ChatAllow, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_view("chat")
    await chats.set_allowed(desk, callback_data.chat, allowed=callback_data.on)
    press.say("chat-allowed" if callback_data.on else "chat-stopped")
    _refresh(desk, callback_data.chat)


_NEXT = {
    TeamChatStep.REQUESTS: 5,
    TeamChatStep.TOPICS: 3,
    TeamChatStep.CARDS: 3,
    TeamChatStep.BOTH: 4,
    TeamChatStep.HERE: 4,
}
_OF_GROUP_TICKETS = {
    TeamChatStep.TOPICS: ("add topics",),
    TeamChatStep.CARDS: ("remove topics",),
    TeamChatStep.BOTH: ("remove only_here",),
    TeamChatStep.HERE: ("add only_here", "add words"),
}


async def _choose_whose(
    query: CallbackQuery, callback_data: buttons.ChatPurpose, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Make a group the team's or open it to requesters, and ask there what comes next."""
    key, step = callback_data.chat, callback_data.step
    pressed.require_view(chats.JOINED, "chat")
    pressed.require_open()
    if pressed.recorded and pressed.slot.key != str(key):
        raise Outdated
    if step is TeamChatStep.TEAM:
        chat, is_new = await chats.connect_team(desk, key)
        if not is_new:
            press.say("team-chat-same")
            return
        is_forum = chat.kind == chats.FORUM or (query.message is not None and bool(query.message.chat.is_forum))
        page = 2 if is_forum else 3
    else:
        chat, page = await _answer_joined(desk, key, step), _NEXT[step]
    press.say("chat-allowed" if step is TeamChatStep.REQUESTS else "team-chat-set")
    chats.show_joined(desk, chat, page)
    if not press.in_group:
        _refresh(desk, key)


async def _answer_joined(desk: Desk, key: int, step: TeamChatStep) -> GroupChat:
    """Do what the button says. Raises NotAllowed, and Outdated if the group is not the team's any more."""
    if step is TeamChatStep.REQUESTS:
        return await chats.open_to_requesters(desk, key)
    chat = await desk.session.get(GroupChat, key)
    team = await staff_group.find_group(desk.session)
    if chat is None or team is None or team.id != chat.person_id or team.dismissed_at is not None:
        raise Outdated
    for typed in _OF_GROUP_TICKETS[step]:
        await change_setting(desk, "group_tickets", typed)
    return chat


async def _show_choice(
    desk: Desk, pressed: PressedMessage, view: str, at: buttons.ChatEvents | buttons.ChatOrganizations
) -> None:
    """Show what to choose from in place of the group."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    pressed.require_view("chat")
    respond.post_letter(desk, Show(view, slot=f"chat:{at.chat}", page=at.page))


async def _show_events(
    _query: CallbackQuery, callback_data: buttons.ChatEvents, desk: Desk, pressed: PressedMessage
) -> None:
    await _show_choice(desk, pressed, "chat_events", callback_data)


async def _show_organizations(
    _query: CallbackQuery, callback_data: buttons.ChatOrganizations, desk: Desk, pressed: PressedMessage
) -> None:
    await desk.require_grant(Grant.ORGANIZATIONS)
    await _show_choice(desk, pressed, "chat_orgs", callback_data)


async def _change_chat(_query: CallbackQuery, callback_data: Any, desk: Desk, pressed: PressedMessage) -> None:
    """Do what a button of the group's screen says."""
    pressed.require_view("chat")
    await _CHANGES[type(callback_data)](desk, callback_data)
    _refresh(desk, callback_data.chat)


_CHANGES: dict[type[CallbackData], Callable[[Desk, Any], Awaitable[GroupChat]]] = {
    buttons.ChatAnswers: lambda desk, to: chats.set_answers_privately(desk, to.chat, privately=to.private),
    buttons.ChatMentions: lambda desk, to: chats.set_mentions(desk, to.chat, to.mode),
    buttons.ChatEvent: lambda desk, to: chats.set_event(desk, to.chat, to.event or None),
    buttons.ChatOrganization: lambda desk, to: chats.set_organization(desk, to.chat, to.organization or None),
}


def _refresh(desk: Desk, chat: int) -> None:
    respond.post_letter(desk, Show("chat", slot=f"chat:{chat}"))
