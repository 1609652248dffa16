"""The queue of tickets nobody has taken, as far as a member of staff sees them. Changes nothing."""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Status
from db.models import Person, Ticket
from desk.policy import permissions

_UNTAKEN = and_(
    Ticket.filed_at.is_not(None),
    Ticket.assignee_id.is_(None),
    ~Ticket.taken_on_board,
    Ticket.status.not_in((Status.CLOSED, Status.CANCELLED, Status.RESOLVED)),
)


async def listed(session: AsyncSession, viewer: Person) -> ColumnElement[bool]:
    """Which tickets `/queue` lists for the viewer."""
    return and_(_UNTAKEN, await permissions.seen_as_staff(session, viewer))


async def count(session: AsyncSession, viewer: Person) -> int:
    """How many they are."""
    where = await listed(session, viewer)
    return (await session.execute(select(func.count()).select_from(Ticket).where(where))).scalar_one()
