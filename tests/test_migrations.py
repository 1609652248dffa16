"""The migrations lead to what the models say, and back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from db import alembic_runner, migrate
from db.database import Database, engine_for
from db.embedded.server import EmbeddedServer
from db.models import Base
from migrations.indexes import LARGE


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_the_newest_schema_is_what_the_models_say(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


_SHAPE = text("""
select c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
  pg_get_expr(d.adbin, d.adrelid)
from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d
  on (d.adrelid, d.adnum) = (c.oid, attnum)
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
union all select indexrelid::regclass::text, pg_get_indexdef(indexrelid), null, null, null, null
from pg_index join pg_class c on c.oid = indrelid where c.relnamespace = 'public'::regnamespace
union all select conrelid::regclass::text, pg_get_constraintdef(oid), null, null, null, null
from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
""")


async def test_defaults_and_conditions_are_those_of_the_models_too(database: Database, server: EmbeddedServer) -> None:
    """What rows that were there before get in a new column, and which rows an index holds or forbids."""
    engine = engine_for(await server.create_database("modelled"))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            modelled = {tuple(row) for row in await connection.execute(_SHAPE)}
    finally:
        await engine.dispose()
        await server.drop_database("modelled")
    async with database.engine.connect() as connection:
        migrated = {tuple(row) for row in await connection.execute(_SHAPE) if "alembic_version" not in row[0]}
    assert migrated ^ modelled == set()


@pytest.mark.broad
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


@pytest.mark.broad
async def test_what_nobody_took_before_is_due_again(server: EmbeddedServer) -> None:
    engine = engine_for(await server.create_database("forgotten"))
    times = "select remind_at - broadcast_at from tickets order by number"
    try:
        await migrate.upgrade(engine)
        await migrate.downgrade(engine, "0011-1")
        async with engine.begin() as connection:
            await connection.execute(text(_FORGOTTEN))
        await migrate.upgrade(engine)
        async with engine.connect() as connection:
            assert list(await connection.scalars(text(times))) == [
                timedelta(hours=24),
                timedelta(minutes=15),
                *[None] * 4,
            ]
    finally:
        await engine.dispose()
        await server.drop_database("forgotten")


_FORGOTTEN = """
with rita as (insert into people (name, created_at) values ('Rita', now()) returning id)
insert into tickets (number, requester_id, status, origin, created_at, updated_at, subject_at, status_at, priority_at,
  assignee_at, labels_at, filed_at, broadcast_at, remind_at, assignee_id, taken_on_board)
select t.number, rita.id, t.status, 'telegram', now(), now(), now(), now(), now(), now(), now(), now(),
  case when t.number <> 6 then now() end, t.remind, case when t.number = 5 then rita.id end, t.number = 4
from rita, (values (1, 'reopened', null), (2, 'new', now() + interval '15 minutes'), (3, 'pending', null),
  (4, 'new', null), (5, 'new', null), (6, 'new', null)) as t(number, status, remind)
"""


_PLAIN = re.compile(r"op\.(?:create|drop)_index\(\s*[^,]+,\s*\"(\w+)\"|create (?:unique )?index \w+\s+on (\w+)")
_SINCE = "0082"


def test_indexes_of_large_tables_are_made_while_others_work() -> None:
    """Before that they were made with the tables locked, and stay as they were."""
    scripts = (alembic_runner.SCRIPTS / "versions").glob("[0-9]*_*.py")
    plain = {
        (script.name, table)
        for script in scripts
        if script.name >= _SINCE
        for found in _PLAIN.findall(script.read_text("utf-8"))
        for table in found
        if table in LARGE
    }
    assert plain == set(), "migrations.indexes.add_index makes them"


def test_the_newest_script_is_the_one_that_its_name_says() -> None:
    assert migrate.head() == alembic_runner.head()
