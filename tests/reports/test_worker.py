"""Reports on the stage: asked for, made, brought; what fails, what is asked twice, what is no longer for its reader."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import func, select, text, update

from db.database import Database
from db.locks import WorkerLock
from db.models import Box, Job, JobState, Lane, Origin, ReportResult
from db.pruning import prune_rows
from desk import Desk
from desk.outbox import queue_report
from desk.people import person_rows
from desk.text import RichText
from reports import worker
from reports.request import MadeReport, ReportRequest
from reports.worker import KINDS, ReportWorker
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.reports.kinds import OURS, PNG
from tests.sql import execute, scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Reports")


@pytest.fixture(autouse=True)
def _ours() -> Iterator[None]:
    KINDS.update(OURS)
    yield
    for name in OURS:
        del KINDS[name]


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database, board=False) as stage:
        yield stage


async def ask(stage: Stage, phone: Phone, kind: str, *, lane: Lane = Lane.MAILINGS, **arguments: object) -> bool:
    async with stage.database.unit_of_work() as session:
        person = await person_rows.find_by_telegram(session, phone.id)
        assert person is not None
        desk = Desk(session, Origin.TELEGRAM, person, now=stage.clock(), rules=stage.settings)
        return await queue_report(desk, kind, person.id, dict(arguments), lane=lane)


async def jobs(stage: Stage, state: JobState) -> int:
    count = select(func.count()).where(Job.box == Box.REPORTS.value, Job.state == state)
    return int(await scalar(stage, count) or 0)


async def test_a_picture_comes_with_its_words_and_gives_its_place_to_the_next(stage: Stage) -> None:
    vera = stage.vera
    assert await ask(stage, vera, "picture", there=True)
    await stage.settle()
    first = await vera.last()
    assert words(first) == "a picture, en"
    assert [f["kind"] for f in first["files"]] == ["photo"]
    async with stage.database.reading() as session:
        (styled,) = await session.scalars(select(ReportResult.entities))
    assert [one["type"] for one in styled] == ["bold"]
    assert buttons(first) == ["retry:1"]
    await ask(stage, vera, "picture", there=True, edit=True, n=2, long=2000)
    await stage.settle()
    there = await vera.last()
    assert len(words(there)) == 1024
    assert there["message_id"] == first["message_id"]
    assert there["files"] != first["files"]


async def test_a_quick_one_is_made_beside_one_that_may_take_minutes(stage: Stage) -> None:
    vera = stage.vera
    async with stage.database.unit_of_work() as held:
        await held.execute(text("select pg_advisory_xact_lock(4711)"))
        await ask(stage, vera, "picture", lock=4711)
        export = asyncio.create_task(stage.reports._take())
        assert await export == 1
        await ask(stage, vera, "parts")
        assert await stage.reports._take() == 0, "another that may take long waits"
        await ask(stage, vera, "quick", lane=Lane.PEOPLE)
        assert await stage.reports._take() == 1
        while await jobs(stage, JobState.DONE) == 0:
            await asyncio.sleep(0.01)
        assert await jobs(stage, JobState.WAITING) == 2
    await stage.settle()
    assert await jobs(stage, JobState.DONE) == 3


async def test_ten_of_the_same_at_once_are_one(stage: Stage) -> None:
    vera = stage.vera
    asked = [await ask(stage, vera, "picture", n=1) for _ in range(10)]
    assert asked == [True] + [False] * 9
    assert await ask(stage, vera, "picture", n=2)
    await stage.settle()
    assert (await vera.texts())[-2:] == ["a picture, en"] * 2
    assert await jobs(stage, JobState.DONE) == 2
    assert await ask(stage, vera, "picture", n=1), "asked anew once it is there"


async def test_files_come_in_parts_to_admins_only_and_go_after_a_week(stage: Stage) -> None:
    vera, olga = stage.vera, await stage.agent("Olga")
    before = len(await olga.received())
    await ask(stage, vera, "parts")
    await ask(stage, olga, "parts")
    await stage.settle()
    assert [(words(m), m["files"][0]["name"]) for m in (await vera.received())[-2:]] == [
        ("part 1", "part-1.csv"),
        ("part 2", "part-2.csv"),
    ]
    assert len(await olga.received()) == before
    for days, left in ((6, 4), (2, 0)):
        await stage.pass_time(days=days)
        async with stage.database.unit_of_work() as session:
            await prune_rows(session, now=stage.clock())
            assert await session.scalar(select(func.count()).select_from(ReportResult)) == left


async def test_nobody_who_only_asks_gets_a_report(stage: Stage) -> None:
    rita = await stage.phone("Rita")
    await rita.writes("/start")
    before = len(await rita.received())
    await ask(stage, rita, "picture")
    await stage.settle()
    assert len(await rita.received()) == before


async def test_a_mistake_is_tried_five_times_then_buried_and_said(stage: Stage) -> None:
    vera = stage.vera
    await ask(stage, vera, "mistaken")
    await stage.settle()
    for _ in range(4):
        assert (await jobs(stage, JobState.WAITING), await jobs(stage, JobState.BURIED)) == (1, 0)
        await stage.pass_time(seconds=20)
    assert (await jobs(stage, JobState.WAITING), await jobs(stage, JobState.BURIED)) == (0, 1)
    failed = text_of("report-failed")
    assert "half" not in await vera.texts()
    assert (await vera.texts()).count(failed) == 1
    assert await scalar(stage, select(func.count()).select_from(ReportResult)) == 0
    await vera.writes("/failed")
    assert f"{text_of('failed-what', box='reports')} · Vera" in await vera.reads()
    await ask(stage, vera, "picture")
    await stage.settle()
    assert await vera.reads() == "a picture, en", "the next is not held up"


async def test_a_kind_of_a_newer_version_waits_for_it(stage: Stage) -> None:
    vera = stage.vera
    await ask(stage, vera, "hologram")
    await stage.settle()
    for _ in range(6):
        await stage.pass_time(minutes=1)
    assert await jobs(stage, JobState.WAITING) == 1


async def test_what_ended_the_process_five_times_is_buried_undone(stage: Stage) -> None:
    vera = stage.vera
    await ask(stage, vera, "deadly")
    await execute(stage, update(Job).values(unknown=4, started_at=stage.clock()).where(Job.box == "reports"))
    await stage.settle()
    assert await jobs(stage, JobState.BURIED) == 1
    assert await vera.reads() == text_of("report-failed")


async def test_what_somebody_else_has_done_meanwhile_is_brought_once(stage: Stage) -> None:
    async def overtaken(asked: ReportRequest) -> AsyncIterator[MadeReport]:
        yield MadeReport(PNG, "late.png", "image/png", RichText("late"))
        done = {"state": JobState.DONE, "settled_at": stage.clock()}
        await execute(stage, update(Job).values(done).where(Job.box == "reports"))

    KINDS["mistaken"] = overtaken
    vera = stage.vera
    before = len(await vera.received())
    await ask(stage, vera, "mistaken")
    await stage.settle()
    assert len(await vera.received()) == before
    assert await scalar(stage, select(func.count()).select_from(ReportResult)) == 0


async def test_while_the_database_is_away_nothing_counts_as_tried(stage: Stage) -> None:
    begun: list[str] = []

    async def lost(asked: ReportRequest) -> AsyncIterator[MadeReport]:
        begun.append(asked.language)
        if len(begun) == 1:
            raise ConnectionResetError
        yield MadeReport(PNG, "there.png", "image/png", RichText("there"))

    KINDS["mistaken"] = lost
    await ask(stage, stage.vera, "mistaken")
    stop, worker_lock = asyncio.Event(), WorkerLock(stage.database.engine)
    running = asyncio.ensure_future(ReportWorker(stage.database, stage.app.current, worker_lock, stage.clock).run(stop))
    async with asyncio.timeout(20):
        while not await jobs(stage, JobState.DONE):
            await asyncio.sleep(0.05)
    stop.set()
    await running
    await worker_lock.release()
    assert await scalar(stage, select(Job.attempts).where(Job.box == "reports")) == 0
    assert len(begun) == 2


@pytest.mark.parametrize(
    ("idle", "parent", "is_stopped", "done"), [(0.3, None, False, 1), (60, 1, False, 0), (60, None, True, 0)]
)
async def test_it_ends_when_idle_when_told_and_with_who_started_it(
    stage: Stage, idle: float, parent: int | None, is_stopped: bool, done: int
) -> None:
    await ask(stage, stage.vera, "picture")
    stop, worker_lock = asyncio.Event(), WorkerLock(stage.database.engine)
    if is_stopped:
        stop.set()
    length = timedelta(seconds=idle)
    worker = ReportWorker(stage.database, stage.app.current, worker_lock, stage.clock, parent=parent, idle=length)
    await asyncio.wait_for(worker.run(stop), 5)
    await worker_lock.release()
    assert await jobs(stage, JobState.DONE) == done


@pytest.mark.parametrize("at_once", [True, False])
async def test_batches_follow_at_once_and_reports_after_a_pause(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    monkeypatch.setattr(worker, "AT_ONCE", frozenset({"picture"} if at_once else ()))
    monkeypatch.setattr(worker, "_PAUSE_AT_MOST", 3600.0)
    worker_lock = WorkerLock(stage.database.engine)
    working = ReportWorker(stage.database, stage.app.current, worker_lock, stage.clock)
    await ask(stage, stage.vera, "picture")
    await worker_lock.ensure_held()
    assert await working.run_once() == 1
    assert working._took > 0
    working._took = 3600.0
    looking = asyncio.ensure_future(working._look())
    done, _ = await asyncio.wait([looking], timeout=5 if at_once else 0.1)
    assert bool(done) is at_once
    looking.cancel()
    await worker_lock.release()
