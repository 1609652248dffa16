"""Whether an answer has arrived: its message was sent, or its comment stands there for who is only on the board; and
what its author is told where it, a file of it or its taking back did not get through."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Delivery, Entry, EntryFile, EntryKind, FileLack, Origin, Person, Ticket
from db.queue import Bury, Park, Retry, Verdict
from desk import Desk, DeskSettings
from desk.conversation import thread
from desk.outbox import Args, React, Say, letters
from desk.outbox.parked import GONE, UNMET

ARRIVED = "👍"
_STATES = {Park: Delivery.BLOCKED, Bury: Delivery.FAILED, Retry: Delivery.WAITING}


def arrived(session: AsyncSession, said: Sequence[Row[int, int, int]], *, now: datetime) -> None:
    """Answers have arrived: a 👍 on what their authors said (author, ticket, message of each). The assignee may get an
    answer to read; that says nothing of its arrival."""
    for author_id, ticket_id, message_id in said:
        _thumb(session, author_id, message_id, ticket_id, now)


def mark_of_arrival() -> dict[str, str | int]:
    """The same 👍 for whoever puts it on a message that only the database finds."""
    letter = React(0, ARRIVED)
    return {"mark": queue.body(letters.dump(letter)).decode(), "mark_lane": int(letters.lane_of(letter))}


async def stands_on_board(session: AsyncSession, entry_id: int | None, *, now: datetime) -> None:
    """The first comment of an entry was made: where nobody else is to get it, its author's message is marked."""
    entry = await session.get(Entry, entry_id) if entry_id is not None else None
    if entry is None or entry.ticket_id is None or entry.kind is not EntryKind.REPLY or entry.author_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    requester = await session.get_one(Person, ticket.requester_id)
    if not requester.hears:
        await mark(session, entry, now=now)


async def mark(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """A 👍 on the message in which its author said it."""
    author = await session.get(Person, entry.author_id) if entry.author_id else None
    if author is not None and entry.said_message_id and entry.said_chat_id == author.telegram_id:
        _thumb(session, author.id, entry.said_message_id, entry.ticket_id, now)


def _thumb(session: AsyncSession, author_id: int, message_id: int, ticket_id: int | None, now: datetime) -> None:
    letters.post(session, author_id, React(message_id, ARRIVED), now=now, ticket_id=ticket_id)


async def file_missing(
    session: AsyncSession, file: EntryFile, lack: FileLack, *, now: datetime, rules: DeskSettings
) -> None:
    """The author of an answer is told that its requester got a line instead of the file."""
    entry = await session.get(Entry, file.entry_id)
    if entry is None or entry.kind is not EntryKind.REPLY or entry.ticket_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    requester = await session.get_one(Person, ticket.requester_id)
    key = "file-too-large" if lack is FileLack.TOO_LARGE else "file-lost"
    args: Args = {"number": ticket.number, "name": requester.name, "file": file.name, "bytes": file.size or 0}
    await thread.remark(Desk(session, Origin.CLOCK, None, now=now, rules=rules), ticket.number, key, **args)
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if author is not None and author.telegram_id is not None:
        line = Say(key, args, reply_to_entry=entry.id, staff_only=True)
        letters.post(session, author.id, line, now=now, ticket_id=ticket.id)


async def _is_for(session: AsyncSession, entry: Entry, person_id: int | None) -> bool:
    """Whether a person is who an answer is for; its assignee may get it to read, which says nothing of its arrival."""
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


async def not_arrived(
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
    if entry is None or entry.delivery is Delivery.SENT or not await _is_for(session, entry, receiver_id):
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
