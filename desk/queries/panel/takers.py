"""The people to whom tickets of a list can be handed over, with how many they have. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Ticket
from desk.policy import permissions
from desk.policy.permissions import Grant


@dataclass(frozen=True, slots=True)
class Taker:
    """A member of the team who may take tickets. `load`: the tickets that they have and that are not resolved."""

    id: int
    name: str
    load: int
    away: bool


async def list_takers(session: AsyncSession) -> list[Taker]:
    """Return those who are there before those who are away, the least busy first."""
    has = select(func.count()).where(Ticket.assignee_id == Person.id, Ticket.is_working).scalar_subquery()
    team = select(Person, has).where(
        Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None)
    )
    found = [
        Taker(person.id, person.name, load, person.away)
        for person, load in await session.execute(team)
        if permissions.has_grant(person, Grant.WORK)
    ]
    return sorted(found, key=lambda one: (one.away, one.load, one.name.casefold(), one.id))
