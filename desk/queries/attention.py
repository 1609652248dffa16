"""Tickets that need attention, each once in its gravest group. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    case,
    func,
    literal_column,
    null,
    select,
    true,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Job,
    JobState,
    Person,
    Ticket,
)
from desk.listing import Key, ListQuery
from desk.policy import visibility
from desk.policy.lateness import CRITICAL_WAITS, is_due_before
from desk.policy.permissions import Grant, has_grant
from desk.policy.ticket_list import EVERY, TICKETS, TicketFilters, TicketReader
from desk.queries.entries import PAGE
from desk.queries.lists import LINES, SOON, TicketRow, make_row

_BURIED = Job.state == literal_column(f"'{JobState.BURIED.value}'")  # as its partial index is written
_FAILED = select(Job.ticket_id).where(_BURIED, Job.ticket_id.is_not(None))
_OPEN_OR_FAILED: CompoundSelect[int] = union(select(Ticket.id).where(Ticket.is_worked_on), _FAILED)  # two indexes


class AttentionReason(StrEnum):
    """Reasons why a ticket needs attention, the gravest first."""

    LATE = "late"
    SOON = "soon"
    UNTAKEN = "untaken"
    WAITING = "waiting"
    ESCALATED = "escalated"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AttentionPage:
    """A page of reasons and tickets. `counts` covers all pages, `all_counts` also tickets that `only` left out."""

    lines: tuple[tuple[AttentionReason, TicketRow], ...]
    counts: dict[AttentionReason, int]
    all_counts: dict[AttentionReason, int]
    page: int
    pages: int


async def load_attention_page(
    session: AsyncSession, viewer: Person, page: int, *, now: datetime, a_page: int = PAGE,
    only: TicketFilters = EVERY,
) -> AttentionPage:  # fmt: skip
    """Load a page of `/attention`: of all tickets for admins, of their own for agents. `only`: which of them are
    listed. A due time counts only once it is near: else what has none would always come last."""
    mine = true() if has_grant(viewer, Grant.TEAM) else Ticket.assignee_id == viewer.id
    seen = and_(visibility.is_seen_by_staff(viewer), mine, Ticket.id.in_(_OPEN_OR_FAILED))
    group = _select_gravest(now)
    asked = and_(true(), TICKETS.match(TicketReader(true(), now), only))
    of = select(group.label("n"), asked.label("asked")).select_from(Ticket).where(seen).subquery()
    count = select(of.c.n, func.count(), func.count().filter(of.c.asked)).where(of.c.n.is_not(None)).group_by(of.c.n)
    found = {row[0]: (row[1], row[2]) for row in await session.execute(count)}
    every = {why: found[n][0] for n, why in enumerate(AttentionReason) if n in found}
    counts = {why: found[n][1] for n, why in enumerate(AttentionReason) if n in found and found[n][1]}
    near = case((is_due_before(now + SOON), Ticket.due_at))
    order = (
        Key(CRITICAL_WAITS, descending=True), Key(group), Key(near, nullable=True), Key(Ticket.priority),
        Key(Ticket.moved_up, descending=True), Key(Ticket.waits_since, nullable=True), Key(Ticket.id),
    )  # fmt: skip
    chosen = ListQuery(Ticket.id, and_(seen, group.is_not(None), asked), order)
    shown = LINES.add_columns(group)
    listed = await chosen.load_page(session, page, a_page, shown, total=sum(counts.values()))
    whys = tuple(AttentionReason)
    lines = tuple((whys[n], make_row(*line)) for *line, n in listed.lines)
    return AttentionPage(lines, counts, every, listed.page, listed.pages)


def _select_gravest(now: datetime) -> ColumnElement[int | None]:
    """Select the index of a ticket's gravest reason; null if it has none."""
    reasons: dict[AttentionReason, ColumnElement[bool]] = {
        AttentionReason.LATE: is_due_before(now),
        AttentionReason.SOON: is_due_before(now + SOON),
        AttentionReason.UNTAKEN: Ticket.is_untaken.expression,
        AttentionReason.WAITING: and_(Ticket.is_open, Ticket.needs_answer),
        AttentionReason.ESCALATED: and_(Ticket.is_open, Ticket.escalated_at.is_not(None)),
        AttentionReason.FAILED: Ticket.id.in_(_FAILED),
    }
    return case(*((reasons[why], n) for n, why in enumerate(AttentionReason)), else_=null())
