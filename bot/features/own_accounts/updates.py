"""Takes what `incoming` has let through: words of people, of the owner, deletions, and changes of the connection."""

from dataclasses import dataclass
from datetime import datetime

from aiogram.types import BusinessConnection, Message, Update
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content import is_service, read_message
from db.models import Entry, EntryKind, Origin, Person, Ticket
from db.models import Message as StoredMessage
from desk import Desk, DeskSettings
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound import blocklist
from desk.inbound.edits import apply_edit
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import receive_message
from desk.inbound.routing_types import Destination
from desk.own_accounts import connections, deleted_there, taking
from desk.own_accounts.connections import ReportedConnection
from desk.people import chat_ids, person_rows, waiting
from desk.people.person_locks import take_turn
from desk.place import OwnAccountPlace, OwnChat, Place
from desk.policy.endings import is_blocked
from desk.policy.permissions import Grant, has_grant
from desk.requests import drafts
from desk.settings.defaults.groups import ConnectedAccount

_NOT_TAKEN = (Destination.HELP, Destination.GREETING, Destination.NUMBER)


@dataclass(frozen=True, slots=True)
class _Coming:
    """A message in a connected account, and what it is taken with."""

    session: AsyncSession
    message: Message
    is_edit: bool
    now: datetime
    rules: DeskSettings
    prompts: Prompts
    attempt: int

    def read(self) -> IncomingMessage:
        return read_message(self.message, now=self.now)

    async def is_known(self) -> bool:
        """Return True for a message that is stored, or one of the bot's own: another update may tell of it again, as
        when the account is connected again."""
        there = self.rules.bot_id, self.message.chat.id, self.message.message_id
        return await self.session.get(StoredMessage, there) is not None

    def make_desk(self, place: Place, actor: Person, *, held: bool = False) -> Desk:
        return Desk(self.session, place, actor, now=self.now, rules=self.rules, held=held)


async def take_update(
    session: AsyncSession, update: Update, *, now: datetime, rules: DeskSettings, prompts: Prompts, attempt: int
) -> tuple[int | None, bool]:
    """Take the update; return who wrote, and whether its words are to be kept. Raises Refused and RouteOutdated."""
    if update.business_connection is not None:
        return await _follow(session, update.business_connection, now, rules)
    if update.deleted_business_messages is not None:
        said, desk = update.deleted_business_messages, Desk(session, Origin.TELEGRAM, None, now=now, rules=rules)
        await deleted_there.mark_deleted(desk, said.chat.id, said.message_ids)
        return None, True
    message = update.message or update.edited_message
    account = _find_account(rules, message.chat.id) if message is not None else None
    if message is None or message.from_user is None or account is None or is_service(message):
        return None, False
    if not taking.is_taken(account, chat_ids.get_user_id(message.chat.id)):
        return None, False  # the owner left it out while it waited
    coming = _Coming(session, message, update.message is None, now, rules, prompts, attempt)
    if message.from_user.id == account.owner_chat:
        return await _take_of_owner(coming)
    return await _take_of_person(coming)


async def _follow(
    session: AsyncSession, said: BusinessConnection, now: datetime, rules: DeskSettings
) -> tuple[int | None, bool]:
    """Follow a connection. Nothing is stored about a person who is not on the team."""
    owner = await person_rows.find_by_telegram(session, said.user.id)
    if owner is None:
        return None, False
    rights = said.rights
    reported = ReportedConnection(
        said.id,
        is_enabled=said.is_enabled,
        can_reply=bool(rights and rights.can_reply),
        can_delete=bool(rights and (rights.can_delete_sent_messages or rights.can_delete_all_messages)),
    )
    desk = Desk(session, Origin.TELEGRAM, owner, now=now, rules=rules)
    return owner.id, await connections.follow_connection(desk, reported)


async def _take_of_person(coming: _Coming) -> tuple[int, bool]:
    """Take words of the person as those of a requester in their own chat; return who that is, and whether the words
    are known: one edits messages of before, too."""
    who, chat_id = coming.message.from_user, coming.message.chat.id
    assert who is not None
    me = await person_rows.get_or_create(
        coming.session, chat_id, first=who.first_name, last=who.last_name, username=None, language=who.language_code,
        now=coming.now, rules=coming.rules,
    )  # fmt: skip
    if not coming.is_edit and await coming.is_known():
        return me.id, False
    desk, said = coming.make_desk(OwnChat(is_patient=False), me, held=True), coming.read()
    if await blocklist.keep_listed(desk, said, is_edit=coming.is_edit):
        return me.id, True
    if coming.is_edit:
        return me.id, await apply_edit(desk, said) is not None
    heard = await receive_message(desk, said, coming.prompts, attempt=coming.attempt)
    if heard.destination in _NOT_TAKEN:
        return me.id, await _add_to_open(desk, said)
    return me.id, True


async def _add_to_open(desk: Desk, said: IncomingMessage) -> bool:
    """Add to the person's open request what a bot would answer with help: in this chat a command is only words. Return
    False if there is none: a greeting alone is no request."""
    ticket = await taking.find_open_request(desk.session, desk.require_actor().id)
    if ticket is not None:
        await thread.add_comment(desk, ticket.number, NewEntry.from_message(said))
    return ticket is not None


async def _take_of_owner(coming: _Coming) -> tuple[int | None, bool]:
    """Take what the owner typed by hand as an answer of theirs, whatever it looks like: the person has read it."""
    session, message = coming.session, coming.message
    owner = await person_rows.find_by_telegram(session, message.from_user.id if message.from_user else 0)
    person = await person_rows.find_by_telegram(session, message.chat.id)
    if owner is None or person is None or not has_grant(owner, Grant.WORK):
        return None, False
    desk = coming.make_desk(_make_place(person, message.chat.id, message.message_id), owner)
    if coming.is_edit:
        return owner.id, await apply_edit(desk, coming.read()) is not None
    answered = None if await coming.is_known() else await _find_answered(session, person, message)
    if answered is None:
        return owner.id, False
    ticket, answers_id = answered
    await take_turn(session, owner.id)  # before the ticket, as everywhere
    theirs, said = coming.make_desk(OwnChat(), person), NewEntry.from_message(coming.read(), answers_id=answers_id)
    is_offered = await waiting.find_offer(theirs, ticket, person) is not None
    if drafts.is_gathering(ticket) and not ticket.consent_asked and not (is_blocked(person) or is_offered):
        await drafts.file_request(theirs, ticket.number)
        await session.flush()
    await (drafts.keep_answer if drafts.is_gathering(ticket) else thread.add_reply)(desk, ticket.number, said)
    if is_offered:  # now it is theirs to decide alone
        await session.flush()
        await drafts.file_request(theirs, ticket.number)
    return owner.id, True


def _make_place(person: Person, chat_id: int, message_id: int) -> OwnAccountPlace:
    return OwnAccountPlace(group_id=person.id, chat_id=chat_id, message_id=message_id, is_patient=False)


async def _find_answered(session: AsyncSession, person: Person, message: Message) -> tuple[Ticket, int | None] | None:
    """Return the request that the owner answers, and its words if they are of the person: those they reply to, else the
    newest of the newest open request."""
    said = select(Entry, Ticket).join(Ticket, Ticket.id == Entry.ticket_id)
    said = said.where(Ticket.requester_id == person.id, Entry.said_chat_id == message.chat.id)
    said = said.where(Entry.withdrawn_at.is_(None), Entry.said_message_id.is_not(None))
    if message.reply_to_message is not None:
        replied = said.where(Entry.said_message_id == message.reply_to_message.message_id)
        row = (await session.execute(replied.limit(1))).first()
        if row is not None:
            return row.Ticket, row.Entry.id if row.Entry.kind is EntryKind.COMMENT else None
    newest = said.where(Ticket.is_open, Entry.kind == EntryKind.COMMENT)
    row = (await session.execute(newest.order_by(Ticket.id.desc(), Entry.id.desc()).limit(1))).first()
    return (row.Ticket, row.Entry.id) if row is not None else None


def _find_account(rules: DeskSettings, chat_id: int) -> ConnectedAccount | None:
    account_id = chat_ids.get_account_id(chat_id)
    return next((one for one in rules.own_accounts if one.id == account_id), None)
