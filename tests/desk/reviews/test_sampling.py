"""Which solved requests are drawn to be reviewed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Review, ReviewCriterion, Role, Status, Ticket
from desk import Refused
from desk.reviews.sampling import MOST, PERIOD, SampleReason, draw_sample
from tests.desk.stage import Someone, Stage
from tests.sql import scalars


async def test_what_others_solved_lately_and_nobody_has_reviewed(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    paul = await stage.person("Paul", Role.REVIEWER)
    solved: dict[str, Any] = {"status": Status.CLOSED, "resolved_by": olga.id, "resolved_at": stage.now}
    rows: dict[str, dict[str, Any]] = {
        "fits": {},
        "in time": {"resolved_at": stage.now - PERIOD + timedelta(seconds=1)},
        "of who has it": {"resolved_by": None, "assignee_id": vera.id, "status": Status.RESOLVED},
        "too old": {"resolved_at": stage.now - PERIOD},
        "opened again": {"status": Status.REOPENED},
        "their own request": {"requester_id": paul.id},
        "solved by them": {"resolved_by": paul.id},
        "reviewed": {},
    }
    async with stage.database.unit_of_work() as session:
        session.add(ReviewCriterion(name="Polite", made_at=stage.now))
        for number, (subject, more) in enumerate(rows.items(), 1):
            at = dict.fromkeys(_TIMES, stage.now)
            given = {"requester_id": rita.id, "priority": 3, "origin": "telegram", **at, **solved, **more}
            session.add(Ticket(number=number, subject=subject, **given))
        await session.flush()
        last = await session.scalar(select(Ticket.id).where(Ticket.subject == "reviewed"))
        session.add(Review(ticket_id=last, agent_id=olga.id, reason="random", drawn_at=stage.now))
    for count in (0, MOST + 1):
        with pytest.raises(Refused, match="review-sample-wrong"):
            await stage.does(paul, draw_sample, SampleReason.RANDOM, count)
    drawn_now = [await stage.does(paul, draw_sample, SampleReason.RANDOM, n) for n in (1, MOST)]
    assert drawn_now == [1, 2]
    drawn = select(Ticket.subject).join(Review, Review.ticket_id == Ticket.id)
    assert set(await scalars(stage, drawn)) == {"fits", "in time", "of who has it", "reviewed"}


_TIMES = ("created_at", "filed_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
