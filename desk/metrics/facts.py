"""Write facts: one row and its time spans for each filed ticket that has changed since it was last counted.

No one waits for this: tickets are read without locks, and one that changed in between stays marked and is counted again
next time. Durations use the business hours in force at each moment, so a change of these does not change past figures.

A ticket's history as time spans, and their lengths. Moments of a history never go back: if a clock did, a change counts
at the time of the one before it. A resolution that the team took back within the undo time does not count. An agent has
a ticket while there is work to do: not while it is resolved or has ended.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.enums import WORKING
from db.models import Status, TicketFacts, TicketSpan, any_of
from desk import DeskSettings, history
from desk.admin_settings.hours_history import load_past_hours
from desk.policy.lateness import CRITICAL
from desk.sla import ticket_clock
from desk.sla.past_hours import PastHours
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import WorkCalendar

QUEUE, AGENT = "queue", "agent"
UNKNOWN_PERSON, ON_BOARD = 0, -1
"""Ids for an unknown agent: a name that fits several people; a person who took the ticket on the board."""
_RESTS = frozenset(Status) - WORKING


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
        return last if last.status is not None and last.status.is_finished else None

    def list_times_in(self, statuses: Collection[Status]) -> list[Paused]:
        """Return when the ticket was in one of these statuses."""
        return [(span.started_at, span.ended_at) for span in self.statuses if span.status in statuses]


def build_life(filed_at: datetime, requester_id: int, rows: Iterable[HistoryRow], undo: timedelta) -> Life:
    """Return the time spans of a filed ticket, from its history in order. `undo`: the time within which a resolution
    can be taken back."""
    before, since = _split_history(filed_at, list(rows))
    walk = _Walk(
        filed_at, requester_id, next((_holder(row) for row in reversed(before) if row.field == history.ASSIGNEE), None)
    )
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
    return early and before is to if to is Status.REOPENED else to.is_open


def _drop(kept: list[HistoryRow], solved: int) -> None:
    last, first = len(kept) - 1, solved - 1
    passing = first >= 0 and last > solved and kept[first].field == kept[last].field == history.ASSIGNEE
    if passing and kept[first].at == kept[solved].at and kept[first].old is None and _holder(kept[last]) is None:
        del kept[last], kept[first:last]
    else:
        del kept[solved]


class _Walk:
    def __init__(self, filed_at: datetime, requester_id: int, holder: int | None) -> None:
        self._requester_id = requester_id
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
        """Return who resolved it, also for a status that follows the resolution; else the agent. If it was resolved by
        its requester, who said that it works, it was solved by its agent."""
        if to is Status.RESOLVED:
            return self._holder if actor_id == self._requester_id else actor_id or self._holder
        judged = to in (Status.CLOSED, Status.REOPENED) and before.status in _RESTS
        return before.person if judged else self._holder


def _holder(change: HistoryRow) -> int | None:
    if change.new is None and change.old is not None:
        return None
    return change.new_id or (ON_BOARD if change.new is None else UNKNOWN_PERSON)


def _status(word: str | None) -> Status | None:
    """Return the status, or None if only a newer version knows it."""
    return next((status for status in Status if status == word), None)


def _count_seconds(length: timedelta) -> float:
    """Return a length of time in the unit of the tables."""
    return length.total_seconds()


def measure_working_time(
    start: datetime, end: datetime, calendar: WorkCalendar | PastHours, pauses: Iterable[Paused] = ()
) -> float:
    """Return the seconds of working time in which the clock ran."""
    return _count_seconds(ticket_clock.measure_clock(start, end, calendar, pauses))


BATCH_SIZE = 200
"""Tickets in one unit of work."""
_FEW, _FEW_BATCHES = 50, 20
"""The same where people are answered meanwhile."""
_PAUSES_CLOCK = frozenset({Status.PENDING, Status.RESOLVED, Status.CLOSED, Status.CANCELLED})
_ESCALATED = frozenset(
    {
        history.ESCALATED,
        history.ESCALATED_BOARD,
        history.ESCALATED_WORD,
        history.ESCALATED_REOPENED,
        history.ESCALATED_BREACH,
        history.ESCALATED_RULE,
    }
)
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk figures'))")
_TICKET = """
  select t.id, t.xmin::text as version, t.requester_id, t.filed_at, t.priority, t.end_reason, t.first_response_at,
    t.first_due_at, t.solve_due_at, t.merged_into_id, t.begun_by
  from tickets t
"""
_MARKED = text(
    _TICKET
    + " where t.counted_at is null and t.filed_at is not null and not t.is_test and t.id > :after"
    + " order by t.id limit :most"
)
_OF_OTHER_HOURS = text(
    _TICKET
    + " join ticket_facts f on f.ticket_id = t.id where (f.hours < :hours or f.hours > :hours) and t.id > :after"
    + " order by t.id limit :most"
)
"""Two ranges instead of `<>`, which no index answers."""
_CHANGES = text("""
  select ticket_id, id, at, actor_id, field, old, new, new_id from history where ticket_id = any(:ids) order by id
""")
_WORDS = text("""
  select e.ticket_id, count(*) filter (where kind = 'comment') as comments,
    count(*) filter (where kind = 'reply' and (e.author_id is not null or e.origin <> 'clock')) as replies,
    count(*) filter (where kind = 'note') as notes,
    max(e.id) as last_id,
    (array_agg(e.author_id order by e.id) filter (where kind = 'reply' and e.created_at >= t.first_response_at))[1]
      as answered_by
  from entries e join tickets t on t.id = e.ticket_id where e.ticket_id = any(:ids) group by e.ticket_id
""")
_EARLIER_MARKS = text("""
insert into marks (ticket_id, about, person_id, stars, words, asked_at, marked_at)
select id, 'solution', resolved_by, rating, rating_words, coalesce(rating_asked_at, rated_at), rated_at
from tickets where counted_at is null and filed_at is not null and (rating_asked_at is not null or rated_at is not null)
order by id
on conflict (ticket_id, about) do update
set stars = excluded.stars, words = coalesce(marks.words, excluded.words), marked_at = excluded.marked_at
where marks.marked_at is null and excluded.marked_at is not null
""")
"""Copies ratings that a process of an earlier version wrote to tickets only. Reads tickets that are to be counted
anyway, in a short unit of work of its own, because a requester who presses stars waits for it."""
COUNTED = text("""
  with mine as (
    select t.id from tickets t join unnest(cast(:ids as bigint[]), cast(:versions as text[])) as seen(id, version)
      on seen.id = t.id and t.xmin::text = seen.version
    for no key update of t skip locked)
  update tickets set counted_at = :now from mine where tickets.id = mine.id
""")
"""Marks tickets as counted if their rows are still the ones that were read and are not locked."""


async def bring_up_to_date(database: Database, settings: DeskSettings, now: datetime) -> int:
    """Count all tickets that have changed, a batch in each unit of work; return their number."""
    many = 0
    async with database.unit_of_work() as session:
        await session.execute(_EARLIER_MARKS)
    for which in (_MARKED, _OF_OTHER_HOURS):
        after: int | None = 0
        while after is not None:
            async with database.unit_of_work() as session:
                ids = await _batch(session, which, settings, now, after)
            many += len(ids)
            after = ids[-1] if len(ids) == BATCH_SIZE else None
    return many


async def count_latest(database: Database, settings: DeskSettings, now: datetime) -> int:
    """Count at most a thousand of the tickets that have changed, a few in each unit of work; return their number."""
    many = 0
    for _ in range(_FEW_BATCHES):
        async with database.unit_of_work() as session:
            found = len(await _batch(session, _MARKED, settings, now, 0, most=_FEW))
        many += found
        if found < _FEW:
            break
    return many


async def refresh_facts(session: AsyncSession, settings: DeskSettings, now: datetime) -> int:
    """Count at most `AT_ONCE` of the tickets that have changed; return their number."""
    return len(await _batch(session, _MARKED, settings, now, 0))


async def _batch(
    session: AsyncSession, which: Any, settings: DeskSettings, now: datetime, after: int, *, most: int = BATCH_SIZE
) -> list[int]:
    """Return the ids of the tickets that were counted, ascending."""
    await session.execute(_ONE_AT_A_TIME)
    past = await load_past_hours(session, settings)
    hours = hash_hours(past)
    asked = {"after": after, "most": most} | ({"hours": hours} if which is _OF_OTHER_HOURS else {})
    tickets = (await session.execute(which, asked)).all()
    ids = [ticket.id for ticket in tickets]
    if not ids:
        return []
    changes: dict[int, list[HistoryRow]] = defaultdict(list)
    for row in await session.execute(_CHANGES, {"ids": ids}):
        changes[row.ticket_id].append(HistoryRow(*row[1:]))
    words = {row.ticket_id: row for row in await session.execute(_WORDS, {"ids": ids})}
    facts: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    for ticket in tickets:
        if ticket.merged_into_id is not None:  # merged: the other ticket counts
            continue
        own = changes[ticket.id]
        went = build_life(ticket.filed_at, ticket.requester_id, own, settings.team.undo)
        seen = _Seen(ticket, went, own, words.get(ticket.id))
        facts.append(_facts(seen, past) | {"hours": hours})
        spans += _spans(ticket.id, went, get_calendar(ticket.priority, past))
    await _write(session, ids, facts, spans)
    versions = [ticket.version for ticket in tickets]
    await session.execute(COUNTED, {"ids": ids, "versions": versions, "now": now})
    return ids


async def forget_tickets(session: AsyncSession, ids: Sequence[int]) -> None:
    """Delete what was counted of tickets that are about to be deleted."""
    await session.execute(_ONE_AT_A_TIME)
    await _write(session, ids, (), ())


async def _write(
    session: AsyncSession, ids: Sequence[int], facts: Sequence[Mapping[str, Any]], spans: Sequence[Mapping[str, Any]]
) -> None:
    for table in (TicketFacts, TicketSpan):
        await session.execute(delete(table).where(any_of(table.ticket_id, ids)))
    for table, rows in ((TicketFacts, facts), (TicketSpan, spans)):
        if rows:
            await session.execute(
                insert(table).execution_options(render_nulls=True), rows
            )  # one statement for all rows


def hash_hours(past: PastHours) -> str:
    """Return a hash of everything that durations depend on; it differs after a change of it."""
    said = [
        (one.until, one.calendar.zone, one.calendar.week, one.calendar.ranges, one.hold_pauses) for one in past.versions
    ]
    return sha256(repr(said).encode()).hexdigest()[:16]


def get_calendar(priority: int, past: PastHours) -> WorkCalendar | PastHours:
    """Return the hours for tickets of that priority: for critical ones every hour counts."""
    return past.choose_calendar(round_the_clock=priority == CRITICAL)


class _Seen(NamedTuple):
    """A ticket's row, its time spans, its history, the counts of its entries (None: it has none)."""

    ticket: Any
    went: Life
    changes: Sequence[HistoryRow]
    words: Any


def _facts(seen: _Seen, past: PastHours) -> dict[str, Any]:
    ticket, went, changes, words = seen
    filed_at: datetime = ticket.filed_at
    calendar = get_calendar(ticket.priority, past)
    holds = past.find_hold_pauses(went.list_times_in({Status.ON_HOLD}))
    pauses = [*went.list_times_in(_PAUSES_CLOCK), *holds]
    taken = went.agents[0] if went.agents else None
    solution, end = went.solution, went.end
    moments = {
        "taken": taken.started_at if taken else None,
        "answered": ticket.first_response_at,
        "solved": solution.started_at if solution else None,
    }
    lengths: dict[str, Any] = {}
    for name, at in moments.items():
        lengths[f"{name}_at"] = at
        lengths[f"{name}_clock"] = _count_seconds(max(at, filed_at) - filed_at) if at else None
        lengths[f"{name}_work"] = measure_working_time(filed_at, at, calendar, pauses) if at else None
    return lengths | {
        "ticket_id": ticket.id,
        "filed_at": filed_at,
        "filed_open": past.is_open(filed_at),
        "taken_by": _get_person_id(taken),
        "answered_by": words.answered_by if words else None,
        "answered_late": _late(ticket.first_response_at, ticket.first_due_at),
        "solved_by": _get_person_id(solution),
        "solved_late": _late(moments["solved"], ticket.solve_due_at),
        "ended_at": end.started_at if end else None,
        "ended_clock": _count_seconds(end.started_at - filed_at) if end else None,
        "begun": ticket.begun_by is not None,
        "by_silence": ticket.end_reason == "silence" and end is not None,
        "reopened": sum(span.status is Status.REOPENED for span in went.statuses),
        "escalated": sum(change.field in _ESCALATED for change in changes),
        "promises": sum(change.field == history.PROMISED and change.new is not None for change in changes),
        "agents": len({_get_person_id(span) for span in went.agents}),
        "comments": words.comments if words else 0,
        "replies": words.replies if words else 0,
        "notes": words.notes if words else 0,
        "last_history_id": changes[-1].id if changes else None,
        "last_entry_id": words.last_id if words else None,
    }


def _late(at: datetime | None, due: datetime | None) -> float | None:
    return _count_seconds(at - due) if at is not None and due is not None else None


def _spans(ticket_id: int, went: Life, calendar: WorkCalendar | PastHours) -> list[dict[str, Any]]:
    rows = []
    for kind, spans in (("status", went.statuses), ("agent", went.agents)):
        for n, span in enumerate(spans):
            end = span.ended_at
            rows.append(
                {
                    "ticket_id": ticket_id,
                    "kind": kind,
                    "n": n,
                    "status": span.status,
                    "person_id": _get_person_id(span),
                    "came_from": span.came_from,
                    "went_to": span.went_to,
                    "started_at": span.started_at,
                    "ended_at": end,
                    "clock": _count_seconds(end - span.started_at) if end else None,
                    "work": measure_working_time(span.started_at, end, calendar) if end else None,
                }
            )
    return rows


def _get_person_id(span: Span | None) -> int | None:
    """Return the person of a span as tables have it: None if unknown."""
    return span.person if span is not None and span.person is not None and span.person > 0 else None
