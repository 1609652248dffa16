"""The order in which a reading is applied: task by task; but comments written alternately under a ticket's task and
under the tasks of tickets merged into it go to one requester, in the order in which they were written.

Works without locks. Changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select

from db.database import Database
from db.models import BoardCard, Ticket, any_of
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.context import EARLIEST, SyncContext
from todoist_sync.pull import task
from todoist_sync.pull.task import TaskNews


async def order_news(database: Database, news: Mapping[str, TaskNews], ctx: SyncContext) -> list[tuple[str, TaskNews]]:
    """Return the news by task id; tasks with alternating comments come in several parts."""
    spoken = {one for one, it in news.items() if it.notes and not it.missing and _is_there(it.item, ctx)}
    together = await _group_by_ticket(database, spoken) if len(spoken) > 1 else []
    by_turns = {one for some in together for one in some}
    apart = [(one, it) for one, it in news.items() if one not in by_turns]
    return apart + [part for some in together for part in _split_by_turns({one: news[one] for one in some})]


async def _group_by_ticket(database: Database, task_ids: set[str]) -> list[list[str]]:
    """Group those of these tasks that belong to one ticket or to tickets merged into it."""
    into = func.coalesce(Ticket.merged_into_id, Ticket.id).label("into")
    query = select(BoardCard.task_id, into).join(Ticket, Ticket.id == BoardCard.ticket_id)
    by: dict[int, list[str]] = defaultdict(list)
    async with database.reading() as session:
        for row in await session.execute(query.where(any_of(BoardCard.task_id, task_ids), BoardCard.gone.is_(None))):
            by[row.into].append(row.task_id)
    return [sorted(some) for some in by.values() if len(some) > 1]


def _is_there(item: TaskRow | None, ctx: SyncContext) -> bool:
    return item is None or task.is_there(item, ctx)


def _split_by_turns(news: Mapping[str, TaskNews]) -> Iterator[tuple[str, TaskNews]]:
    """Yield the comments of all in their order, as runs under one task; a task's fields come with the first comment
    written after they changed, or with the last."""
    said = sorted(
        ((_get_time(note), one, note) for one, it in news.items() for note in it.notes), key=lambda it: it[:2]
    )
    runs = [(one, [note for *_, note in run]) for one, run in groupby(said, key=lambda it: it[1])]
    last = {one: n for n, (one, _) in enumerate(runs)}
    items = {one: it.item for one, it in news.items()}
    for n, (one, notes) in enumerate(runs):
        here = n == last[one] or _is_changed_before(items[one], notes[-1])
        yield one, TaskNews(items[one] if here else None, notes)
        if here:
            items[one] = None


def _get_time(note: CommentRow) -> datetime:
    return note.posted_at or EARLIEST


def _is_changed_before(item: TaskRow | None, note: CommentRow) -> bool:
    return item is not None and item.updated_at is not None and item.updated_at < _get_time(note)
