"""Reads what most letters of one moment need in one statement, which may also record their start."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, bindparam, case, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.views import Prefetched
from db import queue
from db.models import Entry, EntryFile, Message, Person, Ticket
from db.queue import ClaimedJob
from desk.queries.entries import load_files
from desk.queries.shared_reads import Batch
from desk.settings import VERSION, note_version

Wanted = tuple[ClaimedJob, int, str | None]
"""A job, its chat, and the slot of its letter."""
ExistingMessages = dict[tuple[int, str], list[Message]]

_PEOPLE, _ENTRIES, _TICKETS, _CHATS, _IDS = (
    bindparam(name, type_=ARRAY(BigInteger)) for name in ("people", "entries", "tickets", "chats", "ids")
)
_SLOTS = bindparam("slots", type_=ARRAY(String))
_JOBS = (
    func.unnest(_IDS, _CHATS, _SLOTS, _PEOPLE, _ENTRIES, _TICKETS)
    .table_valued("job_id", "chat", "slot", "person_id", "entry_id", "ticket_id")
    .render_derived(name="wanted")
)
_ANSWERED = aliased(Entry)
_THERE = (Message.bot_id == bindparam("bot")) & (Message.chat_id == _JOBS.c.chat)
_NUMBER = Message.message_id + literal_column("0")
"""A message's id, so that its least and greatest are looked up by slot or entry: by id the whole chat would be read."""


def _newest(face: str) -> ColumnElement[int | None]:
    """Return the newest message with the ticket's card, to which an entry without a reply is attached."""
    slot = f"{face}:" + Ticket.number.cast(String)
    newest = select(func.max(_NUMBER)).where(_THERE, Message.slot == slot).scalar_subquery()
    return case((Entry.id.is_not(None) & Entry.answers_id.is_(None), newest))


def _query() -> Select[Any]:
    sent = select(func.min(_NUMBER)).where(_THERE, Message.entry_id == Entry.answers_id).scalar_subquery()
    written = case((_ANSWERED.said_chat_id == _JOBS.c.chat, _ANSWERED.said_message_id))
    return (
        select(
            _JOBS.c.chat,
            _JOBS.c.slot,
            Person,
            Entry,
            Ticket,
            _ANSWERED,
            VERSION.label("version"),
            exists().where(EntryFile.entry_id == Entry.id).label("has_files"),
            exists().where(_THERE, Message.slot == _JOBS.c.slot).label("has_existing"),
            func.coalesce(written, case((Entry.answers_id.is_not(None), sent))).label("answered_at"),
            _newest("card").label("card_at"),
            _newest("open").label("open_at"),
        )
        .select_from(_JOBS)
        .outerjoin(Person, Person.id == _JOBS.c.person_id)
        .outerjoin(Entry, Entry.id == _JOBS.c.entry_id)
        .outerjoin(Ticket, Ticket.id == func.coalesce(Entry.ticket_id, _JOBS.c.ticket_id))
        .outerjoin(_ANSWERED, _ANSWERED.id == Entry.answers_id)
    )


_STARTED = queue.build_start_cte()
_ROWS = _query().add_columns(_JOBS.c.job_id)
_ROWS_OF_STARTED = _ROWS.join(_STARTED, _STARTED.c.id == _JOBS.c.job_id)

_WANTED = (
    func.unnest(bindparam("chats", type_=ARRAY(BigInteger)), bindparam("slots", type_=ARRAY(String)))
    .table_valued("chat_id", "slot", name="wanted")
    .render_derived()
)
_EXISTING = (
    select(Message)
    .join(_WANTED, (_WANTED.c.chat_id == Message.chat_id) & (_WANTED.c.slot == Message.slot))
    .where(Message.bot_id == bindparam("bot"))
    .order_by(Message.message_id)
)


@dataclass(slots=True)
class StartingJobs:
    """The worker and time of jobs that begin; `begun`: the ids of those that may, once known."""

    worker: int
    now: datetime
    begun: frozenset[int] | None = None


@dataclass(slots=True)
class ReadAhead:
    """The rows read for letters: their jobs, the existing messages in their slots, files and positions in the chats."""

    job_ids: set[int] = field(default_factory=set)
    existing: ExistingMessages = field(default_factory=dict)
    ahead: Prefetched = field(default_factory=lambda: Prefetched(Batch()))


async def read_batch(
    session: AsyncSession, wanted: Sequence[Wanted], *, bot_id: int, starting: StartingJobs | None
) -> ReadAhead:
    """Read readers and tickets; for relayed entries also these, what they answer, and their ticket.

    The session keeps the rows and learns the settings' version. `starting`: the jobs begin with it (`queue.start`), and
    only those that may are read.
    """
    given: dict[str, Any] = {
        "bot": bot_id,
        "ids": [job.id for job, _, _ in wanted],
        "chats": [chat for _, chat, _ in wanted],
        "slots": [slot for _, _, slot in wanted],
        "people": [job.person_id for job, _, _ in wanted],
        "entries": [job.entry_id for job, _, _ in wanted],
        "tickets": [job.ticket_id for job, _, _ in wanted],
    }
    if starting is not None:
        given |= {"worker": starting.worker, "now": starting.now}
    rows = (await session.execute(_ROWS if starting is None else _ROWS_OF_STARTED, given)).all()
    if starting is not None:
        starting.begun = frozenset(row.job_id for row in rows)
    for row in rows:
        note_version(session, row.version)
    files = {row.Entry.id: () for row in rows if row.Entry is not None}
    entries = {(r.chat, r.Entry.answers_id): r.answered_at for r in rows if r.Entry is not None and r.Entry.answers_id}
    slots: dict[tuple[int, str], int | None] = {}
    for row in rows:
        if row.Ticket is not None and row.Entry is not None and row.Entry.answers_id is None:
            slots[row.chat, f"card:{row.Ticket.number}"] = row.card_at
            slots[row.chat, f"open:{row.Ticket.number}"] = row.open_at
    with_files = sorted({row.Entry.id for row in rows if row.has_files})
    read_files = {**files, **(await load_files(session, with_files))}
    existing = {(row.chat, row.slot) for row in rows if row.has_existing}
    return ReadAhead(
        {row.job_id for row in rows},
        await _read_existing(session, existing, bot_id=bot_id),
        Prefetched(Batch(read_files, {row.Ticket.number: row.Ticket for row in rows if row.Ticket}), entries, slots),
    )


async def _read_existing(session: AsyncSession, wanted: set[tuple[int, str]], *, bot_id: int) -> ExistingMessages:
    """Return the messages of each slot, oldest first."""
    pairs = sorted(wanted)
    if not pairs:
        return {}
    given = {"bot": bot_id, "chats": [chat for chat, _ in pairs], "slots": [slot for _, slot in pairs]}
    found: ExistingMessages = defaultdict(list)
    for message in await session.scalars(_EXISTING, given):
        found[message.chat_id, message.slot or ""].append(message)
    return found
