"""When an answer has arrived: its message was sent; for somebody who is only on the board, its comment stands there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import EntryKind
from db.models import Entry, Person, Ticket
from desk.outbox import letters
from desk.outbox.letters import React

ARRIVED = "👍"
_SENT = text("""
update entries e set delivery = 'sent'
from unnest(cast(:entries as bigint[]), cast(:people as bigint[])) as g(entry_id, person_id), tickets t
where e.id = g.entry_id and e.kind = 'reply' and e.delivery not in ('none', 'sent')
  and t.id = e.ticket_id and t.requester_id = g.person_id
returning e.author_id, e.ticket_id, e.said_chat_id, e.said_message_id,
  (select p.telegram_id from people p where p.id = e.author_id) as author_chat
""")


async def sent(session: AsyncSession, got: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """Entries were sent to people: the answers among them that were for these are marked as such, a 👍 on what their
    authors said. The holder may get an answer to read; that says nothing of its arrival."""
    if not got:
        return
    given = {"entries": [entry_id for entry_id, _ in got], "people": [person_id for _, person_id in got]}
    for row in await session.execute(_SENT, given):
        if row.said_message_id is not None and row.said_chat_id == row.author_chat:
            _thumb(session, row.author_id, row.said_message_id, row.ticket_id, now)


async def stands_on_board(session: AsyncSession, entry_id: int | None, *, now: datetime) -> None:
    """The first comment of an entry was made: where nobody else is to get it, its author's message is marked."""
    entry = await session.get(Entry, entry_id) if entry_id is not None else None
    if entry is None or entry.ticket_id is None or entry.kind is not EntryKind.REPLY or entry.author_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    requester = await session.get_one(Person, ticket.requester_id)
    if requester.telegram_id is None:
        await mark(session, entry, now=now)


async def mark(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """A 👍 on the message in which its author said it."""
    author = await session.get(Person, entry.author_id) if entry.author_id else None
    if author is not None and entry.said_message_id and entry.said_chat_id == author.telegram_id:
        _thumb(session, author.id, entry.said_message_id, entry.ticket_id, now)


def _thumb(session: AsyncSession, author_id: int, message_id: int, ticket_id: int | None, now: datetime) -> None:
    letters.post(session, author_id, React(message_id, ARRIVED), now=now, ticket_id=ticket_id)
