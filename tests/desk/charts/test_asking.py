"""Who may ask what of the figures: agents of themselves, whatever a press says."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from db.models import Person, Role
from desk import NotAllowed, Outdated, Refused
from desk.charts import report_request
from desk.charts.stats_command import About, StatsQuestion
from desk.metrics import Dimension
from tests.desk.stage import Someone, Stage

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
VOLUME = StatsQuestion()


def _somebody(role: Role, **more: Any) -> Person:
    return Person(id=7, name="Olga", role=role, created_at=NOW, **more)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        (VOLUME, {Dimension.AGENT: 7}),
        (StatsQuestion(where={Dimension.PRIORITY: 1}), {Dimension.PRIORITY: 1, Dimension.AGENT: 7}),
        (StatsQuestion(where={Dimension.AGENT: 7}), {Dimension.AGENT: 7}),
        (StatsQuestion(About.FIGURE, "solved", by=Dimension.DAY), {Dimension.AGENT: 7}),
        (StatsQuestion(About.CARD, "7"), {}),
    ],
)
def test_an_agent_is_told_of_themselves(question: StatsQuestion, where: Mapping[Dimension, object]) -> None:
    assert report_request.require_allowed(_somebody(Role.AGENT), question).where == where
    assert report_request.require_allowed(_somebody(Role.ADMIN), question) == question


@pytest.mark.parametrize(
    "question",
    [
        StatsQuestion(where={Dimension.AGENT: 8}),
        StatsQuestion(where={Dimension.AGENT: None}),
        StatsQuestion(About.FIGURE, "solved", by=Dimension.AGENT),
        StatsQuestion(About.CARD, "8"),
        StatsQuestion(of="people"),
        StatsQuestion(of="answers"),
    ],
)
def test_an_agent_is_told_of_nobody_else(question: StatsQuestion) -> None:
    assert report_request.require_allowed(_somebody(Role.ADMIN), question) == question
    with pytest.raises(Refused, match="stats-own-only"):
        report_request.require_allowed(_somebody(Role.AGENT), question)


def test_who_is_not_of_the_team_is_told_nothing() -> None:
    for nobody in (_somebody(Role.REQUESTER), _somebody(Role.ADMIN, dismissed_at=NOW)):
        with pytest.raises(NotAllowed):
            report_request.require_allowed(nobody, VOLUME)


def test_a_picture_is_changed_by_whom_it_was_drawn_for() -> None:
    kept = VOLUME.dump() | {"for": 7}
    assert report_request.read_question(kept, 7) == VOLUME
    for gone, who in ((kept, 8), (None, 7), (VOLUME.dump(), 7), (kept | {"about": "hologram"}, 7)):
        with pytest.raises(Outdated):
            report_request.read_question(gone, who)


async def test_days_that_have_begun_are_drawn_those_that_have_not_are_refused(stage: Stage, vera: Someone) -> None:
    today = stage.now.date()
    for first, refused in ((today, False), (date(2026, 11, 21), True)):
        question = StatsQuestion(period=f"{first}..2026-11-29")
        if refused:
            with pytest.raises(Refused, match="period-future"):
                await stage.does(vera, report_request.request_report, question)
        else:
            await stage.does(vera, report_request.request_report, question)
