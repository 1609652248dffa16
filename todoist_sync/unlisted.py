"""What a full reading does not list: completed tasks, and the comments under them. Reads, changes nothing."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from db.among import among
from db.models import BoardCard, BoardComment
from db.session import Database
from todoist_sync import adopt, cards
from todoist_sync.client import Row, Todoist
from todoist_sync.face import Shown
from todoist_sync.round import Round
from todoist_sync.task import News

_COMPLETED_WITHIN = timedelta(days=80)  # Todoist looks back three months at most


async def look(client: Todoist, database: Database, news: dict[str, News], round_: Round) -> set[str]:
    """Add to `news` our tasks that a full reading does not hold: those not known as completed are asked for by id, the
    others looked up among the completed, where they may have been changed since; one whose id we have not learned may
    be completed too. Returns the completed tasks with comments that we do not know. Raises TodoistError."""
    known, lost = await _known(database, round_), await _any_lost(database, round_)
    missing = [one for one in known if one not in news or news[one].item is None]
    if not (missing or lost):
        return set()
    completed = await client.completed(round_.place.project_id, round_.now - _COMPLETED_WITHIN, round_.now)
    for task_id in missing:
        agreed = known[task_id].agreed
        item = await _changed(client, cards.load(agreed).shown, task_id, completed) if agreed is not None else None
        news[task_id].item = item if item is not None else news[task_id].item
    unknown = {one: item for one, item in completed.items() if lost and one not in known}
    for task_id, item in unknown.items():
        news[task_id].item = item
    counts = await _counts(database, set(missing))
    unread = {one for one in missing if one in completed and completed[one].get("note_count") != counts.get(one, 0)}
    return unread | set(unknown)


async def _changed(client: Todoist, agreed: Shown, task_id: str, completed: Mapping[str, Row]) -> Row | None:
    """The task, where it is otherwise than when both sides agreed; None: it is not, or out of sight."""
    item = completed.get(task_id)
    if not agreed.done:
        return item if item is not None else await client.task(task_id)
    return item if item is not None and Shown.of_task(item) != agreed else None


async def _known(database: Database, round_: Round) -> dict[str, BoardCard]:
    """Our cards by their tasks."""
    query = select(BoardCard).where(
        BoardCard.project_id == round_.place.project_id, BoardCard.gone.is_(None), BoardCard.task_id.is_not(None)
    )
    async with database.unit_of_work() as session:
        return {card.task_id or "": card for card in await session.scalars(query)}


async def _any_lost(database: Database, round_: Round) -> bool:
    async with database.unit_of_work() as session:
        return bool(await adopt.lost(session, round_, cards.ADD))


async def _counts(database: Database, task_ids: set[str]) -> dict[str, int]:
    """How many comments we know to be under each of these tasks."""
    query = (
        select(BoardComment.task_id, func.count().label("n"))
        .where(among(BoardComment.task_id, task_ids), BoardComment.deleted_at.is_(None))
        .group_by(BoardComment.task_id)
    )
    async with database.unit_of_work() as session:
        return {row.task_id: int(row.n) for row in await session.execute(query)}
