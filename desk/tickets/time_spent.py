"""Time that the team worked on tickets: recorded, corrected, taken back, listed. Nothing counts it by itself, and
requesters never learn of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Organization, Person, Ticket, WorkedTime, any_of
from desk import Desk, DeskSettings, Locked, NotAllowed, Outdated, Refused, TicketResult, history
from desk.listing import Key, ListOf, filter_by
from desk.policy import Verb, permissions
from desk.policy.permissions import Grant
from desk.settings.kinds import Choice, Length, Unit

MINUTES = Length(Unit.MINUTES, least=1, most=16 * 60, whole=True)
"""What one entry can have: a day would be a working day to some and 24 hours to others."""
BILLABLE, FREE = "billable", "free"
BILLING = Choice("time-billing", (BILLABLE, FREE), "billing")
_TWICE = timedelta(seconds=10)
"""The same again from the same person is a second press."""


async def record_time(desk: Desk, number: int, spent: int, billable: str = BILLABLE) -> TicketResult:
    """Record minutes of the actor, or of the ticket's agent if a rule or a program says them. Raises Refused for too
    few or too many, NoSuchTicket, NotAllowed, Merged."""
    _require_on(desk)
    async with desk.change(number, Verb.RECORD_TIME) as ticket:
        desk.require_target(ticket, Verb.RECORD_TIME)
        person_id = desk.actor_id or ticket.assignee_id
        made = WorkedTime(ticket_id=ticket.id, person_id=person_id, at=desk.now, minutes=0, billed=0)
        _fill(desk, made, spent, is_billed=billable == BILLABLE)
        if desk.actor_id is not None and await _is_again(desk, made):
            return await desk.make_result(ticket, changed=False)
        desk.session.add(made)
        desk.record(ticket, history.TIME_SPENT, None, _word(made))
    return await desk.make_result(ticket)


async def correct_time(desk: Desk, number: int, entry: int | None = None, spent: int | None = None) -> TicketResult:
    """Change the minutes of an entry, or (None) take it back; without an entry the actor's last one. Entries of others
    need the right to lead the team. Raises as `record_time`, Outdated if there is no such entry."""
    _require_on(desk)
    async with desk.change(number, Verb.RECORD_TIME) as ticket:
        desk.require_target(ticket, Verb.RECORD_TIME)
        row = await _find(desk, ticket, entry)
        if not can_correct(desk.actor, row):
            raise NotAllowed("time-not-yours")
        before = _word(row)
        if spent is None:
            await desk.session.delete(row)
        else:
            _fill(desk, row, spent, is_billed=row.billed > 0)
        after = _word(row) if spent is not None else None
        if before != after:
            desk.record(ticket, history.TIME_SPENT, before, after)
    return await desk.make_result(ticket, changed=before != after)


def can_correct(actor: Person | None, row: WorkedTime) -> bool:
    """Return True for whose time it is, for who leads the team, for rules and programs."""
    return actor is None or row.person_id == actor.id or permissions.has_grant(actor, Grant.TEAM)


def _require_on(desk: Desk) -> None:
    if not desk.rules.team.time:
        raise Refused("time-off")


def _fill(desk: Desk, row: WorkedTime, spent: int, *, is_billed: bool) -> None:
    if not MINUTES.least <= spent <= MINUTES.most:
        raise Refused("usage-time")
    step = desk.rules.team.time_step
    row.minutes = ceil(spent)
    row.billed = ceil(timedelta(minutes=row.minutes) / step) * (step // timedelta(minutes=1)) if is_billed else 0


def _word(row: WorkedTime) -> str:
    return f"{row.minutes} {BILLABLE if row.billed else FREE}"


async def _is_again(desk: Desk, made: WorkedTime) -> bool:
    same = select(WorkedTime.id).where(
        WorkedTime.ticket_id == made.ticket_id, WorkedTime.person_id == made.person_id,
        WorkedTime.at.between(made.at - _TWICE, made.at + _TWICE),
        WorkedTime.minutes == made.minutes, WorkedTime.billed == made.billed,
    )  # fmt: skip
    return await desk.session.scalar(same.limit(1)) is not None


async def _find(desk: Desk, ticket: Locked, entry: int | None) -> WorkedTime:
    rows = select(WorkedTime).where(any_of(WorkedTime.ticket_id, ticket.thread_ids)).order_by(WorkedTime.id.desc())
    rows = rows.where(WorkedTime.person_id == desk.actor_id if entry is None else WorkedTime.id == entry)
    row = await desk.session.scalar(rows.limit(1)) if entry or desk.actor_id else None
    if row is None:
        raise Outdated(ticket.number, "no-such-time")
    return row


@dataclass(frozen=True, slots=True)
class TimeFilters:
    """Which entries are listed. `tickets`: of these; `organization`: by its id in the operator's own system; `since`,
    `until`: recorded from then on, before then."""

    tickets: Sequence[int] | None = filter_by(lambda ids: any_of(WorkedTime.ticket_id, ids), None)
    number: int | None = filter_by(lambda number: Ticket.number == number, None)
    agent: int | None = filter_by(lambda key: WorkedTime.person_id == key, None)
    organization: str | None = filter_by(Organization.external_id.__eq__, None)
    since: datetime | None = filter_by(lambda at: WorkedTime.at >= at, None)
    until: datetime | None = filter_by(lambda at: WorkedTime.at < at, None)


_SOURCE = (
    WorkedTime.__table__.join(Ticket.__table__, Ticket.id == WorkedTime.ticket_id)
    .outerjoin(Person.__table__, Person.id == WorkedTime.person_id)
    .outerjoin(Organization.__table__, Organization.id == Ticket.organization_id)
)
TIME = ListOf[None, TimeFilters](
    "time",
    WorkedTime.id,
    seen=lambda _: true(),
    orders={"newest": (Key(WorkedTime.at, descending=True),)},
    source=_SOURCE,
    columns={
        "ticket": Ticket.number, "agent_id": WorkedTime.person_id, "agent": Person.name,
        "organization": Organization.name,
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeOfTicket:
    """The minutes recorded on a ticket and those merged into it: in all, and of it billed; `mine`: the last entries
    that the reader may correct, each with its agent's name."""

    minutes: int
    billed: int
    mine: Sequence[tuple[WorkedTime, str]]


MOST_OFFERED = 50


async def load_time(session: AsyncSession, ticket: Ticket, reader: Person, rules: DeskSettings) -> TimeOfTicket | None:
    """Return the time of a ticket; None while nobody records any, without a statement."""
    if not rules.team.time:
        return None
    chosen = TIME.choose(None, TimeFilters(ticket.thread_ids))
    sums = select(func.coalesce(func.sum(WorkedTime.minutes), 0), func.coalesce(func.sum(WorkedTime.billed), 0))
    minutes, billed = (await session.execute(sums.select_from(_SOURCE).where(chosen.where))).one()
    rows = await chosen.load_first(session, MOST_OFFERED, select(WorkedTime, Person.name).select_from(_SOURCE))
    return TimeOfTicket(minutes, billed, [(row, name or "") for row, name in rows if can_correct(reader, row)])
