"""Whose word counts, and when the next gathered message is due."""

from datetime import UTC, datetime

import pytest

from db.models import Person, Status
from desk import DeskSettings
from desk.policy import RequesterNotification, is_wanted
from desk.policy.digest_lines import get_next_digest_time
from desk.policy.member_notices import RequestStep, get_told_change
from desk.policy.requester_notifications import set_switch
from tests.rules import rules_with

pytestmark = pytest.mark.sentence("What requesters are told")

TAKEN = RequesterNotification.TAKEN


@pytest.mark.parametrize("desk", [True, False])
@pytest.mark.parametrize(("own", "expected"), [({}, None), ({"own_taken": "on"}, True), ({"own_taken": "off"}, False)])
def test_ones_own_word_goes_before_the_desks(own: dict[str, str], expected: bool | None, desk: bool) -> None:
    rules = rules_with(news__taken=desk)
    assert is_wanted(Person(name="x", switches=own), TAKEN, rules) == (desk if expected is None else expected)


def test_a_switch_leaves_the_others_and_staffs_own_alone() -> None:
    person = Person(name="x", switches={"reminders": "off", "own_daily": "on", "own_taken": "later"})
    assert is_wanted(person, TAKEN, DeskSettings()), "a newer version's word counts as none"
    assert is_wanted(person, RequesterNotification.REMINDERS, DeskSettings())
    after = set_switch(person, TAKEN, on=False)
    assert after == {"reminders": "off", "own_daily": "on", "own_taken": "off"}


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 11, 20, 9, 59, tzinfo=UTC), "UTC", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (datetime(2026, 11, 20, 10, tzinfo=UTC), "UTC", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "Asia/Tokyo", datetime(2026, 11, 21, 1, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), "Europe/Berlin", datetime(2026, 3, 29, 8, tzinfo=UTC)),
    ],
)
def test_it_is_told_at_ten_of_the_desks_day(now: datetime, zone: str, expected: datetime) -> None:
    assert get_next_digest_time(now, zone) == expected


TOLD = {
    (Status.NEW, Status.ASSIGNED): RequestStep.TAKEN, (Status.REOPENED, Status.IN_PROGRESS): RequestStep.TAKEN,
    (Status.ASSIGNED, Status.PENDING): None, (Status.RESOLVED, Status.IN_PROGRESS): None,
    (Status.ASSIGNED, Status.NEW): None, (Status.IN_PROGRESS, Status.RESOLVED): RequestStep.RESOLVED,
    (Status.RESOLVED, Status.RESOLVED): None, (Status.RESOLVED, Status.CLOSED): RequestStep.CLOSED,
    (Status.CLOSED, Status.REOPENED): RequestStep.REOPENED, (Status.NEW, Status.CANCELLED): RequestStep.CANCELLED,
}  # fmt: skip


def test_members_are_told_each_step_once() -> None:
    assert {change: get_told_change(*change) for change in TOLD} == TOLD
