"""Who of the team holds how much, and what they answer best."""

from datetime import timedelta

import pytest

from db.models import AgentTopic, Category, Role, Status
from desk.queries.panel import now, people
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def test_what_somebody_holds_is_told_by_whose_turn_it_is(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    """Since when the longest waits is said of those that wait for the team alone; who holds most comes first."""
    stage.with_rules(max_untaken=99, max_new_per_hour=99, max_open=99)
    await stage.person("Ivan", Role.AGENT, dismissed_at=stage.now)
    minute = timedelta(minutes=1)
    kept = [
        (Status.IN_PROGRESS, False, 9), (Status.ASSIGNED, True, 2), (Status.REOPENED, True, 1),
        (Status.PENDING, True, 8), (Status.RESOLVED, False, 7), (Status.ON_HOLD, True, 6), (Status.CLOSED, True, 5),
    ]  # fmt: skip
    for status, needs_answer, ago in kept:
        number = await stage.files(rita, "The printer is on fire")
        spoke = stage.now - ago * minute
        given = {"assignee_id": vera.id, "status": status, "needs_answer": needs_answer, "requester_spoke_at": spoke}
        await stage.change(number, **given)
        if status is Status.ASSIGNED:
            longest = spoke
    async with stage.database.reading() as session:
        first, other = await now.team_load(session)
    assert (first.name, first.works, first.waits, first.pending, first.on_hold, first.total) == ("Vera", 1, 2, 2, 1, 6)
    assert first.waits_since == longest
    assert (other.name, other.total, other.waits_since) == ("Olga", 0, None)


async def test_the_teams_topics_stand_in_the_order_of_their_list(stage: Stage, olga: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        for key, name, position, removed in ((1, "Heat", 3, None), (2, "Soap", 1, None), (3, "Gone", 2, stage.now)):
            session.add(Category(id=key, name=name, folded=name.lower(), position=position, removed_at=removed))
        await session.flush()
        session.add_all(AgentTopic(person_id=olga.id, category_id=key) for key in (1, 2, 3))
    async with stage.database.reading() as session:
        (line,) = await people.team(session, now=stage.now, rules=stage.rules)
    assert [one.name for one in line.topics] == ["Soap", "Heat"]


async def test_who_holds_most_comes_first_whatever_they_had(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    for who, status in ((vera, Status.IN_PROGRESS), (olga, Status.CLOSED), (olga, Status.CANCELLED)):
        number = await stage.files(rita, "The printer is on fire")
        await stage.change(number, assignee_id=who.id, status=status)
    async with stage.database.reading() as session:
        assert [(one.name, one.total) for one in await now.team_load(session)] == [("Vera", 1), ("Olga", 0)]
