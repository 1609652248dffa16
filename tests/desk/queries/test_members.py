"""One of the team as screens show them: beside who was on it, and whoever only asks."""

from datetime import timedelta

import pytest

from db.models import AgentTopic, Category, Person, Role, Shift
from desk.queries import members, people
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _former(stage: Stage) -> Someone:
    """Somebody who has left, and whose row still says what they were."""
    return await stage.person("Ivan", Role.AGENT, dismissed_at=stage.now)


async def test_who_has_left_is_no_colleague_and_on_no_list_of_the_team(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    await _former(stage)
    async with stage.database.reading() as session:
        assert [one.name for one in await members.colleagues(session, olga.chat)] == ["Vera"]
        assert [one.person.name for one in await people.staff(session)] == ["Vera", "Olga"]


async def test_whoever_only_asks_or_has_left_works_in_no_hour(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _former(stage)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, olga.id)).has_shifts = True
        for weekday in range(7):
            session.add(Shift(person_id=olga.id, weekday=weekday, starts=0, ends=1440 if weekday else 1380))
    monday = stage.now.date() - timedelta(days=stage.now.weekday())
    async with stage.database.reading() as session:
        found = await members.nobodys_hours(session, stage.rules, monday)
    assert found == [(monday, (1380, 1440))]


async def test_what_somebody_holds_is_told_most_first_and_their_topics_as_they_were_made(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    stage.with_rules(max_untaken=99, max_new_per_hour=99, max_open=99)
    names = {11: "Doors", 12: "Soap", 13: "Heat"}
    async with stage.database.unit_of_work() as session:
        session.add_all(Category(id=key, name=name, folded=name.lower()) for key, name in names.items())
        await session.flush()
        for key in (13, 11, 12):
            session.add(AgentTopic(person_id=olga.id, category_id=key))
            await session.flush()
        session.add(Category(id=14, name="Gone", folded="gone", removed_at=stage.now))
        await session.flush()
        session.add(AgentTopic(person_id=olga.id, category_id=14))
    for key in (12, 13, 13, 13, 11, None, None, 12, 12):
        number = await stage.files(rita, "it is on fire")
        await stage.change(number, category_id=key, assignee_id=olga.id, status="in_progress")
    for over in (number, number - 1):
        await stage.change(over, status="closed", ended_at=stage.now)
    async with stage.database.reading() as session:
        found = await members.member(session, olga.chat)
    assert found is not None
    held = [(category.name if category is not None else None, n) for category, n in found.holding]
    assert held == [("Heat", 3), (None, 2), ("Doors", 1), ("Soap", 1)]
    assert [one.name for one in found.topics] == ["Doors", "Soap", "Heat"]
