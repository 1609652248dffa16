"""Due items that failed: tried again at growing pauses, then buried, for `/failed` to show. Knows no work.

An item is known by its kind, the id of its object, and the time it was due at; with a new time it is another item. A
buried item becomes a buried job in the clock's own box, so that it is listed, counted and reported like all others.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, DueFailure, Job, JobState, Lane, Ticket
from db.queue import Retry, consumer

REMINDERS = "remind"  # the kind of a ticket's reminders
ALL = 0  # the id of an item that covers many, which is never buried


def is_skipped(kind: Any, object_id: Any, due_at: Any, now: Any) -> ColumnElement[bool]:
    """Return the condition for items that have failed and are not to be tried at `now`."""
    same = (DueFailure.kind == kind) & (DueFailure.object_id == object_id) & (DueFailure.due_at == due_at)
    return exists().where(same, or_(DueFailure.not_before.is_(None), DueFailure.not_before > now))


async def count_failure(
    session: AsyncSession,
    kind: str,
    object_id: int,
    error: Exception,
    *,
    due_at: datetime,
    now: datetime,
    ticket_id: int | None = None,
    person_id: int | None = None,
    moves: bool = False,
) -> datetime | None:
    """Count a failure; return when the item is tried again, or None if it is buried. `moves`: the caller makes it due
    at that time."""
    row = await session.get(DueFailure, (kind, object_id), with_for_update=True)
    if row is None:
        row = DueFailure(kind=kind, object_id=object_id, attempts=0)
        session.add(row)
    elif row.due_at != due_at:
        row.attempts = 0
    verdict = consumer.decide_retry(error, attempts=row.attempts, now=now)
    counts = not isinstance(verdict, Retry) or verdict.counts
    row.due_at, row.error, row.attempts = due_at, type(error).__name__, min(row.attempts + counts, 99)
    if isinstance(verdict, Retry):
        row.not_before = verdict.at
    elif object_id == ALL:
        row.not_before = now + consumer.get_backoff(row.attempts - 1)
    else:
        row.not_before = None
        session.add(_make_failed_job(row, now, ticket_id, person_id))
    if moves and row.not_before is not None:
        row.due_at = row.not_before
    return row.not_before


def _make_failed_job(row: DueFailure, now: datetime, ticket_id: int | None, person_id: int | None) -> Job:
    payload = queue.encode_payload({"due": row.kind, "id": row.object_id})
    return Job(
        box=Box.CLOCK.value, key=f"{row.kind}:{row.object_id}", lane=int(Lane.PEOPLE), payload=payload,
        state=JobState.BURIED, due_at=row.due_at, attempts=row.attempts, created_at=now, settled_at=now,
        error=row.error, ticket_id=ticket_id, person_id=person_id,
    )  # fmt: skip


async def retry_item(session: AsyncSession, kind: str, object_id: int, *, now: datetime) -> None:
    """Try the item at once, as if it had never failed. A buried reminder of a ticket has lost its time: it is due
    now."""
    row = (DueFailure.kind == kind, DueFailure.object_id == object_id)
    await session.execute(delete(DueFailure).where(*row))
    if kind == REMINDERS:
        quiet = update(Ticket).where(Ticket.id == object_id, Ticket.remind_at.is_(None))
        await session.execute(quiet.values(remind_at=now))


async def prune_failures(session: AsyncSession, *, before: datetime) -> None:
    """Delete old failures of items that have not failed since. A buried item that is still due is tried once more."""
    failed_at = func.coalesce(DueFailure.not_before, DueFailure.due_at)
    await session.execute(delete(DueFailure).where(failed_at < before))
