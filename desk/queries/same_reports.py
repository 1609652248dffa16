"""Tickets that say the same as a ticket, for staff: how many on its card, and the list. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Status, Ticket
from desk.i18n import TicketSubject
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant, has_grant
from desk.ticket_similarity import is_grouped_with, is_like

MOST = 20


@dataclass(frozen=True, slots=True)
class AlikeCount:
    """Numbers of other tickets that are similar (`like`), linked (`joined`), and either."""

    like: int = 0
    joined: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """A similar ticket as a line; `joined`: it is linked."""

    number: int
    requester: str
    subject: TicketSubject
    status: Status
    priority: int
    joined: bool


@dataclass(frozen=True, slots=True)
class AlikePage:
    """The first `MOST` similar tickets, oldest first, and how many there are. `in_group`: the ticket itself is
    linked; `known`: they are about a known problem, so some may be older."""

    number: int
    subject: TicketSubject
    count: AlikeCount
    lines: tuple[AlikeLine, ...]
    in_group: bool
    known: bool = False


async def count_alike(session: AsyncSession, ticket: Ticket) -> AlikeCount:
    """Count similar tickets; costs no query if there is nothing to compare by."""
    if ticket.alike_id is None and ticket.group_id is None and ticket.known_problem_id is None:
        return AlikeCount()
    like, joined = (func.count().filter(which) for which in (is_like(ticket), is_grouped_with(ticket)))
    near = select(like, joined, func.count()).where(or_(is_like(ticket), is_grouped_with(ticket)))
    return AlikeCount(*(await session.execute(near)).one())


def _list_visible(viewer: Person) -> ColumnElement[bool]:
    sees_all = not permissions.is_staff(viewer) or has_grant(viewer, Grant.SEE_ALL)
    return true() if sees_all else permissions.is_concerning(viewer.id)


async def load_alike_page(session: AsyncSession, ticket_id: int, viewer: Person) -> AlikePage | None:
    """Load the list; None if the viewer may not see it."""
    ticket = await session.get(Ticket, ticket_id)
    who = await permissions.get_access(session, ticket, viewer) if ticket is not None else permissions.Access()
    if ticket is None or not (who.staff and visibility.can_see_ticket(ticket, who)):
        return None
    columns = (Ticket.number, Person.name, Ticket.subject, Ticket.subject_line, Ticket.status, Ticket.priority)
    rows = (
        select(*columns, is_grouped_with(ticket))
        .join(Person, Person.id == Ticket.requester_id)
        .where(or_(is_like(ticket), is_grouped_with(ticket)), _list_visible(viewer))
        .order_by(Ticket.id)
        .limit(MOST)
    )
    found = await session.execute(rows)
    lines = tuple(AlikeLine(row[0], row[1], TicketSubject(row[2], row[3]), *row[4:]) for row in found)
    same = await count_alike(session, ticket)
    known = ticket.known_problem_id is not None
    named = TicketSubject(ticket.subject, ticket.subject_line)
    return AlikePage(ticket.number, named, same, lines, ticket.group_id is not None, known)
