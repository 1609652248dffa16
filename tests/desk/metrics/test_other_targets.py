"""What other targets would have meant: against numbers counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from db.database import Database
from db.models import Origin, Person, Role, Ticket, TicketFacts
from desk import DeskSettings, TargetLengths
from desk.metrics.target_simulation import TargetEffect, TicketTimes, count_resolved_lately, simulate_targets

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = 3600.0


def _lengths(first: float, solution: float) -> TargetLengths:
    return TargetLengths(timedelta(hours=first), timedelta(hours=solution))


@pytest.mark.parametrize(
    ("took", "kept", "would"),
    [
        ([], 0, 0),
        ([TicketTimes(HOUR, 8 * HOUR)], 1, 0),  # to the last second, but not of the shorter one
        ([TicketTimes(HOUR, 4 * HOUR)], 1, 1),
        ([TicketTimes(HOUR, 4 * HOUR + 1)], 1, 0),
        ([TicketTimes(HOUR + 1, 2 * HOUR)], 0, 0),  # solved in time, answered late
        ([TicketTimes(None, 4 * HOUR)], 1, 1),  # solved without an answer
        ([TicketTimes(0.0, 8 * HOUR + 1), TicketTimes(0.5 * HOUR, 3 * HOUR), TicketTimes(0.5 * HOUR, 6 * HOUR)], 2, 1),
    ],
)
def test_both_targets_count_to_their_last_second(took: list[TicketTimes], kept: int, would: int) -> None:
    assert simulate_targets(took, _lengths(1, 8), _lengths(1, 4)) == TargetEffect(len(took), kept, would)


@pytest.mark.parametrize(("tickets", "of", "share"), [(0, 0, None), (9, 9, None), (10, 9, 90), (12, 7, 58)])
def test_a_share_takes_ten_tickets(tickets: int, of: int, share: int | None) -> None:
    assert TargetEffect(tickets, 0, 0).get_share(of) == share


async def test_what_was_solved_in_thirty_days_by_priority(database: Database) -> None:
    async with database.unit_of_work() as session:
        rita = Person(name="Rita", role=Role.REQUESTER, created_at=NOW)
        session.add(rita)
        await session.flush()
        at = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
        solved = [(2, 29, 1.0, 2.0), (2, 31, 1.0, 2.0), (3, 1, None, 5.0), (3, None, 1.0, None)]
        for number, (priority, days, answered, took) in enumerate(solved, start=1):
            ticket = Ticket(
                number=number, requester_id=rita.id, origin=Origin.TELEGRAM, priority=priority, filed_at=NOW,
                counted_at=NOW, **dict.fromkeys(at, NOW),
            )  # fmt: skip
            session.add(ticket)
            await session.flush()
            when = None if days is None else NOW - timedelta(days=days)
            session.add(
                TicketFacts(
                    ticket_id=ticket.id, filed_at=NOW, filed_open=True, hours="", answered_work=answered,
                    solved_at=when, solved_work=took,
                )
            )  # fmt: skip
        await session.flush()
        found = await count_resolved_lately(session, DeskSettings(), NOW)
    assert found == {2: [TicketTimes(1.0, 2.0)], 3: [TicketTimes(None, 5.0)]}
