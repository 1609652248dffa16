"""What became of tickets, laid out by hand as facts and stretches."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, Status, Ticket, TicketFacts, TicketSpan
from tests.desk.knowledge.test_gaps import NOW, ticket


async def people(session: AsyncSession, *names: str) -> list[int]:
    """Agents called so; their ids."""
    made = [Person(name=name, role=Role.AGENT, created_at=NOW) for name in names]
    session.add_all(made)
    await session.flush()
    return [one.id for one in made]


async def filed(session: AsyncSession, key: int, at: datetime, event: int | None = None, **more: Any) -> None:
    """A ticket of that id."""
    await ticket(session, key, at=at, **more)
    await session.execute(update(Ticket).where(Ticket.id == key).values(event_id=event))
    session.add(TicketFacts(ticket_id=key, filed_at=at, filed_open=True, hours=""))
    await session.flush()


async def solved(session: AsyncSession, key: int, at: datetime, by: int | None, **more: Any) -> None:
    """A ticket that was filed, taken and solved within an hour, by one person or nobody who is known."""
    await filed(session, key, at - timedelta(hours=1), **more)
    spans = [
        TicketSpan(kind="agent", n=0, came_from="queue", went_to="resolved", started_at=at, ended_at=at),
        TicketSpan(kind="status", n=0, status=Status.NEW, went_to="resolved", started_at=at, ended_at=at),
        TicketSpan(kind="status", n=1, status=Status.RESOLVED, came_from="new", started_at=at),
    ]
    for span in spans:
        span.ticket_id, span.person_id = key, by
    session.add_all(spans)
    await session.flush()
