"""Opens the database that the settings name: an address, or the embedded server. Knows no door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from db import connecting
from db.embedded import EmbeddedServer
from db.session import Database, engine_for
from db.settings import Settings


@asynccontextmanager
async def opened(settings: Settings, *, pool_size: int = 10) -> AsyncIterator[Database]:
    """The database, open within the block and not yet migrated; raises `EmbeddedServerError`. Its first connection
    raises `PoolerError` where the address leads to a pooler that is no place for a desk."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        creator = connecting.direct(partial(connecting.connect, url))
        database = Database(engine_for(url, pool_size=pool_size, creator=creator))
        try:
            yield database
        finally:
            await database.aclose()
        return
    async with EmbeddedServer(settings.data_dir) as server:
        creator = connecting.limiting(server.connect)
        database = Database(engine_for(server.url, pool_size=pool_size, creator=creator))
        try:
            yield database
        finally:
            await database.aclose()
