"""What the author of an answer learns when it does not arrive. Knows outcomes, not how they came about."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, Person, Ticket
from db.queue import Bury, Park, Verdict
from db.words import EntryKind
from desk import letters
from desk.letters import Say


async def tell_author(
    session: AsyncSession, entry_id: int, receiver_id: int | None, verdict: Verdict, *, now: datetime
) -> None:
    """A line for who answered: the requester has blocked the bot (it waits), or is no longer there (it stays)."""
    entry = await session.get(Entry, entry_id)
    if entry is None or entry.kind is not EntryKind.REPLY or entry.author_id in (None, receiver_id):
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    if ticket.requester_id != receiver_id or not isinstance(verdict, Park | Bury):
        return
    author = await session.get_one(Person, entry.author_id)
    requester = await session.get_one(Person, ticket.requester_id)
    if author.telegram_id is None:
        return
    key = "answer-blocked" if isinstance(verdict, Park) else "answer-undeliverable"
    line = Say(key, {"number": ticket.number, "name": requester.name}, reply_to_entry=entry.id, staff_only=True)
    letters.post(session, author.id, line, now=now, ticket_id=ticket.id)
