"""The kinds of reports; what they get and give is in `reports/request.py`."""

from collections.abc import AsyncIterator

from db.models import Origin
from desk import Context
from desk.charts.client_figures import KIND as CLIENT
from desk.charts.event_comparison import compare_events
from desk.charts.report_requests import KIND as STATS
from desk.events.comparison_report import KIND as EVENTS
from desk.metrics.exports import KIND as EXPORT
from desk.outbox import Say, letters
from desk.payments.statements import KIND as STATEMENT
from desk.privacy.erasure_steps import KIND as ERASING
from desk.privacy.personal_data import KIND as PERSONAL
from desk.retention.expired import KIND as RETENTION
from desk.search import vocabulary
from desk.search.vocabulary import KIND as WORDS
from desk.summaries import sending
from desk.summaries.planning import REPORT as BRIEFING
from desk.text import RichText
from desk.topics.guess import REPORT as TOPICS
from reports.export.export import make_export
from reports.export.personal import make_personal_data
from reports.request import MadeReport, MakeReport, ReportRequest
from reports.retention.job import delete_expired, erase_batch
from reports.statements.files import make_statement
from reports.stats.client_pictures import make_client_figures
from reports.stats.pictures import make_stats
from reports.topics.training import learn_topics


async def make_summary(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Count and send a summary as letters; there is no file."""
    ctx = Context(request.session, actor=None, origin=Origin.CLOCK, now=request.now, rules=request.rules)
    await sending.send_summary(ctx, int(request.arguments["id"]))
    return
    yield


async def make_comparison(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield a picture that compares the newest events, for an admin; send one line if none has begun."""
    assert request.person is not None
    found = await compare_events(request)
    if found is None:
        letters.queue_letter(request.session, request.person.id, Say("events-none-begun"), now=request.now)
        return
    from reports.drawing.picture import render_png

    caption = RichText(found.page.title).with_style("bold") + RichText("\n" + "\n".join(found.lines))
    yield MadeReport(render_png(found.page), "events.png", "image/png", caption, admins_only=True)


async def count_words(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Count the words of requesters' messages, to which misspelt ones are corrected; there is no file."""
    await vocabulary.count_written_words(request.session)
    return
    yield


KINDS: dict[str, MakeReport] = {
    EVENTS: make_comparison,
    BRIEFING: make_summary,
    STATS: make_stats,
    CLIENT: make_client_figures,
    EXPORT: make_export,
    TOPICS: learn_topics,
    WORDS: count_words,
    STATEMENT: make_statement,
    RETENTION: delete_expired,
    PERSONAL: make_personal_data,
    ERASING: erase_batch,
}

AT_ONCE: frozenset[str] = frozenset({ERASING})
"""Kinds of batches that follow each other without a pause: their statements are short, and somebody waits for the end
of them all."""
