"""Verbs that request a report: who may see which metrics, and the job that draws it. Draws and computes nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.models import Lane, Person, ReportResult
from desk import Desk, NotAllowed, Outdated, Refused, history
from desk.charts.stats_command import About, StatsQuestion
from desk.metrics import (
    Dimension,
    Period,
)
from desk.metrics.registry import ANSWERS
from desk.outbox import Show, letters, queue_report
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant

KIND = "stats"
"""The kind of the report job; its arguments are a question, and the person it is for."""
OF_ALL_ONLY = ("people", ANSWERS)
"""Report forms that make no sense for one agent."""


async def request_report(desk: Desk, question: StatsQuestion, *, fresh: bool = True) -> None:
    """Queue a picture, in place of the newest picture or as a new message, before which its figures come as text.
    Agents see only themselves. Raises NotAllowed, Refused."""
    me = desk.require_actor()
    asked = require_allowed(me, question)
    today = desk.today
    if asked.get_period(today).first > today:
        raise Refused("period-future")
    await queue_report(desk, KIND, me.id, {**asked.dump(), "for": me.id, "fresh": fresh}, lane=Lane.PEOPLE)
    if fresh:
        letters.queue_letter(desk.session, me.id, make_words_letter(asked), now=desk.now)


def make_words_letter(question: StatsQuestion, *, is_over: bool = False) -> Show:
    """Return the letter with the figures as text; `is_over`: the one that deletes it, because the picture has come."""
    words = json.dumps(question.dump(), sort_keys=True)
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    return Show("figures", slot=f"figures:{digest}", fresh=not is_over, only_edit=is_over, find=words)


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


def audit_export(desk: Desk, what: str, days: Period) -> None:
    """Record in the audit log that the actor exported metrics as a file; `what`: the report."""
    history.record_action(desk, "exported", f"export:{days.first}..{days.last}", new=f"csv, {what}")
