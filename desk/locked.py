"""Tickets whose rows this unit of work has locked. A step that changes a ticket takes a `Locked`, so it is never
given a row that another process may change. Code that makes one elsewhere has locked the row, or just added it."""

from typing import NewType

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.models import Person, Ticket
from db.unit_of_work import get_unit

Locked = NewType("Locked", Ticket)
"""A ticket that no one else changes until the unit of work ends."""

MOST = 2**63  # the range of bigint; a forged number may be anything
_REQUESTER, _ASSIGNEE = aliased(Person), aliased(Person)


def _select_for_update(column: InstrumentedAttribute[int]) -> Select[Ticket, Person | None, Person | None]:
    """Select the row for locking, with requester and assignee, whom most verbs need and the session keeps."""
    query = (
        select(Ticket, _REQUESTER, _ASSIGNEE)
        .outerjoin(_REQUESTER, _REQUESTER.id == Ticket.requester_id)
        .outerjoin(_ASSIGNEE, _ASSIGNEE.id == Ticket.assignee_id)
        .where(column == bindparam("key"))
        .with_for_update(of=Ticket)
    )
    return query.execution_options(populate_existing=True)


_BY_NUMBER, _BY_ID = _select_for_update(Ticket.number), _select_for_update(Ticket.id)


def remember_locked(session: AsyncSession, ticket: Ticket | None) -> None:
    """Remember which ticket was read `FOR UPDATE` just now, outside of any savepoint: the next lock reads no row."""
    get_unit(session).locked_ticket = ticket


async def lock_by_number(session: AsyncSession, number: int) -> Locked | None:
    """Lock the ticket with that number."""
    return await _lock_one(session, _BY_NUMBER, number) if 0 < number < MOST else None


async def lock_by_id(session: AsyncSession, ticket_id: int) -> Locked | None:
    """Lock the ticket with that id."""
    return await _lock_one(session, _BY_ID, ticket_id)


async def _lock_one(
    session: AsyncSession, which: Select[Ticket, Person | None, Person | None], key: int
) -> Locked | None:
    unit = get_unit(session)
    known, unit.locked_ticket = unit.locked_ticket, None
    if known is not None and key == (known.number if which is _BY_NUMBER else known.id):
        return Locked(known)
    await session.flush()
    row = (await session.execute(which, {"key": key})).one_or_none()
    return Locked(row[0]) if row is not None else None


async def lock_tickets(session: AsyncSession, tickets: Select[Ticket], *, skip_locked: bool = False) -> list[Locked]:
    """Lock the tickets of a query by ascending id and return them as they are then. `skip_locked`: without those
    locked by others."""
    query = tickets.order_by(Ticket.id).with_for_update(of=Ticket, skip_locked=skip_locked)
    found = await session.scalars(query.execution_options(populate_existing=True))
    return [Locked(ticket) for ticket in found]
