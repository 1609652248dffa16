"""Find requests and rows of the audit log that have been kept for long enough. Locks what it returns."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption import open_row
from desk import Context, DeskSettings
from desk.history import OF_WORDS
from desk.i18n import subjects
from desk.outbox import queue_report
from desk.retention import idle_people

LEFT_ON_BOARD = "left"
"""In `gone` of a card: its request was emptied, and the task stays on the board as it is."""
_EMPTY = text("select retention_empty(:ids, :now, :fields, :subject, :line, :gone)")
_ROWS = text("select of_table, content from retention_rows(:ids)")


async def delete_words(session: AsyncSession, ids: Sequence[int], *, language: str, now: datetime) -> None:
    """Delete words and files of locked requests, and everything that repeats them. Number, times, people, status, topic
    and organization stay: figures are made of them. `language`: the desk's."""
    subject = subjects.word_subject(language, "subject-deleted")
    given = {"fields": list(OF_WORDS), "subject": subject.stored, "line": subject.line, "gone": LEFT_ON_BOARD}
    await session.execute(_EMPTY, {"ids": list(ids), "now": now, **given})


async def read_rows(session: AsyncSession, ids: Sequence[int]) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of requests before they are emptied, each with the name of its table."""
    async for row in await session.stream(_ROWS, {"ids": list(ids)}):
        yield row.of_table, open_row(row.content)


KIND = "retention"
"""The kind of the report process's job; `batch`: which of this round it is, `after`: the id of the last person whom the
one before found idle, empty if it found all of them."""
BATCH_SIZE = 100
"""Requests in one unit of work."""
AUDIT_ROWS = 1000

_CLOSED = """
select t.id from tickets t
where t.ended_at < :before and (t.emptied_at is null or t.emptied_at < t.ended_at)
  and t.filed_at is not null and t.status in ('closed', 'cancelled')
  and coalesce((
    select coalesce(m.ended_at < :before, false) and m.status in ('closed', 'cancelled')
    from tickets m where m.id = t.merged_into_id), true)
"""
_ANY_CLOSED = text(_CLOSED + "limit 1")
_SOME_CLOSED = text(_CLOSED + "order by t.ended_at, t.id limit :most for no key update of t skip locked")
_ANY_AUDIT = text("select id from audit where at < :before limit 1")
_SOME_AUDIT = text("select id from audit where at < :before order by at, id limit :most for update skip locked")


async def lock_closed(session: AsyncSession, rules: DeskSettings, now: datetime) -> list[int]:
    """Return ids of a batch of requests that ended long enough ago, locked. One that was merged is kept as long as the
    request it was merged into. Those that somebody else has locked are left for the next time."""
    return await _list_ids(session, _SOME_CLOSED, _get_closed_limit(rules, now), BATCH_SIZE)


async def lock_audit(session: AsyncSession, rules: DeskSettings, now: datetime) -> list[int]:
    """Return ids of a batch of rows of the audit log that are old enough, locked."""
    return await _list_ids(session, _SOME_AUDIT, _get_audit_limit(rules, now), AUDIT_ROWS)


async def queue_if_expired(context: Context) -> bool:
    """Queue the job if there is something to delete; return True if it was queued."""
    rules, now = context.rules, context.now
    for rows, before in ((_ANY_CLOSED, _get_closed_limit(rules, now)), (_ANY_AUDIT, _get_audit_limit(rules, now))):
        if before is not None and await context.session.scalar(rows, {"before": before}) is not None:
            return await queue_batch(context, 1)
    return await idle_people.has_idle(context.session, rules, now) and await queue_batch(context, 1)


async def queue_batch(context: Context, batch: int, *, after: int | None = 0) -> bool:
    """Queue the job of a batch, counted from 1; return False if it waits already."""
    return await queue_report(context, KIND, None, {"batch": batch, "after": after})


def _get_closed_limit(rules: DeskSettings, now: datetime) -> datetime | None:
    """Return before when a request must have ended; None: requests are kept for ever. One that its requester may still
    reopen is kept."""
    kept = rules.retention.closed
    return now - max(kept, rules.requests.reopen) if kept else None


def _get_audit_limit(rules: DeskSettings, now: datetime) -> datetime | None:
    return now - rules.retention.audit if rules.retention.audit else None


async def _list_ids(session: AsyncSession, rows: Any, before: datetime | None, most: int) -> list[int]:
    return [] if before is None else list(await session.scalars(rows, {"before": before, "most": most}))
