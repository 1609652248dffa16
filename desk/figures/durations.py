"""A ticket's history as stretches of time, and how long they were. Pure; knows no table, no figure and no clock.

Moments of a history never go back: where a clock did, a change counts as having come with the one before it. A solution
that its team took back within the undo time was none. An agent has a ticket while there is something to do on it: not
while it is solved or has ended.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.enums import Status
from desk import history
from desk.policy.transitions import FINISHED
from desk.sla import clock
from desk.sla.calendar import WorkCalendar
from desk.sla.clock import Paused

QUEUE, AGENT = "queue", "agent"
SOMEBODY, ON_BOARD = 0, -1
"""Who has it, where nobody can tell who: a name that is no one's alone; whoever took it on the board."""
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
    """A stretch in one status, or (`status` None) with one agent; see `TicketSpan`. `person`: an id, or `SOMEBODY`."""

    status: Status | None
    person: int | None
    came_from: str | None
    started_at: datetime
    ended_at: datetime | None = None
    went_to: str | None = None

    def end(self, at: datetime, went_to: str) -> None:
        """It is over."""
        self.ended_at, self.went_to = at, went_to

    def resume(self) -> None:
        """It goes on after all."""
        self.ended_at = self.went_to = None


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a ticket: in which statuses it was, and with which agents."""

    statuses: Sequence[Span]
    agents: Sequence[Span]

    @property
    def solution(self) -> Span | None:
        """The one that stands: it is solved, or was closed as solved."""
        last = self.statuses[-1]
        if last.status is Status.CLOSED and len(self.statuses) > 1:
            last = self.statuses[-2]
        return last if last.status is Status.RESOLVED else None

    @property
    def end(self) -> Span | None:
        """Closed or cancelled, when it is."""
        last = self.statuses[-1]
        return last if last.status in FINISHED else None

    def pauses(self, stands: Callable[[Status], bool]) -> list[Paused]:
        """When its clock stood, by the statuses in which it does."""
        return [
            (span.started_at, span.ended_at)
            for span in self.statuses
            if span.status is not None and stands(span.status)
        ]


def life(filed_at: datetime, requester_id: int, changes: Iterable[HistoryRow], undo: timedelta) -> Life:
    """Of a filed ticket, from the rows of its history in order. `undo`: within which a solution is taken back."""
    return _Walk(filed_at, requester_id, undo).along(changes)


class _Walk:
    def __init__(self, filed_at: datetime, requester_id: int, undo: timedelta) -> None:
        self._requester_id, self._undo = requester_id, undo
        self._at = filed_at
        self._holder: int | None = None
        self._statuses = [Span(Status.NEW, None, None, filed_at)]
        self._agents: list[Span] = []

    def along(self, changes: Iterable[HistoryRow]) -> Life:
        """From filing on; who has it may be said before."""
        rows = list(changes)
        filed = next((n for n, change in enumerate(rows) if change.field == history.FILED), -1)
        for change in rows[: filed + 1]:
            if change.field == history.ASSIGNEE:
                self._holder = _holder(change)
        self._pass_on(QUEUE)
        for change in rows[filed + 1 :]:
            if filed < 0 and change.at < self._statuses[0].started_at:
                continue
            self._at = max(self._at, change.at)
            if change.field == history.STATUS:
                self._move(change)
            elif change.field == history.ASSIGNEE:
                self._give(_holder(change))
        return Life(self._statuses, self._agents)

    @property
    def _now_with(self) -> Span | None:
        return self._agents[-1] if self._agents and self._agents[-1].ended_at is None else None

    def _give(self, holder: int | None) -> None:
        if holder == self._holder:
            return
        was, self._holder = self._holder, holder
        if self._now_with is not None:
            self._now_with.end(self._at, QUEUE if holder is None else AGENT)
        if self._statuses[-1].status not in _RESTS:
            self._pass_on(QUEUE if was is None else AGENT)

    def _pass_on(self, came_from: str) -> None:
        if self._holder is not None:
            self._agents.append(Span(None, self._holder, came_from, self._at))

    def _move(self, change: HistoryRow) -> None:
        current = self._statuses[-1]
        to = _status(change.new)
        if to is None or to is current.status:
            return
        if self._takes_back(change, to):
            self._statuses.pop()
            self._back_to_work(current.started_at)
            current = self._statuses[-1]
            if to is current.status:
                return
        self._enter(current, to, change.actor_id)

    def _takes_back(self, change: HistoryRow, to: Status) -> bool:
        """Whether this undoes a solution nobody has heard of."""
        if self._statuses[-1].status is not Status.RESOLVED:
            return False
        if to is not Status.REOPENED:
            return to not in FINISHED
        soon = self._at - self._statuses[-1].started_at <= self._undo
        return self._statuses[-2].status is to and soon and change.actor_id != self._requester_id

    def _back_to_work(self, solved_at: datetime) -> None:
        """As if it had not been solved; who solved it in passing has not had it."""
        self._statuses[-1].resume()
        last = self._agents[-1] if self._agents else None
        if last is None or last.went_to != Status.RESOLVED or last.ended_at != solved_at:
            self._pass_on(QUEUE)
        elif last.person == self._holder:
            last.resume()
        elif self._holder is not None:
            last.went_to = AGENT
            self._pass_on(AGENT)
        elif last.started_at == solved_at:
            self._agents.pop()
        else:
            last.went_to = QUEUE

    def _enter(self, current: Span, to: Status, actor_id: int | None) -> None:
        current.end(self._at, to)
        assert current.status is not None
        if to in _RESTS and self._now_with is not None:
            self._now_with.end(self._at, to)
        self._statuses.append(Span(to, self._whose(current, to, actor_id), current.status, self._at))
        if to is Status.REOPENED and self._holder == ON_BOARD:
            self._holder = None
        if current.status in _RESTS and to not in _RESTS:
            self._pass_on(current.status)

    def _whose(self, before: Span, to: Status, actor_id: int | None) -> int | None:
        """Who solved it; of what becomes of a solution too, else who has it."""
        if to is Status.RESOLVED:
            return actor_id or self._holder
        judged = to in (Status.CLOSED, Status.REOPENED) and before.status in _RESTS
        return before.person if judged else self._holder


def _holder(change: HistoryRow) -> int | None:
    if change.new is None and change.old is not None:
        return None
    return change.new_id or (ON_BOARD if change.new is None else SOMEBODY)


def _status(word: str | None) -> Status | None:
    """None for one that only a newer version knows."""
    return next((status for status in Status if status == word), None)


def seconds(length: timedelta) -> float:
    """A length of time in the unit of the tables."""
    return length.total_seconds()


def worked(start: datetime, end: datetime, calendar: WorkCalendar, pauses: Iterable[Paused] = ()) -> float:
    """Seconds of working time in which the clock ran."""
    return seconds(clock.spent(start, end, calendar, pauses))
