"""The day's first answers on Now are counted as the glossary of figures counts them."""

from datetime import timedelta

import pytest

from db.models import Role
from desk.admin_settings.changes import change_setting
from desk.queries.panel.today import FirstAnswers, compute_p90, measure_first_answers
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with


@pytest.mark.parametrize(
    ("seconds", "at_most"), [([7.0], 7.0), ([0.0, 10.0], 9.0), ([float(n) for n in range(10)], 8.1)]
)
def test_nine_of_ten_lies_between_values_as_in_the_figures(seconds: list[float], at_most: float) -> None:
    assert compute_p90(seconds) == pytest.approx(at_most)


async def test_hours_changed_at_noon_leave_the_answers_of_the_morning_as_they_were(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer is on fire")
    stage.later(hours=1)
    await stage.change(number, first_response_at=stage.now)
    vera = await stage.person("Vera", Role.ADMIN)

    async def measured() -> FirstAnswers | None:
        async with stage.database.sessions() as session:
            return await measure_first_answers(session, stage.now, stage.rules)

    before = await measured()
    stage.later(hours=1)
    changed = await stage.does(vera, change_setting, "hours", "mon 9-12")  # it is a Friday
    stage.rules = rules_with(stage.rules, hours__week=changed.setting.kind.load_value(changed.new))
    assert await measured() == before
    assert before is not None
    assert before.median.total_seconds() >= 3600


async def test_who_still_waits_counts_with_the_time_so_far(stage: Stage, rita: Someone) -> None:
    answered = await stage.files(rita, "The printer is on fire")
    await stage.change(answered, first_response_at=stage.now)
    for text in ("The lamp flickers", "The door is stuck"):
        await stage.files(rita, text)
    stage.later(hours=1)
    async with stage.database.sessions() as session:
        found = await measure_first_answers(session, stage.now, stage.rules)
    assert found is not None
    assert (found.waiting, found.median >= timedelta(hours=1)) == (2, True)
