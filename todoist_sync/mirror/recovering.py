"""The board after a restore: everything is read and compared before anything is written.

Tasks and comments that this desk would make now may be there already, made after the backup: their commands count as
sent with the answer lost, so that the reading looks for what they made; those it does not find are sent afterwards.
"""

from dataclasses import replace

from db.database import Database
from desk.operations import recovery
from todoist_sync.context import MAX_ACTIVE_TASKS, SyncContext
from todoist_sync.mirror import desk_jobs
from todoist_sync.pull.reader import Pull
from todoist_sync.push import lost_answers, sender

_READINGS = 2  # the first finds tasks, the second their comments


async def compare_all(database: Database, pull: Pull, ctx: SyncContext) -> int:
    """Read the whole board; then the recovery is over. If a task could not be applied, it is tried again with the next
    round. Return how many tasks had news. Raises TodoistError."""
    ctx, tasks = replace(ctx, recovers=True), 0
    for _ in range(_READINGS):
        await desk_jobs.stage_jobs(database, ctx)
        await pull.store_new_tasks(ctx, room=MAX_ACTIVE_TASKS)
        async with database.unit_of_work() as session:
            await lost_answers.mark_as_lost(session, ctx)
        tasks += (await pull.pull_changes(ctx, None)).tasks
    async with database.unit_of_work() as session:
        if await sender.get_sync_token(session, ctx) is not None:
            await lost_answers.send_missing(session, ctx)
            await recovery.finish_recovery(ctx.make_desk(session))
    return tasks
