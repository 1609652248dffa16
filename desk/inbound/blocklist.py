"""Requesters that the team takes no requests from (`/block`).

What they send by whatever door is stored and shown in `/blocked`, but neither announced nor put on the board, and
answered once in their own chat. After unblocking it becomes a request of the door by which the last of it came.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Origin, Person, Ticket
from desk import Desk, NoSuchTicket, NotAllowed, Outdated, PersonView, Refused, history
from desk.context import Standing
from desk.conversation import entries, mask_before_storing, thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.edits import apply_edit, find_entry
from desk.integrations import own_systems
from desk.notifications import message_refresh
from desk.outbox import Args, Say, letters, make_press
from desk.people import call_chats, person_rows
from desk.people.person_locks import take_turn
from desk.people.waiting import decide_waiting
from desk.policy import permissions, visibility
from desk.policy.endings import Ending, decide_ending, is_blocked
from desk.policy.permissions import Grant
from desk.requests import drafts, side_conversations
from desk.text import RichText
from desk.tickets import mail_facts

_MOST_FILED = 50
_MOST_SHOWN, _LAST = 20, 5


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """A blocked requester as `/blocked` shows them. `key`: unblocks them; `said`: the last of `count` messages."""

    name: str
    key: int
    since: datetime
    by: str | None
    count: int
    said: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A requester who is blocked now. `is_kept`: their words go on the list; else their system is told of a refusal."""

    name: str
    is_kept: bool


def require_welcome(author: Person) -> None:
    """Raise Refused if somebody of the team would make a request of words of a blocked person, whom they see then."""
    if is_blocked(author):
        raise Refused("forward-blocked", name=author.name)


async def block_requester(desk: Desk, number: int, *, sure_of: int | None = None) -> Blocked | None:
    """Block the requester of ticket `number`. Where a mail only claims to be of an address, whoever writes in its name
    is blocked, so that the actor is asked first: return None. `sure_of`: the person about whom they were asked. Raises
    NoSuchTicket, NotAllowed, Refused; Outdated if the request is somebody else's by now."""
    await desk.require_grant(Grant.BLOCK)
    ticket = await desk.lock_ticket(number)
    who = await permissions.get_access(desk.session, ticket, desk.require_actor())
    if not visibility.can_see_ticket(ticket, who):
        raise NoSuchTicket(number)
    requester = await desk.get_requester(ticket)
    if requester.id == desk.actor_id:
        raise NotAllowed("own-ticket", number=number)
    if permissions.is_staff(requester) or not requester.is_reachable:
        raise Refused("block-not-them", name=requester.name)
    sender = await own_systems.find_address_of(desk.session, requester.id) if requester.telegram_id is None else None
    if sure_of is not None and sure_of != requester.id:
        raise Outdated(number)
    if sender is not None and not (sender[1] or sure_of is not None or requester.blocked_at is not None):
        button = make_press("btn-block-claimed", "blockall", number, requester.id)
        args: Args = {"name": requester.name, "address": sender[0]}
        asked = Say("block-claimed", args, ((button,),), slot=f"blockall:{number}", staff_only=True)
        letters.queue_letter(desk.session, desk.require_actor().id, asked, now=desk.now, ticket_id=ticket.id)
        return None
    if requester.blocked_at is None:
        requester.blocked_at, requester.blocked_by = desk.now, desk.actor_id
        history.record_action(desk, "blocked", f"person:{requester.id}")
        desk.record(ticket, history.BARRED, None, requester.name)
        await _refresh_cards(desk, requester)
    return Blocked(requester.name, is_kept=requester.telegram_id is not None or sender is not None)


def get_key(person: Person) -> int:
    """Return the key that unblocks a person: their Telegram id, or the negative id of their row if they have none."""
    return person.telegram_id or -person.id


async def unblock_requester(desk: Desk, key: int, *, sure_of: int | None = None) -> PersonView:
    """Unblock the person with that key; what they sent since becomes one request. `sure_of`: since when, in
    seconds, they were blocked as the actor was shown. Raises NotAllowed, Refused; Outdated for another block."""
    await desk.require_grant(Grant.BLOCK)
    found = await (desk.session.get(Person, -key) if key < 0 else person_rows.find_by_telegram(desk.session, key))
    if found is None or found.blocked_at is None:
        raise Refused("not-blocked")
    if sure_of not in (None, int(found.blocked_at.timestamp())):
        raise Outdated
    return await _unblock(desk, found)


async def unblock_member(desk: Desk, person_id: int) -> None:
    """Unblock somebody who is on the team by now."""
    found = await desk.session.get_one(Person, person_id)
    if found.blocked_at is not None and permissions.is_staff(found):
        await _unblock(desk, found)


async def _unblock(desk: Desk, found: Person) -> PersonView:
    await take_turn(desk.session, found.id)
    found.blocked_at = found.blocked_by = None
    history.record_action(desk, "unblocked", f"person:{found.id}")
    newest = select(Entry).where(_is_kept(found.id)).order_by(Entry.id.desc()).limit(_MOST_FILED)
    kept = [one for one in list(await desk.session.scalars(newest))[::-1] if not await _give_back(desk, found, one)]
    theirs = Desk(desk.session, kept[-1].origin if kept else Origin.TELEGRAM, found, now=desk.now, rules=desk.rules)
    if kept:
        await _add_earlier(theirs, await _file_kept(theirs, kept))
    await decide_waiting(desk, found.id)
    await _refresh_cards(desk, found)
    return person_rows.make_view(found)


async def _give_back(desk: Desk, found: Person, entry: Entry) -> bool:
    """Put words that answered a side conversation where they belong; return False for all others."""
    asked = await desk.session.get(Entry, entry.answers_id) if entry.answers_id is not None else None
    if asked is None or asked.withdrawn_at is not None:
        return False
    theirs = Desk(desk.session, entry.origin, found, now=desk.now, rules=desk.rules)
    ticket = await desk.session.get_one(Ticket, asked.ticket_id)
    await side_conversations.add_answer(theirs, ticket, asked, entry)
    return True


async def _file_kept(theirs: Desk, kept: list[Entry]) -> int:
    """File what was kept at the door by which the last of it came, so that it is answered there; return the number. In
    a group only what was all said there is answered, and a call cannot be answered so late: they go on in private."""
    me, last = theirs.require_actor(), kept[-1]
    external = await own_systems.find_by_person(theirs.session, me.id) if last.origin is Origin.MAIL else None
    if external is not None:
        address, is_proven = own_systems.read_sender(external.external_id)
        theirs.who.standing = Standing.PROVEN if is_proven else Standing.CLAIMED
        context = {mail_facts.ADDRESS: address, **({} if is_proven else {mail_facts.DOUBT: "mail-unproven"})}
        filed = await drafts.file_from_integration(theirs, external, kept, context=context)
        filed.consent_asked = 0 if filed.is_draft else None  # by a mail, which the clock sends
        return filed.number
    chats = (await theirs.session.scalars(select(Entry.said_chat_id).where(_is_kept(me.id)).distinct())).all()
    place = await person_rows.find_by_telegram(theirs.session, chats[0] or 0) if len(chats) == 1 else None
    is_elsewhere = place is None or place.id == me.id or call_chats.is_call_chat(place.telegram_id)
    group_id = place.id if place and not is_elsewhere else None
    return (await drafts.start_request(theirs, kept, at_once=True, group_id=group_id)).number


async def _add_earlier(desk: Desk, number: int) -> None:
    """Put older stored words into the request's thread, where they have no effect; a remark says so."""
    ticket = await desk.lock_ticket(number)
    before = update(Entry).where(_is_kept(desk.require_actor().id)).values(ticket_id=ticket.id, small_talk=True)
    count = len((await desk.session.execute(before.returning(Entry.id))).all())
    if count:
        await thread.add_remark(
            Desk(desk.session, Origin.CLOCK, None, now=desk.now, rules=desk.rules),
            number,
            "remark-kept",
            n=count,
            number=number,
        )


async def keep_listed(desk: Desk, incoming: IncomingMessage | NewEntry, *, is_edit: bool = False) -> bool:
    """Keep what the actor sends if it ends on this list; return False if it does not."""
    if decide_ending(desk.require_actor(), desk.origin) is not Ending.ON_LIST:
        return False
    said = NewEntry.from_message(incoming) if isinstance(incoming, IncomingMessage) else incoming
    if isinstance(incoming, IncomingMessage) and is_edit:
        await keep_edit(desk, incoming)
    elif said.words or said.files or said.content_line:
        await keep_message(desk, said)
    return True


async def keep_message(desk: Desk, said: NewEntry) -> None:
    """Store what a blocked person sends, and answer the first message of their own chat with a line."""
    me = desk.require_actor()
    await take_turn(desk.session, me.id)
    masked = mask_before_storing.mask_message(desk, EntryKind.COMMENT, said)
    entry = await entries.write_entry(
        desk.session, None, EntryKind.COMMENT, masked.said,
        author_id=me.id, author_name=desk.who.signature or me.name, origin=desk.origin,
        now=desk.now, bot_id=desk.rules.bot_id,
    )  # fmt: skip
    await mask_before_storing.keep_pieces(desk, entry, masked.pieces)
    if said.chat_id is None or said.chat_id != me.telegram_id:
        return
    here = Entry.created_at >= me.blocked_at, Entry.said_chat_id == said.chat_id
    if await desk.session.scalar(select(func.count()).where(_is_kept(me.id), *here)) == 1:
        letters.queue_letter(desk.session, me.id, Say("barred", reply_to_message=said.message_id), now=desk.now)


async def keep_edit(desk: Desk, incoming: IncomingMessage) -> None:
    """Apply an edit to a stored message; an edit of an older message is stored as a new one."""
    entry = await find_entry(desk, incoming.chat_id, incoming.message_id)
    is_kept = entry is not None and entry.ticket_id is None and entry.question_id is None
    if not is_kept or await apply_edit(desk, incoming) is None:
        await keep_message(desk, NewEntry.from_message(incoming))


async def list_blocked(session: AsyncSession) -> tuple[BlockedRow, ...]:
    """Return the people blocked last, each with the last of what they sent."""
    found = await session.scalars(
        select(Person).where(Person.blocked_at.is_not(None)).order_by(Person.blocked_at.desc()).limit(_MOST_SHOWN)
    )
    return tuple([await _make_row(session, person) for person in found])


async def _make_row(session: AsyncSession, person: Person) -> BlockedRow:
    by = await session.get(Person, person.blocked_by) if person.blocked_by is not None else None
    draft = await drafts.find_gathering(session, person.id)
    is_on_it = and_(Entry.ticket_id == draft.id, Entry.withdrawn_at.is_(None)) if draft is not None else false()
    unread = or_(_is_kept(person.id), is_on_it)
    count = (await session.execute(select(func.count()).where(unread))).scalar_one()
    last = await session.scalars(select(Entry).where(unread).order_by(Entry.id.desc()).limit(_LAST))
    said = tuple(entries.get_words(entry) for entry in reversed(list(last)))
    assert person.blocked_at is not None
    return BlockedRow(person.name, get_key(person), person.blocked_at, by.name if by else None, count, said)


def _is_kept(person_id: int) -> ColumnElement[bool]:
    """Return the SQL condition for words that are on no ticket and under no question."""
    return and_(
        Entry.author_id == person_id,
        Entry.ticket_id.is_(None),
        Entry.question_id.is_(None),
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
    )


async def _refresh_cards(desk: Desk, requester: Person) -> None:
    mine = select(Ticket).where(Ticket.requester_id == requester.id, Ticket.filed_at.is_not(None), Ticket.is_open)
    await desk.session.flush()
    for ticket in await desk.session.scalars(mine.order_by(Ticket.id)):
        await message_refresh.refresh_messages(desk, ticket, staff_only=True)
