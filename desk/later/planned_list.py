"""Plans as they are listed: all of one's own, or those of one request. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, join
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Approval, ApprovalState, Person, Ticket, any_of
from desk.i18n import TicketSubject
from desk.later.stops import Planned
from desk.listing import Key, ListOf, Page, filter_by, make_line
from desk.policy import visibility
from desk.tickets.answers_awaiting_approval import PLANNED

_MOST_IN_A_TICKET = 50


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan. `verb`: an act, or a note; `state`: it waits, or it was stopped."""

    id: int
    number: int
    subject: str
    subject_line: str | None
    entry_id: int | None
    verb: str | None
    state: ApprovalState
    due_at: datetime
    author_id: int
    author: str

    @property
    def kind(self) -> Planned:
        """Return what is planned."""
        if self.entry_id is None:
            return Planned.ACT
        return Planned.NOTE if self.verb == "note" else Planned.ANSWER

    @property
    def called(self) -> TicketSubject:
        """Return the subject of its request."""
        return TicketSubject(self.subject, self.subject_line)


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """Which plans are listed: those of a person, of one request with what was merged into it."""

    author: int | None = filter_by(lambda author_id: Approval.author_id == author_id, None)
    tickets: Sequence[int] | None = filter_by(lambda ids: any_of(Approval.ticket_id, list(ids)), None)


def _see(who: Person) -> ColumnElement[bool]:
    return and_(Approval.state.in_(PLANNED), visibility.is_seen_by_staff(who))


PLANS = ListOf[Person, PlanFilters](
    "plans",
    Approval.id,
    seen=_see,
    orders={"due": (Key(Approval.due_at),)},
    source=join(Approval, Ticket, Ticket.id == Approval.ticket_id).join(Person, Person.id == Approval.author_id),
    columns={
        "number": Ticket.number, "subject": Ticket.subject, "subject_line": Ticket.subject_line, "author": Person.name,
    },
)  # fmt: skip


async def load_own_page(session: AsyncSession, reader: Person, page: int, size: int) -> Page[PlanLine]:
    """Load a page of what the reader has planned, the next one first."""
    found = PLANS.choose(reader, PlanFilters(author=reader.id))
    shown = await found.load_page(session, page, size, PLANS.show(PlanLine))
    return shown.show(make_line(PlanLine, one) for one in shown.lines)


async def list_of_ticket(session: AsyncSession, reader: Person, ticket_ids: Sequence[int]) -> list[PlanLine]:
    """Return what is planned in a request."""
    found = PLANS.choose(reader, PlanFilters(tickets=ticket_ids))
    rows = await found.load_first(session, _MOST_IN_A_TICKET, PLANS.show(PlanLine))
    return [make_line(PlanLine, one) for one in rows]
