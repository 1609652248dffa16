"""What people wrote beside their stars: low marks first, and nothing of what nobody wrote; what topics are called."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from db.database import Database
from db.models import Category
from desk import DeskSettings
from desk.charts import report_page
from desk.charts.report import load_names
from desk.charts.stats_command import StatsQuestion
from desk.metrics import Dimension
from desk.metrics.periods import find_period, get_today
from reports.request import ReportRequest
from tests.desk.knowledge.test_gaps import NOW, ticket

_MARK = """insert into marks (ticket_id, about, stars, words, asked_at, marked_at)
  values (:t, :about, :stars, :words, :at, :at)"""


async def test_low_marks_come_first_then_the_newest(database: Database) -> None:
    given: list[tuple[str, int | None, str | None]] = [
        ("solution", 2, "late"), ("solution", 3, "so so"), ("solution", 5, "fine"), ("solution", 1, ""),
        ("solution", 2, None), ("solution", None, None), ("agent", 1, None),
    ]  # fmt: skip
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
        for n, (about, of, words) in enumerate(given, start=1):
            await ticket(session, n)
            row: dict[str, Any] = {"t": n, "about": about, "stars": of, "words": words}
            await session.execute(text(_MARK), row | {"at": NOW - timedelta(hours=9 - n)})
        of_agent: dict[str, Any] = {"t": 1, "about": "agent", "stars": 1, "words": "and not a word"}
        await session.execute(text(_MARK), of_agent | {"at": NOW})
        reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
        found = await report_page.load_ratings(
            reader, StatsQuestion(of="quality"), find_period("week", get_today(NOW, "UTC"))
        )
        assert found is not None
        assert [(one.number, one.stars, one.words) for one in found.words] == [
            (1, 2, "late"), (3, 5, "fine"), (2, 3, "so so"),
        ]  # fmt: skip
        of_nobody = StatsQuestion(of="quality", where={Dimension.AGENT: 77})
        assert await report_page.load_ratings(reader, of_nobody, find_period("week", get_today(NOW, "UTC"))) is None
        assert [bar.said for bar in found.bars.bars] == ["1", "0", "1", "2", "1"]
        await session.rollback()


async def test_a_topic_is_called_as_its_readers_call_it(database: Database) -> None:
    async with database.sessions() as session:
        session.add(Category(id=1, name="Lift", folded="lift", names={"ru": "Лифт"}))
        await session.flush()
        for language, called in (("en", "Lift"), ("ru", "Лифт")):
            assert (await load_names(session, language, Dimension.CATEGORY, [1]))[1] == called
        gone = await load_names(session, "en", Dimension.CATEGORY, [99, None])
        assert gone == {99: "#99", None: "no topic"}
        await session.rollback()
