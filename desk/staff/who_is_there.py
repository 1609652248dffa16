"""Members of the team who are there: reachable, available, those who lead, have a right, or are on call."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Ticket
from desk.policy import (
    permissions,
)
from desk.policy.permissions import Grant, has_grant


async def list_team(session: AsyncSession) -> list[Person]:
    """Return all staff, oldest first."""
    query = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None)).order_by(Person.id)
    return list(await session.scalars(query))


def filter_reachable(staff: Sequence[Person]) -> list[Person]:
    """Return those who have started the bot and not blocked it."""
    return [person for person in staff if person.telegram_id and person.started_at and person.bot_blocked_at is None]


def filter_available(staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Return those who may take tickets, can be reached, are not away, and are not the ticket's requester, unless that
    is the whole team."""
    there = [person for person in filter_granted(staff, Grant.WORK) if not person.away]
    return [person for person in there if person.id != ticket.requester_id or len(staff) == 1]


def filter_leads(staff: Sequence[Person]) -> list[Person]:
    """Return those who lead the team and can be reached, away or not: they are called where no one else is there."""
    return filter_granted(staff, Grant.TEAM)


def filter_seeing(staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Return those who may see this ticket, so that it may be named to them."""
    return [one for one in staff if has_grant(one, Grant.SEE_ALL) or ticket.assignee_id in (None, one.id)]


def filter_granted(staff: Sequence[Person], grant: Grant) -> list[Person]:
    """Return those with this grant who can be reached, away or not."""
    return [person for person in filter_reachable(staff) if has_grant(person, grant)]


def filter_called(staff: Sequence[Person], ids: Sequence[int]) -> list[Person]:
    """Return those with these ids who can be reached; if none of them is available, the leads too."""
    called = [person for person in filter_reachable(staff) if person.id in ids]
    return called if any(not person.away for person in called) else [*called, *filter_leads(staff)]
