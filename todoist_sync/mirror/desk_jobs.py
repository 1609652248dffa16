"""Turns the desk's jobs for the board into stored commands: tasks to make, comments to write, change or delete.

A job is settled in the unit of work that stores its commands: comments for many tickets together, all else one by one.
Knows no HTTP.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue, retry_policy
from db.connectivity import had_no_turn, is_away
from db.database import Database
from db.models import BoardCard, BoardComment, Box, Collaborator, Entry, Ticket, any_of
from desk.conversation import thread
from desk.outbox import Do
from desk.outbox.board_jobs import known
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.mirror import brake_release, comment_jobs
from todoist_sync.project import setup
from todoist_sync.pull import task

_KEYS = 50
_COMMENTS = frozenset({Do.COMMENT.value, Do.COMMENT_EDIT.value, Do.COMMENT_DELETE.value})

log = structlog.get_logger(__name__)


_HEADS = text("""
select h.*, false as repeated, null::bigint as chat,
  exists (select 1 from jobs n where n.box = :box and n.key = k.key and n.state = 'waiting' and n.id > h.id) as more
from job_keys k cross join lateral (select * from jobs
  where box = :box and key = k.key and state = 'waiting' order by id limit 1) h
where k.box = :box and k.due_at <= :now order by k.lane, k.due_at limit :limit
""")
_STILL = text("""
select id from jobs where id = any(cast(:ids as bigint[])) and state = 'waiting' order by id for update skip locked
""")


async def stage(database: Database, round_: SyncContext) -> int:
    """Turn every due job into commands; return how many jobs were looked at.

    Jobs are not claimed first: there is one mirror, and the ticket is locked before its job, as in all verbs.
    """
    seen = 0
    while True:
        async with database.each_alone() as connection:
            at = {"box": Box.TO_TODOIST.value, "now": round_.now, "limit": _KEYS}
            heads = (await connection.execute(_HEADS, at)).all()
        jobs = [queue.ClaimedJob.of(Box.TO_TODOIST, head) for head in heads]
        done = await _together(database, jobs, round_)
        for job in jobs:
            if job.id not in done:
                await _settled(database, job, round_)
        seen += len(heads)
        if len(heads) < _KEYS and not any(head.more for head in heads):
            return seen


async def _together(database: Database, jobs: Sequence[queue.ClaimedJob], round_: SyncContext) -> set[int]:
    """Do in one unit of work what can be done so: comments for existing tasks whose tickets are not locked. Return the
    ids of the settled jobs; an error in one leaves all of them to be done one by one."""
    some: dict[int, queue.ClaimedJob] = {}
    for job in jobs:
        if job.entry_id is not None and job.ticket_id is not None and job.data().get("do") in _COMMENTS:
            some.setdefault(job.entry_id, job)
    if len(some) < 2:
        return set()
    try:
        async with database.unit_of_work() as session:
            return await _comments(session, list(some.values()), round_)
    except Exception as error:
        if is_away(error):
            raise
        log.warning("jobs for the board are done one by one", jobs=len(some), error=type(error).__name__)
        return set()


async def _comments(session: AsyncSession, jobs: Sequence[queue.ClaimedJob], round_: SyncContext) -> set[int]:
    free = select(Ticket).where(any_of(Ticket.id, {job.ticket_id for job in jobs}))
    free = free.order_by(Ticket.id).with_for_update(skip_locked=True)
    tickets = {one.id: one for one in await session.scalars(free)}
    mine = [job for job in jobs if job.ticket_id in tickets]
    waiting = {row.id for row in await session.execute(_STILL, {"ids": [job.id for job in mine]})}
    facts = await comment_jobs.read(session, [job.entry_id for job in mine if job.entry_id is not None], round_)
    outcomes: list[tuple[queue.ClaimedJob, queue.Verdict]] = []
    for job in mine:
        entry, ticket = facts.entries.get(job.entry_id or 0), tickets[job.ticket_id or 0]
        if job.id not in waiting or entry is None or entry.ticket_id != ticket.id or ticket.id not in facts.tasks:
            continue
        task_id = facts.tasks[ticket.id]
        verdict = comment_jobs.waits(entry, task_id, facts, round_)
        if verdict is None:
            do = known(job.data()["do"])
            verdict = await comment_jobs.write(
                session, do, entry, ticket, task_id=task_id or "", known=facts, round_=round_
            )
        outcomes.append((job, verdict))
    await session.flush()
    await queue.settle_all(session, outcomes, now=round_.now)
    return {job.id for job, _ in outcomes}


async def _settled(database: Database, job: queue.ClaimedJob, round_: SyncContext) -> None:
    """Do one job and settle it; an error is retried and then buried, so that it stops no other job."""
    try:
        async with database.unit_of_work() as session:
            if await _is_waiting(session, job):
                verdict = await _one(session, job.data(), round_, job.ticket_id)
                await session.flush()
                await queue.settle(session, job, verdict, now=round_.now)
    except Exception as error:
        if is_away(error):
            raise
        if had_no_turn(error):
            log.warning("a job for the board waits: its row is held", job=job.id)
        else:
            log.exception("a job for the board failed", job=job.id, tries=job.attempts + 1)
        await _failed(database, job, error, round_)


async def _failed(database: Database, job: queue.ClaimedJob, error: Exception, round_: SyncContext) -> None:
    """Settle a failed job. Its ticket, which may be locked elsewhere, is waited for only if a remark has to be
    written."""
    verdict = retry_policy.after(error, attempts=job.attempts, now=round_.now)
    is_lost = isinstance(verdict, queue.Bury) and job.data().get("do") == Do.READ
    async with database.unit_of_work() as session:
        ticket = await store.locked(session, job.ticket_id) if is_lost and job.ticket_id is not None else None
        if (await session.execute(_STILL, {"ids": [job.id]})).first() is None:
            return
        if ticket is not None:
            await thread.add_remark(round_.desk(session), ticket.number, "board-unread")
        await session.flush()
        await queue.settle(session, job, verdict, now=round_.now)


async def _is_waiting(session: AsyncSession, job: queue.ClaimedJob) -> bool:
    """Lock the job's ticket, then the job; return True if the job is still to be done."""
    if job.ticket_id is not None:
        await store.locked(session, job.ticket_id)
    return (await session.execute(_STILL, {"ids": [job.id]})).first() is not None


async def _one(
    session: AsyncSession, data: dict[str, Any], round_: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    if "entry" in data:
        return await _entry(session, data, round_, ticket_id)
    match known(data["do"]):
        case Do.CARD:
            ticket = await session.get(Ticket, data["ticket"])
            card = await store.ensure(session, ticket, round_) if ticket is not None else None
            if card is not None:
                card.dirty = True
        case Do.BRAKE:
            await brake_release.act(session, data["brake"], round_)
        case Do.EVICT:
            return await _evict(session, data["todoist_id"], round_)
        case Do.READ if ticket_id is not None:
            await task.said(session, ticket_id, CommentRow.of(data["note"]), round_)
        case Do.READ_ALL:
            await setup.read(session, round_.place.project_id, None, now=round_.now)
    return queue.Done()


async def _entry(
    session: AsyncSession, data: dict[str, Any], round_: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    do = known(data["do"])
    facts = await comment_jobs.read(session, [data["entry"]], round_)
    entry = facts.entries.get(data["entry"])
    if entry is None or entry.ticket_id is None:
        return queue.Done("the entry is gone")
    ticket = await session.get_one(Ticket, entry.ticket_id)
    task_id = facts.tasks.get(ticket.id)
    if ticket.id not in facts.tasks:
        card = await store.ensure(session, ticket, round_)
        if card is None:
            return queue.Done("the ticket has no task")
        task_id = card.task_id
    if verdict := comment_jobs.waits(entry, task_id, facts, round_):
        return verdict
    if do is Do.COMMENT_DELETE and ticket_id not in (None, entry.ticket_id):
        return await _taken_from(session, entry, ticket_id, round_)
    return await comment_jobs.write(session, do, entry, ticket, task_id=task_id or "", known=facts, round_=round_)


async def _taken_from(session: AsyncSession, entry: Entry, ticket_id: int | None, round_: SyncContext) -> queue.Verdict:
    """Delete the comments under this ticket's task: the entry was moved to another ticket."""
    mine = select(BoardComment).join(BoardCard, BoardCard.task_id == BoardComment.task_id)
    here = mine.where(BoardCard.ticket_id == ticket_id, BoardComment.entry_id == entry.id)
    for old in await session.scalars(here.where(BoardComment.deleted_at.is_(None), BoardComment.ours)):
        session.add(store.comment_row(round_, "note_delete", {"id": old.comment_id}, entry, old.part))
    return queue.Done()


async def _evict(session: AsyncSession, todoist_id: str, round_: SyncContext) -> queue.Verdict:
    known = await session.get(Collaborator, {"project_id": round_.place.project_id, "todoist_id": todoist_id})
    if known is None or not known.active or known.email is None:
        return queue.Done("nobody to remove")
    args = {"project_id": round_.place.project_id, "email": known.email}
    session.add(store.row(round_, store.EVICT, args, None))
    return queue.Done()
