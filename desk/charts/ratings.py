"""Ratings by number of stars, and the comments on them. Reads; draws nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select

from db.models import Rating, RatingAbout, Ticket
from desk.charts.blocks import Bar, Bars
from desk.charts.reader import ReportReader
from desk.charts.report_question import About, StatsQuestion
from desk.i18n import say
from desk.metrics import STREAMS, MetricQuery, Period
from desk.metrics.metric_queries import bind_given, select_columns

_OF, _MOST_STARS, _LOW, _MOST_WORDS = "quality", 5, 2, 12


@dataclass(frozen=True, slots=True)
class RatingComment:
    """The comment on a rating, and its ticket."""

    number: int
    stars: int
    words: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """How often each number of stars was given, the most stars first. `words`: some comments, those of low ratings
    first, then the newest."""

    bars: Bars
    words: tuple[RatingComment, ...]


async def load_ratings(reader: ReportReader, question: StatsQuestion, period: Period) -> Ratings | None:
    """Return ratings of the resolution in these days; None if the report is not about quality, or has no ratings."""
    if (question.about, question.of) != (About.FORM, _OF):
        return None
    asked = MetricQuery(period, None, question.where, reader.rules.timezone, reader.now, None)
    at = bind_given(asked)
    marks = select_columns(STREAMS["marked"], asked, "at", "ticket_id", "stars").subquery("m")
    counts = select(marks.c.stars, func.count()).where(marks.c.stars.is_not(None)).group_by(marks.c.stars)
    found = dict(map(tuple, await reader.session.execute(counts, at)))
    if not found:
        return None
    said = (
        select(Ticket.number, marks.c.stars, Rating.words)
        .join(Ticket, Ticket.id == marks.c.ticket_id)
        .join(Rating, (Rating.ticket_id == marks.c.ticket_id) & (Rating.about == RatingAbout.SOLUTION))
        .where(Rating.words.is_not(None), Rating.words != "")
        .order_by((marks.c.stars > _LOW), marks.c.at.desc(), Ticket.number)
        .limit(_MOST_WORDS)
    )
    bars = tuple(Bar(f"{n} ★", float(found.get(n, 0)), str(found.get(n, 0))) for n in range(_MOST_STARS, 0, -1))
    words = tuple(RatingComment(*row) for row in await reader.session.execute(said, at))
    return Ratings(Bars(say(reader.language, "stats-stars"), bars), words)
