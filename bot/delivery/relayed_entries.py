"""Relayed entries: what became of them between the letter and its delivery."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Ticket
from desk.outbox import Relay


async def find_wait(session: AsyncSession, letter: Relay) -> datetime | None:
    """Return when the entry may be sent."""
    entry = await session.get(Entry, letter.entry_id)
    return entry.leaves_at if entry is not None else None


async def is_outdated(session: AsyncSession, letter: Relay, ticket_id: int | None) -> bool:
    """Return True if a new entry was moved to another ticket, whose agent receives it, before it reached this
    reader."""
    if letter.edit or letter.files_only or letter.asked:
        return False
    entry = await session.get(Entry, letter.entry_id)
    if entry is None or entry.ticket_id is None or ticket_id is None or entry.ticket_id == ticket_id:
        return False
    ticket = await session.get_one(Ticket, entry.ticket_id)
    return ticket.merged_into_id is None  # the assignee of the other ticket reads merged ones


async def is_withdrawn(session: AsyncSession, letter: Relay) -> bool:
    """Return True if those who received the entry may not see it any more: withdrawn, turned into a note, or of a
    request that is collected again."""
    entry = await session.get(Entry, letter.entry_id)
    if entry is None or entry.withdrawn_at is not None or entry.kind is EntryKind.NOTE:
        return entry is not None
    ticket = await session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
    return ticket is not None and ticket.filed_at is None
