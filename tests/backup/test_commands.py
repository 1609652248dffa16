"""`python -m ops backup|verify|restore` as typed: what is printed, and the exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from db import migrate
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.settings import SettingsError
from ops.__main__ import list_parts
from ops.__main__ import main as ops_main
from ops.backup import commands
from ops.backup.settings import BackupSettings
from ops.queue_metrics import collect_queue_metrics
from ops.readiness import Pages
from tests.test_settings import REPOSITORY, WRONG

pytestmark = pytest.mark.xdist_group("backup")
WRONG_OF_BACKUPS = {
    "BACKUP_DIR": [],
    "BACKUP_KEEP": ["7", "0,4", "x,y"],
    "BACKUP_KEY": ["secret", "A" * 43 + "=,secret"],
}


async def _type(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = await asyncio.to_thread(ops_main, words)
    out, err = capsys.readouterr()
    return code, out, err


async def _read_figure(url: str, name: str) -> float:
    database = Database(create_engine(url))
    found = await collect_queue_metrics(database, datetime.now(UTC))
    await database.aclose()
    return next(one.samples[0].value for one in found if one.name == f"pulldesk_backup_{name}_seconds")


async def test_a_backup_is_made_verified_and_restored(
    server: EmbeddedServer,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("BACKUP_KEY", "A" * 43 + "=")
    monkeypatch.setenv("BACKUP_HOURS", "12")
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into desk (id) values (1)")
    await connection.close()
    code, out, err = await _type(capsys, "backup")
    assert (code, err) == (0, "") and " rows of " in out
    file = out.partition(": ")[0]
    assert 0 <= await _read_figure(database_url, "age") < 600
    assert await _read_figure(database_url, "interval") == 12 * 3600
    assert (await _type(capsys, "verify", file))[1].startswith(f"{file} is whole: ")
    with monkeypatch.context() as image:  # as where PostgreSQL is another container
        image.setattr(commands, "is_installed", lambda: False)
        code, out, _ = await _type(capsys, "verify", file, "--restore")
        assert code == 0 and out.startswith(f"{file} is whole and was restored for a trial: ")
        connection = await asyncpg.connect(database_url)
        assert await connection.fetchval("select count(*) from pg_database where datname ~ '^pulldesk_verify'") == 0
        await connection.close()
    monkeypatch.setenv("DATABASE_URL", await server.create_database("typed_desk"))
    code, out, _ = await _type(capsys, "restore", file)
    assert code == 0 and out.startswith("restored, and every table is as in the archive: ")
    await server.drop_database("typed_desk")
    monkeypatch.setenv("BACKUP_KEY", "")
    code, _, err = await _type(capsys, "verify", file)
    assert (code, err) == (2, "verify: it is sealed: set the BACKUP_KEY that it was made with\n")
    plain = (await _back_up_plain(monkeypatch, capsys, database_url)).partition(": ")[0]
    monkeypatch.setenv("BACKUP_KEY", "A" * 43 + "=")
    for command in ("verify", "restore"):
        code, _, err = await _type(capsys, command, plain)
        assert code == 2 and err.startswith(f"{command}: it is not sealed") and "--unsealed" in err
    assert (await _type(capsys, "verify", plain, "--unsealed"))[1].startswith(f"{plain} is whole: ")
    monkeypatch.setenv("DATABASE_URL", await server.create_database("typed_desk"))
    assert (await _type(capsys, "restore", plain, "--unsealed"))[0] == 0
    await server.drop_database("typed_desk")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:s3cret@127.0.0.1:9/d")
    code, _, err = await _type(capsys, "backup")
    assert code == 2 and "127.0.0.1:9" in err and "s3cret" not in err


async def _back_up_plain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str) -> str:
    monkeypatch.setenv("BACKUP_KEY", "")
    monkeypatch.setenv("DATABASE_URL", url)
    return (await _type(capsys, "backup"))[1]


def test_backups_run_beside_the_others_when_hours_are_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEB_URL", "off")

    def names() -> list[str]:
        return [one.name for one in list_parts()[0]]

    assert names() == ["bot", "todoist_sync"]
    monkeypatch.setenv("BACKUP_HOURS", "12")
    assert names()[-1] == "backup"
    monkeypatch.setenv("MAIL_URL", "imaps://u:p@h")
    assert "mail" in names()


@pytest.mark.parametrize("more", [{}, {"BACKUP_HOURS": "soon", "BACKUP_KEEP": "often", "TIMEZONE": "Mars/X"}])
def test_all_wrong_variables_of_all_processes_are_named_and_nothing_runs_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], more: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = {"WEB_URL": "https://desk.example", "WEB_PORT": "abc", "BOT_TOKEN": "1:a", "HTTP_PORT": "abc", **more}
    for name, value in {**wrong, "PYTHONPATH": str(REPOSITORY)}.items():
        monkeypatch.setenv(name, value)
    assert ops_main([]) == 2
    said = [line.split() for line in capfd.readouterr().err.splitlines()]
    assert {who for who, *_ in said} == {"pulldesk:"}
    assert sorted(name for _, name, *_ in said) == sorted(set(wrong) - {"WEB_URL"})


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    known = {name.lower() for name in [*WRONG, *WRONG_OF_BACKUPS]}
    assert known | {"sandbox_mark"} == set(BackupSettings.model_fields)
    for name, values in WRONG_OF_BACKUPS.items():
        for value in values:
            monkeypatch.setenv(name, value)
            with pytest.raises(SettingsError, match=f"^{name} should hold ") as said:
                BackupSettings.load()
            assert "secret" not in str(said.value)
        monkeypatch.delenv(name, raising=False)


async def test_a_database_that_goes_away_meanwhile_is_named(
    server: EmbeddedServer,
    emptied_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It ends while the rows of a locked table are waited for: one line is said, and the service goes on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", emptied_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "kept"))
    holding = await asyncpg.connect(emptied_url)
    async with holding.transaction():
        await holding.execute("lock table tickets in access exclusive mode")
        typed = asyncio.create_task(_type(capsys, "backup"))
        await _end_who_waits(holding)
        code, out, err = await typed
        assert (code, out) == (2, "") and err.startswith("backup: ") and err.count("\n") == 1, err
        stop = asyncio.Event()
        day = timedelta(days=1)
        serving = asyncio.create_task(
            commands.keep_backing_up(BackupSettings.load(), day, stop, lambda: datetime.now(UTC))
        )
        await _end_who_waits(holding)
        stop.set()
        await serving
    await holding.close()
    assert not list((tmp_path / "kept").iterdir())


async def test_an_empty_database_is_no_failed_backup(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first start makes its tables meanwhile."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(migrate, "_LOOK_EVERY", 0.01)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "kept"))
    url = await server.create_database("not_made_yet")
    engine = create_engine(url)
    monkeypatch.setenv("DATABASE_URL", url)
    stop = asyncio.Event()
    with capture_logs() as said:
        day = timedelta(days=1)
        serving = asyncio.create_task(commands._serve(day, BackupSettings.load(), stop, Pages()))
        await _until(lambda: bool(said))
        await migrate.upgrade(engine)
        await _until((tmp_path / "kept").exists)
        await _until(lambda: len(said) > 1)
        stop.set()
        await serving
    await engine.dispose()
    await server.drop_database("not_made_yet")
    assert [one["event"] for one in said] == ["backups wait for the first start", "a backup was made"]


async def _until(seen: Callable[[], bool]) -> None:
    while not seen():
        await asyncio.sleep(0.01)


async def _end_who_waits(holding: asyncpg.Connection) -> None:
    while not await holding.fetch("select pg_terminate_backend(pid) from pg_locks where not granted"):
        await asyncio.sleep(0.01)
