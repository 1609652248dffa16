"""Timers of tickets: each of its ticket and kind."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Ticket, Timer
from desk import Locked
from desk.policy import timers
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Stage

pytestmark = pytest.mark.broad


async def _ring(stage: Stage) -> dict[tuple[int, str], datetime]:
    async with stage.database.reading() as session:
        rows = select(Ticket.number, Timer.kind, Timer.due_at).join(Ticket, Ticket.id == Timer.ticket_id)
        kinds = (timers.STILL, timers.SURVEY)
        return {(number, kind): at for number, kind, at in await session.execute(rows.where(Timer.kind.in_(kinds)))}


async def test_one_is_put_hurried_and_dropped_beside_others(stage: Stage) -> None:
    anna, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    at, sooner, later = (stage.now + timedelta(hours=hours) for hours in (5, 1, 9))
    every = {(number, kind): at for number in (first, second) for kind in (timers.STILL, timers.SURVEY)}
    async with stage.database.unit_of_work() as session:
        for number, kind in every:
            await timers.put(session, Locked(await session.get_one(Ticket, (await stage.ticket(number)).id)), kind, at)
    assert await _ring(stage) == every
    async with stage.database.unit_of_work() as session:
        ticket = Locked(await session.get_one(Ticket, (await stage.ticket(first)).id))
        await timers.hurry(session, ticket, timers.STILL, sooner)
    assert await _ring(stage) == every | {(first, timers.STILL): sooner}
    async with stage.database.unit_of_work() as session:
        ticket = Locked(await session.get_one(Ticket, (await stage.ticket(first)).id))
        await timers.put(session, ticket, timers.SURVEY, later)
    assert await _ring(stage) == every | {(first, timers.STILL): sooner, (first, timers.SURVEY): later}
    async with stage.database.unit_of_work() as session:
        ticket = Locked(await session.get_one(Ticket, (await stage.ticket(first)).id))
        await timers.drop(session, ticket, timers.SURVEY)
    assert set(await _ring(stage)) == set(every) - {(first, timers.SURVEY)}
