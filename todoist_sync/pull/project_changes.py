"""What a reading says of the project itself: its members, its visibility, its other tasks."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, any_of
from todoist_sync import alerts
from todoist_sync.alerts import Trouble
from todoist_sync.api.answers import Answer
from todoist_sync.api.rows import Row, moment
from todoist_sync.context import EARLIEST, SyncContext
from todoist_sync.project import members, setup
from todoist_sync.project.members import Member


async def people_of(session: AsyncSession, answer: Answer, round_: SyncContext) -> None:
    """Store who joined and who left; admins are told of those who joined."""
    if not (answer.people or answer.states):
        return
    place = round_.place
    mine = [one for one in answer.states if one.get("project_id") == place.project_id]
    left = [one["user_id"] for one in mine if one.get("is_deleted") and one["user_id"] != place.account_id]
    there = {one["user_id"] for one in mine if not one.get("is_deleted")}
    known = await members.collaborator_ids(session, place.project_id)
    people = {one["id"]: Member.of_row(one) for one in answer.people if one["id"] in there | known}
    joined = await members.collaborators(session, place.project_id, people, gone=left)
    if place.watermark != EARLIEST:
        await members.tell_joined(session, place.project_id, joined - {place.account_id}, now=round_.now)


async def count_others(session: AsyncSession, answer: Answer, round_: SyncContext) -> None:
    """Store the active tasks that belong to no ticket, which take places too: the agents' own, and sub-tasks."""
    if not (answer.items or answer.full):
        return
    project_id = round_.place.project_id
    here = {one.id for one in answer.items if one.project_id == project_id and not (one.checked or one.is_deleted)}
    cards_there = select(BoardCard.task_id).where(
        BoardCard.project_id == project_id, BoardCard.gone.is_(None), any_of(BoardCard.task_id, here)
    )
    own = {one for one in await session.scalars(cards_there) if one is not None}
    state = await setup.state_of(session, project_id)
    kept = set() if answer.full else set(state.others) - {one.id for one in answer.items}
    others = kept | (here - own)
    if others != set(state.others):
        await setup.keep_others(session, project_id, others)


def watermark(answer: Answer, round_: SyncContext) -> datetime:
    """Return the latest time, by Todoist's clock, of anything in the first reading."""
    times = [at for one in answer.items for at in (one.added_at, one.updated_at)]
    rows = [*answer.sections, *answer.projects]
    times += [moment(row.get(name)) for row in rows for name in ("added_at", "updated_at", "created_at")]
    return max((one for one in times if one is not None), default=round_.now)


async def tell_openness(session: AsyncSession, answer: Answer, round_: SyncContext) -> None:
    """Report once to the admins that the project can be joined without an invitation."""
    for row in rows_of(answer, round_):
        seen_by = (row.get("access") or {}).get("visibility", "restricted")
        if row.get("is_link_sharing_enabled") or seen_by != "restricted":
            await alerts.note(session, Trouble.OPEN, now=round_.now, project_id=round_.place.project_id)
        else:
            await alerts.over(session, round_.place.project_id, Trouble.OPEN)


def is_moved(answer: Answer, round_: SyncContext) -> bool:
    """Return True if the sharing of the project changed, or one of its sections is gone."""
    project = any(bool(row.get("is_shared")) != round_.place.shared for row in rows_of(answer, round_))
    known = set(round_.place.sections.values())
    sections = any(row["id"] in known and (row.get("is_deleted") or row.get("is_archived")) for row in answer.sections)
    return project or sections


def rows_of(answer: Answer, round_: SyncContext) -> list[Row]:
    """Return the rows about the project itself; empty if it did not change."""
    return [row for row in answer.projects if row["id"] == round_.place.project_id]
