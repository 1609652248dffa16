"""Takes messages of groups: what names the bot becomes a request of its author, and so does what an agent replies
`/ticket` to; what its author writes next joins it.

Only updates that `bot/updates/group_filter.py` let through come here; whose they are is decided again, by what is
stored now.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from aiogram.types import Message, User
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content.message import is_service, read_message
from bot.updates.group_filter import Addressed, describe, is_deletion, read_addressed
from db.database import savepoint
from db.models import GroupChat, Origin, Person, Ticket
from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.groups import chats, intake, routing
from desk.inbound import blocklist
from desk.inbound.edits import apply_edit, withdraw_message
from desk.notifications import notifier
from desk.outbox import Say, letters
from desk.people import directory
from desk.policy.grants import Grant, has_grant
from desk.settings.rules import GroupPlace


@dataclass(frozen=True, slots=True)
class GroupMoment:
    """The things that handling one message of a group needs."""

    session: AsyncSession
    rules: DeskSettings
    now: datetime
    place: GroupPlace
    chat: GroupChat


async def find_moment(
    session: AsyncSession, message: Message, *, rules: DeskSettings, now: datetime
) -> GroupMoment | None:
    """Return the moment of a message; None if nothing is taken from its group."""
    place = rules.groups.find_place(message.chat.id)
    chat = await chats.find_chat_of(session, place.person_id) if place is not None and place.allowed else None
    return None if place is None or chat is None else GroupMoment(session, rules, now, place, chat)


async def take_message(moment: GroupMoment, message: Message) -> bool:
    """Make a request of the message, or add it to one; return False if it is not for the help desk."""
    sender, asked = message.from_user, _read_asked(moment, message)
    if sender is None or sender.is_bot or message.sender_chat is not None:
        if asked is not None:
            _say(moment, message, "group-anonymous")
        return False
    agent = await directory.find_by_telegram(moment.session, sender.id)
    is_agent = agent is not None and has_grant(agent, Grant.WORK)
    if asked is not None and asked.is_command and agent is not None and is_agent and not asked.words:
        await _take_for_agent(moment, message, agent)
        return True
    if asked is None and (message.text or "").startswith("/"):
        return await _withdraw(moment, message, sender)
    if not is_service(message) and (asked is None or not asked.is_command or asked.words):
        return await _take_for_author(moment, message, sender, asked)
    return False


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
        return
    desk = await _make_desk(moment, author)
    if blocklist.is_blocked(desk.require_actor()):
        _tell(moment, agent, Say("group-ticket-blocked", {"name": desk.require_actor().name}, staff_only=True))
        return
    entry = NewEntry.from_message(_read(moment, said, None))
    await intake.open_request(desk, moment.place, moment.chat, entry, thread_id=_get_thread(message), by=agent)


async def _take_for_author(moment: GroupMoment, message: Message, author: User, asked: Addressed | None) -> bool:
    incoming = _read(moment, message, asked)
    ticket_id = await _find_request(moment, message, author, follows=asked is None)
    if ticket_id is None and asked is None:
        return False
    desk = await _make_desk(moment, author)
    if blocklist.is_blocked(desk.require_actor()):
        return False
    entry = NewEntry.from_message(incoming)
    if ticket_id is not None and await _join(desk, ticket_id, entry):
        return True
    if asked is None:
        return False
    if not asked.words and message.text is not None:
        _say(moment, message, "group-empty")
        return False
    await intake.open_request(desk, moment.place, moment.chat, entry, thread_id=_get_thread(message))
    return True


async def _join(desk: Desk, ticket_id: int, entry: NewEntry) -> bool:
    """Add the words to the request; return False if that is no longer possible."""
    try:
        async with savepoint(desk.session):
            await intake.join_request(desk, ticket_id, entry)
    except Refused:
        return False
    return True


async def _withdraw(moment: GroupMoment, message: Message, author: User) -> bool:
    """Withdraw the author's own message that `/delete` replies to; a reaction confirms it."""
    replied = message.reply_to_message
    if replied is None or not is_deletion({"text": message.text}, moment.rules.groups.username):
        return False
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
    if author is None or known is None or is_service(message):
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
    person = await directory.get_or_create(
        moment.session,
        author.id,
        first=author.first_name,
        last=author.last_name,
        username=author.username,
        language=author.language_code,
        now=moment.now,
        rules=moment.rules,
        leaving=True,
    )
    return Desk(moment.session, Origin.TELEGRAM, person, now=moment.now, rules=moment.rules, held=True)


def _read_asked(moment: GroupMoment, message: Message) -> Addressed | None:
    dumped = message.model_dump(mode="json", exclude_none=True, include=_READ)
    return read_addressed(dumped, moment.rules.groups.username, moment.rules.bot_id or 0)


_READ = {"text", "caption", "entities", "caption_entities"}


def _read(moment: GroupMoment, message: Message, asked: Addressed | None) -> IncomingMessage:
    """Return the message without what it replies to or quotes, which is somebody else's."""
    said = read_message(message, words=None if asked is None else asked.words, now=moment.now)
    return replace(said, quote=None, reply_to_message_id=None)


async def _find_request(moment: GroupMoment, message: Message, author: User, *, follows: bool) -> int | None:
    """Return the id of the request that the message belongs to; one that names the bot only as a reply or part of an
    album (`follows` False)."""
    seen = describe(message.model_dump(mode="json", exclude_none=True, by_alias=True), author.id, moment.now)
    if seen.reply_to is None and not follows and seen.album is None:
        return None
    found = await routing.find_request(
        moment.session, seen, group_id=moment.place.person_id, bot_id=moment.rules.bot_id or 0
    )
    return found if follows or seen.reply_to is not None else None


def _get_thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _say(moment: GroupMoment, message: Message, key: str) -> None:
    line = Say(key, {"bot": moment.rules.groups.username}, reply_to_message=message.message_id, silent=True)
    letters.queue_letter(moment.session, moment.place.person_id, line, now=moment.now)


def _tell(moment: GroupMoment, agent: Person, line: Say) -> None:
    letters.queue_letter(moment.session, agent.id, line, now=moment.now)
