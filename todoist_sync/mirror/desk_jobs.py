"""Turns the desk's jobs for the board into stored commands: cards to make, comments to write, change or delete.

A job is settled in the unit of work that stores its commands. Knows no HTTP.
"""

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue, retry_policy
from db.connectivity import is_unavailable
from db.database import Database
from db.enums import Box, EntryKind, Lane
from db.models import BoardCard, BoardCommand, BoardComment, Collaborator, Entry, Person, Ticket
from desk.conversation import thread
from desk.outbox.board_jobs import Do, known
from desk.text.rich_text import RichText
from todoist_sync.cards import desk_side, store
from todoist_sync.comments import files, layout, wording
from todoist_sync.comments.layout import CommentPart
from todoist_sync.context import SyncContext
from todoist_sync.mirror import brake_release
from todoist_sync.project import setup
from todoist_sync.pull import task

_KEYS = 50
_WAIT = timedelta(seconds=20)
_SOON = timedelta(seconds=1)

log = structlog.get_logger(__name__)


_HEADS = text("""
select h.id, k.key, k.lane, h.slot, h.payload, h.attempts, h.created_at, h.ticket_id, h.entry_id,
  exists (select 1 from jobs n where n.box = :box and n.key = k.key and n.state = 'waiting' and n.id > h.id) as more
from job_keys k cross join lateral (select * from jobs
  where box = :box and key = k.key and state = 'waiting' order by id limit 1) h
where k.box = :box and k.due_at <= :now order by k.lane, k.due_at limit :limit
""")
_STILL = text("select 1 from jobs where id = :id and state = 'waiting' for update skip locked")


async def stage(database: Database, round_: SyncContext) -> int:
    """Turn every job that is due into commands; returns how many jobs were looked at.

    Jobs are not claimed beforehand: there is one mirror, and the ticket is locked before its job, as all verbs do.
    """
    seen = 0
    while True:
        async with database.unit_of_work() as session:
            at = {"box": Box.TO_TODOIST.value, "now": round_.now, "limit": _KEYS}
            heads = (await session.execute(_HEADS, at)).all()
        for head in heads:
            await _settled(database, _job(head), round_)
        seen += len(heads)
        if len(heads) < _KEYS and not any(head.more for head in heads):
            return seen


def _job(row: Any) -> queue.ClaimedJob:
    return queue.ClaimedJob(
        id=row.id,
        box=Box.TO_TODOIST,
        key=row.key,
        lane=Lane(row.lane),
        slot=row.slot,
        payload=bytes(row.payload),
        attempts=row.attempts,
        repeated=False,
        created_at=row.created_at,
        ticket_id=row.ticket_id,
        entry_id=row.entry_id,
        person_id=None,
    )


async def _settled(database: Database, job: queue.ClaimedJob, round_: SyncContext) -> None:
    """Do one job and settle it; a mistake in one is tried again and then buried, so that it stops no other."""
    try:
        async with database.unit_of_work() as session:
            if await _is_waiting(session, job):
                verdict = await _one(session, job.data(), round_, job.ticket_id)
                await session.flush()
                await queue.settle(session, job, verdict, now=round_.now)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.exception("a job for the board failed", job=job.id, tries=job.attempts + 1)
        await _failed(database, job, error, round_)


async def _failed(database: Database, job: queue.ClaimedJob, error: Exception, round_: SyncContext) -> None:
    async with database.unit_of_work() as session:
        if not await _is_waiting(session, job):
            return
        verdict = retry_policy.after(error, attempts=job.attempts, now=round_.now)
        given_up = isinstance(verdict, queue.Bury)
        if given_up and job.data().get("do") == Do.READ and job.ticket_id is not None:
            ticket = await store.locked(session, job.ticket_id)
            await thread.remark(round_.desk(session), ticket.number, "board-unread")
        await session.flush()
        await queue.settle(session, job, verdict, now=round_.now)


async def _is_waiting(session: AsyncSession, job: queue.ClaimedJob) -> bool:
    """Whether the job is still to be done; its ticket is held from now on, then the job."""
    if job.ticket_id is not None:
        await store.locked(session, job.ticket_id)
    return (await session.execute(_STILL, {"id": job.id})).first() is not None


async def _one(
    session: AsyncSession, data: dict[str, Any], round_: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    if "entry" in data:
        return await _entry(session, data, round_, ticket_id)
    match known(data["do"]):
        case Do.CARD:
            ticket = await session.get(Ticket, data["ticket"])
            if ticket is not None:
                await store.ensure(session, ticket, round_)
        case Do.BRAKE:
            await brake_release.act(session, data["brake"], round_)
        case Do.EVICT:
            return await _evict(session, data["todoist_id"], round_)
        case Do.READ if ticket_id is not None:
            await task.said(session, ticket_id, data["note"], round_)
        case Do.READ_ALL:
            await setup.read(session, round_.place.project_id, None, now=round_.now)
    return queue.Done()


async def _entry(
    session: AsyncSession, data: dict[str, Any], round_: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    do = known(data["do"])
    entry = await session.get(Entry, data["entry"])
    if entry is None or entry.ticket_id is None:
        return queue.Done("the entry is gone")
    ticket = await session.get_one(Ticket, entry.ticket_id)
    card = await store.ensure(session, ticket, round_)
    if card is None:
        return queue.Done("the ticket has no task")
    if card.task_id is None:
        return queue.Retry(round_.now + _WAIT, "waits for its task", counts=False)
    if await _on_its_way(session, entry.id, round_):
        return queue.Retry(round_.now + _SOON, "waits for its own comment", counts=False)
    if entry.withdrawn_at is None and await files.under_way(session, entry):
        return queue.Retry(round_.now + _SOON, "waits for its files", counts=False)
    if do is Do.COMMENT_DELETE and ticket_id not in (None, entry.ticket_id):
        return await _taken_from(session, entry, ticket_id, round_)
    return await _write(session, do, entry, card, round_)


async def _taken_from(session: AsyncSession, entry: Entry, ticket_id: int | None, round_: SyncContext) -> queue.Verdict:
    """The words were moved to another ticket: they no longer stand under the task of this one."""
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


async def _write(session: AsyncSession, do: Do, entry: Entry, card: BoardCard, round_: SyncContext) -> queue.Verdict:
    ticket = await session.get_one(Ticket, card.ticket_id)
    query = select(BoardComment).where(BoardComment.entry_id == entry.id, BoardComment.task_id == card.task_id)
    shown = (await session.scalars(query.where(BoardComment.deleted_at.is_(None)).order_by(BoardComment.part))).all()
    if any(not one.ours for one in shown):
        return queue.Done("it was written on the board")
    wanted: list[CommentPart] = []
    if do is not Do.COMMENT_DELETE and entry.withdrawn_at is None:
        wanted = await _parts(session, entry, round_, only_files=wording.in_description(ticket, entry))
    if do is Do.COMMENT_EDIT and not shown:
        return queue.Done("it is not among the comments")
    notify = await _to_notify(session, entry, ticket, round_)
    for part, one in enumerate(wanted):
        old = next((known for known in shown if known.part == part), None)
        if old is None:
            args: dict[str, Any] = {"item_id": card.task_id, "content": one.content}
            if notify and part == 0:
                args["uids_to_notify"] = notify
            if one.attachment:
                args["file_attachment"] = one.attachment
            session.add(store.comment_row(round_, "note_add", args, entry, part))
        elif (old.content, old.file_url) != (one.content, one.file_url):
            args = {"id": old.comment_id, "content": one.content}
            other = {"file_attachment": one.attachment} if old.file_url != one.file_url else {}
            session.add(store.comment_row(round_, "note_update", args | other, entry, part))
    for old in shown[len(wanted) :]:
        args = {"id": old.comment_id}
        session.add(store.comment_row(round_, "note_delete", args, entry, old.part))
    return queue.Done()


async def _parts(session: AsyncSession, entry: Entry, round_: SyncContext, *, only_files: bool) -> list[CommentPart]:
    found = await files.of(session, entry)
    carried = [(wording.file_line(one, round_), one.todoist_attachment) for one in found if one.todoist_attachment]
    lines = [wording.lacking_line(one, round_) for one in found if not one.todoist_attachment]
    answered = await session.get(Entry, entry.answers_id) if entry.answers_id is not None else None
    words = RichText() if only_files else wording.quoting(entry, answered, round_)
    if only_files and not found:
        return []
    if entry.content_line and not only_files:
        line = wording.content_line(entry.content_line, round_)
        words = words + "\n" + line if words else line
    return layout.parts(entry.kind, entry.author_name, words, lines, carried)


async def _to_notify(session: AsyncSession, entry: Entry, ticket: Ticket, round_: SyncContext) -> list[str]:
    """What carries the requester's words notifies who holds the ticket."""
    if entry.kind is not EntryKind.COMMENT or ticket.assignee_id is None or ticket.assignee_id == entry.author_id:
        return []
    holder = await session.get(Person, ticket.assignee_id)
    todoist_id = await desk_side.showable(session, holder, round_)
    return [todoist_id] if todoist_id is not None and todoist_id != round_.place.account_id else []


async def _on_its_way(session: AsyncSession, entry_id: int, round_: SyncContext) -> bool:
    """Whether a command about this entry has no answer yet, or its comment's id is not known yet: the next reading
    finds it, or finds that it is gone."""
    mine = BoardCommand.entry_id == entry_id, BoardCommand.project_id == round_.place.project_id
    unanswered = exists().where(*mine, BoardCommand.answered_at.is_(None))
    unknown = exists().where(*mine, BoardCommand.error.is_not(None), BoardCommand.error == store.LOST)
    return bool(await session.scalar(select(or_(unanswered, unknown))))
