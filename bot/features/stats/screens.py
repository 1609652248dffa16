"""A chart or file that a report has made, with the caption stored with it; figures as text until it is there."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.features.stats.buttons import PERIOD, StatsChoice
from bot.views import Reader, Rendered, RenderedButton, RenderedFile, Row, letter_buttons
from db.models import FileKind, ReportResult, Role
from desk import Outdated, Refused
from desk.charts import composition, organization_figures, report_page, report_request
from desk.charts.stats_command import StatsQuestion
from desk.metrics import exports, live_counting
from desk.outbox import ReportReady, Show, report_jobs
from desk.payments import statements
from desk.policy.permissions import Grant
from desk.privacy import person_file
from desk.text import RichText, join_texts

_ABOUT = (
    ReportResult.kind,
    ReportResult.arguments,
    ReportResult.filename,
    ReportResult.mime,
    ReportResult.caption,
    ReportResult.entities,
)
_NEEDED: dict[str, tuple[Grant, ...]] = {exports.KIND: (Grant.EXPORT, Grant.SEE_ALL), "articles": (Grant.PUBLISH,)}
"""What a reader of the team needs for a file of that kind when it is sent; of others, if they are for admins only, the
right to figures."""


async def render_result(reader: Reader, letter: ReportReady) -> Rendered | None:
    """Render the result with its caption; its bytes are read when it is sent.

    Return None if it is not for this reader (any more), or too old to be kept.
    """
    about = (await reader.session.execute(select(*_ABOUT).where(ReportResult.id == letter.result_id))).first()
    if about is None or not await _may_read(reader, letter, about.kind, about.arguments):
        return None
    buttons = letter_buttons.make_letter_buttons(reader, letter.buttons)
    if about.kind == report_request.KIND:
        buttons = _make_periods(reader, letter.result_id, about.arguments)
    kind = FileKind.PHOTO if about.mime == "image/png" else FileKind.DOCUMENT
    file = RenderedFile(
        -letter.result_id, kind, about.filename, about.mime, None, None, None, result_id=letter.result_id
    )
    return Rendered(RichText.load(about.caption, about.entities), buttons, (file,))


async def _may_read(reader: Reader, letter: ReportReady, kind: str, arguments: Mapping[str, Any]) -> bool:
    """Return True for staff; a statement and figures of an organization are for those who lead it now, a person's own
    data for that person."""
    if kind == statements.KIND:
        return await statements.is_for(reader.session, reader.person, int(arguments["organization"]))
    if kind == organization_figures.KIND:
        return await organization_figures.can_read_figures(
            reader.session, reader.person, int(arguments["organization"])
        )
    if kind == person_file.KIND:
        return int(arguments["person"]) == reader.person.id
    needed = _NEEDED.get(kind, (Grant.FIGURES,) if letter.admins_only else ())
    return reader.person.role is not Role.REQUESTER and all(map(reader.may, needed))


def _make_periods(reader: Reader, result: int, arguments: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the buttons of other periods; none under another person's chart."""
    try:
        report_request.read_question(arguments, reader.person.id)
    except Outdated:
        return ()
    names = [(name, reader.say("stats-period", period=name)) for name in ("today", "week", "month")]
    return (
        tuple(
            RenderedButton(said, StatsChoice(result=result, change=PERIOD, value=name).pack()) for name, said in names
        ),
    )


async def render_figures(reader: Reader, letter: Show) -> Rendered | None:
    """Render the figures of a question; None if its picture was drawn meanwhile."""
    if letter.only_edit:
        return Rendered(reader.say_rich("stats-drawing"), vanishes=True)
    try:
        question = report_request.require_allowed(reader.person, StatsQuestion.load(json.loads(letter.find or "{}")))
    except Refused:
        return None
    if not await report_jobs.is_under_way(reader.session, report_request.KIND, reader.person.id):
        return None
    words = await report_page.make_words(reader, question)
    lines = [words] if words is not None else [RichText(composition.name_days(reader, question)).with_style("bold")]
    if uncounted := await live_counting.count_uncounted(reader.session):
        lines.append(reader.say_rich("stats-uncounted", n=uncounted))
    return Rendered(join_texts([*lines, reader.say_rich("stats-drawing")], "\n"))
