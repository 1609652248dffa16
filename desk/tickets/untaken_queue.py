"""The queue of untaken tickets as a member of staff sees it, and taking its first ticket."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person, Ticket
from desk import Desk, NotAllowed, TicketResult
from desk.listing import turn
from desk.policy import permissions, visibility
from desk.policy.lateness import MOST_URGENT_FIRST
from desk.tickets.assignment import claim


def is_listed(viewer: Person) -> ColumnElement[bool]:
    """Return the SQL condition for tickets that `/queue` lists for the viewer."""
    return and_(Ticket.is_untaken, visibility.is_seen_by_staff(viewer))


async def count_listed(session: AsyncSession, viewer: Person) -> int:
    """Return how many tickets `/queue` lists for the viewer."""
    where = is_listed(viewer)
    return (await session.execute(select(func.count()).select_from(Ticket).where(where))).scalar_one()


async def find_place(session: AsyncSession, ticket_id: int) -> int | None:
    """Return the ticket's place in the queue, from 1, or None if it is not in it."""
    queue = list(await session.scalars(select(Ticket.id).where(Ticket.is_untaken).order_by(*turn(MOST_URGENT_FIRST))))
    return queue.index(ticket_id) + 1 if ticket_id in queue else None


async def take_first(desk: Desk) -> TicketResult | None:
    """Claim the most urgent ticket of the actor's topics, or of all if they have none. Return None if there is none.

    The row is locked here, so of two agents who ask at the same moment the later one gets the next ticket. The rows of
    tickets that were taken meanwhile stay locked. The lock lets others refer to them (`FOR NO KEY UPDATE`): changing a
    ticket twice checks its reference to the first one alike, and this may wait for the one who changes it. Raises
    NotAllowed for people who are not staff.
    """
    await desk.refresh_actor()
    if not permissions.is_staff(desk.require_actor()):
        raise NotAllowed
    fits = _fits_topics(desk.require_actor())
    free = select(Ticket.number).where(is_listed(desk.require_actor()), fits).order_by(*turn(MOST_URGENT_FIRST))
    number = await desk.session.scalar(free.limit(1).with_for_update(of=Ticket, key_share=True))
    return None if number is None else await claim(desk, number, below=True)


def _fits_topics(person: Person) -> ColumnElement[bool]:
    theirs = select(AgentTopic.category_id).where(AgentTopic.person_id == person.id)
    of_their_groups = select(Category.id).where(Category.parent_id.in_(theirs))
    fits = or_(Ticket.category_id.in_(theirs), Ticket.category_id.in_(of_their_groups))
    return or_(Ticket.category_id.is_(None), ~theirs.exists(), fits)
