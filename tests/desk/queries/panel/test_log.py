"""The log: nothing of words that were taken back, and of no day before those that are kept."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from db.models import AuditRecord, Entry, Origin, Person
from desk import Desk
from desk.conversation import editing
from desk.queries import audit
from desk.queries.panel import log
from desk.queries.panel.log import LogFilter
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage


async def _words(stage: Stage, vera: Someone, chosen: LogFilter) -> list[str | None]:
    async with stage.database.sessions() as session:
        viewer = await session.get_one(Person, vera.id)
        page = await log.log(session, viewer, chosen, 1, now=stage.now, rules=stage.rules)
        return [line.words for line in page.lines]


async def test_what_was_taken_back_is_a_line_without_words(stage: Stage) -> None:
    anna, _, _, vera = await cast(stage)
    stage.with_rules(log=timedelta(days=7))
    (entry,) = await stage.entries(await stage.files(anna, PRINTER))
    assert await _words(stage, vera, LogFilter()) == [PRINTER]

    async def takes_back(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(anna, takes_back)
    assert await _words(stage, vera, LogFilter()) == [None]


async def test_a_day_shows_what_is_still_kept_of_it(stage: Stage) -> None:
    anna, _, _, vera = await cast(stage)
    stage.with_rules(log=timedelta(days=7))
    day = LogFilter(day=stage.now.astimezone(ZoneInfo(stage.rules.timezone)).date())
    await stage.files(anna, PRINTER)
    stage.later(hours=1)
    await stage.files(anna, "And it smells")
    for chosen in (day, LogFilter()):
        assert await _words(stage, vera, chosen) == ["And it smells", PRINTER]
    stage.later(days=7, minutes=-30)
    for chosen in (day, LogFilter()):
        assert await _words(stage, vera, chosen) == ["And it smells"]


@pytest.mark.broad
async def test_a_page_too_far_is_the_last_there_can_be(stage: Stage) -> None:
    *_, vera = await cast(stage)
    stage.with_rules(log=timedelta(days=7))
    async with stage.database.sessions() as session:
        viewer = await session.get_one(Person, vera.id)
        page = await log.log(session, viewer, LogFilter(), 10**9, now=stage.now, rules=stage.rules)
    assert (page.lines, page.page, page.more) == ((), log.MOST_PAGES, False)


@pytest.mark.broad
async def test_ways_in_are_the_newest_by_their_time(stage: Stage) -> None:
    *_, vera = await cast(stage)
    for minutes in (2, 3, 1):  # written in another order than they were
        row = {"actor_id": vera.id, "origin": Origin.PANEL, "action": "web-let-in", "object": f"person:{vera.id}"}
        async with stage.database.unit_of_work() as session:
            session.add(AuditRecord(at=stage.now + timedelta(minutes=minutes), **row))
    async with stage.database.sessions() as session:
        found = await audit.ways_in(session, stage.now, stage.now + timedelta(hours=1), None, 2)
    assert [at - stage.now for at, *_ in found] == [timedelta(minutes=3), timedelta(minutes=2)]
