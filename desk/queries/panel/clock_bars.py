"""The course of a ticket's two clocks, for drawing: stretches of business hours and the due time. Changes nothing,
words nothing. A ticket filed without targets has none and costs no query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Message, Pause, Person, Ticket, any_of
from desk import DeskSettings
from desk.policy import STAFF
from desk.sla.desk_hours import get_desk_calendar
from desk.sla.work_calendar import CRITICAL, ROUND_THE_CLOCK, WorkCalendar

_NONE = timedelta(0)
_MINUTE = timedelta(minutes=1)
_BAR_LENGTH = 1000
"""The length of a whole bar."""


class Stretch(NamedTuple):
    """A part of a bar, in thousandths of it; `kind`: runs, stood (paused), late."""

    kind: str
    start: float
    length: float


class ClockCourse(NamedTuple):
    """The course of a clock, to be drawn. `stopped`: when it was met or ended, None before; `pauses` of its ticket
    in order, the last may have no end."""

    began: datetime
    due_at: datetime
    target: timedelta
    stopped: datetime | None
    pauses: Sequence[tuple[datetime, datetime | None]]
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class ClockBar:
    """A clock in business hours. `due_at`: None while it is paused in time; `due`: place of the tick, in thousandths
    of the bar; `spent` of `target`, `stood` (paused time) in `stops` pauses; `over`: how much it is overdue;
    `is_met`: it stopped in time; `stands`: it is paused now."""

    name: str
    began_at: datetime
    due_at: datetime | None
    due: float
    stretches: tuple[Stretch, ...]
    spent: timedelta
    target: timedelta
    stood: timedelta
    stops: int
    over: timedelta
    is_met: bool
    stands: bool

    @property
    def is_over(self) -> bool:
        """Return True if the target was or is missed."""
        return self.over > _NONE

    @property
    def state(self) -> str:
        """Return the state as one word, which selects the sentence; the first minute overdue has a word of its own."""
        if self.is_over:
            return "over" if self.over >= _MINUTE else "just"
        return "met" if self.is_met else "stands" if self.stands else "runs"


async def load_clock_bars(
    session: AsyncSession, ticket_id: int, *, now: datetime, rules: DeskSettings
) -> tuple[ClockBar, ...]:
    """Load the bars of first response and resolution; none without targets."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None or ticket.policy_version is None or ticket.filed_at is None:
        return ()
    rows = select(Pause.started_at, Pause.ended_at).where(Pause.ticket_id == ticket_id).order_by(Pause.started_at)
    pauses = [(row.started_at, row.ended_at) for row in await session.execute(rows)]
    calendar = ROUND_THE_CLOCK if ticket.priority == CRITICAL else get_desk_calendar(rules)
    ended = ticket.resolved_at or ticket.ended_at
    each = (
        ("first", ticket.first_target, ticket.first_due_at, ticket.first_response_at or ended),
        ("solve", ticket.solve_target, ticket.solve_due_at, ended),
    )
    return tuple(
        make_bar(name, ClockCourse(ticket.filed_at, due_at, timedelta(seconds=target), stopped, pauses, calendar), now)
        for name, target, due_at, stopped in each
        if target is not None and due_at is not None
    )


@dataclass(frozen=True, slots=True)
class FirstCards:
    """How many of the team have a card of the ticket in their chats, and since when the first of them."""

    people: int
    at: datetime


async def load_first_cards(session: AsyncSession, ticket_id: int) -> FirstCards | None:
    """Load who was told of a ticket; None: nobody."""
    number = select(Ticket.number).where(Ticket.id == ticket_id).scalar_subquery()
    sent = select(func.count(Message.chat_id.distinct()).label("people"), func.min(Message.sent_at).label("at"))
    sent = sent.join(Person, Person.telegram_id == Message.chat_id).where(
        Message.ticket_id == ticket_id, Message.slot == func.concat("card:", number), any_of(Person.role, STAFF)
    )
    row = (await session.execute(sent)).one()
    return FirstCards(row.people, row.at) if row.people else None


def make_bar(name: str, course: ClockCourse, now: datetime) -> ClockBar:
    """Make the bar of a clock as it is now."""
    began, calendar = course.began, course.calendar
    end = max(began, min(course.stopped or now, now))
    standing = next((start for start, until in course.pauses if until is None and course.stopped is None), None)
    due = _get_due(course, standing, end)
    held = [(max(start, began), min(until or end, end)) for start, until in course.pauses if start < end]
    held = [(start, until) for start, until in held if calendar.measure_work(start, until) > _NONE]
    stood = sum((calendar.measure_work(start, until) for start, until in held), _NONE)
    over = calendar.measure_work(due, end) - sum((calendar.measure_work(max(s, due), u) for s, u in held), _NONE)
    whole = max(calendar.measure_work(began, max(due, end)), timedelta(seconds=1))
    return ClockBar(
        name=name, began_at=began, due_at=None if standing is not None and due >= end else due,
        due=_place_moment(course, due, whole), stretches=tuple(_cut_stretches(course, held, due, end, whole)),
        spent=calendar.measure_work(began, end) - stood, target=course.target, stood=stood, stops=len(held), over=over,
        is_met=course.stopped is not None and over == _NONE, stands=standing is not None,
    )  # fmt: skip


def _get_due(course: ClockCourse, standing: datetime | None, end: datetime) -> datetime:
    """Return the stored due time, or, while the clock is paused in time, the one it would have if it continued at
    `end`."""
    if standing is None or course.due_at < standing:
        return course.due_at
    left = course.calendar.measure_work(standing, course.due_at)
    return course.calendar.add_work(end, left) or course.due_at


def _place_moment(course: ClockCourse, moment: datetime, whole: timedelta) -> float:
    return round(course.calendar.measure_work(course.began, moment) / whole * _BAR_LENGTH, 1)


def _cut_stretches(
    course: ClockCourse, held: Sequence[tuple[datetime, datetime]], due: datetime, end: datetime, whole: timedelta
) -> Iterator[Stretch]:
    marks = {course.began, end, *(moment for pause in held for moment in pause)}
    in_order = sorted(marks | ({due} if course.began < due < end else set()))
    for start, until in pairwise(in_order):
        stood = any(first <= start and until <= last for first, last in held)
        kind = "stood" if stood else "late" if start >= due else "runs"
        begins = _place_moment(course, start, whole)
        length = round(_place_moment(course, until, whole) - begins, 1)
        if length > 0:
            yield Stretch(kind, begins, length)
