"""Pictures of reports: measured, put into words and onto a page, with a short text below.

The report kind "stats": turn a question into a picture with a short text, or one sentence if there is nothing to
draw.
"""

import asyncio
from collections.abc import AsyncIterator

from desk import Refused
from desk.charts import (
    agent_card,
    composition,
    event_comparison,
    heat_map,
    organization_figures,
    report,
    report_request,
)
from desk.charts.pictures import Block
from desk.charts.stats_command import About, StatsQuestion
from desk.outbox import Args, Say, letters
from desk.policy.permissions import Grant, has_grant
from reports.drawing.page import render_png
from reports.request import MadeReport, ReportRequest

_CLIENT_PICTURES_FILE = "organization.png"


async def make_client_figures(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the picture if its reader still leads the organization; send one line if there is nothing to draw."""
    organization_id = int(request.arguments["organization"])
    if request.person is None or not await organization_figures.can_read_figures(
        request.session, request.person, organization_id
    ):
        return
    composed = await organization_figures.make_figures(request, organization_id)
    if composed is None:
        letters.queue_letter(request.session, request.person.id, Say("org-figures-none"), now=request.now)
        return
    drawn = await asyncio.to_thread(render_png, composed[0], request.language)
    yield MadeReport(drawn, _CLIENT_PICTURES_FILE, "image/png", composed[1])


_FILE = "pulldesk-stats.png"
SLOT = "stats"


async def make_stats(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield one picture of what the reader may see now. Raises ValueError for a question of another version."""
    question = _is_allowed(request)
    if question is None:
        return
    if question.about is About.CARD:
        drawn = await agent_card.make_card(request, question)
    else:
        drawn = await _draw(request, question)
    if drawn is None:
        _say_nothing(request, question)
        return
    page, caption = drawn
    for_admins = request.person is not None and has_grant(request.person, Grant.FIGURES)
    fresh = bool(request.arguments.get("fresh", True))
    content = await asyncio.to_thread(render_png, page, request.language)
    yield MadeReport(content, _FILE, "image/png", caption, slot=SLOT, fresh=fresh, admins_only=for_admins)
    _end_words(request, question)


def _is_allowed(request: ReportRequest) -> StatsQuestion | None:
    """Return the question as its reader may ask it now, or None if they may not any more."""
    if request.person is None:
        return None
    try:
        return report_request.require_allowed(request.person, StatsQuestion.load(request.arguments))
    except Refused:
        return None


async def _draw(request: ReportRequest, question: StatsQuestion) -> agent_card.DrawnCard | None:
    found = await report.measure_report(request, question)
    if found.is_empty and not composition.is_of_now(question):
        return None
    heads = await composition.make_heads(request, question, found)
    hours = await heat_map.make_heat_map(request, question, found.period)
    sides = await event_comparison.make_blocks(request, question, found.period)
    more: list[Block] = [*sides] if hours is None else [hours, *sides]
    page = await composition.make_picture(
        request, (*heads, composition.format_drawn_at(request)), found, more, question.where
    )
    return page, composition.make_caption(request, heads, found)


def _say_nothing(request: ReportRequest, question: StatsQuestion) -> None:
    """Send one sentence for an empty period."""
    if request.person is not None:
        given: Args = {
            "days": composition.name_days(request, question),
            "long": int(composition.is_long(request, question)),
        }
        line = Say("stats-nothing", given, staff_only=True)
        letters.queue_letter(request.session, request.person.id, line, now=request.now)
        _end_words(request, question)


def _end_words(request: ReportRequest, question: StatsQuestion) -> None:
    """Delete the figures that came as text, after what comes in their place."""
    if request.person is not None and request.arguments.get("fresh", True):
        letter = report_request.make_words_letter(question, is_over=True)
        letters.queue_letter(request.session, request.person.id, letter, now=request.now)
