"""Requesters and organizations whose names were typed into the search of tickets, each with how many tickets of the
list are theirs. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Organization, Person, Role, Ticket, any_of
from desk.policy.ticket_list import TICKETS, TicketFilters, read_as_staff

_MOST = 5
"""How many of each kind are shown."""
_MOST_MATCHES = 50
"""Of how many people of one name, with tickets in the list, these are counted."""
_MOST_WORDS = 5


class Named(StrEnum):
    """The kinds of names that are found; each is a field of `TicketFilters`."""

    REQUESTER = "requester"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A requester or organization of that name. `count`: their tickets among those of the filter without its words."""

    of: Named
    id: int
    name: str
    count: int


async def find_names(
    session: AsyncSession, viewer: Person, chosen: TicketFilters, *, now: datetime
) -> tuple[NameMatch, ...]:
    """Return those with tickets that the viewer sees as staff, most tickets first."""
    words = chosen.q.removeprefix("@").split()[:_MOST_WORDS]
    if not words or not any(any(letter.isalpha() for letter in word) for word in words):
        return ()
    where = TICKETS.match(read_as_staff(viewer, now), chosen)
    people = select(Person.id, Person.name).where(_has(words, Person.name, Person.username), Person.role != Role.GROUP)
    clients = select(Organization.id, Organization.name).where(
        Organization.removed_at.is_(None), _has([word.casefold() for word in words], Organization.folded)
    )
    return (
        *await _count(session, Named.REQUESTER, people.order_by(Person.id.desc()), Ticket.requester_id, where),
        *await _count(session, Named.ORGANIZATION, clients.order_by(Organization.id), Ticket.organization_id, where),
    )


def _has(words: Sequence[str], *columns: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition for names with all the words: each is put into small letters once, which is what costs."""
    said = func.lower(func.concat_ws(" ", *columns)).collate("C")
    return and_(*(said.contains(word.lower(), autoescape=True) for word in words))


async def _count(
    session: AsyncSession,
    of: Named,
    matches: Select[int, str],
    column: InstrumentedAttribute[Any],
    where: ColumnElement[bool],
) -> list[NameMatch]:
    with_some = matches.where(exists().where(column == matches.selected_columns.id, where)).limit(_MOST_MATCHES)
    names = {row[0]: row[1] for row in await session.execute(with_some)}
    if not names:
        return []
    counted = select(column, func.count()).where(any_of(column, names), where).group_by(column)
    found = [NameMatch(of, one, names[one], count) for one, count in await session.execute(counted)]
    return sorted(found, key=lambda one: (-one.count, one.name, one.id))[:_MOST]
