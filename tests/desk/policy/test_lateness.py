"""When a late ticket that nobody takes is told of again, after all steps are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Status, Ticket
from desk import Locked
from desk.policy import lateness

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
H = timedelta(hours=1)


def _told(**more: Any) -> Locked:
    """All its steps are told, and it was broadcast a day and an hour ago."""
    given: dict[str, Any] = {
        "status": Status.NEW, "filed_at": NOW - 25 * H, "broadcast_at": NOW - 25 * H,
        "late_told": lateness.SOLVE_BREACHED, "breach_told": lateness.SOLVE_BREACHED, "policy_version": 1,
        "solve_warn_at": NOW - 9 * H, "solve_due_at": NOW - H, "first_response_at": NOW - 24 * H, "priority": 3,
    }  # fmt: skip
    return Locked(Ticket(**given | more))


@pytest.mark.parametrize(
    ("more", "now", "planned"),
    [
        ({}, NOW, NOW + 23 * H),
        ({}, NOW + 23 * H, NOW + 47 * H),
        ({}, None, None),
        ({"remind_at": NOW + 2 * H}, None, NOW + 2 * H),
        ({"remind_at": NOW + 2 * H}, NOW, NOW + 23 * H),
        ({"remind_at": NOW + 47 * H}, NOW, NOW + 47 * H),
        ({"remind_at": NOW - H}, NOW, NOW + 23 * H),
        ({"remind_at": NOW}, NOW, NOW + 23 * H),
        ({"broadcast_at": None}, NOW, None),
        ({"assignee_id": 1}, NOW, None),
        ({"status": Status.PENDING}, NOW, None),
        ({"late_told": 0}, NOW, NOW - 9 * H),
    ],
)
def test_the_next_day(more: dict[str, Any], now: datetime | None, planned: datetime | None) -> None:
    ticket = _told(**more)
    lateness.plan_notifications(ticket, now=now)
    assert ticket.remind_at == planned


@pytest.mark.parametrize("until", [None, NOW + H])
def test_what_waits_without_a_time_is_not_kept_from_being_planned(until: datetime | None) -> None:
    ticket = Locked(Ticket(status=Status.ON_HOLD, hold_until=until, remind_at=NOW, escalate_at=NOW))
    ticket.policy_version = ticket.filed_at = ticket.broadcast_at = None
    ticket.late_told = ticket.breach_told = 0
    lateness.plan_notifications(ticket, now=NOW)
    assert (ticket.remind_at is None) == (until is None)


def test_a_breach_that_is_none_any_more_is_told_again_when_it_is_one() -> None:
    ticket = _told(solve_warn_at=NOW + H, solve_due_at=NOW + 2 * H, assignee_id=1)
    lateness.update_told_steps(ticket, NOW)
    assert (ticket.late_told, ticket.breach_told) == (0, 0)
    assert (ticket.remind_at, ticket.escalate_at) == (NOW + H, NOW + 2 * H)
