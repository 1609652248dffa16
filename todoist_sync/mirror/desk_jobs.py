"""Turns the desk's jobs for the board into stored commands: tasks to make, comments to write, change or delete.

A job is settled in the unit of work that stores its commands: comments for many tickets together, all else one by one.
Knows no HTTP.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue, retry_policy
from db.connectivity import is_away, is_locked_or_slow
from db.database import Database
from db.models import BoardCard, BoardComment, Box, Collaborator, Entry, Ticket, any_of
from desk.conversation import thread
from desk.outbox import Do
from desk.outbox.board_jobs import parse_job
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import erasing, store
from todoist_sync.context import SyncContext
from todoist_sync.mirror import brake_release, comment_jobs
from todoist_sync.project import setup
from todoist_sync.pull import task

_KEYS = 50
_SOON = timedelta(seconds=1)
_COMMENTS = frozenset({Do.COMMENT.value, Do.COMMENT_EDIT.value, Do.COMMENT_DELETE.value})

log = structlog.get_logger(__name__)


_HEADS = text("""
select h.*, false as repeated, null::bigint as chat,
  exists (select 1 from jobs n where n.box = :box and n.key = k.key and n.state = 'waiting' and n.id > h.id) as more
from job_keys k cross join lateral (select * from jobs
  where box = :box and key = k.key and state = 'waiting' order by id limit 1) h
where k.box = :box and k.due_at <= :now order by k.lane, k.due_at, h.id limit :limit
""")
_STILL = text("""
select id from jobs where id = any(cast(:ids as bigint[])) and state = 'waiting' order by id for update skip locked
""")


async def stage_jobs(database: Database, ctx: SyncContext) -> int:
    """Turn every due job into commands; return how many jobs were looked at.

    Jobs are not claimed first: there is one mirror, and the ticket is locked before its job, as in all verbs.
    """
    seen = 0
    while True:
        async with database.autocommit() as connection:
            at = {"box": Box.TO_TODOIST.value, "now": ctx.now, "limit": _KEYS}
            heads = (await connection.execute(_HEADS, at)).all()
        jobs = [queue.ClaimedJob.from_row(Box.TO_TODOIST, head) for head in heads]
        done = await _settle_together(database, jobs, ctx)
        for job in jobs:
            if job.id not in done:
                await _settle_job(database, job, ctx)
        seen += len(heads)
        if len(heads) < _KEYS and not any(head.more for head in heads):
            return seen


async def _settle_together(database: Database, jobs: Sequence[queue.ClaimedJob], ctx: SyncContext) -> set[int]:
    """Do in one unit of work what can be done so: comments for existing tasks whose tickets are not locked. Return the
    ids of the settled jobs; an error in one leaves all of them to be done one by one."""
    some: dict[int, queue.ClaimedJob] = {}
    for job in jobs:
        if job.entry_id is not None and job.ticket_id is not None and job.load_payload().get("do") in _COMMENTS:
            some.setdefault(job.entry_id, job)
    if len(some) < 2:
        return set()
    try:
        async with database.unit_of_work() as session:
            return await _settle_comments(session, list(some.values()), ctx)
    except Exception as error:
        if is_away(error):
            raise
        log.warning("jobs for the board are done one by one", jobs=len(some), error=type(error).__name__)
        return set()


async def _settle_comments(session: AsyncSession, jobs: Sequence[queue.ClaimedJob], ctx: SyncContext) -> set[int]:
    free = select(Ticket).where(any_of(Ticket.id, {job.ticket_id for job in jobs}))
    free = free.order_by(Ticket.id).with_for_update(skip_locked=True)
    tickets = {one.id: one for one in await session.scalars(free)}
    mine = [job for job in jobs if job.ticket_id in tickets]
    waiting = {row.id for row in await session.execute(_STILL, {"ids": [job.id for job in mine]})}
    facts = await comment_jobs.read_facts(session, [job.entry_id for job in mine if job.entry_id is not None], ctx)
    outcomes: list[tuple[queue.ClaimedJob, queue.Verdict]] = []
    for job in mine:
        entry, ticket = facts.entries.get(job.entry_id or 0), tickets[job.ticket_id or 0]
        if job.id not in waiting or entry is None or entry.ticket_id != ticket.id or ticket.id not in facts.tasks:
            continue
        task_id = facts.tasks[ticket.id]
        verdict = comment_jobs.check_obstacles(entry, task_id, facts, ctx)
        if verdict is None:
            do = parse_job(job.load_payload()["do"])
            verdict = await comment_jobs.store_comment_commands(
                session, do, entry, ticket, task_id=task_id or "", known=facts, ctx=ctx
            )
        outcomes.append((job, verdict))
    await session.flush()
    await queue.settle_jobs(session, outcomes, now=ctx.now)
    return {job.id for job, _ in outcomes}


async def _settle_job(database: Database, job: queue.ClaimedJob, ctx: SyncContext) -> None:
    """Do one job and settle it; an error is retried and then buried, so that it stops no other job."""
    try:
        async with database.unit_of_work() as session:
            if await _is_waiting(session, job):
                verdict = await _do_job(session, job.load_payload(), ctx, job.ticket_id)
                await session.flush()
                await queue.settle_job(session, job, verdict, now=ctx.now)
    except Exception as error:
        if is_away(error):
            raise
        if is_locked_or_slow(error):
            log.warning("a job for the board waits: its row is held", job=job.id)
        else:
            log.exception("a job for the board failed", job=job.id, tries=job.attempts + 1)
        await _settle_failed(database, job, error, ctx)


async def _settle_failed(database: Database, job: queue.ClaimedJob, error: Exception, ctx: SyncContext) -> None:
    """Settle a failed job. Its ticket, which may be locked elsewhere, is waited for only if a remark has to be
    written."""
    verdict = retry_policy.decide_retry(error, attempts=job.attempts, now=ctx.now)
    is_lost = isinstance(verdict, queue.Bury) and job.load_payload().get("do") == Do.READ
    async with database.unit_of_work() as session:
        ticket = await store.lock_ticket(session, job.ticket_id) if is_lost and job.ticket_id is not None else None
        if (await session.execute(_STILL, {"ids": [job.id]})).first() is None:
            return
        if ticket is not None:
            await thread.add_remark(ctx.make_desk(session), ticket.number, "board-unread")
        await session.flush()
        await queue.settle_job(session, job, verdict, now=ctx.now)


async def _is_waiting(session: AsyncSession, job: queue.ClaimedJob) -> bool:
    """Lock the job's ticket, then the job; return True if the job is still to be done."""
    if job.ticket_id is not None:
        await store.lock_ticket(session, job.ticket_id)
    return (await session.execute(_STILL, {"ids": [job.id]})).first() is not None


async def _do_job(
    session: AsyncSession, data: dict[str, Any], ctx: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    if "entry" in data:
        return await _do_comment_job(session, data, ctx, ticket_id)
    match parse_job(data["do"]):
        case Do.CARD:
            ticket = await session.get(Ticket, data["ticket"])
            card = await store.ensure_card(session, ticket, ctx) if ticket is not None else None
            if card is not None:
                card.dirty = True
        case Do.BRAKE:
            await brake_release.apply_decision(session, data["brake"], ctx)
        case Do.EVICT:
            return await _evict(session, data["todoist_id"], ctx)
        case Do.READ if ticket_id is not None:
            await task.retry_comment(session, ticket_id, CommentRow.from_json(data["note"]), ctx)
        case Do.ERASE:
            return await erasing.remove_tasks(session, data["ticket"], ctx)
        case Do.ERASE_UPLOAD:  # it is deleted by `files/upload_removal.py`, before the other jobs
            return queue.Retry(ctx.now + _SOON, "waits for its deletion", counts=False)
        case Do.READ_ALL:
            await setup.store_token(session, ctx.project.project_id, None, now=ctx.now)
    return queue.Done()


async def _do_comment_job(
    session: AsyncSession, data: dict[str, Any], ctx: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    do = parse_job(data["do"])
    facts = await comment_jobs.read_facts(session, [data["entry"]], ctx)
    entry = facts.entries.get(data["entry"])
    if entry is None or entry.ticket_id is None:
        return queue.Done("the entry is gone")
    ticket = await session.get_one(Ticket, entry.ticket_id)
    task_id = facts.tasks.get(ticket.id)
    if ticket.id not in facts.tasks:
        card = await store.ensure_card(session, ticket, ctx)
        if card is None:
            return queue.Done("the ticket has no task")
        task_id = card.task_id
    if verdict := comment_jobs.check_obstacles(entry, task_id, facts, ctx):
        return verdict
    if do is Do.COMMENT_DELETE and ticket_id not in (None, entry.ticket_id):
        return await _delete_moved_comments(session, entry, ticket_id, ctx)
    return await comment_jobs.store_comment_commands(
        session, do, entry, ticket, task_id=task_id or "", known=facts, ctx=ctx
    )


async def _delete_moved_comments(
    session: AsyncSession, entry: Entry, ticket_id: int | None, ctx: SyncContext
) -> queue.Verdict:
    """Delete the comments under this ticket's task: the entry was moved to another ticket."""
    mine = select(BoardComment).join(BoardCard, BoardCard.task_id == BoardComment.task_id)
    here = mine.where(BoardCard.ticket_id == ticket_id, BoardComment.entry_id == entry.id)
    for old in await session.scalars(here.where(BoardComment.deleted_at.is_(None), BoardComment.ours)):
        session.add(store.make_comment_command(ctx, "note_delete", {"id": old.comment_id}, entry, old.part))
    return queue.Done()


async def _evict(session: AsyncSession, todoist_id: str, ctx: SyncContext) -> queue.Verdict:
    known = await session.get(Collaborator, {"project_id": ctx.project.project_id, "todoist_id": todoist_id})
    if known is None or not known.active or known.email is None:
        return queue.Done("nobody to remove")
    args = {"project_id": ctx.project.project_id, "email": known.email}
    session.add(store.make_command(ctx, store.EVICT, args, None))
    return queue.Done()
