"""What a ticket promises next, and when it is late: each status, each edge."""

from datetime import UTC, datetime, timedelta

import pytest

from db.models import Status, Ticket
from desk.policy.lateness import get_next_promise, is_overdue

FILED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIRST, SOLVED, PROMISED, UNTIL = (FILED + timedelta(hours=hours) for hours in (4, 8, 30, 50))


def _ticket(status: Status = Status.NEW, **more: datetime | None) -> Ticket:
    row = {"filed_at": FILED, "first_due_at": FIRST, "solve_due_at": SOLVED, **more}
    return Ticket(status=status, **row)


@pytest.mark.parametrize(
    ("ticket", "due"),
    [
        (_ticket(), FIRST),
        (_ticket(Status.ASSIGNED), FIRST),
        (_ticket(Status.IN_PROGRESS, first_response_at=FILED), SOLVED),
        (_ticket(Status.REOPENED, first_response_at=FILED), SOLVED),
        (_ticket(promised_at=PROMISED), PROMISED),
        (_ticket(Status.IN_PROGRESS, first_response_at=FILED, promised_at=PROMISED), PROMISED),
        (_ticket(filed_at=None), None),
        (_ticket(Status.ON_HOLD, hold_until=UNTIL, promised_at=PROMISED), UNTIL),
        (_ticket(Status.ON_HOLD, promised_at=PROMISED), None),
        *((_ticket(s, promised_at=PROMISED), None) for s in (Status.PENDING, Status.RESOLVED)),
        *((_ticket(s, promised_at=PROMISED), None) for s in (Status.CLOSED, Status.CANCELLED)),
        (Ticket(status=Status.NEW, filed_at=FILED), None),
    ],
)
def test_what_is_promised_next(ticket: Ticket, due: datetime | None) -> None:
    assert get_next_promise(ticket) == due


def test_late_is_what_has_passed_and_not_before() -> None:
    assert not is_overdue(_ticket(), FIRST)
    assert is_overdue(_ticket(), FIRST + timedelta(microseconds=1))
    assert not is_overdue(_ticket(promised_at=PROMISED), FIRST + timedelta(hours=1))
    assert not is_overdue(_ticket(Status.ON_HOLD, hold_until=UNTIL), UNTIL + timedelta(days=9))
    assert not is_overdue(Ticket(status=Status.NEW, filed_at=FILED), FIRST + timedelta(days=9))
