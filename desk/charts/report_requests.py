"""Request a report: who may see which metrics, and the job that draws it. Draws and computes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.models import Person, ReportResult
from desk import Desk, NotAllowed, Outdated, Refused, audit
from desk.charts import question_parser
from desk.charts.report_question import About, StatsQuestion
from desk.metrics import Dimension, Period, periods
from desk.metrics.report_forms import ANSWERS
from desk.outbox import queue_report
from desk.policy import permissions
from desk.policy.grants import Grant, has_grant

KIND = "stats"
"""The kind of the report job; its arguments are a question, and the person it is for."""
OF_ALL_ONLY = ("people", ANSWERS)
"""Report forms that make no sense for one agent."""


async def request_report(desk: Desk, question: StatsQuestion, *, fresh: bool = True) -> None:
    """Queue a picture, as a new message or in place of the newest picture. Agents see only themselves. Raises
    NotAllowed, Refused."""
    asked = require_allowed(desk.require_actor(), question)
    today = periods.get_today(desk.now, desk.rules.timezone)
    if asked.get_period(today).first > today:
        raise Refused("period-future")
    arguments = {**asked.dump(), "for": desk.require_actor().id, "fresh": fresh}
    await queue_report(desk, KIND, desk.require_actor().id, arguments)


def require_allowed(person: Person, question: StatsQuestion) -> StatsQuestion:
    """Return the question as this person may ask it. Raises NotAllowed, Refused."""
    if not permissions.is_staff(person):
        raise NotAllowed
    if has_grant(person, Grant.FIGURES):
        return question
    own = {**question.where, Dimension.AGENT: person.id}
    if question.where.get(Dimension.AGENT, person.id) != person.id or question.by is Dimension.AGENT:
        raise Refused("stats-own-only")
    if question.about is About.CARD:
        if question.of != str(person.id):
            raise Refused("stats-own-only")
        return question
    if question.about is About.FORM and question.of in OF_ALL_ONLY:
        raise Refused("stats-own-only")
    return replace(question, where=own)


async def load_question(desk: Desk, result_id: int) -> StatsQuestion:
    """Return the question of a picture of the actor. Raises Outdated if it is not theirs, or no longer kept."""
    kept = await desk.session.scalar(select(ReportResult.arguments).where(ReportResult.id == result_id))
    return read_question(kept, desk.require_actor().id)


def read_question(kept: Mapping[str, Any] | None, person_id: int) -> StatsQuestion:
    """Return the question from what is stored of a picture; raises Outdated."""
    if not kept or kept.get("for") != person_id:
        raise Outdated
    try:
        return StatsQuestion.load(kept)
    except (KeyError, ValueError):
        raise Outdated from None


async def request_typed_days(desk: Desk, result_id: int, text: str) -> None:
    """Queue the same picture for the typed days. Raises Outdated, Refused."""
    today = periods.get_today(desk.now, desk.rules.timezone)
    await request_report(
        desk, replace(await load_question(desk, result_id), period=question_parser.parse_period(text, today))
    )


def audit_export(desk: Desk, what: str, days: Period) -> None:
    """Record in the audit log that the actor exported metrics as a file; `what`: the report."""
    audit.record_action(desk, "exported", f"export:{days.first}..{days.last}", new=f"csv, {what}")
