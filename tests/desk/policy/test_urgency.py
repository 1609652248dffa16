"""What lists take for urgent and late is what `promises` says of each row."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Origin, Person, Status, Ticket
from desk.policy.promises import is_late, next_promise
from desk.policy.urgency import MOST_URGENT_FIRST, OUR_PROMISE, WAITS, due_before

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TIMES = (None, NOW - timedelta(hours=1), NOW + timedelta(hours=1))


def test_each_open_status_is_somebodys_turn() -> None:
    turns = [status for statuses in WAITS.values() for status in statuses]
    assert sorted(turns) == sorted(set(Status) - {Status.CLOSED, Status.CANCELLED})


_MOMENTS = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")


@pytest.mark.broad
async def test_columns_say_what_rows_say(database: Database) -> None:
    async with database.unit_of_work() as session:
        anna = Person(name="Anna", created_at=NOW)
        session.add(anna)
        await session.flush()
        cases = itertools.product(Status, TIMES, TIMES, TIMES, (None, NOW), (None, NOW))
        for n, (status, first, solve, promised, answered, filed) in enumerate(cases, start=1):
            at = dict.fromkeys(_MOMENTS, NOW)
            session.add(
                Ticket(number=n, requester_id=anna.id, status=status, origin=Origin.TELEGRAM, first_due_at=first,
                       solve_due_at=solve, promised_at=promised, first_response_at=answered,
                       filed_at=filed or (NOW if status is Status.NEW else None), **at)
            )  # fmt: skip
        await session.flush()
        for ticket, ours, late in await session.execute(select(Ticket, OUR_PROMISE, due_before(NOW))):
            promised = None if ticket.status is Status.ON_HOLD else next_promise(ticket)
            assert (ours, bool(late)) == (promised, is_late(ticket, NOW)), ticket.number
        ordered = select(Ticket.id, OUR_PROMISE).order_by(*MOST_URGENT_FIRST)
        dues = [due for _, due in await session.execute(ordered)]
        critical = Ticket(number=0, requester_id=anna.id, status=Status.NEW, origin=Origin.TELEGRAM, priority=1,
                          filed_at=NOW, **dict.fromkeys(_MOMENTS, NOW))  # fmt: skip
        waits = Ticket(number=-1, requester_id=anna.id, status=Status.PENDING, origin=Origin.TELEGRAM, priority=1,
                       filed_at=NOW, **dict.fromkeys(_MOMENTS, NOW))  # fmt: skip
        session.add_all([critical, waits])
        await session.flush()
        first, second = (await session.scalars(select(Ticket).order_by(*MOST_URGENT_FIRST).limit(2))).all()
        assert first is critical and second is not waits and second.priority == 3
    kept = [due for due in dues if due is not None]
    assert kept == sorted(kept) and dues[: len(kept)] == kept
