"""Shifts: a person's week, with days that replace a weekday, and who is on shift at a moment.

A person without shifts works in the desk's hours; a desk without any shifts costs no statement. Whether a person is
notified outside the desk's hours is decided where the notification is sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Shift, any_of
from desk.settings import DeskSettings
from desk.settings.hours import Minutes
from desk.sla.desk_hours import get_desk_calendar
from desk.text.opening_hours.typed_hours import format_clock_span
from desk.text.opening_hours.typed_weeks import read_week
from desk.text.typed_days import read_days

_DAY = 1440
_OFF = frozenset({"-", "–", "—"})
_MOST_SPANS = 4


@dataclass(frozen=True, slots=True)
class Rota:
    """The shifts of one person: by weekday (0: Monday), and by date, which replaces the weekday. Without a week, the
    desk's hours apply on all other days."""

    week: dict[int, tuple[Minutes, ...]] = field(default_factory=dict)
    days: dict[date, tuple[Minutes, ...]] = field(default_factory=dict)

    def get_spans(self, day: date) -> tuple[Minutes, ...]:
        """Return the shifts that begin on a day."""
        return self.days[day] if day in self.days else self.week.get(day.weekday(), ())

    def is_working(self, at: datetime, zone: str, *, desk_open: bool = True) -> bool:
        """Return True if the moment lies in a shift, also in one that began the evening before; the end of a shift is
        outside it. `desk_open`: whether the moment lies in the desk's hours."""
        local = at.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        today, before = local.date(), local.date() - timedelta(days=1)
        if any(starts <= minute < ends for starts, ends in self.get_spans(today)):
            return True
        if any(minute < ends - _DAY for _, ends in self.get_spans(before)):
            return True
        return desk_open and not self.week and today not in self.days


def parse_shifts(words: str) -> tuple[Minutes, ...]:
    """Parse the shifts of one day: "9-18", "9am to 6pm", "8:30-12, 13-17", "22-6" (over midnight), "none". Raises
    ValueError for anything else."""
    if words.strip() in _OFF:
        return ()
    clauses = read_week(words)
    if len(clauses) != 1 or clauses[0].days or clauses[0].like is not None:
        raise ValueError(words)
    return _check_shifts(clauses[0].spans)


def parse_shift_days(text: str, today: date) -> list[tuple[tuple[int, ...] | date, tuple[Minutes, ...]]]:
    """Parse weekdays with their shifts ("mon-fri 9-18"), or those of one day ("25 december none"); nothing of no text.
    Raises ValueError for anything else."""
    try:
        clauses = read_week(text) if text else []
        if not all(clause.days and clause.like is None for clause in clauses):
            raise ValueError(text)
        return [(clause.days, _check_shifts(clause.spans)) for clause in clauses]
    except ValueError:
        days = read_days(text, today)
        if days is None or days.first != days.last:
            raise
        return [(days.first, parse_shifts(days.rest))]


def _check_shifts(spans: tuple[Minutes, ...]) -> tuple[Minutes, ...]:
    """Return the shifts of a day as they are. Raises ValueError for too many, or if two overlap."""
    overlaps = any(later[0] < earlier[1] for earlier, later in pairwise(spans))
    if overlaps or len(spans) > _MOST_SPANS:
        raise ValueError(spans)
    return spans


def format_shifts(spans: Iterable[Minutes]) -> str:
    """Return "8:30-12:00, 22:00-6:00", which `parse_shifts` parses again; "" for a day off."""
    return ", ".join(format_clock_span(*span, "-") for span in spans)


async def load_rotas(session: AsyncSession, people: Iterable[Person]) -> dict[int, Rota]:
    """Return the shifts of the people who have any, by person."""
    ids = [person.id for person in people if person.has_shifts]
    if not ids:
        return {}
    found: dict[int, Rota] = defaultdict(Rota)
    for row in await session.scalars(select(Shift).where(any_of(Shift.person_id, ids)).order_by(Shift.starts)):
        spans = ((row.starts, row.ends),) if row.starts is not None and row.ends is not None else ()
        rota = found[row.person_id]
        if row.day is not None:
            rota.days[row.day] = (*rota.days.get(row.day, ()), *spans)
        elif row.weekday is not None:
            rota.week[row.weekday] = (*rota.week.get(row.weekday, ()), *spans)
    return dict(found)


async def filter_on_shift(
    session: AsyncSession, people: Sequence[Person], at: datetime, rules: DeskSettings
) -> list[Person]:
    """Return the people who work at that moment; all of them if none has shifts."""
    if not any(person.has_shifts for person in people):
        return list(people)
    by_person = await load_rotas(session, people)
    desk_open = get_desk_calendar(rules).is_open(at)
    return [
        person
        for person in people
        if (
            by_person[person.id].is_working(at, rules.timezone, desk_open=desk_open)
            if person.id in by_person
            else desk_open
        )
    ]


def find_empty_hours(
    rotas_of_team: Sequence[Rota | None], monday: date, rules: DeskSettings
) -> list[tuple[date, Minutes]]:
    """Return the hours of the week from `monday` in which the desk is open and no one works, in whole hours by local
    day. A member without shifts works in all open hours."""
    if any(rota is None for rota in rotas_of_team):
        return []
    calendar, zone = get_desk_calendar(rules), ZoneInfo(rules.timezone)
    empty: list[tuple[date, Minutes]] = []
    for day in (monday + timedelta(days=n) for n in range(7)):
        for hour in range(24):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
            if not calendar.is_open(at) or any(rota and rota.is_working(at, rules.timezone) for rota in rotas_of_team):
                continue
            if empty and empty[-1][0] == day and empty[-1][1][1] == hour * 60:
                empty[-1] = (day, (empty[-1][1][0], (hour + 1) * 60))
            else:
                empty.append((day, (hour * 60, (hour + 1) * 60)))
    return empty
