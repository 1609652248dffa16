"""Write facts: one row and its time spans for each filed ticket that has changed since it was last counted.

No one waits for this: tickets are read without locks, and one that changed in between stays marked and is counted again
next time. Durations use the business hours in force at each moment, so a change of these does not change past figures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Status, TicketFacts, TicketSpan, any_of
from desk import DeskSettings, history
from desk.admin_settings.hours_history import load_past_hours
from desk.metrics import rollups
from desk.metrics.ticket_spans import HistoryRow, Life, Span, build_life, count_seconds, measure_working_time
from desk.policy.lateness import CRITICAL
from desk.sla.work_calendar import PastHours, WorkCalendar

BATCH_SIZE = 200
"""Tickets in one unit of work."""
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
_ONE_AT_A_TIME = text("""
  select pg_advisory_xact_lock(hashtext('pulldesk figures')), set_config('pulldesk.looks_after_runs', 'on', true)
""")
"""The setting tells the triggers that the writer of facts deletes stored days itself; without it the database deletes
all of them."""
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
    count(*) filter (where kind = 'reply') as replies, count(*) filter (where kind = 'note') as notes,
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
    """Count all tickets that have changed, a batch in each unit of work, then the days that are over; return the number
    of tickets."""
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
    async with database.unit_of_work() as session:
        await session.execute(_ONE_AT_A_TIME)
        await rollups.refresh_days(session, settings, now)
    return many


async def refresh_facts(session: AsyncSession, settings: DeskSettings, now: datetime) -> int:
    """Count at most `AT_ONCE` of the tickets that have changed; return their number."""
    return len(await _batch(session, _MARKED, settings, now, 0))


async def _batch(session: AsyncSession, which: Any, settings: DeskSettings, now: datetime, after: int) -> list[int]:
    """Return the ids of the tickets that were counted, ascending."""
    await session.execute(_ONE_AT_A_TIME)
    past = await load_past_hours(session, settings)
    hours = hash_hours(past)
    asked = {"after": after, "most": BATCH_SIZE} | ({"hours": hours} if which is _OF_OTHER_HOURS else {})
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
    kept = await rollups.has_stored_days(session)
    before = await rollups.load_ticket_days(session, ids, settings) if kept else rollups.NO_DAYS
    await _write(session, ids, facts, spans)
    if kept:
        await rollups.delete_changed_days(session, before, await rollups.load_ticket_days(session, ids, settings))
    versions = [ticket.version for ticket in tickets]
    await session.execute(COUNTED, {"ids": ids, "versions": versions, "now": now})
    return ids


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
        lengths[f"{name}_clock"] = count_seconds(max(at, filed_at) - filed_at) if at else None
        lengths[f"{name}_work"] = measure_working_time(filed_at, at, calendar, pauses) if at else None
    return lengths | {
        "ticket_id": ticket.id,
        "filed_at": filed_at,
        "filed_open": past.is_open(filed_at),
        "taken_by": get_person_id(taken),
        "answered_by": words.answered_by if words else None,
        "answered_late": _late(ticket.first_response_at, ticket.first_due_at),
        "solved_by": get_person_id(solution),
        "solved_late": _late(moments["solved"], ticket.solve_due_at),
        "ended_at": end.started_at if end else None,
        "ended_clock": count_seconds(end.started_at - filed_at) if end else None,
        "begun": ticket.begun_by is not None,
        "by_silence": ticket.end_reason == "silence" and end is not None,
        "reopened": sum(span.status is Status.REOPENED for span in went.statuses),
        "escalated": sum(change.field in _ESCALATED for change in changes),
        "promises": sum(change.field == history.PROMISED and change.new is not None for change in changes),
        "agents": len({get_person_id(span) for span in went.agents}),
        "comments": words.comments if words else 0,
        "replies": words.replies if words else 0,
        "notes": words.notes if words else 0,
        "last_history_id": changes[-1].id if changes else None,
        "last_entry_id": words.last_id if words else None,
    }


def _late(at: datetime | None, due: datetime | None) -> float | None:
    return count_seconds(at - due) if at is not None and due is not None else None


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
                    "person_id": get_person_id(span),
                    "came_from": span.came_from,
                    "went_to": span.went_to,
                    "started_at": span.started_at,
                    "ended_at": end,
                    "clock": count_seconds(end - span.started_at) if end else None,
                    "work": measure_working_time(span.started_at, end, calendar) if end else None,
                }
            )
    return rows


def get_person_id(span: Span | None) -> int | None:
    """Return the person of a span as tables have it: None if unknown."""
    return span.person if span is not None and span.person is not None and span.person > 0 else None
