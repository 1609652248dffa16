"""The day's first answers on Now are counted as the glossary of figures counts them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Pause
from desk.queries.panel.first_answers import FirstAnswers, first_answers, nine_of_ten, usually_solved
from tests.desk.stage import Someone, Stage

HOUR = timedelta(hours=1)
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "at_most"), [([7.0], 7.0), ([0.0, 10.0], 9.0), ([float(n) for n in range(10)], 8.1)]
)
def test_nine_of_ten_lies_between_values_as_in_the_figures(seconds: list[float], at_most: float) -> None:
    assert nine_of_ten(seconds) == pytest.approx(at_most)


async def _answered(stage: Stage, who: Someone, filed: datetime, took: timedelta, **values: Any) -> int:
    """A request that was answered so long after it was filed; its number."""
    number = await stage.files(who, "The printer is on fire")
    await stage.change(number, filed_at=filed, first_response_at=filed + took, **values)
    return number


async def _of_today(stage: Stage) -> FirstAnswers | None:
    async with stage.database.sessions() as session:
        return await first_answers(session, stage.now, stage.rules)


@pytest.mark.broad
async def test_of_today_is_what_the_desks_zone_says_without_what_is_part_of_another(
    stage: Stage, rita: Someone
) -> None:
    stage.with_rules(timezone="Asia/Tokyo")  # nine hours ahead: there the day began at 15:00 the day before
    midnight = datetime(2026, 11, 19, 15, tzinfo=UTC)
    assert await _of_today(stage) is None
    await _answered(stage, rita, midnight - HOUR, HOUR - timedelta(microseconds=1))
    assert await _of_today(stage) is None
    first = await _answered(stage, rita, midnight - HOUR, HOUR)
    await _answered(stage, rita, midnight, 3 * HOUR)
    assert await _of_today(stage) == FirstAnswers(2, 2 * HOUR, timedelta(hours=2, minutes=48))
    into = (await stage.ticket(first)).id
    await _answered(stage, rita, midnight, 9 * HOUR, merged_into_id=into)
    assert (await _of_today(stage)) == FirstAnswers(2, 2 * HOUR, timedelta(hours=2, minutes=48))


@pytest.mark.broad
async def test_what_stood_and_when_the_desk_is_closed_counts_for_nothing_but_of_what_is_critical(
    stage: Stage, rita: Someone
) -> None:
    stage.with_rules(hours=(((540, 1020),),) * 7)  # 9 to 17
    stage.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    morning = stage.now.replace(hour=7)
    number = await _answered(stage, rita, morning, 4 * HOUR)
    other = await _answered(stage, rita, morning, 4 * HOUR)
    ids = [(await stage.ticket(one)).id for one in (number, other)]
    assert await _of_today(stage) == FirstAnswers(2, 2 * HOUR, 2 * HOUR)
    async with stage.database.unit_of_work() as session:
        session.add(Pause(ticket_id=ids[0], started_at=morning, ended_at=morning + 3 * HOUR, reason="pending"))
    assert await _of_today(stage) == FirstAnswers(2, 1.5 * HOUR, timedelta(hours=1, minutes=54))
    await stage.change(other, priority=1)
    assert await _of_today(stage) == FirstAnswers(2, 2.5 * HOUR, timedelta(hours=3, minutes=42))


@pytest.mark.broad
@pytest.mark.parametrize(
    ("weeks", "usual"),
    [([1, 2], None), ([1, 2, 3], 0), ([1, 2, 3, 4], 0), ([1, 2, 3, 4, 5, 8], 1), ([2, 3, 4, 5, 6, 9], 1)],
)
async def test_usually_solved_by_this_time_needs_three_such_days_of_the_last_eight(
    stage: Stage, rita: Someone, weeks: list[int], usual: int | None
) -> None:
    stage.with_rules(max_untaken=99, max_new_per_hour=99, max_open=99)
    for back in weeks:
        for solved in (NINE, NINE + HOUR):
            number = await stage.files(rita, "The printer is on fire")
            await stage.change(number, resolved_at=solved - timedelta(weeks=back))
    async with stage.database.sessions() as session:
        assert await usually_solved(session, NINE, "UTC") == usual
