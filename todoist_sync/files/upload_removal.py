"""Deletes uploaded files of erased people from the board's storage, one request each."""

from sqlalchemy import text

from db import queue, retry_policy
from db.database import Database
from db.models import Box
from db.queue import keys
from todoist_sync.api.client import Todoist
from todoist_sync.api.errors import TodoistError
from todoist_sync.context import SyncContext

_DUE = text("""
select j.*, false as repeated, null::bigint as chat from job_keys k join jobs j on j.box = k.box and j.key = k.key
where k.box = :box and k.key like :prefix || '%' and k.due_at <= :now and j.state = 'waiting' and j.due_at <= :now
order by j.id limit 20
""")


async def delete_uploads(database: Database, client: Todoist, ctx: SyncContext) -> None:
    """Delete the files that are due. One that Todoist refuses is tried again, and buried in the end. Raises
    TodoistError if the token is refused."""
    async with database.reading() as session:
        due = {"box": Box.TO_TODOIST.value, "prefix": keys.UPLOAD, "now": ctx.now}
        jobs = [queue.ClaimedJob.from_row(Box.TO_TODOIST, row) for row in await session.execute(_DUE, due)]
    for job in jobs:
        verdict: queue.Verdict = queue.Done()
        try:
            await client.delete_upload(job.load_payload()["url"])
        except TodoistError as error:
            if error.token_refused:
                raise
            verdict = retry_policy.decide_retry(error, attempts=job.attempts, now=ctx.now)
        async with database.unit_of_work() as session:
            await queue.settle_job(session, job, verdict, now=ctx.now)
            if isinstance(verdict, queue.Done):
                await queue.save_progress(session, job, {})  # an address ends with the name of the file
