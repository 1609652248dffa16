"""Events as admins make them: a link for each name, a number that is one, none offered that was removed."""

from datetime import timedelta

import pytest

from db.models import Event
from desk import Refused
from desk.events import events
from desk.mailings import reading
from desk.stats import event_sides
from reports.request import ReportRequest
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def test_a_name_without_a_letter_for_its_link_gets_one_all_the_same(stage: Stage, vera: Someone) -> None:
    made = [
        (await stage.does(vera, lambda desk, name=name: events.new_event(desk, f'"{name}" 2026-12-01'))).slug
        for name in ("会议", "展览")
    ]
    assert made == ["event", "event-2"]


@pytest.mark.parametrize("typed", ["²", "٣", "-1", "1.5", ""])
async def test_who_takes_part_is_counted_in_plain_digits(stage: Stage, vera: Someone, typed: str) -> None:
    made = await stage.does(vera, lambda desk: events.new_event(desk, '"Fair" 2026-12-01'))
    with pytest.raises(Refused, match="usage-event-attendance"):
        await stage.does(vera, lambda desk: events.set_attendance(desk, made.slug, typed))


async def test_a_number_without_an_event_is_answered_with_how(stage: Stage, vera: Someone) -> None:
    with pytest.raises(Refused, match="usage-event-attendance"):
        await stage.does(vera, lambda desk: events.set_attendance(desk, "", "250"))


async def test_the_newest_that_were_not_removed_are_written_to_and_compared(stage: Stage, vera: Someone) -> None:
    today = stage.now.date()
    async with stage.database.unit_of_work() as session:
        for back, name in enumerate(("Gone", "One", "Two", "Three", "Four", "Five"), start=1):
            day, removed = today - timedelta(days=back), stage.now if name == "Gone" else None
            row = {"slug": name.lower(), "name": name, "starts_on": day, "ends_on": day, "removed_at": removed}
            session.add(Event(created_at=stage.now, **row))
    async with stage.database.sessions() as session:
        assert [name for _, name in await reading.events(session, 3)] == ["One", "Two", "Three"]
        found = await event_sides.side_by_side(ReportRequest(session, stage.now, stage.rules, None, "en", {}))
    assert found is not None
    assert [line.partition(":")[0].split()[0] for line in found.lines] == ["Four", "Three", "Two", "One"]
