"""What every test may ask for: a real PostgreSQL with the newest schema, one fresh database a test."""

import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.settings import BotSettings
from db import migrate
from db.embedded import EmbeddedServer
from db.session import Database, engine_for
from todoist_sync.settings import BoardSettings

for _name in [*BotSettings.model_fields, *BoardSettings.model_fields, "pulldesk_sandbox"]:
    os.environ.pop(_name.upper(), None)  # no test may reach what the developer's shell points at


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server() -> AsyncIterator[EmbeddedServer]:
    """The embedded server of the whole run, with a template database at the newest revision."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-tests-") as folder:
        async with EmbeddedServer(Path(folder)) as embedded:
            url = await embedded.create_database("template_desk")
            engine = engine_for(url)
            await migrate.upgrade(engine)
            async with engine.begin() as connection:  # nobody cuts the power here: commits need not wait for the disk
                await connection.execute(text("alter role current_user set synchronous_commit = off"))
            await engine.dispose()
            yield embedded
            await embedded.destroy()


@pytest_asyncio.fixture(loop_scope="session")
async def database_url(server: EmbeddedServer) -> AsyncIterator[str]:
    """The address of a fresh database with the newest schema; dropped afterwards."""
    name = f"t_{uuid4().hex[:12]}"
    yield await server.create_database(name, template="template_desk")
    await server.drop_database(name)


@pytest_asyncio.fixture(loop_scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """Sessions on that fresh database."""
    database = Database(engine_for(database_url))
    yield database
    await database.aclose()


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent
