"""What the tests of the queue's conditions do with it: two boxes, a moment, jobs by number."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from db import queue
from db.database import Database
from db.models import Box, Lane, Person
from db.queue import ClaimedJob, Verdict
from db.unit_of_work import NewJob

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
OUT, IN = Box.TO_TELEGRAM, Box.FROM_TELEGRAM


async def put_job(database: Database, key: str, n: int, *, box: Box = OUT, now: datetime = NOW, **more: Any) -> None:
    """Put a job with this number behind a key."""
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(box, key, queue.encode_payload({"n": n}), now, **more))


async def claim_jobs(
    database: Database,
    *,
    box: Box = OUT,
    worker: int = 1,
    limit: int = 10,
    now: datetime = NOW,
    lane: Lane = Lane.BROADCASTS,
) -> list[ClaimedJob]:
    """What a worker gets."""
    async with database.unit_of_work() as session:
        return await queue.claim_jobs(session, box, worker=worker, now=now, limit=limit, max_lane=lane)


async def settle_job(database: Database, job: ClaimedJob, verdict: Verdict, *, now: datetime = NOW) -> None:
    """Tell what a job came to."""
    async with database.unit_of_work() as session:
        await queue.settle_job(session, job, verdict, now=now)


async def start_jobs(database: Database, *jobs: ClaimedJob, worker: int = 1) -> frozenset[int]:
    """The ids of those that may begin."""
    async with database.unit_of_work() as session:
        return await queue.start_jobs(session, jobs, worker=worker, now=NOW)


def numbers_of(jobs: Sequence[ClaimedJob]) -> list[int]:
    """Their numbers."""
    return [job.load_payload()["n"] for job in jobs]


async def rows_of(database: Database, query: str, **given: Any) -> list[Any]:
    """The rows of a query."""
    async with database.unit_of_work() as session:
        return list((await session.execute(text(query), given)).all())


async def row_of(database: Database, n: int) -> Any:
    """The row of the job with this number."""
    payload = queue.encode_payload({"n": n})
    (row,) = await rows_of(database, "select * from jobs where payload = :payload", payload=payload)
    return row


async def made_people(database: Database, *names: str) -> list[int]:
    """Their ids."""
    async with database.unit_of_work() as session:
        made = [Person(name=name, telegram_id=700 + n, created_at=NOW) for n, name in enumerate(names)]
        session.add_all(made)
        await session.flush()
        return [person.id for person in made]
