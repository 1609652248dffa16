"""Batches of what was kept for long enough: which requests, a killed batch, what others have locked, the archive."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from db import queue
from db.database import Database
from db.models import AuditRecord, Box, Job, JobState, Origin, Role, Status, Ticket
from desk import Context
from desk.retention import expired, idle_people
from reports.request import ReportRequest
from reports.retention import DayFile, delete_expired, erase_batch
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import add, execute, scalar, scalars

pytestmark = pytest.mark.sentence("Retention")
YEAR = timedelta(days=365)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database)
    stage.rules = rules_with(stage.rules, retention__closed=YEAR, retention__archive=True)
    return stage


@pytest.fixture
async def rita(stage: Stage) -> Someone:
    return await stage.person("Rita")


async def closed(stage: Stage, rita: Someone, *ended: datetime, **more: Any) -> list[int]:
    """File a request for each time, which ended then; return their numbers."""
    numbers = []
    for at in ended:
        number = await stage.files(rita, f"The printer is on fire since {at}")
        await stage.change(number, **{"status": Status.CLOSED, "ended_at": at, "file_at": None} | more)
        numbers.append(number)
    return numbers


async def run(stage: Stage, data_dir: Path, **given: Any) -> None:
    """Run one job of the reports' process."""
    async with stage.database.unit_of_work() as session:
        given = given or {"batch": 1}
        async for _ in delete_expired(ReportRequest(session, stage.now, stage.rules, None, "en", given, data_dir)):
            raise AssertionError("there is nothing to send")
    while await run_erasing(stage):
        pass


async def run_erasing(stage: Stage) -> bool:
    """Do one batch of an erasure; return False if none waits."""
    waiting = select(Job).where(Job.box == Box.REPORTS, Job.state == JobState.WAITING, Job.key.startswith("erasing:"))
    async with stage.database.unit_of_work() as session:
        job = await session.scalar(waiting.order_by(Job.id).limit(1))
        if job is None:
            return False
        job.state = JobState.DONE
        given = queue.decode_payload(job.payload)["arguments"]
        async for _ in erase_batch(ReportRequest(session, stage.now, stage.rules, None, "en", given)):
            raise AssertionError("there is nothing to send")
    return True


async def emptied(stage: Stage) -> list[int]:
    """Return the numbers of the requests without words."""
    empty = select(Ticket.number).where(Ticket.emptied_at.is_not(None)).order_by(Ticket.number)
    return await scalars(stage, empty)


def archived(data_dir: Path, kind: str, table: str) -> list[Any]:
    files = sorted((data_dir / "archive").glob(f"{kind}-*"))
    lines = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    return [line["row"] for line in lines if line["table"] == table]


async def test_a_request_is_emptied_once_its_time_is_over(stage: Stage, rita: Someone, tmp_path: Path) -> None:
    old, new, merged, into = await closed(
        stage, rita, stage.now, stage.now + timedelta(days=2), stage.now, stage.now + timedelta(days=3)
    )
    (reopened,) = await closed(stage, rita, stage.now, status=Status.REOPENED)
    await stage.change(merged, merged_into_id=(await stage.ticket(into)).id)
    begun = stage.now
    for at, gone in (
        (begun + YEAR - timedelta(hours=1), []),
        (begun + YEAR + timedelta(hours=1), [old]),
        (begun + YEAR + timedelta(days=4), [old, new, merged, into]),
    ):
        stage.now = at
        await run(stage, tmp_path)
        assert await emptied(stage) == gone
    await stage.change(old, status=Status.CLOSED, ended_at=stage.now)
    stage.now += YEAR - MOMENT
    await run(stage, tmp_path)
    assert (await stage.ticket(old)).emptied_at != stage.now
    stage.now += 2 * MOMENT
    await run(stage, tmp_path)
    assert (await stage.ticket(old)).emptied_at == stage.now, "closed again, it has its time again"
    assert reopened not in await emptied(stage)


async def test_a_request_that_may_be_reopened_is_kept(stage: Stage, rita: Someone, tmp_path: Path) -> None:
    stage.rules = rules_with(stage.rules, requests__reopen=2 * YEAR)
    (number,) = await closed(stage, rita, stage.now)
    stage.now += YEAR + timedelta(days=1)
    await run(stage, tmp_path)
    assert await emptied(stage) == []
    stage.now += YEAR
    await run(stage, tmp_path)
    assert await emptied(stage) == [number]


async def test_a_killed_batch_is_done_again_and_nothing_is_missing_from_the_archive(
    stage: Stage, rita: Someone, tmp_path: Path
) -> None:
    await closed(stage, rita, stage.now, stage.now)
    stage.now += 2 * YEAR
    with pytest.raises(KeyboardInterrupt):
        async with stage.database.unit_of_work() as session:
            request = ReportRequest(session, stage.now, stage.rules, None, "en", {"batch": 1}, tmp_path)
            async for _ in delete_expired(request):
                pass
            raise KeyboardInterrupt
    assert await emptied(stage) == []
    assert len(archived(tmp_path, "requests", "tickets")) == 2, "the file was first"
    (file,) = (tmp_path / "archive").iterdir()
    file.write_bytes(file.read_bytes() + b'{"table": "tick')
    await run(stage, tmp_path)
    assert len(await emptied(stage)) == 2
    rows = archived(tmp_path, "requests", "tickets")
    assert len(rows) == 4
    assert len({row["id"] for row in rows}) == 2
    assert all(row["subject"].startswith("The printer") for row in rows)


async def test_batches_follow_each_other_and_leave_what_is_locked(
    stage: Stage, rita: Someone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expired, "BATCH_SIZE", 2)
    numbers = await closed(stage, rita, *[stage.now] * 5)
    stage.now += 2 * YEAR
    async with stage.database.unit_of_work() as holding:
        await holding.execute(text("select from tickets where number = :n for update"), {"n": numbers[1]})
        for many in (2, 4):
            await run(stage, tmp_path)
            assert len(await emptied(stage)) == many
    assert await scalar(stage, select(func.count()).select_from(Job).where(Job.box == "reports")) == 1
    await run(stage, tmp_path)
    assert await emptied(stage) == numbers


async def test_the_audit_log_goes_by_age(stage: Stage, tmp_path: Path) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    for ago in (YEAR + MOMENT, YEAR - MOMENT):
        await add(stage, _audit(stage.now - ago, vera.id))
    await run(stage, tmp_path)
    assert len(await _list_audit(stage)) == 2, "for ever, unless a setting says otherwise"
    stage.rules = rules_with(stage.rules, retention__audit=YEAR)
    await run(stage, tmp_path)
    assert await _list_audit(stage) == [stage.now - YEAR + MOMENT]
    assert [row["action"] for row in archived(tmp_path, "audit", "audit")] == ["setting"]


async def test_only_what_is_there_begins_a_job(stage: Stage, rita: Someone) -> None:
    await closed(stage, rita, stage.now)
    for length, queued in ((YEAR - timedelta(days=1), False), (timedelta(days=2), True), (timedelta(0), False)):
        stage.now += length
        async with stage.database.unit_of_work() as session:
            context = Context(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
            assert await expired.queue_if_expired(context) is queued


def test_the_archive_has_a_file_a_day_of_the_desk(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2026-11-26T22:30:00+00:00")
    for zone in ("UTC", "Europe/Riga"):
        with DayFile(tmp_path, "audit", at, zone) as file:
            file.write_row("audit", {"id": 1})
    names = sorted(path.name for path in (tmp_path / "archive").iterdir())
    assert names == ["audit-2026-11-26.jsonl", "audit-2026-11-27.jsonl"]


def _audit(at: datetime, actor: int) -> AuditRecord:
    return AuditRecord(at=at, actor_id=actor, origin=Origin.PANEL, action="setting", object="setting:undo_seconds")


async def _list_audit(stage: Stage) -> Sequence[datetime]:
    return await scalars(stage, select(AuditRecord.at).order_by(AuditRecord.at))


async def _reset(stage: Stage, sql: str, **given: Any) -> None:
    await execute(stage, sql, **given)


async def _list_erased(stage: Stage) -> set[str]:
    gone = text("select object from audit where action = 'erased-idle'")
    return set(await scalars(stage, gone))


async def test_whoever_never_had_a_request_is_erased_after_their_time(
    stage: Stage, rita: Someone, tmp_path: Path
) -> None:
    await stage.files(rita, "The printer is on fire")
    idle, active, blocked = [await stage.person(f"basilisk {name}") for name in ("one", "two", "three")]
    await stage.person("Olga", Role.AGENT)
    member, writer = await stage.person("Max"), await stage.person("Dora")
    begun = stage.now
    await stage.files(writer, "a draft")
    await _reset(stage, "update tickets set filed_at = null, file_at = null where requester_id = :p", p=writer.id)
    await _reset(stage, "update people set barred_at = :now where id = :p", p=blocked.id, now=begun)
    await _reset(
        stage,
        "insert into organizations (name, folded, created_at, updated_at) values ('Oak', 'oak', :now, :now)",
        now=begun,
    )
    await _reset(
        stage,
        "insert into memberships (person_id, organization_id, role, source, made_at) "
        "select :p, id, 'user', 'admin', :now from organizations",
        p=member.id, now=begun,
    )  # fmt: skip
    await _reset(
        stage, "insert into uses (day, kind, name, person_id, n) values (:day, 'command', 'kb', :p, 1)",
        p=active.id, day=(begun + timedelta(days=300)).date(),
    )  # fmt: skip
    stage.now = begun + YEAR + timedelta(days=1)
    await run(stage, tmp_path)
    assert await _list_erased(stage) == set(), "for ever, unless a setting says otherwise"
    stage.rules = rules_with(stage.rules, retention__people=YEAR)
    async with stage.database.unit_of_work() as session:
        context = Context(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        assert await expired.queue_if_expired(context)
    await run(stage, tmp_path)
    assert await _list_erased(stage) == {f"person:{idle.id}"}
    async with stage.database.reading() as session:
        left = await session.execute(text("select id, name, telegram_id from people where erased_at is not null"))
        assert [(one.id, one.telegram_id) for one in left] == [(idle.id, None)]
    stage.now = begun + timedelta(days=300) + YEAR + timedelta(days=2)
    await run(stage, tmp_path)
    assert await _list_erased(stage) == {f"person:{idle.id}", f"person:{active.id}"}
    assert not list(tmp_path.rglob("people*")), "who is erased goes to no archive"
    assert await stage.letters(idle) == []


async def test_the_next_people_follow_as_soon_as_a_batch_is_erased(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_people, "BATCH_SIZE", 2)
    people = [await stage.person(f"basilisk {n}") for n in range(5)]
    stage.rules = rules_with(stage.rules, retention__people=YEAR)
    stage.now += YEAR + timedelta(days=1)
    given, rounds = {"batch": 1}, 0
    while given:
        await run(stage, tmp_path, **given)
        rounds += 1
        assert await _list_erased(stage) == {f"person:{one.id}" for one in people[: 2 * rounds]}
        given = await _take_next(stage)
    assert rounds == 3


async def _take_next(stage: Stage) -> dict[str, Any]:
    """Return the arguments of the job that waits, if one does."""
    waiting = select(Job).where(Job.key.startswith("retention"), Job.state == JobState.WAITING)
    async with stage.database.unit_of_work() as session:
        job = await session.scalar(waiting)
        if job is None:
            return {}
        job.state = JobState.DONE
        return dict(queue.decode_payload(job.payload)["arguments"])
