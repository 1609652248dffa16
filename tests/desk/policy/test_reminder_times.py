"""Due times of a ticket, each status and each mark by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Status, Ticket
from desk import DeskSettings
from desk.policy import auto_close, reminder_times
from tests.rules import rules_with

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RULES = rules_with(team__remind=timedelta(minutes=10), requests__auto_close=timedelta(hours=5))
OFF = rules_with(team__remind=timedelta(0), requests__auto_close=timedelta(0))
SMALL = rules_with(team__remind=timedelta(microseconds=1), requests__auto_close=timedelta(microseconds=1))
M = timedelta(minutes=1)


def _ticket(**more: Any) -> Ticket:
    given = {"status": Status.IN_PROGRESS, "assignee_id": 1, "needs_answer": True}
    times = dict.fromkeys(("remind_at", "escalate_at", "close_at", "broadcast_due_at"), NOW)
    return Ticket(**{**given, **times, **more})


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize("assignee", [1, None])
def test_who_waits(status: Status, needs: bool, assignee: int | None) -> None:
    quiet = status in (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
    has_it = assignee is not None or status is Status.RESOLVED
    ticket = _ticket(status=status, needs_answer=needs, assignee_id=assignee)
    assert reminder_times.is_waiting(ticket) is (needs and has_it and not quiet)


@pytest.mark.parametrize(
    ("more", "rules", "times"),
    [
        ({}, RULES, (NOW + 40 * M, NOW + 80 * M)),
        ({"assignee_id": None, "status": Status.RESOLVED}, RULES, (None, NOW + 80 * M)),
        ({"needs_answer": False}, RULES, (None, None)),
        ({}, OFF, (None, None)),
        ({}, SMALL, (NOW + timedelta(microseconds=4), NOW + timedelta(microseconds=8))),
    ],
)
def test_an_agent_is_reminded_after_four_times_admins_after_eight(
    more: dict[str, Any], rules: DeskSettings, times: tuple[datetime | None, datetime | None]
) -> None:
    ticket = _ticket(**more)
    reminder_times.start_waiting(ticket, now=NOW, rules=rules)
    assert (ticket.remind_at, ticket.escalate_at) == times


@pytest.mark.parametrize(
    ("rules", "times"),
    [
        (RULES, (NOW + 10 * M, NOW + 20 * M)),
        (OFF, (None, None)),
        (SMALL, (NOW + timedelta(microseconds=1), NOW + timedelta(microseconds=2))),
    ],
)
def test_a_broadcast_comes_back_once_and_then_to_the_admins(rules: DeskSettings, times: tuple[Any, Any]) -> None:
    ticket = _ticket(broadcast_at=None)
    reminder_times.start_broadcast_timers(ticket, now=NOW, rules=rules)
    assert (ticket.broadcast_at, ticket.broadcast_due_at) == (NOW, None)
    assert (ticket.remind_at, ticket.escalate_at) == times


def test_nobody_waits_any_more() -> None:
    ticket = _ticket()
    reminder_times.stop_waiting(ticket)
    assert (ticket.remind_at, ticket.escalate_at, ticket.close_at) == (None, None, NOW)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize("rules", [RULES, OFF, SMALL])
def test_whose_silence_counts(status: Status, needs: bool, rules: DeskSettings) -> None:
    ticket = _ticket(status=status, needs_answer=needs)
    auto_close.restart_auto_close(ticket, now=NOW, rules=rules)
    counts = status is Status.PENDING or (status is Status.RESOLVED and not needs)
    assert ticket.close_at == (NOW + rules.requests.auto_close if counts and rules is not OFF else None)
