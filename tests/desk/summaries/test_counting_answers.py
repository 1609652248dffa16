"""What a week's briefing says of answers: only where something was offered; a share only of ten and more."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from desk import DeskSettings
from desk.summaries.content import Content, Counting, Day, Month, Outlier
from tests.desk.knowledge.test_gaps import NOW, ticket
from tests.rules import rules_with

MONDAY = date(2026, 11, 9)
_OFFER = """insert into offers (ticket_id, person_id, article_id, position, score, shown_at, outcome)
  values (:t, 1, 1, 1, 1, :at, :outcome)"""


@pytest.mark.parametrize(("filed", "share"), [(9, {}), (10, {"solved_by_itself": 4, "filed": 10})])
async def test_what_was_offered_and_what_it_gave(database: Database, filed: int, share: dict[str, int]) -> None:
    at, rules = NOW - timedelta(days=7), rules_with(knowledge__articles=True)
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
        for key in range(1, filed + 1):
            await ticket(session, key, at=at)
            fact = "insert into ticket_facts (ticket_id, filed_at, filed_open, hours) values (:id, :at, true, 'h')"
            await session.execute(text(fact), {"id": key, "at": at})
        counting = Counting(session, NOW, rules)
        assert (await counting.count_week(MONDAY)).answers == {}, "nothing was offered"
        await session.execute(
            text(
                "insert into articles (id, slug, state, created_at, updated_at) values (1, 'a', 'draft', now(), now())"
            )
        )
        await session.execute(text("drop index uq_offers_once"))
        for key, outcome in enumerate(("helped", "person", "words", "silence", "taken", None), start=1):
            await session.execute(text(_OFFER), {"t": key, "at": at, "outcome": outcome})
        await session.execute(text("update tickets set end_reason = 'answered' where id <= 4"))
        content = await counting.count_week(MONDAY)
        told = {"offers_shown": 6, "offers_helped": 1, "offers_refused": 2, "offers_silent": 3}
        assert content.answers == told | share
        assert Content.load_content(content.dump_content()) == content
        old = {key: value for key, value in content.dump_content().items() if key != "answers"}
        assert Content.load_content(old).answers == {}, "as the version before stored it"
        assert (await Counting(session, NOW, DeskSettings()).count_week(MONDAY)).answers == {}, "keeps no answers"
        await session.rollback()


async def test_a_month_is_told_of_beside_those_before_and_its_trend_is_that_of_half_a_year(database: Database) -> None:
    """Of a year before nothing is said where the desk was not there."""
    filed = {1: 9, 2: 5, 3: 9, 4: 1, 5: 2, 6: 3, 7: 4, 8: 5, 9: 6}
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
        key = 0
        for month, n in filed.items():
            for of in range(n):
                key += 1
                at = datetime(2026, month, 1 + of, 12, tzinfo=UTC)
                await ticket(session, key, at=at)
                fact = "insert into ticket_facts (ticket_id, filed_at, filed_open, hours) values (:id, :at, true, 'h')"
                await session.execute(text(fact), {"id": key, "at": at})
        now = datetime(2026, 10, 5, 9, tzinfo=UTC)
        counting = Counting(session, now, DeskSettings(timezone="UTC"))
        told = (await counting.count_week(date(2026, 9, 28))).month
        assert told is None, "nothing came in that week"
        await ticket(session, key + 1, at=datetime(2026, 9, 30, 12, tzinfo=UTC))
        await session.execute(text(fact), {"id": key + 1, "at": datetime(2026, 9, 30, 12, tzinfo=UTC)})
        told = (await counting.count_week(date(2026, 9, 28))).month
        assert told == Month(date(2026, 9, 1), filed=7, before=5, year_before=None, trend=1.0, busiest=2)
        await session.rollback()


@pytest.mark.parametrize(
    ("begun", "zone", "first"),
    [("05T12", "UTC", 5), ("06T12", "UTC", 12), ("04T12", "UTC", 5), ("05T22", "Asia/Tokyo", 12)],
)
async def test_whole_weeks_are_counted_from_the_first_the_desk_was_there(
    database: Database, begun: str, zone: str, first: int
) -> None:
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
        await ticket(session, 1, at=datetime.fromisoformat(f"2026-10-{begun}:00+00:00"))
        counting = Counting(session, NOW, DeskSettings(timezone=zone))
        counts = await counting._count_by_day(date(2026, 9, 28), date(2026, 10, 25))
        assert (min(counts), max(counts)) == (date(2026, 10, first), date(2026, 10, 25))
        await session.rollback()


async def test_what_had_been_expected_of_a_week_hangs_on_those_before_it(database: Database) -> None:
    fact = "insert into ticket_facts (ticket_id, filed_at, filed_open, hours) values (:id, :at, true, 'h')"
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
        key = 0
        for week, n in enumerate((1, 1, 3, 3, 9)):
            for _ in range(n):
                key += 1
                at = datetime(2026, 10, 12, 12, tzinfo=UTC) + timedelta(weeks=week)
                await ticket(session, key, at=at)
                await session.execute(text(fact), {"id": key, "at": at})
        told = await Counting(session, NOW, DeskSettings(timezone="UTC")).count_week(date(2026, 11, 9))
        assert (told.expected, told.ahead) == (2.0, (3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
        assert told.numbers["filed"] == (9, 3)
        await session.rollback()


def test_a_day_of_which_nothing_came_and_more_was_usual_is_told_of() -> None:
    day = date(2026, 11, 20)
    assert not Day(day, {}, (Outlier(day, "filed", 0, 5.0),)).is_empty
    assert Day(day, {"filed": 0}).is_empty


def test_a_desk_counts_answers_where_it_has_any_kind_of_them() -> None:
    assert not DeskSettings().knowledge.counts_answers
    for one in (
        rules_with(knowledge__articles=True),
        rules_with(knowledge__presets=True),
        rules_with(knowledge__canned=frozenset()),
    ):
        assert one.knowledge.counts_answers
