"""One ticket's times: how long it was in each status and with each agent, from its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import History, Person, Status, Ticket, any_of
from desk import DeskSettings
from desk.admin_settings.hours_history import load_past_hours
from desk.metrics.facts import HistoryRow, Span, build_life, get_calendar, measure_working_time
from desk.sla.past_hours import PastHours
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """The sum of all spans of one status, or (`status` None) of one agent: in calendar time, and in working time; None
    if every hour counts. `name`: of the agent, None if unknown."""

    status: Status | None
    name: str | None
    clock: timedelta
    work: timedelta | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Sums in the order in which they began; an ended ticket has the statuses before its end."""

    statuses: tuple[TimeSpent, ...]
    agents: tuple[TimeSpent, ...]


async def load_timeline(
    session: AsyncSession, ticket_id: int, settings: DeskSettings, now: datetime
) -> Timeline | None:
    """Return the times of a filed ticket up to now, or None for a draft."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None or ticket.filed_at is None:
        return None
    columns = (History.id, History.at, History.actor_id, History.field, History.old, History.new, History.new_id)
    rows = await session.execute(select(*columns).where(History.ticket_id == ticket_id).order_by(History.id))
    went = build_life(ticket.filed_at, ticket.requester_id, [HistoryRow(*row) for row in rows], settings.team.undo)
    ids = [span.person for span in went.agents if span.person is not None and span.person > 0]
    names = await _names(session, ids)
    statuses = went.statuses if went.end is None else [span for span in went.statuses if span.ended_at is not None]
    past = await load_past_hours(session, settings)
    spent = _Sums(get_calendar(ticket.priority, past), now)
    return Timeline(
        tuple(spent.sum_spans([s for s in statuses if s.status is one], one, None) for one in _order(statuses)),
        tuple(
            spent.sum_spans([s for s in went.agents if s.person == one], None, names.get(one or 0))
            for one in dict.fromkeys(span.person for span in went.agents)
        ),
    )


def _order(statuses: Sequence[Span]) -> Sequence[Status]:
    return list(dict.fromkeys(span.status for span in statuses if span.status is not None))


class _Sums:
    def __init__(self, calendar: WorkCalendar | PastHours, now: datetime) -> None:
        self._calendar, self._now = calendar, now

    def sum_spans(self, spans: Sequence[Span], status: Status | None, name: str | None) -> TimeSpent:
        """Return the sum of the spans."""
        ends = [(span.started_at, max(span.started_at, span.ended_at or self._now)) for span in spans]
        clock = sum((end - start for start, end in ends), timedelta(0))
        work = timedelta(seconds=sum(measure_working_time(start, end, self._calendar) for start, end in ends))
        return TimeSpent(status, name, clock, None if self._calendar is ROUND_THE_CLOCK else work)


async def _names(session: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = await session.execute(select(Person.id, Person.name).where(any_of(Person.id, ids)))
    return {row.id: row.name for row in rows}
