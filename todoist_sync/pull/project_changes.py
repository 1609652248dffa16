"""Changes of the project itself in a reading: members, visibility, other tasks."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, any_of
from todoist_sync import alerts
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.rows import Answer, Row, parse_time
from todoist_sync.context import EARLIEST, SyncContext
from todoist_sync.project import members, setup
from todoist_sync.project.members import Member


async def apply_people(session: AsyncSession, answer: Answer, ctx: SyncContext) -> None:
    """Store who joined and who left; admins are told of those who joined."""
    if not (answer.people or answer.states):
        return
    place = ctx.project
    mine = [one for one in answer.states if one.get("project_id") == place.project_id]
    left = [one["user_id"] for one in mine if one.get("is_deleted") and one["user_id"] != place.account_id]
    there = {one["user_id"] for one in mine if not one.get("is_deleted")}
    known = await members.get_collaborator_ids(session, place.project_id)
    people = {one["id"]: Member.of_row(one) for one in answer.people if one["id"] in there | known}
    joined = await members.store_collaborators(session, place.project_id, people, gone=left)
    if place.watermark != EARLIEST:
        await members.tell_admins_who_joined(session, place.project_id, joined - {place.account_id}, now=ctx.now)


async def count_others(session: AsyncSession, answer: Answer, ctx: SyncContext) -> None:
    """Store the active tasks that belong to no ticket, which take places too: the agents' own, and sub-tasks."""
    if not (answer.items or answer.full):
        return
    project_id = ctx.project.project_id
    here = {one.id for one in answer.items if one.project_id == project_id and not (one.checked or one.is_deleted)}
    cards_there = select(BoardCard.task_id).where(
        BoardCard.project_id == project_id, BoardCard.gone.is_(None), any_of(BoardCard.task_id, here)
    )
    own = {one for one in await session.scalars(cards_there) if one is not None}
    state = await setup.get_state(session, project_id)
    kept = set() if answer.full else set(state.others) - {one.id for one in answer.items}
    others = kept | (here - own)
    if others != set(state.others):
        await setup.store_others(session, project_id, others)


def find_watermark(answer: Answer, ctx: SyncContext) -> datetime:
    """Return the latest time, by Todoist's clock, of anything in the first reading."""
    times = [at for one in answer.items for at in (one.added_at, one.updated_at)]
    rows = [*answer.sections, *answer.projects]
    times += [parse_time(row.get(name)) for row in rows for name in ("added_at", "updated_at", "created_at")]
    return max((one for one in times if one is not None), default=ctx.now)


async def report_openness(session: AsyncSession, answer: Answer, ctx: SyncContext) -> None:
    """Report once to the admins that the project can be joined without an invitation."""
    for row in get_project_rows(answer, ctx):
        seen_by = (row.get("access") or {}).get("visibility", "restricted")
        if row.get("is_link_sharing_enabled") or seen_by != "restricted":
            await alerts.report_problem_within(
                session, BoardProblem.OPEN, now=ctx.now, project_id=ctx.project.project_id
            )
        else:
            await alerts.clear_problem(session, ctx.project.project_id, BoardProblem.OPEN)


def is_moved(answer: Answer, ctx: SyncContext) -> bool:
    """Return True if the sharing of the project changed, or one of its sections is gone."""
    project = any(bool(row.get("is_shared")) != ctx.project.shared for row in get_project_rows(answer, ctx))
    known = set(ctx.project.sections.values())
    sections = any(row["id"] in known and (row.get("is_deleted") or row.get("is_archived")) for row in answer.sections)
    return project or sections


def get_project_rows(answer: Answer, ctx: SyncContext) -> list[Row]:
    """Return the rows about the project itself; empty if it did not change."""
    return [row for row in answer.projects if row["id"] == ctx.project.project_id]
