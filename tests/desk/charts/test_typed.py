"""What is typed after `/stats`, in both languages, and what a press leaves of it."""

from datetime import UTC, date, datetime

import pytest

from db.database import Database
from db.models import Category, Event, Person, Role
from desk import Refused
from desk.charts.stats_command import About, StatsQuestion, parse_question
from desk.metrics import Dimension
from tests.rules import rules_with
from tests.texts import text_of

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HALL = "Main hall"
NOTHING = rules_with()
ANSWERS = rules_with(knowledge__articles=True)
TRAINING = rules_with(team__trainees=True, team__reviews=True)


async def test_a_word_of_a_report_and_a_figure_is_the_figure_where_it_is_split(database: Database) -> None:
    async with database.reading() as session:
        report = await parse_question(session, "Заявки неделя", TODAY, NOTHING)
        figure = await parse_question(session, "заявки по часам неделя", TODAY, NOTHING)
    assert report == StatsQuestion(of="volume", period="week")
    assert figure == StatsQuestion(About.FIGURE, "filed", by=Dimension.HOUR, period="week")


async def test_figures_of_answers_are_there_where_a_desk_keeps_some(database: Database) -> None:
    known = {
        "answers month": StatsQuestion(of="answers", period="month"),
        "Ответы": StatsQuestion(of="answers"),
        "offers_helped by article": StatsQuestion(About.FIGURE, "offers_helped", by=Dimension.ANSWER),
        text_of("figure-canned_used", "ru") + " по ответам": StatsQuestion(
            About.FIGURE, "canned_used", by=Dimension.ANSWER
        ),
    }
    async with database.reading() as session:
        for typed, meant in known.items():
            assert await parse_question(session, typed, TODAY, ANSWERS) == meant
            with pytest.raises(Refused) as refused:
                await parse_question(session, typed, TODAY, NOTHING)
            assert refused.value.key in ("stats-unknown", "stats-no-dimension")
        with pytest.raises(Refused) as refused:
            await parse_question(session, "filed answer=1", TODAY, ANSWERS)
        assert refused.value.key == "stats-no-dimension"


async def test_trainees_and_criteria_are_known_where_a_desk_has_some(database: Database) -> None:
    known = {
        "trainees month": StatsQuestion(of="trainees", period="month"),
        "Стажёры": StatsQuestion(of="trainees"),
        "criterion_score by criterion": StatsQuestion(About.FIGURE, "criterion_score", by=Dimension.CRITERION),
    }
    async with database.reading() as session:
        for typed, meant in known.items():
            assert await parse_question(session, typed, TODAY, TRAINING) == meant
            with pytest.raises(Refused) as refused:
                await parse_question(session, typed, TODAY, NOTHING)
            assert refused.value.key in ("stats-unknown", "stats-no-dimension")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("agent=Rita filed", "stats-no-value"),
        ("filed agent=", "stats-no-value"),
        ("filed day=1", "stats-no-dimension"),
        ("filed by colour", "stats-no-dimension"),
        ("заявки по цвету", "stats-no-dimension"),
        ("filed category=%", "stats-no-value"),
        ("filed category=Attic", "stats-no-value"),
        ("filed category=Чердак", "stats-no-value"),
        ("filed category=Rooms", "stats-no-value"),
        ("filed event=Fair", "stats-no-value"),
        ("filed hour=24", "stats-no-value"),
        ("Boris", "stats-unknown"),
        ("filed requester=r", "stats-two-values"),
        ("filed requester=re", "stats-two-values"),  # of whom there are just two
        ("Rita", "stats-unknown"),
        ("speed by agent", "stats-by-what"),
        ("olga by day", "stats-by-what"),
        ("volume 2026-11-15..2026-11-01", "period-backwards"),
        ("volume 2026-11-22..2026-11-23", "period-future"),
        ("volume soon", "period-unknown"),
        ("_", "stats-unknown"),
        ("ь", "stats-unknown"),
    ],
)
async def test_what_is_not(database: Database, typed: str, why: str) -> None:
    await _cast(database)
    async with database.reading() as session:
        with pytest.raises(Refused) as refused:
            await parse_question(session, typed, TODAY, NOTHING)
    assert refused.value.key == why


@pytest.mark.parametrize(
    "stored", [{}, {"about": "form", "of": "hologram", "period": "week"}, {"about": "form", "of": "now", "period": "?"}]
)
def test_what_another_version_has_stored(stored: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        StatsQuestion.load(stored)


async def test_a_colleague_is_named_in_either_alphabet_or_by_username(database: Database) -> None:
    await _cast(database)
    async with database.reading() as session:
        for typed, who in (("Ольга", 1), ("ivan week", 2), ("@Vanya_Desk неделя", 2), ("Ол", 1)):
            asked = await parse_question(session, typed, TODAY, NOTHING)
            assert (asked.about, asked.of) == (About.CARD, str(who)), typed


async def _cast(database: Database) -> None:
    people = (("Olga K.", Role.AGENT), ("Иван", Role.ADMIN), ("Rita", Role.REQUESTER), ("Rex", Role.REQUESTER))
    async with database.unit_of_work() as session:
        for name, role in people:
            username = "vanya_desk" if name == "Иван" else None
            session.add(Person(name=name, role=role, username=username, created_at=NOW))
            await session.flush()
        for name in ("Access", HALL):
            session.add(Category(name=name, folded=name.casefold()))
            await session.flush()
        for name in ("Olga M.", "Boris"):
            session.add(Person(name=name, role=Role.AGENT, created_at=NOW, dismissed_at=NOW))
        session.add(Person(name="Rexford", role=Role.REQUESTER, created_at=NOW))
        session.add(Category(name="Attic", folded="attic", names={"ru": "Чердак"}, removed_at=NOW))
        session.add(Category(name="Rooms", folded="rooms", is_group=True))
        session.add(Event(slug="fair", name="Fair", starts_on=TODAY, ends_on=TODAY, created_at=NOW, removed_at=NOW))
