"""The log: nothing of words that were taken back, and of no day before those that are kept."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from db.models import AuditRecord, Entry, EntryKind, LoggedUse, Origin, Person
from desk import Desk
from desk.conversation import editing
from desk.queries import audit
from desk.queries.panel import log
from desk.queries.panel.log import LogFilter, LogKind
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


async def _seen(stage: Stage, vera: Someone, chosen: LogFilter, page: int = 1) -> log.LogPage:
    async with stage.database.sessions() as session:
        viewer = await session.get_one(Person, vera.id)
        return await log.log(session, viewer, chosen, page, now=stage.now, rules=stage.rules)


@pytest.mark.broad
async def test_what_is_asked_for_is_all_that_is_listed(stage: Stage) -> None:
    """A remark of the desk's is nobody's doing; who came in did nothing to a ticket."""
    anna, olga, _, vera = await cast(stage)
    stage.with_rules(log=timedelta(days=7))
    number = await stage.files(anna, PRINTER)
    other = await stage.files(anna, "And it smells")
    (entry,) = await stage.entries(number)
    remark = {"kind": EntryKind.REMARK, "author_name": "", "origin": Origin.TELEGRAM, "created_at": stage.now}
    async with stage.database.unit_of_work() as session:
        session.add(Entry(ticket_id=entry.ticket_id, **remark))
        for kind, name, of in (("button", "claim", number), ("command", "mine", None), ("button", "claim", other)):
            session.add(LoggedUse(at=stage.now, kind=kind, name=name, person_id=olga.id, ticket_number=of))
        came = {"actor_id": olga.id, "origin": Origin.PANEL, "action": "web-let-in", "object": "person:1"}
        session.add(AuditRecord(at=stage.now, **came))
    for chosen, kinds in (
        (LogFilter(ticket=number), ["button", "message"]),
        (LogFilter(kind=LogKind.COMMAND), ["command"]),
        (LogFilter(kind=LogKind.SIGN_IN), ["sign-in"]),
        (LogFilter(person="ANNA k"), ["message", "message"]),
        (LogFilter(person="An%a"), []),
        (LogFilter(person=str(anna.chat), ticket=other), ["message"]),
    ):
        assert sorted(line.kind for line in (await _seen(stage, vera, chosen)).lines) == kinds, chosen


@pytest.mark.broad
async def test_a_page_is_full_before_there_is_an_older_one(stage: Stage) -> None:
    *_, olga, vera = await cast(stage)
    stage.with_rules(log=timedelta(days=7))
    for more, is_more in ((log.A_PAGE, False), (1, True)):
        async with stage.database.unit_of_work() as session:
            use = {"at": stage.now, "kind": "button", "name": "claim", "person_id": olga.id}
            session.add_all(LoggedUse(**use) for _ in range(more))
        assert (await _seen(stage, vera, LogFilter())).more is is_more
    page = await _seen(stage, vera, LogFilter(), 2)
    assert (len(page.lines), page.page, page.more) == (1, 2, False)


@pytest.mark.broad
async def test_a_day_is_read_by_the_time_of_what_was_said(stage: Stage) -> None:
    """What came late from the board has a later id."""
    anna, _, _, vera = await cast(stage)
    stage.with_rules(log=timedelta(days=7))
    (first,) = await stage.entries(await stage.files(anna, "The first"))
    await stage.files(anna, "The second")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, first.id)).created_at = stage.now
        day = stage.now.astimezone(ZoneInfo(stage.rules.timezone)).date()
        viewer = await session.get_one(Person, vera.id)
        bounds = (stage.now - timedelta(days=1), stage.now + timedelta(days=1), None)
        await session.flush()
        (newest,) = await log._messages(session, viewer, LogFilter(day=day), bounds, 1)
    assert newest.words == "The first"
