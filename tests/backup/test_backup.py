"""A backup, restored into an empty database, holds the same rows; a damaged one is refused."""

from __future__ import annotations

import asyncio
import re
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import text

from db import migrate
from db.backup import content, copying
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from ops.backup import archive, commands, rotation
from ops.backup.archive import ArchiveError
from ops.backup.settings import BackupSettings
from tests.db.rows import fill, tables
from tests.db.test_migrating_rows import KEPT
from tests.dump import RELEASED

pytestmark = pytest.mark.xdist_group("backup")
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
_PERSON = "insert into people (name, role, created_at) values ('{}', 'requester', now())"
_RECORD = "insert into audit (at, origin, action, object) values (now(), 'clock', 'x', 'x')"
_LINKS, _OPEN = ("invites", "member_invites"), "used_at = null, expires_at = made_at + interval '7 days'"
_UNDER_WAY = """
update mailings set next_at = now(), ended_at = null,
    state = case id when (select min(id) from mailings) then 'scheduled' else 'sending' end"""
KEY, OTHER_KEY = "A" * 43 + "=", "B" * 43 + "="


@pytest_asyncio.fixture(scope="module")
async def full(server: EmbeddedServer) -> AsyncIterator[Database]:
    """A database of version 1.0.0 with two rows in every table, brought to this version."""
    made = Database(create_engine(await server.create_database("full_desk")))
    await migrate.create_schema(made.engine, RELEASED)
    async with made.engine.begin() as connection:
        shape = await connection.run_sync(tables)
        await connection.execute(text(KEPT))
        await connection.run_sync(fill, shape)
    await migrate.upgrade(made.engine)
    yield made
    await made.aclose()
    await server.drop_database("full_desk")


@pytest_asyncio.fixture
async def empty(server: EmbeddedServer) -> AsyncIterator[Database]:
    made = Database(create_engine(await server.create_database("restored_desk")))
    yield made
    await made.aclose()
    await server.drop_database("restored_desk")


def settings(folder: Path, *keys: str) -> BackupSettings:
    return BackupSettings(backup_dir=folder, backup_key=tuple(SecretStr(key) for key in keys))


async def hashes(database: Database) -> dict[str, content.TableContent]:
    async with copying.open_snapshot(database.engine) as snapshot:
        columns = await content.list_columns(snapshot)
        return {name: await content.measure_table(snapshot, name, columns[name]) for name in columns}


async def test_every_row_comes_back(full: Database, empty: Database, tmp_path: Path) -> None:
    before = await hashes(full)
    assert sum(table.rows >= 2 for table in before.values()) > 60
    made = await commands.take_backup(settings(tmp_path, KEY), full, now=NOW)
    assert made.path.stat().st_mode & 0o077 == 0
    assert b"entries" not in made.path.read_bytes()
    await commands.copy_archive(made.path, [KEY], empty, made.manifest)
    assert await hashes(empty) == before
    assert await migrate.is_current(empty.engine)


async def test_a_database_of_the_first_version_is_backed_up_and_brought_to_this_one(
    server: EmbeddedServer, empty: Database, tmp_path: Path
) -> None:
    other = Database(create_engine(await server.create_database("older_desk")))
    await migrate.create_schema(other.engine, RELEASED)
    async with other.engine.begin() as connection:
        await connection.execute(text(_PERSON.format("Rita")))
    made = await commands.take_backup(settings(tmp_path), other, now=NOW)
    await other.aclose()
    await server.drop_database("older_desk")
    await commands.restore_backup(made.path, [], empty)
    async with empty.engine.connect() as connection:
        assert await connection.scalar(text("select name from people")) == "Rita"
    assert await migrate.is_current(empty.engine)


async def test_what_was_given_or_ended_after_it_does_not_count_again(
    full: Database, empty: Database, tmp_path: Path
) -> None:
    """A button names no other row, though nothing had that kind of id yet; who was shut out meanwhile stays out."""
    async with full.engine.begin() as connection:
        await connection.execute(text(_UNDER_WAY))
        for table, open_ in (("web_sessions", "ended_at = null"), *((one, _OPEN) for one in _LINKS)):
            await connection.execute(text(f"update {table} set {open_}"))  # noqa: S608
    made = await commands.take_backup(settings(tmp_path), full, now=NOW)
    assert None in made.manifest.sequences.values(), "one was never used"
    await commands.restore_backup(made.path, [], empty)
    async with empty.engine.connect() as connection:
        assert await connection.scalar(text("select count(*) from web_sessions where ended_at is null")) == 0
        for table in _LINKS:
            assert await connection.scalar(text(f"select count(*) from {table} where expires_at > made_at")) == 0  # noqa: S608
        mailings = await connection.execute(text("select state, ended_at is null from mailings order by id"))
        assert [tuple(one) for one in mailings] == [("draft", True), ("stopped", False)], "nothing goes to many again"
        low = "select sequencename from pg_sequences where coalesce(last_value, 0) < 1000000 and max_value > 1000000"
        assert set(await connection.scalars(text(low))) == {"ticket_numbers", "worker_seats"}


@pytest.mark.parametrize("page", ["docs/how-to", "docs/ru/how-to"])
async def test_the_guides_question_to_the_old_database_names_who_was_removed(full: Database, page: str) -> None:
    guide = Path(page, "operators", "backup.md").read_text("utf-8")
    (asked,) = re.findall(r'"(select a.at[^"]+)"', guide)
    async with full.engine.connect() as connection:
        olga = await connection.scalar(text("select min(id) from people"))
        row = {"at": NOW + timedelta(hours=1), "object": f"person:{olga}"}
        gone = (
            "insert into audit (at, origin, action, object, old) values (:at, 'clock', 'dismissed', :object, 'agent')"
        )
        await connection.execute(text(gone), row)
        found = [tuple(one) for one in await connection.execute(text(asked.replace("\\\n", "")))]
        name = await connection.scalar(text("select name from people where id = :id"), {"id": olga})
        assert (row["at"], "dismissed", name, "agent", None) in found


async def test_what_changes_meanwhile_is_in_the_next_backup(full: Database, empty: Database, tmp_path: Path) -> None:
    """The backup is of one moment, and whoever writes does not wait for it."""
    before = await hashes(full)
    stop = asyncio.Event()
    writing = asyncio.create_task(_write_on(full, stop))
    await asyncio.sleep(0)
    made = await commands.take_backup(settings(tmp_path), full, now=NOW)
    stop.set()
    written = await writing
    assert written > 1
    await commands.copy_archive(made.path, [], empty, made.manifest)
    after = await hashes(empty)
    assert {name for name in before if after[name] != before[name]} <= {"people", "audit"}
    people, audit = (after[name].rows - before[name].rows for name in ("people", "audit"))
    assert 0 <= people <= written and people == audit  # both of one transaction, or neither


async def _write_on(database: Database, stop: asyncio.Event) -> int:
    count = 0
    while not stop.is_set():
        async with database.engine.begin() as connection:
            await connection.execute(text(_PERSON.format("Zoe")))
            await connection.execute(text(_RECORD))
        count += 1
    return count


async def test_a_database_in_use_is_left_alone(full: Database, tmp_path: Path) -> None:
    made = await commands.take_backup(settings(tmp_path), full, now=NOW)
    before = await hashes(full)
    with pytest.raises(ArchiveError, match="the database is not empty"):
        await commands.restore_backup(made.path, [], full)
    assert await hashes(full) == before


async def test_a_damaged_archive_is_refused_before_anything_is_restored(full: Database, tmp_path: Path) -> None:
    for keys in ((), (KEY,)):
        made = await commands.take_backup(settings(tmp_path, *keys), full, now=NOW)
        whole = made.path.read_bytes()
        for damaged in (whole[:-30_000], whole[: len(whole) // 2], _turn_a_bit(whole), b"", b"something else" * 99):
            made.path.write_bytes(damaged)
            with pytest.raises(ArchiveError):
                archive.check_archive(made.path, list(keys))
        made.path.write_bytes(whole)
        assert archive.check_archive(made.path, list(keys)).taken_at == NOW


def _turn_a_bit(data: bytes) -> bytes:
    at = data.index(b"x\x9c") + 8 if b"x\x9c" in data else len(data) // 3
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


async def test_only_a_key_it_was_made_with_opens_it(full: Database, tmp_path: Path) -> None:
    made = await commands.take_backup(settings(tmp_path, KEY), full, now=NOW)
    for keys, words in (([], "it is sealed"), ([OTHER_KEY], "BACKUP_KEY does not open it")):
        with pytest.raises(ArchiveError, match=words):
            archive.check_archive(made.path, keys)
    assert archive.check_archive(made.path, [OTHER_KEY, KEY]).rows > 100


async def test_with_a_key_one_that_is_not_sealed_is_refused(full: Database, tmp_path: Path) -> None:
    made = await commands.take_backup(settings(tmp_path), full, now=NOW)
    with pytest.raises(ArchiveError, match="it is not sealed"):
        archive.check_archive(made.path, [KEY])
    assert archive.check_archive(made.path, []).rows > 100


async def test_a_piece_that_unpacks_to_much_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "much.backup"
    with archive.open_writer(path, []) as writer:
        writer.begin("people")
        await writer.write(b"0" * (64 << 20) + b"\n")
        tables = {"people": content.TableContent(("name",), 1, "")}
        writer.finish(archive.Manifest(NOW, "0001", tables, {}, writer.pieces))
    assert path.stat().st_size < 200_000
    tracemalloc.start()
    assert archive.check_archive(path, []).rows == 1
    size = 0
    async for _, pieces in archive.read_tables(path, []):
        async for piece in pieces:
            size += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == (64 << 20) + 1
    assert peak < 16 << 20


async def test_an_old_backup_goes_and_one_of_a_clock_ahead_takes_no_place(full: Database, tmp_path: Path) -> None:
    for days in (365, -3):
        (tmp_path / rotation.make_name(NOW + timedelta(days=days))).touch()
    (tmp_path / "notes.backup").touch()
    made = await commands.take_backup(settings(tmp_path).model_copy(update={"backup_keep": "1,0"}), full, now=NOW)
    assert [one.taken_at for one in rotation.list_past(tmp_path, NOW)] == [NOW]
    assert (made.deleted, len(list(tmp_path.iterdir()))) == (1, 3)
