"""Events beside each other: which there are, how many took part, who solved how much."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Event
from desk import DeskSettings
from desk.charts.event_comparison import EventComparison, compare_events
from desk.charts.pictures import Cell, Note, Table
from reports.request import ReportRequest
from tests.desk.charts.laid_out import people, solved
from tests.desk.knowledge.test_gaps import DAY, NOW
from tests.texts import text_of

TODAY = NOW.date()
LONG_AGO = NOW - 200 * DAY


async def _event(session: AsyncSession, name: str, begins: int, ends: int, attendance: int | None = None) -> int:
    days = {"starts_on": TODAY + timedelta(days=begins), "ends_on": TODAY + timedelta(days=ends)}
    event = Event(slug=name.lower(), name=name, attendance=attendance, created_at=NOW, **days)
    session.add(event)
    await session.flush()
    return event.id


async def _beside(session: AsyncSession) -> EventComparison:
    found = await compare_events(ReportRequest(session, NOW, DeskSettings(), None, "en", {}))
    assert found is not None
    return found


def _cells(found: EventComparison, row: str) -> list[Cell]:
    (table,) = [block for block in found.page.blocks if isinstance(block, Table)]
    return list(next(one.cells for one in table.rows if one.name == row))


def _has_note(found: EventComparison) -> bool:
    return any(isinstance(block, Note) for block in found.page.blocks)


async def test_requests_count_for_their_event_whenever_they_came_and_whoever_solved_them(database: Database) -> None:
    async with database.sessions() as session:
        olga, ivan = await people(session, "Olga", "Ivan")
        fair, race = await _event(session, "Fair", -9, 3, 40), await _event(session, "Race", 0, 1)
        await _event(session, "Later", 1, 2, 10)
        solvers = [(fair, olga)] * 2 + [(fair, ivan)] + [(fair, None)] * 7 + [(race, ivan)] * 3 + [(None, olga)] * 5
        for key, (event, who) in enumerate(solvers, start=1):
            await solved(session, key, LONG_AGO, who, requester=olga, event=event)
        found = await _beside(session)
        await session.rollback()
    assert found.lines == (
        " · ".join(
            (
                "Fair",
                text_of("event-attendance", n=40),
                text_of("event-requests", n=10),
                text_of("event-per-hundred", n=25),
            )
        ),
        "Race · " + text_of("event-requests", n=3),
    )
    assert found.page.subtitle == "12–24 Nov"
    assert [cell.number for cell in _cells(found, text_of("figure-filed"))] == [10, 3]
    assert [cell.said for cell in _cells(found, text_of("events-per-hundred"))] == ["25", "–"]
    by = [cell.lines for cell in _cells(found, text_of("events-solved-by"))]
    assert by == [("70% somebody", "20% Olga", "10% Ivan"), ("3 Ivan",)]
    assert [cell.number for cell in _cells(found, text_of("figure-busiest_solving"))] == [None, None], "of three known"
    assert _has_note(found)


async def test_what_ten_or_more_solved_is_said_as_shares(database: Database) -> None:
    for many, nobodys, few in ((9, 0, True), (10, 0, False), (10, 7, True)):
        async with database.sessions() as session:
            (olga,) = await people(session, "Olga")
            fair = await _event(session, "Fair", 0, 0)
            for key in range(1, many + 1):
                who = olga if key > nobodys else None
                await solved(session, key, NOW, who, requester=olga, event=fair)
            found = await _beside(session)
            await session.rollback()
        assert _has_note(found) == few
        said = (f"{many} Olga",) if many < 10 else ("70% somebody", "30% Olga") if nobodys else ("100% Olga",)
        assert [cell.lines for cell in _cells(found, text_of("events-solved-by"))] == [said]
        assert [cell.number for cell in _cells(found, text_of("figure-busiest_solving"))] == [None if few else 1.0]
