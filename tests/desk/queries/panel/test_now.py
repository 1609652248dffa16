"""Now's day where the clocks change at midnight: it begins once."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.queries.panel.now import paces, today
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


@pytest.mark.broad
async def test_who_waits_is_said_until_they_are_answered_and_how_near_the_next_promise_is(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The printer is on fire")
    filed, spoke, hour = stage.now, stage.now + timedelta(minutes=1), timedelta(hours=1)
    given = {"filed_at": filed, "requester_spoke_at": spoke, "assignee_id": olga.id, "broadcast_at": stage.now}
    await stage.change(number, **given, first_due_at=filed + 4 * hour, solve_due_at=filed + 8 * hour)
    ticket = (await stage.ticket(number)).id
    for more, which, share, since in (
        ({"needs_answer": True}, "first", 0.5, spoke),
        ({"needs_answer": False, "first_response_at": filed}, "solve", 0.25, None),
        ({"promised_at": filed + hour}, "promised", 1.0, None),
    ):
        await stage.change(number, **more)
        async with stage.database.reading() as session:
            found = (await paces(session, [ticket], filed + 2 * hour, stage.rules))[ticket]
        assert (found.which, found.share, found.waits_since) == (which, share, since)
        assert (found.can_ring, found.rang_at) == (False, None)  # somebody has it
