"""A unit of work that begins anew in its middle."""

from datetime import UTC, datetime

from sqlalchemy import text

from db import queue
from db.database import Database, start_over
from db.models import Box

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


async def test_what_was_put_before_it_began_anew_is_not_put(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.put_job(session, queue.NewJob(Box.TO_TELEGRAM, "1", b"before", NOW))
        await start_over(session)
        queue.put_job(session, queue.NewJob(Box.TO_TELEGRAM, "1", b"after", NOW))
    async with database.reading() as session:
        assert list(await session.scalars(text("select payload from jobs"))) == [b"after"]
