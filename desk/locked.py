"""Tickets whose rows this unit of work has locked. A step that changes a ticket takes a `Locked`: no door calls it with
a row that somebody else may be changing. Knows no rule; who makes one elsewhere has locked the row, or just added it.
"""

from typing import NewType

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.models import Person, Ticket

Locked = NewType("Locked", Ticket)
"""A ticket that nobody else changes until the unit of work ends."""

MOST = 2**63  # what a bigint holds; a forged number may be anything
_REQUESTER, _ASSIGNEE = aliased(Person), aliased(Person)


def _locking(column: InstrumentedAttribute[int]) -> Select[Ticket, Person | None, Person | None]:
    """The row locked; requester and assignee, whom most verbs need, are read with it and kept by the session."""
    query = (
        select(Ticket, _REQUESTER, _ASSIGNEE)
        .outerjoin(_REQUESTER, _REQUESTER.id == Ticket.requester_id)
        .outerjoin(_ASSIGNEE, _ASSIGNEE.id == Ticket.assignee_id)
        .where(column == bindparam("key"))
        .with_for_update(of=Ticket)
    )
    return query.execution_options(populate_existing=True)


_BY_NUMBER, _BY_ID = _locking(Ticket.number), _locking(Ticket.id)


async def by_number(session: AsyncSession, number: int) -> Locked | None:
    """The ticket of that number."""
    return await _one(session, _BY_NUMBER, number) if 0 < number < MOST else None


async def by_id(session: AsyncSession, ticket_id: int) -> Locked | None:
    """The ticket of that id."""
    return await _one(session, _BY_ID, ticket_id)


async def _one(session: AsyncSession, which: Select[Ticket, Person | None, Person | None], key: int) -> Locked | None:
    await session.flush()
    row = (await session.execute(which, {"key": key})).one_or_none()
    return Locked(row[0]) if row is not None else None


async def of(session: AsyncSession, tickets: Select[Ticket], *, skip_locked: bool = False) -> list[Locked]:
    """The tickets of a query, by ascending id, as they are once they are locked; `skip_locked`: without those that
    somebody is at."""
    query = tickets.order_by(Ticket.id).with_for_update(of=Ticket, skip_locked=skip_locked)
    found = await session.scalars(query.execution_options(populate_existing=True))
    return [Locked(ticket) for ticket in found]
