from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.errors import GONE, UNMET
from db.enums import Delivery, EntryKind, FileLack, Origin
from db.models import Entry, EntryFile, Person, Ticket
from db.queue import Bury, Park, Retry, Verdict
from desk.conversation import thread
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
    await thread.remark(Desk(session, Origin.CLOCK, None, now=now, rules=rules), ticket.number, key, **args)
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if author is not None and author.telegram_id is not None:
        line = Say(key, args, reply_to_entry=entry.id, staff_only=True)
        letters.post(session, author.id, line, now=now, ticket_id=ticket.id)


_STATES = {Park: Delivery.BLOCKED, Bury: Delivery.FAILED, Retry: Delivery.WAITING}


async def is_for(session: AsyncSession, entry: Entry, person_id: int | None) -> bool:
    """Whether a person is who an answer is for; its holder may get it to read, which says nothing of its arrival."""
    if entry.kind is not EntryKind.REPLY or entry.ticket_id is None:
        return False
    ticket = await session.get_one(Ticket, entry.ticket_id)
    return ticket.requester_id == person_id


async def remains(
    session: AsyncSession, entry_id: int, receiver_id: int | None, *, now: datetime, rules: DeskSettings
) -> None:
    """Some of what was taken back is too old for Telegram to delete, and stays to be seen: its author is told, under
    the task where it was taken back there."""
    entry = await session.get(Entry, entry_id)
    if entry is None or entry.ticket_id is None or receiver_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    receiver = await session.get_one(Person, receiver_id)
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if entry.origin is Origin.TODOIST or author is None:
        desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
        await thread.remark(desk, ticket.number, "delete-remains", number=ticket.number, name=receiver.name)
    elif author.telegram_id is not None:
        as_staff = entry.kind in (EntryKind.REPLY, EntryKind.NOTE)
        line = Say("delete-remains", {"number": ticket.number, "name": receiver.name}, staff_only=as_staff)
        letters.post(session, author.id, line, now=now, ticket_id=ticket.id)


async def note(
    session: AsyncSession,
    entry_id: int,
    receiver_id: int | None,
    verdict: Verdict,
    *,
    now: datetime,
    rules: DeskSettings,
) -> None:
    """The answer's state, and a line for who wrote it, on the board too: the requester has blocked the bot (it waits),
    or is no longer there, or Telegram refused it (it stays)."""
    entry = await session.get(Entry, entry_id)
    if entry is None or entry.delivery is Delivery.SENT or not await is_for(session, entry, receiver_id):
        return
    entry.delivery = _STATES[type(verdict)]
    if isinstance(verdict, Retry) or entry.author_id in (None, receiver_id):
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    author = await session.get_one(Person, entry.author_id)
    requester = await session.get_one(Person, ticket.requester_id)
    key = _waits(verdict) if isinstance(verdict, Park) else _given_up(verdict)
    line = Say(key, {"number": ticket.number, "name": requester.name}, reply_to_entry=entry.id, staff_only=True)
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
    await thread.remark(desk, ticket.number, key, number=ticket.number, name=requester.name)
    if author.telegram_id is not None:
        letters.post(session, author.id, line, now=now, ticket_id=ticket.id)


def _waits(verdict: Park) -> str:
    """For whom: who has blocked the bot, or who has only met an earlier one."""
    return "answer-unmet" if verdict.error.startswith(UNMET) else "answer-blocked"


def _given_up(verdict: Verdict) -> str:
    """Whether there is nobody any more, or only this was refused."""
    gone = isinstance(verdict, Bury) and verdict.error.startswith(GONE)
    return "answer-undeliverable" if gone else "answer-refused"
