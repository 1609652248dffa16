"""The course of a ticket's two clocks, for drawing: stretches of business hours and the due time. Changes nothing,
words nothing. A ticket filed without targets has none and costs no query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from statistics import median, quantiles
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Approval,
    ApprovalState,
    DeskRow,
    Entry,
    EntryKind,
    History,
    Origin,
    Pause,
    Person,
    ReviewCriterion,
    Ticket,
    any_of,
)
from desk import DeskSettings, history
from desk.admin_settings.hours_history import load_past_hours
from desk.policy import visibility
from desk.policy.lateness import is_due_before
from desk.policy.permissions import Grant, has_grant
from desk.queries.lists import SOON
from desk.sla import ticket_clock
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import CRITICAL, ROUND_THE_CLOCK, WorkCalendar, get_desk_calendar

# Recent activity on tickets: the newest changes and messages, one for each moment. For staff; changes nothing, words
# nothing.


SAID = "said"
"""The field of a message; `new` has its kind."""
_NEWEST_ROWS: ColumnElement[int] = literal_column("200", Integer)
"""Rows read of each table: the newest are at the end of its key, and older ones would cost more. A literal, so that
a cached plan knows the number."""
_ESCALATIONS = (
    history.ESCALATED,
    history.ESCALATED_BOARD,
    history.ESCALATED_WORD,
    history.ESCALATED_REOPENED,
    history.ESCALATED_BREACH,
    history.ESCALATED_RULE,
)
_GRAVEST = (
    history.FILED, *_ESCALATIONS, history.RATING, SAID, history.ASSIGNEE, history.STATUS, history.PROMISED,
    history.PRIORITY,
)  # fmt: skip
"""Fields in order of importance: of several changes at one moment only the first is shown, and other fields never
are."""
_KINDS = (EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE)


@dataclass(frozen=True, slots=True)
class Activity:
    """A change or message. `field` of the ticket's history with its old and new value (never people's words), or
    SAID with the kind of the message; `who`: None if only the origin is known."""

    at: datetime
    number: int
    field: str
    old: str | None
    new: str | None
    who: str | None
    origin: Origin

    @property
    def is_escalation(self) -> bool:
        """Return True if a person or the clock escalated the ticket."""
        return self.field in _ESCALATIONS


async def list_activity(session: AsyncSession, viewer: Person, most: int) -> tuple[Activity, ...]:
    """Return the newest activity, at most `most`: on all tickets for admins, on their own and untaken ones for
    agents."""
    mine = true() if has_grant(viewer, Grant.TEAM) else or_(Ticket.assignee_id == viewer.id, Ticket.is_untaken)
    seen = and_(visibility.is_seen_by_staff(viewer), mine)
    found = [*await _load_changes(session, seen, most), *await _load_messages(session, seen, _list_kinds(viewer), most)]
    return tuple(sorted(_choose_gravest(found), key=lambda one: one.at, reverse=True)[:most])


async def _load_changes(session: AsyncSession, seen: ColumnElement[bool], most: int) -> list[Activity]:
    newest = select(History.__table__).order_by(History.id.desc()).limit(_NEWEST_ROWS).subquery()
    row = newest.c
    query = (
        select(row.at, Ticket.number, row.field, row.old, row.new, row.actor_name, row.origin)
        .join(Ticket, Ticket.id == row.ticket_id)
        .where(row.field.in_(_GRAVEST), seen)
    )
    told = [Activity(*row) for row in await session.execute(_limit_moments(query, row.at, most))]
    return [one if one.field != history.FILED else _drop_words(one) for one in told]


def _drop_words(one: Activity) -> Activity:
    return replace(one, old=None, new=None)


def _limit_moments(query: Select[Any], at: ColumnElement[datetime], most: int) -> Select[Any]:
    """Keep only rows of the latest `most` moments of tickets."""
    moment = func.dense_rank().over(order_by=(at.desc(), Ticket.number)).label("moment")
    of = query.add_columns(moment).subquery().c
    return select(*(column for column in of if column is not of.moment)).where(of.moment <= most)


def _list_kinds(viewer: Person) -> list[EntryKind]:
    return [kind for kind in _KINDS if visibility.can_read_kind(viewer, kind)]


async def _load_messages(
    session: AsyncSession, seen: ColumnElement[bool], kinds: Sequence[EntryKind], most: int
) -> list[Activity]:
    """Load messages after filing that were not withdrawn."""
    columns = (Entry.ticket_id, Entry.created_at, Entry.kind, Entry.author_name, Entry.origin, Entry.withdrawn_at)
    row = select(*columns).order_by(Entry.id.desc()).limit(_NEWEST_ROWS).subquery().c
    query = (
        select(row.created_at, Ticket.number, row.kind, row.author_name, row.origin)
        .join(Ticket, Ticket.id == row.ticket_id)
        .where(row.kind.in_(kinds), row.withdrawn_at.is_(None), row.created_at > Ticket.filed_at, seen)
    )
    rows = await session.execute(_limit_moments(query, row.created_at, most))
    return [Activity(at, number, SAID, None, kind.value, who, origin) for at, number, kind, who, origin in rows]


def _choose_gravest(found: Iterable[Activity]) -> list[Activity]:
    """Choose the gravest of what happened to a ticket at one moment."""
    chosen: dict[tuple[int, datetime], Activity] = {}
    for one in found:
        key = (one.number, one.at)
        before = chosen.get(key)
        if before is None or _GRAVEST.index(one.field) < _GRAVEST.index(before.field):
            chosen[key] = one
    return list(chosen.values())


# Times to first answers of the day, and how many tickets are usually resolved by this time of day. Changes nothing,
# words nothing.


_WEEKS, _FEWEST_DAYS = 8, 3
_MOST = 2000


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """First answers of the day so far, in working time: the median and the 90th percentile. `waiting`: tickets among
    them that have no answer yet and count with their time up to now."""

    median: timedelta
    p90: timedelta
    waiting: int


async def measure_first_answers(session: AsyncSession, now: datetime, rules: DeskSettings) -> FirstAnswers | None:
    """Measure today's first answers; None if there are none and no ticket waits for one."""
    table = Ticket.__table__.c
    waits = and_(Ticket.first_response_at.is_(None), Ticket.is_teams_turn)
    counted = select(table.id, table.filed_at, table.first_response_at, table.priority).where(
        Ticket.filed_at.is_not(None),
        Ticket.merged_into_id.is_(None),
        Ticket.begun_by.is_(None),
        ~Ticket.is_test,
    )
    today = counted.where(Ticket.first_response_at >= _get_midnight(now, rules.timezone))
    both = union_all(today, counted.where(waits))  # each has its index
    answered = (await session.execute(both.limit(_MOST))).all()
    if not answered:
        return None
    pauses: dict[int, list[Paused]] = defaultdict(list)
    stood = select(Pause.ticket_id, Pause.started_at, Pause.ended_at).where(
        any_of(Pause.ticket_id, [row[0] for row in answered])
    )
    for ticket_id, started, ended in await session.execute(stood):
        pauses[ticket_id].append((started, ended))
    hours = await load_past_hours(session, rules)
    took = sorted(
        ticket_clock.measure_clock(
            filed, at or now, hours.choose_calendar(round_the_clock=priority == CRITICAL), pauses[ticket_id]
        ).total_seconds()
        for ticket_id, filed, at, priority in answered
    )
    waiting = sum(at is None for _, _, at, _ in answered)
    return FirstAnswers(timedelta(seconds=median(took)), timedelta(seconds=compute_p90(took)), waiting)


def compute_p90(seconds: list[float]) -> float:
    """Return the 90th percentile as the glossary of metrics defines it (`percentile_cont`)."""
    return quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]


async def get_usually_solved(session: AsyncSession, now: datetime, zone: str) -> int | None:
    """Return the median number resolved by this time of day on the last eight such weekdays; None if there were any
    on fewer than three of them."""
    begins = _get_midnight(now, zone)
    past = now - begins
    days = [begins.astimezone(ZoneInfo(zone)) - timedelta(weeks=back) for back in range(1, _WEEKS + 1)]
    spans = [and_(Ticket.resolved_at >= day, Ticket.resolved_at <= day + past) for day in days]
    local = func.date_trunc("day", func.timezone(zone, Ticket.resolved_at))
    rows = await session.execute(select(local, func.count()).where(or_(*spans)).group_by(local))
    counts = [n for _, n in rows]
    return round(median(counts + [0] * (_WEEKS - len(counts)))) if len(counts) >= _FEWEST_DAYS else None


def _get_midnight(now: datetime, zone: str) -> datetime:
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))


# The status on every page of the panel: how many tickets are urgent, and which service is unreachable. Changes
# nothing.


@dataclass(frozen=True, slots=True)
class PageStatus:
    """The status on every page. `urgent`: tickets overdue or due within half an hour, of those that Now lists for
    the viewer; `late`: what waits too long, and since when the admins know (of a restored database: of which moment
    the backup is); `approvals`: answers that the viewer may approve; `has_reviews`: the desk reviews quality, and the
    viewer may."""

    urgent: int = 0
    late: Mapping[str, datetime] = field(default_factory=dict)
    approvals: int = 0
    has_reviews: bool = False


async def load_page_status(session: AsyncSession, viewer: Person, now: datetime) -> PageStatus:
    """Load the status for one page."""
    mine = true() if has_grant(viewer, Grant.TEAM) else Ticket.assignee_id == viewer.id
    seen = and_(Ticket.is_worked_on, visibility.is_seen_by_staff(viewer), mine)
    urgent = select(func.count()).select_from(Ticket).where(seen, is_due_before(now + SOON)).scalar_subquery()
    one = select(literal(1).label("one")).subquery()  # so that there is a row before the desk has its own
    query = select(urgent, _count_approvals(viewer), _has_reviews(viewer), DeskRow).select_from(one)
    found = (await session.execute(query.outerjoin(DeskRow, true()))).one()
    return PageStatus(found[0], _list_troubles(found[3]), found[1], found[2])


def _list_troubles(row: DeskRow | None) -> Mapping[str, datetime]:
    if row is None:
        return {}
    told: Mapping[str, str] = row.troubles
    restored = "quiet" if row.is_quiet else "recovery" if row.recovery is not None else None
    copied = {restored: row.backup_at} if restored is not None and row.backup_at is not None else {}
    return copied | {what.partition("-")[0]: datetime.fromisoformat(at) for what, at in told.items()}


def _count_approvals(viewer: Person) -> ColumnElement[int]:
    """Count what the page of approvals lists, for who may approve."""
    if not has_grant(viewer, Grant.APPROVE):
        return literal(0)
    listed = and_(Approval.state == ApprovalState.WAITING, Approval.author_id != viewer.id)
    waiting = select(func.count()).select_from(Approval).join(Ticket, Ticket.id == Approval.ticket_id)
    return waiting.where(listed, visibility.is_seen_by_staff(viewer)).scalar_subquery()


def _has_reviews(viewer: Person) -> ColumnElement[bool]:
    if not has_grant(viewer, Grant.REVIEW):
        return false()
    return exists().where(ReviewCriterion.removed_at.is_(None))


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
