"""Opens the database that the settings name: an address, or the embedded server. Knows no door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from db.embedded import EmbeddedServer
from db.session import Database, engine_for
from db.settings import Settings

_COMMAND_SECONDS = 60.0


@asynccontextmanager
async def opened(settings: Settings, *, pool_size: int = 10) -> AsyncIterator[Database]:
    """The database, open within the block and not yet migrated; raises `EmbeddedServerError`."""
    if settings.database_url is not None:
        database = Database(engine_for(settings.database_url.get_secret_value(), pool_size=pool_size))
        try:
            yield database
        finally:
            await database.aclose()
        return
    async with EmbeddedServer(settings.data_dir) as server:
        creator = partial(server.connect, command_timeout=_COMMAND_SECONDS)
        database = Database(engine_for(server.url, pool_size=pool_size, creator=creator))
        try:
            yield database
        finally:
            await database.aclose()
