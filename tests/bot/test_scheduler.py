"""The clock's loop: one item that fails stops neither the others nor the watch; what goes on failing is put aside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiogram import Bot
from sqlalchemy import func, select, text

from bot.runtime import Runtime
from bot.scheduler import Scheduler
from db import pruning
from db.database import Database
from db.models import Box, Job, JobState, LoggedUse, Role
from desk.admin_settings.changes import CurrentSettings
from desk.operations import failed_jobs
from desk.panel import use_log
from desk.panel.use_log import SeenUse
from desk.schedule import due_items, due_work
from desk.schedule.due_items import Due
from tests.desk.stage import Someone, Stage
from tests.holding import held
from tests.rules import rules_with
from tests.sql import execute, scalar, sole

_FUNCTION = "create function broken() returns trigger language plpgsql as $$ begin {does}; return new; end $$"
_REFUSE = "raise exception 'broken' using errcode = 'check_violation'"
_TERMS = """
insert into settings (key, value, version, changed_at) values ('consent', '3', 1, now());
insert into desk (id, settings_version) values (1, 1) on conflict (id) do update set settings_version = 1
"""
_TRIGGER = """
create trigger broken before update on tickets for each row when (old.number = {number} and {when})
execute function broken()
"""


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
async def vera(stage: Stage) -> Someone:
    return await stage.person("Vera", Role.ADMIN)


@pytest.fixture
def clockwork(stage: Stage) -> Scheduler:
    return Scheduler(Runtime(Bot("77:AAAA"), stage.database, CurrentSettings(stage.rules), lambda: stage.now))


@asynccontextmanager
async def _refused(stage: Stage, number: int, when: str, *, instead: str = _REFUSE) -> AsyncIterator[None]:
    """While this lasts the database refuses such a change of one ticket, or does this with it."""
    async with stage.database.engine.begin() as connection:
        await connection.execute(text(_FUNCTION.format(does=instead)))
        await connection.execute(text(_TRIGGER.format(number=number, when=when)))
    try:
        yield
    finally:
        async with stage.database.engine.begin() as connection:
            await connection.execute(text("drop function broken cascade"))


async def _drafts(stage: Stage, count: int) -> list[int]:
    """So many requests that are gathered, each from somebody else."""
    people = [await stage.person(f"Rita {n}") for n in range(count)]
    return [(await stage.says(one, "The printer on floor 2 is on fire")).number or 0 for one in people]


async def _filed(stage: Stage) -> list[int]:
    return [ticket.number for ticket in await stage.tickets() if ticket.filed_at is not None]


async def _given_up(stage: Stage) -> list[str]:
    async with stage.database.sessions() as session:
        return [f"{line.box}:{line.why}" for line in await failed_jobs.list_failed(session)]


async def test_one_item_that_fails_stops_no_other_and_is_put_aside(
    stage: Stage, vera: Someone, clockwork: Scheduler
) -> None:
    first, second, third = await _drafts(stage, 3)
    stage.later(seconds=10)
    async with _refused(stage, second, "old.filed_at is null"):
        assert await clockwork.run_once() == 3
        assert await _filed(stage) == [first, third]
        assert await clockwork.run_once() == 0  # it waits
        for _ in range(5):
            stage.later(minutes=1)
            await clockwork.run_once()
        assert await clockwork.run_once() == 0
        assert await _given_up(stage) == ["clock:IntegrityError"]
    assert [x.get("key") for x in await stage.letters(vera)].count("late-failed") == 1
    assert await clockwork.run_once() == 0
    async with stage.database.sessions() as session:
        (line,) = await failed_jobs.list_failed(session)
    assert line.number == second
    await stage.does(vera, failed_jobs.retry_job, line.job)
    assert await _given_up(stage) == []
    assert await clockwork.run_once() == 1
    assert sorted(await _filed(stage)) == [first, second, third]


async def test_terms_that_came_while_others_were_filed_are_asked_for(
    stage: Stage, clockwork: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await _drafts(stage, 2)
    monkeypatch.setattr("bot.scheduler._SETTINGS_SECONDS", 0.0)
    async with _refused(stage, first, "old.filed_at is null and new.filed_at is not null", instead=_TERMS):
        stage.later(seconds=10)
        await clockwork.run_once()
    assert await _filed(stage) == [first]
    assert [one.consent_asked for one in await stage.tickets() if one.number == second] == [3]


async def test_what_another_program_holds_is_tried_until_it_is_free_and_keeps_nothing_else(
    stage: Stage, clockwork: Scheduler
) -> None:
    first, *others = await _drafts(stage, 3)
    stage.later(seconds=10)
    async with held(stage.database, f"tickets where number = {first}"):
        for _ in range(8):
            await clockwork.run_once()
            stage.later(minutes=10)
        assert await _filed(stage) == others
    await clockwork.run_once()
    assert sorted(await _filed(stage)) == [first, *others]
    assert await _given_up(stage) == []


async def test_what_is_due_anew_is_tried_anew(stage: Stage, clockwork: Scheduler) -> None:
    (number,) = await _drafts(stage, 1)
    stage.later(seconds=10)
    async with _refused(stage, number, "old.filed_at is null"):
        for _ in range(6):
            await clockwork.run_once()
            stage.later(minutes=1)
    assert await clockwork.run_once() == 0
    await stage.change(number, file_at=stage.now)
    assert await clockwork.run_once() == 1
    assert await _filed(stage) == [number]


async def test_a_look_full_of_failing_items_starves_nobody(stage: Stage) -> None:
    numbers = await _drafts(stage, 3)
    stage.later(seconds=10)
    async with stage.database.unit_of_work() as session:
        failing = await due_items.find_due_work(session, stage.now, limit=2)
        for work in failing:
            await due_work.count_failure(work, session, ValueError(), stage.now)
    async with stage.database.sessions() as session:
        (left,) = await due_items.find_due_work(session, stage.now, limit=2)
    assert {work.due for work in (*failing, left)} == {Due.FILE}
    assert sorted(work.id for work in (*failing, left)) == [(await stage.ticket(number)).id for number in numbers]


async def test_a_ticket_whose_reminder_fails_ends_nobody_elses(
    stage: Stage, vera: Someone, clockwork: Scheduler
) -> None:
    rita = await stage.person("Rita")
    bad, good = [await stage.files(rita, f"The printer on floor {n} is on fire") for n in (2, 3)]
    stage.later(hours=1)
    async with _refused(stage, bad, "new.remind_at > old.remind_at + interval '12 hours'"):
        await clockwork.run_once()
        reminded = [x["tickets"] for x in await stage.letters(vera) if x.get("view") == "reminder"]
        assert reminded == [[(await stage.ticket(good)).id]]
        assert (await stage.ticket(bad)).remind_at == stage.now + timedelta(seconds=1)


async def test_the_watch_goes_on_while_nothing_can_be_looked_up(
    stage: Stage, vera: Someone, clockwork: Scheduler
) -> None:
    """Whatever fails of the clock: that something was given up is told all the same."""
    async with stage.database.unit_of_work() as session:
        session.add(
            Job(box=Box.TO_TELEGRAM, key="1", payload=b"{}", state=JobState.BURIED, due_at=stage.now,
                created_at=stage.now, settled_at=stage.now)
        )  # fmt: skip
    stop = asyncio.Event()
    async with stage.database.engine.begin() as connection:
        await connection.execute(text("alter table due_failures rename to due_failures_away"))
    try:
        running = asyncio.create_task(clockwork.run(stop))
        while not await stage.letters(vera):
            assert not running.done()
        stop.set()
        await running
    finally:
        async with stage.database.engine.begin() as connection:
            await connection.execute(text("alter table due_failures_away rename to due_failures"))
    assert [x["key"] for x in await stage.letters(vera)] == ["late-failed"]


async def test_logged_uses_go_by_age_and_all_of_them_once_it_is_off(stage: Stage, clockwork: Scheduler) -> None:
    async def left() -> int:
        return await sole(stage, select(func.count()).select_from(LoggedUse))

    vera = await stage.person("Vera", Role.ADMIN)
    async with stage.database.unit_of_work() as session:
        ages = (timedelta(days=8), timedelta(days=6), timedelta(0))
        await use_log.write_uses(session, [SeenUse(stage.now - age, "button", "claim", vera.id, 42) for age in ages])
    clockwork._settings.last = rules_with(clockwork._settings.last, retention__log=timedelta(days=7))
    await clockwork._prune()
    assert await left() == 2
    clockwork._settings.last = rules_with(clockwork._settings.last, retention__log=timedelta(0))
    stage.now += timedelta(hours=1)
    await clockwork._prune()
    assert await left() == 0


async def test_pruning_goes_on_in_limited_batches_whatever_else_fails(stage: Stage, clockwork: Scheduler) -> None:
    """A lowered setting or a long stop may leave millions of rows; a part that fails keeps no other from its work."""
    old = {"at": stage.now - pruning.SEARCHES_KEPT - timedelta(days=1), "n": pruning.MAX_ROWS + 1}
    put = "insert into searches (at, language, words, by_staff, found) select :at, 'en', 'w', false, 0 "
    await execute(stage, put + "from generate_series(1, cast(:n as int))", **old)
    await execute(stage, "alter table masked_words rename to masked_words_away")
    try:
        for left in (1, 0):
            await clockwork._prune()
            assert await scalar(stage, "select count(*) from searches") == left
        assert clockwork._pruned_at is not None
    finally:
        await execute(stage, "alter table masked_words_away rename to masked_words")
