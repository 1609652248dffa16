"""The page of one request, for who is written to elsewhere. Its secret is a signature, so nothing is stored."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, Integration, Ticket
from desk import references
from desk.conversation import entries
from desk.integrations.token_bearers import Bearer
from desk.references import Purpose

HANDED = "remark-handed"
"""The remark on a request that became somebody else's: its page is closed, whose link the one before may have."""


async def find_page(session: AsyncSession, key: str) -> tuple[Bearer, int] | None:
    """Return the requester whose page has that secret, and the id of the request; None for another secret, if the
    integration is revoked, or while the requester reads their requests in Telegram."""
    (ticket_id,) = await references.read_reference(session, Purpose.PAGE, key) or (0,)
    theirs = (Ticket.id == ticket_id, Integration.revoked_at.is_(None), ExternalPerson.joined_at.is_(None))
    filed = select(Integration, ExternalPerson).join(ExternalPerson, ExternalPerson.system_id == Integration.id)
    filed = filed.join(Ticket, Ticket.external_person_id == ExternalPerson.id)
    row = (await session.execute(filed.where(*theirs))).first()
    return (Bearer(row[0], row[1]), ticket_id) if row is not None and await has_page(session, ticket_id) else None


async def has_page(session: AsyncSession, ticket_id: int) -> bool:
    """Return False for a request that became somebody else's."""
    return await find_handed_at(session, ticket_id) is None


async def find_handed_at(session: AsyncSession, ticket_id: int) -> datetime | None:
    """Return when a request became somebody else's, None if it never did. What was to be told before is not theirs."""
    remark = await entries.find_remark(session, ticket_id, HANDED)
    return remark.created_at if remark is not None else None
