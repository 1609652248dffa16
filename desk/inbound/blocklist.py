"""Requesters that the team takes no requests from (`/block`).

What they send is stored and shown in `/blocked`, but neither announced nor put on the board, and answered once. After
unblocking it becomes a request.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Origin, Person, Ticket
from desk import Desk, NoSuchTicket, NotAllowed, PersonView, Refused, history
from desk.conversation import entries, mask_before_storing, thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.notifications import message_refresh
from desk.outbox import Say, letters
from desk.people import person_rows
from desk.people.person_locks import take_turn
from desk.people.waiting import decide_waiting
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant
from desk.requests import drafts
from desk.text import RichText

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


def is_blocked(person: Person) -> bool:
    """Return True if messages of the person are only stored; staff are never blocked."""
    return person.blocked_at is not None and not permissions.is_staff(person)


async def block_requester(desk: Desk, number: int) -> PersonView:
    """Block the requester of ticket `number`. Raises NoSuchTicket, NotAllowed, Refused."""
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
    if requester.blocked_at is None:
        requester.blocked_at, requester.blocked_by = desk.now, desk.actor_id
        history.record_action(desk, "blocked", f"person:{requester.id}")
        desk.record(ticket, history.BARRED, None, requester.name)
        await _refresh_cards(desk, requester)
    return person_rows.make_view(requester)


def get_key(person: Person) -> int:
    """Return the key that unblocks a person: their Telegram id, or the negative id of their row if they have none."""
    return person.telegram_id or -person.id


async def unblock_requester(desk: Desk, key: int) -> PersonView:
    """Unblock the person with that key; what they sent since becomes one request. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.BLOCK)
    found = await (desk.session.get(Person, -key) if key < 0 else person_rows.find_by_telegram(desk.session, key))
    if found is None or found.blocked_at is None:
        raise Refused("not-blocked")
    await take_turn(desk.session, found.id)
    found.blocked_at = found.blocked_by = None
    history.record_action(desk, "unblocked", f"person:{found.id}")
    theirs = Desk(desk.session, Origin.TELEGRAM, found, now=desk.now, rules=desk.rules)
    newest = select(Entry).where(_is_kept(found.id)).order_by(Entry.id.desc()).limit(_MOST_FILED)
    kept = list(await desk.session.scalars(newest))[::-1]
    if kept:
        await _add_earlier(theirs, (await drafts.start_request(theirs, kept, at_once=True)).number)
    await decide_waiting(desk, found.id)
    await _refresh_cards(desk, found)
    return person_rows.make_view(found)


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


async def keep_message(desk: Desk, incoming: IncomingMessage) -> None:
    """Store what a blocked person sends, and answer the first message with a line."""
    me = desk.require_actor()
    await take_turn(desk.session, me.id)
    masked = mask_before_storing.mask_message(desk, EntryKind.COMMENT, NewEntry.from_message(incoming))
    entry = await entries.write_entry(
        desk.session, None, EntryKind.COMMENT, masked.said,
        author_id=me.id, author_name=me.name, origin=desk.origin, now=desk.now, bot_id=desk.rules.bot_id,
    )  # fmt: skip
    await mask_before_storing.keep_pieces(desk, entry, masked.pieces)
    before = select(func.count()).where(_is_kept(me.id), Entry.created_at >= me.blocked_at)
    if (await desk.session.execute(before)).scalar_one() == 1:
        letters.queue_letter(desk.session, me.id, Say("barred", reply_to_message=incoming.message_id), now=desk.now)


async def keep_edit(desk: Desk, incoming: IncomingMessage) -> None:
    """Apply an edit to a stored message; an edit of an older message is stored as a new one."""
    said = select(Entry).where(
        _is_kept(desk.require_actor().id),
        Entry.said_chat_id == incoming.chat_id,
        Entry.said_message_id == incoming.message_id,
    )
    entry = await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))
    if entry is None:
        await keep_message(desk, incoming)
        return
    entries.set_words(entry, mask_before_storing.mask_edited(desk, entry, incoming.words))
    entry.edited_at = desk.now


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
