"""Due times of a ticket, derived from what has changed in it: each status and each mark by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Status, Ticket
from desk import DeskSettings, Locked
from desk.policy import lateness, timer_kinds
from desk.sla import due_times
from desk.sla.due_times import DueTimes
from tests.rules import rules_with

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RULES = rules_with(team__remind=timedelta(minutes=10), requests__auto_close=timedelta(hours=5))
OFF = rules_with(team__remind=timedelta(0), requests__auto_close=timedelta(0))
SMALL = rules_with(team__remind=timedelta(microseconds=1), requests__auto_close=timedelta(microseconds=1))
TARGETS = rules_with(RULES, targets__enabled=True)
M, H = timedelta(minutes=1), timedelta(hours=1)
EARLIER, PLANNED = NOW - H, NOW + 3 * M
IDLE = {"status": Status.IN_PROGRESS, "assignee_id": 1, "needs_answer": False}
FREE = {"status": Status.NEW, "assignee_id": None, "needs_answer": True, "filed_at": EARLIER}


def _ticket(**more: Any) -> Ticket:
    given = {"status_at": EARLIER, "filed_at": EARLIER, "late_told": 0, "breach_told": 0, "priority": 3}
    times = dict.fromkeys(("remind_at", "escalate_at", "close_at"), PLANNED)
    return Ticket(**{**given, **times, **IDLE, **more})


def _plan(
    before: dict[str, Any], after: dict[str, Any], rules: DeskSettings = RULES, *, written: bool = False
) -> DueTimes:
    ticket = _ticket(**{**before, **after})
    facts = replace(due_times.read_facts(_ticket(**before)), is_written=written)
    return due_times.plan(ticket, facts, due_times.read_facts(ticket), now=NOW, rules=rules)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize("assignee", [1, None])
def test_who_waits(status: Status, needs: bool, assignee: int | None) -> None:
    quiet = status in (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
    has_it = assignee is not None or status is Status.RESOLVED
    ticket = _ticket(status=status, needs_answer=needs, assignee_id=assignee)
    assert due_times.is_waiting(ticket) is (needs and has_it and not quiet)


@pytest.mark.parametrize(
    ("more", "rules", "times"),
    [
        ({}, RULES, (NOW + 40 * M, NOW + 80 * M)),
        ({"assignee_id": None, "status": Status.RESOLVED}, RULES, (None, NOW + 80 * M)),
        ({}, OFF, (None, None)),
        ({}, SMALL, (NOW + timedelta(microseconds=4), NOW + timedelta(microseconds=8))),
        ({"status": Status.ON_HOLD}, RULES, (PLANNED, PLANNED)),
    ],
)
def test_an_agent_is_reminded_after_four_times_admins_after_eight(
    more: dict[str, Any], rules: DeskSettings, times: tuple[datetime | None, datetime | None]
) -> None:
    due = _plan(more, {"needs_answer": True}, rules)
    assert (due.remind_at, due.escalate_at) == times


@pytest.mark.parametrize(
    ("after", "starts"),
    [
        ({"late_told": 1}, False),
        ({"priority": 1}, False),
        ({"status": Status.ASSIGNED, "status_at": NOW}, False),
        ({"assignee_id": 2}, True),
        ({"status": Status.RESOLVED, "status_at": NOW}, True),
    ],
)
def test_waiting_starts_over_only_with_another_agent_or_after_a_solution(after: dict[str, Any], starts: bool) -> None:
    due = _plan({"needs_answer": True}, after)
    assert (due.remind_at, due.escalate_at) == ((NOW + 40 * M, NOW + 80 * M) if starts else (PLANNED, PLANNED))


def test_the_admins_are_still_reminded_of_what_its_agent_left() -> None:
    due = _plan({"status": Status.RESOLVED, "needs_answer": True}, {"assignee_id": None})
    assert (due.remind_at, due.escalate_at) == (None, PLANNED)


@pytest.mark.parametrize(
    "after", [{"needs_answer": False}, {"status": Status.CLOSED}, {"assignee_id": None}, {"status": Status.ON_HOLD}]
)
def test_nobody_waits_any_more(after: dict[str, Any]) -> None:
    due = _plan({"needs_answer": True}, after)
    assert (due.remind_at, due.escalate_at) == (None, None)


@pytest.mark.parametrize(
    ("since", "rules", "times"),
    [
        (NOW, RULES, (NOW + 10 * M, NOW + 20 * M)),
        (NOW + H, RULES, (NOW + 70 * M, NOW + 80 * M)),
        (NOW - 15 * M, RULES, (NOW - 15 * M + 24 * H, NOW + 5 * M)),
        (NOW - 25 * H, RULES, (NOW + 23 * H, None)),
        (NOW, OFF, (None, None)),
        (NOW, SMALL, (NOW + timedelta(microseconds=1), NOW + timedelta(microseconds=2))),
    ],
)
@pytest.mark.parametrize("before", [{**FREE, "broadcast_at": EARLIER}, FREE, {"broadcast_at": EARLIER}])
def test_a_broadcast_comes_back_once_and_then_to_the_admins(
    before: dict[str, Any], since: datetime, rules: DeskSettings, times: tuple[Any, Any]
) -> None:
    due = _plan(before, {**FREE, "broadcast_at": since}, rules)
    assert (due.remind_at, due.escalate_at) == times


def test_the_end_of_a_hold_is_due_once() -> None:
    hold = {"status": Status.ON_HOLD, "hold_until": NOW + H}
    due = _plan({"needs_answer": True}, hold)
    assert (due.remind_at, due.escalate_at) == (NOW + H, None)
    due = _plan({**hold, "remind_at": None}, {"needs_answer": True})
    assert due.remind_at is None, "it was told, or is put off"
    assert _plan(hold, {"hold_until": None}).remind_at is None


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize("rules", [RULES, OFF, SMALL])
def test_whose_silence_counts(status: Status, needs: bool, rules: DeskSettings) -> None:
    due = _plan({}, {"status": status, "status_at": NOW, "needs_answer": needs}, rules)
    counts = status is Status.PENDING or (status is Status.RESOLVED and not needs)
    assert due.close_at == (NOW + rules.requests.auto_close if counts and rules is not OFF else None)


@pytest.mark.parametrize("status", [Status.PENDING, Status.RESOLVED])
def test_silence_starts_over_after_an_answer_and_is_not_counted_anew_after_anything_else(status: Status) -> None:
    assert _plan({"status": status}, {}, written=True).close_at == NOW + 5 * H
    assert _plan({"status": status}, {"priority": 1}).close_at == PLANNED
    assert _plan({"status": status}, {"assignee_id": 2}).close_at == PLANNED


@pytest.mark.parametrize(
    ("before", "after", "rules", "half"),
    [
        ({}, {"status": Status.PENDING}, TARGETS, NOW + 2.5 * H),
        ({}, {"status": Status.PENDING}, RULES, None),
        ({}, {"status": Status.PENDING}, rules_with(TARGETS, requests__auto_close=timedelta(0)), None),
        ({}, {"status": Status.RESOLVED}, TARGETS, None),
        ({"status": Status.PENDING}, {"priority": 1}, TARGETS, None),
    ],
)
def test_who_is_waited_for_is_reminded_at_half_the_time(
    before: dict[str, Any], after: dict[str, Any], rules: DeskSettings, half: datetime | None
) -> None:
    assert _plan(before, after, rules).timers.get(timer_kinds.PENDING_HALF) == half


HIGH = {"policy_version": 1, "priority": due_times.HIGH}


@pytest.mark.parametrize(
    ("before", "after", "written", "asks"),
    [
        (HIGH, {}, True, True),
        (HIGH, {"assignee_id": 2}, False, True),
        (HIGH, {"status": Status.ASSIGNED, "status_at": NOW}, False, False),
        (HIGH, {"needs_answer": True}, False, False),
        ({**HIGH, "priority": 3}, HIGH, False, True),
        (HIGH, {"priority": 3}, False, False),
        ({**HIGH, "policy_version": None}, {}, True, False),
        ({**HIGH, "policy_version": None}, HIGH, False, False),
        (HIGH, {"assignee_id": None}, False, False),
        ({**HIGH, "status": Status.ON_HOLD}, {}, True, False),
        ({**HIGH, "assignee_id": None}, {"assignee_id": 1, "status": Status.ON_HOLD}, False, True),
    ],
)
def test_the_agent_of_a_high_priority_is_asked_for_news(
    before: dict[str, Any], after: dict[str, Any], written: bool, asks: bool
) -> None:
    asked = _plan(before, after, written=written).timers.get(timer_kinds.STILL)
    assert asked == (NOW + due_times.NEWS_AFTER if asks else None)


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
        ({"remind_at": NOW + 2 * H}, NOW, NOW + 23 * H),
        ({"remind_at": NOW + 47 * H}, NOW, NOW + 47 * H),
        ({"remind_at": NOW - H}, NOW, NOW + 23 * H),
        ({"remind_at": NOW}, NOW, NOW + 23 * H),
        ({"broadcast_at": NOW + H}, NOW, NOW + H),
        ({"broadcast_at": None}, NOW, None),
        ({"assignee_id": 1}, NOW, None),
        ({"status": Status.PENDING}, NOW, None),
        ({"late_told": 0}, NOW, NOW - 9 * H),
    ],
)
def test_the_next_day(more: dict[str, Any], now: datetime, planned: datetime | None) -> None:
    assert due_times.plan_steps(_told(**more), now=now)[0] == planned


def test_a_breach_that_is_none_any_more_is_told_again_when_it_is_one() -> None:
    ticket = _told(solve_warn_at=NOW + H, solve_due_at=NOW + 2 * H, assignee_id=1)
    lateness.update_told_steps(ticket, NOW)
    assert (ticket.late_told, ticket.breach_told) == (0, 0)
    assert due_times.plan_steps(ticket, now=NOW) == (NOW + H, NOW + 2 * H)


def test_who_withdraws_a_promise_is_reminded_of_no_step() -> None:
    promised = {"promised_at": NOW + H, "promise_warn_at": NOW + 45 * M}
    due = _plan({}, promised)
    assert (due.remind_at, due.escalate_at) == (NOW + 45 * M, NOW + H)
    due = _plan(promised, dict.fromkeys(promised))
    assert (due.remind_at, due.escalate_at) == (None, None)
