"""The queue of tickets nobody has taken, as far as a member of staff sees them, and taking its first."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person, Status, Ticket
from desk import Desk, NotAllowed, TicketResult
from desk.policy import permissions
from desk.policy.urgency import MOST_URGENT_FIRST
from desk.tickets import assignment

UNTAKEN = and_(
    Ticket.filed_at.is_not(None),
    Ticket.assignee_id.is_(None),
    Ticket.status.not_in((Status.CLOSED, Status.CANCELLED, Status.RESOLVED)),
)


def listed(viewer: Person) -> ColumnElement[bool]:
    """Which tickets `/queue` lists for the viewer."""
    return and_(UNTAKEN, permissions.seen_as_staff(viewer))


async def count(session: AsyncSession, viewer: Person) -> int:
    """How many they are."""
    where = listed(viewer)
    return (await session.execute(select(func.count()).select_from(Ticket).where(where))).scalar_one()


async def place(session: AsyncSession, ticket_id: int) -> int | None:
    """Which of the queue a ticket is, from 1; None for one that is not in it."""
    queue = list(await session.scalars(select(Ticket.id).where(UNTAKEN).order_by(*MOST_URGENT_FIRST)))
    return queue.index(ticket_id) + 1 if ticket_id in queue else None


async def take_first(desk: Desk) -> TicketResult | None:
    """Take the most urgent one that fits: of their topics, where they have some, or of none. None where there is none.
    Of two who ask at once the later gets the next: the row is locked here, and one that somebody else has just taken no
    longer fits. Raises NotAllowed for who is not staff."""
    await desk.refresh_actor()
    if not permissions.is_staff(desk.me()):
        raise NotAllowed
    fits = _of_their_topics(desk.me())
    free = select(Ticket.number).where(listed(desk.me()), fits).order_by(*MOST_URGENT_FIRST)
    number = await desk.session.scalar(free.limit(1).with_for_update(of=Ticket))
    return None if number is None else await assignment.claim(desk, number, below=True)


def _of_their_topics(person: Person) -> ColumnElement[bool]:
    theirs = select(AgentTopic.category_id).where(AgentTopic.person_id == person.id)
    of_their_groups = select(Category.id).where(Category.parent_id.in_(theirs))
    fits = or_(Ticket.category_id.in_(theirs), Ticket.category_id.in_(of_their_groups))
    return or_(Ticket.category_id.is_(None), ~theirs.exists(), fits)
