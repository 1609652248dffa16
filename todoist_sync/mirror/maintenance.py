"""The mirror's maintenance every ten minutes: tasks that disappeared without notice, the count of other tasks, former
members who can still write on the board, old rows. Bounded in requests."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardCard, BoardCommand, Collaborator, Person
from desk.board import brake as board_brake
from todoist_sync import brake, changers
from todoist_sync.api.client import Todoist
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.project import setup
from todoist_sync.pull.reader import Pull

EVERY = timedelta(minutes=10)
_ASKED = 20  # tasks asked for by id at a time
_COMPLETED_WITHIN = timedelta(days=80)
_REMINDED = timedelta(days=1)
_KEPT = timedelta(days=14)


async def run_maintenance(database: Database, client: Todoist, pull: Pull, ctx: SyncContext) -> int:
    """Do everything once; return how many of our tasks were missing. Raises TodoistError."""
    missing = await _find_missing(database, client, ctx)
    if missing:
        since = ctx.now - _COMPLETED_WITHIN
        completed = await client.get_completed(ctx.project.project_id, since, ctx.now + timedelta(days=1))
        for task_id in missing:
            await pull.apply_found(task_id, completed.get(task_id) or await client.get_task(task_id), ctx)
    async with database.unit_of_work() as session:
        await _remind(session, ctx)
        await brake.prune_acts(session, ctx)
        await changers.prune_changes(session, ctx)
        await _prune_commands(session, ctx)
    return len(missing)


async def _find_missing(database: Database, client: Todoist, ctx: SyncContext) -> list[str]:
    """Return those of our active tasks that are not in the project; count the project's other tasks."""
    there = await client.get_active_ids(ctx.project.project_id)
    async with database.unit_of_work() as session:
        query = select(BoardCard.task_id).where(*store.match_active(ctx.project.project_id)).order_by(BoardCard.id)
        own = [one for one in await session.scalars(query) if one is not None]
        await setup.store_others(session, ctx.project.project_id, there.difference(own))
    return [one for one in own if one not in there][:_ASKED]


async def _remind(session: AsyncSession, ctx: SyncContext) -> None:
    """Remind the admins daily while a dismissed person's account is a collaborator."""
    query = (
        select(Collaborator, Person)
        .join(Person, Person.todoist_id == Collaborator.todoist_id)
        .where(
            Collaborator.project_id == ctx.project.project_id,
            Collaborator.active,
            Collaborator.todoist_id != ctx.project.account_id,
            Person.dismissed_at.is_not(None),
            ~func.coalesce(
                (Collaborator.reminded_at > ctx.now - _REMINDED) & (Collaborator.reminded_at <= ctx.now), False
            ),
        )
    )
    for listed, person in (await session.execute(query)).all():
        listed.reminded_at = ctx.now
        await board_brake.remind_of_former(ctx.make_desk(session), person)


async def _prune_commands(session: AsyncSession, ctx: SyncContext) -> None:
    old = BoardCommand.answered_at < ctx.now - _KEPT
    await session.execute(delete(BoardCommand).where(old, BoardCommand.error.is_distinct_from(store.ANSWER_LOST)))
