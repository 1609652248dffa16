"""The limits that each connection has, and poolers that are no place for a desk."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db import driver, migrate
from db.connect import open_database
from db.connectivity import is_unavailable
from db.database import Database, create_engine
from db.embedded import shared_server
from db.embedded.shared_server import EmbeddedServer
from db.settings import Settings, SettingsError
from migrations import __main__

LIMITS = {"idle_in_transaction_session_timeout": "1min", "lock_timeout": "5s"}


async def test_nobody_holds_a_row_or_waits_for_one_without_end(database: Database) -> None:
    async with database.engine.connect() as connection:
        found = {name: await connection.scalar(text(f"show {name}")) for name in LIMITS}
    assert found == LIMITS


async def test_the_embedded_server_s_connections_have_the_same_limits(server: EmbeddedServer) -> None:
    connection = await driver.limit_connections(server.connect)()
    assert {name: await connection.fetchval(f"show {name}") for name in LIMITS} == LIMITS
    await connection.close()


async def test_a_connection_whose_other_end_has_gone_closes_without_an_error(emptied_url: str) -> None:
    connection = await driver.open_connection(emptied_url)
    transport = connection._transport
    transport.get_extra_info("socket").shutdown(socket.SHUT_WR)  # what is written now ends in EPIPE
    await connection.close()
    assert connection.is_closed()


async def test_a_transaction_that_stood_still_too_long_is_begun_anew(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as raised:
        async with database.unit_of_work() as session:
            await session.execute(text("set local idle_in_transaction_session_timeout = '5ms'"))
            pid = await session.scalar(text("select pg_backend_pid()"))
            await _gone(database, pid)
            await session.execute(text("select 1"))
    assert is_unavailable(raised.value)


async def test_a_lock_that_was_waited_for_too_long_is_worth_another_try(database: Database) -> None:
    async with database.engine.connect() as holder:
        await holder.execute(text("select pg_advisory_lock(1)"))
        with pytest.raises(SQLAlchemyError) as raised:
            async with database.unit_of_work() as session:
                await session.execute(text("set local lock_timeout = '5ms'"))
                await session.execute(text("select pg_advisory_xact_lock(1)"))
        await holder.execute(text("select pg_advisory_unlock(1)"))
    assert is_unavailable(raised.value)


async def _gone(database: Database, pid: int | None) -> None:
    async with database.autocommit() as connection:
        while await connection.scalar(text("select count(*) from pg_stat_activity where pid = :pid"), {"pid": pid}):
            pass


# A pooler, a real one


@asynccontextmanager
async def pooler(server: EmbeddedServer, mode: str) -> AsyncIterator[str]:
    """The address of a database through pgbouncer."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not installed: no pooler to try")
    url = urlsplit(server.get_url("template_desk"))
    here = parse_qs(url.query)["host"][0]
    folder = Path(tempfile.mkdtemp(prefix="pulldesk-tests-"))  # not below root's own: it runs as the server's user
    users, settings = folder / "users", folder / "pgbouncer.ini"
    users.write_text(f'"{url.username}" "{url.password}"\n')
    settings.write_text(
        f"[databases]\npooled = host={here} port={url.port or 5432} dbname=template_desk\n"
        f"[pgbouncer]\nlisten_addr =\nunix_socket_dir = {folder}\nlisten_port = 6432\nauth_type = scram-sha-256\n"
        f"auth_file = {users}\npool_mode = {mode}\ndefault_pool_size = 5\n"
    )
    as_user = {"user": server.place.uid, "group": server.place.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    if as_user:
        for path in (folder, users, settings):
            os.chown(path, server.place.uid, server.place.gid)
    process = await asyncio.create_subprocess_exec(
        program, str(settings), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, **as_user
    )
    try:
        assert process.stderr is not None
        while b"process up" not in (line := await asyncio.wait_for(process.stderr.readline(), 10)):
            assert line, "pgbouncer does not start"
        yield f"postgresql://{url.username}:{url.password}@/pooled?host={folder}&port=6432"
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
        shutil.rmtree(folder)


@pytest.mark.parametrize("mode", ["transaction", "statement"])
async def test_a_pooler_that_takes_sessions_apart_is_refused_with_one_line(
    server: EmbeddedServer, mode: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with pooler(server, mode) as url:
        settings = Settings(database_url=SecretStr(url))
        async with open_database(settings) as database:
            with pytest.raises(SettingsError) as raised:
                await migrate.wait_for_database(database.engine, asyncio.Event())
        monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))
        assert await asyncio.to_thread(__main__.run) == 2
    line = str(raised.value)
    assert line.startswith("DATABASE_URL should lead to PostgreSQL itself or to a pooler in session mode")
    assert "\n" not in line
    assert capsys.readouterr().err == f"migrate: {line}\n"


async def test_a_server_older_than_a_desk_works_on_is_refused(server: EmbeddedServer) -> None:
    found = int(shared_server.MAJOR)
    engine = create_engine(server.url, creator=driver.refuse_unfit(server.connect, oldest=found + 1))
    line = f"DATABASE_URL should lead to PostgreSQL {found + 1} or newer: this one is PostgreSQL {found}"
    with pytest.raises(SettingsError, match=f"^{line}$"):
        await migrate.wait_for_database(engine, asyncio.Event())
    engine = create_engine(server.url, creator=driver.refuse_unfit(server.connect, oldest=found))
    assert await migrate.wait_for_database(engine, asyncio.Event())
    await engine.dispose()


async def test_a_database_that_cannot_hold_all_words_is_refused(server: EmbeddedServer) -> None:
    made = await server.connect()
    await made.execute("create database plain encoding 'SQL_ASCII' locale 'C' template template0")
    engine = create_engine(server.url, creator=driver.refuse_unfit(partial(server.connect, database="plain")))
    with pytest.raises(SettingsError, match="should lead to a database in UTF8: this one is in SQL_ASCII"):
        await migrate.wait_for_database(engine, asyncio.Event())
    await engine.dispose()
    await made.execute("drop database plain with (force)")
    await made.close()


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("", None),
        ("?sslmode=require", None),
        ("?sslmode=verify-full", True),
        ("?sslmode=verify-full&sslrootcert=system", True),
        ("?sslmode=verify-ca&sslrootcert=system", False),
        (f"?sslmode=verify-full&sslrootcert={__file__}", None),
    ],
)
def test_a_certificate_is_verified_by_the_systems_authorities_unless_others_are_named(
    asked: str, seen: bool | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    trust = driver.choose_trust(f"postgresql://a@db.example/b{asked}").get("ssl")
    assert (trust.check_hostname if trust is not None else None) is seen
    assert trust is None or trust.verify_mode is ssl.CERT_REQUIRED


def test_a_file_of_certificates_that_is_not_there_is_one_line() -> None:
    with pytest.raises(SettingsError, match=r"sslrootcert=/nowhere\.crt is none"):
        driver.choose_trust("postgresql://a@db.example/b?sslmode=verify-full&sslrootcert=/nowhere.crt")


async def test_a_certificate_that_nobody_vouches_for_is_one_line_that_names_sslrootcert(tmp_path: Path) -> None:
    """Of a server that offers TLS as PostgreSQL does."""
    made, key = tmp_path / "made.crt", tmp_path / "made.key"
    asked = f"req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -out {made} -keyout {key}"
    subprocess.run(["openssl", *asked.split()], check=True, capture_output=True)  # noqa: S603, S607 - of this machine
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)

    async def offer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)
        writer.write(b"S")
        with suppress(ssl.SSLError, ConnectionError):
            await writer.start_tls(context)
        writer.close()

    server = await asyncio.start_server(offer, "localhost")
    engine = create_engine(f"postgresql://desk@localhost:{server.sockets[0].getsockname()[1]}/d?sslmode=verify-full")
    with pytest.raises(SettingsError, match=r"^DATABASE_URL .*: self-signed certificate; name .* in sslrootcert$"):
        await migrate.wait_for_database(engine, asyncio.Event())
    await engine.dispose()
    server.close()


async def test_a_pooler_in_session_mode_will_do(server: EmbeddedServer) -> None:
    async with pooler(server, "session") as url, open_database(Settings(database_url=SecretStr(url))) as database:
        assert await migrate.wait_for_database(database.engine, asyncio.Event())
        assert await migrate.is_current(database.engine)
