"""The reports' process itself, started by what the bot starts it with: killed in the middle, deadly jobs, its end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text

from bot import report_process
from bot.report_process import ReportProcess
from db import migrate
from db.database import Database
from db.models import Box, Job, JobState, Person, ReportResult, Role
from db.queue import encode_payload, maintenance, put_job
from db.settings import SettingsError
from db.unit_of_work import NewJob
from desk import installation
from desk.charts.stats_command import StatsQuestion
from ops.readiness import Pages
from reports.__main__ import ReportSettings, serve_reports
from tests.desk.stage import BOT, Stage
from tests.reports.retention.test_erasing import begin
from tests.sql import execute, scalar

pytestmark = pytest.mark.sentence("Reports")

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = 4711


async def put_report_job(database: Database, kind: str, **arguments: object) -> None:
    """Ask for a report, for somebody whom the bot does not know."""
    now = datetime.now(UTC)
    async with database.unit_of_work() as session:
        person = await session.scalar(select(Person))
        if person is None:
            person = Person(name="Vera", role=Role.ADMIN, telegram_id=900, created_at=now)
            session.add(person)
            await session.flush()
        job = encode_payload({"do": kind, "arguments": arguments})
        put_job(session, NewJob(Box.REPORTS, f"{kind}:{person.id}", job, now, person_id=person.id))


@asynccontextmanager
async def starting(database: Database, url: str) -> AsyncIterator[asyncio.Task[None]]:
    """What the elected bot does, with a process that knows the tests' kinds."""
    stop = asyncio.Event()
    keep = {n: os.environ[n] for n in ("PATH", "HOME", "LANG") if n in os.environ}
    given = {**keep, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PULLDESK_SANDBOX": "test"}
    command = ["env", "-i", *[f"{k}={v}" for k, v in given.items()], sys.executable, "-m", "tests.reports.kinds"]
    running = asyncio.ensure_future(ReportProcess(database, command, lambda: datetime.now(UTC)).run(stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


async def until(seen: Callable[[], Awaitable[object]]) -> None:
    """Ask until the answer is true."""
    while not await seen():
        await asyncio.sleep(0.05)


async def results(database: Database) -> int:
    async with database.unit_of_work() as session:
        await maintenance.free_dead(session)  # as the bot does each second
        return int(await session.scalar(select(func.count()).select_from(ReportResult)) or 0)


async def letters(database: Database, state: JobState, box: Box = Box.TO_TELEGRAM) -> int:
    count = select(func.count()).where(Job.box == box.value, Job.state == state)
    return int(await scalar(database, count) or 0)


@pytest.mark.limit(60)
async def test_killed_in_the_middle_it_is_done_again_and_brought_once(database: Database, _emptied_url: str) -> None:
    holder = await asyncpg.connect(_emptied_url)
    await holder.execute("select pg_advisory_lock($1)", LOCK)
    await put_report_job(database, "picture", lock=LOCK)
    async with starting(database, _emptied_url):
        waiting = "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted"

        async def blocked() -> object:
            return await holder.fetchval(waiting, LOCK)

        await until(blocked)
        child = await _child()
        os.kill(child, signal.SIGKILL)
        await holder.execute("select pg_terminate_backend($1)", await blocked())
        await holder.execute("select pg_advisory_unlock($1)", LOCK)
        await until(lambda: results(database))
        assert await _child() != child
        await put_report_job(database, "stats", **StatsQuestion(of="now").dump())
        await until(lambda: _drawn(database))
    await holder.close()
    assert await results(database) == 2
    assert await letters(database, JobState.WAITING) == 3  # the form of the figures is edited, too
    assert await letters(database, JobState.DONE, Box.REPORTS) == 2


async def test_one_that_shows_no_life_any_more_is_killed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_process, "_SILENT_SECONDS", 0.5)
    hangs = ReportProcess(database, ["sh", "-c", "printf . >&0; kill -STOP $$"], lambda: datetime.now(UTC))
    assert await hangs._once(asyncio.Event()) == -signal.SIGKILL


async def test_a_database_of_another_version_is_left_alone(
    database: Database, _emptied_url: str, tmp_path: Path
) -> None:
    settings = ReportSettings(_env_file=None, database_url=SecretStr(_emptied_url), data_dir=tmp_path)
    now = text("update alembic_version set version_num = :version")
    await execute(database, now, version="9999")
    try:
        with pytest.raises(SettingsError, match="revision"):  # a bad end: it is not started again at once
            await serve_reports(settings, asyncio.Event(), Pages())
    finally:
        await execute(database, now, version=migrate.get_head())


async def _drawn(database: Database) -> object:
    """A picture of figures, drawn where alone that can be done."""
    found = await scalar(database, select(ReportResult.content).where(ReportResult.kind == "stats"))
    return found is not None and found.startswith(b"\x89PNG")


async def _child() -> int:
    """The pid of the process that the test has started."""
    mine = Path(f"/proc/{os.getpid()}/task")
    children = [int(pid) for task in mine.iterdir() for pid in (task / "children").read_text().split()]
    (found,) = [pid for pid in children if b"tests.reports.kinds" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found


async def test_the_process_finds_the_copies_of_who_is_erased(
    database: Database, _emptied_url: str, tmp_path: Path
) -> None:
    """It is told nothing of the bot: which one the desk has stands in the database."""
    stage = Stage(database)
    stage.now = datetime.now(UTC) - timedelta(hours=1)  # filing takes its time
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    card = await stage.shown(olga, "card:1", await stage.files(rita, "The heating does not work"))
    async with database.unit_of_work() as session:
        await installation.claim_bot(session, BOT, "help_bot")
    await begin(stage, rita)
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {**keep, "DATABASE_URL": _emptied_url, "DATA_DIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "reports", cwd=ROOT, env=given)
    try:
        await until(lambda: letters(database, JobState.DONE, Box.REPORTS))
    finally:
        process.kill()
        await process.wait()
    assert card in [one["message_id"] for one in await stage.letters(olga) if one["type"] == "erase"]
