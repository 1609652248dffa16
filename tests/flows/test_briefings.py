"""Briefings: off until switched on; a day's and a week's numbers, what stands out, what is expected; each once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Origin, Person, Status, Ticket
from desk.admin_settings.changes import CurrentSettings
from desk.summaries import planning
from tests.flows.acts import filed_and_resolved, files, new_messages
from tests.flows.phone import Phone
from tests.flows.scenes import rang, row
from tests.flows.stage import Stage, staged
from tests.flows.test_staff_group import GROUP, Group
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Briefings")

BOARD = False
FILED = text_of("figure-filed")
MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)
FRIDAY = text_of("briefing-day", weekday="Fri", date="20 November")


async def switched(stage: Stage, **settings: str) -> None:
    """Vera sets these."""
    for key, value in settings.items():
        await stage.vera.writes(f"/settings {key} {value}")


async def told(phone: Phone) -> list[str]:
    """The briefings in a chat."""
    return [one for one in await phone.texts() if one.startswith(("Daily summary", "Weekly summary", "Сводка"))]


async def filed_long_ago(stage: Stage, *days: int, each: int = 1) -> None:
    """So many requests on each of these days before the Monday of the story's week, long closed by now."""
    async with stage.database.unit_of_work() as session:
        person = Person(name="Sam", created_at=MONDAY)
        session.add(person)
        await session.flush()
        number = -(await session.scalar(text("select count(*) from tickets")) or 0)
        names = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
        for day in days:
            for _ in range(each):
                number -= 1
                at = MONDAY - timedelta(days=day)
                moments = dict.fromkeys((*names, "filed_at", "ended_at"), at)
                given = {"requester_id": person.id, "origin": Origin.TELEGRAM, "status": Status.CLOSED}
                session.add(Ticket(number=number, **given, **moments))


async def test_nothing_is_said_until_it_is_switched_on(stage: Stage, rita: Phone, olga: Phone) -> None:
    await files(rita, "The heating does not work")
    await stage.pass_time(days=9)
    assert await told(stage.vera) == []
    assert (await row(stage, "select briefing_at from desk")).briefing_at is None
    assert await scalar(stage, "select count(*) from briefings") == 0
    await switched(stage, briefing_at="8")
    await stage.vera.presses("setpre:briefing_at:1")
    assert (await row(stage, "select value from settings where key = 'briefing_at'")).value == "09:00"


async def test_the_day_in_numbers_at_its_time_once_and_not_of_a_day_without_anything(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await switched(stage, briefings="daily", briefing_at="10.30")
    await filed_and_resolved(rita, olga, "The heating does not work")
    await files(rita, "<b>There</b> is no soap")
    await stage.pass_time(hours=2)
    await stage.pass_time(hours=23)
    assert await told(vera) == []
    await stage.pass_time(minutes=31)
    assert await told(vera) == [
        f"{FRIDAY}\n{FILED}: 2 · {text_of('figure-solved')}: 1\n\nOpen: 2 · {text_of('figure-untaken_now')}: 1"
    ]
    assert not await rang(stage, vera, FRIDAY)
    assert await told(olga) == await told(rita) == []
    await stage.reopen()
    await switched(stage, briefing_at="11.30")  # later on the same day: told it was
    await stage.pass_time(hours=2)
    assert len(await told(vera)) == 1
    await stage.pass_time(days=1)
    assert len(await told(vera)) == 1  # nothing happened
    await vera.writes("/language ru")
    await files(rita, "The door squeaks")
    await stage.pass_time(days=1)
    assert (await told(vera))[1] == text_of(
        "briefing-day", "ru", weekday="вс", date="22 ноября"
    ) + "\nЗаявки: 1\n\nОткрыто: 2 · Никто не взял: 2"
    await switched(stage, briefings="off")
    await files(rita, "The window is stuck")
    await stage.pass_time(days=3)
    assert len(await told(vera)) == 2
    assert (await row(stage, "select briefing_at from desk")).briefing_at is None


async def test_what_stands_out_against_the_same_weekday_also_where_nothing_came(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    fridays = [7 * week + 3 for week in range(8)]  # before Friday the 20th
    await filed_long_ago(stage, *fridays, each=5)
    await switched(stage, briefings="daily")
    await stage.pass_time(days=1)
    outlier = text_of("briefing-outlier", name=FILED, value=0, usual=5)
    assert (await told(stage.vera))[0].startswith(f"{FRIDAY}\n{outlier}")


async def test_the_week_goes_to_the_group_with_what_is_expected_and_once_a_month_its_trend(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as stage:
        await stage.telegram.do("group", person=stage.vera.id, title="The team")
        await stage.settle()
        group = Group(stage)
        await filed_long_ago(stage, *range(1, 57), each=2)  # eight weeks, the last of them 9 to 15 November
        await filed_long_ago(stage, -1, each=9)  # the story's Tuesday
        await switched(stage, briefings="weekly, in_group")
        await stage.pass_time(hours=25)
        await stage.pass_time(hours=24)
        await stage.pass_time(hours=22)
        week = text_of("briefing-week", first="16 November", last="22 November")
        assert not [one for one in await group.texts() if one.startswith(week)]
        await stage.pass_time(hours=2)
        (said,) = [one for one in await group.texts() if one.startswith(week)]
        assert said.startswith(f"{week}\n{FILED}: 9 (14)\n")
        assert text_of("briefing-outlier-day", weekday="Tue", name=FILED, value=9, usual=2) in said
        assert "14 tickets (Mon 2, Tue 2, Wed 2" in said
        assert text_of("briefing-expected", expected=14, came=9, off=36) in said
        assert await told(stage.vera) == []
        for _ in range(6):
            await stage.pass_time(days=1)
        assert len([one for one in await group.texts() if "Weekly summary" in one]) == 2  # of the one before, too
        await filed_long_ago(stage, -9, -15)
        for _ in range(8):
            await stage.pass_time(days=1)
        last = (await group.texts())[-1]
        assert f"November 2026: 40 tickets\n{text_of('briefing-month-before', n=62)}" in last
        assert piece_of("briefing-trend") not in last
        assert text_of("briefing-busiest", weekday="Tue") in last


async def test_two_processes_and_a_kill_plan_it_once(stage: Stage, rita: Phone) -> None:
    await switched(stage, briefings="daily, weekly")
    await files(rita, "The heating does not work")
    rules = CurrentSettings(stage.settings)
    stage.clock.on(days=1)

    async def looks() -> None:
        async with stage.database.unit_of_work() as session:
            await planning.plan_due_summaries(session, stage.clock(), await rules.get_at_version(session, -1))

    await asyncio.gather(looks(), looks())
    await looks()
    jobs = "select count(*) from jobs where box = 'reports'"
    planned = await row(stage, f"select array_agg(kind order by kind), ({jobs}) from briefings")  # noqa: S608
    assert tuple(planned) == (["day", "week"], 2)
    await stage.settle()
    async with stage.database.unit_of_work() as session:  # the job comes again: whoever did it died before it said so
        again = "update jobs set state = 'waiting', settled_at = null where box = 'reports'"
        await session.execute(text(again))
    before = await stage.vera.received()
    await stage.settle()
    assert await new_messages(stage.vera, before) == []
    assert len(await told(stage.vera)) == 1
