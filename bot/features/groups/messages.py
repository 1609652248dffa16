"""Takes messages of groups: what names the bot becomes a request of its author, and so does what an agent replies
`/ticket` to; what its author writes next joins it.

Only updates that `bot/updates/group_filter.py` let through come here; whose they are is decided again, by what is
stored now.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiogram.types import (
    Message,
    User,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content import extract_words, is_service, read_message
from bot.updates.group_filter import (
    BY_HAND,
    HINT_TO,
    Addressed,
    describe,
    is_call,
    is_deletion,
    read_addressed,
    read_named,
)
from db.database import savepoint
from db.models import GroupChat, GroupMentions, Origin, Person, Ticket
from db.models import Message as StoredMessage
from desk import Desk, DeskSettings, Refused, ReplyTargetNotStored
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.conversation.writing import SEEN
from desk.groups import intake, mentions, routing
from desk.groups.mentions import MentionMessage
from desk.inbound import blocklist
from desk.inbound.edits import apply_edit
from desk.inbound.message_withdrawal import withdraw_message
from desk.inbound.reply_target import RECORDED_BY
from desk.notifications import notifier
from desk.outbox import Say, letters
from desk.people import person_rows
from desk.place import RequesterGroup
from desk.policy.endings import is_blocked
from desk.policy.permissions import Grant, has_grant
from desk.settings.defaults.groups import GroupPlace


@dataclass(frozen=True, slots=True)
class GroupMoment:
    """The things that handling one message of a group needs."""

    session: AsyncSession
    rules: DeskSettings
    now: datetime
    place: GroupPlace
    chat: GroupChat


async def take_message(moment: GroupMoment, message: Message, *, patient: bool) -> bool:
    """Take what is said to the help desk, as what it is; return False if it is not to be kept. Raises
    ReplyTargetNotStored if the message of the bot that is replied to may not be stored yet (`patient`)."""
    sender, addressed = message.from_user, _read_addressed(moment, message)
    if sender is None or sender.is_bot or message.sender_chat is not None:
        if message.sender_chat is not None:
            _say(moment, message, "group-anonymous")
        return False
    agent = await person_rows.find_by_telegram(moment.session, sender.id)
    agent = agent if agent is not None and has_grant(agent, Grant.WORK) else None
    if addressed is not None and addressed.is_command and not addressed.words:
        if agent is not None:
            await _take_for_agent(moment, message, agent)
        return agent is not None
    if addressed is None and (message.text or "").startswith("/"):
        return await _withdraw(moment, message, sender)
    if (message.model_extra or {}).get(BY_HAND):
        await _note_answer(moment, message, agent)
        return False
    if is_service(message):
        return False
    return await _take_said(moment, message, sender, addressed, agent=agent, patient=patient)


async def _note_answer(moment: GroupMoment, message: Message, agent: Person | None) -> None:
    """End the offer of a message that an agent answered in the group; the answer came without its words."""
    replied = message.reply_to_message
    if agent is not None and replied is not None and replied.from_user is not None:
        theirs = Desk(moment.session, Origin.GROUP, agent, now=moment.now, rules=moment.rules)
        await mentions.end_by_answer(theirs, moment.place, replied.from_user.id, replied.message_id)


async def _take_said(
    moment: GroupMoment,
    message: Message,
    sender: User,
    addressed: Addressed | None,
    *,
    agent: Person | None,
    patient: bool,
) -> bool:
    """Take words: those of the ticket they belong to, about the message above, or something new."""
    replied = message.reply_to_message
    seen = describe(dump_message(message), moment.now, addressed)
    at = {"group_id": moment.place.person_id, "bot_id": moment.rules.bot_id}
    ticket_id = await routing.find_ticket(moment.session, seen, **at)
    if ticket_id is None and seen.reply_to is not None and seen.reply_author == at["bot_id"]:
        is_new = replied is not None and message.date - replied.date < RECORDED_BY
        there = at["bot_id"], message.chat.id, seen.reply_to
        if patient and is_new and await moment.session.get(StoredMessage, there) is None:
            raise ReplyTargetNotStored
        addressed = addressed or Addressed(extract_words(message))
    if addressed is not None and ticket_id is None and _is_above(moment, message, addressed, agent):
        return await _take_above(moment, message, addressed, sender, agent)
    if addressed is not None and not addressed.words and message.text is not None:
        if ticket_id is not None and seen.reply_to is not None:
            notifier.react_in_group(_make_bare_desk(moment), message.chat.id, message.message_id, SEEN)
        else:
            _say(moment, message, "group-empty")
        return False
    if addressed is None and ticket_id is None:
        return await _take_mention(moment, message, sender)
    return await _take_words(moment, message, sender, addressed, ticket_id)


def _is_above(moment: GroupMoment, message: Message, addressed: Addressed, agent: Person | None) -> bool:
    """Return True if what is said is about the message replied to: its text was kept for that."""
    said = message.reply_to_message
    if said is None or said.from_user is None or said.from_user.is_bot or not said.from_user.first_name:
        return False
    if is_service(said) or (said.text or "").startswith("/"):
        return False
    named = _read_addressed(moment, said)
    if named is not None and is_call(named, has_file=said.text is None):
        return False
    is_of_others = agent is not None and said.from_user.id != agent.telegram_id
    return is_of_others or is_call(addressed, has_file=message.text is None)


async def _take_above(
    moment: GroupMoment, message: Message, addressed: Addressed, caller: User, agent: Person | None
) -> bool:
    """Make a request of the message under which the bot was called, as its author's; words of the team under it are
    the answer."""
    said = message.reply_to_message
    assert said is not None and said.from_user is not None  # `_is_above`
    me = agent
    if me is None:
        desk = await make_desk(moment, caller)
        if await blocklist.keep_listed(desk, read_words(moment, message, addressed)):
            return True
        me = desk.require_actor()
    number = await _file_for_author(moment, message, said, said.from_user, me)
    if number is not None and agent is not None and not is_call(addressed, has_file=message.text is None):
        answer = NewEntry.from_message(read_words(moment, message, addressed))
        theirs = Desk(moment.session, Origin.GROUP, agent, now=moment.now, rules=moment.rules)
        await thread.add_reply(theirs, number, answer)
    return number is not None


async def _take_mention(moment: GroupMoment, message: Message, sender: User) -> bool:
    """Make a request of a message that names a member of the team, or offer it to them, as the group is set. What is
    offered is kept for that alone: return False."""
    if moment.place.mentions is GroupMentions.OFF:
        return False
    said = dump_message(message)
    named = await mentions.list_named(moment.session, read_named(said))
    is_known = named and await person_rows.find_by_telegram(moment.session, sender.id) is not None
    if is_known and await blocklist.keep_listed(await make_desk(moment, sender), read_words(moment, message, None)):
        return True
    if moment.place.mentions is GroupMentions.AT_ONCE:
        return bool(named) and await _take_words(moment, message, sender, Addressed(extract_words(message)), None)
    if named or message.media_group_id is not None:
        sent_at = min(message.date, moment.now)
        offered = MentionMessage(sender.id, message.message_id, sent_at, said, message.media_group_id)
        await mentions.offer(_make_bare_desk(moment), moment.place, offered, named)
    return False


def dump_message(message: Message) -> dict[str, Any]:
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
    known = await routing.find_known(moment.session, said.chat.id, said.message_id, bot_id=moment.rules.bot_id)
    ticket = await moment.session.get_one(Ticket, known) if known else None
    theirs = await make_desk(moment, author)
    if ticket is None:
        await _file_for_author(moment, message, said, author, agent)
    elif ticket.is_draft and is_blocked(theirs.require_actor()):
        _tell(moment, agent, Say("forward-blocked", {"name": theirs.require_actor().name}, staff_only=True))
    elif not await intake.file_held(theirs, ticket, moment.chat, agent):
        _tell(moment, agent, Say("group-ticket-known", {"number": ticket.number}, staff_only=True))


async def _file_for_author(
    moment: GroupMoment, message: Message, said: Message, author: User, by: Person
) -> int | None:
    """File a message as its author's request because a colleague asked for it; return its number. If nothing was filed,
    an agent is told why."""
    desk = await make_desk(moment, author)
    incoming = read_words(moment, said, None)
    if not has_grant(by, Grant.WORK) and await blocklist.keep_listed(desk, incoming, is_edit=True):
        return None
    entry, other = NewEntry.from_message(incoming), by if by.telegram_id != author.id else None
    try:
        blocklist.require_welcome(desk.require_actor())
        number = await intake.open_request(
            desk, moment.place, moment.chat, entry, thread_id=get_thread_id(message), by=other
        )
    except Refused as refused:
        if has_grant(by, Grant.WORK):
            _tell(moment, by, Say(refused.key, dict(refused.args_), staff_only=True))
        return None
    if other is not None:
        mine = Desk(moment.session, Origin.GROUP, other, now=moment.now, rules=moment.rules)
        await mentions.end_by_request(mine, moment.place, author.id, said.message_id, number)
    return number


async def _take_words(
    moment: GroupMoment, message: Message, author: User, addressed: Addressed | None, ticket_id: int | None
) -> bool:
    desk = await make_desk(moment, author)
    said, replied = read_words(moment, message, addressed), message.reply_to_message
    if await blocklist.keep_listed(desk, said):
        return True
    reply_to = replied.message_id if replied is not None else None
    spoken = intake.GroupWords(said, moment.place, moment.chat, get_thread_id(message), reply_to)
    return await intake.take_words(desk, spoken, ticket_id, may_begin=addressed is not None)


async def _withdraw(moment: GroupMoment, message: Message, author: User) -> bool:
    """Withdraw the author's own message that `/delete` replies to; a reaction confirms it."""
    replied = message.reply_to_message
    if replied is None or not is_deletion({"text": message.text}, moment.rules.groups.username):
        return False
    if await mentions.change_message(_make_bare_desk(moment), moment.place, author.id, replied.message_id, None):
        notifier.react_in_group(_make_bare_desk(moment), message.chat.id, message.message_id, _DONE)
        return True
    desk = await make_desk(moment, author)
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
    known = await routing.find_known(moment.session, message.chat.id, message.message_id, bot_id=moment.rules.bot_id)
    if author is None or is_service(message):
        return False
    if known is None:
        dumped = dump_message(message)
        await mentions.change_message(_make_bare_desk(moment), moment.place, author.id, message.message_id, dumped)
        return False
    desk, said = await make_desk(moment, author), read_words(moment, message, _read_addressed(moment, message))
    if await blocklist.keep_listed(desk, said, is_edit=True):
        return True
    try:
        async with savepoint(moment.session):
            return await apply_edit(desk, said) is not None
    except Refused:
        return False  # the earlier words stay


async def make_desk(moment: GroupMoment, author: User) -> Desk:
    """Return the desk with the author as its actor. Writing in a group does not start the bot: it may not write to
    them."""
    person = await find_author(moment, author)
    place = RequesterGroup(written_in=moment.place.person_id)
    return Desk(moment.session, place, person, now=moment.now, rules=moment.rules, held=True)


def _read_addressed(moment: GroupMoment, message: Message) -> Addressed | None:
    dumped = message.model_dump(mode="json", exclude_none=True, include=_READ)
    return read_addressed(dumped, moment.rules.groups.username, moment.rules.bot_id)


_READ = {"text", "caption", "entities", "caption_entities", "forward_origin"}


def read_words(moment: GroupMoment, message: Message, addressed: Addressed | None) -> IncomingMessage:
    """Return the message without what it replies to or quotes, which is somebody else's."""
    said = read_message(message, words=None if addressed is None else addressed.words, now=moment.now)
    return replace(said, quote=None, reply_to_message_id=None)


def get_thread_id(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def find_hinted(message: Message) -> int | None:
    """Return who alone is to see a hint about their message in a group; None if Telegram does not say who they are."""
    who, kept = message.from_user, (message.model_extra or {}).get(HINT_TO)
    if who is None or who.is_bot or message.sender_chat is not None:
        return kept if isinstance(kept, int) else None
    return who.id


def _say(moment: GroupMoment, message: Message, key: str) -> None:
    line = Say(key, {"bot": moment.rules.groups.username}, reply_to_message=message.message_id, silent=True)
    line = replace(line, only_to=find_hinted(message))
    letters.queue_letter(moment.session, moment.place.person_id, line, now=moment.now)


def _tell(moment: GroupMoment, agent: Person, line: Say) -> None:
    letters.queue_letter(moment.session, agent.id, line, now=moment.now)


async def find_author(at: GroupMoment | Desk, user: User) -> Person:
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
