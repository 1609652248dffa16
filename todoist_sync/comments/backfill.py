"""Comments for entries that are older than their ticket's task: they are written under it in their order. Knows no
HTTP."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Approval, BoardComment, Box, Entry, EntryFile, EntryKind, Origin, Ticket
from desk.outbox import Do, jobs
from desk.tickets.answers_awaiting_approval import UNASKED
from todoist_sync.context import SyncContext


def is_in_description(ticket: Ticket, entry: Entry) -> bool:
    """Return True if an entry is part of the request, which the description shows, so that it gets no comment."""
    filed = ticket.filed_at or ticket.created_at
    return entry.kind is EntryKind.COMMENT and ticket.origin is not Origin.TODOIST and entry.created_at <= filed


async def _find_request_entries(session: AsyncSession, ticket: Ticket) -> Sequence[int]:
    """Return the ids of entries with files up to filing: the description shows their words, comments carry their
    files."""
    asked = select(Entry.id).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.created_at <= (ticket.filed_at or ticket.created_at),
        exists().where(EntryFile.entry_id == Entry.id),
    )
    return (await session.scalars(asked.order_by(Entry.created_at, Entry.id))).all()


_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE, EntryKind.DRAFT)
_COMING = text("""
select entry_id from jobs where box = :box and ticket_id = :ticket and state = 'waiting' and entry_id is not null
  and due_at <= :now
  and convert_from(payload, 'UTF8')::jsonb ->> 'do' = :do
""")
_INSTEAD = text("""
update jobs set state = 'done', settled_at = :now, error = 'superseded'
where box = :box and ticket_id = :ticket and state = 'waiting' and entry_id is not null
  and convert_from(payload, 'UTF8')::jsonb ->> 'do' = :do
  and entry_id not in (select id from entries where ticket_id = :ticket and kind = 'remark')
""")
"""Remarks that are still to be written are no part of the conversation and stay queued."""


async def queue_missing_comments(
    session: AsyncSession, ctx: SyncContext, ticket: Ticket, *, due_at: datetime | None = None
) -> None:
    """Queue every entry that neither the task's description nor a comment shows. Usually they are queued already; not
    if a task was lost, or they were written while there was no board or the ticket had ended."""
    wanted = await _find_entries(session, ticket)
    given = {"box": Box.TO_TODOIST.value, "ticket": ticket.id, "do": Do.COMMENT.value, "now": ctx.now}
    coming = set(await session.scalars(_COMING, given))
    if due_at is None and coming.issuperset(entry.id for entry in wanted):
        return
    await session.execute(_INSTEAD, given)
    for entry in wanted:
        due = max((at for at in (entry.held_until, due_at) if at is not None), default=None)
        ids = {"ticket_id": ticket.id, "entry_id": entry.id}
        jobs.queue_comment(session, Do.COMMENT, **ids, now=ctx.now, rules=ctx.rules, due_at=due)


async def queue_comments_again(session: AsyncSession, ctx: SyncContext, ticket: Ticket, task_id: str) -> None:
    """Do the same for a task that was out of sight, and delete the comments of entries withdrawn since."""
    await queue_missing_comments(session, ctx, ticket)
    taken_back = (
        select(Entry.id)
        .join(BoardComment, BoardComment.entry_id == Entry.id)
        .where(BoardComment.task_id == task_id, BoardComment.ours, BoardComment.deleted_at.is_(None))
        .where(Entry.withdrawn_at.is_not(None))
    )
    for entry_id in await session.scalars(taken_back.distinct()):
        jobs.queue_comment(
            session, Do.COMMENT_DELETE, ticket_id=ticket.id, entry_id=entry_id, now=ctx.now, rules=ctx.rules
        )


async def _find_entries(session: AsyncSession, ticket: Ticket) -> Sequence[Entry]:
    """Return what comments show: words that are planned or only drafted wait here too."""
    planned = exists().where(Approval.entry_id == Entry.id, Approval.state.in_(UNASKED))
    said = select(Entry).where(
        Entry.ticket_id == ticket.id, Entry.kind.in_(_SPOKEN), Entry.withdrawn_at.is_(None), ~planned
    )
    entries = (await session.scalars(said.order_by(Entry.created_at, Entry.id))).all()
    with_files = set(await _find_request_entries(session, ticket))
    return [entry for entry in entries if entry.id in with_files or not is_in_description(ticket, entry)]
