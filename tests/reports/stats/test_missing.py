"""What no article says yet stands on the picture of answers, of all of it and of no other form; what it is called."""

from dataclasses import replace

from sqlalchemy import text

from db.database import Database
from desk.charts import event_comparison
from desk.charts.pictures import Bar
from desk.charts.report import load_names
from desk.charts.stats_command import About, StatsQuestion
from desk.metrics import Dimension
from desk.metrics.periods import find_period, get_today
from reports.request import ReportRequest
from tests.desk.knowledge.test_gaps import DAY, NOW, ticket
from tests.rules import rules_with
from tests.texts import text_of

KNOWN = """
insert into people (id, name, created_at) values (1, 'Rita', now());
insert into categories (id, name, folded) values (1, 'Lift', 'lift');
insert into articles (id, slug, state, created_at, updated_at) values (1, 'a', 'published', now(), now());
insert into article_texts (article_id, language, version, title, at, current)
values (1, 'en', 1, 'Toner', now(), true), (1, 'en', 2, 'Ink', now(), false), (1, 'ru', 1, 'Тонер', now(), true);
insert into canned_replies (id, key, folded, owner_id, text, created_by, created_at)
values (1, 'Hi', 'hi', null, 'H', 1, now()), (2, 'secret', 'secret', 1, 'S', 1, now())
"""


async def test_gaps_stand_on_the_picture_of_answers_and_on_no_other(database: Database) -> None:
    async with database.sessions() as session:
        for one in KNOWN.split(";"):
            await session.execute(text(one))
        for key in range(1, 6):
            await ticket(session, key, category=1)
        put = "insert into searches (at, language, words, by_staff, found) values (:at, 'en', 'lift', false, 0)"
        await session.execute(text(put), {"at": NOW - DAY})
        rules = rules_with(knowledge__articles=True)
        request = ReportRequest(session, NOW, rules, None, "en", {})
        answers, week = StatsQuestion(of="answers"), find_period("week", get_today(NOW, "UTC"))

        async def shown(asked: ReportRequest, question: StatsQuestion) -> list[tuple[str, str, str]]:
            return [
                (one.title, *_first(one.bars[0])) for one in await event_comparison.make_blocks(asked, question, week)
            ]

        searched = (text_of("stats-searched-in-vain"), "lift", "1")
        assert await shown(request, answers) == [searched, (text_of("stats-topics-without"), "Lift", "5")]
        assert await shown(replace(request, rules=rules_with(knowledge__canned=frozenset())), answers) == [searched]
        assert await shown(request, StatsQuestion(of="volume")) == []
        assert await shown(request, StatsQuestion(About.FIGURE, "answers_taken")) == []
        assert await shown(request, replace(answers, where={Dimension.PRIORITY: 1})) == []

        labels = ["article-1", "canned-1", "canned-2", "article-9", None]
        called = await load_names(session, "en", Dimension.ANSWER, labels)
        assert list(called.values()) == [
            "Toner",
            "!Hi",
            "a personal canned reply",
            "#9",
            text_of("stats-nobody-answer"),
        ]
        assert (await load_names(session, "ru", Dimension.ANSWER, labels))["article-1"] == "Тонер"


def _first(bar: Bar) -> tuple[str, str]:
    return bar.name, bar.said
