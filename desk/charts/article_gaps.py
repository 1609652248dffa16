"""Gaps in the articles, as blocks of the report on answers. Draws nothing."""

from desk.charts.blocks import Bar, Bars
from desk.charts.reader import ReportReader
from desk.charts.report_question import About, StatsQuestion
from desk.i18n import say
from desk.knowledge import gaps
from desk.metrics import Period
from desk.metrics.report_forms import ANSWERS

_MOST = 3


async def make_blocks(reader: ReportReader, question: StatsQuestion, period: Period) -> list[Bars]:
    """Return searches without a result in these days, and topics without an article; only for that report form without
    filters."""
    if question.about is not About.FORM or question.of != ANSWERS or question.where:
        return []
    since, until = period.get_bounds(reader.rules.timezone)
    found = {"stats-searched-in-vain": await gaps.find_failed_searches(reader.session, since, until, _MOST)}
    if reader.rules.knowledge.articles:
        bare = await gaps.find_topics_without_article(reader.session, reader.language, since, until, _MOST)
        found["stats-topics-without"] = bare
    return [
        Bars(say(reader.language, key), tuple(Bar(one.name, float(one.n), str(one.n)) for one in of))
        for key, of in found.items()
        if of
    ]
