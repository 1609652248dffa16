"""Copies of a person's words on the board: the tasks of their requests are deleted with everything under them, uploaded
files, and their comments under other tasks."""

from collections.abc import Sequence

from sqlalchemy import select, text

from db.models import BoardCard, BoardComment, Entry, any_of
from desk import Desk
from desk.board.gone_tasks import ERASED
from desk.outbox import Do, jobs

_UPLOADS = text("""
select distinct coalesce(e.ticket_id, 0) as ticket_id, e.id as entry_id, u.url from entries e cross join lateral (
  select f.todoist_attachment ->> 'file_url' as url from files f where f.entry_id = e.id
  union select c.file_url from board_comments c where c.entry_id = e.id) u
where e.id = any(cast(:entries as bigint[])) and u.url is not null
""")


_LEFT = text("""
with mine as (select id from tickets where requester_id = :person),
  removals as (
    select answered_at, error from board_commands where kind = 'item_delete' and ticket_id in (select id from mine))
select
  (select count(*) from jobs j join mine on mine.id = j.ticket_id
    where j.box = 'to_todoist' and j.state = 'waiting' and j.ticket_id is not null)
    + (select count(*) from removals where answered_at is null) as waiting,
  (select count(*) from jobs where box = 'to_todoist' and state = 'buried' and ticket_id in (select id from mine))
    + (select count(*) from removals where error is not null) as refused
""")


async def queue_removals(desk: Desk, tickets: Sequence[int], entries: Sequence[int]) -> None:
    """Queue the removal of tasks, comments and uploaded files, while the board is connected."""
    if not desk.rules.board.enabled:
        return
    await desk.session.flush()
    for row in await desk.session.execute(_UPLOADS, {"entries": list(entries)}):
        jobs.queue_upload_removal(desk.session, row.url, ticket_id=row.ticket_id or None, now=desk.now)
    cards = select(BoardCard.ticket_id).where(
        any_of(BoardCard.ticket_id, tickets), BoardCard.gone.is_distinct_from(ERASED)
    )
    for ticket_id in sorted(set(await desk.session.scalars(cards))):
        jobs.queue_task_removal(desk.session, ticket_id, now=desk.now)
    elsewhere = (
        select(Entry.id, Entry.ticket_id)
        .join(BoardComment, BoardComment.entry_id == Entry.id)
        .where(any_of(Entry.id, entries), Entry.ticket_id.is_not(None), BoardComment.deleted_at.is_(None))
        .distinct()
    )
    for row in await desk.session.execute(elsewhere):
        if row.ticket_id not in tickets:
            jobs.queue_comment(
                desk.session,
                Do.COMMENT_DELETE,
                ticket_id=row.ticket_id,
                entry_id=row.id,
                now=desk.now,
                rules=desk.rules,
            )


async def count_left(desk: Desk, person_id: int) -> tuple[int, int]:
    """Return how many removals still wait for the board, and how many it refused."""
    row = (await desk.session.execute(_LEFT, {"person": person_id})).one()
    return int(row.waiting), int(row.refused)
