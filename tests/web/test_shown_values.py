"""Values as pages and the API read and show them: a number that no row could have, days off, a rule of a newer
version."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from desk.automation.rule_list import RuleLine
from desk.rule_specs import ConditionField
from desk.sla.shifts import Rota
from web.api import rules as api_rules
from web.features.log.routes import LogAddress
from web.features.people import team
from web.features.rules import routes as rule_routes

LONGEST, TOO_LONG = "9" * 18, "9" * 19
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(("typed", "number"), [(TOO_LONG, None), (LONGEST, int(LONGEST)), ("4x", None)])
def test_a_number_that_no_row_could_have_is_none(typed: str, number: int | None) -> None:
    assert LogAddress(ticket=f" #{typed}").make_filter(FRIDAY).ticket == number
    found = rule_routes._read_values(ConditionField.TOPIC, [typed])
    assert found == (() if number is None else (number,))


@pytest.mark.parametrize(
    ("rota", "week"),
    [
        (None, [None, None]),
        (Rota(days={FRIDAY: ((540, 600),)}), ["9:00-10:00", None]),
        (Rota(days={FRIDAY: ()}), ["", None]),
        (Rota(week={4: ((540, 600),)}), ["9:00-10:00", ""]),
    ],
)
def test_whose_day_is_no_shift_of_their_own_works_in_business_hours(rota: Rota | None, week: list[str | None]) -> None:
    line: Any = SimpleNamespace(rota=rota)
    assert team._week_of(line, [team.TeamDay(FRIDAY.replace(day=day), "") for day in (20, 21)]) == week


def test_a_rule_of_a_newer_version_is_shown_without_what_it_does() -> None:
    line = RuleLine(
        id=1, name="Night", event="x", enabled=True, spec=None, stopped_at=None, failed_at=None, failed_why=None,
        runs=0, ready=None,
    )  # fmt: skip
    assert api_rules._show(line).rule is None
