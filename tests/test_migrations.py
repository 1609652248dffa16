"""The migrations lead to what the models say."""

from __future__ import annotations

import re

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from db import migrate
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Base
from migrations.indexes import LARGE
from tests.test_house import PRODUCT


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
    engine = create_engine(await server.create_database("modelled"))
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


_SCRIPTS = sorted((migrate.SCRIPTS / "versions").glob("[0-9]*_*.py"))
_CALL = re.compile(r"\b(\w+)\(")
_PLAIN = re.compile(r"op\.(?:create|drop)_index\(\s*[^,]+,\s*\"(\w+)\"|create (?:unique )?index \w+\s+on (\w+)")


def test_indexes_of_large_tables_are_made_while_others_work() -> None:
    plain = {
        (script.name, table)
        for script in _SCRIPTS
        for found in _PLAIN.findall(script.read_text("utf-8"))
        for table in found
        if table in LARGE
    }
    assert plain == set(), "migrations.indexes.add_index makes them"


def test_comments_of_functions_name_the_files_that_call_them() -> None:
    root = migrate.SCRIPTS.parent
    product = [path for name in PRODUCT for path in (root / name).rglob("*.py")]
    calls = {str(path.relative_to(root)): set(_CALL.findall(path.read_text("utf-8"))) for path in product}
    made = re.compile(r"((?:^--.*\n)*)^create or replace function (\w+)", re.MULTILINE)
    for file in (root / "db/sql").glob("*.sql"):
        for comment, name in made.findall(file.read_text("utf-8")):
            calling = {path for path, called in calls.items() if name in called}
            assert calling <= set(re.findall(r"[\w/]+\.py", comment)), name


def test_scripts_are_named_after_their_revisions() -> None:
    """`db.migrate` knows revisions by the files' names."""
    named = [re.search(r'^revision = "(\d{4}_\w{1,27})"$', script.read_text("utf-8"), re.M) for script in _SCRIPTS]
    assert [found and found[1] for found in named] == [script.stem for script in _SCRIPTS]
