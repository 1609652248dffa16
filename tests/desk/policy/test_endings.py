"""How what comes in ends: one table for all doors."""

from datetime import UTC, datetime

import pytest

from db.models import Origin, Person, Role
from desk.policy.endings import Ending, decide_ending

_AT = datetime(2026, 11, 30, tzinfo=UTC)
_BLOCKED, _AGREED, _STAFF = {"blocked_at": _AT}, {"consent_version": 2}, {"role": Role.AGENT}
_IN_TELEGRAM = {"telegram_id": 7}


@pytest.mark.parametrize(
    ("who", "doors", "terms", "ending"),
    [
        (_IN_TELEGRAM, "telegram group mail forward api", 0, Ending.ON_REQUEST),
        (_IN_TELEGRAM | _BLOCKED, "telegram group mail", 2, Ending.ON_LIST),
        (_BLOCKED, "mail", 2, Ending.ON_LIST),
        (_BLOCKED, "api", 0, Ending.LEFT),
        (_BLOCKED | _STAFF, "telegram group mail api", 2, Ending.ON_REQUEST),
        (_IN_TELEGRAM, "telegram group mail", 2, Ending.WAITS),
        ({}, "mail", 2, Ending.WAITS),
        ({}, "api clock telegram", 2, Ending.ON_REQUEST),
        (_IN_TELEGRAM, "api", 2, Ending.ON_REQUEST),
        (_IN_TELEGRAM | _AGREED, "telegram group mail", 2, Ending.ON_REQUEST),
        (_IN_TELEGRAM | _AGREED, "telegram group mail", 3, Ending.WAITS),
    ],
)
def test_each_sender_at_each_door_has_one_ending(
    who: dict[str, object], doors: str, terms: int, ending: Ending
) -> None:
    sender = Person(**({"role": Role.REQUESTER} | who))
    for door in map(Origin, doors.split()):
        assert decide_ending(sender, door, terms=terms) is ending, door
        assert decide_ending(sender, door, terms=terms, is_shut=True) is Ending.LEFT
