"""Who is away and who works when: what an admin says is written down, and is of one person alone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.models import AuditRecord, Person, Shift
from desk import Refused
from desk.schedule import due_work
from desk.schedule.due_work import Due, Work
from desk.staff import availability, shifts
from tests.desk.cast import cast, lines
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

NINE_TO_FIVE = ((540, 1020),)


async def _row(stage: Stage, who: Someone) -> Person:
    async with stage.database.sessions() as session:
        return await session.get_one(Person, who.id)


async def _returns(stage: Stage, who: Someone) -> None:
    """The clock does what it found due a moment ago."""
    async with stage.database.unit_of_work() as session:
        await due_work.do(Work(Due.RETURN, who.id, stage.now), session, stage.now, stage.rules)


async def test_who_gives_a_later_time_while_the_clock_is_at_it_is_not_back(stage: Stage) -> None:
    _, olga, *_ = await cast(stage)
    await stage.does(olga, lambda desk: availability.away(desk, stage.now + timedelta(hours=1)))
    stage.later(hours=1)
    until = stage.now + timedelta(microseconds=1)
    await stage.does(olga, lambda desk: availability.away(desk, until))
    await _returns(stage, olga)
    assert (await _row(stage, olga)).away_until == until
    await stage.does(olga, availability.away)
    await _returns(stage, olga)
    assert (await _row(stage, olga)).away
    assert "back-by-itself" not in await lines(stage, olga)


async def test_what_admins_say_of_a_colleague_stands_in_the_audit(stage: Stage) -> None:
    _, olga, ivan, vera = await cast(stage)
    until = stage.now + timedelta(hours=1)
    await stage.does(vera, lambda desk: availability.away_of(desk, olga.chat, until))
    await stage.does(vera, lambda desk: availability.back_of(desk, olga.chat))
    await stage.does(vera, lambda desk: shifts.set_weekdays(desk, olga.chat, [0], NINE_TO_FIVE))
    await stage.does(vera, lambda desk: shifts.copy_week(desk, olga.chat, ivan.chat))
    await stage.does(vera, lambda desk: shifts.clear(desk, olga.chat))
    async with stage.database.sessions() as session:
        rows = list(await session.scalars(select(AuditRecord).order_by(AuditRecord.id)))
    assert [(row.actor_id, row.action, row.object, row.new) for row in rows] == [
        (vera.id, "member-away", f"person:{olga.id}", until.isoformat()),
        (vera.id, "member-back", f"person:{olga.id}", None),
        (vera.id, "shifts-set", f"person:{olga.id}", "540-1020"),
        (vera.id, "shifts-copied", f"person:{ivan.id}", "Olga"),
        (vera.id, "shifts-set", f"person:{olga.id}", None),
    ]


async def test_the_shift_of_one_day_takes_away_nothing_of_others_and_only_what_is_over(stage: Stage) -> None:
    stage.with_rules(timezone="Asia/Tokyo")
    stage.later(hours=7)  # there it is tomorrow
    _, olga, ivan, vera = await cast(stage)
    today = stage.now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    assert today > stage.now.date()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    for who in (olga, ivan):
        async with stage.database.unit_of_work() as session:
            session.add_all(Shift(person_id=who.id, day=day, starts=0, ends=60) for day in (yesterday, today, tomorrow))
            session.add(Shift(person_id=who.id, weekday=0, starts=0, ends=60))
    await stage.does(vera, lambda desk: shifts.set_date(desk, olga.chat, tomorrow, NINE_TO_FIVE))
    async with stage.database.sessions() as session:
        kept = list(await session.scalars(select(Shift).order_by(Shift.person_id, Shift.day)))
    of = {who.id: [(one.day, one.starts) for one in kept if one.person_id == who.id] for who in (olga, ivan)}
    assert of[olga.id] == [(today, 0), (tomorrow, 540), (None, 0)]
    assert of[ivan.id] == [(yesterday, 0), (today, 0), (tomorrow, 0), (None, 0)]


async def test_what_a_page_says_of_shifts_is_old_once_somebody_has_changed_theirs(stage: Stage) -> None:
    _, olga, ivan, vera = await cast(stage)

    async def is_as_seen(seen: int) -> bool:
        try:
            await stage.does(vera, lambda desk: shifts.as_seen(desk, olga.chat, seen))
        except Refused:
            return False
        return True

    for verb in (
        lambda desk: shifts.set_weekdays(desk, olga.chat, [0], NINE_TO_FIVE),
        lambda desk: shifts.copy_week(desk, ivan.chat, olga.chat),
    ):
        seen = await stage.does(vera, lambda desk: shifts.version(desk.session, olga.id))
        await stage.does(vera, lambda desk: shifts.set_weekdays(desk, ivan.chat, [1], NINE_TO_FIVE))
        assert await is_as_seen(seen)
        await stage.does(vera, verb)
        assert not await is_as_seen(seen)
