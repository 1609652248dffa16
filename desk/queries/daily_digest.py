"""The lines of one daily digest, as its reader gets them. Changes nothing, words nothing; when a digest is due and what
is left out of it is decided by those who send it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import DigestLine, Person, Ticket

_Last = aliased(DigestLine)


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A line of a digest, as it would have been sent alone, and its ticket's number."""

    key: str
    args: dict[str, str | int]
    number: int


async def load_digest(session: AsyncSession, viewer: Person, last_id: int) -> tuple[DigestRow, ...]:
    """Load the lines sent together with line `last_id`, oldest first, of the viewer's own tickets."""
    rows = await session.execute(
        select(DigestLine.key, DigestLine.args, Ticket.number)
        .join(_Last, (_Last.id == last_id) & (_Last.told_at == DigestLine.told_at))
        .join(Ticket, Ticket.id == DigestLine.ticket_id)
        .where(DigestLine.person_id == viewer.id, Ticket.requester_id == viewer.id)
        .order_by(DigestLine.id)
    )
    return tuple(DigestRow(row.key, row.args, row.number) for row in rows)
