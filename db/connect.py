"""Opens the database that the settings name: an address, or the embedded server. Knows no channel."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from db import driver, encryption
from db.database import Database, create_engine
from db.embedded.file_lock import EmbeddedServerError
from db.embedded.shared_server import EmbeddedServer
from db.settings import Settings

log = logging.getLogger(__name__)

_KEPT = 5
"""Connections of a part that are kept; each holds 10 to 25 MB of PostgreSQL once it has worked."""
_ROOM = {"max_overflow": 11, "prepared": 1000}
_LITTLE_ROOM = {"max_overflow": 1, "prepared": 50}
"""How many more connections a part opens for a moment, and how many statements each of all keeps prepared: two thirds
of what it holds."""
LITTLE_BYTES = 700_000_000
"""In less memory, desk and database save it."""
_MACHINE_BYTES = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
_GROUPS = {"": ("", "memory.max"), "memory": ("memory", "memory.limit_in_bytes")}
"""Folder and file of a control group's limit by its controller: of version 2, which has no name, and 1 (cgroups(7))."""


def read_memory_limit(root: Path = Path("/")) -> int:
    """Return how many bytes this process may take with its children: the machine's memory, or what its control groups
    leave of it. `root`: where `proc` and `sys` are."""
    limits = [_MACHINE_BYTES]
    listed = root / "proc/self/cgroup"
    for line in listed.read_text().splitlines() if listed.exists() else ():
        _, controllers, path = line.split(":", 2)
        for controller in set(controllers.split(",")) & set(_GROUPS):
            folder, name = _GROUPS[controller]
            top = root / "sys/fs/cgroup" / folder
            inner = top / path.lstrip("/")
            for place in (inner, *inner.parents):
                if place.is_relative_to(top) and (place / name).is_file():
                    limits += [int(said) for said in (place / name).read_text().split() if said.isdecimal()]
    return min(limits)


def choose_room(memory_bytes: int) -> dict[str, int]:
    """Return the options of `create_engine` that save memory where there is little for desk and database."""
    return _LITTLE_ROOM if memory_bytes < LITTLE_BYTES else _ROOM


@asynccontextmanager
async def open_database(settings: Settings, *, pool_size: int = _KEPT) -> AsyncIterator[Database]:
    """Open the database for the duration of the block, not yet migrated. Raises `EmbeddedServerError`. Its first
    connection raises `UnfitServerError` if the address leads to a server older than the desk needs, or to a pooler that
    shares server connections between transactions."""
    encryption.use_keys(settings.data_key, words=settings.seal_words)
    if settings.database_url is not None:
        room = choose_room(_MACHINE_BYTES)  # our own control group is not that of the server
        url = settings.database_url.get_secret_value()
        creator = driver.refuse_unfit(partial(driver.open_connection, url))
        database = Database(create_engine(url, pool_size=pool_size, creator=creator, **room))
        try:
            yield database
        finally:
            await database.aclose()
        return
    async with EmbeddedServer(settings.data_dir) as server:
        room = choose_room(read_memory_limit())
        creator = driver.limit_connections(partial(_connect, server))
        database = Database(create_engine(server.url, pool_size=pool_size, creator=creator, **room))
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
