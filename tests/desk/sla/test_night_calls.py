"""Who may call somebody outside the hours, and when a night is."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from db.models import Status
from desk import DeskSettings
from desk.sla import night_alerts
from tests.rules import rules_with

CLOSED = rules_with(hours__week=(((540, 1080),),) * 7, hours__cannot_wait=True)
EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket of a view."""

    status: Status = Status.NEW
    priority: int = 3
    filed_at: datetime | None = EVENING
    cannot_wait_at: datetime | None = None


def test_outside_the_hours_where_it_is_switched_on() -> None:
    assert night_alerts.can_alert(CLOSED, EVENING, Called())
    assert not night_alerts.can_alert(rules_with(CLOSED, hours__cannot_wait=False), EVENING, Called())
    assert not night_alerts.can_alert(rules_with(CLOSED, hours__week=()), EVENING, Called())
    assert not night_alerts.can_alert(CLOSED, EVENING - timedelta(hours=1, minutes=1), Called())
    assert night_alerts.can_alert(CLOSED, EVENING - timedelta(hours=1), Called())


@pytest.mark.parametrize("status", Status)
def test_while_it_is_the_desk_s_turn(status: Status) -> None:
    ours = {Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.ON_HOLD, Status.REOPENED}
    assert night_alerts.can_alert(CLOSED, EVENING, Called(status)) is (status in ours)
    assert night_alerts.has_called(Called(status, 1, cannot_wait_at=EVENING)) is (status in ours)


def test_once_for_what_is_filed_and_not_critical_yet() -> None:
    assert not night_alerts.can_alert(CLOSED, EVENING, Called(filed_at=None))
    assert not night_alerts.can_alert(CLOSED, EVENING, Called(priority=1))
    assert not night_alerts.can_alert(CLOSED, EVENING, Called(cannot_wait_at=EVENING))
    assert not night_alerts.has_called(Called(priority=1))
    assert not night_alerts.has_called(Called(priority=2, cannot_wait_at=EVENING))


def test_a_desk_with_neither_hours_nor_targets_has_no_nights() -> None:
    night = EVENING.replace(hour=23)
    rules = (DeskSettings(), rules_with(targets__enabled=True))
    assert [night_alerts.is_night(one, night) for one in rules] == [False, True]


@pytest.mark.parametrize(("hour", "minute", "night"), [(21, 59, False), (22, 0, True), (7, 59, True), (8, 0, False)])
def test_a_night_is_from_ten_to_eight_of_the_desk_s_zone(hour: int, minute: int, night: bool) -> None:
    at = datetime(2026, 11, 20, hour, minute, tzinfo=UTC) - timedelta(hours=3)
    assert night_alerts.is_night(replace(CLOSED, timezone="Europe/Moscow"), at) is night
    assert not night_alerts.is_night(DeskSettings(timezone="Europe/Moscow"), at)
