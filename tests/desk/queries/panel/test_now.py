"""Now's day where the clocks change at midnight: it begins once."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.queries.panel.now import today
from tests.desk.stage import Someone, Stage


@pytest.mark.broad
async def test_a_day_whose_first_hour_comes_twice_begins_with_the_first(stage: Stage, rita: Someone) -> None:
    midnight = datetime(2026, 11, 1, 4, tzinfo=UTC)  # of Havana, where one o'clock is midnight again that night
    stage.now = midnight + timedelta(minutes=90)
    number = await stage.files(rita, "The printer is on fire")
    for resolved, solved in ((midnight - timedelta(microseconds=1), 0), (midnight, 1), (stage.now, 1)):
        await stage.change(number, filed_at=midnight, resolved_at=resolved)
        async with stage.database.sessions() as session:
            day = await today(session, stage.now, "America/Havana")
        assert (day.filed, day.solved, day.hours[0].filed) == (1, solved, 1), resolved


@pytest.mark.broad
async def test_a_mark_of_today_counts_whenever_the_request_was_solved_and_no_other_does(
    stage: Stage, rita: Someone
) -> None:
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    number = await stage.files(rita, "The printer is on fire")
    for resolved, rated, marks in (
        (stage.now, midnight - timedelta(microseconds=1), 0),
        (midnight - timedelta(days=1), midnight, 1),
        (stage.now, stage.now, 1),
    ):
        await stage.change(number, resolved_at=resolved, rated_at=rated, rating=5)
        async with stage.database.sessions() as session:
            assert (await today(session, stage.now, "UTC")).marks == marks
