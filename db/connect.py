"""Opens the database that the settings name: an address, or the embedded server. Knows no channel."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg

from db import driver, encryption
from db.database import Database, create_engine
from db.embedded.file_lock import EmbeddedServerError
from db.embedded.shared_server import EmbeddedServer
from db.settings import Settings

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_database(settings: Settings, *, pool_size: int = 10) -> AsyncIterator[Database]:
    """Open the database for the duration of the block, not yet migrated. Raises `EmbeddedServerError`. Its first
    connection raises `UnfitServerError` if the address leads to a server older than the desk needs, or to a pooler that
    shares server connections between transactions."""
    encryption.use_keys(settings.data_key, words=settings.seal_words)
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        creator = driver.refuse_unfit(partial(driver.open_connection, url))
        database = Database(create_engine(url, pool_size=pool_size, creator=creator))
        try:
            yield database
        finally:
            await database.aclose()
        return
    async with EmbeddedServer(settings.data_dir) as server:
        creator = driver.limit_connections(partial(_connect, server))
        database = Database(create_engine(server.url, pool_size=pool_size, creator=creator))
        try:
            yield database
        finally:
            await database.aclose()


async def _connect(server: EmbeddedServer, **options: Any) -> asyncpg.Connection:
    """Connect to the embedded server. If it does not start again while we work (its disk may be full), that counts as a
    lost connection."""
    try:
        return await server.connect(**options)
    except EmbeddedServerError as error:
        log.warning("%s", error)
        raise ConnectionError from None
