"""The migrations lead to what the models say, and back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from db import migrate, upgrading
from db.embedded import EmbeddedServer
from db.models import Base
from db.session import Database, engine_for


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_the_newest_schema_is_what_the_models_say(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_step_can_be_walked_up_down_and_up_again(server: EmbeddedServer) -> None:
    engine = engine_for(await server.create_database("walked"))
    try:
        await migrate.upgrade(engine)
        await migrate.downgrade(engine, "base")
        assert await migrate.current(engine) is None
        await migrate.upgrade(engine)
        assert await migrate.ready(engine)
    finally:
        await engine.dispose()
        await server.drop_database("walked")


def test_the_newest_script_is_the_one_that_its_name_says() -> None:
    assert migrate.head() == upgrading.head()
