"""Row locks of another program, as by an open psql; the test's connections wait for them only a moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Connection, event, text

from db.database import Database


@asynccontextmanager
async def held(database: Database, rows: str, *, moment: str = "100ms") -> AsyncIterator[None]:
    """Lock the rows that a query finds ("tickets where number = 1") for as long as this lasts.

    This database's own connections stop waiting for a lock after a moment.
    """

    def wait_less(connection: Connection) -> None:
        connection.exec_driver_sql(f"set local lock_timeout = '{moment}'")

    engine = database.engine
    async with engine.connect() as connection:
        await connection.execute(text(f"select 1 from {rows} for update"))  # noqa: S608 - the test's own words
        event.listen(engine.sync_engine, "begin", wait_less)
        try:
            yield
        finally:
            event.remove(engine.sync_engine, "begin", wait_less)
