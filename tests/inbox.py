"""An inbox that only stores: the worker of the same process begins nothing by it."""

from collections.abc import Awaitable, Callable, Sequence

from db import queue
from db.database import Database
from db.unit_of_work import NewJob


def make_inbox(database: Database) -> Callable[[Sequence[NewJob]], Awaitable[None]]:
    """Return a function that stores updates."""

    async def store(rows: Sequence[NewJob]) -> None:
        async with database.unit_of_work() as session:
            for row in rows:
                queue.put_job(session, row)

    return store
