"""Who was erased after a backup is erased again when it is restored: the list beside the database says who."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.erased_list import ErasedList
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from ops.__main__ import main as ops_main
from ops.backup import commands
from ops.backup.erased_people import NAME, ErasedPerson, add_to_list, read_list
from ops.backup.settings import BackupSettings
from tests.desk.stage import Stage
from tests.reports.retention.test_batches import run_erasing
from tests.sql import execute

pytestmark = pytest.mark.xdist_group("backup")


async def _erase(stage: Stage, *people: int) -> None:
    """Let an admin erase people at once, and let the clock and the reports process do it."""
    for person in people:
        await execute(
            stage,
            "insert into erasures (person_id, origin, asked_at, due_at) values (:p, 'clock', :now, :now)",
            p=person,
            now=stage.now,
        )
    for _ in range(3):
        await stage.ticks()
        while await run_erasing(stage):
            pass
        stage.later(minutes=11)


async def _type(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = await asyncio.to_thread(ops_main, words)
    out, err = capsys.readouterr()
    return code, out, err


async def test_who_was_erased_since_is_erased_again(
    server: EmbeddedServer, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    database = Database(create_engine(database_url))
    stage = Stage(database)
    before, rita, other = [await stage.person(name) for name in ("Before", "Rita", "Other")]
    listed = ErasedList(tmp_path)

    async def note() -> None:
        async with database.reading() as session:
            await listed.add_new(session)

    await note()
    assert read_list(tmp_path / NAME) is None
    await _erase(stage, before.id)
    await note()
    code, out, err = await _type(capsys, "backup")
    assert (code, err) == (0, "")
    file = out.partition(": ")[0]
    stage.now = max(stage.now, datetime.now(stage.now.tzinfo)) + timedelta(minutes=1)
    await _erase(stage, rita.id)
    await note()
    await note()
    assert [one.id for one in read_list(tmp_path / NAME) or ()] == [before.id, rita.id]
    url = await server.create_database("erased_again")
    monkeypatch.setenv("DATABASE_URL", url)
    code, out, err = await _type(capsys, "restore", file)
    assert (code, err) == (0, "")
    assert out.splitlines()[1].startswith("1 erased after the backup were back") and f"(ids {rita.id})" in out
    stage.database = Database(create_engine(url))
    stage.later(days=1)
    assert await stage.ticks() == 1
    assert await run_erasing(stage)
    async with stage.database.reading() as session:
        gone = await session.execute(text("select id from people where erased_at is not null order by id"))
        assert [one.id for one in gone] == [before.id, rita.id]
        kept = await session.execute(text("select telegram_id from people where id = :p"), {"p": other.id})
        assert kept.scalar_one() == other.chat
    await database.aclose()
    await stage.database.aclose()
    await server.drop_database("erased_again")


async def test_a_restore_without_a_list_says_so(
    server: EmbeddedServer, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    file = (await _type(capsys, "backup"))[1].partition(": ")[0]
    monkeypatch.setenv("DATABASE_URL", await server.create_database("no_list"))
    code, _, err = await _type(capsys, "restore", file, "--erased", "elsewhere.txt")
    assert code == 2 and "elsewhere.txt: there is no such list" in err
    code, out, _ = await _type(capsys, "restore", file)
    assert code == 0 and "erase again whoever was erased after the backup, with /erase" in out
    await server.drop_database("no_list")


def test_half_a_line_is_left_out_and_the_next_begins_a_new_one(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2026-11-26T09:00:00+00:00")
    path = tmp_path / "deep" / NAME
    add_to_list(path, [ErasedPerson(7, at)])
    path.write_text(path.read_text() + "12 2026-11-2")
    assert read_list(path) == [ErasedPerson(7, at)]
    add_to_list(path, [ErasedPerson(12, at)])
    assert read_list(path) == [ErasedPerson(7, at), ErasedPerson(12, at)]


async def test_who_was_erased_by_a_clock_ahead_hides_nobody(database: Database, tmp_path: Path) -> None:
    stage, listed = Stage(database), ErasedList(tmp_path)
    ahead, rita = await stage.person("Ahead"), await stage.person("Rita")
    for person, hours in ((ahead, 5), (rita, -5)):
        stage.later(hours=hours)
        await _erase(stage, person.id)
        async with database.reading() as session:
            await (listed if person is ahead else ErasedList(tmp_path)).add_new(session)
    assert [one.id for one in read_list(tmp_path / NAME) or ()] == [ahead.id, rita.id]


async def test_who_was_erased_after_a_backup_of_a_clock_ahead_is_erased_again(
    server: EmbeddedServer, database: Database, tmp_path: Path
) -> None:
    """Ids are of one person each, also after a restore: nobody new gets one of the list."""
    stage = Stage(database)
    rita, later = await stage.person("Rita"), await stage.person("Later")
    restored = Database(create_engine(await server.create_database("clock_ahead")))
    ahead = stage.now + timedelta(hours=5)
    made = await commands.take_backup(BackupSettings(backup_dir=tmp_path), database, now=ahead)
    await execute(database, "alter sequence people_id_seq restart with 900")
    newer = await stage.person("Newer")
    listed = [ErasedPerson(one.id, stage.now + timedelta(hours=1)) for one in (rita, newer)]
    await commands.restore_backup(made.path, [], restored)
    assert await commands.erase_again(restored, made.manifest, listed, stage.now) == [rita.id]
    stage.database = restored
    assert (await stage.person("Another")).id > newer.id > later.id
    assert await commands.erase_again(restored, made.manifest, listed, stage.now) == [rita.id]
    await restored.aclose()
    await server.drop_database("clock_ahead")
