"""The migrations lead to what the models say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from db import migrate
from db.backup import content, copying
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Base
from migrations.indexes import LARGE
from ops.backup import commands
from ops.backup.settings import BackupSettings
from tests.dump import DUMPS, Dump
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


_UNCONFIRMED = (
    "insert into organizations (id, name, folded, created_at, updated_at) values (1, 'Acme', 'acme', now(), now())",
    "insert into memberships (organization_id, person_id, role, source, made_at)"
    " select 1, requester_id, 'member', 'admin', now() from tickets where number = 1",
    "update tickets set organization_id = 1 where number = 1",
    "insert into board_moves (task_id, section_id, by, at) values ('7', '70', '9', now())",
)
"""Somebody whom nobody confirmed asks in an organization's name, and somebody moved a card."""
_MOVED_AND_NAMED = text("""
select (select count(*) from board_changes where (task_id, field, section_id, by) = ('7', 'section', '70', '9')),
  count(*) filter (where named_organization_id = 1), count(organization_id) from tickets
""")


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.path.stem)
async def test_databases_of_older_versions_become_the_newest_and_their_backups_too(
    dump: Dump, database: Database, server: EmbeddedServer, tmp_path: Path
) -> None:
    """With every table, column, index and condition, and every row, whether they are migrated or restored."""
    old = Database(create_engine(await dump.load(server, "of_version")))
    restored = Database(create_engine(await server.create_database("of_backup")))
    if dump is DUMPS[0]:
        async with old.engine.begin() as connection:
            for statement in _UNCONFIRMED:
                await connection.execute(text(statement))
    made = await commands.take_backup(BackupSettings(backup_dir=tmp_path), old, now=datetime.now(UTC))
    await migrate.upgrade(old.engine)
    await commands.copy_archive(made.path, [], restored, made.manifest)
    newest = await _describe(database)
    assert (await _describe(old) ^ newest, await _describe(restored) ^ newest) == (set(), set())
    rows, back, counted = await _measure(old), await _measure(restored), made.manifest.tables
    assert [name for name in rows if rows[name] != back[name]] == ["desk"]  # has when the backup was made
    kept = counted.keys() & rows.keys() - {"board_changes"}
    assert [name for name in kept if rows[name].rows != counted[name].rows] == []
    for one in (old, restored):
        async with one.engine.connect() as connection:
            found = (await connection.execute(_MOVED_AND_NAMED)).one()
            assert tuple(found) == ((1, 1, 0) if dump is DUMPS[0] else (0, 0, 0))
    for one, name in ((old, "of_version"), (restored, "of_backup")):
        await one.aclose()
        await server.drop_database(name)


async def _describe(database: Database) -> set[tuple[object, ...]]:
    async with database.engine.connect() as connection:
        return {tuple(row) for row in await connection.execute(_SHAPE)}


async def _measure(database: Database) -> dict[str, content.TableContent]:
    async with copying.open_snapshot(database.engine) as snapshot:
        columns = await content.list_columns(snapshot)
        return {name: await content.measure_table(snapshot, name, columns[name]) for name in columns}


def test_each_released_version_has_a_dump() -> None:
    """But 0.1.0, whose databases are refused: no version of it was given out."""
    named = re.findall(r"^## \[([\d.]+)\]", (migrate.SCRIPTS.parent / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert set(named) - {"0.1.0"} == {dump.version for dump in DUMPS}
    assert [dump.path.name for dump in DUMPS if not dump.path.exists()] == []


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


_GIVEN_OUT = {
    "1.0.0": ("0001", "0001", "ab4df3532a277c4ea25f3c2415b07d0de8631d4c68b4863c081234705a7e2cde"),
    "2.0.0": ("0002", "0037", "f2ae4bbfdca5932adde9d3a7a0f8bd5d88d07ab1b12dc77fd8c2731e1b05606d"),
}
"""Of each released version, the first and last of its migrations and the hash of their files."""


@pytest.mark.parametrize("version", _GIVEN_OUT)
def test_what_a_released_version_migrates_stays_as_it_was_given_out(version: str) -> None:
    """What was edited under one name cannot be told apart by it: a change of tables is a migration of its own."""
    first, last, expected = _GIVEN_OUT[version]
    files = sorted(path for path in (migrate.SCRIPTS / "versions").iterdir() if path.suffix in {".py", ".sql"})
    given_out = [path for path in files if first <= path.name[:4] <= last and path.name != "0001_former.sql"]
    assert sha256(b"".join(path.read_bytes() for path in given_out)).hexdigest() == expected
