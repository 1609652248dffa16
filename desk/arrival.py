"""When an answer has arrived: for somebody who is only on the board, as soon as its comment stands there."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, Person, Ticket
from db.words import EntryKind
from desk import letters
from desk.letters import React

ARRIVED = "👍"


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
        react = React(entry.said_message_id, ARRIVED)
        letters.post(session, author.id, react, now=now, ticket_id=entry.ticket_id)
