"""Events as admins make them: a link for each name, a number that is one, none offered that was removed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import DeskRow, Event, Participant, Person
from desk import NotAllowed, Refused
from desk.events import event_editing
from desk.queries import events as queries
from reports.request import ReportRequest
from reports.worker import make_comparison
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalar


async def test_their_picture_is_brought_to_nobody_but_an_admin(stage: Stage, vera: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        day = stage.now.date()
        session.add(Event(slug="fair", name="Fair", starts_on=day, ends_on=day, created_at=stage.now))
        await session.flush()
        person = await session.get_one(Person, vera.id)
        asked = ReportRequest(session, stage.now, stage.rules, person, "en", {})
        assert [(made.admins_only, made.mime) async for made in make_comparison(asked)] == [(True, "image/png")]


async def test_an_id_is_free_once_its_event_is_removed_and_not_brought_back_while_another_has_it(
    stage: Stage, vera: Someone
) -> None:
    fair, other = [
        (await stage.does(vera, event_editing.create_event, f'"{name}" 2026-12-01')).slug for name in ("Fair", "Race")
    ]
    await stage.does(vera, event_editing.set_external_id, fair, "P-7")
    with pytest.raises(Refused, match="event-id-taken"):
        await stage.does(vera, event_editing.set_external_id, other, "p-7")
    await stage.does(vera, event_editing.set_external_id, fair, "p-7")  # its own, in other letters
    await stage.does(vera, event_editing.remove_event, fair)
    await stage.does(vera, event_editing.set_external_id, other, "P-7")
    with pytest.raises(Refused, match="event-id-taken"):
        await stage.does(vera, event_editing.restore_event, fair)
    said = b"event,attendance\np-7,5\n"
    assert await stage.does(vera, event_editing.import_attendance, said) == [("Race", 5)]
    with pytest.raises(Refused, match="attendance-unknown-event"):
        await stage.does(vera, event_editing.import_attendance, b"event,attendance\nfair,5\n")


async def test_a_number_takes_the_place_of_who_was_named(stage: Stage, vera: Someone) -> None:
    made = [
        (await stage.does(vera, event_editing.create_event, f'"{name}" 2026-12-01')).slug for name in ("Fair", "Race")
    ]
    named = "event,participant\n" + "".join(f"{slug},{n}\n" for slug in made for n in range(3))
    await stage.does(vera, event_editing.import_attendance, named.encode())
    await stage.does(vera, event_editing.set_attendance, made[0], "2")
    async with stage.database.sessions() as session:
        held = await session.execute(select(Event.slug, func.count()).join(Participant).group_by(Event.slug))
        assert [tuple(row) for row in held] == [(made[1], 3)]
        counted = await session.execute(select(Event.slug, Event.attendance))
        assert {slug: n for slug, n in counted} == {made[0]: 2, made[1]: 3}  # noqa: C416


async def test_every_change_is_met_by_every_process(stage: Stage, vera: Someone) -> None:
    async def version() -> int:
        return await scalar(stage, select(DeskRow.settings_version)) or 0

    verbs = [
        lambda desk: event_editing.create_event(desk, '"Fair" 2026-12-01'),
        lambda desk: event_editing.set_external_id(desk, "fair", "p-7"),
        lambda desk: event_editing.remove_event(desk, "FAIR"),
        lambda desk: event_editing.restore_event(desk, "fair"),
    ]
    before = 0
    for verb in verbs:
        await stage.does(vera, verb)
        assert await version() > before
        before = await version()


async def test_only_admins_have_them_compared(stage: Stage, olga: Someone) -> None:
    with pytest.raises(NotAllowed):
        await stage.does(olga, event_editing.queue_comparison)


async def test_they_are_read_by_their_days_the_last_first(stage: Stage) -> None:
    for name, ahead in (("Fair", 9), ("Race", 1), ("Ball", 9)):
        day = stage.now.date() + timedelta(days=ahead)
        row = {"slug": name.lower(), "name": name, "starts_on": day, "ends_on": day}
        await add(stage, Event(created_at=stage.now, **row))
    async with stage.database.reading() as session:
        known = await queries.list_events(session)
    assert [line.name for line in known] == ["Ball", "Fair", "Race"]
