"""Who learns that a file of the board did not get to Telegram: whoever attached it, also under its task."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import EntryKind, FileLack, Origin
from db.models import Entry, EntryFile, Person, Ticket
from desk.desk import Desk
from desk.outbox import letters
from desk.outbox.letters import Args, Say
from desk.settings import DeskSettings


async def tell(session: AsyncSession, file: EntryFile, *, now: datetime, rules: DeskSettings) -> None:
    """Tell the author of an answer that its requester got a line instead of the file."""
    entry = await session.get(Entry, file.entry_id)
    if entry is None or entry.kind is not EntryKind.REPLY or entry.ticket_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    requester = await session.get_one(Person, ticket.requester_id)
    key = "file-too-large" if file.lack is FileLack.TOO_LARGE else "file-lost"
    args: Args = {"number": ticket.number, "name": requester.name, "file": file.name, "bytes": file.size or 0}
    await Desk(session, Origin.CLOCK, None, now=now, rules=rules).remark(ticket.number, key, **args)
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if author is not None and author.telegram_id is not None:
        line = Say(key, args, reply_to_entry=entry.id, staff_only=True)
        letters.post(session, author.id, line, now=now, ticket_id=ticket.id)
