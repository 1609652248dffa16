"""Values as pages and the API read and show them."""

from datetime import date

import pytest

from desk.automation.rule_list import RuleLine
from desk.listing import read_filters
from desk.queries.panel.use_log import LogFilter
from desk.rule_specs import ConditionField
from web.api import rules as api_rules
from web.features.rules import routes as rule_routes

LONGEST, TOO_LONG = "9" * 18, "9" * 19
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(("typed", "number"), [(TOO_LONG, None), (LONGEST, int(LONGEST)), ("4x", None)])
def test_a_number_that_no_row_could_have_is_none(typed: str, number: int | None) -> None:
    assert read_filters(LogFilter(day=FRIDAY), {"ticket": f" #{typed}"}).ticket == number
    found = rule_routes._read_values(ConditionField.TOPIC, [typed])
    assert found == (() if number is None else (number,))


def test_a_rule_of_a_newer_version_is_shown_without_what_it_does() -> None:
    line = RuleLine(1, "Night", "x", True, None, None, None, None, 0, None, 1)
    assert api_rules._show(line).rule is None
