"""Alembic's entry: on the connection that `db.migrate` hands over, or on `DATABASE_URL`.

Each migration is a transaction of its own: what it locks is free before the next one begins, and what is done stays
done when a later one fails. So the connection must not be in a transaction.
"""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

from db.database import engine_for, patient_engine
from db.models import Base


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=Base.metadata, transactional_ddl=True, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


async def _from_command_line() -> None:
    engine = patient_engine(engine_for(os.environ["DATABASE_URL"]), lock_seconds=5)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


_given = context.config.attributes.get("connection")
if _given is None:
    asyncio.run(_from_command_line())
else:
    _migrate(_given)
