"""Turns the desk's jobs for the board into stored commands: tasks to make, comments to write, change or delete.

A job is settled in the unit of work that stores its commands: comments for many tickets together, all else one by one.
Knows no HTTP.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import load_only

from db import queue
from db.connectivity import is_away, is_locked_or_slow
from db.database import Database
from db.models import (
    ANSWER_LOST,
    BoardCard,
    BoardCommand,
    BoardComment,
    Box,
    Collaborator,
    Entry,
    EntryFile,
    EntryKind,
    Person,
    Recovery,
    Ticket,
    any_of,
    make_any_of,
)
from db.queue import consumer, keys
from desk import DeskSettings
from desk.conversation import thread
from desk.i18n.board_names import ESCALATED, LATE, NEEDS_ANSWER
from desk.outbox import Do
from desk.outbox.jobs import parse_job
from desk.sla.desk_hours import get_desk_calendar
from desk.text import RichText
from todoist_sync import project as todoist_sync_project
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import deleted_tasks, desk_side, store, stored_commands
from todoist_sync.cards.selection import NOT_YET_LATE
from todoist_sync.comments import backfill, entry_files, layout, wording
from todoist_sync.comments.layout import CommentPart
from todoist_sync.context import BoardProject, SyncContext
from todoist_sync.merge.sides import BoardVocabulary, fold_name, make_label
from todoist_sync.mirror import brake_release
from todoist_sync.plan_limits import MAX_ACTIVE_TASKS
from todoist_sync.pull import task

_WAIT = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """Facts for the comments of some entries. By entry: its files and its existing comments, in their order;
    `tasks`: by ticket, the task of its live card, None while it has to be made; `on_its_way`: entries with a command
    without answer, or whose comment's id is unknown: the next reading settles that."""

    entries: Mapping[int, Entry]
    tasks: Mapping[int, str | None]
    files: Mapping[int, Sequence[EntryFile]]
    shown: Mapping[int, Sequence[BoardComment]]
    on_its_way: Collection[int]


_OF_PROJECT: BindParameter[str] = bindparam("project")
_MINE = select(BoardCommand.id).where(BoardCommand.entry_id == Entry.id, BoardCommand.project_id == _OF_PROJECT)
_ENTRIES = (
    select(
        Entry,
        BoardCard.id.label("card_id"),
        BoardCard.task_id,
        exists().where(EntryFile.entry_id == Entry.id).label("has_files"),
        exists().where(BoardComment.entry_id == Entry.id, BoardComment.deleted_at.is_(None)).label("is_shown"),
        or_(
            _MINE.where(BoardCommand.answered_at.is_(None)).exists(),
            _MINE.where(BoardCommand.error.is_not(None), BoardCommand.error == ANSWER_LOST).exists(),
        ).label("is_on_its_way"),
    )
    .outerjoin(
        BoardCard,
        and_(BoardCard.ticket_id == Entry.ticket_id, BoardCard.project_id == _OF_PROJECT, BoardCard.gone.is_(None)),
    )
    .where(make_any_of(Entry.id, "ids"))
)
_SHOWN = select(BoardComment).where(make_any_of(BoardComment.entry_id, "ids"), BoardComment.deleted_at.is_(None))
_SHOWN = _SHOWN.order_by(BoardComment.part)


async def read_facts(session: AsyncSession, entry_ids: Collection[int], ctx: SyncContext) -> CommentFacts:
    """Read all that is needed to write these entries; the session keeps what they answer and their assignees."""
    given: dict[str, Any] = {"project": ctx.project.project_id, "ids": list(entry_ids)}
    rows = (await session.execute(_ENTRIES, given)).all()
    carried = await entry_files.get_files_by_entry(session, [row.Entry for row in rows if row.has_files])
    shown: dict[int, list[BoardComment]] = defaultdict(list)
    if known_there := [row.Entry.id for row in rows if row.is_shown]:
        for comment in await session.scalars(_SHOWN, {"ids": known_there}):
            shown[comment.entry_id].append(comment)
    known = CommentFacts(
        entries={row.Entry.id: row.Entry for row in rows},
        tasks={row.Entry.ticket_id: row.task_id for row in rows if row.card_id is not None},
        files=carried,
        shown=shown,
        on_its_way={row.Entry.id for row in rows if row.is_on_its_way},
    )
    await _preload(session, known, ctx)
    return known


async def _preload(session: AsyncSession, known: CommentFacts, ctx: SyncContext) -> None:
    """Load the answered entries and the assignees into the session."""
    answered = {one.answers_id for one in known.entries.values() if one.answers_id is not None}
    if answered := answered.difference(known.entries):
        await session.scalars(select(Entry).where(any_of(Entry.id, answered)))
    said = {one.ticket_id for one in known.entries.values() if one.kind is not EntryKind.REMARK}
    if said and ctx.project.shared:
        assignees = select(Ticket.assignee_id).where(any_of(Ticket.id, said))
        await session.scalars(select(Person).where(Person.id.in_(assignees)))


def _check_obstacles(entry: Entry, task_id: str | None, known: CommentFacts, ctx: SyncContext) -> queue.Verdict | None:
    """Return the verdict if an entry has to wait before it is written; None if it can be written now."""
    if task_id is None:
        return queue.Retry(ctx.now + _WAIT, "waits for its task", counts=False)
    if entry.id in known.on_its_way:
        return queue.Retry(ctx.now + _SOON, "waits for its own comment", counts=False)
    if (
        entry.withdrawn_at is None
        and entry_files.can_upload_files(entry, ctx)
        and any(entry_files.is_uploading(file) for file in known.files.get(entry.id, ()))
    ):
        return queue.Retry(ctx.now + _SOON, "waits for its files", counts=False)
    return None


async def _store_comment_commands(
    session: AsyncSession,
    do: Do,
    entry: Entry,
    ticket: Ticket,
    *,
    task_id: str,
    known: CommentFacts,
    ctx: SyncContext,
) -> queue.Verdict:
    """Store the commands that bring the comments of an entry up to date."""
    shown = [one for one in known.shown.get(entry.id, ()) if one.task_id == task_id]
    if any(not one.ours for one in shown):
        return queue.Done("it was written on the board")
    wanted: list[CommentPart] = []
    if do is not Do.COMMENT_DELETE and entry.withdrawn_at is None:
        only_files = backfill.is_in_description(ticket, entry)
        wanted = await _build_parts(session, entry, known.files.get(entry.id, ()), ctx, only_files=only_files)
    if do is Do.COMMENT_EDIT and not shown:
        return queue.Done("it is not among the comments")
    notify = await _find_whom_to_notify(session, entry, ticket, ctx)
    for part, one in enumerate(wanted):
        old = next((other for other in shown if other.part == part), None)
        if old is None:
            args: dict[str, Any] = {"item_id": task_id, "content": one.content}
            if notify and part == len(wanted) - 1:  # clients offer those named last to the next writer
                args["uids_to_notify"] = notify
            if one.attachment:
                args["file_attachment"] = one.attachment
            session.add(stored_commands.make_comment_command(ctx, "note_add", args, entry, part))
        elif (old.content, old.file_url) != (one.content, one.file_url):
            args = {"id": old.comment_id, "content": one.content}
            other = {"file_attachment": one.attachment} if old.file_url != one.file_url else {}
            session.add(stored_commands.make_comment_command(ctx, "note_update", args | other, entry, part))
    for old in shown[len(wanted) :]:
        args = {"id": old.comment_id}
        session.add(stored_commands.make_comment_command(ctx, "note_delete", args, entry, old.part))
    return queue.Done()


async def _build_parts(
    session: AsyncSession, entry: Entry, found: Sequence[EntryFile], ctx: SyncContext, *, only_files: bool
) -> list[CommentPart]:
    carried = [(wording.say_file(one, ctx), one.todoist_attachment) for one in found if one.todoist_attachment]
    lines = [wording.say_missing_file(one, ctx) for one in found if not one.todoist_attachment]
    answered = await session.get(Entry, entry.answers_id) if entry.answers_id is not None else None
    words = RichText() if only_files else wording.get_words_with_quote(entry, answered, ctx)
    if only_files and not found:
        return []
    if entry.content_line and not only_files:
        line = wording.say_content_line(entry.content_line, ctx)
        words = words + "\n" + line if words else line
    return layout.build_parts(entry.kind, await wording.name_author(session, entry, ctx), words, lines, carried)


async def _find_whom_to_notify(session: AsyncSession, entry: Entry, ticket: Ticket, ctx: SyncContext) -> list[str]:
    """Return whom a comment notifies: the assignee, of the requester's words and of their own. Their own too, because a
    comment that names no one silences the next: Todoist's clients offer its participants to the next writer
    (2026-11)."""
    is_about = entry.kind is EntryKind.COMMENT or entry.author_id == ticket.assignee_id
    if ticket.assignee_id is None or not is_about or not ctx.project.shared:
        return []
    assignee = await session.get(Person, ticket.assignee_id)
    todoist_id = await desk_side.find_board_id(session, assignee, ctx)
    return [todoist_id] if todoist_id is not None and todoist_id != ctx.project.account_id else []


_RESERVE = 20  # free places for tasks; below that the tasks of resolved tickets are completed


@dataclass(frozen=True, slots=True)
class Backlog:
    """The work that waits. `hint`: the board has changed; `owed`: jobs are due; `unanswered`: commands without an
    answer; `lost`: something of ours on the board whose id is unknown; `dirty`: cards that changed here;
    `without_task`: cards whose task has to be made; `late`: tickets became overdue; `untold`: held changes that no
    admin was asked about; `files`: some to be uploaded or deleted; `room`: free places for tasks; `since`: our sync
    token; `spent`: the stored requests; `recovery`: the step after a restore that is to be done."""

    hint: bool
    owed: bool
    unanswered: bool
    lost: bool
    dirty: bool
    without_task: bool
    late: bool
    untold: bool
    files: bool
    room: int
    trouble: bool
    since: str | None
    spent: Mapping[str, Sequence[int]]
    settings_version: int | None
    recovery: Recovery | None
    categories: tuple[str, ...]

    def start_round(self, now: datetime, project: BoardProject, rules: DeskSettings) -> SyncContext:
        """Return the context of the round that begins with this look."""
        board = BoardVocabulary(
            sections=project.sections,
            categories={fold_name(name): make_label(name) for name in self.categories},
            needs_answer=NEEDS_ANSWER[rules.locale],
            late=LATE[rules.locale],
            escalated=ESCALATED[rules.locale],
            zone=ZoneInfo(rules.timezone),
            hours=get_desk_calendar(rules),
            now=now,
            assignable=project.shared,
            tight=self.room < _RESERVE,
            priced=rules.payments.enabled,
        )
        return SyncContext(now, project, rules, board)


_LOOK = text(f"""
select
  exists (select 1 from jobs where box = 'from_todoist' and state = 'waiting') as hint,
  exists (select 1 from job_keys where box = 'to_todoist' and due_at <= :now) as owed,
  exists (select 1 from board_commands where answered_at is null and project_id = :project) as unanswered,
  exists (select 1 from board_commands where error is not null and error = 'answer lost' and project_id = :project)
    as lost,
  exists (select 1 from board_cards where dirty and gone is null and task_id is not null and project_id = :project)
    as dirty,
  exists (select 1 from board_cards c where task_id is null and gone is null and project_id = :project
    and not exists (select 1 from jobs j where j.box = 'to_todoist' and j.state = 'buried'
      and j.key = 'make:' || c.ticket_id)) as without_task,
  exists (select 1 from board_cards where late_at <= :now and gone is null and project_id = :project) or exists (
    select 1 from board_cards where gone is null and task_id is not null and project_id = :project
    and {NOT_YET_LATE}) as late,
  exists (select 1 from held_acts where brake_id is null and project_id = :project) as untold,
  exists (select 1 from jobs j join files f on f.entry_id = j.entry_id where j.box = 'to_todoist'
    and j.state = 'waiting' and f.lack is null and f.todoist_attachment is null) or exists (
    select 1 from job_keys where box = 'to_todoist' and key like '{keys.UPLOAD}%') as files,
  (select count(*) from board_cards where gone is null and task_id is not null
    and (agreed #>> '{{shown,done}}') = 'false' and project_id = :project) as active,
  b.sync_token, b.spent, b.trouble, coalesce(cardinality(b.others), 0) as others,
  d.settings_version, d.recovery,
  (select coalesce(array_agg(coalesce(names ->> :locale, name) order by id), '{{}}') from categories
    where removed_at is null and not is_group) as categories
from (select 1) one left join boards b on b.project_id = :project left join desk d on d.id = 1
""")  # noqa: S608


async def read_backlog(
    session: AsyncSession | AsyncConnection, project_id: str, *, now: datetime, locale: str
) -> Backlog:
    """Read what there is to do and what is needed for it; topics by their names in `locale`."""
    row = (await session.execute(_LOOK, {"now": now, "project": project_id, "locale": locale})).one()
    return Backlog(
        hint=row.hint,
        owed=row.owed,
        unanswered=row.unanswered,
        lost=row.lost,
        dirty=row.dirty,
        without_task=row.without_task,
        late=row.late,
        untold=row.untold,
        files=row.files,
        room=MAX_ACTIVE_TASKS - row.active - row.others,
        trouble=row.trouble is not None,
        since=row.sync_token,
        spent=row.spent or {},
        settings_version=row.settings_version,
        recovery=Recovery(row.recovery) if row.recovery is not None else None,
        categories=tuple(row.categories),
    )


_AT_A_TIME = 50
_SOON = timedelta(seconds=1)
_COMMENTS = frozenset({Do.COMMENT.value, Do.COMMENT_EDIT.value, Do.COMMENT_DELETE.value})

log = structlog.get_logger(__name__)


_DUE = text("""
select h.*, false as repeated, null::bigint as chat
from (select key, lane, due_at from job_keys where box = :box and due_at <= :now order by lane, due_at limit :limit) k
cross join lateral (
  select * from jobs where box = :box and key = k.key and state = 'waiting' order by id limit :limit) h
order by k.lane, k.due_at, h.id limit :limit
""")
_STILL = text("""
select id from jobs where id = any(cast(:ids as bigint[])) and state = 'waiting' order by id for update skip locked
""")


async def stage_jobs(database: Database, ctx: SyncContext) -> int:
    """Turn every due job into commands; return how many jobs were looked at.

    Jobs are not claimed first: there is one mirror, and the ticket is locked before its job, as in all verbs. Of each
    key the first is done, and the comments that follow it if they can be done together.
    """
    seen = 0
    while True:
        async with database.autocommit() as connection:
            at = {"box": Box.TO_TODOIST.value, "now": ctx.now, "limit": _AT_A_TIME}
            rows = (await connection.execute(_DUE, at)).all()
        jobs = [queue.ClaimedJob.from_row(Box.TO_TODOIST, row) for row in rows]
        heads: dict[str, queue.ClaimedJob] = {}
        for job in jobs:
            heads.setdefault(job.key, job)
        later = {row.id for row in rows if row.due_at > ctx.now}.difference(job.id for job in heads.values())
        done = await _settle_together(database, jobs, ctx, but=later)
        for job in heads.values():
            if job.id not in done:
                await _settle_job(database, job, ctx)
        seen += len(jobs)
        left = len(jobs) - len(done.union(job.id for job in heads.values()))
        if not left and len(jobs) < _AT_A_TIME:
            return seen


async def _settle_together(
    database: Database, jobs: Sequence[queue.ClaimedJob], ctx: SyncContext, *, but: Collection[int]
) -> set[int]:
    """Do in one unit of work what can be done so: comments for existing tasks whose tickets are not locked, without
    those of `but` and those behind what cannot. Return the ids of the settled jobs; an error in one leaves all of them
    to be done one by one."""
    some: dict[int, queue.ClaimedJob] = {}
    blocked: set[str] = set()
    for job in jobs:
        is_comment = job.ticket_id is not None and job.peek_payload().get("do") in _COMMENTS
        if job.entry_id is None or not is_comment or job.id in but or job.entry_id in some or job.key in blocked:
            blocked.add(job.key)
        else:
            some[job.entry_id] = job
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


_FREE_TICKETS = (
    select(Ticket)
    .options(load_only(Ticket.created_at, Ticket.filed_at, Ticket.origin, Ticket.assignee_id, raiseload=True))
    .where(make_any_of(Ticket.id, "ids"))
    .order_by(Ticket.id)
    .with_for_update(skip_locked=True)
)


async def _settle_comments(session: AsyncSession, jobs: Sequence[queue.ClaimedJob], ctx: SyncContext) -> set[int]:
    free = await session.scalars(_FREE_TICKETS, {"ids": list({job.ticket_id for job in jobs})})
    tickets = {one.id: one for one in free}
    mine = [job for job in jobs if job.ticket_id in tickets]
    waiting = {row.id for row in await session.execute(_STILL, {"ids": [job.id for job in mine]})}
    facts = await read_facts(session, [job.entry_id for job in mine if job.entry_id is not None], ctx)
    outcomes: list[tuple[queue.ClaimedJob, queue.Verdict]] = []
    blocked: set[str] = set()
    for job in mine:
        entry, ticket = facts.entries.get(job.entry_id or 0), tickets[job.ticket_id or 0]
        if (
            job.key in blocked
            or job.id not in waiting
            or entry is None
            or entry.ticket_id != ticket.id
            or ticket.id not in facts.tasks
        ):
            blocked.add(job.key)
            continue
        task_id = facts.tasks[ticket.id]
        verdict = _check_obstacles(entry, task_id, facts, ctx)
        if verdict is None:
            do = parse_job(job.load_payload()["do"])
            verdict = await _store_comment_commands(
                session, do, entry, ticket, task_id=task_id or "", known=facts, ctx=ctx
            )
        outcomes.append((job, verdict))
        if not isinstance(verdict, queue.Done):
            blocked.add(job.key)
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
    verdict = consumer.decide_retry(error, attempts=job.attempts, now=ctx.now)
    is_lost = isinstance(verdict, queue.Bury) and job.peek_payload().get("do") == Do.READ
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
            return await deleted_tasks.remove_tasks(session, data["ticket"], ctx)
        case Do.ERASE_UPLOAD:  # it is deleted by `files/upload_removal.py`, before the other jobs
            return queue.Retry(ctx.now + _SOON, "waits for its deletion", counts=False)
        case Do.READ_ALL:
            await todoist_sync_project.store_token(session, ctx.project.project_id, None, now=ctx.now)
    return queue.Done()


async def _do_comment_job(
    session: AsyncSession, data: dict[str, Any], ctx: SyncContext, ticket_id: int | None
) -> queue.Verdict:
    do = parse_job(data["do"])
    facts = await read_facts(session, [data["entry"]], ctx)
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
    if verdict := _check_obstacles(entry, task_id, facts, ctx):
        return verdict
    if do is Do.COMMENT_DELETE and ticket_id not in (None, entry.ticket_id):
        return await _delete_moved_comments(session, entry, ticket_id, ctx)
    return await _store_comment_commands(session, do, entry, ticket, task_id=task_id or "", known=facts, ctx=ctx)


async def _delete_moved_comments(
    session: AsyncSession, entry: Entry, ticket_id: int | None, ctx: SyncContext
) -> queue.Verdict:
    """Delete the comments under this ticket's task: the entry was moved to another ticket."""
    mine = select(BoardComment).join(BoardCard, BoardCard.task_id == BoardComment.task_id)
    here = mine.where(BoardCard.ticket_id == ticket_id, BoardComment.entry_id == entry.id)
    for old in await session.scalars(here.where(BoardComment.deleted_at.is_(None), BoardComment.ours)):
        session.add(stored_commands.make_comment_command(ctx, "note_delete", {"id": old.comment_id}, entry, old.part))
    return queue.Done()


async def _evict(session: AsyncSession, todoist_id: str, ctx: SyncContext) -> queue.Verdict:
    known = await session.get(Collaborator, {"project_id": ctx.project.project_id, "todoist_id": todoist_id})
    if known is None or not known.active or known.email is None:
        return queue.Done("nobody to remove")
    args = {"project_id": ctx.project.project_id, "email": known.email}
    session.add(stored_commands.make_command(ctx, stored_commands.EVICT, args, None))
    return queue.Done()
