"""A year of 500 tickets a day through the pure timers: every step is told once a rise, none is forgotten.

YEAR_SEED has a year again; YEAR_DAYS says how long it is (14; `make year`: 365).
"""

import os
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from db.models import Status, Ticket
from desk import Locked
from desk.policy import lateness
from desk.sla import targets
from desk.sla.calendar import ROUND_THE_CLOCK, WorkCalendar
from desk.sla.clock import Paused
from desk.sla.targets import Course, Raise

OFFICE = WorkCalendar(ZoneInfo("Europe/Berlin"), (((540, 1080),),) * 5 + ((),) * 2)
FIRST = {priority: timedelta(hours=hours) for priority, hours in {1: 1, 2: 4, 3: 8, 4: 24}.items()}
SOLVE = {priority: timedelta(hours=hours) for priority, hours in {1: 4, 2: 8, 3: 24, 4: 48}.items()}
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY, DAYS = 500, int(os.environ.get("YEAR_DAYS", "14"))


class _Life:
    """One ticket: what happens to it, and each time its agent was told."""

    def __init__(self, filed_at: datetime, priority: int) -> None:
        row = Ticket(status=Status.ASSIGNED, priority=priority, filed_at=filed_at, policy_version=1)
        row.late_told = row.breach_told = 0
        self.ticket, self.changes, self.pauses = Locked(row), list[Raise](), list[Paused]()
        self.stood_at: datetime | None = None
        self.told: list[int] = []
        self.rises = 1
        self.reckon(filed_at)

    def reckon(self, now: datetime) -> None:
        ticket = self.ticket
        assert ticket.filed_at is not None
        course = Course(
            ticket.filed_at,
            ticket.priority,
            self.changes,
            self.pauses,
            lambda priority: ROUND_THE_CLOCK if priority == 1 else OFFICE,
        )
        if ticket.first_response_at is None:
            ticket.first_due_at, ticket.first_warn_at = targets.due(course, FIRST)
        ticket.solve_due_at, ticket.solve_warn_at = targets.due(course, SOLVE)
        before = ticket.late_told
        lateness.moved(ticket, now)
        self.rises += ticket.late_told < before

    def until(self, now: datetime) -> None:
        """Every moment planned up to then comes, each told in time."""
        ticket = self.ticket
        while ticket.remind_at is not None and ticket.remind_at <= now:
            at = ticket.remind_at
            reached = lateness.step(ticket, at)
            assert reached > ticket.late_told, "it is planned what was told"
            self.told.append(reached)
            ticket.late_told = reached
            lateness.plan(ticket)
            assert ticket.remind_at is None or ticket.remind_at > at
        if lateness.runs(ticket):
            assert lateness.step(ticket, now) <= ticket.late_told, "a step was forgotten"

    def happens(self, random: Random, now: datetime) -> None:
        ticket, what = self.ticket, random.random()
        if what < 0.35 and self.stood_at is None:
            self.stood_at, ticket.status = now, random.choice((Status.PENDING, Status.RESOLVED))
            lateness.plan(ticket)
            assert ticket.remind_at is None
        elif what < 0.7 and self.stood_at is not None:
            self.pauses.append((self.stood_at, now))
            self.stood_at, ticket.status = None, Status.IN_PROGRESS
            self.reckon(now)
        elif what < 0.85:
            new = random.choice([one for one in (1, 2, 3, 4) if one != ticket.priority])
            self.changes.append(Raise(now, ticket.priority, new))
            ticket.priority = new
            self.reckon(now)
        elif ticket.first_response_at is None and self.stood_at is None:
            ticket.first_response_at, ticket.status = now, Status.IN_PROGRESS
            lateness.plan(ticket)


@pytest.mark.limit(900)
def test_a_year_of_500_a_day() -> None:
    random = Random(int(os.environ.get("YEAR_SEED", "1")))
    told = 0
    for day in range(DAYS):
        for _ in range(A_DAY):
            now = BEGINS + timedelta(days=day, seconds=random.randrange(86400))
            life = _Life(now, random.choice((1, 2, 3, 3, 3, 4)))
            for _ in range(random.randrange(5)):
                now += timedelta(minutes=random.expovariate(1 / 600))
                life.until(now)
                life.happens(random, now)
            life.until(now + timedelta(days=30))
            assert len(life.told) <= 4 * life.rises, life.told
            told += len(life.told)
    assert told > A_DAY * DAYS  # most of them were late sooner or later: nobody answers in this year
