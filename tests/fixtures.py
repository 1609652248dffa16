"""The fixtures of every test: a real PostgreSQL with the newest schema, one fresh database a test.

The import takes three seconds, so only processes that run tests import it (`tests/conftest.py`).
"""

import asyncio
import functools
import os
import signal
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
import structlog
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.statements import hear_statements
from bot.settings import BotSettings
from db import encryption, migrate
from db.database import Database, create_engine
from db.driver import open_connection
from db.embedded import shared_server
from db.embedded.location import BASE, ServerLocation
from db.embedded.shared_server import ROLE, EmbeddedServer
from db.models import Base
from tests.cpu import watch_server
from tests.flows.looking import see_by
from tests.plans import NotedStatements, find_scans
from todoist_sync.settings import BoardSettings

WORDS_KEY = SecretStr(Fernet.generate_key().decode())
"""The key of tests with people's words encrypted at rest: all of them, if TESTS_SEAL_WORDS is 1."""
if os.environ.get("TESTS_SEAL_WORDS") == "1":
    _use_keys = encryption.use_keys
    encryption.use_keys = lambda keys, **how: _use_keys(keys or [WORDS_KEY], **how if keys else {"words": True})
    encryption.use_keys([])

for _name in [*BotSettings.model_fields, *BoardSettings.model_fields, "pulldesk_sandbox"]:
    os.environ.pop(_name.upper(), None)  # no test may reach what the developer's shell points at

# Where `rich` is installed, structlog would draw each traceback with all its variables: seconds of CPU.
_plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _plain])

# A logger that is kept would go on writing where an earlier test had it write.
_configure = structlog.configure
structlog.configure = lambda **how: _configure(**how | {"cache_logger_on_first_use": False})

# Each client would load all certificates, 20 ms of CPU, and speak to servers without TLS: they are loaded once.
ssl.create_default_context = functools.cache(ssl.create_default_context)


# httpcore looks for it, where it is not installed, on the whole path and for each request: 4 % of the suite's time.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]


_OTHER = os.environ.get("TESTS_POSTGRESQL")
"""Where the programs of another PostgreSQL are, to run any test on it: `/usr/lib/postgresql/15/bin` of Debian."""
if _OTHER:
    _programs, _prepare = Path(_OTHER), shared_server.prepare_location

    async def _prepare_other(data_dir: Path) -> ServerLocation:
        return replace(await _prepare(data_dir), programs=_programs)

    shared_server.prepare_location, shared_server.MAJOR = _prepare_other, _programs.parent.name

ASKED_FOR_PASSWORDS = "e_"  # how the databases begin at which a connection proves its password
_SUPERUSER = "postgres"
_LOADED = "select pg_conf_load_time()"


@pytest.fixture(scope="session", autouse=True)
def _nothing_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Check that no test leaves an embedded database behind: for root it is outside its DATA_DIR."""
    yield
    if os.geteuid() == 0:
        links = BASE.glob("*.data_dir")
        left = [link for link in links if link.resolve().is_relative_to(tmp_path_factory.getbasetemp())]
        assert left == [], "embedded databases that tests left behind"


@pytest_asyncio.fixture(scope="session")
async def server() -> AsyncIterator[EmbeddedServer]:
    """Start the embedded server of the whole run, with a template database at the newest revision."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-tests-") as folder:
        async with EmbeddedServer(Path(folder)) as embedded:
            await _hurry(embedded)
            await _make_template(embedded)
            watch_server(_process_of(embedded))
            noted = NotedStatements()
            if os.environ.get("PLANS") == "1":
                hear_statements(noted.note)
            yield embedded
            await _explain(embedded, noted)
            await embedded.destroy()


async def _explain(embedded: EmbeddedServer, noted: NotedStatements) -> None:
    """Fail if a statement of this run reads a table that grows as a whole."""
    connection = await embedded.connect("template_desk")
    found = await find_scans(connection, noted.statements)
    await connection.close()
    told = sorted(f"{', '.join(sorted(tables))}: {' '.join(one.split())}" for one, tables in found.items())
    assert not told, "\n".join([f"{len(told)} of {len(noted.statements)} statements have no index", *told])


async def _hurry(embedded: EmbeddedServer) -> None:
    """Switch off what tests do not need: waiting for the disk, password hashing, and foreign keys where a connection
    empties a database.

    No power is cut here, and no other user gets into the socket's directory. One database, which is about passwords,
    keeps them.
    """
    asked = f"local /^{ASKED_FOR_PASSWORDS} {ROLE} scram-sha-256\n"
    (embedded.place.home / "pg_hba.conf").write_text(f"{asked}local all {ROLE},{_SUPERUSER} trust\n")
    with (embedded.place.cluster / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\nfull_page_writes = off\nplan_cache_mode = force_generic_plan\n")
    connection = await embedded.connect()
    before = await connection.fetchval(_LOADED)
    os.kill(_process_of(embedded), signal.SIGHUP)
    while await connection.fetchval(_LOADED) == before:
        await asyncio.sleep(0.01)
    await connection.close()
    superuser = await embedded.connect(user=_SUPERUSER)
    await superuser.execute(f"grant set on parameter session_replication_role to {ROLE}")
    await superuser.close()


def _process_of(embedded: EmbeddedServer) -> int:
    return int((embedded.place.cluster / "postmaster.pid").read_text().split()[0])


async def _make_template(embedded: EmbeddedServer) -> None:
    engine = create_engine(await embedded.create_database("template_desk"))
    await migrate.upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("alter role current_user set synchronous_commit = off"))
    await engine.dispose()


@pytest_asyncio.fixture
async def database_url(server: EmbeddedServer) -> AsyncIterator[str]:
    """Return the address of a database made for this test, which may change its schema; it is dropped afterwards.

    It costs PostgreSQL 0.8 s: take `emptied_url` where rows and connections are all a test needs.
    """
    name = f"t_{uuid4().hex[:12]}"
    yield await server.create_database(name, template="template_desk")
    await server.drop_database(name)


@pytest_asyncio.fixture(scope="session")
async def _emptied_url(server: EmbeddedServer) -> str:
    """Return the address of the database that tests use one after the other: making one each takes half a second."""
    return await server.create_database("emptied", template="template_desk")


@pytest_asyncio.fixture(scope="session")
async def _engine(_emptied_url: str) -> AsyncIterator[AsyncEngine]:
    """Return one engine for all tests, which keeps what it has compiled and prepared.

    Statements have no timer of their own, as each test has one.
    """
    engine = create_engine(_emptied_url, creator=partial(open_connection, _emptied_url, command_timeout=None))
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(scope="session")
async def _broom(_emptied_url: str, _engine: AsyncEngine) -> AsyncIterator[asyncpg.Connection]:
    """Return the connection that empties the database and reads what is in it: a new one starts a process of
    PostgreSQL.

    Foreign keys and triggers do nothing on it, as it takes away or lays out all rows at once: PostgreSQL would look
    for each deleted person in eighty other columns.
    """
    connection = await asyncpg.connect(_emptied_url)
    await emptied(_emptied_url)
    await connection.execute("set session_replication_role = replica")
    for statement in ("create schema kept", _SWEPT):
        await connection.execute(statement)
    see_by(_engine, connection)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def database(_broom: asyncpg.Connection, _engine: AsyncEngine) -> Database:
    """Return sessions on an empty database with the newest schema."""
    await _broom.fetchval("select kept.swept()")
    return Database(_engine)


@pytest_asyncio.fixture
async def emptied_url(_broom: asyncpg.Connection, _emptied_url: str) -> str:
    """Return the address of the empty database, for processes and connections of a test's own."""
    await _broom.fetchval("select kept.swept()")
    return _emptied_url


async def emptied(url: str) -> None:
    """Empty the database, whatever was in it."""
    connection = await asyncpg.connect(url)
    try:
        for statement in _SWEEPING:
            await connection.execute(statement)
    finally:
        await connection.close()


_ALONE = """
select pg_terminate_backend(pid) from pg_stat_activity a
where datname = current_database() and pid <> pg_backend_pid()
  and (state <> 'idle' or exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory'))
"""
_LEDGER = """do $ledger$ begin
if exists (select from ledger_entries) then truncate ledger_entries; end if; end $ledger$"""  # it refuses deletions
_EMPTY = "; ".join(
    [_LEDGER, *(f'delete from "{table.name}"' for table in reversed(Base.metadata.sorted_tables))]  # noqa: S608
)
_ANEW = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
from pg_sequences where last_value is not null
"""
_SWEEPING = (_ALONE, _EMPTY, _ANEW)
"""Close other connections with locks, delete every row, restart every sequence."""
_PERFORMED = [statement.replace("select", "perform", 1) for statement in (_ALONE, _ANEW)]
_SWEPT = f"""create function kept.swept() returns void language plpgsql as $$ begin
{_PERFORMED[0]}; {_EMPTY}; {_PERFORMED[1]}; end $$"""


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the path of the checkout."""
    return Path(__file__).resolve().parent.parent
