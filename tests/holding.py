"""Another program holds rows of the desk's, as a psql left open does; ours wait a moment for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Connection, event, text

from db.database import Database

MOMENT = "100ms"


def _wait_less(connection: Connection) -> None:
    connection.exec_driver_sql(f"set local lock_timeout = '{MOMENT}'")


@asynccontextmanager
async def held(database: Database, rows: str) -> AsyncIterator[None]:
    """While this lasts somebody holds what a query finds ("tickets where number = 1"), with a real lock; as long
    this database's connections give up waiting for a lock after a moment."""
    engine = database.engine
    async with engine.connect() as connection:
        await connection.execute(text(f"select 1 from {rows} for update"))  # noqa: S608 - the test's own words
        first = not event.contains(engine.sync_engine, "begin", _wait_less)
        if first:
            event.listen(engine.sync_engine, "begin", _wait_less)
        try:
            yield
        finally:
            if first:
                event.remove(engine.sync_engine, "begin", _wait_less)
