"""Shifts, topics and tickets of one on the team are theirs: beside a colleague who has the same kind of them."""

from datetime import timedelta

from sqlalchemy import select, update

from db.models import Category, Invite, Person, Role, Shift, Status
from desk.queries import invites, team, team_member
from desk.staff import answered_topics, shift_editing
from desk.tickets import assignment
from desk.topics import editing
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, scalars

MORNING = (540, 720)


async def _has_shifts(stage: Stage) -> list[str]:
    return await scalars(stage, select(Person.name).where(Person.has_shifts).order_by(Person.id))


async def test_whose_last_shift_went_has_none_whatever_others_have(stage: Stage, olga: Someone, vera: Someone) -> None:
    for who in (olga, vera):
        await stage.does(vera, shift_editing.set_weekdays, who.chat, [0, 1], (MORNING,))
    assert await _has_shifts(stage) == ["Olga", "Vera"]
    await stage.does(vera, shift_editing.clear_shifts, olga.chat)
    assert await _has_shifts(stage) == ["Vera"]
    await stage.does(vera, shift_editing.set_weekdays, olga.chat, [0], (MORNING,))
    await stage.does(vera, shift_editing.clear_shifts, vera.chat)
    assert await _has_shifts(stage) == ["Olga"]


async def test_who_answers_a_topic_are_those_of_that_topic_and_on_the_team(stage: Stage, olga: Someone) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    doors, soap = [await stage.does(vera, editing.add_category, n) for n in ("Doors", "Soap")]
    await stage.person("Petr")
    await stage.person("Boris", Role.AGENT, dismissed_at=stage.now)
    for who, topic in ((olga, doors), (vera, soap)):
        await stage.does(vera, answered_topics.set_topic, who.chat, topic, on=True)
    async with stage.database.reading() as session:
        found = [(one.name, chosen) for one, chosen in await answered_topics.list_answering(session, doors)]
    assert found == [("Olga", True), ("Vera", False)]
    await stage.does(vera, answered_topics.set_topic, vera.chat, doors, on=True)
    await stage.does(vera, answered_topics.set_topic, olga.chat, doors, on=False)
    async with stage.database.reading() as session:
        assert [one.name for one, chosen in await answered_topics.list_answering(session, doors) if chosen] == ["Vera"]
        assert [one.name for one, chosen in await answered_topics.list_answering(session, soap) if chosen] == ["Vera"]


async def test_on_somebodys_page_stand_their_topics_that_are_still_there(stage: Stage, olga: Someone) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    keys = [await stage.does(vera, editing.add_category, n) for n in ("Doors", "Soap", "Heat")]
    for who, topic in ((olga, keys[0]), (olga, keys[1]), (vera, keys[2])):
        await stage.does(vera, answered_topics.set_topic, who.chat, topic, on=True)
    await execute(stage, update(Category).where(Category.id == keys[1]).values(removed_at=stage.now))
    async with stage.database.reading() as session:
        found = await team_member.load_member(session, olga.chat)
    assert found is not None
    assert [one.name for one in found.topics] == ["Doors"]


async def test_what_somebody_has_is_what_is_not_over(stage: Stage, rita: Someone, olga: Someone) -> None:
    for _ in range(3):
        number = await stage.files(rita, "it is on fire")
        await stage.does(olga, assignment.claim, number)
    await stage.change(1, status=Status.CLOSED, ended_at=stage.now)
    async with stage.database.reading() as session:
        assert [(one.person.name, one.holding) for one in await team.list_staff(session)] == [("Olga", 2)]
        found = await team_member.load_member(session, olga.chat)
    assert found is not None and found.in_hand == 2


async def test_who_waits_to_be_admitted_has_not_been_and_is_no_admin_yet(stage: Stage, vera: Someone) -> None:
    waits, was_let_in, agent = [await stage.person(name) for name in ("Petr", "Pavel", "Maria")]
    admin = await stage.person("Boris", Role.ADMIN)
    rows = (
        (waits, Role.ADMIN, None), (was_let_in, Role.ADMIN, stage.now), (agent, Role.AGENT, None),
        (admin, Role.ADMIN, None),
    )  # fmt: skip
    for number, (who, role, admitted) in enumerate(rows):
        given = {
            "made_by": vera.id,
            "made_at": stage.now,
            "used_by": who.id,
            "used_at": stage.now,
            "expires_at": stage.now,
        }
        await add(stage, Invite(code_hash=f"h{number}".encode(), role=role, admitted_at=admitted, **given))
    async with stage.database.reading() as session:
        assert [one.person.name for one in await team.list_staff(session) if one.waiting] == ["Petr"]


async def test_links_that_could_still_let_in_are_unused_and_good(stage: Stage, vera: Someone, rita: Someone) -> None:
    hour = timedelta(hours=1)
    rows = ((None, hour), (rita.id, hour), (None, -hour), (None, 2 * hour))
    for number, (used, until) in enumerate(rows):
        used_at = None if used is None else stage.now
        given = {
            "made_by": vera.id,
            "made_at": stage.now,
            "used_by": used,
            "used_at": used_at,
            "expires_at": stage.now + until,
        }
        await add(stage, Invite(code_hash=f"h{number}".encode(), role=Role.AGENT, **given))
    async with stage.database.reading() as session:
        found = await invites.list_unused_invites(session, stage.now)
    assert [one.until - stage.now for one in found] == [hour, 2 * hour]


async def test_a_day_a_weekday_and_a_week_are_of_whose_they_were_set(
    stage: Stage, olga: Someone, vera: Someone
) -> None:
    evening = (1020, 1200)
    tomorrow, before = (stage.now + timedelta(days=1)).date(), (stage.now - timedelta(days=1)).date()
    for who in (olga, vera):
        given = {"person_id": who.id, "starts": MORNING[0], "ends": MORNING[1]}
        await add(stage, *[Shift(**given, weekday=day) for day in (0, 1)])
        await add(stage, *[Shift(**given, day=day) for day in (before, tomorrow)])

    async def of(who: Someone) -> list[tuple[object, int | None]]:
        async with stage.database.reading() as session:
            rows = await session.scalars(select(Shift).where(Shift.person_id == who.id))
            return sorted(((one.weekday if one.day is None else one.day, one.starts) for one in rows), key=str)

    whole = await of(vera)
    assert len(whole) == 4
    await stage.does(vera, shift_editing.set_date, olga.chat, tomorrow, (evening,))
    assert await of(olga) == sorted([(0, 540), (1, 540), (tomorrow, 1020)], key=str), "what is over is forgotten"
    await stage.does(vera, shift_editing.set_weekdays, olga.chat, [1], (evening,))
    assert await of(olga) == sorted([(0, 540), (1, 1020), (tomorrow, 1020)], key=str)
    await stage.does(vera, shift_editing.set_week, olga.chat, [(evening,), *[()] * 6])
    assert (0, 1020) in await of(olga) and (tomorrow, 1020) in await of(olga)
    assert await of(vera) == whole
    await stage.does(vera, shift_editing.clear_shifts, olga.chat)
    assert (await of(olga), await of(vera)) == ([], whole)
