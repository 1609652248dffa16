"""Prepares a process for its work, however often the database goes away meanwhile."""

import asyncio
from functools import partial

import structlog

from db import key_rotation, migrate
from db.connectivity import retry_while_unavailable
from db.database import Database
from db.settings import Settings, SettingsError
from desk import installation
from desk.operations.after_restore import RestoredState, load_state
from desk.search import synonyms
from desk.text import short_sentences

log = structlog.get_logger(__name__)


async def prepare_database(database: Database, settings: Settings, stop: asyncio.Event) -> RestoredState | None:
    """Wait for the database and bring it up to date; return what is to be done after a restore, None if `stop` came
    first. Raises SettingsError for the database of another desk, or another key."""
    if not await migrate.wait_for_database(database.engine, stop, where=settings.describe_database()):
        return None
    if wrong := await retry_while_unavailable(partial(_check_mark, settings, database), stop):
        raise SettingsError(wrong)
    await migrate.migrate_at_start(
        database.engine, automatic=settings.db_auto_migrate, waiting=_warn_about_migration, stop=stop
    )
    if stop.is_set():
        return None
    if wrong := await retry_while_unavailable(partial(key_rotation.check_keys, database, settings.data_key), stop):
        raise SettingsError(wrong)
    return await retry_while_unavailable(partial(_load_state, database), stop)


async def load_word_lists() -> None:
    """Read, beside all else, the lists that a process which hears people would read at the first message."""
    await asyncio.to_thread(short_sentences.load_lexicon)
    await synonyms.load_groups_slowly()


async def _check_mark(settings: Settings, database: Database) -> str | None:
    async with database.unit_of_work() as session:
        return await installation.check_mark(session, in_sandbox=bool(settings.sandbox_mark))


async def _warn_about_migration() -> None:
    log.warning("the database has to be migrated: run `make migrate`")


async def _load_state(database: Database) -> RestoredState:
    async with database.reading() as session:
        return await load_state(session)
