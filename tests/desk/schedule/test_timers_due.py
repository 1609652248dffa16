"""Timers: seen when they are due, rung once, put off or unknown left alone; and when the clock is needed next."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from db.models import Status, Timer
from desk.policy import timer_kinds as kinds
from desk.schedule import due_items, due_work
from desk.schedule.due_items import DueItem
from tests.desk.stage import Someone, Stage
from tests.sql import add

MOMENT = timedelta(microseconds=1)
PRINTER = "The printer on floor 2 is on fire"


async def _pending(stage: Stage, who: Someone, kind: str, at: datetime) -> int:
    """A ticket that waits for its requester, with one timer and nothing else that is due; its id."""
    number = await stage.files(who, PRINTER)
    quiet: dict[str, Any] = dict.fromkeys(("tell_at", "remind_at", "escalate_at", "broadcast_due_at"))
    await stage.change(number, status=Status.PENDING, close_at=stage.now + timedelta(hours=1), **quiet)
    ticket_id = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        for table in ("timers", "questions"):
            await session.execute(text(f"delete from {table} where ticket_id = :id"), {"id": ticket_id})  # noqa: S608
        session.add(Timer(ticket_id=ticket_id, kind=kind, due_at=at, attempts=0))
    return ticket_id


async def _due(stage: Stage, **more: Any) -> list[DueItem]:
    async with stage.database.sessions() as session:
        return await due_items.find_due_work(session, stage.now, **more)


async def _do(stage: Stage, item: DueItem) -> None:
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(item, session, stage.now, stage.rules)


async def _left(stage: Stage) -> list[tuple[int, str]]:
    async with stage.database.sessions() as session:
        rows = await session.execute(select(Timer.ticket_id, Timer.kind).order_by(Timer.ticket_id))
        return [(row.ticket_id, row.kind) for row in rows]


async def _reminders(stage: Stage, who: Someone) -> int:
    return sum(x.get("key") == "pending-reminder" for x in await stage.letters(who))


async def test_a_timer_rings_once_when_it_is_due(stage: Stage, rita: Someone) -> None:
    stage.with_rules(requests__auto_close=timedelta(days=3))
    at = stage.now + timedelta(minutes=10)
    ticket_id = await _pending(stage, rita, kinds.PENDING_HALF, at)
    stage.now = at - MOMENT
    assert await _due(stage) == []
    item = DueItem(kinds.PENDING_HALF, ticket_id, at)
    await _do(stage, item)  # a look that was wrong, or put off meanwhile
    assert (await _left(stage), await _reminders(stage, rita)) == ([(ticket_id, kinds.PENDING_HALF)], 0)
    stage.now = at
    assert await _due(stage) == [item]
    for _ in range(2):
        await _do(stage, item)
    assert (await _left(stage), await _reminders(stage, rita)) == ([], 1)


async def test_a_timer_of_another_ticket_or_kind_stays(stage: Stage, rita: Someone) -> None:
    at = stage.now + timedelta(minutes=10)
    first, second = [await _pending(stage, rita, kinds.PENDING_HALF, at) for _ in range(2)]
    stage.now = at
    for kind in (kinds.PROMISE, "of a later version"):
        await add(stage, Timer(ticket_id=first, kind=kind, due_at=stage.now, attempts=0))
    assert {(one.due, one.id) for one in await _due(stage)} == {
        (kinds.PENDING_HALF, first),
        (kinds.PENDING_HALF, second),
        (kinds.PROMISE, first),
    }
    await _do(stage, DueItem(kinds.PENDING_HALF, first, stage.now))
    assert set(await _left(stage)) == {
        (second, kinds.PENDING_HALF),
        (first, kinds.PROMISE),
        (first, "of a later version"),
    }


async def test_of_too_many_the_oldest_come_first(stage: Stage, rita: Someone) -> None:
    at = stage.now + timedelta(minutes=10)
    newer, older = [await _pending(stage, rita, kinds.PENDING_HALF, one) for one in (at, at - MOMENT)]
    stage.now = at
    assert [one.id for one in await _due(stage, limit=1)] == [older]
    assert [one.id for one in await _due(stage)] == [older, newer]
