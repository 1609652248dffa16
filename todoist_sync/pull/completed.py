"""What a full reading does not list: completed tasks, and the comments under them. Reads, changes nothing."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, String, func, literal_column, select

from db.database import Database
from db.models import BoardCard, BoardComment
from db.sql import any_of
from todoist_sync.api.client import Row, Todoist
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import TaskSide
from todoist_sync.pull.task import TaskNews
from todoist_sync.push import lost_answers

_COMPLETED_WITHIN = timedelta(days=80)  # Todoist looks back three months at most
_AT_A_TIME = 200  # agreed states in memory


async def look(client: Todoist, database: Database, news: dict[str, TaskNews], round_: SyncContext) -> set[str]:
    """Add to `news` our tasks that a full reading does not hold: those not known as completed are asked for by id, the
    others looked up among the completed, where they may have been changed since; one whose id we have not learned may
    be completed too. Returns the completed tasks with comments that we do not know. Raises TodoistError."""
    known, lost = await _known(database, round_), await _any_lost(database, round_)
    missing = {one for one in known if one not in news or news[one].item is None}
    if not (missing or lost):
        return set()
    completed = await client.completed(round_.place.project_id, round_.now - _COMPLETED_WITHIN, round_.now)
    for task_id in sorted(one for one in missing if not known[one]):
        _found(news, task_id, completed.get(task_id) or await client.task(task_id))
    ended = sorted(one for one in missing if known[one] and one in completed)
    async for task_id, agreed in _agreed(database, round_, ended):
        if TaskSide.of_task(completed[task_id]) != agreed:
            _found(news, task_id, completed[task_id])
    unknown = {one: item for one, item in completed.items() if lost and one not in known}
    for task_id, item in unknown.items():
        _found(news, task_id, item)
    counts = await _counts(database, missing.intersection(completed))
    unread = {one for one in missing if one in completed and completed[one].get("note_count") != counts.get(one, 0)}
    return unread | set(unknown)


def _found(news: dict[str, TaskNews], task_id: str, item: Row | None) -> None:
    if item is not None:
        news[task_id].item = item


async def _known(database: Database, round_: SyncContext) -> dict[str, bool]:
    """Our tasks, and whether both sides agreed that they are completed: nothing else of all there ever were."""
    done = literal_column("(board_cards.agreed #>> '{shown,done}')", String())
    query = select(BoardCard.task_id, done == "true").where(
        *_there(round_), BoardCard.task_id.is_not(None), BoardCard.agreed.is_not(None)
    )
    async with database.unit_of_work() as session:
        return {str(task_id): bool(ended) for task_id, ended in await session.execute(query)}


async def _agreed(
    database: Database, round_: SyncContext, task_ids: Sequence[str]
) -> AsyncIterator[tuple[str, TaskSide]]:
    """What both sides agreed on for each of these tasks, some at a time."""
    for at in range(0, len(task_ids), _AT_A_TIME):
        some = task_ids[at : at + _AT_A_TIME]
        query = select(BoardCard.task_id, BoardCard.agreed).where(*_there(round_), any_of(BoardCard.task_id, some))
        async with database.unit_of_work() as session:
            rows = (await session.execute(query)).all()
        for task_id, agreed in rows:
            yield str(task_id), store.load(agreed or {}).shown


def _there(round_: SyncContext) -> tuple[ColumnElement[bool], ...]:
    return BoardCard.project_id == round_.place.project_id, BoardCard.gone.is_(None)


async def _any_lost(database: Database, round_: SyncContext) -> bool:
    async with database.unit_of_work() as session:
        return bool(await lost_answers.lost(session, round_, store.ADD))


async def _counts(database: Database, task_ids: set[str]) -> dict[str, int]:
    """How many comments we know to be under each of these tasks."""
    query = (
        select(BoardComment.task_id, func.count().label("n"))
        .where(any_of(BoardComment.task_id, task_ids), BoardComment.deleted_at.is_(None))
        .group_by(BoardComment.task_id)
    )
    async with database.unit_of_work() as session:
        return {row.task_id: int(row.n) for row in await session.execute(query)}
