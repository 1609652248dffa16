"""A ticket's history as time spans, and their lengths. Pure; knows no table, no metric and no clock.

Moments of a history never go back: if a clock did, a change counts at the time of the one before it. A resolution that
the team took back within the undo time does not count. An agent has a ticket while there is work to do: not while it is
resolved or has ended.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db.models import Status
from desk import history
from desk.policy import FINISHED
from desk.sla import ticket_clock
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import PastHours, WorkCalendar

QUEUE, AGENT = "queue", "agent"
UNKNOWN_PERSON, ON_BOARD = 0, -1
"""Ids for an unknown agent: a name that fits several people; a person who took the ticket on the board."""
_RESTS = FINISHED | {Status.RESOLVED}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of a ticket's history."""

    id: int
    at: datetime
    actor_id: int | None
    field: str
    old: str | None
    new: str | None
    new_id: int | None


@dataclass(slots=True)
class Span:
    """A time span in one status, or (`status` None) with one agent; see `TicketSpan`. `person`: an id, or
    `UNKNOWN_PERSON`."""

    status: Status | None
    person: int | None
    came_from: str | None
    started_at: datetime
    ended_at: datetime | None = None
    went_to: str | None = None

    def end_at(self, at: datetime, went_to: str) -> None:
        """End the span."""
        self.ended_at, self.went_to = at, went_to


@dataclass(frozen=True, slots=True)
class Life:
    """The time spans of a ticket: its statuses and its agents."""

    statuses: Sequence[Span]
    agents: Sequence[Span]

    @property
    def solution(self) -> Span | None:
        """Return the resolution in force: the ticket is resolved, or was closed as resolved."""
        last = self.statuses[-1]
        if last.status is Status.CLOSED and len(self.statuses) > 1:
            last = self.statuses[-2]
        return last if last.status is Status.RESOLVED else None

    @property
    def end(self) -> Span | None:
        """Return the span of the closed or cancelled ticket, or None."""
        last = self.statuses[-1]
        return last if last.status in FINISHED else None

    def list_times_in(self, statuses: Collection[Status]) -> list[Paused]:
        """Return when the ticket was in one of these statuses."""
        return [(span.started_at, span.ended_at) for span in self.statuses if span.status in statuses]


def build_life(filed_at: datetime, requester_id: int, rows: Iterable[HistoryRow], undo: timedelta) -> Life:
    """Return the time spans of a filed ticket, from its history in order. `undo`: the time within which a resolution
    can be taken back."""
    before, since = _split_history(filed_at, list(rows))
    walk = _Walk(filed_at, next((_holder(row) for row in reversed(before) if row.field == history.ASSIGNEE), None))
    for row in _without_undone(_forwards(since, filed_at), requester_id, undo):
        walk.take_step(row)
    return Life(walk.statuses, walk.agents)


def _split_history(filed_at: datetime, rows: list[HistoryRow]) -> tuple[list[HistoryRow], list[HistoryRow]]:
    """Split the history into rows before and after filing; old histories do not have that moment."""
    filed = next((n for n, row in enumerate(rows) if row.field == history.FILED), None)
    if filed is not None:
        return rows[:filed], rows[filed + 1 :]
    return [row for row in rows if row.at < filed_at], [row for row in rows if row.at >= filed_at]


def _forwards(rows: Iterable[HistoryRow], at: datetime) -> Iterator[HistoryRow]:
    """Yield the rows with times that never go back."""
    for row in rows:
        at = max(at, row.at)
        yield replace(row, at=at)


def _without_undone(rows: Iterable[HistoryRow], requester_id: int, undo: timedelta) -> list[HistoryRow]:
    """Return changes of status and agent, without resolutions that were undone and the assignments they made."""
    kept: list[HistoryRow] = []
    statuses = [Status.NEW]
    for row in rows:
        to = _status(row.new) if row.field == history.STATUS else None
        if row.field == history.ASSIGNEE:
            kept.append(row)
        if to is None or to is statuses[-1]:
            continue
        solved = max((n for n, one in enumerate(kept) if one.field == history.STATUS), default=0)
        if statuses[-1] is Status.RESOLVED:
            early = row.at - kept[solved].at <= undo and row.actor_id != requester_id
            if _takes_back(statuses[-2], to, early=early):
                statuses.pop()
                _drop(kept, solved)
        if to is not statuses[-1]:
            statuses.append(to)
            kept.append(row)
    return kept


def _takes_back(before: Status, to: Status, *, early: bool) -> bool:
    """Return True if the change undoes a resolution that the requester was not told of; otherwise the ticket would be
    closed, cancelled or reopened."""
    return early and before is to if to is Status.REOPENED else to not in FINISHED


def _drop(kept: list[HistoryRow], solved: int) -> None:
    last, first = len(kept) - 1, solved - 1
    passing = first >= 0 and last > solved and kept[first].field == kept[last].field == history.ASSIGNEE
    if passing and kept[first].at == kept[solved].at and kept[first].old is None and _holder(kept[last]) is None:
        del kept[last], kept[first:last]
    else:
        del kept[solved]


class _Walk:
    def __init__(self, filed_at: datetime, holder: int | None) -> None:
        self.statuses = [Span(Status.NEW, holder, None, filed_at)]
        self.agents: list[Span] = []
        self._holder = holder
        self._pass_on(QUEUE, filed_at)

    def take_step(self, row: HistoryRow) -> None:
        """Apply one change of status or agent."""
        if row.field == history.ASSIGNEE:
            self._give(_holder(row), row.at)
        elif (to := _status(row.new)) is not None:
            self._enter(self.statuses[-1], to, row)

    @property
    def _now_with(self) -> Span | None:
        return self.agents[-1] if self.agents and self.agents[-1].ended_at is None else None

    def _give(self, holder: int | None, at: datetime) -> None:
        if holder == self._holder:
            return
        was, self._holder = self._holder, holder
        if self._now_with is not None:
            self._now_with.end_at(at, QUEUE if holder is None else AGENT)
        if self.statuses[-1].status not in _RESTS:
            self._pass_on(QUEUE if was is None else AGENT, at)

    def _pass_on(self, came_from: str, at: datetime) -> None:
        if self._holder is not None:
            self.agents.append(Span(None, self._holder, came_from, at))

    def _enter(self, current: Span, to: Status, row: HistoryRow) -> None:
        assert current.status is not None
        current.end_at(row.at, to)
        if to in _RESTS and self._now_with is not None:
            self._now_with.end_at(row.at, to)
        self.statuses.append(Span(to, self._whose(current, to, row.actor_id), current.status, row.at))
        if to is Status.REOPENED and self._holder == ON_BOARD:
            self._holder = None
        if current.status in _RESTS and to not in _RESTS:
            self._pass_on(current.status, row.at)

    def _whose(self, before: Span, to: Status, actor_id: int | None) -> int | None:
        """Return who resolved it, also for a status that follows the resolution; else the agent."""
        if to is Status.RESOLVED:
            return actor_id or self._holder
        judged = to in (Status.CLOSED, Status.REOPENED) and before.status in _RESTS
        return before.person if judged else self._holder


def _holder(change: HistoryRow) -> int | None:
    if change.new is None and change.old is not None:
        return None
    return change.new_id or (ON_BOARD if change.new is None else UNKNOWN_PERSON)


def _status(word: str | None) -> Status | None:
    """Return the status, or None if only a newer version knows it."""
    return next((status for status in Status if status == word), None)


def count_seconds(length: timedelta) -> float:
    """Return a length of time in the unit of the tables."""
    return length.total_seconds()


def measure_working_time(
    start: datetime, end: datetime, calendar: WorkCalendar | PastHours, pauses: Iterable[Paused] = ()
) -> float:
    """Return the seconds of working time in which the clock ran."""
    return count_seconds(ticket_clock.measure_clock(start, end, calendar, pauses))
