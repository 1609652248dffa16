"""Two mailings on their way to the same people, two who begin one, and who is gone by then."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import AnnouncementReceiver, Box, Job, JobState, Origin, Person
from desk import Desk, Outdated, Refused
from desk.announcements import mailing
from desk.schedule import clock_skew, due_work
from desk.schedule.due_items import Due, DueItem
from desk.text import RichText
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage
from tests.sql import execute, scalar, scalars


async def _drafted(stage: Stage, vera: Someone, said: str = "The hall opens at ten") -> int:
    key: int = await stage.does(vera, mailing.draft_announcement, RichText(said))
    return key


async def _begun(stage: Stage, vera: Someone) -> int:
    key = await _drafted(stage, vera)
    await stage.does(vera, mailing.begin_sending, key)
    return key


async def _goes_on(stage: Stage, *keys: int) -> None:
    for key in keys:
        async with stage.database.unit_of_work() as session:
            await due_work.do_item(DueItem(Due.MAILING, key, stage.now), session, stage.now, stage.rules)


async def _receivers(stage: Stage, key: int) -> list[tuple[bool, str | None]]:
    """Whether it has gone to each, and what became of that."""
    mine = (
        select(AnnouncementReceiver)
        .where(AnnouncementReceiver.mailing_id == key)
        .order_by(AnnouncementReceiver.person_id)
    )
    return [(one.posted_at is not None, one.outcome) for one in await scalars(stage, mine)]


async def _sent(stage: Stage) -> list[str]:
    put = select(Job.dedup).where(Job.box == Box.TO_TELEGRAM, Job.dedup.like("mailing:%")).order_by(Job.id)
    return [one or "" for one in await scalars(stage, put)]


async def test_each_of_two_mailings_reaches_everybody(stage: Stage) -> None:
    rita, _, _, vera = await cast(stage)
    first, second = await _begun(stage, vera), await _begun(stage, vera)
    await _goes_on(stage, first)
    assert [await _receivers(stage, key) for key in (first, second)] == [[(True, None)], [(False, None)]]
    await _goes_on(stage, second)
    assert await _sent(stage) == [f"mailing:{key}:{rita.id}" for key in (first, second)]
    done = update(Job).where(Job.dedup == f"mailing:{first}:{rita.id}")
    await execute(stage, done.values(state=JobState.DONE, settled_at=stage.now))
    stage.later(seconds=1)
    await _goes_on(stage, first)
    assert [await _receivers(stage, key) for key in (first, second)] == [[(True, "sent")], [(True, None)]]


async def test_looked_at_twice_at_one_moment_it_goes_to_no_more(stage: Stage) -> None:
    *_, vera = await cast(stage)
    for n in range(25):
        await stage.person(f"Sam {n}")
    key = await _begun(stage, vera)
    await _goes_on(stage, key, key)
    assert sum(posted for posted, _ in await _receivers(stage, key)) == 20
    stage.later(seconds=1)
    await _goes_on(stage, key)
    assert len(await _sent(stage)) == 26


async def test_of_two_who_begin_it_at_once_one_does(stage: Stage) -> None:
    *_, vera = await cast(stage)
    key = await _drafted(stage, vera)
    async with stage.database.unit_of_work() as session:
        admin = await session.get_one(Person, vera.id)
        await mailing.begin_sending(Desk(session, Origin.TELEGRAM, admin, now=stage.now, rules=stage.rules), key)
        beside = asyncio.ensure_future(stage.does(vera, mailing.begin_sending, key))
        await until_somebody_waits(stage.database)
    with pytest.raises(Outdated):
        await beside
    assert await scalar(stage, "select count(*) from audit where action = 'mailing-begun'") == 1


async def test_a_scheduled_one_waits_for_its_hour_and_can_be_called_off(stage: Stage) -> None:
    """Also where due times of a clock that was ahead are brought back."""
    *_, vera = await cast(stage)
    key, at = await _drafted(stage, vera), stage.now + timedelta(days=30)
    for wrong in (stage.now, stage.now + mailing.FARTHEST + timedelta(seconds=1)):
        with pytest.raises(Refused):
            await stage.does(vera, mailing.schedule_sending, key, wrong)
    await stage.does(vera, mailing.schedule_sending, key, at)
    async with stage.database.unit_of_work() as session:
        await clock_skew.repair_due_times(session, stage.now, stage.rules)
    await _goes_on(stage, key)
    assert await _receivers(stage, key) == []
    await stage.does(vera, mailing.stop_sending, key)
    await stage.does(vera, mailing.schedule_sending, key, at)
    with pytest.raises(Outdated):
        await stage.does(vera, mailing.begin_sending, key)
    stage.later(days=30)
    await _goes_on(stage, key)
    assert await _receivers(stage, key) == [(True, None)]
