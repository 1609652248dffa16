"""Brings the schema to the newest revision, one process at a time, or waits until an operator does. Knows no
channel."""

import asyncio
import logging
import re
import ssl
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.connectivity import is_unavailable
from db.database import create_migration_engine, is_full
from db.documents import find_document
from db.models import Base
from db.settings import SettingsError

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
FORMER_TABLES = SCRIPTS / "versions" / "0001_former.sql"
"""What databases of version 1.0.0 had at first and the baseline has no more."""
SQL_NUMBER = Path(__file__).resolve().parent / "sql" / "number.txt"
"""The number of the files beside it, increased whenever they change (`make schema`), and their hash."""
_SQL = sorted(SQL_NUMBER.parent.glob("*.sql"))
_APPLIED = re.compile(r"(\d{1,9}) [0-9a-f]{64}")
_LOCK = text("select pg_try_advisory_lock(hashtextextended('pulldesk-migrations', 7))")
_UNLOCK = text("select pg_advisory_unlock(hashtextextended('pulldesk-migrations', 7))")
_IS_THERE = text("select to_regclass('alembic_version')")
_STATE = text("select version_num, obj_description('alembic_version'::regclass, 'pg_class') from alembic_version")
_BASELINE = "0001_baseline"
_BEFORE_BASELINE = frozenset({
    "0034_joined_settings", "0035_panel_words", "0036_lines_by_time", "0037_entries_of_authors",
    "0038_history_of_actors", "0039_retried_keys", "0040_named_organizations", "0041_unconfirmed_requests",
    "0042_doubted_records", "0043_quotes_by_answered", "0044_notices_of_tickets",
})  # fmt: skip
"""What databases of the first day of version 1.0.0 call themselves. What they lack to the baseline, `0002` makes."""
_STAMP = text("update alembic_version set version_num = :baseline")
_DIFFERENCES = text("""
with wanted as (
  select * from unnest(cast(:owners as text[]), cast(:names as text[]), cast(:kinds as text[]),
    cast(:required as boolean[])) as w (owner, name, kind, required)),
there as (
  select c.relname, a.* from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname = any(:owners)
    and a.attnum > 0 and not a.attisdropped)
select coalesce(relname, owner) || '.' || coalesce(attname, name)
from wanted full join there on relname = owner and attname = name
where attname is null and name is not null
  or atttypid <> to_regtype(kind) or attnotnull <> required
  or name is null and attnotnull and not atthasdef and attidentity = ''
order by 1
""")
"""Columns that are missing, are of another kind, or have to be given a value although no program knows them."""
_MISSING = text("""
select name || '()' from unnest(cast(:names as text[])) as n (name)
where not exists (select from pg_proc where proname = name and pronamespace = current_schema()::regnamespace) order by 1
""")
_DENIED = text("""
select name from unnest(cast(:tables as text[])) as t (name), unnest(array['select', 'insert', 'update', 'delete']) as r
where not has_table_privilege(to_regclass(name), r)
union select name from unnest(cast(:sequences as text[])) as s (name)
where not has_sequence_privilege(to_regclass(name), 'usage')
union select 'alembic_version' where not has_table_privilege(to_regclass('alembic_version'), 'select')
union select 'temporary tables' where not has_database_privilege(current_database(), 'temp')
order by 1
""")
"""What is there, and this role may not use as the desk does."""
_FUNCTION = re.compile(r"^create or replace (?:function|procedure) (\w+)", re.MULTILINE)
_TURN = threading.Lock()
"""Parts of this process migrate one after the other: to the first one another process is a neighbour worth a line."""
_LOOK_EVERY = 2.0
_TURN_EVERY = 0.1
_LOCK_SECONDS = 5.0
_TRIES = 60  # of 5 s and a pause of 5 s: ten minutes
_OTHERS_FIRST = {"55P03", "40P01"}  # lock timeout, deadlock
_UNDEFINED = {"42P01", "42703"}  # table, column
_REFUSALS = {  # SQLSTATE (PostgreSQL 18, appendix A, read 2026-11)
    "28P01": "the password is wrong",
    "28000": "the role is unknown or may not connect, or only with TLS: add ?sslmode=require",
    "3D000": "there is no database of that name",
    "42501": "the role may not make tables",
    "3F000": "the role may not use its schema",
}

_AUTHORITY = "name its authority's file in sslrootcert"
_HOW_TO_UPGRADE = find_document("docs/how-to/operators/upgrade.md") + " says how"

log = logging.getLogger(__name__)


class MigrationBlockedError(Exception):
    """Other programs have held a lock that a migration needs for ten minutes."""


class UnknownRevisionError(Exception):
    """The database is at a revision that this program does not know; the message is for the operator."""

    def __init__(self, revision: str) -> None:
        which = f"of this version or an older one, not of a newer ({revision})"
        if revision.isdecimal():
            which = f"of version 1.0.0 or newer, not of a trial before it ({revision}); {_HOW_TO_UPGRADE}"
        super().__init__(f"DATABASE_URL or DATA_DIR should lead to a database {which}")


class ChangedTablesError(UnknownRevisionError):
    """The tables are not those of the revision that the database names; the message is for the operator."""

    def __init__(self, revision: str, columns: Sequence[str]) -> None:
        more = f" and {len(columns) - 3} more" if len(columns) > 3 else ""
        where = f" (see {', '.join(columns[:3])}{more})" if columns else ""
        said = f"the database calls itself {revision}, but its tables are others{where}: restore its last backup"
        Exception.__init__(self, f"{said}; {_HOW_TO_UPGRADE}")


def get_head() -> str:
    """Return the newest revision that this program knows."""
    return max(_get_revisions())


def is_known(revision: str) -> bool:
    """Return True if this program can bring a database of this revision to the newest one."""
    return revision in _get_revisions() or revision in _BEFORE_BASELINE


def has_changed(revision: str) -> bool:
    """Return True if databases of this revision have different tables: it was edited while version 1.0.0 was young."""
    return revision == _BASELINE or revision in _BEFORE_BASELINE


def _get_revisions() -> frozenset[str]:
    """Return all revisions; scripts are named after theirs."""
    return frozenset(script.stem for script in (SCRIPTS / "versions").glob("[0-9]*_*.py"))


@cache
def describe_sql_files() -> str:
    """Return number and hash of the files of `db/sql/`: the comment of alembic's table once they are applied."""
    number = SQL_NUMBER.read_text("ascii").partition(" ")[0]
    return f"{number} {sha256(b''.join(file.read_bytes() for file in _SQL)).hexdigest()}"


def _has_newer_functions(applied: str | None) -> bool:
    """Return True if the functions in the database are of a newer version, which may be at work: they stay."""
    found = _APPLIED.fullmatch(applied or "")
    return found is not None and int(found[1]) > int(describe_sql_files().partition(" ")[0])


async def get_revision(engine: AsyncEngine) -> str | None:
    """Return the revision that the database is at; None for an empty one."""
    async with engine.connect() as connection:
        return (await _load_state(connection))[0]


async def is_current(engine: AsyncEngine) -> bool:
    """Return True if the database answers and has the schema of this program."""
    async with engine.connect() as connection:
        return await _has_head(connection)


async def describe_trouble(engine: AsyncEngine) -> str | None:
    """Return in a few fixed words why no process can work with this database; None if one can."""
    async with engine.connect() as connection:
        if await _find_denied(connection):
            return "rights missing"
        if not _is_head(*await _load_state(connection)):
            return "not migrated"
        if await _find_differences(connection):
            return "other tables"
        if await _find_missing(connection):
            return "functions missing"
        if await connection.scalar(_IS_READ_ONLY):
            return "read-only"
    return "full" if is_full(engine) else None


async def explain_tables(engine: AsyncEngine) -> str | None:
    """Return the line for the operator if the tables are not those of the newest revision, which the database names."""
    async with engine.connect() as connection:
        differences = await _find_differences(connection)
    return str(ChangedTablesError(get_head(), differences)) if differences else None


async def require_rights(engine: AsyncEngine) -> None:
    """Raise `SettingsError` if the role may not use the tables, which another one has made."""
    async with engine.connect() as connection:
        if denied := await _find_denied(connection):
            role, schema, name = (await connection.execute(_ROLE)).one()
            on, more = f"in schema {schema} to {role}", f" and {len(denied) - 1} more" if len(denied) > 1 else ""
            raise SettingsError(
                f"DATABASE_URL should hold a role that may use all tables of the desk, also {denied[0]}{more}: let "
                f"their owner run `grant select, insert, update, delete on all tables {on}`, "
                f"`grant usage on all sequences {on}` and `grant temp on database {name} to {role}`"
            )


async def _find_denied(connection: AsyncConnection) -> Sequence[str]:
    sequences = list(Base.metadata._sequences)
    return (await connection.scalars(_DENIED, {"tables": list(Base.metadata.tables), "sequences": sequences})).all()


_ROLE = text("select quote_ident(current_user), quote_ident(current_schema()), quote_ident(current_database())")
_IS_READ_ONLY = text("select current_setting('transaction_read_only')::boolean")


async def _has_head(connection: AsyncConnection) -> bool:
    is_named = _is_head(*await _load_state(connection))
    return is_named and not (await _find_differences(connection) or await _find_missing(connection))


def _is_head(revision: str | None, applied: str | None) -> bool:
    return revision == get_head() and (applied == describe_sql_files() or _has_newer_functions(applied))


async def _find_differences(connection: AsyncConnection) -> Sequence[str]:
    """Return the columns in which the tables differ from the models: a revision's name says nothing of its content."""
    return (await connection.scalars(_DIFFERENCES, _list_columns())).all()


@cache
def _list_columns() -> dict[str, list[str] | list[bool]]:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return {
        "owners": [column.table.name for column in columns],
        "names": [column.name for column in columns],
        "kinds": [column.type.compile(dialect) for column in columns],
        "required": [not column.nullable for column in columns],
    }


async def _find_missing(connection: AsyncConnection) -> Sequence[str]:
    """Return the functions of `db/sql/` that are not there: somebody dropped them, or restored tables alone. Those of
    a newer version may have other names."""
    if _has_newer_functions((await _load_state(connection))[1]):
        return ()
    return (await connection.scalars(_MISSING, {"names": _list_functions()})).all()


@cache
def _list_functions() -> list[str]:
    return sorted({name for file in _SQL for name in _FUNCTION.findall(file.read_text("utf-8"))})


async def _load_state(connection: AsyncConnection) -> tuple[str | None, str | None]:
    """Return the revision, and number and hash of the SQL files that were applied."""
    if await connection.scalar(_IS_THERE) is None:
        return None, None
    row = (await connection.execute(_STATE)).first()
    return (row[0], row[1]) if row is not None else (None, None)


async def upgrade(
    engine: AsyncEngine, stop: asyncio.Event | None = None, *, lock_seconds: float = _LOCK_SECONDS
) -> None:
    """Apply what is pending, one process at a time, on a connection of its own without a statement timeout.

    Each migration is a transaction of its own, and so are the files of `db/sql/` after them; functions of a newer
    version stay. A step waits for a table's
    lock for `lock_seconds`, then pauses as long, so that waiting statements get through, and tries again, for ten
    minutes: then it raises `MigrationBlockedError`. Returns early when `stop` is set. Raises `UnknownRevisionError`.
    """
    async with engine.connect() as connection:
        if _has_newer_functions((await _load_state(connection))[1]):
            log.warning("a newer version has put its functions into the database: they stay")
        if await _has_head(connection):
            return
    stop = stop or asyncio.Event()
    patient = create_migration_engine(engine, lock_seconds=lock_seconds)
    while not _TURN.acquire(blocking=False):
        if await _wait_or_stop(stop, _TURN_EVERY):
            return
    try:
        async with patient.connect() as connection:
            if await _take_lock(connection, stop):
                await _apply_until_done(connection, stop, lock_seconds)
                await connection.execute(_UNLOCK)
                await connection.commit()
    finally:
        _TURN.release()
        await patient.dispose()


async def create_schema(engine: AsyncEngine, revision: str) -> None:
    """Make the tables of a revision in an empty database; `upgrade` then leads to the newest one. Raises
    `UnknownRevisionError`."""
    if not is_known(revision):
        raise UnknownRevisionError(revision)
    revision = _BASELINE if revision in _BEFORE_BASELINE else revision
    patient = create_migration_engine(engine, lock_seconds=_LOCK_SECONDS)
    try:
        async with patient.connect() as connection:
            await connection.run_sync(_run_alembic, revision)
    finally:
        await patient.dispose()


async def _take_lock(connection: AsyncConnection, stop: asyncio.Event) -> bool:
    """Take the migrations' lock, which lives as long as the connection; return False if `stop` came first."""
    told = False
    while not await connection.scalar(_LOCK):
        await connection.commit()  # a waiting process must not hold a snapshot
        if not told:
            log.warning("another process migrates the database; waiting for it")
        told = True
        if await _wait_or_stop(stop, _TURN_EVERY):
            return False
    await connection.commit()
    return True


async def _apply_until_done(connection: AsyncConnection, stop: asyncio.Event, pause: float) -> None:
    for _ in range(_TRIES):
        try:
            if not await _has_head(connection):
                await _apply(connection)
            return await connection.commit()
        except DBAPIError as error:
            await connection.rollback()
            if getattr(error.orig, "sqlstate", None) not in _OTHERS_FIRST:
                raise
            log.warning("a migration waits for what others keep in the database; trying again")
        if await _wait_or_stop(stop, pause):
            return None
    raise MigrationBlockedError


async def _apply(connection: AsyncConnection) -> None:
    revision, applied = await _load_state(connection)
    if revision is not None and not is_known(revision):
        raise UnknownRevisionError(revision)
    if revision in _BEFORE_BASELINE:
        await connection.execute(_STAMP, {"baseline": _BASELINE})
    await connection.commit()
    await _run_migrations(connection, revision)
    if differences := await _find_differences(connection):
        raise ChangedTablesError(get_head(), differences)
    if _has_newer_functions(applied):
        return
    for file in _SQL:
        for statement in file.read_text("utf-8").split(";\n\n"):  # no function has an empty line
            await connection.exec_driver_sql(statement)
    await connection.exec_driver_sql(f"comment on table alembic_version is '{describe_sql_files()}'")


async def _run_migrations(connection: AsyncConnection, revision: str | None) -> None:
    """Apply the pending migrations. Raises `ChangedTablesError` if they do not find what their revision names."""
    try:
        await connection.run_sync(_run_alembic, "head")
    except DBAPIError as error:
        if revision is None or getattr(error.orig, "sqlstate", None) not in _UNDEFINED:
            raise
        raise ChangedTablesError(revision, []) from None


def _run_alembic(connection: Connection, revision: str) -> None:
    """Apply the pending migrations. Alembic takes 11 MB of memory: it is imported only if there is something to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def wait_for_database(engine: AsyncEngine, stop: asyncio.Event, *, where: str = "the database") -> bool:
    """Wait until the database answers; return False if `stop` came first. Raises `SettingsError` if it refuses us.
    `where`: its name in the log (see `Settings.describe_database`)."""
    told = False
    while not stop.is_set():
        try:
            async with engine.connect():
                return True
        except (SQLAlchemyError, OSError, ValueError) as error:
            if line := explain_refusal(error):
                raise SettingsError(line) from None
            if not told:
                log.warning("%s is out of reach (%s); waiting for it", where, type(error).__name__)
            told = True
        await _wait_or_stop(stop, _LOOK_EVERY)
    return False


def explain_refusal(error: Exception) -> str | None:
    """Return the line for the operator if waiting does not help: PostgreSQL refuses, or the address is wrong."""
    if isinstance(error, DBAPIError):
        why = _REFUSALS.get(str(getattr(error.orig, "sqlstate", "")))
        return f"DATABASE_URL should hold an address that PostgreSQL accepts: {why}" if why else None
    if isinstance(error, UnknownRevisionError | SettingsError):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"DATABASE_URL should lead to a server that this machine can verify: {error.verify_message}; {_AUTHORITY}"
        )
    return "DATABASE_URL should hold a postgresql:// address" if isinstance(error, ValueError) else None


async def migrate_at_start(
    engine: AsyncEngine, *, automatic: bool, waiting: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Upgrade; with `automatic` off, call `waiting` once and return when an operator has upgraded (or `stop` is set).

    If the database goes away, wait for it. Raises `SettingsError` if it refuses us.
    """
    told = False
    while await wait_for_database(engine, stop):
        try:
            await require_rights(engine)
            if automatic:
                return await upgrade(engine, stop)
            if await is_current(engine):
                return await require_rights(engine)
        except (SQLAlchemyError, OSError, UnknownRevisionError, MigrationBlockedError) as error:
            if line := explain_refusal(error):
                raise SettingsError(line) from None
            if not (is_unavailable(error) or isinstance(error, MigrationBlockedError)):
                raise
            await _wait_or_stop(stop, _LOOK_EVERY)
            continue
        if not told:
            await waiting()
        told = True
        await _wait_or_stop(stop, _LOOK_EVERY)
    return None


async def _wait_or_stop(stop: asyncio.Event, seconds: float) -> bool:
    """Wait this long, or until `stop`; return True if `stop` came."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
