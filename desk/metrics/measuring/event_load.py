"""Forecast what an event to come will bring: requests by day, with a range, and the people that they take.

Requests for each hundred participants of past events, times those who take part in the next one. A day of the next
event is compared with the same part of each past one, so that a longer event is stretched. The range has two parts:
events differ, and the same event would not bring the same number twice. What kind of event it is, nobody says here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, sqrt

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Event
from desk import DeskSettings
from desk.metrics.measuring.staffing import EIGHT_OF_TEN
from desk.metrics.periods import get_today
from desk.metrics.registry import TOO_FEW

MOST_PAST, FEWEST_PAST, FEWEST_PARTICIPANTS = 10, 2, 20
"""The newest past events are looked at; fewer of them, or of the participants of one, say too little."""
_HUNDRED, _BUSY_DAY, _LONGEST = 100, 0.75, 30
"""On a busy day a person answers more than on three of four days."""

_PAST = text("""
select e.id, e.starts_on, e.ends_on, e.attendance from events e
where e.removed_at is null
  and e.ends_on < :today and e.attendance >= :fewest
  and ((e.created_at at time zone :zone)::date <= e.ends_on or exists (select from tickets t where t.event_id = e.id))
order by e.ends_on desc, e.id desc limit :most
""")
"""An event that was added when it was over already, and has no request, says nothing: the desk did not serve it."""
_FILED = text("""
select t.event_id as id, (t.filed_at at time zone :zone)::date - e.starts_on as day, count(*) as n
from tickets t join events e on e.id = t.event_id
where t.event_id = any(:ids) and t.filed_at is not null and not t.is_test group by 1, 2
""")
_PACE = text("""
with replies as (
  select distinct r.id, r.author_id, (r.created_at at time zone :zone)::date as day
  from events e join entries r
    on r.created_at >= e.starts_on::timestamp at time zone :zone
    and r.created_at < (least(e.ends_on, e.starts_on + cast(:longest as int)) + 1)::timestamp at time zone :zone
  join tickets t on t.id = r.ticket_id
  where e.id = any(:ids) and r.kind = 'reply' and r.author_id is not null and not t.is_test),
days as (select count(*) as n from replies group by author_id, day)
select count(*) as days, percentile_cont(:busy) within group (order by n) as a_day,
  (select count(*) from entries r join tickets t on t.id = r.ticket_id
    where t.event_id = any(:ids) and not t.is_test and r.kind = 'reply' and r.author_id is not null) as answers
from days
""")
"""How many answers the requests of these events took; and on their days (of a long one the first weeks), how many
answers a person gave on a busy day, to whatever request."""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event that is over: how many days it had, how many took part, and the requests of each of its days; 0 is the
    first, a smaller number is before it, a larger one than its last after it."""

    days: int
    attendance: int
    filed: Mapping[int, int]

    def count_part(self, begin: float, end: float) -> float:
        """Return the requests of a part of its days, such as 0 to 0.5 for the first half."""
        days = range(int(begin * self.days), min(self.days, ceil(end * self.days)))
        return sum(self.filed.get(day, 0) * self._overlap(day, begin, end) for day in days)

    def _overlap(self, day: int, begin: float, end: float) -> float:
        """Return the share of a day that is in a part of the event."""
        return max(0.0, min(day + 1, end * self.days) - max(day, begin * self.days))

    def count_before(self) -> int:
        """Return the requests of the days before it began."""
        return sum(n for day, n in self.filed.items() if day < 0)

    def count_after(self) -> int:
        """Return the requests of the days after its last."""
        return sum(n for day, n in self.filed.items() if day >= self.days)


@dataclass(frozen=True, slots=True)
class ExpectedRequests:
    """How many requests to expect, and the range that holds for eight of ten events."""

    requests: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected requests of an event: of the whole, for each hundred participants, before its first day, on each
    day, after its last."""

    total: ExpectedRequests
    per_hundred: float
    before: ExpectedRequests
    days: tuple[ExpectedRequests, ...]
    after: ExpectedRequests


@dataclass(frozen=True, slots=True)
class EventLoad:
    """An event that is not over. `forecast`: None if nobody has said how many take part, or there are too few past
    events; `people_each`: how many people a request of a day takes, None if the desk's answers say too little."""

    event: Event
    forecast: Forecast | None
    people_each: float | None

    def list_days(self, since: date) -> list[tuple[date, ExpectedRequests]]:
        """Return its days from that one on."""
        if self.forecast is None:
            return []
        dated = [(self.event.starts_on + timedelta(days=n), one) for n, one in enumerate(self.forecast.days)]
        return [(day, one) for day, one in dated if day >= since]

    def count_people(self, day: ExpectedRequests) -> float | None:
        """Return how many people the requests of one day take, or None if past answers say too little."""
        return None if self.people_each is None else day.requests * self.people_each


@dataclass(frozen=True, slots=True)
class EventsAhead:
    """Events that are not over, the next one first, and how many past events the forecast follows from."""

    past: int
    loads: tuple[EventLoad, ...]


def make_forecast(past: Sequence[PastEvent], attendance: int, days: int) -> Forecast | None:
    """Return what an event of so many participants and days will bring; None: too few past events."""
    if len(past) < FEWEST_PAST:
        return None

    def expect(counts: Sequence[float]) -> ExpectedRequests:
        return _expect(counts, [one.attendance for one in past], attendance)

    total = expect([sum(one.filed.values()) for one in past])
    return Forecast(
        total,
        total.requests * _HUNDRED / attendance,
        expect([one.count_before() for one in past]),
        tuple(expect([one.count_part(n / days, (n + 1) / days) for one in past]) for n in range(days)),
        expect([one.count_after() for one in past]),
    )


def _expect(counts: Sequence[float], sizes: Sequence[int], attendance: int) -> ExpectedRequests:
    """Return what to expect of so many participants. Of the spread between past events, the part that chance alone
    makes in events of their sizes is replaced by the chance in one of this size."""
    rates = [n / size for n, size in zip(counts, sizes, strict=True)]
    known = len(rates)
    rate = sum(rates) / known
    spread = sum((one - rate) ** 2 for one in rates) / (known - 1)
    chance = sum(rate / size for size in sizes) / known
    requests = rate * attendance
    differ = max(0.0, spread - chance) + spread / known
    off = EIGHT_OF_TEN[known - 1] * sqrt(differ * attendance**2 + requests)
    return ExpectedRequests(requests, max(0.0, requests - off), requests + off)


async def load_events_ahead(
    session: AsyncSession, rules: DeskSettings, now: datetime, *, limit: int
) -> EventsAhead | None:
    """Return the events that are not over with what they will bring; None, and no statement, without such an event."""
    today = get_today(now, rules.timezone)
    if not any(event.last >= today for event in rules.events):
        return None
    live = select(Event).where(Event.removed_at.is_(None), Event.ends_on >= today)
    events = (await session.scalars(live.order_by(Event.starts_on, Event.id).limit(limit))).all()
    past, people_each = await _load_past(session, rules.timezone, today)
    loads = (EventLoad(one, _of_event(past, one), people_each) for one in events)
    return EventsAhead(len(past), tuple(loads))


def _of_event(past: Sequence[PastEvent], event: Event) -> Forecast | None:
    if not event.attendance:
        return None
    return make_forecast(past, event.attendance, (event.ends_on - event.starts_on).days + 1)


async def _load_past(session: AsyncSession, zone: str, today: date) -> tuple[list[PastEvent], float | None]:
    """Return the past events, and how many people one request of a day takes."""
    given = {"today": today, "zone": zone, "fewest": FEWEST_PARTICIPANTS, "most": MOST_PAST}
    events = (await session.execute(_PAST, given)).all()
    if len(events) < FEWEST_PAST:
        return [PastEvent(1, one.attendance, {}) for one in events], None
    of_them = {"ids": [one.id for one in events], "zone": zone}
    filed: dict[int, dict[int, int]] = {one.id: {} for one in events}
    for row in await session.execute(_FILED, of_them):
        filed[row.id][row.day] = row.n
    past = [PastEvent((one.ends_on - one.starts_on).days + 1, one.attendance, filed[one.id]) for one in events]
    pace = (await session.execute(_PACE, {**of_them, "busy": _BUSY_DAY, "longest": _LONGEST})).one()
    requests = sum(sum(one.filed.values()) for one in past)
    is_known = pace.days >= TOO_FEW and requests >= TOO_FEW and pace.answers
    return past, pace.answers / requests / pace.a_day if is_known else None
